#include "common/domain/service/readiness.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace branchline::service {

namespace {

constexpr std::int64_t kWhole = 100;

bool is_for_importer(const Job& job) {
    return job.pay_type == kWarranty || job.pay_type == kGoodwill;
}

bool is_not_split(const Job& job) {
    if (job.pay_type != kGoodwill) return false;
    if (!job.shares) return true;
    const Shares& shares = *job.shares;
    const bool is_below_zero = std::ranges::any_of(shares, [](auto part) { return part < 0; });
    return is_below_zero ||
           std::accumulate(shares.begin(), shares.end(), std::int64_t{0}) != kWhole;
}

bool has_running_clock(const Job& job) {
    return std::ranges::any_of(job.clocks,
                               [](const ClockTime& clock) { return !clock.stopped_at; });
}

/// Is an invoice sent for it, and not only a claim?
bool is_invoiced(const Job& job) {
    if (job.pay_type == kGoodwill) return job.shares && job.shares->front() > 0;
    return job.pay_type != kWarranty && job.pay_type != kInternal;
}

/// Empty: every tax code has a rate.
std::string code_without_rate(const Job& job, const reference::TaxRates& rates) {
    if (!is_invoiced(job)) return {};
    for (const OrderLine& line : job.lines) {
        if (!line.tax_code.empty() && !rates.contains(line.tax_code)) return line.tax_code;
    }
    return {};
}

/// What one job lacks, in the order in which a car goes through the workshop.
void add_lacks(std::vector<Lack>& out, const Job& job, const reference::TaxRates& rates) {
    const auto check = [&](bool is_lacking, std::string_view what, std::string_view text,
                           std::string_view remedy) {
        if (!is_lacking) return;
        out.push_back({.job = job.number,
                       .what = std::string(what),
                       .text = fmt::format("job {} {}", job.number, text),
                       .remedy = std::string(remedy)});
    };
    const bool lacks_codes =
        is_for_importer(job) && job.has_complaint && job.has_cause && !job.has_codes;
    check(!job.has_complaint, "complaint", "has no complaint", "write what the customer said");
    check(!job.has_cause, "cause", "has no cause", "write what the technician found");
    check(!job.has_correction, "correction", "has no correction", "write what was done");
    check(lacks_codes, "codes", "lacks a code of complaint or cause, and the importer is to pay",
          "choose both codes");
    check(job.pay_type.empty(), "pay_type", "does not say who pays", "choose who pays");
    check(is_not_split(job), "split", "does not say how goodwill is shared",
          "enter percents that come to 100");
    const std::string code = code_without_rate(job, rates);
    check(!code.empty(), "tax", fmt::format("has a line with tax code {}, which has no rate", code),
          "write the line again with a code of the tax rates");
    check(has_running_clock(job), "clock", "has a clock that runs", "stop it");
    check(job.status != "done", "work", "is not done", "finish the job, or cancel it");
}

}  // namespace

std::vector<Lack> lacks_of(const Order& order) {
    std::vector<Lack> out;
    for (const Job& job : order.jobs) add_lacks(out, job, order.tax_rates);
    return out;
}

}  // namespace branchline::service
