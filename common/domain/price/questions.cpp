// What a part costs on a day.
#include "common/domain/price/questions.hpp"

#include "common/base/time.hpp"
#include "common/domain/text.hpp"

namespace branchline::price {

namespace {

using engine::Answer;
using engine::Asked;
using schema::Value;

Result<std::int64_t> day_of(const Asked& asked) {
    if (asked.at("date").empty()) return asked.today;
    TRY(const Date date, parse_date(asked.at("date")));
    return date.time_since_epoch().count();
}

Result<Answer> price_of(engine::Store& store, const Asked& asked) {
    TRY(const std::int64_t day, day_of(asked));
    const schema::Entity& entity = store.entity("price.row");
    const std::string part = domain::normalised_part(asked.at("part"));
    engine::Query query{
        .filters = {{entity.field("list"), Value(asked.at("list"))},
                    {entity.field("part"), Value(part)}},
        .limit = 1,
        .as_of = day
    };
    TRY(const engine::Page page, store.list(entity, query));
    if (page.records.empty()) {
        return fail(Code::not_found, "no-price",
                    "price list " + asked.at("list") + " has no price of " + part + " on that day",
                    "check the number, or ask the importer's price desk");
    }
    const engine::Record& row = page.records.front();
    Answer out;
    out.facts = {
        {"list", asked.at("list")},
        {"part", part},
        {"date", domain::date_text(day)},
        {"amount", domain::amount_text(domain::integer_of(row, "amount"))},
        {"edition", Value(domain::text_of(row, "edition"))},
        {"valid_from", domain::date_text(domain::integer_of(row, "valid_from"))}
    };
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "prices/{list}/{part}",
     .query = "date",
     .command = "price show",
     .summary = "What a part costs on a day",
     .ask = price_of},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::price
