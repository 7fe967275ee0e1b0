#include "common/domain/service/totals.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "common/domain/money.hpp"

namespace branchline::service {

namespace {

constexpr std::int64_t kThousand = 1'000;
constexpr Shares kDealerAlone = {0, 0, 100};
constexpr std::int64_t kMillisecondsOfHour = 3'600'000;
constexpr std::array<std::string_view, 6> kPayTypes = {kCustomer, kWarranty, kInternal,
                                                       kContract, kGoodwill, ""};

std::unexpected<Error> out_of_range() {
    return fail(Code::invalid, "out-of-range", "the sums of the order are beyond what is counted",
                "take back the line with the wrong quantity or price");
}

std::int64_t& share_of_kind(Amounts& amounts, std::string_view kind) {
    if (kind == kLabour) return amounts.labour;
    if (kind == kPart) return amounts.parts;
    return kind == kSublet ? amounts.sublet : amounts.fees;
}

Result<> add(std::int64_t& to, std::optional<std::int64_t> amount) {
    const auto sum = domain::sum(to, amount);
    if (!sum) return out_of_range();
    to = *sum;
    return {};
}

Result<> add(Amounts& to, const Amounts& more) {
    TRY_VOID(add(to.labour, more.labour));
    TRY_VOID(add(to.parts, more.parts));
    TRY_VOID(add(to.sublet, more.sublet));
    return add(to.fees, more.fees);
}

bool is_split(const Job& job) {
    return job.shares && *job.shares != Shares{};
}

/// Each kind is split by itself, so that the shares of a kind add up to it; of a job with several
/// tax codes, each kind under each code.
std::array<Amounts, 3> split_amounts(const Amounts& net, const Shares& shares) {
    std::array<Amounts, 3> out{};
    for (std::int64_t Amounts::* kind :
         {&Amounts::labour, &Amounts::parts, &Amounts::sublet, &Amounts::fees}) {
        const auto parts = domain::split(net.*kind, shares);
        for (std::size_t i = 0; i < out.size(); ++i) out[i].*kind = parts[i];
    }
    return out;
}

Result<> add_base(Totals& out,
                  std::string_view payer,
                  const std::string& code,
                  const Amounts& net) {
    if (code.empty() || net == Amounts{}) return {};
    const auto is_same = [&](const Taxed& row) { return row.payer == payer && row.code == code; };
    auto found = std::ranges::find_if(out.taxes, is_same);
    if (found == out.taxes.end()) {
        out.taxes.push_back({.payer = std::string(payer), .code = code, .rate = {}, .tax = {}});
        found = out.taxes.end() - 1;
    }
    for (const std::int64_t amount : {net.labour, net.parts, net.sublet, net.fees}) {
        TRY_VOID(add(found->base, amount));
    }
    return {};
}

/// What a job is charged with under one tax code.
Result<> add_payers(Totals& out, const Job& job, const std::string& code, const Amounts& net) {
    PaidBy& paid = out.paid_by;
    if (job.pay_type == kGoodwill) {
        const auto parts = split_amounts(net, is_split(job) ? *job.shares : kDealerAlone);
        TRY_VOID(add(paid.customer, parts[0]));
        TRY_VOID(add(paid.importer, parts[1]));
        TRY_VOID(add(paid.dealer, parts[2]));
        return add_base(out, kCustomer, code, parts[0]);
    }
    if (job.pay_type == kWarranty) return add(paid.importer, net);
    if (job.pay_type == kInternal) return add(paid.dealer, net);
    const bool is_contract = job.pay_type == kContract;
    TRY_VOID(add(is_contract ? paid.contract : paid.customer, net));
    return add_base(out, is_contract ? kContract : kCustomer, code, net);
}

Result<> add_taxes(Totals& out, const reference::TaxRates& rates) {
    for (Taxed& row : out.taxes) {
        const auto rate = rates.find(row.code);
        if (rate == rates.end()) continue;
        row.rate = rate->second;
        row.tax = domain::rounded({row.base, rate->second}, reference::kTaxWhole);
        if (!row.tax) return out_of_range();
    }
    std::ranges::sort(out.taxes, {},
                      [](const Taxed& row) { return std::pair(row.payer != kCustomer, row.code); });
    return {};
}

Result<> add_line(Totals& out, JobTotals& job, Amounts& of_code, const OrderLine& line) {
    TRY(const std::int64_t amount, amount_of(line));
    TRY_VOID(add(share_of_kind(job.net, line.kind), amount));
    TRY_VOID(add(share_of_kind(of_code, line.kind), amount));
    if (line.kind == kLabour) TRY_VOID(add(job.sold, line.quantity));
    const auto cost = domain::rounded({line.quantity, line.unit_cost}, kThousand);
    if (line.kind == kPart) TRY_VOID(add(out.parts_cost, cost));
    if (line.kind == kSublet) TRY_VOID(add(out.sublet_cost, cost));
    return {};
}

Result<> add_clocks(JobTotals& out, const Job& job) {
    std::int64_t milliseconds = 0;
    for (const ClockTime& clock : job.clocks) {
        out.is_running = out.is_running || !clock.stopped_at;
        if (!clock.stopped_at || *clock.stopped_at < clock.started_at) continue;
        std::int64_t time = 0;
        if (__builtin_sub_overflow(*clock.stopped_at, clock.started_at, &time)) {
            return out_of_range();
        }
        TRY_VOID(add(milliseconds, time));
    }
    out.clocked = domain::rounded({milliseconds, kThousand}, kMillisecondsOfHour).value_or(0);
    return {};
}

PayTypeTotal& of_pay_type(Totals& out, const std::string& pay_type) {
    const auto found = std::ranges::find(out.pay_types, pay_type, &PayTypeTotal::pay_type);
    if (found != out.pay_types.end()) return *found;
    return out.pay_types.emplace_back(PayTypeTotal{pay_type, {}});
}

}  // namespace

Result<std::int64_t> amount_of(const OrderLine& line) {
    const auto gross = domain::rounded({line.quantity, line.unit_price}, kThousand);
    std::int64_t net = 0;
    if (!gross || __builtin_sub_overflow(*gross, line.discount, &net)) return out_of_range();
    return net;
}

Result<Totals> totals_of(const Order& order) {
    Totals out;
    for (const Job& job : order.jobs) {
        JobTotals row{.number = job.number, .pay_type = job.pay_type};
        std::map<std::string, Amounts> by_code;
        for (const OrderLine& line : job.lines) {
            TRY_VOID(add_line(out, row, by_code[line.tax_code], line));
        }
        TRY_VOID(add_clocks(row, job));
        TRY_VOID(add(of_pay_type(out, job.pay_type).net, row.net));
        for (const auto& [code, net] : by_code) TRY_VOID(add_payers(out, job, code, net));
        TRY_VOID(add(out.net, row.net));
        out.jobs.push_back(std::move(row));
    }
    const auto place = [](const PayTypeTotal& total) {
        return std::ranges::find(kPayTypes, total.pay_type) - kPayTypes.begin();
    };
    std::ranges::stable_sort(out.pay_types, {}, place);
    TRY_VOID(add_taxes(out, order.tax_rates));
    return out;
}

std::optional<std::int64_t> Totals::tax_of(std::string_view payer) const {
    std::optional<std::int64_t> out = 0;
    for (const Taxed& row : taxes) {
        if (row.payer == payer) out = domain::sum(out, row.tax);
    }
    return out;
}

std::optional<std::int64_t> Totals::tax() const {
    return domain::sum(tax_of(kCustomer), tax_of(kContract));
}

}  // namespace branchline::service
