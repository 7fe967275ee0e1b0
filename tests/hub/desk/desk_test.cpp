// What the desks share.
#include "hub/desk/desk.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Value;

namespace {

struct Notes {
    Notes() {
        network.add_node("B0101");
        network.connect("B0101");
        network.settle();
    }
    void add() {
        const std::map<std::string, Value> order{
            {"branch",      Value(std::string("B0101"))            },
            {"vin",         Value(std::string("YV4A22PK4N1000101"))},
            {"opened_on",   20'000                                 },
            {"odometer_km", 30'000                                 }
        };
        const auto done = network.commit(
            network.node("B0101"), edit_of("dealer/D01", new_row("service.repair_order", order)));
        REQUIRE(done);
        network.settle();
    }
    sync::Replica& hub() { return network.hub().replica(); }

    Network network;
};

}  // namespace

TEST_CASE("desks: positions move with what dealers write, and stand still without", "[hub]") {
    Notes notes;
    const auto before = hub::positions_of(notes.hub());
    CHECK(hub::positions_of(notes.hub()) == before);
    notes.add();
    CHECK(hub::positions_of(notes.hub()) != before);
}

TEST_CASE("desks: a step carries the number of the flow's row", "[hub]") {
    Notes notes;
    engine::Record claim;
    claim.entity = &notes.hub().entity("warranty.claim");
    claim.stream = "dealer/D01";
    const engine::Edit edit = hub::transition_of(claim, "approved", "credited");
    CHECK(edit.command == 0x0811);
    CHECK(edit.stream == "dealer/D01");
    REQUIRE(edit.rows.size() == 1);
    CHECK(edit.rows.front().transition == "credited");
}

TEST_CASE("desks: every record in a state is visited, beyond one page, until one fails", "[hub]") {
    Notes notes;
    constexpr int kMany = 101;
    for (int i = 0; i < kMany; ++i) notes.add();
    const auto& orders = notes.hub().entity("service.repair_order");
    const auto page = notes.hub().list(orders, {.limit = 1});
    REQUIRE(page);
    const auto at = orders.index_of(orders.field("status")->id);
    const auto state = std::get<std::string>(page->records.front().values.at(at));
    int seen = 0;
    CHECK(hub::each_in_state(notes.hub(), "service.repair_order", state,
                             [&](const engine::Record&) -> Result<> {
                                 ++seen;
                                 return {};
                             }));
    CHECK(seen == kMany);
    seen = 0;
    const auto stopped = hub::each_in_state(notes.hub(), "service.repair_order", state,
                                            [&](const engine::Record&) -> Result<> {
                                                ++seen;
                                                return fail(Code::io, "disk-failed", "no power");
                                            });
    CHECK(stopped.error().id == "disk-failed");
    CHECK(seen == 1);
}
