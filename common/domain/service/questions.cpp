#include "common/domain/service/questions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/domain/accounting/repair_journal.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"
#include "common/domain/service/order.hpp"
#include "common/domain/service/readiness.hpp"
#include "common/domain/service/slots.hpp"
#include "common/domain/service/totals.hpp"
#include "common/domain/text.hpp"

namespace branchline::service {

namespace {

using domain::amount_text;
using domain::quantity_text;
using domain::text_of;
using domain::value_of;
using engine::Answer;
using engine::Asked;
using engine::Record;
using engine::Store;
using schema::Value;

Value amount(std::int64_t minor_units) {
    return amount_text(minor_units);
}

Value hours(std::int64_t thousandths) {
    return quantity_text(thousandths);
}

std::vector<Value> sums_row(
    std::string row, Value pay_type, const Amounts& net, Value sold, Value clocked) {
    return {std::move(row),    std::move(pay_type), amount(net.labour),
            amount(net.parts), amount(net.sublet),  amount(net.fees),
            amount(net.sum()), std::move(sold),     std::move(clocked)};
}

/// Nothing while a tax rate is not known.
Value known_amount(std::optional<std::int64_t> minor_units) {
    return minor_units ? amount(*minor_units) : Value();
}

Value pay_type_word(const std::string& pay_type) {
    return pay_type.empty() ? Value() : Value(pay_type);
}

Result<Answer> tell_totals(Store& store, const Asked& asked) {
    TRY(const Record record, find_order(store, asked.at("id")));
    TRY(const Order order, order_file(store, record));
    TRY(const Totals totals, totals_of(order));
    Answer out;
    out.facts = {
        {"order", value_of(record, "number")},
        {"status", value_of(record, "status")},
        {"net", amount(totals.net.sum())},
        {"customer", amount(totals.paid_by.customer.sum())},
        {"importer", amount(totals.paid_by.importer.sum())},
        {"dealer", amount(totals.paid_by.dealer.sum())},
        {"contract", amount(totals.paid_by.contract.sum())},
        {"tax", known_amount(totals.tax())},
        {"gross", known_amount(domain::sum(totals.net.sum(), totals.tax()))}
    };
    out.columns = {"of", "pay_type", "labour", "parts", "sublet", "fees", "net", "sold", "clocked"};
    for (const JobTotals& job : totals.jobs) {
        out.rows.push_back(sums_row("job " + std::to_string(job.number),
                                    pay_type_word(job.pay_type), job.net, hours(job.sold),
                                    hours(job.clocked)));
    }
    for (const PayTypeTotal& total : totals.pay_types) {
        out.rows.push_back(
            sums_row("pay type", pay_type_word(total.pay_type), total.net, Value(), Value()));
    }
    return out;
}

/// 19.00: a percent with its hundredths. Finer rates are rounded for the eye alone.
Value percent(std::optional<std::int64_t> rate) {
    constexpr std::int64_t kOfHundredths = reference::kTaxWhole / 10'000;
    return rate ? amount(domain::rounded({*rate}, kOfHundredths).value_or(0)) : Value();
}

Result<Answer> tell_taxes(Store& store, const Asked& asked) {
    TRY(const Record record, find_order(store, asked.at("id")));
    TRY(const Order order, order_file(store, record));
    TRY(const Totals totals, totals_of(order));
    const auto gross = [&](const Amounts& net, std::string_view payer) {
        return known_amount(domain::sum(net.sum(), totals.tax_of(payer)));
    };
    Answer out;
    out.facts = {
        {"order", value_of(record, "number")},
        {"day", domain::date_text(tax_day_of(record))},
        {"tax", known_amount(totals.tax())},
        {"customer_gross", gross(totals.paid_by.customer, kCustomer)},
        {"contract_gross", gross(totals.paid_by.contract, kContract)}
    };
    out.columns = {"payer", "code", "base", "percent", "tax"};
    for (const Taxed& row : totals.taxes) {
        out.rows.push_back(
            {row.payer, row.code, amount(row.base), percent(row.rate), known_amount(row.tax)});
    }
    return out;
}

Result<Answer> tell_readiness(Store& store, const Asked& asked) {
    TRY(const Record record, find_order(store, asked.at("id")));
    TRY(const Order order, order_file(store, record));
    const std::vector<Lack> lacks = lacks_of(order);
    Answer out;
    out.facts = {
        {"order", value_of(record, "number")},
        {"status", value_of(record, "status")},
        {"ready", Value(std::string(lacks.empty() ? "yes" : "no"))},
        {"jobs", Value(static_cast<std::int64_t>(order.jobs.size()))}
    };
    out.columns = {"job", "lacks", "text", "remedy"};
    for (const Lack& lack : lacks) {
        out.rows.push_back({lack.job, lack.what, lack.text, lack.remedy});
    }
    return out;
}

accounting::Sales sales(const Amounts& amounts, std::int64_t tax = 0) {
    return {.labour = amounts.labour + amounts.fees,
            .parts = amounts.parts,
            .sublet = amounts.sublet,
            .tax = tax};
}

std::unexpected<Error> no_rate(const Totals& totals) {
    const auto row = std::ranges::find_if(totals.taxes, [](const Taxed& one) { return !one.tax; });
    if (row == totals.taxes.end()) {
        return fail(Code::invalid, "out-of-range",
                    "the taxes of the order are beyond what is counted",
                    "take back the line with the wrong quantity or price");
    }
    return fail(Code::refused, "no-tax-rate",
                fmt::format("tax code {} has no rate on that day", row->code),
                "write the line again with another code, or ask the importer for the rate");
}

/// Costs are posted. Where they are masked they would only be missing, and the journal would say
/// that the parts cost nothing: to order by them is refused with the permit that it takes.
Result<> sees_costs(Store& store, const Record& order) {
    const schema::Entity& lines = store.entity("service.line");
    const engine::Query query{.filters = {{lines.field("repair_order"), to_bytes(order.id.view())}},
                              .sort = lines.field("unit_cost"),
                              .limit = 1};
    TRY_VOID(store.list(lines, query));
    return {};
}

Result<Answer> tell_journal(Store& store, const Asked& asked) {
    TRY(const Record record, find_order(store, asked.at("id")));
    TRY_VOID(sees_costs(store, record));
    TRY(const Order order, order_file(store, record));
    TRY(const Totals totals, totals_of(order));
    if (!totals.tax()) return no_rate(totals);
    const PaidBy& paid = totals.paid_by;
    auto lines =
        accounting::repair_journal_of({.customer = sales(paid.customer, *totals.tax_of(kCustomer)),
                                       .contract = sales(paid.contract, *totals.tax_of(kContract)),
                                       .warranty = sales(paid.importer),
                                       .internal = sales(paid.dealer),
                                       .parts_cost = totals.parts_cost,
                                       .sublet_cost = totals.sublet_cost});
    // What was posted stays, and the credit posts it back.
    if (order.status == "credited") {
        const auto back = accounting::reversed(lines);
        lines.insert(lines.end(), back.begin(), back.end());
    }
    Answer out;
    out.facts = {
        {"order",  value_of(record, "number")},
        {"status", value_of(record, "status")}
    };
    out.columns = {"account", "name", "debit", "credit"};
    const auto side = [](std::int64_t sum) { return sum == 0 ? Value() : amount(sum); };
    for (const accounting::JournalLine& line : lines) {
        out.rows.push_back({std::to_string(static_cast<int>(line.account)),
                            std::string(accounting::name_of(line.account)), side(line.debit),
                            side(line.credit)});
    }
    return out;
}

Result<Answer> tell_day(Store& store, const Asked& asked) {
    TRY(const Date date, parse_date(asked.at("day")));
    const Value day = std::int64_t{date.time_since_epoch().count()};
    TRY(auto rows, rows_with(store, "service.appointment", "day", day));
    std::erase_if(rows, [&](const Record& row) {
        return text_of(row, "branch") != asked.at("branch") || !takes_its_bay(row);
    });
    std::ranges::sort(rows, {}, [](const Record& row) {
        const Slot slot = slot_of(row);
        return std::tuple(slot.bay, slot.start, row.id);
    });
    Answer out;
    out.facts = {
        {"branch",       Value(asked.at("branch"))                    },
        {"day",          Value(asked.at("day"))                       },
        {"appointments", Value(static_cast<std::int64_t>(rows.size()))}
    };
    out.columns = {"bay", "from", "until", "vin", "work", "status", "clash"};
    for (const Record& row : rows) {
        const Slot slot = slot_of(row);
        const bool clashes = std::ranges::any_of(rows, [&](const Record& other) {
            return other.id != row.id && overlap(slot, slot_of(other));
        });
        out.rows.push_back({Value(slot.bay), Value(time_text(slot.start)),
                            Value(time_text(slot.start + slot.minutes)), value_of(row, "vin"),
                            value_of(row, "work"), value_of(row, "status"),
                            clashes ? Value(std::string("clash")) : Value()});
    }
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "repair-orders/{id}/totals",
     .query = "",
     .command = "repair totals",
     .summary = "What a repair order comes to, by job and by who pays; hours sold and clocked",
     .ask = tell_totals   },
    {.path = "repair-orders/{id}/taxes",
     .query = "",
     .command = "repair taxes",
     .summary = "The tax of a repair order, by payer and tax code, on the day of its invoice",
     .ask = tell_taxes    },
    {.path = "repair-orders/{id}/readiness",
     .query = "",
     .command = "repair check",
     .summary = "What a repair order lacks before it can be charged",
     .ask = tell_readiness},
    {.path = "repair-orders/{id}/journal",
     .query = "",
     .command = "repair journal",
     .summary = "What invoice and credit of a repair order post in the dealer's books",
     .ask = tell_journal  },
    {.path = "workshop-days/{branch}/{day}",
     .query = "",
     .command = "workshop day",
     .summary = "The appointments of a branch on one day, by bay, and which of them clash",
     .ask = tell_day      },
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::service
