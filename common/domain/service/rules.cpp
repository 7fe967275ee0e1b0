// What may not be said of appointments, repair orders, jobs, lines and clocks. Each row by itself:
// what takes other records to know stands in preconditions.cpp.
#include "common/domain/service/rules.hpp"

#include <array>

#include "common/domain/reference/vin_rules.hpp"

namespace branchline::service {

namespace {

using engine::integer_of;
using engine::Proposal;
using engine::text_of;

constexpr std::int64_t kMinutesOfDay = 1'440;
constexpr std::int64_t kWhole = 100;
constexpr std::array kShares = {"customer_percent", "importer_percent", "dealer_percent"};

/// As it will be: what is written, else what is there.
const std::int64_t* number(const Proposal& change, std::string_view field) {
    const std::int64_t* written = integer_of(change.written(field));
    return written != nullptr ? written : integer_of(change.before_of(field));
}

bool is_new(const Proposal& change) {
    return change.before.empty();
}

bool ends_outside_the_day(const Proposal& change) {
    const std::int64_t* start = number(change, "start_minute");
    const std::int64_t* minutes = number(change, "minutes");
    if (start == nullptr || minutes == nullptr) return false;
    if (*start < 0 || *start >= kMinutesOfDay) return true;
    return *minutes <= 0 || *minutes > kMinutesOfDay - *start;
}

bool numbers_below_one(const Proposal& change) {
    const std::int64_t* job = integer_of(change.written("job"));
    return job != nullptr && *job < 1;
}

bool splits_beyond_the_whole(const Proposal& change) {
    for (const char* field : kShares) {
        const std::int64_t* part = integer_of(change.written(field));
        if (part != nullptr && (*part < 0 || *part > kWhole)) return true;
    }
    return false;
}

/// Known in part, they may still come to the whole.
bool splits_not_to_the_whole(const Proposal& change) {
    std::int64_t sum = 0;
    bool is_split = false;
    for (const char* field : kShares) {
        const std::int64_t* part = number(change, field);
        if (part == nullptr) return false;
        sum += *part;  // Each is a percent: the rule above is asked first.
        is_split = is_split || change.written(field) != nullptr;
    }
    return is_split && sum != kWhole;
}

bool charges_nothing(const Proposal& line) {
    const std::int64_t* quantity = integer_of(line.written("quantity"));
    return quantity != nullptr && *quantity == 0;
}

bool charges_below_zero(const Proposal& line) {
    for (const char* field : {"unit_price", "unit_cost"}) {
        const std::int64_t* amount = integer_of(line.written(field));
        if (amount != nullptr && *amount < 0) return true;
    }
    return false;
}

bool has_value(const schema::Value* fact) {
    return fact != nullptr && *fact != schema::Value();
}

/// A line with less than nothing says which one it takes back, and no other names one.
bool takes_back_unnamed(const Proposal& line) {
    const std::int64_t* quantity = number(line, "quantity");
    if (quantity == nullptr || (!is_new(line) && line.written("takes_back") == nullptr)) {
        return false;
    }
    const bool names_one =
        has_value(line.written("takes_back")) || has_value(line.before_of("takes_back"));
    return (*quantity < 0) != names_one;
}

bool is_invoiced(const Proposal& order) {
    const std::string* status = text_of(order.before_of("status"));
    return status != nullptr &&
           (*status == "invoiced" || *status == "closed" || *status == "credited");
}

/// Tax is that of the day of the invoice.
bool dates_an_invoice_anew(const Proposal& order) {
    const schema::Value* day = order.written("invoiced_on");
    return day != nullptr && is_invoiced(order) && *day != *order.before_of("invoiced_on");
}

/// What was charged ends by a credit, which everybody sees.
bool voids_an_invoice(const Proposal& order) {
    return order.writes.contains(schema::kLifeField) && is_invoiced(order);
}

bool stops_before_it_starts(const Proposal& clock) {
    const std::int64_t* start = number(clock, "started_at");
    const std::int64_t* stop = integer_of(clock.written("stopped_at"));
    return start != nullptr && stop != nullptr && *stop < *start;
}

/// A clock runs for an order or for what keeps somebody from one.
bool counts_for_nothing(const Proposal& clock) {
    if (!is_new(clock)) return false;
    const bool works = clock.written("repair_order") != nullptr;
    const bool idles = text_of(clock.written("idle")) != nullptr;
    return works == idles || (clock.written("job") != nullptr && !works);
}

constexpr engine::Rule kRules[] = {
    {.entity = "service.repair_order",
     .code = "BAD_VIN",
     .text = reference::kVinLengthText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_vin_of_wrong_length   },
    {.entity = "service.repair_order",
     .code = "BAD_VIN",
     .text = reference::kVinCharacterText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_wrong_character_in_vin},
    {.entity = "service.repair_order",
     .code = "INVOICE_STANDS",
     .text = "the day of an invoice stays as it is: tax is that of the day",
     .remedy = "credit the order, and charge it again by one that corrects it",
     .breaks = dates_an_invoice_anew                        },
    {.entity = "service.repair_order",
     .code = "INVOICE_STANDS",
     .text = "the order is invoiced: it cannot be made void any more",
     .remedy = "credit the order, and charge it again by one that corrects it",
     .breaks = voids_an_invoice                             },
    {.entity = "service.appointment",
     .code = "BAD_VIN",
     .text = reference::kVinLengthText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_vin_of_wrong_length   },
    {.entity = "service.appointment",
     .code = "BAD_VIN",
     .text = reference::kVinCharacterText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_wrong_character_in_vin},
    {.entity = "service.appointment",
     .code = "BAD_SLOT",
     .text = "an appointment begins and ends within its day",
     .remedy = "give the start in minutes since midnight, and how many minutes it takes",
     .breaks = ends_outside_the_day                         },
    {.entity = "service.job",
     .code = "BAD_JOB",
     .text = "jobs are numbered from 1",
     .remedy = "give it the next number of the order",
     .breaks = numbers_below_one                            },
    {.entity = "service.job",
     .code = "BAD_SPLIT",
     .text = "a share of goodwill is between 0 and 100 percent",
     .remedy = "enter percents that come to 100",
     .breaks = splits_beyond_the_whole                      },
    {.entity = "service.job",
     .code = "BAD_SPLIT",
     .text = "the shares of goodwill do not come to 100 percent",
     .remedy = "enter percents that come to 100, all three at once",
     .breaks = splits_not_to_the_whole                      },
    {.entity = "service.line",
     .code = "EMPTY_LINE",
     .text = "a line of nothing",
     .remedy = "enter the quantity",
     .breaks = charges_nothing                              },
    {.entity = "service.line",
     .code = "NEGATIVE_PRICE",
     .text = "a price or a cost below zero",
     .remedy = "take a line back by its quantity, or give a discount",
     .breaks = charges_below_zero                           },
    {.entity = "service.line",
     .code = "TAKES_BACK",
     .text = "a quantity below zero takes a line back, and nothing else does",
     .remedy = "name the line that is taken back, with the opposite quantity",
     .breaks = takes_back_unnamed                           },
    {.entity = "service.time_entry",
     .code = "BAD_CLOCK",
     .text = "the clock would stop before it starts",
     .remedy = "look at the time of this machine, and stop the clock again",
     .breaks = stops_before_it_starts                       },
    {.entity = "service.time_entry",
     .code = "CLOCK_WITHOUT_WORK",
     .text = "a clock runs for a repair order, or for one idle code",
     .remedy = "name either the order and its job, or why nobody works",
     .breaks = counts_for_nothing                           },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::service
