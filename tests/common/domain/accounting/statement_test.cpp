// What a statement adds up to, for any documents in any order.
#include "common/domain/accounting/statement.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

using namespace branchline::accounting;

namespace {

constexpr const char* kKinds[] = {"invoice", "credit_memo", "debit_memo", "payment"};

std::vector<Movement> some_movements() {
    std::vector<Movement> out(static_cast<std::size_t>(*rc::gen::inRange(0, 40)));
    for (Movement& one : out) {
        one.kind = kKinds[*rc::gen::inRange(0, 4)];
        one.amount = *rc::gen::inRange<std::int64_t>(-1'000'000'00, 1'000'000'00);
    }
    return out;
}

std::int64_t parts_of(const Statement& one) {
    return one.invoices + one.credit_memos + one.debit_memos + one.payments;
}

}  // namespace

TEST_CASE("statement: sums by kind", "[accounting]") {
    const std::vector<Movement> movements{
        {"invoice",     500 },
        {"credit_memo", -100},
        {"credit_memo", -20 },
        {"payment",     -300},
        {"debit_memo",  20  }
    };
    const auto made = statement_of(1000, movements);
    REQUIRE(made);
    CHECK(*made == Statement{.opening = 1000,
                             .invoices = 500,
                             .credit_memos = -120,
                             .debit_memos = 20,
                             .payments = -300,
                             .closing = 1100,
                             .document_count = 5});
}

TEST_CASE("statement: opening and documents make the closing, in any order", "[accounting]") {
    CHECK(rc::check([] {
        const auto opening = *rc::gen::inRange<std::int64_t>(-1'000'000'00, 1'000'000'00);
        std::vector<Movement> movements = some_movements();
        const auto one = statement_of(opening, movements);
        RC_ASSERT(one.has_value());
        std::int64_t sum = opening;
        for (const Movement& movement : movements) sum += movement.amount;
        RC_ASSERT(one->closing == sum);
        RC_ASSERT(one->opening + parts_of(*one) == one->closing);
        std::ranges::reverse(movements);
        RC_ASSERT(statement_of(opening, movements) == one);
    }));
}

TEST_CASE("statement: two months one after the other are the two together", "[accounting]") {
    CHECK(rc::check([] {
        std::vector<Movement> first = some_movements();
        const std::vector<Movement> second = some_movements();
        const auto january = statement_of(0, first);
        RC_ASSERT(january.has_value());
        const auto february = statement_of(january->closing, second);
        RC_ASSERT(february.has_value());
        first.insert(first.end(), second.begin(), second.end());
        const auto both = statement_of(0, first);
        RC_ASSERT(both.has_value());
        RC_ASSERT(february->opening == january->closing);
        RC_ASSERT(february->closing == both->closing);
    }));
}

TEST_CASE("statement: what does not fit, or is of no kind, makes none", "[accounting]") {
    const std::vector<Movement> huge{
        {"invoice", INT64_MAX}
    };
    CHECK(statement_of(0, huge));
    CHECK_FALSE(statement_of(1, huge));
    const std::vector<Movement> strange{
        {"gift", 1}
    };
    CHECK_FALSE(statement_of(0, strange));
}
