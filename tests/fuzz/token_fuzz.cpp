// Invitations, with and without a true checksum.
#include "tests/fuzz/fuzzed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return branchline::fuzz::run_one(branchline::fuzz::check_token, bytes, size);
}
