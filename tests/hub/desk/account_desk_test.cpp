// An approved claim becomes a credit memo that the branch reads; a reversed one a debit memo.
#include "hub/desk/account_desk.hpp"

#include <catch2/catch.hpp>

#include "common/domain/text.hpp"
#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Value;

namespace {

constexpr std::string_view kStream = "dealer/D01";

Value text(std::string_view value) {
    return std::string(value);
}

/// A branch whose claim of 281.00 the importer has in review.
struct Case {
    Case() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_brand(hub, "AUDAX", "Audax"));
            return hub::add_dealer(hub, "D01", "Synthetic dealer");
        }));
        network.add_node("B0101");
        network.connect("B0101");
        network.settle();
        claim = add_claim();
    }

    Site& branch() { return network.node("B0101"); }

    RowId commit(Site& site, const engine::RowEdit& row, std::uint16_t command = 0) {
        engine::Edit edit = edit_of(std::string(kStream), row);
        edit.command = command;
        const auto done = network.commit(site, edit);
        if (!done) FAIL(done.error().id << ": " << done.error().what);
        return done->rows.front();
    }
    RowId add_claim() {
        const std::map<std::string, Value> order{
            {"branch",      text("B0101")            },
            {"vin",         text("YV4A22PK4N1000101")},
            {"opened_on",   20'000                   },
            {"odometer_km", 30'000                   }
        };
        const RowId of = commit(branch(), new_row("service.repair_order", order));
        const std::map<std::string, Value> values{
            {"branch",       text("B0101")            },
            {"kind",         text("warranty")         },
            {"brand",        text("AUDAX")            },
            {"vin",          text("YV4A22PK4N1000101")},
            {"repair_order", to_bytes(of.view())      },
            {"job",          1                        },
            {"failure_on",   20'000                   },
            {"odometer_km",  30'000                   },
            {"claimed",      28'100                   }
        };
        const RowId made = commit(branch(), new_row("warranty.claim", values));
        network.settle();
        step(branch(), made, "draft", "submitted");
        network.settle();
        step(network.hub(), made, "submitted", "in_review");
        return made;
    }
    void step(Site& site,
              const RowId& what,
              std::string_view from,
              std::string_view to,
              const std::map<std::string, Value>& values = {}) {
        engine::RowEdit row = change("warranty.claim", what, values);
        row.transition = std::string(to);
        std::uint16_t command = 0;
        for (const auto& known : domain::registry().by_name("warranty.claim")->flow) {
            if (known.from == from && known.to == to) command = known.id;
        }
        commit(site, row, command);
    }
    void approve(std::int64_t amount) {
        step(network.hub(), claim, "in_review", "approved_reduced",
             {
                 {"approved", amount}
        });
    }
    /// The desk's turn.
    void settle_claims() {
        REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) {
            return desk.settle_claims(hub, network.now());
        }));
        network.settle();
    }
    std::string status() {
        const std::string there =
            text_of(network.hub().replica(), "warranty.claim", claim, "status");
        CHECK(text_of(branch().replica(), "warranty.claim", claim, "status") == there);
        return there;
    }
    /// As the branch reads them, oldest first: "credit_memo -252.00".
    std::vector<std::string> documents() {
        const auto& entity = branch().replica().entity("accounting.document");
        const auto page = branch().replica().list(entity, {.sort = entity.field("number")});
        REQUIRE(page);
        std::vector<std::string> out;
        for (const auto& document : page->records) {
            CHECK(domain::value_of(document, "claim") == Value(to_bytes(claim.view())));
            out.push_back(domain::text_of(document, "kind") + " " +
                          domain::amount_text(domain::integer_of(document, "amount")));
        }
        return out;
    }
    std::string balance() {
        const auto page =
            branch().replica().list(branch().replica().entity("accounting.account"), {});
        REQUIRE(page);
        if (page->records.size() != 1) return std::to_string(page->records.size()) + " accounts";
        return domain::amount_text(domain::integer_of(page->records.front(), "balance"));
    }

    Network network;
    hub::AccountDesk desk;
    RowId claim;
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("account desk: an approved claim is credited once and the branch reads it", "[hub]") {
    Case c;
    c.approve(25'200);
    c.settle_claims();
    c.settle_claims();
    CHECK(c.status() == "credited");
    CHECK(c.documents() == Words{"credit_memo -252.00"});
    CHECK(c.balance() == "-252.00");
}

TEST_CASE("account desk: the memo says what was claimed", "[hub]") {
    Case c;
    c.approve(25'200);
    c.settle_claims();
    const auto& entity = c.branch().replica().entity("accounting.document");
    const auto page = c.branch().replica().list(entity, {});
    REQUIRE(page);
    REQUIRE(page->records.size() == 1);
    CHECK(domain::integer_of(page->records.front(), "claimed") == 28'100);
    CHECK(domain::text_of(page->records.front(), "dealer") == "D01");
    CHECK(domain::text_of(page->records.front(), "text").starts_with("Claim B0101-WC-"));
}

TEST_CASE("account desk: two claims of a brand share one account", "[hub]") {
    Case c;
    c.approve(10'000);
    c.settle_claims();
    const RowId first = c.claim;
    c.claim = c.add_claim();
    c.approve(5'000);
    c.settle_claims();
    c.claim = first;
    CHECK(c.balance() == "-150.00");
}

TEST_CASE("account desk: a reversed claim is debited once", "[hub]") {
    Case c;
    c.approve(25'200);
    c.settle_claims();
    c.step(c.network.hub(), c.claim, "credited", "reversed");
    c.settle_claims();
    c.settle_claims();
    CHECK(c.status() == "reversed");
    CHECK(c.documents() == Words{"credit_memo -252.00", "debit_memo 252.00"});
    CHECK(c.balance() == "0.00");
}

TEST_CASE("account desk: what the dealer owes is due after the account's payment days", "[hub]") {
    Case c;
    c.commit(c.network.hub(), keyed("accounting.account",
                                    {
                                        "D01", "AUDAX"
    },
                                    {{"payment_days", 30}}));
    c.approve(25'200);
    c.settle_claims();
    c.step(c.network.hub(), c.claim, "credited", "reversed");
    c.settle_claims();
    const auto& entity = c.branch().replica().entity("accounting.document");
    const auto page = c.branch().replica().list(entity, {.sort = entity.field("number")});
    REQUIRE(page);
    REQUIRE(page->records.size() == 2);
    CHECK_FALSE(domain::has_value(page->records.front(), "due_on"));
    CHECK(domain::integer_of(page->records.back(), "due_on") ==
          domain::integer_of(page->records.back(), "issued_on") + 30);
}

TEST_CASE("account desk: another desk after a restart credits nothing again", "[hub]") {
    Case c;
    c.approve(25'200);
    c.settle_claims();
    c.step(c.network.hub(), c.claim, "credited", "reversed");
    c.settle_claims();
    c.desk = hub::AccountDesk();
    c.settle_claims();
    CHECK(c.documents().size() == 2);
}

TEST_CASE("account desk: what is not approved is not credited", "[hub]") {
    Case c;
    c.settle_claims();
    CHECK(c.status() == "in_review");
    CHECK(c.documents().empty());
}

TEST_CASE("account desk: an approved claim without an amount is left to a person", "[hub]") {
    Case c;
    c.step(c.network.hub(), c.claim, "in_review", "approved");
    c.settle_claims();
    CHECK(c.status() == "approved");
    CHECK(c.documents().empty());
}

TEST_CASE("account desk: a group that is lost credits the claim when it comes again", "[hub]") {
    Case c;
    c.approve(25'200);
    c.network.hub().disk().set_capacity(c.network.hub().disk().used_bytes());
    CHECK_FALSE(c.network.write(c.network.hub(), [&](sync::Replica& hub) {
        return c.desk.settle_claims(hub, c.network.now());
    }));
    c.network.hub().disk().set_capacity(std::nullopt);
    c.settle_claims();
    CHECK(c.documents() == Words{"credit_memo -252.00"});
}
