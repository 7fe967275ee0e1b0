// A car moves from one dealer to another.
#include "hub/fleet/vehicles.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

const std::string kVin = "YV4A22PK4N1000101";
constexpr std::int64_t kToday = 20'500;

RowId vehicle_id() {
    return sync::keyed_row_id(domain::registry().by_name("vehicles.vehicle")->id, {kVin});
}

/// Two dealers; the car stands at D01.
struct Lot {
    Lot() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) {
            return hub::add_brand(hub, "AUDAX", "Audax");
        }));
        for (const char* branch : {"B0101", "B0201"}) {
            network.add_node(branch);
            network.connect(branch);
        }
        REQUIRE(network.commit(network.hub(),
                               edit_of("dealer/D01", keyed("vehicles.vehicle",
                                                           {
                                                               kVin
        },
                                                           {{"brand", std::string("AUDAX")},
                                                            {"model", std::string("A1")}}))));
        network.settle();
    }
    Result<> move(const std::string& dealer) {
        auto done = network.write(network.hub(), [&](sync::Replica& hub) {
            return hub::move_vehicle(hub, {.vin = kVin, .dealer = dealer, .today = kToday});
        });
        network.settle();
        return done;
    }
    Result<engine::Committed> note(const std::string& branch, const std::string& text) {
        const std::string dealer = "dealer/D" + branch.substr(1, 2);
        return network.commit(network.node(branch),
                              edit_of(dealer, keyed("vehicles.vehicle",
                                                    {
                                                        kVin
        },
                                                    {{"customer_note", text}})));
    }
    /// The car's next status at its first dealer, written at `site`.
    Result<engine::Committed> step(Site& site, const std::string& to, std::uint16_t command) {
        engine::RowEdit row = keyed("vehicles.vehicle", {kVin}, {});
        row.transition = to;
        engine::Edit edit = edit_of("dealer/D01", row);
        edit.command = command;
        auto done = network.commit(site, edit);
        network.settle();
        return done;
    }
    /// Entries of the hub's own, by stream.
    std::map<std::string, std::uint64_t> written() {
        std::map<std::string, std::uint64_t> out;
        for (const auto& [name, stream] : network.hub().replica().state().books.streams()) {
            if (stream->own_log != nullptr) out[name] = stream->own_log->head_seq;
        }
        return out;
    }
    std::string shown(Site& site, const std::string& field) {
        return text_of(site.replica(), "vehicles.vehicle", vehicle_id(), field);
    }
    std::string holder() {
        std::string dealer;
        REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) -> Result<> {
            TRY(dealer, hub::holder_of(hub, kVin));
            return {};
        }));
        return dealer;
    }

    Network network;
};

}  // namespace

TEST_CASE("vehicle: after a move it stands at the new dealer and has left the old one", "[hub]") {
    Lot lot;
    CHECK(lot.holder() == "D01");
    REQUIRE(lot.move("D02"));
    CHECK(lot.holder() == "D02");
    CHECK(lot.shown(lot.network.node("B0201"), "model") == "A1");
    CHECK(lot.shown(lot.network.node("B0201"), "left_on") == "-");
    CHECK(lot.shown(lot.network.node("B0101"), "left_on") != "-");
}

TEST_CASE("vehicle: lists show a car where it stands, and on request where it has left", "[hub]") {
    Lot lot;
    REQUIRE(lot.move("D02"));
    const schema::Entity& vehicles = *domain::registry().by_name("vehicles.vehicle");
    const auto count = [&](Site& site, engine::Query query) {
        const auto page = site.replica().list(vehicles, query);
        REQUIRE(page);
        return page->records.size();
    };
    CHECK(count(lot.network.hub(), {}) == 1);
    CHECK(count(lot.network.node("B0201"), {}) == 1);
    CHECK(count(lot.network.node("B0101"), {}) == 0);
    const engine::Filter left{.field = vehicles.field("left_on"), .value = kToday};
    CHECK(count(lot.network.node("B0101"), {.filters = {left}}) == 1);
}

TEST_CASE("vehicle: what a dealer wrote about a customer does not move on", "[hub]") {
    Lot lot;
    REQUIRE(lot.note("B0101", "wants winter tyres"));
    lot.network.settle();
    REQUIRE(lot.move("D02"));
    CHECK(lot.shown(lot.network.node("B0201"), "customer_note") == "-");
}

TEST_CASE("vehicle: an edit at a cut-off branch is refused when the car had left", "[hub]") {
    Lot lot;
    lot.network.cut("B0101");
    REQUIRE(lot.move("D02"));
    REQUIRE(lot.note("B0101", "call before noon"));
    lot.network.connect("B0101");
    lot.network.settle();
    const auto rejected = lot.network.node("B0101").replica().rejected("dealer/D01");
    REQUIRE(rejected);
    REQUIRE(rejected->size() == 1);
    CHECK(rejected->front().reason.code == "TARGET_MOVED");
    CHECK(lot.shown(lot.network.node("B0101"), "customer_note") == "-");
    CHECK(lot.shown(lot.network.hub(), "customer_note") == "-");
}

TEST_CASE("vehicle: a branch that knows of the move cannot write to the car any more", "[hub]") {
    Lot lot;
    REQUIRE(lot.move("D02"));
    const auto refused = lot.note("B0101", "too late");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("TARGET_MOVED") != std::string::npos);
}

TEST_CASE("vehicle: a car that comes back is written to again", "[hub]") {
    Lot lot;
    REQUIRE(lot.move("D02"));
    REQUIRE(lot.move("D01"));
    CHECK(lot.holder() == "D01");
    CHECK(lot.note("B0101", "back again"));
    CHECK(lot.note("B0201", "gone").error().what.find("TARGET_MOVED") != std::string::npos);
}

TEST_CASE("vehicle: a move to where it stands, of no car, or to no dealer is refused", "[hub]") {
    Lot lot;
    CHECK(lot.move("D01").error().id == "already-there");
    CHECK(lot.move("D09").error().id == "unknown-dealer");
    const auto unknown = lot.network.write(lot.network.hub(), [](sync::Replica& hub) {
        return hub::move_vehicle(hub, {.vin = "NONE", .dealer = "D02", .today = kToday});
    });
    CHECK(unknown.error().id == "unknown-vehicle");
}

TEST_CASE("vehicle: a car comes back to the dealer who had sold it", "[hub]") {
    Lot lot;
    REQUIRE(lot.step(lot.network.hub(), "dealer_stock", 0x060d));
    REQUIRE(lot.step(lot.network.node("B0101"), "retailed", 0x0609));
    REQUIRE(lot.move("D02"));
    CHECK(lot.shown(lot.network.node("B0201"), "status") == "in_service");
    REQUIRE(lot.move("D01"));
    CHECK(lot.holder() == "D01");
    CHECK(lot.shown(lot.network.node("B0101"), "status") == "retailed");
    CHECK(lot.shown(lot.network.node("B0201"), "left_on") != "-");
}

TEST_CASE("vehicle: a car that comes back as planned as it went is in stock", "[hub]") {
    Lot lot;
    REQUIRE(lot.move("D02"));
    REQUIRE(lot.move("D01"));
    CHECK(lot.shown(lot.network.node("B0101"), "status") == "dealer_stock");
}

TEST_CASE("vehicle: a move that finds the disk full leaves nothing in any stream", "[hub]") {
    Lot lot;
    Site& hub = lot.network.hub();
    const auto before = lot.written();
    hub.disk().set_capacity(hub.disk().used_bytes());
    CHECK(lot.move("D02").error().id == "disk-full");
    hub.disk().set_capacity({});
    CHECK(lot.written() == before);
    CHECK(lot.holder() == "D01");
    REQUIRE(lot.move("D02"));
    CHECK(lot.holder() == "D02");
}

TEST_CASE("vehicle: a refused move leaves nothing in any stream", "[hub]") {
    Lot lot;
    const auto before = lot.written();
    CHECK_FALSE(lot.move("D09"));
    CHECK_FALSE(lot.move("D01"));
    CHECK(lot.written() == before);
}

TEST_CASE("vehicle: a disk that cannot be read is not taken for an unknown dealer", "[hub]") {
    Lot lot;
    Site& hub = lot.network.hub();
    hub.stop();
    REQUIRE(hub.start());
    hub.disk().crash_after(1);
    CHECK_FALSE(hub.disk().write_slot("power", {}));
    const auto moved =
        hub::move_vehicle(hub.replica(), {.vin = kVin, .dealer = "D02", .today = kToday});
    REQUIRE_FALSE(moved);
    CHECK(moved.error().id == "disk-failed");
}

TEST_CASE("vehicle: a car on its way stands at its dealer where it stood before", "[hub]") {
    Lot lot;
    REQUIRE(lot.step(lot.network.hub(), "produced", 0x0602));
    REQUIRE(lot.step(lot.network.hub(), "in_transit", 0x0603));
    REQUIRE(lot.network.write(lot.network.hub(), [&](sync::Replica& hub) {
        return hub::move_vehicle(
            hub, {.vin = kVin, .dealer = "D02", .today = kToday, .on_its_way = true});
    }));
    lot.network.settle();
    CHECK(lot.holder() == "D02");
    CHECK(lot.shown(lot.network.node("B0201"), "status") == "in_transit");
}

TEST_CASE("vehicle: a planned car on its way is planned at its dealer", "[hub]") {
    Lot lot;
    REQUIRE(lot.network.write(lot.network.hub(), [&](sync::Replica& hub) {
        return hub::move_vehicle(
            hub, {.vin = kVin, .dealer = "D02", .today = kToday, .on_its_way = true});
    }));
    lot.network.settle();
    CHECK(lot.shown(lot.network.node("B0201"), "status") == "planned");
}
