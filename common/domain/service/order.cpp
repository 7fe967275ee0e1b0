#include "common/domain/service/order.hpp"

#include <algorithm>

#include "common/domain/text.hpp"

namespace branchline::service {

namespace {

using domain::has_value;
using domain::integer_of;
using domain::text_of;
using domain::value_of;
using engine::Record;
using engine::Store;
using schema::Value;

constexpr std::size_t kRowsMax = 10'000;

bool has_text(const Record& record, std::string_view field) {
    return !text_of(record, field).empty();
}

/// Of a job, or of an order that is one job.
Job job_of(const Record& record, std::string_view payer) {
    Job job;
    job.status = text_of(record, "status");
    job.pay_type = text_of(record, payer);
    job.has_complaint = has_text(record, "complaint") || has_text(record, "complaint_code");
    job.has_cause = has_text(record, "cause") || has_text(record, "cause_code");
    job.has_correction = has_text(record, "correction");
    job.has_codes = has_text(record, "complaint_code") && has_text(record, "cause_code");
    return job;
}

std::optional<Shares> shares_of(const Record& record) {
    constexpr std::array<std::string_view, 3> kNames = {"customer_percent", "importer_percent",
                                                        "dealer_percent"};
    Shares out{};
    bool is_split = false;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        out[i] = integer_of(record, kNames[i]);
        is_split = is_split || has_value(record, kNames[i]);
    }
    return is_split ? std::optional(out) : std::nullopt;
}

OrderLine line_of(const Record& record) {
    return {.kind = text_of(record, "kind"),
            .quantity = integer_of(record, "quantity"),
            .unit_price = integer_of(record, "unit_price"),
            .discount = integer_of(record, "discount"),
            .unit_cost = integer_of(record, "unit_cost"),
            .tax_code = text_of(record, "tax_code")};
}

ClockTime clock_of(const Record& record) {
    ClockTime out{.started_at = integer_of(record, "started_at"), .stopped_at = {}};
    if (has_value(record, "stopped_at")) out.stopped_at = integer_of(record, "stopped_at");
    return out;
}

/// Those that the invoice was made with; before it those of its day.
Result<reference::TaxRates> tax_rates_of(Store& store, const Record& order) {
    const std::string kept = text_of(order, "tax_versions");
    return kept.empty() ? reference::tax_rates_on(store, tax_day_of(order))
                        : reference::tax_rates_of(store, kept);
}

/// A done order without rows is a job that is done, whatever has happened to the order since.
std::string status_as_job(const std::string& order) {
    for (const std::string_view early : {"open", "estimated", "authorised", "dispatched"}) {
        if (order == early) return "open";
    }
    return order == "in_work" || order == "waiting" || order == "cancelled" ? order : "done";
}

}  // namespace

std::optional<RowId> row_of(const Value& value) {
    const auto* bytes = std::get_if<Bytes>(&value);
    if (bytes == nullptr || bytes->size() != RowId::kSize) return std::nullopt;
    return RowId::from(*bytes);
}

Result<std::vector<Record>> rows_with(Store& store,
                                      std::string_view entity,
                                      std::string_view field,
                                      const Value& value) {
    const schema::Entity& declared = store.entity(entity);
    const engine::Query query{.filters = {{declared.field(field), value}}, .limit = kRowsMax};
    TRY(engine::Page page, store.list(declared, query));
    std::erase_if(page.records, [](const Record& record) { return record.life != "alive"; });
    return std::move(page.records);
}

Result<Record> find_order(Store& store, const std::string& name) {
    const schema::Entity& orders = store.entity("service.repair_order");
    if (const auto id = fixed_from_hex<RowId>(name)) return store.find(orders, *id);
    const engine::Query query{.filters = {{orders.field("number"), Value(name)}}, .limit = 1};
    TRY(engine::Page page, store.list(orders, query));
    if (!page.records.empty()) return std::move(page.records.front());
    return fail(Code::not_found, "not-found", "there is no repair order " + name,
                "give its number or its id");
}

std::int64_t tax_day_of(const Record& order) {
    return integer_of(order, has_value(order, "invoiced_on") ? "invoiced_on" : "opened_on");
}

Result<Order> order_file(Store& store, const Record& record) {
    const Value own = to_bytes(record.id.view());
    Order out{.status = text_of(record, "status"), .jobs = {}, .has_rows = false};
    TRY(const auto jobs, rows_with(store, "service.job", "repair_order", own));
    TRY(const auto lines, rows_with(store, "service.line", "repair_order", own));
    TRY(const auto clocks, rows_with(store, "service.time_entry", "repair_order", own));
    const bool is_taxed =
        std::ranges::any_of(lines, [](const Record& line) { return has_text(line, "tax_code"); });
    if (is_taxed) {
        TRY(out.tax_rates, tax_rates_of(store, record));
    }
    for (const Record& row : jobs) {
        out.has_rows = true;
        if (text_of(row, "status") == "cancelled") continue;
        const Value id = to_bytes(row.id.view());
        Job job = job_of(row, "pay_type");
        job.number = integer_of(row, "job");
        job.shares = shares_of(row);
        for (const Record& line : lines) {
            if (value_of(line, "job") == id) job.lines.push_back(line_of(line));
        }
        for (const Record& clock : clocks) {
            if (value_of(clock, "job") == id) job.clocks.push_back(clock_of(clock));
        }
        out.jobs.push_back(std::move(job));
    }
    std::ranges::sort(out.jobs, {}, &Job::number);
    if (out.has_rows) return out;
    Job only = job_of(record, "payer");
    only.status = status_as_job(out.status);
    for (const Record& clock : clocks) only.clocks.push_back(clock_of(clock));
    out.jobs.push_back(std::move(only));
    return out;
}

}  // namespace branchline::service
