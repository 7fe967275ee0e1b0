// Judges synthetic claims and prints a hash of what is said of each: one process of several that
// have to agree, whatever their locale, their time zone and the order of what they read.
//
// judge_claims COUNT SEED ORDER: with an ORDER beside 0 everything is shuffled by it, and numbers
// are grouped and written with a comma wherever a program asks its locale.
#include <clocale>
#include <cstdio>
#include <ctime>
#include <locale>
#include <map>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "tests/support/synthetic_claims.hpp"

namespace {

using namespace branchline;

struct ForeignNumbers : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
    std::string do_truename() const override { return "wahr"; }
    std::string do_falsename() const override { return "falsch"; }
};

/// How often each rule came out how.
using Tally = std::map<std::pair<std::string, std::string>, int>;

void count(const warranty::Judgement& judgement, Tally& tally) {
    for (const warranty::Finding& finding : judgement.findings) {
        ++tally[{std::string(finding.rule), std::string(name_of(finding.outcome))}];
    }
    ++tally[{"next", std::string(next_state(judgement))}];
}

void judge(std::uint64_t claims, std::uint64_t seed, std::uint64_t order) {
    Tally tally;
    for (std::uint64_t i = 0; i < claims; ++i) {
        test::SyntheticClaim one = test::synthetic_claim(seed, i);
        if (order != 0) test::shuffle(one, order + i);
        const warranty::Judgement judgement = evaluate(one.claim, one.facts, one.terms);
        const std::string said = explain(judgement);
        const Hash hash = crypto::blake2b("branchline/judgement/1", {as_bytes(said)});
        fmt::print("{} {}\n", i, to_hex(hash));
        count(judgement, tally);
    }
    for (const auto& [what, times] : tally) {
        fmt::print("{} {} {}\n", what.first, what.second, times);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const auto number = [&](int at) { return std::strtoull(argv[at], nullptr, 10); };
    std::setlocale(LC_ALL, "");
    ::tzset();
    if (number(3) != 0) {
        // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the locale owns its facets.
        std::locale::global(std::locale(std::locale::classic(), new ForeignNumbers));
    }
    judge(number(1), number(2), number(3));
    return 0;
}
