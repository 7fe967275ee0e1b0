// What a VIN says, from the patterns that the importer has published.
#include "common/domain/reference/questions.hpp"

#include <charconv>
#include <tuple>

#include <fmt/format.h>

#include "common/base/list.hpp"
#include "common/base/time.hpp"
#include "common/domain/reference/vin.hpp"
#include "common/domain/text.hpp"

namespace branchline::reference {

namespace {

using domain::integer_of;
using domain::text_of;
using engine::Answer;
using engine::Asked;
using engine::Record;
using schema::Value;

constexpr std::size_t kPage = 500;

/// Every row with this text in this field.
Result<std::vector<Record>> rows_with(engine::Store& store,
                                      const schema::Entity& entity,
                                      std::string_view field,
                                      const std::string& text) {
    std::vector<Record> out;
    engine::Query query{.filters = {{entity.field(field), Value(text)}}, .limit = kPage};
    for (;;) {
        TRY(engine::Page page, store.list(entity, query));
        for (Record& record : page.records) {
            if (record.life == "alive") out.push_back(std::move(record));
        }
        if (!page.more || page.records.empty()) return out;
        query.after = page.records.back().id;
    }
}

/// What the patterns say of one element: that of the heaviest keys.
struct Said {
    std::string value;
    std::string keys;
    std::string schema;
    std::int64_t weight = 0;
    std::int64_t since = 0;  ///< First year of the schema: the newer one knows better.

    auto rank() const { return std::tie(weight, since); }
};

using Elements = std::map<std::string, Said>;  ///< By field of reference.vin_pattern.

/// Keys are texts, also those that are years.
std::int64_t first_year_of(const Record& schema) {
    const std::string text = text_of(schema, "year_from");
    std::int64_t year = 0;
    std::from_chars(text.data(), text.data() + text.size(), year);
    return year;
}

bool holds_in(const Record& schema, std::int64_t year) {
    if (first_year_of(schema) > year) return false;
    return !domain::has_value(schema, "year_to") || integer_of(schema, "year_to") >= year;
}

void hear(const Record& pattern, std::int64_t since, Elements& elements) {
    Said said{.keys = text_of(pattern, "keys"), .schema = text_of(pattern, "schema")};
    said.weight = pattern_weight(said.keys);
    said.since = since;
    for (const schema::Field& field : pattern.entity->fields) {
        said.value = text_of(pattern, field.name);
        if (pattern.entity->in_key(field.name) || said.value.empty()) continue;
        const auto [known, fresh] = elements.try_emplace(std::string(field.name), said);
        if (!fresh && known->second.rank() < said.rank()) known->second = said;
    }
}

/// Reads each schema's patterns once, whatever the number of years it is asked for.
class Patterns {
public:
    Patterns(engine::Store& store, std::string descriptor)
        : store_(store),
          entity_(store.entity("reference.vin_pattern")),
          descriptor_(std::move(descriptor)) {}

    Result<Elements> elements(const std::vector<Record>& schemas, std::int64_t year) {
        Elements out;
        for (const Record& schema : schemas) {
            if (!holds_in(schema, year)) continue;
            TRY(const auto* matching, of(text_of(schema, "schema")));
            for (const Record& pattern : *matching) hear(pattern, first_year_of(schema), out);
        }
        return out;
    }

private:
    Result<const std::vector<Record>*> of(const std::string& schema) {
        const auto known = matching_.find(schema);
        if (known != matching_.end()) return &known->second;
        TRY(auto rows, rows_with(store_, entity_, "schema", schema));
        std::erase_if(rows, [&](const Record& row) {
            return !pattern_matches(text_of(row, "keys"), descriptor_);
        });
        return &matching_.emplace(schema, std::move(rows)).first->second;
    }

    engine::Store& store_;
    const schema::Entity& entity_;
    std::string descriptor_;
    std::map<std::string, std::vector<Record>> matching_;
};

struct Decoded {
    std::int64_t year = 0;
    Elements elements;
};

/// The first plausible year for which the patterns know a model; else the first for which they
/// know anything; else the most plausible one.
Result<Decoded> decode(Patterns& patterns,
                       const std::vector<Record>& schemas,
                       const std::vector<std::int64_t>& years) {
    Decoded best;
    for (const std::int64_t year : years) {
        TRY(Elements elements, patterns.elements(schemas, year));
        const bool has_model = elements.contains("model");
        if (best.year == 0 || has_model || (best.elements.empty() && !elements.empty())) {
            best = {year, std::move(elements)};
        }
        if (has_model) break;
    }
    return best;
}

std::string said(const Elements& elements, const std::string& field) {
    const auto found = elements.find(field);
    return found == elements.end() ? "" : found->second.value;
}

/// The parts that are known, with something between them.
std::string joined_known(std::initializer_list<std::string> parts, std::string_view between) {
    std::string out;
    for (const std::string& part : parts) {
        if (part.empty()) continue;
        append_item(out, part, between);
    }
    return out;
}

std::string engine_text(const Elements& elements) {
    std::string litres = said(elements, "displacement_litres");
    std::string cylinders = said(elements, "cylinders");
    if (!litres.empty()) litres += " l";
    if (!cylinders.empty()) cylinders += " cylinders";
    return joined_known({said(elements, "engine_model"), litres, cylinders, said(elements, "fuel")},
                        ", ");
}

Value known_or_null(std::string text) {
    return text.empty() ? Value() : Value(std::move(text));
}

Answer answer_of(const std::string& vin, const Record& wmi, const Decoded& decoded) {
    const Elements& elements = decoded.elements;
    const std::string make = said(elements, "make");
    const std::string plant =
        joined_known({said(elements, "plant_city"), said(elements, "plant_state"),
                      said(elements, "plant_country")},
                     ", ");
    Answer out;
    out.facts = {
        {"vin", Value(vin)},
        {"make", known_or_null(make.empty() ? text_of(wmi, "make") : make)},
        {"model", known_or_null(said(elements, "model"))},
        {"model_year", Value(decoded.year)},
        {"plant", known_or_null(plant)},
        {"body", known_or_null(said(elements, "body"))},
        {"series", known_or_null(said(elements, "series"))},
        {"trim", known_or_null(said(elements, "trim"))},
        {"engine", known_or_null(engine_text(elements))},
        {"vehicle_type", known_or_null(text_of(wmi, "vehicle_type"))},
        {"manufacturer", known_or_null(text_of(wmi, "manufacturer"))},
        {"country", known_or_null(text_of(wmi, "country"))},
        {"wmi", Value(text_of(wmi, "wmi"))},
        {"check_digit", Value(std::string(is_north_american(vin) ? "valid" : "not required"))}
    };
    out.columns = {"element", "value", "keys", "schema"};
    return out;
}

void add_elements(const schema::Entity& pattern, const Elements& elements, Answer& out) {
    for (const schema::Field& field : pattern.fields) {
        const auto found = elements.find(std::string(field.name));
        if (found == elements.end()) continue;
        const Said& by = found->second;
        out.rows.push_back(
            {Value(std::string(field.label)), Value(by.value), Value(by.keys), Value(by.schema)});
    }
}

Result<Answer> decode_vin(engine::Store& store, const Asked& asked) {
    const std::string vin = normalised_vin(asked.at("vin"));
    TRY_VOID(check_vin(vin, {.year_code = true, .check_digit = is_north_american(vin)}));
    TRY(const auto makers, rows_with(store, store.entity("reference.wmi"), "wmi", wmi_of(vin)));
    if (makers.empty()) {
        return fail(
            Code::not_found, "unknown-wmi",
            fmt::format("no maker is known by {}, the first characters of {}", wmi_of(vin), vin),
            "check the first three characters; else the importer must import this make");
    }
    TRY(const auto schemas,
        rows_with(store, store.entity("reference.vin_schema"), "wmi", wmi_of(vin)));
    const Date today{std::chrono::days(asked.today)};
    const auto this_year = static_cast<int>(std::chrono::year_month_day(today).year());
    Patterns patterns(store, descriptor_of(vin));
    TRY(const Decoded decoded,
        decode(patterns, schemas, model_years_of(vin, std::int64_t{this_year} + 1)));
    Answer out = answer_of(vin, makers.front(), decoded);
    add_elements(store.entity("reference.vin_pattern"), decoded.elements, out);
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "vins/{vin}",
     .query = "",
     .command = "vin decode",
     .summary = "What a VIN says: make, model, year, plant, engine",
     .ask = decode_vin},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::reference
