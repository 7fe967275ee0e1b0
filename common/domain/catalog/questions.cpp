// What a quantity is in another unit of a part.
#include "common/domain/catalog/questions.hpp"

#include "common/domain/quantity.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"

namespace branchline::catalog {

namespace {

using engine::Answer;
using engine::Asked;
using schema::Value;

constexpr std::int64_t kOne = 1'000;

Result<engine::Record> part_of(engine::Store& store, const Asked& asked) {
    const schema::Entity& parts = store.entity("catalog.part");
    const std::string part = domain::normalised_part(asked.at("part"));
    const engine::Query query{
        .filters = {{parts.field("brand"), Value(asked.at("brand"))},
                    {parts.field("part"), Value(part)}},
        .limit = 1,
        .as_of = asked.today
    };
    TRY(engine::Page page, store.list(parts, query));
    if (!page.records.empty()) return std::move(page.records.front());
    return fail(Code::not_found, "no-part",
                "the catalogue of " + asked.at("brand") + " has no part " + part,
                "check the number and the brand");
}

/// Thousandths of the part's own unit in one of `unit`; the part's own unit needs no row.
Result<std::int64_t> holds(engine::Store& store,
                           const engine::Record& part,
                           const std::string& unit) {
    if (unit.empty() || unit == domain::text_of(part, "unit")) return kOne;
    const std::vector<std::string> key{domain::text_of(part, "brand"),
                                       domain::text_of(part, "part"), unit};
    TRY(const auto row, engine::find_by_key(store, "catalog.unit", key));
    const bool retired =
        row && domain::has_value(*row, "active") && !domain::flag_of(*row, "active");
    if (row && row->life == "alive" && !retired) return domain::integer_of(*row, "holds");
    return fail(Code::not_found, "no-unit",
                "part " + key[1] + " is not kept in '" + unit + "'; its own unit is " +
                    domain::text_of(part, "unit"),
                "use a unit of the part: GET /units?filter=part:eq:" + key[1]);
}

Result<Answer> convert(engine::Store& store, const Asked& asked) {
    TRY(const engine::Record part, part_of(store, asked));
    const std::string written = asked.at("quantity").empty() ? "1" : asked.at("quantity");
    TRY(const std::int64_t quantity, domain::quantity_of(written));
    TRY(const std::int64_t from, holds(store, part, asked.at("from")));
    TRY(const std::int64_t to, holds(store, part, asked.at("to")));
    TRY(const std::int64_t out, domain::converted_quantity(quantity, from, to));
    const auto named = [&](const std::string& unit) {
        return Value(unit.empty() ? domain::text_of(part, "unit") : unit);
    };
    Answer answer;
    answer.facts = {
        {"part", domain::value_of(part, "part")},
        {"quantity", domain::quantity_text(quantity)},
        {"from", named(asked.at("from"))},
        {"is", domain::quantity_text(out)},
        {"to", named(asked.at("to"))},
        {"holds", domain::quantity_text(from)}
    };
    return answer;
}

constexpr engine::Question kQuestions[] = {
    {.path = "conversions/{brand}/{part}",
     .query = "quantity|from|to",
     .command = "part convert",
     .summary = "What a quantity of a part is in another unit; without a unit, in the part's own",
     .ask = convert},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::catalog
