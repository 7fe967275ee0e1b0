#include "hub/monthly/statistics.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/accounting/journal.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/domain/warranty/statistics.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"
#include "hub/desk/desk.hpp"

namespace branchline::hub {

namespace {

using domain::integer_of;
using domain::Month;
using domain::text_of;
using engine::Record;
using engine::RowEdit;
using schema::Value;
using sync::Replica;
using warranty::DealerMonth;
using warranty::DealerStatistics;

constexpr std::size_t kPage = 500;
/// A plan's row that speaks of wear covers no car.
constexpr std::string_view kWear = "WEAR";

/// Gathers one month.
class Gathering {
public:
    Gathering(Replica& hub, const Month& month) : hub_(hub), month_(month) {}

    /// The groups, by brand.
    Result<std::map<std::string, std::vector<DealerMonth>>> run() {
        const auto done =
            engine::for_each_record(hub_, "org.dealer", {.limit = kPage},
                                    [this](const Record& dealer) { return add_dealer(dealer); });
        if (!done) return std::unexpected(done.error());
        return std::move(groups_);
    }

private:
    Result<> add_dealer(const Record& dealer) {
        const std::string code = text_of(dealer, "dealer");
        const std::string stream = schema::stream_name(schema::StreamKind::dealer, code);
        if (!warranty::holds(hub_, stream)) return {};
        of_dealer_.clear();
        TRY_VOID(count_vehicles(stream));
        TRY_VOID(add_documents(stream));
        for (const std::string& brand : domain::set_of(dealer, "brands")) {
            DealerMonth one = of_dealer_[brand];
            one.dealer = code;
            groups_[brand].push_back(std::move(one));
        }
        return {};
    }

    Result<> count_vehicles(const std::string& stream) {
        return engine::for_each_record(hub_, "vehicles.vehicle", {.stream = stream, .limit = kPage},
                                       [this](const Record& vehicle) { return count(vehicle); });
    }

    Result<> count(const Record& vehicle) {
        auto start = warranty::known(vehicle, "in_service_on");
        if (!start) start = warranty::known(vehicle, "sold_on");
        if (!start || *start > month_.last) return {};
        TRY(const std::int64_t months, months_of(vehicle));
        const auto end = domain::add_months(*start, months);
        if (end && month_.last < *end) ++of_dealer_[text_of(vehicle, "brand")].vehicles;
        return {};
    }

    /// How long anything of the car is covered.
    Result<std::int64_t> months_of(const Record& vehicle) {
        const std::string brand = text_of(vehicle, "brand");
        std::string plan = text_of(vehicle, "warranty_plan");
        if (plan.empty() && domain::has_value(vehicle, "model_year")) {
            TRY(plan, plan_of_model(brand, vehicle));
        }
        const auto known = months_.find({brand, plan});
        if (known != months_.end()) return known->second;
        std::int64_t longest = 0;
        TRY(const auto rows, warranty::rows_with(hub_, "catalog.warranty_plan", "plan", plan));
        for (const Record& row : rows) {
            if (text_of(row, "brand") != brand || text_of(row, "component") == kWear) continue;
            longest = std::max(longest, integer_of(row, "months"));
        }
        months_[{brand, plan}] = longest;
        return longest;
    }

    Result<std::string> plan_of_model(const std::string& brand, const Record& vehicle) {
        const std::string model = text_of(vehicle, "model");
        const std::string year = std::to_string(integer_of(vehicle, "model_year"));
        const auto known = plans_.find({brand, model, year});
        if (known != plans_.end()) return known->second;
        TRY(const auto row, engine::find_by_key(hub_, "catalog.model", {brand, model, year}));
        const std::string plan = row ? text_of(*row, "warranty_plan") : std::string();
        plans_[{brand, model, year}] = plan;
        return plan;
    }

    /// What was credited for claims in the month, less what was taken back in it.
    Result<> add_documents(const std::string& stream) {
        const schema::Field* issued = hub_.entity("accounting.document").field("issued_on");
        const engine::Query query{
            .stream = stream,
            .filters = {{issued, Value(month_.first), engine::Match::at_least},
                        {issued, Value(month_.last), engine::Match::at_most}},
            .sort = issued,
            .limit = kPage
        };
        const auto add = [this](const Record& document) -> Result<> {
            const std::string kind = text_of(document, "kind");
            const bool is_credit = kind == accounting::kCreditMemo;
            const bool counts = domain::has_value(document, "claim") &&
                                (is_credit || kind == accounting::kDebitMemo);
            if (!counts) return {};
            DealerMonth& of = of_dealer_[text_of(document, "brand")];
            of.claims += is_credit ? 1 : 0;
            if (__builtin_sub_overflow(of.value, integer_of(document, "amount"), &of.value)) {
                return fail(Code::invalid, "too-large", "the claims of a month do not add up");
            }
            return {};
        };
        return engine::for_each_record(hub_, "accounting.document", query, add);
    }

    Replica& hub_;
    const Month& month_;
    std::map<std::string, std::vector<DealerMonth>> groups_;
    std::map<std::string, DealerMonth> of_dealer_;  ///< The present dealer's, by brand.
    std::map<std::pair<std::string, std::string>, std::int64_t> months_;
    std::map<std::array<std::string, 3>, std::string> plans_;
};

RowEdit row_of(const schema::Entity& entity,
               const std::string& brand,
               const Month& month,
               const DealerStatistics& one) {
    RowEdit row{
        .entity = &entity, .key = {one.dealer, brand, month.name}
    };
    const auto write = [&](std::string_view field, std::int64_t value) {
        row.wishes[entity.field(field)->id] = value;
    };
    write("value", one.value.own);
    write("frequency", one.frequency.own);
    write("group_size", one.group_size);
    write("value_sum", one.value.sum);
    write("value_squares", one.value.squares);
    write("frequency_sum", one.frequency.sum);
    write("frequency_squares", one.frequency.squares);
    return row;
}

bool says_the_same(const Record& told, const RowEdit& row) {
    return std::ranges::all_of(row.wishes, [&](const auto& wish) {
        return domain::value_of(told, told.entity->field(wish.first)->name) == wish.second;
    });
}

/// Whether it was news.
Result<bool> write(Replica& hub,
                   const std::string& brand,
                   const Month& month,
                   const DealerStatistics& one) {
    const schema::Entity& entity = hub.entity("warranty.statistic");
    RowEdit row = row_of(entity, brand, month, one);
    TRY(const auto told, engine::find_by_key(hub, entity.name, row.key));
    if (told && says_the_same(*told, row)) return false;
    engine::Edit edit{.stream = schema::stream_name(schema::StreamKind::dealer, one.dealer)};
    edit.rows.push_back(std::move(row));
    TRY_VOID(hub.commit(edit));
    return true;
}

}  // namespace

Result<StatisticsDone> compute_statistics(Replica& hub, const Month& month, std::int64_t today) {
    if (today <= month.last) {
        return fail(Code::conflict, "month-not-over", fmt::format("{} is not over", month.name),
                    "compute it from the first day of the next month on");
    }
    TRY(const auto groups, Gathering(hub, month).run());
    StatisticsDone out;
    for (const auto& [brand, group] : groups) {
        const auto rows = warranty::statistics_of(group);
        if (!rows) {
            return fail(Code::invalid, "too-large",
                        fmt::format("the figures of {} do not add up", brand));
        }
        for (const DealerStatistics& one : *rows) {
            TRY(const bool is_news, write(hub, brand, month, one));
            ++out.dealers;
            out.written += is_news ? 1 : 0;
        }
    }
    return out;
}

Result<> MonthlyWork::compute(Replica& hub, Instant now) {
    const std::int64_t today = domain::day_of(now);
    const std::string present = domain::month_text(today);
    if (month_ == present) return {};
    TRY(const Month begun, domain::read_month(present));
    TRY(const Month last, domain::read_month(domain::month_text(begun.first - 1)));
    const schema::Entity& entity = hub.entity("warranty.statistic");
    const engine::Query query{.filters = {{entity.field("month"), Value(last.name)}}, .limit = 1};
    TRY(const engine::Page known, hub.list(entity, query));
    if (known.records.empty()) {
        const auto done = compute_statistics(hub, last, today);
        if (!done && is_of_disk(done.error())) return std::unexpected(done.error());
        if (!done) log::warning("statistics", done.error().what);
    }
    month_ = present;
    return {};
}

}  // namespace branchline::hub
