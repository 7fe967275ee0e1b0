// Branches order cars, the importer's desk decides, the branch reads why.
#include "hub/desk/order_desk.hpp"

#include "tests/support/wholesale.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("order desk: an order with nothing against it is confirmed at its price", "[desk]") {
    Wholesale trade;
    const RowId order = trade.submitted(1);
    trade.decide();
    CHECK(trade.shown(1, order, "status") == "confirmed");
    CHECK(trade.shown(1, order, "price") == "2500000");
    CHECK(trade.shown(1, order, "rule") == "-");
    CHECK(trade.shown(trade.network.hub(), order, "status") == "confirmed");
}

TEST_CASE("order desk: drafts are left alone", "[desk]") {
    Wholesale trade;
    const RowId order = trade.draft(1);
    trade.decide();
    CHECK(trade.shown(1, order, "status") == "draft");
}

TEST_CASE("order desk: over the quota it is rejected with rule, value, limit and remaining",
          "[desk]") {
    Wholesale trade;
    trade.put_quota(1, {
                           {"total", 2}
    });
    std::vector<RowId> orders;
    for (int i = 0; i < 3; ++i) orders.push_back(trade.submitted(1));
    trade.decide();
    CHECK(trade.shown(1, orders[1], "status") == "confirmed");
    CHECK(trade.shown(1, orders[2], "status") == "rejected");
    CHECK(trade.shown(1, orders[2], "rule") == "O03");
    CHECK(trade.shown(1, orders[2], "refused_value") == "3");
    CHECK(trade.shown(1, orders[2], "refused_limit") == "2");
    CHECK(trade.shown(1, orders[2], "remaining") == "0");
}

TEST_CASE("order desk: orders that were made without a line are decided when they come", "[desk]") {
    Wholesale trade;
    trade.put_quota(1, {
                           {"total", 1}
    });
    trade.network.settle();
    trade.network.cut("B0101");
    const RowId first = trade.submitted(1);
    const RowId waiting = trade.draft(1);
    trade.step(trade.node(1), 1, waiting, "awaiting_grant", 0x0a03);
    trade.decide();
    CHECK(trade.shown(1, first, "status") == "submitted");
    trade.network.connect("B0101");
    trade.decide();
    CHECK(trade.shown(1, first, "status") == "confirmed");
    CHECK(trade.shown(1, waiting, "status") == "rejected");
    CHECK(trade.shown(1, waiting, "rule") == "O03");
}

TEST_CASE("order desk: confirmed orders take their price from the credit", "[desk]") {
    Wholesale trade;
    trade.put_account(1, {
                             {"credit_limit", 60'000'00}
    });
    std::vector<RowId> orders;
    for (int i = 0; i < 3; ++i) orders.push_back(trade.submitted(1));
    trade.decide();
    CHECK(trade.shown(1, orders[1], "status") == "confirmed");
    CHECK(trade.shown(1, orders[2], "rule") == "O07");
    CHECK(trade.shown(1, orders[2], "remaining") == "10000.00");
}

TEST_CASE("order desk: a dealer with too much stock may order what is sold", "[desk]") {
    Wholesale trade;
    trade.put_quota(1, {
                           {"days_supply_cap", 75}
    });
    trade.add_stock(1, Wholesale::vin(1), "2025-12-20");
    trade.add_stock(1, Wholesale::vin(2));
    const RowId stock = trade.submitted(1);
    const RowId sold = trade.submitted(1, {
                                              {"kind", Wholesale::text("sold")}
    });
    trade.decide();
    CHECK(trade.shown(1, stock, "status") == "rejected");
    CHECK(trade.shown(1, stock, "rule") == "O04");
    CHECK(trade.shown(1, stock, "refused_value") == "180");
    CHECK(trade.shown(1, sold, "status") == "confirmed");
}

TEST_CASE("order desk: a person confirms what a rule has rejected, with a reason", "[desk]") {
    Wholesale trade;
    trade.put_quota(1, {
                           {"total", 0}
    });
    const RowId order = trade.submitted(1);
    trade.decide();
    REQUIRE(trade.shown(1, order, "status") == "rejected");
    engine::RowEdit row = change("orders.wholesale_order", order, {});
    row.transition = "confirmed";
    engine::Edit edit = edit_of("dealer/D01", row);
    edit.command = 0x0a0c;
    const auto silent = trade.network.commit(trade.network.hub(), edit);
    REQUIRE_FALSE(silent);
    CHECK(silent.error().what.find("OVERRIDE_WITHOUT_REASON") != std::string::npos);
    trade.step(trade.network.hub(), 1, order, "confirmed", 0x0a0c,
               {
                   {"override_reason", Wholesale::text("launch car")}
    });
    trade.network.settle();
    CHECK(trade.shown(1, order, "status") == "confirmed");
    CHECK(trade.shown(1, order, "override_reason") == "launch car");
}

TEST_CASE("order desk: an order that is modified is checked and priced again", "[desk]") {
    Wholesale trade;
    const RowId order = trade.submitted(1);
    trade.decide();
    trade.step(trade.node(1), 1, order, "submitted", 0x0a0d,
               {
                   {"required", Wholesale::text("GOLD")}
    });
    trade.decide();
    CHECK(trade.shown(1, order, "status") == "rejected");
    CHECK(trade.shown(1, order, "rule") == "O02");
}

TEST_CASE("order desk: a cancellation that comes after the decision does not count", "[desk]") {
    Wholesale trade;
    const RowId order = trade.submitted(1);
    trade.network.settle();
    trade.network.cut("B0101");
    trade.step(trade.node(1), 1, order, "cancelled", 0x0a07);
    trade.decide();
    trade.network.connect("B0101");
    trade.network.settle();
    CHECK(trade.shown(1, order, "status") == "confirmed");
    const auto rejected = trade.node(1).replica().rejected("dealer/D01");
    REQUIRE(rejected);
    REQUIRE(rejected->size() == 1);
    CHECK(rejected->front().reason.code == "ALREADY_DECIDED");
}

TEST_CASE("order desk: it writes nothing when nothing has come", "[desk]") {
    Wholesale trade;
    trade.submitted(1);
    trade.decide();
    const auto entries = [&] {
        return trade.network.hub().replica().status("dealer/D01")->entries;
    };
    const auto before = entries();
    trade.decide();
    CHECK(entries() == before);
}

TEST_CASE("order desk: an order that was decided cannot be made void by its branch", "[desk]") {
    Wholesale trade;
    const RowId order = trade.submitted(1);
    trade.decide();
    engine::RowEdit row = change("orders.wholesale_order", order, {});
    row.make_void = true;
    const auto done = trade.network.commit(trade.node(1), edit_of(Wholesale::stream(1), row));
    REQUIRE_FALSE(done);
    CHECK(done.error().id == "rule-refused");
    CHECK(done.error().what.find("cannot be made void any more") != std::string::npos);
    CHECK(trade.shown(1, order, "status") == "confirmed");
}
