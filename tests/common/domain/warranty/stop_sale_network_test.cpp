// A campaign that stops sales, on a network: who has heard of it refuses, who has not cannot know.
#include "common/domain/modules.hpp"
#include "common/engine/checked_store.hpp"
#include "common/engine/keys.hpp"
#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// Two dealers, each with one car in stock; both cars are in campaign R1.
struct Showrooms {
    Showrooms() {
        for (const int dealer : {1, 2}) {
            trade.add_stock(dealer, Wholesale::vin(dealer));
            hub_step(Wholesale::stream(dealer),
                     keyed("vehicles.vehicle", {Wholesale::vin(dealer)}, {}), "dealer_stock",
                     0x060d);
        }
        trade.network.settle();
    }
    void hub_step(const std::string& stream,
                  engine::RowEdit row,
                  const std::string& to,
                  std::uint16_t command) {
        row.transition = to;
        trade.at(trade.network.hub(), stream, row, command);
    }
    void stop_sales() {
        const std::string stream = "catalog/SYN";
        const engine::RowEdit campaign = keyed("catalog.campaign", {"SYN", "R1"}, {});
        trade.at(trade.network.hub(), stream,
                 keyed("catalog.campaign",
                       {
                           "SYN", "R1"
        },
                       {{"title", Wholesale::text("hose")},
                        {"kind", Wholesale::text("safety")},
                        {"starts_on", Wholesale::day("2026-01-01")},
                        {"stop_sale", true}}));
        for (const int dealer : {1, 2}) {
            trade.at(trade.network.hub(), stream,
                     keyed("catalog.campaign_vehicle", {"SYN", "R1", Wholesale::vin(dealer)}, {}));
        }
        hub_step(stream, campaign, "announced", 0x0402);
        hub_step(stream, campaign, "active", 0x0403);
        trade.network.settle();
    }
    void lift() {
        trade.at(trade.network.hub(), "catalog/SYN",
                 keyed("catalog.campaign",
                       {
                           "SYN", "R1"
        },
                       {{"stop_sale", false}}));
        trade.network.settle();
    }
    /// The id of the refusal; empty: the car is sold.
    std::string retail(int dealer) {
        engine::RowEdit row = keyed("vehicles.vehicle", {Wholesale::vin(dealer)}, {});
        row.transition = "retailed";
        engine::Edit edit = edit_of(Wholesale::stream(dealer), row);
        edit.command = 0x0609;
        const auto sell = [&](sync::Replica& replica) -> Result<> {
            engine::CheckedStore checked(replica, domain::preconditions());
            TRY_VOID(checked.commit(edit));
            return {};
        };
        const auto done = trade.network.write(trade.node(dealer), sell);
        return done ? "" : done.error().id;
    }

    Wholesale trade{2};
};

}  // namespace

TEST_CASE("stop sale: every branch that has heard of the campaign refuses, until it is lifted",
          "[warranty]") {
    Showrooms rooms;
    rooms.stop_sales();
    CHECK(rooms.retail(1) == "stop-sale");
    CHECK(rooms.retail(2) == "stop-sale");
    rooms.lift();
    CHECK(rooms.retail(1).empty());
}

TEST_CASE(
    "stop sale: a branch without a line sells until it hears of the campaign, and keeps what "
    "it sold",
    "[warranty]") {
    Showrooms rooms;
    rooms.trade.network.cut(Wholesale::branch(2));
    rooms.stop_sales();
    CHECK(rooms.retail(1) == "stop-sale");
    CHECK(rooms.retail(2).empty());
    rooms.trade.network.connect(Wholesale::branch(2));
    rooms.trade.network.settle();
    auto& hub = rooms.trade.network.hub().replica();
    const auto sold =
        hub.find(hub.entity("vehicles.vehicle"),
                 engine::keyed_row_id(hub.entity("vehicles.vehicle"), {Wholesale::vin(2)}));
    REQUIRE(sold);
    CHECK(domain::text_of(*sold, "status") == "retailed");
    CHECK_FALSE(sold->rejection);
}
