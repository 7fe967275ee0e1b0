// The simulator in every build: a few hundred networks go wrong and come right again.
#include <catch2/catch.hpp>

#include "tests/sim/world.hpp"

using namespace branchline;

namespace {

constexpr std::uint64_t kSeeds = 300;
constexpr std::uint64_t kTwiceEvery = 50;

}  // namespace

TEST_CASE("simulator: after every run all replicas agree and nothing acknowledged is lost",
          "[sim]") {
    sim::Figures figures;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const sim::Outcome outcome = sim::run_seed({.seed = seed, .plant = {}, .lines = {}});
        figures.add(outcome.figures);
        INFO("sim --seed " << seed);
        CHECK(outcome.violations == std::vector<std::string>());
        if (seed % kTwiceEvery != 0) continue;
        const sim::Outcome again = sim::run_seed({.seed = seed, .plant = {}, .lines = {}});
        CHECK(to_hex(again.trace) == to_hex(outcome.trace));
    }
    // A run in which nothing happens proves nothing.
    for (std::size_t fault = 0; fault < sim::kFaultNames.size(); ++fault) {
        INFO(sim::kFaultNames[fault]);
        CHECK(figures.faults.of(fault) > kSeeds / 10);
    }
    CHECK(figures.rejected > kSeeds);
    CHECK(figures.voided > 0);
    CHECK(figures.conflicts > kSeeds);
}
