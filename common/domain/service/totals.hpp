// What an order comes to: net amounts by who pays, their tax, and hours sold beside hours clocked.
// Pure; the same for the invoice, the journal and whoever asks.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "common/domain/service/order.hpp"

namespace branchline::service {

/// Amounts of one kind of line each.
struct Amounts {
    std::int64_t labour = 0;
    std::int64_t parts = 0;
    std::int64_t sublet = 0;
    std::int64_t fees = 0;

    std::int64_t sum() const { return labour + parts + sublet + fees; }
    bool operator==(const Amounts&) const = default;
};

/// Who pays in the end: goodwill is split among the first three.
struct PaidBy {
    Amounts customer;
    Amounts importer;
    Amounts dealer;
    Amounts contract;

    bool operator==(const PaidBy&) const = default;
};

struct JobTotals {
    std::int64_t number = 0;
    std::string pay_type;
    Amounts net;
    std::int64_t sold = 0;     ///< Thousandths of an hour.
    std::int64_t clocked = 0;  ///< The same; of clocks that were stopped.
    bool is_running = false;
};

struct PayTypeTotal {
    std::string pay_type;  ///< Empty: of jobs for which nobody has said it.
    Amounts net;
};

/// What one payer is charged under one tax code. The document of each payer is taxed by itself.
struct Taxed {
    std::string payer;  ///< kCustomer or kContract: nobody else is sent an invoice.
    std::string code;
    std::int64_t base = 0;
    std::optional<std::int64_t> rate;  ///< In parts of a million; none is known.
    std::optional<std::int64_t> tax;

    bool operator==(const Taxed&) const = default;
};

struct Totals {
    std::vector<JobTotals> jobs;
    std::vector<PayTypeTotal> pay_types;  ///< In the order of the declaration; without empty ones.
    PaidBy paid_by;
    Amounts net;
    std::int64_t parts_cost = 0;
    std::int64_t sublet_cost = 0;
    std::vector<Taxed> taxes;  ///< By payer, in its order, and code.

    /// Of the payer's document; none while a rate is not known.
    std::optional<std::int64_t> tax_of(std::string_view payer) const;
    /// Of both documents.
    std::optional<std::int64_t> tax() const;
};

/// Quantity times price, rounded once, less the discount. Error "out-of-range" where it does not
/// fit.
Result<std::int64_t> amount_of(const OrderLine& line);

/// A job without a split is paid by whom its type names; goodwill without one by the dealer. Tax is
/// rounded once a tax code, on the sum of the payer's document: of a job of goodwill the customer's
/// share is taxed, what the importer and the dealer pay is not.
Result<Totals> totals_of(const Order& order);

}  // namespace branchline::service
