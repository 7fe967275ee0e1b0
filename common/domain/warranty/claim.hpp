// What the branch says of a claim.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace branchline::warranty {

/// A number, a day or an amount that may be missing.
using Known = std::optional<std::int64_t>;

/// One line of a claim. Amounts in minor units, quantities and hours in thousandths, dates in days
/// since 1970-01-01.
struct Line {
    std::string kind;  ///< part, labour or sublet.
    std::string item;
    std::int64_t quantity = 0;
    std::int64_t unit_price = 0;  ///< Net price of the part, rate of an hour.
    std::int64_t number = 0;
    std::string technician = {};
    Known worked_on = {};
};

/// What was added to prove something.
struct Attachment {
    std::string kind;       ///< photo, diagnostic_print, trouble_code, old_part or invoice.
    std::int64_t line = 0;  ///< 0: of the whole claim.
};

struct Claim {
    std::string kind;  ///< warranty, parts, goodwill, campaign or delivery.
    std::string brand;
    std::string vin;
    std::int64_t failure_on = 0;
    std::int64_t odometer_km = 0;
    bool odometer_proven = false;  ///< A correction record explains a reading that is too low.
    std::string component;
    std::string complaint_code;
    std::string cause_code;
    std::string correction;
    std::string causal_part;
    std::string operation;
    Known signed_on;
    Known claimed;
    std::vector<Line> lines;
    std::string campaign = {};
    std::string original_invoice = {};  ///< Of the part that failed, for its own warranty.
    bool names_approval = false;        ///< It names an approval that was asked for before.
    std::vector<std::string> trouble_codes = {};
    std::vector<Attachment> attachments = {};
};

/// The same claim with its lines in the order of their numbers, however they were found.
Claim in_order(Claim claim);

}  // namespace branchline::warranty
