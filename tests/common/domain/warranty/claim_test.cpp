// The order of a claim's lines.
#include "common/domain/warranty/claim.hpp"

#include <algorithm>

#include "tests/common/domain/warranty/desk.hpp"

using namespace branchline;
using test::Desk;

TEST_CASE("warranty: lines stand in the order of their numbers, however they were found",
          "[warranty]") {
    Desk desk;
    desk.claim.lines = {Desk::labour(3, "OP-1", 100), Desk::part(1, "B", 1), Desk::part(2, "A", 1)};
    const auto ordered = in_order(desk.claim);
    CHECK(ordered.lines[0].item == "B");
    CHECK(ordered.lines[1].item == "A");
    CHECK(ordered.lines[2].item == "OP-1");
}

TEST_CASE("warranty: lines of one number stand in an order of their own", "[warranty]") {
    Desk desk;
    desk.claim.lines = {Desk::part(1, "B", 1), Desk::part(1, "A", 2), Desk::part(1, "A", 1)};
    const auto items = [&] {
        std::vector<std::int64_t> prices;
        for (const auto& line : in_order(desk.claim).lines) prices.push_back(line.unit_price);
        return prices;
    };
    const auto first = items();
    CHECK(first == std::vector<std::int64_t>{1, 2, 1});
    std::reverse(desk.claim.lines.begin(), desk.claim.lines.end());
    CHECK(items() == first);
}
