#include "common/domain/service/questions.hpp"

#include "common/domain/reference/tax.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "tests/common/domain/service/workshop.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// A question by its command.
Result<engine::Answer> ask(Workshop& shop,
                           std::string_view command,
                           std::map<std::string, std::string> parameters) {
    for (const engine::Question& question : service::questions()) {
        if (question.command != command) continue;
        return question.ask(shop.store, {.parameters = std::move(parameters), .today = kDay});
    }
    FAIL("no question " << command);
    return {};
}

std::string line_of(const std::vector<schema::Value>& row) {
    std::string out;
    for (const schema::Value& value : row) {
        const auto* text = std::get_if<std::string>(&value);
        const auto* number = std::get_if<std::int64_t>(&value);
        out += (out.empty() ? "" : " ") + (text     ? *text
                                           : number ? std::to_string(*number)
                                                    : std::string("-"));
    }
    return out;
}

struct TwoJobs : Workshop {
    TwoJobs() : id(order()), customer(job(id, 1, "customer")), warranty(job(id, 2, "warranty")) {
        line(id, customer, "labour", 1'500, 6'000);
        line(id, customer, "part", 2'000, 1'999,
             {
                 {"unit_cost", 1'200}
        });
        line(id, warranty, "labour", 1'000, 5'800);
        Values clock = clock_values(RowId{}, id, customer);
        clock["stopped_at"] = kHour + kHour / 2;
        add("service.time_entry", clock);
    }
    RowId id;
    RowId customer;
    RowId warranty;
};

}  // namespace

TEST_CASE("repair totals: a row a job and a row a pay type", "[service]") {
    TwoJobs shop;
    const auto answer = ask(shop, "repair totals",
                            {
                                {"id", to_hex(shop.id)}
    });
    REQUIRE(answer);
    REQUIRE(answer->rows.size() == 4);
    CHECK(line_of(answer->rows[0]) == "job 1 customer 90.00 39.98 0.00 0.00 129.98 1.500 0.500");
    CHECK(line_of(answer->rows[1]) == "job 2 warranty 58.00 0.00 0.00 0.00 58.00 1.000 0.000");
    CHECK(line_of(answer->rows[2]) == "pay type customer 90.00 39.98 0.00 0.00 129.98 - -");
    CHECK(answer->facts[2].second == text("187.98"));
}

TEST_CASE("repair check: what is missing, by job", "[service]") {
    TwoJobs shop;
    const auto answer = ask(shop, "repair check",
                            {
                                {"id", to_hex(shop.id)}
    });
    REQUIRE(answer);
    CHECK(answer->facts[2].second == text("no"));
    REQUIRE(answer->rows.size() == 2);
    CHECK(line_of(answer->rows[1]) == "2 work job 2 is not done finish the job, or cancel it");
}

TEST_CASE("repair journal: what is posted balances", "[service]") {
    TwoJobs shop;
    const auto answer = ask(shop, "repair journal",
                            {
                                {"id", to_hex(shop.id)}
    });
    REQUIRE(answer);
    REQUIRE(answer->rows.size() == 7);
    CHECK(line_of(answer->rows[0]) == "1100 Receivable from customers 129.98 -");
    CHECK(line_of(answer->rows[5]) == "5200 Cost of parts 24.00 -");
}

namespace {

/// A job of the customer with a taxed and an untaxed line, and one of the importer.
struct TaxedOrder : Workshop {
    TaxedOrder() : id(order()) {
        store.held_streams.emplace_back("reference");
        const RowId customer = job(id, 1, "customer");
        const RowId warranty = job(id, 2, "warranty");
        jobs = {customer, warranty};
        line(id, customer, "labour", 1'500, 6'000,
             {
                 {"tax_code", text("FULL")}
        });
        line(id, customer, "part", 2'000, 1'999);
        line(id, warranty, "labour", 1'000, 5'800,
             {
                 {"tax_code", text("FULL")}
        });
    }
    void rate(const std::string& version, std::int64_t from, std::int64_t rate) {
        store.hub = true;
        const schema::Entity& rates = store.entity("reference.tax_rate");
        engine::RowEdit edit{
            .entity = &rates, .key = {"FULL", version}
        };
        edit.wishes[rates.field("valid_from")->id] = from;
        edit.wishes[rates.field("rate")->id] = rate;
        REQUIRE(store.commit({.stream = "reference", .rows = {edit}}));
        store.hub = false;
    }
    void charge(std::int64_t day = kDay) {
        bring(id, "ready_to_invoice");
        for (const RowId& one : jobs) finish(one);
        REQUIRE(invoice(id, day));
    }
    engine::Answer told(std::string_view command) {
        auto answer = ask(*this, command,
                          {
                              {"id", to_hex(id)}
        });
        REQUIRE(answer);
        return *std::move(answer);
    }
    schema::Value fact(std::string_view command, std::string_view name) {
        for (const auto& [known, value] : told(command).facts) {
            if (known == name) return value;
        }
        return text("no such fact");
    }
    RowId id;
    std::vector<RowId> jobs;
};

}  // namespace

TEST_CASE("repair taxes: base, rate and tax of each code, and what the customer pays",
          "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay, 190'000);
    const auto answer = shop.told("repair taxes");
    REQUIRE(answer.rows.size() == 1);
    CHECK(line_of(answer.rows[0]) == "customer FULL 90.00 19.00 17.10");
    CHECK(shop.fact("repair taxes", "customer_gross") == text("147.08"));
    CHECK(shop.fact("repair totals", "net") == text("187.98"));
    CHECK(shop.fact("repair totals", "tax") == text("17.10"));
    CHECK(shop.fact("repair totals", "gross") == text("205.08"));
}

TEST_CASE("repair taxes: the rate of the day of the invoice counts, before it that of the order",
          "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay - 100, 160'000);
    shop.rate("2", kDay + 1, 190'000);
    CHECK(shop.fact("repair totals", "tax") == text("14.40"));
    shop.store.set(shop.store.entity("service.repair_order"), shop.id, "invoiced_on", kDay + 1);
    CHECK(shop.fact("repair totals", "tax") == text("17.10"));
    shop.store.set(shop.store.entity("service.repair_order"), shop.id, "invoiced_on", kDay);
    CHECK(shop.fact("repair totals", "tax") == text("14.40"));
}

TEST_CASE("repair taxes: of two versions of one day the later one counts", "[service]") {
    TaxedOrder shop;
    shop.rate("2", kDay, 190'000);
    shop.rate("1", kDay, 160'000);
    CHECK(shop.fact("repair totals", "tax") == text("17.10"));
}

TEST_CASE("repair taxes: version 10 is later than version 9", "[service]") {
    TaxedOrder shop;
    shop.rate("10", kDay, 190'000);
    shop.rate("9", kDay, 160'000);
    CHECK(shop.fact("repair totals", "tax") == text("17.10"));
}

TEST_CASE("repair taxes: an invoice keeps the versions that it was made with", "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay - 100, 160'000);
    shop.charge();
    CHECK(shop.fact("repair totals", "tax") == text("14.40"));
    shop.rate("2", kDay - 1, 190'000);
    CHECK(shop.fact("repair totals", "tax") == text("14.40"));
    const auto answer = shop.told("repair taxes");
    CHECK(line_of(answer.rows[0]) == "customer FULL 90.00 16.00 14.40");
    shop.bring(shop.id, "credited");
    CHECK(line_of(shop.told("repair journal").rows[3]) == "2200 Output tax - 14.40");
}

TEST_CASE("repair taxes: an invoice keeps a version that was made void later", "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay - 100, 160'000);
    shop.charge();
    const schema::Entity& rates = shop.store.entity("reference.tax_rate");
    const auto found = engine::find_by_key(shop.store, "reference.tax_rate", {"FULL", "1"});
    REQUIRE(found);
    REQUIRE(*found);
    shop.store.record(rates, (*found)->id).life = "void";
    CHECK(shop.fact("repair totals", "tax") == text("14.40"));
}

TEST_CASE("repair taxes: the versions that are kept are those of the day of the invoice",
          "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay - 100, 160'000);
    shop.rate("2", kDay + 1, 190'000);
    shop.charge(kDay + 1);
    CHECK(domain::text_of(shop.record(shop.id), "tax_versions") == "FULL=2");
    CHECK(shop.fact("repair totals", "tax") == text("17.10"));
}

TEST_CASE("repair taxes: an order that is open follows the rates", "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay - 100, 160'000);
    CHECK(shop.fact("repair totals", "tax") == text("14.40"));
    shop.rate("2", kDay - 1, 190'000);
    CHECK(shop.fact("repair totals", "tax") == text("17.10"));
}

TEST_CASE("repair taxes: without a rate of that day tax and gross are open", "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay + 1, 190'000);
    CHECK(line_of(shop.told("repair taxes").rows[0]) == "customer FULL 90.00 - -");
    CHECK(shop.fact("repair totals", "tax") == schema::Value());
    CHECK(shop.fact("repair totals", "gross") == schema::Value());
    CHECK(shop.fact("repair totals", "net") == text("187.98"));
    const auto journal = ask(shop, "repair journal",
                             {
                                 {"id", to_hex(shop.id)}
    });
    REQUIRE_FALSE(journal);
    CHECK(journal.error().id == "no-tax-rate");
    CHECK(journal.error().what == "tax code FULL has no rate on that day");
}

TEST_CASE("repair journal: taxes beyond what is counted are told, though each has its rate",
          "[service]") {
    constexpr std::int64_t kHuge = 9'000'000'000'000'000'000;
    TaxedOrder shop;
    shop.rate("1", kDay, 1'000'000);
    const RowId order = shop.order();
    for (const char* payer : {"customer", "contract"}) {
        const RowId job = shop.job(order, payer == std::string_view("customer") ? 1 : 2, payer);
        shop.line(order, job, "fee", 1'000, kHuge,
                  {
                      {"tax_code", text("FULL")}
        });
        shop.line(order, job, "fee", 1'000, 0,
                  {
                      {"discount", kHuge}
        });
    }
    const auto journal = ask(shop, "repair journal",
                             {
                                 {"id", to_hex(order)}
    });
    REQUIRE_FALSE(journal);
    CHECK(journal.error().id == "out-of-range");
}

TEST_CASE("repair journal: the customer owes the tax, and it is owed on", "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay, 190'000);
    const auto journal = shop.told("repair journal");
    REQUIRE(journal.rows.size() == 6);
    CHECK(line_of(journal.rows[0]) == "1100 Receivable from customers 147.08 -");
    CHECK(line_of(journal.rows[3]) == "2200 Output tax - 17.10");
    CHECK(line_of(journal.rows[4]) == "1120 Warranty claims receivable 58.00 -");
}

TEST_CASE("repair journal: a credit posts the invoice back, line by line", "[service]") {
    TaxedOrder shop;
    shop.rate("1", kDay, 190'000);
    const std::size_t invoice = shop.told("repair journal").rows.size();
    shop.bring(shop.id, "credited");
    const auto journal = shop.told("repair journal");
    REQUIRE(journal.rows.size() == 2 * invoice);
    CHECK(line_of(journal.rows[0]) == "1100 Receivable from customers 147.08 -");
    CHECK(line_of(journal.rows[invoice]) == "1100 Receivable from customers - 147.08");
    CHECK(line_of(journal.rows[invoice + 3]) == "2200 Output tax 17.10 -");
}

TEST_CASE("tax rates: versions are ordered as people count, and no two are equal", "[service]") {
    const char* const ascending[] = {"",     "1",      "01", "2",   "9",   "10", "1.9",
                                     "1.10", "2026-9", "a",  "a9b", "a9c", "a10"};
    const auto sorted = [&] {
        std::vector<std::string> out(std::begin(ascending), std::end(ascending));
        std::ranges::reverse(out);
        std::ranges::sort(out, [](const std::string& a, const std::string& b) {
            return domain::version_order(a, b) < 0;
        });
        return out;
    };
    CHECK(sorted() == std::vector<std::string>{"", "01", "1", "1.9", "1.10", "2", "9", "10",
                                               "2026-9", "a", "a9b", "a9c", "a10"});
    for (const char* a : ascending) {
        for (const char* b : ascending) {
            CHECK((domain::version_order(a, b) == 0) == (std::string_view(a) == b));
        }
    }
}

TEST_CASE("tax rates: a rate is a share", "[service]") {
    const schema::Entity& entity = *domain::registry().by_name("reference.tax_rate");
    const auto broken = [&](std::int64_t rate) {
        engine::Proposal change{.entity = entity, .before = {}, .writes = {}, .account_before = {}};
        change.writes[entity.field("rate")->id] = rate;
        const engine::Rule* rule = engine::first_broken(reference::rules(), change);
        return rule == nullptr ? "" : std::string(rule->code);
    };
    CHECK(broken(-1) == "BAD_TAX_RATE");
    CHECK(broken(0).empty());
    CHECK(broken(1'000'000).empty());
    CHECK(broken(1'000'001) == "BAD_TAX_RATE");
}

TEST_CASE("repair questions: an order that is not here is told by name", "[service]") {
    Workshop shop;
    for (const char* command :
         {"repair totals", "repair taxes", "repair check", "repair journal"}) {
        const auto answer = ask(shop, command,
                                {
                                    {"id", "nothing"}
        });
        REQUIRE_FALSE(answer);
        CHECK(answer.error().what == "there is no repair order nothing");
    }
}

TEST_CASE("workshop day: by bay and time, and what clashes is marked", "[service]") {
    Workshop shop;
    const auto book = [&](std::string_view bay, std::int64_t start, std::string_view branch) {
        return shop.add("service.appointment", {
                                                   {"branch",       text(branch)   },
                                                   {"day",          kDay           },
                                                   {"start_minute", start          },
                                                   {"minutes",      60             },
                                                   {"bay",          text(bay)      },
                                                   {"work",         text("Service")}
        });
    };
    book("2", 540, "B0101");
    const RowId late = book("1", 600, "B0101");
    book("1", 480, "B0101");
    book("1", 480, "B0102");
    const auto day = [&] {
        auto answer = ask(shop, "workshop day",
                          {
                              {"branch", "B0101"     },
                              {"day",    "2024-10-04"}
        });
        REQUIRE(answer);
        return *std::move(answer);
    };
    REQUIRE(day().rows.size() == 3);
    CHECK(line_of(day().rows[0]) == "1 08:00 09:00 - Service booked -");
    // Another tablet of the branch was faster, and both are there.
    shop.store.set(shop.store.entity("service.appointment"), late, "start_minute", 500);
    CHECK(line_of(day().rows[0]) == "1 08:00 09:00 - Service booked clash");
    CHECK(line_of(day().rows[1]) == "1 08:20 09:20 - Service booked clash");
    CHECK(line_of(day().rows[2]) == "2 09:00 10:00 - Service booked -");
}

TEST_CASE("workshop day: a day that is none is refused", "[service]") {
    Workshop shop;
    CHECK_FALSE(ask(shop, "workshop day",
                    {
                        {"branch", "B0101"},
                        {"day",    "x"    }
    }));
}
