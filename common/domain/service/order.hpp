// A repair order as sums and checks look at it: its jobs with their lines and clocks. Gathered from
// the records by `order_file`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/reference/tax.hpp"
#include "common/engine/store.hpp"

namespace branchline::service {

// Permanent words: they stand in records.
inline constexpr std::string_view kCustomer = "customer";
inline constexpr std::string_view kWarranty = "warranty";
inline constexpr std::string_view kInternal = "internal";
inline constexpr std::string_view kContract = "contract";
inline constexpr std::string_view kGoodwill = "goodwill";
inline constexpr std::string_view kLabour = "labour";
inline constexpr std::string_view kPart = "part";
inline constexpr std::string_view kSublet = "sublet";
inline constexpr std::string_view kFee = "fee";

/// What a job is charged with. Money in minor units, quantities in thousandths, of labour in
/// thousandths of an hour.
struct OrderLine {
    std::string kind;
    std::int64_t quantity = 0;
    std::int64_t unit_price = 0;
    std::int64_t discount = 0;
    std::int64_t unit_cost = 0;
    std::string tax_code = {};  ///< Empty: free of tax.
};

/// Milliseconds since 1970-01-01 UTC. Without an end the clock runs.
struct ClockTime {
    std::int64_t started_at = 0;
    std::optional<std::int64_t> stopped_at;
};

/// Who pays how much of a job of goodwill, in hundredths of it: customer, importer, dealer.
using Shares = std::array<std::int64_t, 3>;

struct Job {
    std::int64_t number = 1;
    std::string status;
    std::string pay_type;
    std::optional<Shares> shares;
    bool has_complaint = false;
    bool has_cause = false;
    bool has_correction = false;
    /// Complaint and cause by the importer's codes, which a claim asks for.
    bool has_codes = false;
    std::vector<OrderLine> lines;
    std::vector<ClockTime> clocks;
};

struct Order {
    std::string status;
    /// By number, without those that were cancelled. An order without jobs of its own is one job.
    std::vector<Job> jobs;
    bool has_rows = false;               ///< Of service.job.
    reference::TaxRates tax_rates = {};  ///< Of the versions that it keeps, else of its day.
};

/// The day whose tax rates count: that of the invoice, before it that on which it was opened. From
/// the record alone, so that every replica comes to the same tax.
std::int64_t tax_day_of(const engine::Record& order);

/// An order with all that hangs on it, as this replica knows it; without what was voided.
Result<Order> order_file(engine::Store& store, const engine::Record& record);

/// By row id, or by the printed number.
Result<engine::Record> find_order(engine::Store& store, const std::string& name);

/// The rows of an entity with one value, without those that were voided.
Result<std::vector<engine::Record>> rows_with(engine::Store& store,
                                              std::string_view entity,
                                              std::string_view field,
                                              const schema::Value& value);

/// The row that a value of type ref names.
std::optional<RowId> row_of(const schema::Value& value);

}  // namespace branchline::service
