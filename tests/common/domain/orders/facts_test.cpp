// What a branch and the importer know of an order, from their own records.
#include "common/domain/orders/facts.hpp"

#include "common/domain/orders/figures.hpp"
#include "common/domain/orders/questions.hpp"
#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;
using orders::Seat;

namespace {

orders::Dossier dossier(Site& site, const RowId& order) {
    auto& replica = site.replica();
    auto record = replica.find(replica.entity("orders.wholesale_order"), order);
    REQUIRE(record);
    auto out =
        gather(replica, *std::move(record), orders::seat_of(replica), Wholesale::day("2026-01-01"));
    if (!out) FAIL(out.error().id);
    return *std::move(out);
}

}  // namespace

TEST_CASE("order facts: the order is read with its options in the order of the text", "[orders]") {
    Wholesale trade;
    const RowId id = trade.draft(1, {
                                        {"kind",        Wholesale::text("sold")       },
                                        {"deal_signed", true                          },
                                        {"required",    Wholesale::text(" RED ,HOOK,")},
                                        {"preferred",   Wholesale::text("ROOF,BLUE")  }
    });
    const auto read = dossier(trade.node(1), id);
    CHECK(read.dealer == "D01");
    CHECK(read.order.kind == "sold");
    CHECK(read.order.deal_signed);
    CHECK(read.order.required == std::vector<std::string>{"RED", "HOOK"});
    CHECK(read.order.excluded.empty());
    CHECK(read.order.preferred == std::vector<std::string>{"ROOF", "BLUE"});
}

TEST_CASE("order facts: both sides come to the same answer when all is known", "[orders]") {
    Wholesale trade;
    const RowId id = trade.submitted(1, {
                                            {"required", Wholesale::text("RED")}
    });
    trade.network.renew();
    trade.network.cut("B0101");
    trade.network.connect("B0101");
    trade.network.settle();
    const auto here = dossier(trade.node(1), id);
    const auto there = dossier(trade.network.hub(), id);
    CHECK(here.facts.seat == Seat::branch);
    CHECK(there.facts.seat == Seat::hub);
    CHECK(judge(here.order, here.facts) == judge(there.order, there.facts));
    CHECK(next_state(judge(here.order, here.facts)) == "confirmed");
    CHECK(there.facts.price == 25'000'00);
}

TEST_CASE("order facts: a branch counts its open orders, the importer what it has decided",
          "[orders]") {
    Wholesale trade;
    trade.put_quota(1, {
                           {"total", 2}
    });
    trade.submitted(1);
    trade.submitted(1);
    const RowId third = trade.draft(1);
    trade.network.settle();
    CHECK(dossier(trade.node(1), third).facts.quota->remaining() == 0);
    CHECK(dossier(trade.network.hub(), third).facts.quota->remaining() == 2);
    trade.decide();
    CHECK(dossier(trade.node(1), third).facts.quota->remaining() == 0);
    const auto there = dossier(trade.network.hub(), third);
    CHECK(there.facts.quota->remaining() == 0);
    CHECK(there.facts.stock->open_orders == 2);
    CHECK(there.facts.credit->confirmed_unbilled == 50'000'00);
}

TEST_CASE("order facts: cars on the ground and on the way are stock, sold ones are sales",
          "[orders]") {
    Wholesale trade;
    trade.add_stock(1, Wholesale::vin(1));
    trade.add_stock(1, Wholesale::vin(2), "2025-10-04");  // 89 days ago.
    trade.add_stock(1, Wholesale::vin(3), "2025-10-03");  // 90 days ago: out of the window.
    trade.add_stock(1, Wholesale::vin(4), "2025-12-31");
    const RowId id = trade.draft(1);
    const auto stock = dossier(trade.node(1), id).facts.stock;
    REQUIRE(stock);
    CHECK(stock->held == 1);
    CHECK(stock->sales == 2);
}

TEST_CASE("order facts: a quota that names the model comes before that of the brand", "[orders]") {
    Wholesale trade;
    trade.at(trade.network.hub(), "dealer/D01",
             keyed("orders.quota",
                   {
                       "SYN", "small", "D01", "2026-Q1"
    },
                   {{"valid_from", Wholesale::day("2026-01-01")},
                    {"valid_until", Wholesale::day("2026-03-31")},
                    {"models", std::vector<std::string>{"S1"}},
                    {"total", 3}}));
    trade.network.settle();
    auto& hub = trade.network.hub().replica();
    const auto quota = [&](const char* model, const char* day) {
        const auto found = orders::find_quota(hub, "D01", "SYN", model, Wholesale::day(day));
        REQUIRE(found);
        return *found ? (*found)->quota.name : std::string("none");
    };
    CHECK(quota("S1", "2026-02-01") == "small");
    CHECK(quota("S2", "2026-02-01") == "all");
    CHECK(quota("S1", "2026-03-31") == "small");
    CHECK(quota("S1", "2026-04-01") == "none");
    CHECK(quota("S1", "2025-12-31") == "none");
}

TEST_CASE("order facts: of the prices the newest that is valid counts", "[orders]") {
    Wholesale trade;
    trade.at(trade.network.hub(), "catalog/SYN",
             keyed("orders.model_price",
                   {
                       "SYN", "S1", "2"
    },
                   {{"valid_from", Wholesale::day("2026-02-01")},
                    {"wholesale", 26'000'00},
                    {"currency", Wholesale::text("EUR")}}));
    auto& hub = trade.network.hub().replica();
    const auto price = [&](const char* model, const char* day) {
        const auto found = orders::find_price(hub, "SYN", model, {}, Wholesale::day(day));
        REQUIRE(found);
        return found->value_or(0);
    };
    CHECK(price("S1", "2026-01-31") == 25'000'00);
    CHECK(price("S1", "2026-02-01") == 26'000'00);
    CHECK(price("S2", "2026-02-01") == 25'000'00);
    CHECK(price("S1", "2025-06-30") == 0);
    CHECK(price("S9", "2026-02-01") == 0);
}

TEST_CASE("order facts: the check answers by number with every rule", "[orders]") {
    Wholesale trade;
    trade.put_quota(1, {
                           {"total", 0}
    });
    const RowId id = trade.draft(1);
    trade.network.settle();
    auto& replica = trade.node(1).replica();
    const std::string number = trade.shown(1, id, "number");
    const auto& question = orders::questions().front();
    const engine::Asked asked{.parameters = {{"id", number}},
                              .today = Wholesale::day("2026-01-01")};
    const auto answer = question.ask(replica, asked);
    REQUIRE(answer);
    CHECK(answer->rows.size() == 7);
    CHECK(answer->facts[2].second == Wholesale::text("rejected"));
    const auto unknown = question.ask(replica, {.parameters = {{"id", "NONE"}}});
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().id == "not-found");
}

TEST_CASE("order facts: options that are required add to the price, wishes do not", "[orders]") {
    Wholesale trade;
    trade.at(trade.network.hub(), "catalog/SYN",
             keyed("catalog.option",
                   {
                       "SYN", "S1", "HOOK"
    },
                   {{"wholesale", 700'00}}));
    trade.network.settle();
    const RowId with = trade.draft(
        1, {
               {"required",  Wholesale::text("HOOK,RED")},
               {"preferred", Wholesale::text("ROOF")    }
    });
    const RowId without = trade.draft(1, {
                                             {"preferred", Wholesale::text("HOOK")}
    });
    CHECK(dossier(trade.node(1), with).facts.price == 25'700'00);
    CHECK(dossier(trade.node(1), without).facts.price == 25'000'00);
}
