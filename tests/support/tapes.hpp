// Tapes for Choices, made and shrunk by RapidCheck.
#pragma once

#include <cstdint>
#include <vector>

#include <rapidcheck.h>

namespace branchline::test {

inline std::vector<std::uint8_t> any_tape(int length_max) {
    return *rc::gen::resize(length_max, rc::gen::arbitrary<std::vector<std::uint8_t>>());
}

}  // namespace branchline::test
