#include "common/domain/service/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using schema::Value;

namespace {

using Values = std::map<std::string, Value>;

Value text(std::string_view value) {
    return std::string(value);
}

/// The code of the first rule that a new row, or a change of one, breaks; empty: none.
std::string broken(std::string_view name,
                   const Values& writes,
                   const Values& held = {},
                   std::string_view life = "") {
    const schema::Entity& entity = *domain::registry().by_name(name);
    std::vector<Value> before;
    if (!held.empty()) before.resize(entity.fields.size());
    for (const auto& [field, value] : held) {
        before[entity.index_of(entity.field(field)->id)] = value;
    }
    engine::Proposal change{.entity = entity};
    change.before = before;
    for (const auto& [field, value] : writes) change.writes[entity.field(field)->id] = value;
    if (!life.empty()) change.writes[schema::kLifeField] = text(life);
    const engine::Rule* rule = engine::first_broken(service::rules(), change);
    return rule == nullptr ? "" : std::string(rule->code);
}

std::string slot(std::int64_t start, std::int64_t minutes) {
    return broken("service.appointment", {
                                             {"start_minute", start  },
                                             {"minutes",      minutes}
    });
}

std::string line(std::int64_t quantity, const Values& more = {}) {
    Values values{
        {"quantity",   quantity},
        {"unit_price", 100     }
    };
    for (const auto& [name, value] : more) values[name] = value;
    return broken("service.line", values);
}

const Value kRow = Bytes(16, 7);

}  // namespace

TEST_CASE("service rules: an appointment stays within its day", "[service]") {
    CHECK(slot(540, 60).empty());
    CHECK(slot(0, 1'440).empty());
    CHECK(slot(1'400, 60) == "BAD_SLOT");
    CHECK(slot(-1, 60) == "BAD_SLOT");
    CHECK(slot(1'440, 1) == "BAD_SLOT");
    CHECK(slot(540, 0) == "BAD_SLOT");
    CHECK(slot(INT64_MAX, INT64_MAX) == "BAD_SLOT");
}

TEST_CASE("service rules: a change of the slot is seen with what is there", "[service]") {
    const Values held{
        {"start_minute", 1'380},
        {"minutes",      30   }
    };
    CHECK(broken("service.appointment",
                 {
                     {"minutes", 60}
    },
                 held)
              .empty());
    CHECK(broken("service.appointment",
                 {
                     {"minutes", 61}
    },
                 held) == "BAD_SLOT");
}

TEST_CASE("service rules: an appointment may be without a VIN, not with a wrong one", "[service]") {
    CHECK(broken("service.appointment",
                 {
                     {"work", text("Service")}
    })
              .empty());
    CHECK(broken("service.appointment", {
                                            {"vin", text("SHORT")}
    }) == "BAD_VIN");
}

TEST_CASE("service rules: jobs count from one, and shares lie within the whole", "[service]") {
    CHECK(broken("service.job",
                 {
                     {"job", 1}
    })
              .empty());
    CHECK(broken("service.job", {
                                    {"job", 0}
    }) == "BAD_JOB");
    CHECK(broken("service.job",
                 {
                     {"dealer_percent", 100}
    })
              .empty());
    CHECK(broken("service.job", {
                                    {"dealer_percent", 101}
    }) == "BAD_SPLIT");
    CHECK(broken("service.job", {
                                    {"importer_percent", -1}
    }) == "BAD_SPLIT");
}

TEST_CASE("service rules: shares of goodwill that are all known come to 100", "[service]") {
    const auto shares = [](std::int64_t customer, std::int64_t importer, std::int64_t dealer) {
        return Values{
            {"customer_percent", customer},
            {"importer_percent", importer},
            {"dealer_percent",   dealer  }
        };
    };
    CHECK(broken("service.job", shares(0, 0, 0)) == "BAD_SPLIT");
    CHECK(broken("service.job", shares(50, 30, 19)) == "BAD_SPLIT");
    CHECK(broken("service.job", shares(50, 30, 20)).empty());
    const Values one{
        {"customer_percent", 40}
    };
    CHECK(broken("service.job", one, shares(50, 30, 20)) == "BAD_SPLIT");
    CHECK(broken("service.job", one, shares(40, 40, 20)).empty());
    CHECK(broken("service.job", one).empty());
}

TEST_CASE("service rules: the day of an invoice stays", "[service]") {
    const auto dated = [](const char* status, const Value& held, const Value& wish) {
        return broken("service.repair_order",
                      {
                          {"invoiced_on", wish}
        },
                      {{"status", text(status)}, {"invoiced_on", held}});
    };
    for (const char* status : {"invoiced", "closed", "credited"}) {
        CAPTURE(status);
        CHECK(dated(status, 20'000, 20'001) == "INVOICE_STANDS");
        CHECK(dated(status, 20'000, Value()) == "INVOICE_STANDS");
        CHECK(dated(status, Value(), 20'001) == "INVOICE_STANDS");
        CHECK(dated(status, 20'000, 20'000).empty());
    }
    CHECK(dated("done", 20'000, 20'001).empty());
}

TEST_CASE("service rules: an order that is invoiced is not made void", "[service]") {
    const auto voided = [](const char* status) {
        return broken("service.repair_order",
                      {
        },
                      {{"status", text(status)}}, "void");
    };
    for (const char* status : {"invoiced", "closed", "credited"}) {
        CAPTURE(status);
        CHECK(voided(status) == "INVOICE_STANDS");
    }
    CHECK(voided("open").empty());
    CHECK(voided("ready_to_invoice").empty());
    CHECK(voided("cancelled").empty());
}

TEST_CASE("service rules: a line has a quantity, and no price below zero", "[service]") {
    CHECK(line(1'000).empty());
    CHECK(line(0) == "EMPTY_LINE");
    CHECK(line(1'000, {
                          {"unit_cost", -1}
    }) == "NEGATIVE_PRICE");
}

TEST_CASE("service rules: less than nothing takes back a line that it names", "[service]") {
    CHECK(line(-1'000) == "TAKES_BACK");
    CHECK(line(-1'000,
               {
                   {"takes_back", kRow}
    })
              .empty());
    CHECK(line(1'000, {
                          {"takes_back", kRow}
    }) == "TAKES_BACK");
}

TEST_CASE("service rules: a line that is there takes nothing back later", "[service]") {
    const Values back{
        {"takes_back", kRow}
    };
    CHECK(broken("service.line", back,
                 {
                     {"quantity", 1'000}
    }) == "TAKES_BACK");
    CHECK(broken("service.line",
                 {
                     {"text", text("Brake")}
    },
                 {{"quantity", -1'000}, {"takes_back", kRow}})
              .empty());
}

TEST_CASE("service rules: a clock does not stop before it starts", "[service]") {
    const Values held{
        {"started_at", 1'000}
    };
    CHECK(broken("service.time_entry",
                 {
                     {"stopped_at", 1'000}
    },
                 held)
              .empty());
    CHECK(broken("service.time_entry",
                 {
                     {"stopped_at", 999}
    },
                 held) == "BAD_CLOCK");
    CHECK(broken("service.time_entry",
                 {
                     {"started_at",   1'000},
                     {"stopped_at",   10   },
                     {"repair_order", kRow }
    }) ==
          "BAD_CLOCK");
}

TEST_CASE("service rules: a clock runs for an order or for one idle code", "[service]") {
    const Value started = 1'000;
    CHECK(broken("service.time_entry", {
                                           {"started_at", started}
    }) == "CLOCK_WITHOUT_WORK");
    CHECK(broken("service.time_entry",
                 {
                     {"started_at", started      },
                     {"idle",       text("break")}
    })
              .empty());
    CHECK(broken("service.time_entry",
                 {
                     {"started_at",   started      },
                     {"idle",         text("break")},
                     {"repair_order", kRow         }
    }) ==
          "CLOCK_WITHOUT_WORK");
    CHECK(broken("service.time_entry",
                 {
                     {"started_at", started      },
                     {"idle",       text("break")},
                     {"job",        kRow         }
    }) ==
          "CLOCK_WITHOUT_WORK");
}
