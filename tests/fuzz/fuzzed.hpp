// What libFuzzer calls: a promise that is not kept ends the program, and the input is kept.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/properties.hpp"

namespace branchline::fuzz {

inline int run_one(Judgement (*check)(ByteView), const std::uint8_t* bytes, std::size_t size) {
    const Judgement judged = check({bytes, size});
    if (judged.broken.empty()) return 0;
    std::fprintf(stderr, "broken: %s\n", judged.broken.c_str());
    std::abort();
}

}  // namespace branchline::fuzz
