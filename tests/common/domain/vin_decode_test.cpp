// The question "vin decode" over a few synthetic patterns.
#include <catch2/catch.hpp>

#include "common/base/time.hpp"
#include "common/domain/modules.hpp"
#include "common/domain/reference/questions.hpp"
#include "tests/support/memory_store.hpp"

using namespace branchline;
using schema::Value;

namespace {

using Values = std::map<std::string, Value>;

const std::string kNow = "2026-06-01";

struct Fixture {
    Fixture() {
        store.registry = &domain::registry();
        store.hub = true;
        store.held_streams = {"reference"};
        put("reference.wmi",
            {
                "YV4"
        },
            {{"make", "Volvo"}, {"manufacturer", "VOLVO CAR"}});
        put("reference.wmi",
            {
                "5UX"
        },
            {{"make", "BMW / Alpina"}});
        put("reference.wmi",
            {
                "4T9072"
        },
            {{"make", "Synthetic"}});
        span("YV4", "100", "2022", std::int64_t{2022});
        span("YV4", "101", "2006", {});
        span("YV4", "102", "1990", std::int64_t{1999});
        span("5UX", "200", "2002", {});
        pattern("100", "***P",
                {
                    {"model", "XC90"},
                    {"body",  "SUV" }
        });
        pattern("100", "***[A-P]",
                {
                    {"body", "Wagon"},
                    {"trim", "Any"  }
        });
        pattern("100", "A2",
                {
                    {"engine_model",        "B4204"},
                    {"displacement_litres", "2.0"  }
        });
        pattern("101", "*****|*1",
                {
                    {"plant_city",    "TORSLANDA"},
                    {"plant_country", "SWEDEN"   }
        });
        pattern("101", "***P",
                {
                    {"trim",   "Old"},
                    {"series", "Old"}
        });
        pattern("102", "***P",
                {
                    {"model", "850"}
        });
        pattern("200", "A",
                {
                    {"model", "X5" },
                    {"make",  "BMW"}
        });
    }

    void put(std::string_view entity, const std::vector<std::string>& key, const Values& values) {
        engine::RowEdit row{.entity = &store.entity(entity), .key = key};
        for (const auto& [name, value] : values) {
            row.wishes[row.entity->field(name)->id] = value;
        }
        REQUIRE(store.commit({.stream = "reference", .rows = {row}}));
    }
    void span(const std::string& wmi,
              const std::string& schema,
              const std::string& from,
              Value to) {
        Values values{
            {"name", Value(std::string("synthetic"))}
        };
        if (to != Value()) values["year_to"] = to;
        put("reference.vin_schema", {wmi, schema, from}, values);
    }
    void pattern(const std::string& schema, const std::string& keys, const Values& values) {
        put("reference.vin_pattern", {schema, keys}, values);
    }

    Result<engine::Answer> ask(const std::string& vin, const std::string& day = kNow) {
        const engine::Question& question = reference::questions().front();
        engine::Asked asked{.today = parse_date(day)->time_since_epoch().count()};
        asked.parameters["vin"] = vin;
        return question.ask(store, asked);
    }
    /// A fact as text; "-" when it is not known.
    static std::string fact(const engine::Answer& answer, const std::string& name) {
        for (const auto& [known, value] : answer.facts) {
            if (known != name) continue;
            if (const auto* text = std::get_if<std::string>(&value)) return *text;
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                return std::to_string(*number);
            }
        }
        return "-";
    }
    std::string fact(const std::string& vin, const std::string& name) {
        const auto answer = ask(vin);
        return answer ? fact(*answer, name) : answer.error().id;
    }

    test::MemoryStore store;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "vin decode: the patterns of all valid schemas tell together", "[vin]") {
    const auto answer = ask("yv4 a22pk4 n1000101");
    REQUIRE(answer);
    CHECK(fact(*answer, "vin") == "YV4A22PK4N1000101");
    CHECK(fact(*answer, "make") == "Volvo");
    CHECK(fact(*answer, "model") == "XC90");
    CHECK(fact(*answer, "model_year") == "2022");
    CHECK(fact(*answer, "plant") == "TORSLANDA, SWEDEN");
    CHECK(fact(*answer, "engine") == "B4204, 2.0 l");
    CHECK(fact(*answer, "manufacturer") == "VOLVO CAR");
    CHECK(fact(*answer, "check_digit") == "not required");
    CHECK(fact(*answer, "country") == "-");
}

TEST_CASE_METHOD(Fixture, "vin decode: what names more characters wins, then the newer", "[vin]") {
    CHECK(fact("YV4A22PK4N1000101", "body") == "SUV");
    CHECK(fact("YV4A22PK4N1000101", "trim") == "Old");
    CHECK(fact("YV4A22CK4N1000101", "body") == "Wagon");
}

TEST_CASE_METHOD(Fixture, "vin decode: each element says which keys it comes from", "[vin]") {
    const auto answer = ask("YV4A22PK4N1000101");
    REQUIRE(answer);
    CHECK(answer->columns == std::vector<std::string>{"element", "value", "keys", "schema"});
    const std::vector<Value> model{Value(std::string("Model")), Value(std::string("XC90")),
                                   Value(std::string("***P")), Value(std::string("100"))};
    CHECK(std::find(answer->rows.begin(), answer->rows.end(), model) != answer->rows.end());
    CHECK(answer->rows.size() == 8);
}

TEST_CASE_METHOD(Fixture,
                 "vin decode: a year whose patterns know the model is preferred",
                 "[vin]") {
    // T is 2026 or 1996; the schema of all years since 2006 knows the plant alone.
    CHECK(fact("YV4A22PK4T1000101", "model_year") == "1996");
    CHECK(fact("YV4A22PK4T1000101", "model") == "850");
    CHECK(fact("YV4A22AK4T1000101", "model_year") == "2026");
}

TEST_CASE_METHOD(Fixture,
                 "vin decode: the next model year is on sale, a later one is not",
                 "[vin]") {
    CHECK(fact("YV4A22AK4V1000101", "model_year") == "2027");
    CHECK(fact("YV4A22AK4W1000101", "model_year") == "1998");
}

TEST_CASE_METHOD(Fixture, "vin decode: a model tells which of a maker's makes it is", "[vin]") {
    CHECK(fact("5UXAAAAA8N0000000", "check_digit") == "vin-check-digit");
    CHECK(fact("5UXAAAAA3N0000000", "make") == "BMW");
    CHECK(fact("5UXBAAAA8N0000000", "make") == "BMW / Alpina");
    CHECK(fact("5UXAAAAA3N0000000", "check_digit") == "valid");
}

TEST_CASE_METHOD(Fixture, "vin decode: a small maker is found by six characters", "[vin]") {
    CHECK(fact("4T9AAAAA0N1072101", "make") == "Synthetic");
    CHECK(fact("4T9AAAAA5N1073101", "make") == "unknown-wmi");
}

TEST_CASE_METHOD(Fixture, "vin decode: a wrong VIN and an unknown maker are told apart", "[vin]") {
    const auto wrong = ask("YV4A22PK4N1O00101");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().id == "vin-character");
    CHECK(wrong.error().code == Code::invalid);
    const auto unknown = ask("ZZZA22PK4N1000101");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().id == "unknown-wmi");
    CHECK(unknown.error().code == Code::not_found);
    CHECK_FALSE(unknown.error().hint.empty());
    CHECK(fact("YV4A22PK401000101", "vin") == "vin-year-code");
}
