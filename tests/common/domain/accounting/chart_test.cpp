#include "common/domain/accounting/chart.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace branchline::accounting;

TEST_CASE("chart: accounts are in the order of their numbers, each once", "[accounting]") {
    CHECK(std::ranges::adjacent_find(chart(), std::ranges::greater_equal(),
                                     &AccountName::account) == chart().end());
}

TEST_CASE("chart: an account goes by its name", "[accounting]") {
    CHECK(name_of(Account::importer_payable) == "Payable to the importer");
    CHECK(name_of(Account{1}).empty());
}
