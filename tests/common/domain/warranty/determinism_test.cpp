// Branch and importer say the same of the same claim, to the byte: 10,000 synthetic claims in two
// processes, one of them in another locale and time zone and with everything in another order.
#include <cstdio>
#include <map>
#include <memory>
#include <sstream>

#include "common/domain/warranty/checks.hpp"
#include "tests/common/domain/warranty/desk.hpp"
#include "tests/support/synthetic_claims.hpp"

using namespace branchline;

namespace {

std::string printed_by(const std::string& command_line) {
    const auto close = [](std::FILE* pipe) { ::pclose(pipe); };
    const std::unique_ptr<std::FILE, decltype(close)> pipe(::popen(command_line.c_str(), "r"),
                                                           close);
    REQUIRE(pipe);
    std::string out;
    char piece[4096];
    for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof piece, pipe.get())) > 0;) {
        out.append(piece, got);
    }
    return out;
}

std::string judged(const std::string& environment, const std::string& arguments) {
    return printed_by("env " + environment + " " + BRANCHLINE_JUDGE + " " + arguments);
}

}  // namespace

TEST_CASE("warranty: two processes say the same of 10,000 claims, and every rule is met",
          "[warranty]") {
    const std::string branch = judged("LC_ALL=C TZ=Pacific/Kiritimati", "10000 7 0");
    const std::string hub =
        judged("LC_ALL=C.utf8 LANG=de_DE.UTF-8 TZ=America/St_Johns", "10000 7 4711");
    REQUIRE(branch.size() > 10'000 * 64);
    CHECK((branch == hub));
    std::map<std::pair<std::string, std::string>, int> tally;
    std::istringstream lines(branch);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string rule;
        std::string outcome;
        int times = 0;
        if (words >> rule >> outcome >> times) tally[{rule, outcome}] = times;
    }
    for (const auto& check : warranty::checks()) {
        CAPTURE(check.rule);
        for (const char* outcome : {"passed", "broken", "undetermined"}) {
            CAPTURE(outcome);
            // What others billed and whether its invoice is there is said by the claim itself.
            if (check.rule == "W22" && outcome == std::string_view("undetermined")) continue;
            CHECK(tally[{std::string(check.rule), outcome}] >= 50);
        }
    }
    for (const char* state : {"approved", "in_review", "returned", "rejected"}) {
        CAPTURE(state);
        CHECK(tally[{"next", state}] >= 50);
    }
}

TEST_CASE("warranty: other claims are not judged alike", "[warranty]") {
    const auto said = [](std::uint64_t seed) {
        const auto one = test::synthetic_claim(seed, 1);
        return explain(evaluate(one.claim, one.facts, one.terms));
    };
    CHECK(said(7) != said(8));
    CHECK(said(7) == said(7));
}

TEST_CASE("warranty: what is paid of a claim is what is paid of its lines, less the deductible",
          "[warranty]") {
    for (std::uint64_t i = 0; i < 2'000; ++i) {
        const auto one = test::synthetic_claim(9, i);
        const auto judged = evaluate(one.claim, one.facts, one.terms);
        if (!judged.payable) continue;
        std::int64_t claimed = 0;
        std::int64_t approved = 0;
        for (const auto& line : judged.payable->lines) {
            std::int64_t cut = 0;
            for (const auto& each : line.cuts) cut += each.amount;
            REQUIRE(line.approved >= 0);
            REQUIRE(line.claimed == line.approved + cut);
            claimed += line.claimed;
            approved += line.approved;
        }
        const std::int64_t deductible = one.terms.coverage ? one.terms.coverage->deductible : 0;
        REQUIRE(judged.payable->claimed == claimed);
        REQUIRE(judged.payable->paid == std::max<std::int64_t>(0, approved - deductible));
        if (!judged.shares) continue;
        const auto& [importer, dealer, customer] = *judged.shares;
        REQUIRE(importer + dealer + customer <= judged.payable->paid);
    }
}
