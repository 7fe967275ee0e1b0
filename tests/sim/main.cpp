// sim: runs seeds of the simulated network and says what it found.
//
//   sim --seed N [--trace]                  one run, its figures and its trace hash
//   sim --seeds N [--from N]                a range; one line of figures as JSON
//   sim --plant NAME --seeds N [--from N]   search for a planted bug: exit code 1 when found
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "tests/sim/world.hpp"

using namespace branchline;

namespace {

constexpr std::uint64_t kTwiceEvery = 50;  // Each so many runs, a seed is run twice.

struct Arguments {
    std::optional<std::uint64_t> seed;
    std::uint64_t seeds = 300;
    std::uint64_t from = 1;
    std::string plant;
    bool trace = false;
};

std::optional<Arguments> parse(int count, char** words) {
    Arguments out;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--trace") {
            out.trace = true;
            continue;
        }
        if (i + 1 == count) return std::nullopt;
        const std::string value = words[++i];
        if (word == "--plant") {
            out.plant = value;
            continue;
        }
        char* end = nullptr;
        const std::uint64_t number = std::strtoull(value.c_str(), &end, 10);
        if (value.empty() || *end != '\0') return std::nullopt;
        if (word == "--seed") {
            out.seed = number;
        } else if (word == "--seeds") {
            out.seeds = number;
        } else if (word == "--from") {
            out.from = number;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

std::optional<sync::Plant> plant_of(const std::string& name) {
    if (name.empty()) return sync::Plant::none;
#ifdef BRANCHLINE_PLANT
    if (name == "acknowledge-before-commit") return sync::Plant::acknowledge_before_commit;
    if (name == "accept-a-run-beyond-our-head") return sync::Plant::accept_beyond_head;
    if (name == "compare-values-instead-of-versions") return sync::Plant::compare_values;
#endif
    return std::nullopt;
}

void print_violations(const sim::Outcome& outcome, std::uint64_t seed, const std::string& plant) {
    constexpr std::size_t kShown = 20;
    fmt::print("sim --seed {}{}\n", seed, plant.empty() ? "" : " --plant " + plant);
    for (std::size_t i = 0; i < outcome.violations.size() && i < kShown; ++i) {
        fmt::print("  {}\n", outcome.violations[i]);
    }
    if (outcome.violations.size() > kShown) {
        fmt::print("  and {} more\n", outcome.violations.size() - kShown);
    }
    std::fflush(stdout);
}

void print_figures(const sim::Figures& f, double seconds) {
    std::string faults;
    for (std::size_t i = 0; i < sim::kFaultNames.size(); ++i) {
        faults +=
            fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", sim::kFaultNames[i], f.faults.of(i));
    }
    fmt::print(
        "{{\"seeds\":{},\"events\":{},\"acknowledged\":{},\"refused\":{},\"unanswered\":{},"
        "\"entries\":{},\"rejected\":{},\"void\":{},\"conflicts\":{},\"kills\":{},"
        "\"faults\":{{{}}},\"seconds_per_seed\":{:.3f}}}\n",
        f.seeds, f.events, f.acknowledged, f.refused, f.unanswered, f.entries, f.rejected, f.voided,
        f.conflicts, f.kills, faults,
        seconds / static_cast<double>(std::max<std::uint64_t>(f.seeds, 1)));
}

int run_one(const Arguments& arguments, sync::Plant plant) {
    sim::RunOptions options{.seed = *arguments.seed, .plant = plant, .lines = {}};
    if (arguments.trace) options.lines = [](const std::string& line) { fmt::print("{}\n", line); };
    const sim::Outcome outcome = sim::run_seed(options);
    if (!outcome.violations.empty()) print_violations(outcome, options.seed, arguments.plant);
    fmt::print("seed {}: {} events, {} entries, {} kills, trace {}\n", options.seed,
               outcome.figures.events, outcome.figures.entries, outcome.figures.kills,
               to_hex(outcome.trace));
    return outcome.violations.empty() ? 0 : 1;
}

int run_range(const Arguments& arguments, sync::Plant plant) {
    sim::Figures figures;
    int found = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < arguments.seeds; ++i) {
        const sim::RunOptions options{.seed = arguments.from + i, .plant = plant, .lines = {}};
        sim::Outcome outcome = sim::run_seed(options);
        if (options.seed % kTwiceEvery == 0 && sim::run_seed(options).trace != outcome.trace) {
            outcome.violations.emplace_back("determinism: a second run took another course");
        }
        figures.add(outcome.figures);
        if (outcome.violations.empty()) continue;
        print_violations(outcome, options.seed, arguments.plant);
        found = 1;
        if (plant != sync::Plant::none) break;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    print_figures(figures, took.count());
    return found;
}

}  // namespace

int main(int count, char** words) {
    const auto arguments = parse(count, words);
    if (!arguments) {
        fmt::print(stderr,
                   "usage: sim [--seed N [--trace]] [--seeds N] [--from N] [--plant NAME]\n");
        return 2;
    }
    const auto plant = plant_of(arguments->plant);
    if (!plant) {
        fmt::print(stderr, "sim: no planted bug \"{}\" in this build\n", arguments->plant);
        return 2;
    }
    return arguments->seed ? run_one(*arguments, *plant) : run_range(*arguments, *plant);
}
