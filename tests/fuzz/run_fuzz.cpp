// Runs of entries, as they are stored and travel.
#include "tests/fuzz/fuzzed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return branchline::fuzz::run_one(branchline::fuzz::check_run, bytes, size);
}
