// ID tokens, with and without a true signature, and the keys that a provider publishes.
#include "tests/fuzz/fuzzed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return branchline::fuzz::run_one(branchline::fuzz::check_id_token, bytes, size);
}
