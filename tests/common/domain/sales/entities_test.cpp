// What the declaration of a quote decides; golden_test.cpp pins the whole of it.
#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;

namespace {

const schema::Entity& quote() {
    return *domain::registry().by_name("sales.quote");
}

}  // namespace

TEST_CASE("quote: only an offer is answered, and only the importer lapses beside its branch",
          "[sales]") {
    for (const schema::Transition& step : quote().flow) {
        const bool is_answer =
            step.to == "accepted" || step.to == "declined" || step.to == "lapsed";
        if (is_answer) CHECK(step.from == "offered");
        CHECK((step.side == schema::Side::node || step.to == "lapsed"));
    }
}

TEST_CASE("quote: what the car is cannot change behind the customer's back", "[sales]") {
    for (const char* field : {"vin", "brand", "model", "options", "order_number"}) {
        CAPTURE(field);
        CHECK(quote().field(field)->once());
        CHECK(quote().field(field)->owner == schema::Owner::author);
    }
    CHECK(quote().field("reason")->owner == schema::Owner::hub);
}
