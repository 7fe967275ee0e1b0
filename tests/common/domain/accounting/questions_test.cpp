// The journal of a document and the statement of an account, on a whole network.
#include "common/domain/accounting/questions.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Value;

namespace {

constexpr std::int64_t kDay = 20'000;  // 2024-10-04

Value text(std::string_view value) {
    return std::string(value);
}

/// An account with a credit memo of 174.32 on day kDay, another of 25.68 the day after and a debit
/// memo of 174.32 the day after that.
struct Account {
    Account() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_brand(hub, "AUDAX", "Audax"));
            return hub::add_dealer(hub, "D01", "Synthetic dealer");
        }));
        network.add_node("B0101");
        network.connect("B0101");
        network.settle();
        commit(keyed("accounting.account", {"D01", "AUDAX"}, {}));
        first = add("credit_memo", kDay, -17'432, 28'100);
        add("credit_memo", kDay + 1, -2'568, 2'568);
        add("debit_memo", kDay + 2, 17'432, {});
        network.settle();
    }
    RowId commit(const engine::RowEdit& row) {
        const auto done = network.commit(network.hub(), edit_of("dealer/D01", row));
        if (!done) FAIL(done.error().id << ": " << done.error().what);
        return done->rows.front();
    }
    RowId add(std::string_view kind,
              std::int64_t day,
              std::int64_t amount,
              std::optional<std::int64_t> claimed) {
        std::map<std::string, Value> values{
            {"dealer",    text("D01")  },
            {"brand",     text("AUDAX")},
            {"branch",    text("B0101")},
            {"kind",      text(kind)   },
            {"issued_on", day          },
            {"amount",    amount       }
        };
        if (claimed) values["claimed"] = *claimed;
        return commit(new_row("accounting.document", values));
    }
    Result<engine::Answer> ask(std::size_t question,
                               std::map<std::string, std::string> parameters) {
        return accounting::questions()[question].ask(
            network.node("B0101").replica(),
            {.parameters = std::move(parameters), .today = kDay + 10});
    }
    Result<engine::Answer> statement(const std::string& from = {}, const std::string& until = {}) {
        return ask(1, {
                          {"dealer", "D01"  },
                          {"brand",  "AUDAX"},
                          {"from",   from   },
                          {"until",  until  }
        });
    }

    Network network;
    RowId first;
};

std::string fact(const engine::Answer& answer, std::string_view wanted) {
    for (const auto& [name, value] : answer.facts) {
        if (name == wanted) return std::get<std::string>(value);
    }
    return "-";
}

std::vector<std::string> column(const engine::Answer& answer, std::size_t at) {
    std::vector<std::string> out;
    for (const auto& row : answer.rows) out.push_back(std::get<std::string>(row.at(at)));
    return out;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("statement: the branch reads documents with a running balance", "[accounting]") {
    Account account;
    const auto answer = account.statement();
    REQUIRE(answer);
    CHECK(column(*answer, 5) == Words{"-174.32", "-200.00", "-25.68"});
    CHECK(fact(*answer, "opening") == "0.00");
    CHECK(fact(*answer, "closing") == "-25.68");
}

TEST_CASE("statement: what came before the period is its opening balance", "[accounting]") {
    Account account;
    const auto answer = account.statement("2024-10-05", "2024-10-05");
    REQUIRE(answer);
    CHECK(fact(*answer, "opening") == "-174.32");
    CHECK(column(*answer, 4) == Words{"-25.68"});
    CHECK(fact(*answer, "closing") == "-200.00");
}

TEST_CASE("statement: the closing balance is the account's", "[accounting]") {
    Account account;
    const auto& accounts = account.network.node("B0101").replica().entity("accounting.account");
    const auto page = account.network.node("B0101").replica().list(accounts, {});
    REQUIRE(page);
    REQUIRE(page->records.size() == 1);
    CHECK(text_of(account.network.node("B0101").replica(), "accounting.account",
                  page->records.front().id, "balance") == "-2568");
}

TEST_CASE("statement: a period that ends before it begins is refused", "[accounting]") {
    Account account;
    CHECK(account.statement("2024-10-06", "2024-10-05").error().id == "invalid-period");
    CHECK(account.statement("2024-10-32").error().code == Code::invalid);
}

TEST_CASE("statement: an account without a document is not there", "[accounting]") {
    Account account;
    const auto answer =
        account.ask(1, {
                           {"dealer", "D02"  },
                           {"brand",  "AUDAX"},
                           {"from",   ""     },
                           {"until",  ""     }
    });
    CHECK(answer.error().code == Code::not_found);
}

TEST_CASE("document: its journal is told for both books", "[accounting]") {
    Account account;
    const auto answer = account.ask(0, {
                                           {"id", to_hex(account.first)}
    });
    REQUIRE(answer);
    CHECK(column(*answer, 0) == Words{"dealer", "dealer", "dealer", "importer", "importer"});
    CHECK(column(*answer, 1) == Words{"2000", "6400", "1120", "11100", "16500"});
}

TEST_CASE("document: it is found by its number, and a wrong number is not", "[accounting]") {
    Account account;
    const std::string number =
        text_of(account.network.hub().replica(), "accounting.document", account.first, "number");
    CHECK(number == "B0101-DOC-00-000001");
    CHECK(account.ask(0, {
                             {"id", number}
    }));
    CHECK(account
              .ask(0,
                   {
                       {"id", "B0101-DOC-00-000009"}
    })
              .error()
              .code == Code::not_found);
}
