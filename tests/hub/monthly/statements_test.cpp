// A month of the accounts is closed: its sums stand, its claims are settled, nothing is dated into
// it any more.
#include "hub/monthly/statements.hpp"

#include <catch2/catch.hpp>

#include "common/domain/calendar.hpp"
#include "common/engine/keys.hpp"
#include "hub/desk/account_desk.hpp"
#include "tests/hub/desk/warranty_case.hpp"

using namespace branchline;
using namespace branchline::test;
using namespace branchline::test::claims;

namespace {

struct Books : Case {
    RowId pay_claim() {
        const RowId claim = submitted();
        decide();
        REQUIRE(network.write(hub(), [&](sync::Replica& replica) {
            return desk_of_accounts.settle_claims(replica, network.now());
        }));
        network.settle();
        return claim;
    }
    Result<engine::Committed> write(std::string_view kind, std::string_view on, std::int64_t sum) {
        const std::map<std::string, Value> values{
            {"dealer",    text("D01")  },
            {"brand",     text("AUDAX")},
            {"branch",    text("B0101")},
            {"kind",      text(kind)   },
            {"issued_on", day(on)      },
            {"amount",    sum          }
        };
        return network.commit(
            hub(), edit_of(std::string(kStream), new_row("accounting.document", values)));
    }
    Result<hub::StatementsDone> close(const std::string& period) {
        Result<hub::StatementsDone> out;
        REQUIRE(network.write(hub(), [&](sync::Replica& replica) -> Result<> {
            out = hub::close_statements(replica, *domain::read_month(period),
                                        domain::day_of(network.now()));
            return {};
        }));
        network.settle();
        return out;
    }
    /// A figure of a statement, as the branch reads it.
    std::int64_t figure(const std::string& period, std::string_view field) {
        const auto row = engine::find_by_key(branch().replica(), "accounting.statement",
                                             {"D01", "AUDAX", period});
        REQUIRE(row);
        REQUIRE(*row);
        return domain::integer_of(**row, field);
    }

    hub::AccountDesk desk_of_accounts;
};

std::string id_of(const Result<hub::StatementsDone>& done) {
    return done ? "closed" : done.error().id;
}

}  // namespace

TEST_CASE("statements: closing a month settles its claims, and the branch reads its sums",
          "[hub]") {
    Books c;
    const RowId claim = c.pay_claim();
    REQUIRE(c.write("invoice", "2026-01-20", 50'000));
    c.network.advance(std::chrono::days(40));
    const auto done = c.close("2026-01");
    REQUIRE(done);
    CHECK(done->closed == 1);
    CHECK(done->settled == 1);
    CHECK(c.everywhere(claim, "status") == "settled");
    CHECK(c.figure("2026-01", "opening") == 0);
    CHECK(c.figure("2026-01", "credit_memos") == -17'432);
    CHECK(c.figure("2026-01", "invoices") == 50'000);
    CHECK(c.figure("2026-01", "closing") == 32'568);
    CHECK(c.figure("2026-01", "document_count") == 2);
    c.check_digests();
}

TEST_CASE("statements: the next one begins where the last one ended", "[hub]") {
    Books c;
    REQUIRE(c.write("invoice", "2026-01-20", 50'000));
    REQUIRE(c.write("payment", "2026-02-03", -20'000));
    c.at(c.hub(), keyed("accounting.account", {"D01", "AUDAX"}, {}));
    c.network.advance(std::chrono::days(70));
    REQUIRE(c.close("2026-01"));
    REQUIRE(c.close("2026-02"));
    CHECK(c.figure("2026-02", "opening") == c.figure("2026-01", "closing"));
    CHECK(c.figure("2026-02", "closing") == 30'000);
}

TEST_CASE("statements: closing a month twice is refused", "[hub]") {
    Books c;
    c.pay_claim();
    c.network.advance(std::chrono::days(40));
    REQUIRE(c.close("2026-01"));
    CHECK(id_of(c.close("2026-01")) == "period-closed");
    CHECK(id_of(c.close("2025-12")) == "period-closed");
}

TEST_CASE("statements: a month that is not over, or comes out of turn, is not closed", "[hub]") {
    Books c;
    c.pay_claim();
    CHECK(id_of(c.close("2026-01")) == "period-not-over");
    c.network.advance(std::chrono::days(70));
    CHECK(id_of(c.close("2026-02")) == "earlier-period-open");
    REQUIRE(c.close("2026-01"));
    CHECK(id_of(c.close("2026-02")) == "closed");
}

TEST_CASE("statements: without an account there is nothing to close", "[hub]") {
    Books c;
    CHECK(id_of(c.close("2025-12")) == "no-accounts");
}

TEST_CASE("statements: nothing is dated into a month that is closed, or made void", "[hub]") {
    Books c;
    c.pay_claim();
    c.network.advance(std::chrono::days(40));
    REQUIRE(c.close("2026-01"));
    const auto late = c.write("invoice", "2026-01-31", 100);
    REQUIRE_FALSE(late);
    CHECK(late.error().id == "rule-refused");
    CHECK(late.error().what.starts_with("PERIOD_CLOSED"));
    const auto next = c.write("invoice", "2026-02-01", 100);
    REQUIRE(next);
    engine::RowEdit gone = change("accounting.document", next->rows.front(), {});
    gone.make_void = true;
    const auto voided = c.network.commit(c.hub(), edit_of(std::string(kStream), gone));
    REQUIRE_FALSE(voided);
    CHECK(voided.error().what.starts_with("DOCUMENT_STANDS"));
}

TEST_CASE("statements: a claim that was reversed before the close is not settled", "[hub]") {
    Books c;
    const RowId claim = c.pay_claim();
    c.at(c.hub(), c.step(claim, "reversed"), command_id("credited", "reversed"));
    REQUIRE(c.network.write(c.hub(), [&](sync::Replica& replica) {
        return c.desk_of_accounts.settle_claims(replica, c.network.now());
    }));
    c.network.advance(std::chrono::days(40));
    const auto done = c.close("2026-01");
    REQUIRE(done);
    CHECK(done->settled == 0);
    CHECK(c.everywhere(claim, "status") == "reversed");
    CHECK(c.figure("2026-01", "closing") == 0);
}
