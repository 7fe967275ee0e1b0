// The importer divides cars among dealers; each dealer reads its own lines.
#include "hub/orders/allocation_run.hpp"

#include "hub/fleet/vehicles.hpp"
#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;
using hub::AllocationRequest;

namespace {

AllocationRequest request() {
    return {.run = "R1", .group = {.brand = "SYN"}, .division = {}};
}

struct Case : Wholesale {
    explicit Case(int dealers = 2) : Wholesale(dealers) {}

    /// Confirmed orders of a dealer.
    std::vector<RowId> ordered(int dealer, int count, const Values& changes = {}) {
        std::vector<RowId> out;
        for (int i = 0; i < count; ++i) out.push_back(submitted(dealer, changes));
        decide();
        for (const RowId& order : out) REQUIRE(shown(dealer, order, "status") == "confirmed");
        return out;
    }
    Result<hub::AllocationPublished> publish(const AllocationRequest& wanted = request()) {
        Result<hub::AllocationPublished> out;
        const auto done = network.write(network.hub(), [&](sync::Replica& replica) -> Result<> {
            out = publish_allocation(replica, wanted, day("2026-01-01"));
            return {};
        });
        REQUIRE(done);
        network.settle();
        return out;
    }
    Result<hub::AllocationPlan> plan(const AllocationRequest& wanted = request()) {
        return plan_allocation(network.hub().replica(), wanted, day("2026-01-01"));
    }
    std::map<std::string, std::uint64_t> written() {
        std::map<std::string, std::uint64_t> out;
        for (const auto& [name, stream] : network.hub().replica().state().books.streams()) {
            if (stream->own_log != nullptr) out[name] = stream->own_log->head_seq;
        }
        return out;
    }
    std::string of_row(Site& site,
                       std::string_view entity,
                       const std::vector<std::string>& key,
                       const std::string& field) {
        const RowId id = sync::keyed_row_id(domain::registry().by_name(entity)->id, key);
        return text_of(site.replica(), entity, id, field);
    }
};

}  // namespace

TEST_CASE("allocation run: orders get VIN, price and arrival, and cars stand at the dealer",
          "[hub]") {
    Case trade;
    const auto orders = trade.ordered(1, 1);
    trade.add_car(Wholesale::vin(1));
    AllocationRequest wanted = request();
    wanted.arrives_on = Wholesale::day("2026-02-10");
    const auto done = trade.publish(wanted);
    REQUIRE(done);
    CHECK(done->is_new);
    CHECK(done->matched == 1);
    CHECK(done->refused.empty());
    CHECK(trade.shown(1, orders[0], "status") == "allocated");
    CHECK(trade.shown(1, orders[0], "assigned_vin") == Wholesale::vin(1));
    CHECK(trade.shown(1, orders[0], "price") == "2500000");
    CHECK(trade.shown(1, orders[0], "arrives_on") == std::to_string(Wholesale::day("2026-02-10")));
    CHECK(trade.shown(1, orders[0], "allocation_run") == "R1");
    const auto holder = hub::holder_of(trade.network.hub().replica(), Wholesale::vin(1));
    REQUIRE(holder);
    CHECK(*holder == "D01");
    CHECK(trade.of_row(trade.node(1), "vehicles.vehicle", {Wholesale::vin(1)}, "model") == "S1");
    CHECK(trade.of_row(trade.node(1), "vehicles.vehicle", {Wholesale::vin(1)}, "status") ==
          "planned");
}

TEST_CASE("allocation run: the preview writes nothing", "[hub]") {
    Case trade;
    trade.ordered(1, 2);
    trade.add_car(Wholesale::vin(1));
    const auto before = trade.written();
    const auto plan = trade.plan();
    REQUIRE(plan);
    CHECK(plan->steps.size() == 2);
    CHECK(trade.written() == before);
}

TEST_CASE("allocation run: published twice it changes nothing", "[hub]") {
    Case trade;
    trade.ordered(1, 2);
    trade.add_car(Wholesale::vin(1));
    REQUIRE(trade.publish());
    trade.add_car(Wholesale::vin(2));
    const auto before = trade.written();
    const auto again = trade.publish();
    REQUIRE(again);
    CHECK_FALSE(again->is_new);
    CHECK(again->matched == 1);
    CHECK(trade.written() == before);
}

TEST_CASE("allocation run: another run of the same name is refused", "[hub]") {
    Case trade;
    trade.ordered(1, 1);
    trade.add_car(Wholesale::vin(1));
    REQUIRE(trade.publish());
    AllocationRequest other = request();
    other.window_days = 60;
    const auto refused = trade.publish(other);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "run-exists");
}

TEST_CASE("allocation run: a dealer reads its own grant and lines, and nobody else's", "[hub]") {
    Case trade;
    const auto first = trade.ordered(1, 2);
    trade.ordered(2, 1);
    trade.add_car(Wholesale::vin(1));
    trade.add_car(Wholesale::vin(2));
    REQUIRE(trade.publish());
    const auto grant = [&](Site& site, const char* dealer, const char* field) {
        return trade.of_row(site, "allocation.grant", {"R1", dealer}, field);
    };
    CHECK(grant(trade.node(1), "D01", "demand") == "2");
    CHECK(grant(trade.node(1), "D01", "by_method") == "1");
    CHECK(grant(trade.node(1), "D01", "cap") == "2");
    CHECK(grant(trade.node(1), "D01", "reason").find("by balanced") != std::string::npos);
    CHECK(grant(trade.node(2), "D02", "by_method") == "1");
    CHECK(grant(trade.node(2), "D01", "demand") == "-");
    const std::string number = trade.shown(1, first[0], "number");
    const auto line = [&](Site& site, const char* field) {
        return trade.of_row(site, "allocation.line", {"R1", number}, field);
    };
    CHECK(line(trade.node(1), "vin") == Wholesale::vin(1));
    CHECK(line(trade.node(1), "score") == "100");
    CHECK(line(trade.node(1), "fitting") == "2");
    CHECK(line(trade.node(2), "vin") == "-");
    CHECK(trade.of_row(trade.network.hub(), "allocation.car", {"R1", Wholesale::vin(2)},
                       "dealer") == "D02");
    CHECK(trade.of_row(trade.network.hub(), "allocation.run", {"R1"}, "matched") == "2");
    CHECK(trade.of_row(trade.node(1), "allocation.run", {"R1"}, "matched") == "-");
}

TEST_CASE("allocation run: an order without a car reads why and waits for the next run", "[hub]") {
    Case trade;
    const auto orders = trade.ordered(1, 1,
                                      {
                                          {"required", Wholesale::text("RED")}
    });
    trade.add_car(Wholesale::vin(1), {"BLUE"});
    REQUIRE(trade.publish());
    CHECK(trade.shown(1, orders[0], "status") == "confirmed");
    const std::string number = trade.shown(1, orders[0], "number");
    CHECK(trade.of_row(trade.node(1), "allocation.line", {"R1", number}, "reason") ==
          "no car of the supply fits");
    trade.add_car(Wholesale::vin(2), {"RED"});
    AllocationRequest next = request();
    next.run = "R2";
    REQUIRE(trade.publish(next));
    CHECK(trade.shown(1, orders[0], "assigned_vin") == Wholesale::vin(2));
}

TEST_CASE("allocation run: required and excluded options, colour and year decide the car",
          "[hub]") {
    Case trade;
    const auto orders = trade.ordered(1, 1,
                                      {
                                          {"required",   Wholesale::text("RED") },
                                          {"excluded",   Wholesale::text("ROOF")},
                                          {"model_year", Wholesale::text("2026")}
    });
    trade.add_car(Wholesale::vin(1), {"ROOF", "RED"});
    const auto put = [&](int number, std::int64_t year, const char* colour) {
        trade.at(trade.network.hub(), "hub",
                 keyed("vehicles.vehicle",
                       {
                           Wholesale::vin(number)
        },
                       {{"brand", Wholesale::text("SYN")},
                        {"model", Wholesale::text("S1")},
                        {"model_year", year},
                        {"colour", Wholesale::text(colour)}}));
    };
    put(2, 2025, "RED");
    put(3, 2026, "BLUE");
    put(4, 2026, "RED");
    REQUIRE(trade.publish());
    CHECK(trade.shown(1, orders[0], "assigned_vin") == Wholesale::vin(4));
}

TEST_CASE("allocation run: cars of dealers, of other brands and with a block are no supply",
          "[hub]") {
    Case trade;
    trade.ordered(1, 3);
    trade.add_stock(2, Wholesale::vin(1));
    trade.add_car(Wholesale::vin(2));
    trade.at(trade.network.hub(), "hub",
             keyed("vehicles.vehicle",
                   {
                       Wholesale::vin(2)
    },
                   {{"warranty_block", true}}));
    trade.add_car(Wholesale::vin(3));
    AllocationRequest wanted = request();
    wanted.group.models = {"S1"};
    trade.add_car(Wholesale::vin(4), {}, "S2");
    const auto plan = trade.plan(wanted);
    REQUIRE(plan);
    CHECK(plan->outcome.supply == 1);
}

TEST_CASE("allocation run: quota, credit and guarantee of the records bound the grants", "[hub]") {
    Case trade(3);
    for (int dealer = 1; dealer <= 3; ++dealer) trade.ordered(dealer, 3);
    trade.put_quota(1, {
                           {"total", 1}
    });
    trade.put_account(2, {
                             {"credit_limit", 50'000'00}
    });
    trade.put_account(3, {
                             {"hold", true}
    });
    for (int i = 1; i <= 9; ++i) trade.add_car(Wholesale::vin(i));
    const auto plan = trade.plan();
    REQUIRE(plan);
    const auto& dealers = plan->outcome.dealers;
    CHECK(dealers[0].grant.units() == 1);
    CHECK(dealers[1].grant.units() == 2);
    CHECK(dealers[2].standing == allocation::Standing::no_credit);
    trade.put_quota(1, {
                           {"total",     3},
                           {"guarantee", 2}
    });
    CHECK(trade.plan()->outcome.dealers[0].grant.guaranteed == 2);
}

TEST_CASE("allocation run: a person gives an order another car and says why", "[hub]") {
    Case trade;
    const auto orders = trade.ordered(1, 2);
    trade.add_car(Wholesale::vin(1));
    trade.add_car(Wholesale::vin(2));
    const std::string first = trade.shown(1, orders[0], "number");
    const std::string second = trade.shown(1, orders[1], "number");
    AllocationRequest wanted = request();
    wanted.overrides = {
        {.order = first, .vin = Wholesale::vin(2), .reason = "show car"}
    };
    REQUIRE(trade.publish(wanted));
    CHECK(trade.shown(1, orders[0], "assigned_vin") == Wholesale::vin(2));
    CHECK(trade.shown(1, orders[1], "assigned_vin") == Wholesale::vin(1));
    const auto line = [&](const std::string& number, const char* field) {
        return trade.of_row(trade.node(1), "allocation.line", {"R1", number}, field);
    };
    CHECK(line(first, "vin") == Wholesale::vin(1));
    CHECK(line(first, "override_vin") == Wholesale::vin(2));
    CHECK(line(first, "override_reason") == "show car");
    CHECK(line(second, "override_reason") == "show car, for " + first);
}

TEST_CASE("allocation run: an override of what takes no part or does not fit is refused", "[hub]") {
    Case trade;
    const auto orders = trade.ordered(1, 1,
                                      {
                                          {"required", Wholesale::text("RED")}
    });
    trade.add_car(Wholesale::vin(1), {"RED"});
    trade.add_car(Wholesale::vin(2), {"BLUE"});
    const std::string number = trade.shown(1, orders[0], "number");
    const auto refused = [&](const std::string& order, const std::string& vin) {
        AllocationRequest wanted = request();
        wanted.overrides = {
            {.order = order, .vin = vin, .reason = "show car"}
        };
        const auto done = trade.publish(wanted);
        return done ? "taken" : done.error().id;
    };
    const auto before = trade.written();
    CHECK(refused("NONE", Wholesale::vin(1)) == "bad-override");
    CHECK(refused(number, Wholesale::vin(2)) == "bad-override");
    CHECK(refused(number, Wholesale::vin(9)) == "bad-override");
    CHECK(trade.written() == before);
}

TEST_CASE("allocation run: a brand that nobody has, or a model without a price, is refused",
          "[hub]") {
    Case trade;
    AllocationRequest wanted = request();
    wanted.group.brand = "NONE";
    CHECK(trade.plan(wanted).error().id == "unknown-brand");
    trade.ordered(1, 1);
    trade.at(trade.network.hub(), "catalog/SYN",
             keyed("orders.model_price",
                   {
                       "SYN", "S1", "1"
    },
                   {{"wholesale", 25'000'00}}));
    const auto late =
        plan_allocation(trade.network.hub().replica(), request(), Wholesale::day("2025-01-01"));
    REQUIRE_FALSE(late);
    CHECK(late.error().id == "no-price");
}

TEST_CASE("allocation run: a disk that is full leaves nothing in any stream", "[hub]") {
    Case trade;
    const auto orders = trade.ordered(1, 1);
    trade.add_car(Wholesale::vin(1));
    Site& hub = trade.network.hub();
    const auto before = trade.written();
    hub.disk().set_capacity(hub.disk().used_bytes());
    const auto failed = trade.network.write(hub, [&](sync::Replica& replica) -> Result<> {
        const auto done = publish_allocation(replica, request(), Wholesale::day("2026-01-01"));
        return done ? Result<>() : std::unexpected(done.error());
    });
    CHECK_FALSE(failed);
    hub.disk().set_capacity({});
    CHECK(trade.written() == before);
    CHECK(trade.shown(trade.network.hub(), orders[0], "status") == "confirmed");
    REQUIRE(trade.publish());
    CHECK(trade.shown(1, orders[0], "status") == "allocated");
}
