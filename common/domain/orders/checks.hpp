// What an order may and may not be, rules O01 to O07. Pure: the same order and facts give the same
// judgement at the branch and at the hub.
//
// A fact that is not there does not exist for the importer, who sees everything, and is unknown to
// a branch: there a rule on it is *undetermined*, and the order waits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace branchline::orders {

/// Who asks.
enum class Seat : std::uint8_t { branch, hub };

struct Order {
    std::string kind;  ///< sold, stock, demo or fleet.
    std::string brand;
    std::string model;
    bool deal_signed = false;
    std::vector<std::string> required = {};
    std::vector<std::string> excluded = {};
    std::vector<std::string> preferred = {};
};

/// An option of the catalogue, for the order's model.
struct CatalogueOption {
    std::string option;
    std::vector<std::string> needs = {};
    std::vector<std::string> excludes = {};
};

struct Quota {
    std::string name;
    std::int64_t total = 0;
    std::int64_t used = 0;
    bool sold_exempt = false;
    std::optional<std::int64_t> days_supply_cap = {};
    std::int64_t remaining() const { return total - used; }
};

/// Amounts in minor units.
struct Credit {
    std::int64_t limit = 0;
    std::int64_t receivables = 0;
    std::int64_t unbilled_deliveries = 0;
    std::int64_t confirmed_unbilled = 0;  ///< Orders.
    std::int64_t unapplied_payments = 0;
    std::int64_t credit_memos = 0;
    std::int64_t grants_out = 0;  ///< Given to branches to spend without a line.
    std::int64_t overdue = 0;
    std::int64_t overdue_days = 0;  ///< Of the oldest item.
    std::int64_t overdue_tolerance = 0;
    bool hold = false;
};
/// Limit less exposure less what branches were given. None when it leaves 64 bits.
std::optional<std::int64_t> headroom(const Credit& credit);

/// Cars of the order's group at the dealer.
struct Stock {
    std::int64_t held = 0;         ///< On the ground and on the way.
    std::int64_t open_orders = 0;  ///< Confirmed, without a car yet.
    std::int64_t sales = 0;        ///< In the last kSalesDays.
};
inline constexpr std::int64_t kSalesDays = 90;

struct Facts {
    Seat seat = Seat::branch;
    std::optional<bool> contract = {};  ///< Does the dealer sell the brand, and may it order?
    std::optional<bool> model_offered = {};
    std::optional<std::vector<CatalogueOption>> options = {};
    std::optional<Quota> quota = {};
    std::optional<Stock> stock = {};
    std::optional<std::int64_t> price = {};
    std::optional<Credit> credit = {};
};

enum class Outcome : std::uint8_t { passed, refused, undetermined, skipped };
std::string_view name_of(Outcome outcome);

struct Finding {
    std::string_view rule;
    Outcome outcome = Outcome::passed;
    std::string text;
    std::string_view remedy = {};
    std::string value = {};      ///< What the order would bring,
    std::string limit = {};      ///< what is allowed,
    std::string remaining = {};  ///< and what could still be ordered.
    bool operator==(const Finding&) const = default;
};

/// One finding for each rule, in the order in which they are asked.
std::vector<Finding> judge(const Order& order, const Facts& facts);

/// The first that refuses; null when none does.
const Finding* refusal(const std::vector<Finding>& findings);

/// confirmed, rejected by the first refusal, or awaiting_grant when something is undetermined.
std::string_view next_state(const std::vector<Finding>& findings);

}  // namespace branchline::orders
