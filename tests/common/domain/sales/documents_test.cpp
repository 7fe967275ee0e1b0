// The quote on paper against its declaration; common_documents_test holds every path.
#include "common/domain/sales/documents.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;

TEST_CASE("quote document: every state has its word, and no other has one", "[sales]") {
    REQUIRE(sales::documents().size() == 1);
    const engine::Document& document = sales::documents().front();
    const schema::Entity& quote = *domain::registry().by_name(document.entity);
    const auto has_word = [&](std::string_view state) {
        return std::any_of(document.words.begin(), document.words.end(),
                           [&](const auto& word) { return word.word == state; });
    };
    for (const schema::Transition& step : quote.flow) CHECK(has_word(step.to));
    CHECK(document.words.size() == 5);
}

TEST_CASE("quote document: it has the customer, the car and the price", "[sales]") {
    const engine::Document& document = sales::documents().front();
    const auto tells = [](const auto& rows, std::string_view path) {
        return std::any_of(rows.begin(), rows.end(),
                           [&](const auto& row) { return row.path == path; });
    };
    CHECK(tells(document.facts, "vin"));
    CHECK(tells(document.facts, "valid_until"));
    CHECK(tells(document.totals, "price"));
    REQUIRE(document.parties.size() == 2);
    CHECK(document.parties[1].lines.front() == "customer");
}
