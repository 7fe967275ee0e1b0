#include "common/domain/orders/figures.hpp"

#include <algorithm>

#include "common/domain/money.hpp"
#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::orders {

namespace {

using domain::flag_of;
using domain::has_value;
using domain::integer_of;
using domain::text_of;
using engine::Record;
using engine::Store;
using schema::StreamKind;
using schema::Value;

constexpr std::size_t kPage = 500;

std::string stream_of(const std::string& dealer) {
    return schema::stream_name(StreamKind::dealer, dealer);
}

bool is_sold(std::string_view status) {
    return status == "retailed" || status == "in_service";
}

std::optional<std::int64_t> with_options(std::optional<std::int64_t> price,
                                         const std::map<std::string, Prices::Option>& options,
                                         const std::vector<std::string>& wanted,
                                         std::int64_t Prices::Option::* part) {
    for (const std::string& option : wanted) {
        const auto found = options.find(option);
        if (found != options.end()) price = domain::sum(price, found->second.*part);
    }
    return price;
}

}  // namespace

bool Group::contains(const Record& record) const {
    if (text_of(record, "brand") != brand) return false;
    const std::string model = text_of(record, "model");
    return models.empty() || std::find(models.begin(), models.end(), model) != models.end();
}

Result<> each_row(Store& store,
                  const std::string& stream,
                  std::string_view entity,
                  std::string_view field,
                  const Value& value,
                  const std::function<Result<>(const Record&)>& visit) {
    const schema::Entity& declared = store.entity(entity);
    return engine::for_each_record(
        store, entity,
        {.stream = stream, .filters = {{declared.field(field), value}}, .limit = kPage}, visit);
}

Result<Stock> count_cars(Store& store,
                         const std::string& dealer,
                         const Group& group,
                         std::int64_t today,
                         std::int64_t days) {
    Stock out;
    const auto count = [&](const Record& car) -> Result<> {
        if (!group.contains(car)) return {};
        const std::int64_t sold_on = integer_of(car, "sold_on");
        const bool in_window = has_value(car, "sold_on") && sold_on > today - days;
        if (in_window && sold_on <= today) ++out.sales;
        if (!is_sold(text_of(car, "status")) && !has_value(car, "sold_on")) ++out.held;
        return {};
    };
    TRY_VOID(
        each_row(store, stream_of(dealer), "vehicles.vehicle", "brand", Value(group.brand), count));
    return out;
}

Result<std::optional<QuotaRow>> find_quota(Store& store,
                                           const std::string& dealer,
                                           const std::string& brand,
                                           const std::string& model,
                                           std::int64_t day) {
    std::optional<QuotaRow> out;
    const auto look = [&](const Record& row) -> Result<> {
        const std::int64_t from = integer_of(row, "valid_from");
        const std::int64_t until = integer_of(row, "valid_until");
        std::vector<std::string> models = domain::set_of(row, "models");
        const bool names = std::find(models.begin(), models.end(), model) != models.end();
        if (day < from || day > until || (!models.empty() && !names)) return {};
        // Of several that name the model the one that came last; rows come in a fixed order.
        if (out && !names && !out->group.models.empty()) return {};
        if (out && names == !out->group.models.empty() && out->valid_from > from) return {};
        QuotaRow found{
            .quota = {.name = text_of(row, "model_group"),
                      .total = integer_of(row, "total"),
                      .sold_exempt = flag_of(row, "sold_exempt")},
            .group = {brand, std::move(models)},
            .valid_from = from,
            .valid_until = until,
            .guarantee = integer_of(row, "guarantee")
        };
        if (has_value(row, "days_supply_cap")) {
            found.quota.days_supply_cap = integer_of(row, "days_supply_cap");
        }
        out = std::move(found);
        return {};
    };
    TRY_VOID(each_row(store, stream_of(dealer), "orders.quota", "brand", Value(brand), look));
    return out;
}

Result<std::optional<Credit>> find_credit(Store& store,
                                          const std::string& dealer,
                                          const std::string& brand) {
    constexpr std::int64_t kTolerance = 100'00;
    TRY(const auto row, engine::find_by_key(store, "orders.credit_account", {dealer, brand}));
    if (!row) return std::optional<Credit>();
    const bool tells = has_value(*row, "overdue_tolerance");
    return Credit{.limit = integer_of(*row, "credit_limit"),
                  .receivables = integer_of(*row, "receivables"),
                  .unbilled_deliveries = integer_of(*row, "unbilled"),
                  .unapplied_payments = integer_of(*row, "unapplied_payments"),
                  .credit_memos = integer_of(*row, "credit_memos"),
                  .grants_out = integer_of(*row, "grants_out"),
                  .overdue = integer_of(*row, "overdue"),
                  .overdue_days = integer_of(*row, "overdue_days"),
                  .overdue_tolerance = tells ? integer_of(*row, "overdue_tolerance") : kTolerance,
                  .hold = flag_of(*row, "hold")};
}

std::optional<std::int64_t> Prices::wholesale_with(const std::vector<std::string>& wanted) const {
    return with_options(wholesale, options, wanted, &Option::wholesale);
}

std::optional<std::int64_t> Prices::retail_with(const std::vector<std::string>& wanted) const {
    return with_options(retail, options, wanted, &Option::retail);
}

Result<std::optional<Prices>> find_prices(Store& store,
                                          const std::string& brand,
                                          const std::string& model,
                                          std::int64_t day) {
    const std::string stream = schema::stream_name(StreamKind::catalog, brand);
    std::optional<Prices> out;
    std::pair<std::int64_t, std::string> newest;
    const auto look = [&](const Record& row) -> Result<> {
        const std::int64_t from = integer_of(row, "valid_from");
        if (text_of(row, "model") != model || from > day) return {};
        std::pair place(from, text_of(row, "issue"));
        if (out && place <= newest) return {};
        newest = std::move(place);
        out = Prices{.issue = newest.second, .wholesale = integer_of(row, "wholesale")};
        if (has_value(row, "retail")) out->retail = integer_of(row, "retail");
        return {};
    };
    TRY_VOID(each_row(store, stream, "orders.model_price", "brand", Value(brand), look));
    if (!out) return out;
    const auto add = [&](const Record& row) -> Result<> {
        out->options[text_of(row, "option")] = {.wholesale = integer_of(row, "wholesale"),
                                                .retail = integer_of(row, "retail")};
        return {};
    };
    TRY_VOID(each_row(store, stream, "catalog.option", "model", Value(model), add));
    return out;
}

Result<std::optional<std::int64_t>> find_price(Store& store,
                                               const std::string& brand,
                                               const std::string& model,
                                               const std::vector<std::string>& required,
                                               std::int64_t day) {
    TRY(const auto prices, find_prices(store, brand, model, day));
    return prices ? prices->wholesale_with(required) : std::nullopt;
}

std::vector<std::string> list_of(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    const auto close = [&] {
        const auto first = word.find_first_not_of(' ');
        if (first != std::string::npos) {
            out.push_back(word.substr(first, word.find_last_not_of(' ') - first + 1));
        }
        word.clear();
    };
    for (const char c : text) {
        if (c == ',') {
            close();
        } else {
            word += c;
        }
    }
    close();
    return out;
}

bool is_decided(std::string_view status) {
    constexpr std::string_view kDecided[] = {"confirmed", "allocated", "invoiced", "shipped",
                                             "delivered"};
    return std::find(std::begin(kDecided), std::end(kDecided), status) != std::end(kDecided);
}

}  // namespace branchline::orders
