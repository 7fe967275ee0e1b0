#include "hub/orders/allocation_inputs.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/domain/money.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::hub {

namespace {

using domain::flag_of;
using domain::has_value;
using domain::integer_of;
using domain::text_of;
using engine::Record;
using schema::StreamKind;
using schema::Value;
using sync::Replica;

constexpr std::string_view kOrders = "orders.wholesale_order";

/// The model year goes along as an option: an order that names one requires it.
std::string year_option(const std::string& year) {
    return "year:" + year;
}

bool is_free(const Record& car) {
    constexpr std::string_view kStates[] = {"planned", "produced", "in_transit", "compound"};
    const std::string status = text_of(car, "status");
    const bool moves =
        std::find(std::begin(kStates), std::end(kStates), status) != std::end(kStates);
    return moves && !has_value(car, "left_on") && !flag_of(car, "warranty_block");
}

allocation::Build build_of(const Record& car) {
    allocation::Build out{.model = text_of(car, "model"),
                          .options = domain::set_of(car, "options")};
    if (has_value(car, "colour")) out.options.push_back(text_of(car, "colour"));
    if (has_value(car, "model_year")) {
        out.options.push_back(year_option(std::to_string(integer_of(car, "model_year"))));
    }
    return out;
}

class Gathering {
public:
    Gathering(Replica& hub, const AllocationRequest& request, std::int64_t today)
        : hub_(hub), request_(request), today_(today) {}

    Result<AllocationInputs> run() {
        const std::string& brand = request_.group.brand;
        TRY(const auto known, engine::find_by_key(hub_, "org.brand", {brand}));
        if (!known) {
            return fail(Code::not_found, "unknown-brand",
                        fmt::format("there is no brand {}", brand), "check the code");
        }
        out_.input.terms.division = request_.division;
        out_.input.terms.window_days = request_.window_days;
        TRY_VOID(find_orders());
        TRY_VOID(find_dealers());
        TRY_VOID(find_cars());
        return std::move(out_);
    }

private:
    Result<> find_orders() {
        const schema::Entity& entity = hub_.entity(kOrders);
        const auto look = [&](const Record& order) -> Result<> {
            if (text_of(order, "status") != "confirmed") return {};
            if (!request_.group.contains(order)) return {};
            TRY(const auto name, schema::StreamName::parse(order.stream));
            dealers_.insert(name.scope);
            TRY(const std::int64_t price, price_of(order));
            allocation::Order row{
                .order = text_of(order, "number"),
                .dealer = name.scope,
                .sold = text_of(order, "kind") == "sold",
                .wish = {.model = text_of(order, "model"),
                         .required = orders::list_of(text_of(order, "required")),
                         .excluded = orders::list_of(text_of(order, "excluded")),
                         .preferred = orders::list_of(text_of(order, "preferred"))}
            };
            if (row.order.empty()) row.order = to_hex(order.id);
            if (has_value(order, "model_year")) {
                row.wish.required.push_back(year_option(text_of(order, "model_year")));
            }
            out_.orders.emplace(row.order, order);
            out_.prices.emplace(row.order, price);
            out_.input.orders.push_back(std::move(row));
            return {};
        };
        return orders::each_row(hub_, {}, entity.name, "brand", Value(request_.group.brand), look);
    }

    /// What was confirmed, else what the model costs today with what is required. A model without a
    /// price today is not divided at all.
    Result<std::int64_t> price_of(const Record& order) {
        const std::string model = text_of(order, "model");
        if (!models_.contains(model)) {
            TRY(auto prices, orders::find_prices(hub_, request_.group.brand, model, today_));
            models_.emplace(model, std::move(prices));
        }
        const auto& prices = models_.at(model);
        const auto required = orders::list_of(text_of(order, "required"));
        const auto today = prices ? prices->wholesale_with(required) : std::nullopt;
        if (!today) {
            return fail(Code::invalid, "no-price",
                        fmt::format("{} has no wholesale price today", model),
                        "publish one as orders.model_price");
        }
        const std::int64_t price = has_value(order, "price") ? integer_of(order, "price") : *today;
        // A dealer's headroom pays for so many of the dearest car of the group.
        out_.input.terms.price = std::max(out_.input.terms.price, price);
        return price;
    }

    Result<> find_dealers() {
        const std::string& brand = request_.group.brand;
        std::set<std::string> active;
        TRY_VOID(orders::each_row(hub_, "policy", "org.dealer", "brands", Value(brand),
                                  [&](const Record& dealer) -> Result<> {
                                      const std::string standing = text_of(dealer, "standing");
                                      const std::string code = text_of(dealer, "dealer");
                                      dealers_.insert(code);
                                      if (standing != "suspended" && standing != "terminated") {
                                          active.insert(code);
                                      }
                                      return {};
                                  }));
        for (const std::string& code : dealers_) {
            TRY(allocation::Dealer dealer, dealer_of(code));
            dealer.active = active.contains(code);
            out_.input.dealers.push_back(std::move(dealer));
        }
        return {};
    }

    Result<allocation::Dealer> dealer_of(const std::string& code) {
        const orders::Group& group = request_.group;
        TRY(const orders::Stock stock,
            orders::count_cars(hub_, code, group, today_, request_.window_days));
        const std::string model = group.models.empty() ? std::string() : group.models.front();
        TRY(auto quota, orders::find_quota(hub_, code, group.brand, model, today_));
        TRY(auto credit, orders::find_credit(hub_, code, group.brand));
        TRY_VOID(count_orders(code, quota, credit));
        allocation::Dealer out{.dealer = code, .sales = stock.sales, .stock = stock.held};
        if (quota) {
            out.quota = quota->quota.remaining();
            // What the period has brought so far counts towards the guarantee.
            out.guarantee = std::max<std::int64_t>(quota->guarantee - quota->quota.used, 0);
        }
        if (credit && !credit->hold) out.headroom = orders::headroom(*credit).value_or(0);
        return out;
    }

    /// What has come of the quota, and what the dealer's orders owe without those that wait here.
    Result<> count_orders(const std::string& code,
                          std::optional<orders::QuotaRow>& quota,
                          std::optional<orders::Credit>& credit) {
        const auto look = [&](const Record& order) -> Result<> {
            const std::string status = text_of(order, "status");
            if (!orders::is_decided(status)) return {};
            const bool waits = status == "confirmed";
            const bool here = request_.group.contains(order);
            if (credit && (status == "allocated" || (waits && !here))) {
                const auto sum =
                    domain::sum(credit->confirmed_unbilled, integer_of(order, "price"));
                credit->confirmed_unbilled = sum.value_or(INT64_MAX);
            }
            if (!quota || waits || !quota->group.contains(order)) return {};
            const std::int64_t day = integer_of(order, "decided_on");
            if (quota->valid_from <= day && day <= quota->valid_until) ++quota->quota.used;
            return {};
        };
        return orders::each_row(hub_, schema::stream_name(StreamKind::dealer, code), kOrders,
                                "brand", Value(request_.group.brand), look);
    }

    Result<> find_cars() {
        const auto look = [&](const Record& car) -> Result<> {
            if (!request_.group.contains(car) || !is_free(car)) return {};
            out_.input.cars.push_back({.vin = text_of(car, "vin"), .build = build_of(car)});
            return {};
        };
        return orders::each_row(hub_, schema::stream_name(StreamKind::hub), "vehicles.vehicle",
                                "brand", Value(request_.group.brand), look);
    }

    Replica& hub_;
    const AllocationRequest& request_;
    std::int64_t today_;
    std::set<std::string> dealers_;
    std::map<std::string, std::optional<orders::Prices>> models_;
    AllocationInputs out_;
};

}  // namespace

Result<AllocationInputs> gather_allocation(Replica& hub,
                                           const AllocationRequest& request,
                                           std::int64_t today) {
    return Gathering(hub, request, today).run();
}

}  // namespace branchline::hub
