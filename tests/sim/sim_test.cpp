// The simulator in every build: a few hundred networks go wrong and come right again.
#include <catch2/catch.hpp>

#include "tests/sim/world.hpp"

using namespace branchline;

namespace {

constexpr std::uint64_t kTwiceEvery = 50;

/// Runs the seeds from `first` to `last`. A run in which nothing happens proves nothing, so the
/// faults that came are counted too.
void check_seeds(std::uint64_t first, std::uint64_t last) {
    const std::uint64_t seeds = last - first + 1;
    sim::Figures figures;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const sim::Outcome outcome = sim::run_seed({.seed = seed, .plant = {}, .lines = {}});
        figures.add(outcome.figures);
        INFO("sim --seed " << seed);
        CHECK(outcome.violations == std::vector<std::string>());
        if (seed % kTwiceEvery != 0) continue;
        const sim::Outcome again = sim::run_seed({.seed = seed, .plant = {}, .lines = {}});
        CHECK(to_hex(again.trace) == to_hex(outcome.trace));
    }
    for (std::size_t fault = 0; fault < sim::kFaultNames.size(); ++fault) {
        INFO(sim::kFaultNames[fault]);
        CHECK(figures.faults.of(fault) > seeds / 10);
    }
    CHECK(figures.rejected > seeds);
    CHECK(figures.voided > 0);
    CHECK(figures.conflicts > seeds);
}

}  // namespace

// Two cases, so that they can run beside each other. Here with sanitizers; installers/run simulate
// runs a thousand more without.

TEST_CASE("simulator: replicas agree and keep what they acknowledged, seeds 1 to 150", "[sim]") {
    check_seeds(1, 150);
}

TEST_CASE("simulator: replicas agree and keep what they acknowledged, seeds 151 to 300", "[sim]") {
    check_seeds(151, 300);
}
