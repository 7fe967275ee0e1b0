// The figures of a period beside those of the period before, with the list that each is made of.
#include "common/domain/figures/questions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/domain/figures/gather.hpp"
#include "common/domain/figures/indicators.hpp"
#include "common/domain/money.hpp"
#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::figures {

namespace {

using domain::amount_text;
using domain::date_text;
using engine::Answer;
using engine::Asked;
using engine::Store;
using schema::Value;

constexpr std::int64_t kUsualDays = 30;
constexpr std::int64_t kDaysMax = 3'660;

Value text(std::string_view value) {
    return value.empty() ? Value() : Value(std::string(value));
}

Result<std::int64_t> day_or(const std::string& written, std::int64_t otherwise) {
    if (written.empty()) return otherwise;
    TRY(const Date date, parse_date(written));
    return date.time_since_epoch().count();
}

/// A code that nobody has is a mistake, and no figure at all would hide it.
Result<std::string> known_code(Store& store, const Asked& asked, const std::string& what) {
    const std::string& code = asked.at(what);
    if (code.empty()) return code;
    TRY(const auto row, engine::find_by_key(store, "org." + what, {code}));
    if (row) return code;
    return fail(Code::not_found, "unknown-" + what, fmt::format("there is no {} {}", what, code),
                "check the code");
}

bool is_held(const Store& store, const std::string& dealer) {
    const auto streams = store.streams();
    const std::string wanted = schema::stream_name(schema::StreamKind::dealer, dealer);
    return std::find(streams.begin(), streams.end(), wanted) != streams.end();
}

/// Dealers are in regions. A branch, which holds one dealer, counts that one.
Result<> read_region(Store& store, const std::string& region, Scope& out) {
    if (region.empty()) return {};
    const schema::Entity& entity = store.entity("org.dealer");
    const engine::Query query{.filters = {{entity.field("region"), Value(region)}}};
    TRY_VOID(engine::for_each_record(store, entity.name, query,
                                     [&](const engine::Record& dealer) -> Result<> {
                                         out.dealers.insert(domain::text_of(dealer, "dealer"));
                                         return {};
                                     }));
    out.region = region;
    if (out.dealers.empty()) {
        return fail(Code::not_found, "unknown-region",
                    fmt::format("no dealer is in a region {}", region),
                    "look at the regions of the dealers");
    }
    const bool any_here = std::ranges::any_of(
        out.dealers, [&](const std::string& dealer) { return is_held(store, dealer); });
    if (any_here) return {};
    return fail(Code::not_found, "not-here",
                fmt::format("the records of the dealers of region {} are not here", region),
                "ask at the importer");
}

Result<> check_held(Store& store, const std::string& dealer) {
    if (dealer.empty() || is_held(store, dealer)) return {};
    return fail(Code::not_found, "not-here",
                fmt::format("the records of dealer {} are not here", dealer),
                "ask at one of its branches, or at the importer");
}

Result<Scope> read_scope(Store& store, const Asked& asked) {
    Scope out;
    TRY(out.brand, known_code(store, asked, "brand"));
    TRY(out.dealer, known_code(store, asked, "dealer"));
    TRY(out.branch, known_code(store, asked, "branch"));
    TRY_VOID(check_held(store, out.dealer));
    TRY_VOID(read_region(store, asked.at("region"), out));
    TRY(out.to, day_or(asked.at("to"), asked.today));
    TRY(out.from, day_or(asked.at("from"), out.to - kUsualDays + 1));
    if (out.from > out.to) {
        return fail(Code::invalid, "invalid-period", "the period ends before it begins",
                    "give a day for \"to\" that is not before \"from\"");
    }
    if (out.days() > kDaysMax) {
        return fail(Code::invalid, "invalid-period",
                    fmt::format("the period has more than {} days", kDaysMax), "ask for less");
    }
    return out;
}

/// The list of the rows that a figure is made of: "claims?filter=...".
std::string rows_of(const Store& store, const Indicator& indicator, const Scope& scope) {
    const schema::Entity& entity = store.entity(indicator.rows);
    std::string out(entity.collection);
    char separator = '?';
    const auto add = [&](const std::string& filter) {
        out += separator + ("filter=" + filter);
        separator = '&';
    };
    if (!indicator.filter.empty()) add(std::string(indicator.filter));
    for (const auto& [field, value] :
         {std::pair<std::string_view, const std::string&>("brand", scope.brand),
          std::pair<std::string_view, const std::string&>("dealer", scope.dealer),
          std::pair<std::string_view, const std::string&>("branch", scope.branch)}) {
        const bool fits = !value.empty() && entity.field(field) != nullptr;
        if (fits) add(fmt::format("{}:eq:{}", field, value));
    }
    if (!indicator.dated.empty()) {
        add(fmt::format("{}:ge:{}", indicator.dated, date_text(scope.from)));
        add(fmt::format("{}:le:{}", indicator.dated, date_text(scope.to)));
    }
    return out;
}

Value number(const Known& value, bool is_amount, bool hours) {
    if (!value) return {};
    if (is_amount) return amount_text(*value);
    // Thousandths of an hour as hundredths: what a clock can tell.
    if (hours) return amount_text(domain::rounded({*value}, 10).value_or(0));
    return *value;
}

/// The value of the same part in the period before.
Value before_of(const Indicator& indicator, const Figures& before, const std::string& part) {
    for (const Figure& figure : before) {
        if (figure.part != part || !figure.value) continue;
        return value_text(indicator.unit, *figure.value);
    }
    return {};
}

void add_rows(Answer& out,
              const Store& store,
              const Indicator& indicator,
              const Facts& facts,
              const Scope& scope) {
    const Figures now = figures_of(indicator, facts, scope);
    Figures before;
    if (!indicator.only_today) before = figures_of(indicator, facts, scope.before());
    for (const Figure& figure : now) {
        Value value;
        if (figure.value) value = value_text(indicator.unit, *figure.value);
        out.rows.push_back({text(indicator.id), text(figure.part), text(indicator.group),
                            text(indicator.words), value, text(name_of(indicator.unit)),
                            number(figure.numerator, indicator.amount_above, indicator.hours),
                            number(figure.denominator, indicator.amount_below, indicator.hours),
                            Value(figure.count), before_of(indicator, before, figure.part),
                            text(name_of(indicator.better)), text(indicator.target),
                            text(name_of(figure.missing)), text(indicator.numerator),
                            text(indicator.denominator), rows_of(store, indicator, scope)});
    }
}

Result<Answer> kpis(Store& store, const Asked& asked) {
    TRY(const Scope scope, read_scope(store, asked));
    TRY(const Facts facts, gather(store, scope, asked.today));
    const Scope before = scope.before();
    Answer out;
    out.facts = {
        {"brand",         text(scope.brand)     },
        {"dealer",        text(scope.dealer)    },
        {"branch",        text(scope.branch)    },
        {"from",          date_text(scope.from) },
        {"to",            date_text(scope.to)   },
        {"previous_from", date_text(before.from)},
        {"previous_to",   date_text(before.to)  },
        {"region",        text(scope.region)    }
    };
    out.columns = {"id",        "part",        "group", "words",    "value",  "unit",
                   "numerator", "denominator", "count", "previous", "better", "target",
                   "missing",   "above",       "below", "rows"};
    for (const Indicator& indicator : indicators()) {
        add_rows(out, store, indicator, facts, scope);
    }
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "kpis",
     .query = "brand|region|dealer|branch|from|to",
     .command = "kpis",
     .summary = "Key figures of a period, beside those of the period before",
     .ask = kpis},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::figures
