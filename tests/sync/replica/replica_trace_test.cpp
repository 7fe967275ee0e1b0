// The way of a record: who wrote it, when, and when the importer took it over.
#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using engine::Trace;
using schema::Value;

namespace {

using Words = std::vector<std::string>;

/// A branch that writes notes, its line as the test wants it.
struct Desk {
    Desk() {
        network.add_node("B0101");
        network.connect("B0101");
        network.settle();
    }
    Site& branch() { return network.node("B0101"); }
    const schema::Entity& notes() { return *domain::registry().by_name("notes.note"); }

    RowId commit(Site& site, const engine::RowEdit& row) {
        const auto done = network.commit(site, edit_of("dealer/D01", row));
        if (!done) FAIL(done.error().id << ": " << done.error().what);
        return done->rows.front();
    }
    RowId add() {
        const std::map<std::string, Value> values{
            {"branch", Value(std::string("B0101")) },
            {"title",  Value(std::string("a note"))},
            {"text",   Value(std::string("first")) }
        };
        return commit(branch(), new_row("notes.note", values));
    }
    void change_text(const RowId& id, std::string_view text) {
        commit(branch(), change("notes.note", id,
                                {
                                    {"text", Value(std::string(text))}
        }));
    }
    const schema::Entity& claims() { return *domain::registry().by_name("warranty.claim"); }
    RowId add_claim() {
        const Value vin = std::string("YV4A22PK4N1000101");
        const std::map<std::string, Value> order{
            {"branch",      Value(std::string("B0101"))},
            {"vin",         vin                        },
            {"opened_on",   20'000                     },
            {"odometer_km", 30'000                     }
        };
        const RowId of = commit(branch(), new_row("service.repair_order", order));
        const std::map<std::string, Value> values{
            {"branch",       Value(std::string("B0101"))   },
            {"kind",         Value(std::string("warranty"))},
            {"brand",        Value(std::string("AUDAX"))   },
            {"vin",          vin                           },
            {"repair_order", Value(to_bytes(of.view()))    },
            {"job",          1                             },
            {"failure_on",   20'000                        },
            {"odometer_km",  30'000                        }
        };
        return commit(branch(), new_row("warranty.claim", values));
    }
    void step(Site& site, const RowId& claim, std::string_view from, std::string_view to) {
        engine::RowEdit row = change("warranty.claim", claim, {});
        row.transition = std::string(to);
        engine::Edit edit = edit_of("dealer/D01", row);
        for (const auto& known : claims().flow) {
            if (known.from == from && known.to == to) edit.command = known.id;
        }
        const auto done = network.commit(site, edit);
        if (!done) FAIL(done.error().id << ": " << done.error().what);
    }
    Trace trace(Site& site, const RowId& id) {
        auto told = site.replica().trace(notes(), id);
        REQUIRE(told);
        return *std::move(told);
    }

    Network network;
};

}  // namespace

TEST_CASE("trace: what waits for the line was written here and not taken over", "[replica]") {
    Desk desk;
    desk.network.cut("B0101");
    const RowId note = desk.add();
    const Trace told = desk.trace(desk.branch(), note);
    REQUIRE(told.hops.size() == 1);
    const Trace::Hop& hop = told.hops.front();
    CHECK(hop.branch == "B0101");
    CHECK(hop.signer == desk.branch().key().public_key());
    CHECK(hop.fields == Words{"branch", "title", "text", "status"});
    CHECK(hop.standing == "provisional");
    CHECK_FALSE(hop.decided_at);
}

TEST_CASE("trace: the receipt's time is when the importer took it over", "[replica]") {
    Desk desk;
    desk.network.cut("B0101");
    const RowId note = desk.add();
    constexpr Milliseconds kAway{86'400'000};
    desk.network.advance(kAway);
    desk.network.connect("B0101");
    desk.network.settle();
    for (Site* site : {&desk.branch(), &desk.network.hub()}) {
        const Trace told = desk.trace(*site, note);
        REQUIRE(told.hops.size() == 1);
        CHECK(told.hops.front().standing == "settled");
        REQUIRE(told.hops.front().decided_at);
        CHECK(*told.hops.front().decided_at - told.hops.front().at >= kAway);
    }
}

TEST_CASE("trace: it is the same on every replica", "[replica]") {
    Desk desk;
    const RowId note = desk.add();
    desk.network.advance(Milliseconds(5));
    desk.change_text(note, "second");
    desk.network.settle();
    const Trace here = desk.trace(desk.branch(), note);
    const Trace there = desk.trace(desk.network.hub(), note);
    REQUIRE(here.hops.size() == 2);
    REQUIRE(there.hops.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(here.hops[i].hash == there.hops[i].hash);
        CHECK(here.hops[i].at == there.hops[i].at);
        CHECK(here.hops[i].decided_at == there.hops[i].decided_at);
    }
    CHECK(here.hops.back().fields == Words{"text"});
    CHECK(here.hops.front().at < here.hops.back().at);
}

TEST_CASE("trace: the importer's own entry is decided when it is written", "[replica]") {
    Desk desk;
    const RowId bin = desk.commit(desk.network.hub(), keyed("stock.bin",
                                                            {
                                                                "B0101", "BP1", "A1"
    },
                                                            {{"allow_negative", true}}));
    desk.network.settle();
    const auto told = desk.branch().replica().trace(*domain::registry().by_name("stock.bin"), bin);
    REQUIRE(told);
    REQUIRE(told->hops.size() == 1);
    CHECK(told->hops.front().branch == "hub");
    CHECK(told->hops.front().decided_at == told->hops.front().at);
}

TEST_CASE("trace: a step tells its verb", "[replica]") {
    Desk desk;
    const RowId claim = desk.add_claim();
    desk.step(desk.branch(), claim, "draft", "submitted");
    const auto told = desk.branch().replica().trace(desk.claims(), claim);
    REQUIRE(told);
    REQUIRE(told->hops.size() == 2);
    CHECK(told->hops.front().command.empty());
    CHECK(told->hops.back().command == "submit");
    CHECK(told->hops.back().fields == Words{"status"});
}

TEST_CASE("trace: a rejected step stays in it, with its reason", "[replica]") {
    Desk desk;
    const RowId claim = desk.add_claim();
    desk.step(desk.branch(), claim, "draft", "submitted");
    desk.network.settle();
    desk.network.cut("B0101");
    desk.step(desk.network.hub(), claim, "submitted", "in_review");
    desk.step(desk.branch(), claim, "submitted", "withdrawn");
    desk.network.connect("B0101");
    desk.network.settle();
    const auto told = desk.branch().replica().trace(desk.claims(), claim);
    REQUIRE(told);
    const auto withdrawal = std::ranges::find(told->hops, "withdraw", &Trace::Hop::command);
    REQUIRE(withdrawal != told->hops.end());
    CHECK(std::ranges::count(told->hops, withdrawal->hash, &Trace::Hop::hash) == 1);
    CHECK(withdrawal->standing == "rejected");
    REQUIRE(withdrawal->reason);
    CHECK_FALSE(withdrawal->reason->text.empty());
}

TEST_CASE("trace: a record that is not there has none", "[replica]") {
    Desk desk;
    const auto told = desk.branch().replica().trace(desk.notes(), RowId{});
    CHECK(told.error().code == Code::not_found);
}
