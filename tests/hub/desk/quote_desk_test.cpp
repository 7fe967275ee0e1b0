// A branch quotes a car that it was allocated; the importer's desk lapses what cannot be kept.
#include "hub/desk/quote_desk.hpp"

#include "common/domain/sales/facts.hpp"
#include "common/domain/sales/questions.hpp"
#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

struct Showroom {
    explicit Showroom(int dealers = 1) : trade(dealers) {
        trade.at(trade.network.hub(), "catalog/SYN",
                 keyed("orders.model_price",
                       {
                           "SYN", "S1", "1"
        },
                       {{"retail", 30'000'00}}));
        trade.at(trade.network.hub(), "catalog/SYN",
                 keyed("catalog.option",
                       {
                           "SYN", "S1", "HOOK"
        },
                       {{"retail", 900'00}}));
        trade.network.settle();
    }

    RowId quoted(int dealer, const std::string& vin) {
        const RowId out = trade.at(
            trade.node(dealer), Wholesale::stream(dealer),
            new_row("sales.quote", {
                                       {"branch",      Wholesale::text(Wholesale::branch(dealer))},
                                       {"vin",         Wholesale::text(vin)                      },
                                       {"brand",       Wholesale::text("SYN")                    },
                                       {"customer",    Wholesale::text("Synthetic customer")     },
                                       {"list_price",  30'900'00                                 },
                                       {"price",       30'900'00                                 },
                                       {"valid_until", Wholesale::day("2026-01-15")              }
        }));
        step(dealer, out, "offered", 0x0d02);
        return out;
    }
    void step(int dealer, const RowId& quote, const std::string& to, std::uint16_t command) {
        engine::RowEdit row = change("sales.quote", quote, {});
        row.transition = to;
        trade.at(trade.node(dealer), Wholesale::stream(dealer), row, command);
    }
    void look() {
        trade.network.settle();
        REQUIRE(trade.network.write(trade.network.hub(),
                                    [&](sync::Replica& hub) { return desk.lapse_quotes(hub); }));
        trade.network.settle();
    }
    std::string shown(int dealer, const RowId& quote, const std::string& field) {
        return text_of(trade.node(dealer).replica(), "sales.quote", quote, field);
    }
    sales::Dossier dossier(int dealer, const std::string& vin) {
        auto& replica = trade.node(dealer).replica();
        auto out = sales::gather(replica, Wholesale::stream(dealer), vin, std::nullopt);
        if (!out) FAIL(out.error().id);
        REQUIRE(sales::find_list_price(replica, Wholesale::day("2026-01-01"), *out));
        return *std::move(out);
    }

    Wholesale trade;
    hub::QuoteDesk desk;
};

}  // namespace

TEST_CASE("quote desk: an offer of a car in stock stands", "[desk]") {
    Showroom room;
    room.trade.add_stock(1, Wholesale::vin(1));
    const RowId quote = room.quoted(1, Wholesale::vin(1));
    room.look();
    CHECK(room.shown(1, quote, "status") == "offered");
    CHECK(room.shown(1, quote, "number") == "B0101-QUO-01-000001");
}

TEST_CASE("quote desk: an offer of a car of another dealer lapses with the reason", "[desk]") {
    Showroom room(2);
    room.trade.add_stock(2, Wholesale::vin(1));
    const RowId quote = room.quoted(1, Wholesale::vin(1));
    room.look();
    CHECK(room.shown(1, quote, "status") == "lapsed");
    CHECK(room.shown(1, quote, "reason") == "Q01: the car is not allocated to this dealer");
}

TEST_CASE("quote desk: an offer of a car that was sold lapses", "[desk]") {
    Showroom room;
    room.trade.add_stock(1, Wholesale::vin(1), "2025-12-31");
    const RowId quote = room.quoted(1, Wholesale::vin(1));
    room.look();
    CHECK(room.shown(1, quote, "reason") == "Q02: the car is sold");
}

TEST_CASE("quote desk: the first customer that accepts has the car", "[desk]") {
    Showroom room;
    room.trade.add_stock(1, Wholesale::vin(1));
    const RowId first = room.quoted(1, Wholesale::vin(1));
    const RowId second = room.quoted(1, Wholesale::vin(1));
    room.look();
    CHECK(room.shown(1, second, "status") == "offered");
    room.step(1, first, "accepted", 0x0d03);
    room.look();
    CHECK(room.shown(1, first, "status") == "accepted");
    CHECK(room.shown(1, second, "status") == "lapsed");
    CHECK(room.shown(1, second, "reason") ==
          "Q03: another customer has accepted quote B0101-QUO-01-000001");
}

TEST_CASE("quote facts: the list price is that of the model with the options of the car",
          "[desk]") {
    Showroom room;
    room.trade.at(room.trade.network.hub(), Wholesale::stream(1),
                  keyed("vehicles.vehicle",
                        {
                            Wholesale::vin(1)
    },
                        {{"brand", Wholesale::text("SYN")},
                         {"model", Wholesale::text("S1")},
                         {"options", std::vector<std::string>{"HOOK", "ROOF"}}}));
    room.trade.network.settle();
    const auto known = room.dossier(1, Wholesale::vin(1));
    CHECK(known.facts.list_price == 30'900'00);
    CHECK(known.price_list == "1");
    CHECK_FALSE(room.dossier(1, Wholesale::vin(2)).facts.is_here);
}

TEST_CASE("quote questions: what a quote needs is told of a car, and a stranger is refused",
          "[desk]") {
    Showroom room(2);
    room.trade.add_stock(1, Wholesale::vin(1));
    const engine::Question& check = sales::questions().front();
    const auto ask = [&](int dealer) {
        return check.ask(
            room.trade.node(dealer).replica(),
            {.parameters = {{"vin", Wholesale::vin(1)}}, .today = Wholesale::day("2026-01-01")});
    };
    const auto mine = ask(1);
    REQUIRE(mine);
    CHECK(mine->facts[1].second == schema::Value(true));
    CHECK(mine->rows.size() == 5);
    const auto theirs = ask(2);
    REQUIRE_FALSE(theirs);
    CHECK(theirs.error().id == "unknown-vin");
}
