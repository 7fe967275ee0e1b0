// What the records of a replica say of a dealer's cars, orders, quota and credit. Counted the same
// way for the check of an order and for an allocation.
#pragma once

#include <functional>
#include <map>

#include "common/domain/orders/checks.hpp"
#include "common/engine/store.hpp"

namespace branchline::orders {

/// Cars of some models of a brand; of all its models when none is named.
struct Group {
    std::string brand;
    std::vector<std::string> models = {};
    bool contains(const engine::Record& record) const;
};

/// Every living row of an entity in one stream that has a value, page by page.
Result<> each_row(engine::Store& store,
                  const std::string& stream,
                  std::string_view entity,
                  std::string_view field,
                  const schema::Value& value,
                  const std::function<Result<>(const engine::Record&)>& visit);

/// Held and sold cars of a dealer; `sales` counts the days after `today - days`. Orders are not
/// counted here.
Result<Stock> count_cars(engine::Store& store,
                         const std::string& dealer,
                         const Group& group,
                         std::int64_t today,
                         std::int64_t days);

/// The quota of the dealer that a model falls under on a day: the one that names the model, else
/// the one of the whole brand. `used` is not counted here.
struct QuotaRow {
    Quota quota;
    Group group;
    std::int64_t valid_from = 0;
    std::int64_t valid_until = 0;
    std::int64_t guarantee = 0;
};
Result<std::optional<QuotaRow>> find_quota(engine::Store& store,
                                           const std::string& dealer,
                                           const std::string& brand,
                                           const std::string& model,
                                           std::int64_t day);

/// The dealer's account without what its orders owe.
Result<std::optional<Credit>> find_credit(engine::Store& store,
                                          const std::string& dealer,
                                          const std::string& brand);

/// What a model costs on a day, by the newest issue that is valid, and what its options add. An
/// option without a price adds nothing.
struct Prices {
    struct Option {
        std::int64_t wholesale = 0;
        std::int64_t retail = 0;
    };
    std::string issue;
    std::int64_t wholesale = 0;
    std::optional<std::int64_t> retail = {};
    std::map<std::string, Option> options = {};

    /// With options; none when the sum does not fit.
    std::optional<std::int64_t> wholesale_with(const std::vector<std::string>& options) const;
    /// None as well when no retail price is published.
    std::optional<std::int64_t> retail_with(const std::vector<std::string>& options) const;
};
Result<std::optional<Prices>> find_prices(engine::Store& store,
                                          const std::string& brand,
                                          const std::string& model,
                                          std::int64_t day);

/// The wholesale price of a model with the options that an order requires.
Result<std::optional<std::int64_t>> find_price(engine::Store& store,
                                               const std::string& brand,
                                               const std::string& model,
                                               const std::vector<std::string>& required,
                                               std::int64_t day);

/// "RED, HOOK" as a list; blanks do not matter.
std::vector<std::string> list_of(std::string_view text);

/// Is the order decided, and does it count against quota and stock? `confirmed` to `delivered`.
bool is_decided(std::string_view status);

}  // namespace branchline::orders
