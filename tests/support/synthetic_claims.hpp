// Claims that nobody filed, with what is known of them: each rule meets some that keep it, some
// that break it and some that leave it open. One seed gives the same claims on every machine.
#pragma once

#include "common/domain/warranty/evaluate.hpp"

namespace branchline::test {

struct SyntheticClaim {
    warranty::Claim claim;
    warranty::Facts facts;
    warranty::Terms terms;
};

SyntheticClaim synthetic_claim(std::uint64_t seed, std::uint64_t index);

/// The same claim with everything in another order that has none.
void shuffle(SyntheticClaim& synthetic, std::uint64_t seed);

}  // namespace branchline::test
