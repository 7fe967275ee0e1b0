#include "common/domain/service/preconditions.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/domain/money.hpp"
#include "common/domain/service/order.hpp"
#include "common/domain/service/readiness.hpp"
#include "common/domain/service/slots.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/permit.hpp"

namespace branchline::service {

namespace {

using domain::text_of;
using domain::value_of;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using engine::Store;
using schema::Value;

constexpr std::int64_t kMinutesOfDay = 1'440;
constexpr std::size_t kLastClocks = 100;

/// The row as it will be, as far as the edit and the record say.
class Wished {
public:
    static Result<Wished> of(Store& store, const RowEdit& row) {
        Wished out;
        out.row_ = &row;
        if (!row.id) return out;
        TRY(out.before_, store.find(*row.entity, *row.id));
        return out;
    }

    bool is_new() const { return !before_; }
    const std::optional<Record>& before() const { return before_; }
    bool writes(std::string_view field) const {
        return row_->wishes.contains(row_->entity->field(field)->id);
    }
    Value at(std::string_view field) const {
        const auto wish = row_->wishes.find(row_->entity->field(field)->id);
        if (wish != row_->wishes.end()) return wish->second;
        return before_ ? value_of(*before_, field) : Value();
    }
    std::string text(std::string_view field) const {
        const Value value = at(field);
        const auto* text = std::get_if<std::string>(&value);
        return text == nullptr ? std::string() : *text;
    }
    std::int64_t number(std::string_view field) const {
        const Value value = at(field);
        const auto* number = std::get_if<std::int64_t>(&value);
        return number == nullptr ? 0 : *number;
    }

private:
    const RowEdit* row_ = nullptr;
    std::optional<Record> before_;
};

std::string name_of(const Record& record) {
    const std::string number = text_of(record, "number");
    return number.empty() ? to_hex(record.id) : number;
}

// Appointments.

Slot slot_of(const Wished& wished) {
    return {.branch = wished.text("branch"),
            .bay = wished.text("bay"),
            .day = wished.number("day"),
            .start = wished.number("start_minute"),
            .minutes = wished.number("minutes")};
}

/// What a rule refuses anyhow is not reckoned with.
bool is_within_the_day(const Slot& slot) {
    return slot.start >= 0 && slot.start < kMinutesOfDay && slot.minutes > 0 &&
           slot.minutes <= kMinutesOfDay;
}

Result<> bay_is_free(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    if (row.make_void || row.transition == "cancelled" || row.transition == "no_show") return {};
    TRY(const Wished wished, Wished::of(store, row));
    const Slot slot = slot_of(wished);
    const bool moves = wished.is_new() || slot != service::slot_of(*wished.before());
    if (!moves || slot.bay.empty() || !is_within_the_day(slot)) return {};
    TRY(const auto others, rows_with(store, "service.appointment", "day", slot.day));
    for (const Record& other : others) {
        const Slot taken = service::slot_of(other);
        const bool is_own = row.id && other.id == *row.id;
        if (is_own || !takes_its_bay(other) || !is_within_the_day(taken)) continue;
        if (!overlap(slot, taken)) continue;
        return fail(Code::refused, "bay-taken",
                    fmt::format("bay {} is taken from {} to {}", slot.bay, time_text(taken.start),
                                time_text(taken.start + taken.minutes)),
                    "choose another bay, or a time before or after it");
    }
    return {};
}

// Orders.

std::string joined(const std::vector<Lack>& lacks) {
    std::string out;
    for (const Lack& lack : lacks) out += (out.empty() ? "" : "; ") + lack.text;
    return out;
}

/// The order with the day of its invoice.
Record dated_as_wished(const Wished& wished) {
    Record out = *wished.before();
    const schema::Field& day = *out.entity->field("invoiced_on");
    out.values[out.entity->index_of(day.id)] = wished.at(day.name);
    return out;
}

Result<> order_is_ready(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    const bool prepares = row.transition == "ready_to_invoice";
    const bool invoices = row.transition == "invoiced";
    if (!row.id || (!prepares && !invoices)) return {};
    TRY(const Wished wished, Wished::of(store, row));
    if (text_of(*wished.before(), "status") == *row.transition) return {};
    const Record record = dated_as_wished(wished);
    TRY(const Order order, order_file(store, record));
    // Who writes no jobs goes from "done" to the invoice at once, as ever.
    if (invoices && !order.has_rows) return {};
    const std::vector<Lack> lacks = lacks_of(order);
    if (!lacks.empty()) {
        return fail(Code::refused, "order-not-ready", joined(lacks), lacks.front().remedy);
    }
    if (prepares || domain::has_value(record, "invoiced_on")) return {};
    return fail(Code::refused, "invoice-undated",
                "the invoice names no day, and tax is that of its day", "give invoiced_on");
}

/// Whoever asks for the invoice does not choose its rates.
Result<> versions_are_kept_here(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    TRY(const Wished wished, Wished::of(store, row));
    if (!wished.writes("tax_versions")) return {};
    const auto& before = wished.before();
    if (before && value_of(*before, "tax_versions") == wished.at("tax_versions")) return {};
    return fail(Code::refused, "tax-versions-kept",
                "the invoice finds the versions of the tax rates itself", "leave out tax_versions");
}

/// The invoice keeps the versions of the rates that its lines are taxed with.
Result<> keep_tax_versions(Store& store, RowEdit& row) {
    if (!row.id || row.transition != "invoiced") return {};
    TRY(const Wished wished, Wished::of(store, row));
    if (text_of(*wished.before(), "status") == *row.transition) return {};
    TRY(const auto lines,
        rows_with(store, "service.line", "repair_order", to_bytes(row.id->view())));
    std::set<std::string> codes;
    for (const Record& line : lines) codes.insert(text_of(line, "tax_code"));
    codes.erase("");
    if (codes.empty()) return {};
    const std::int64_t day = tax_day_of(dated_as_wished(wished));
    TRY(std::string versions, reference::tax_versions_on(store, day, codes));
    if (versions.empty()) return {};
    row.added[row.entity->field("tax_versions")->id] = std::move(versions);
    return {};
}

Result<> order_has_no_time(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    if (!row.id || row.transition != "cancelled") return {};
    TRY(const auto clocks,
        rows_with(store, "service.time_entry", "repair_order", to_bytes(row.id->view())));
    if (clocks.empty()) return {};
    return fail(Code::refused, "order-has-time", "somebody has worked on the order",
                "finish it, or make the clock entries void first");
}

/// Has the order been credited, at the branch that corrects it, and of the same car?
Result<> may_be_corrected(const Record& wrong, const Wished& wished) {
    const std::string status = text_of(wrong, "status");
    if (status != "credited") {
        return fail(Code::refused, "order-not-credited",
                    fmt::format("repair order {} is {}, not credited", name_of(wrong), status),
                    "credit it first");
    }
    if (text_of(wrong, "branch") != wished.text("branch")) {
        return fail(Code::refused, "other-branch",
                    fmt::format("repair order {} was charged by another branch", name_of(wrong)),
                    "open the order at that branch");
    }
    if (text_of(wrong, "vin") != wished.text("vin")) {
        return fail(Code::refused, "other-car",
                    fmt::format("repair order {} is of another car", name_of(wrong)),
                    "open the order for the same car");
    }
    return {};
}

/// What was charged wrongly is credited, and charged again by one order that names it.
Result<> corrects_a_credit(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    TRY(const Wished wished, Wished::of(store, row));
    const auto id = row_of(wished.at("corrects"));
    if (!id || !wished.writes("corrects")) return {};
    const auto& before = wished.before();
    if (before && value_of(*before, "corrects") == wished.at("corrects")) return {};
    const auto wrong = store.find(*row.entity, *id);
    if (!wrong || id == row.id) {
        return fail(Code::refused, "no-such-order", "the order to be corrected is not known here",
                    "name another one, of this dealer");
    }
    TRY_VOID(may_be_corrected(*wrong, wished));
    TRY(const auto others, rows_with(store, row.entity->name, "vin", wished.at("vin")));
    for (const Record& other : others) {
        const bool is_in_way =
            row_of(value_of(other, "corrects")) == id && text_of(other, "status") != "cancelled";
        if (!is_in_way) continue;
        return fail(
            Code::refused, "order-corrected",
            fmt::format("repair order {} is corrected by {}", name_of(*wrong), name_of(other)),
            "go on with that one");
    }
    return {};
}

/// Jobs, lines and clocks of an order that is charged stay as they are.
Result<> order_is_open(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    TRY(const Wished wished, Wished::of(store, row));
    const auto id = row_of(wished.at("repair_order"));
    if (!id) return {};
    const auto order = store.find(store.entity("service.repair_order"), *id);
    if (!order) {
        return fail(Code::refused, "no-such-order", "the repair order is not known here",
                    "open the order first");
    }
    const std::string status = text_of(*order, "status");
    for (const std::string_view over : {"invoiced", "closed", "credited", "cancelled"}) {
        if (status != over) continue;
        return fail(Code::refused, "order-over",
                    fmt::format("repair order {} is {}", name_of(*order), status),
                    "open another order that names this one");
    }
    return {};
}

/// What a line or a clock counts for is a job of its order.
Result<> job_is_of_order(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    TRY(const Wished wished, Wished::of(store, row));
    const auto id = row_of(wished.at("job"));
    if (!id || (!wished.writes("job") && !wished.writes("repair_order"))) return {};
    const auto job = store.find(store.entity("service.job"), *id);
    if (!job || job->life != "alive") {
        return fail(Code::refused, "no-such-job", "the job is not known here",
                    "add the job to the order first");
    }
    if (value_of(*job, "repair_order") == wished.at("repair_order")) return {};
    return fail(Code::refused, "job-of-other-order", "the job belongs to another repair order",
                "name a job of the order");
}

/// Quantity and discount are the opposite, the rest is the same: nothing is left of the line.
std::string_view not_taken_back(const Record& line, const Wished& back) {
    for (const std::string_view field : {"quantity", "discount"}) {
        const auto left = domain::sum(domain::integer_of(line, field), back.number(field));
        if (left != 0) return field;
    }
    for (const std::string_view field : {"kind", "item", "unit_price", "tax_code"}) {
        if (value_of(line, field) != back.at(field)) return field;
    }
    return {};
}

/// Does a line of the job take this one back?
Result<> is_not_taken_back(Store& store, const RowId& line, const Value& job) {
    TRY(const auto others, rows_with(store, "service.line", "job", job));
    for (const Record& other : others) {
        if (row_of(value_of(other, "takes_back")) != line) continue;
        return fail(Code::refused, "line-taken-back", "the line has been taken back already",
                    "look at the other lines of the job");
    }
    return {};
}

/// A line is taken back whole and once, by a line of the same job; then it stays.
Result<> takes_back_a_line(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    TRY(const Wished wished, Wished::of(store, row));
    if (row.id && row.make_void) return is_not_taken_back(store, *row.id, wished.at("job"));
    const auto id = row_of(wished.at("takes_back"));
    if (!id || !wished.is_new()) return {};
    const auto line = store.find(*row.entity, *id);
    if (!line || line->life != "alive" || value_of(*line, "job") != wished.at("job")) {
        return fail(Code::refused, "no-such-line", "the job has no such line to take back",
                    "name one of its lines that was not made void");
    }
    const std::string_view differs = not_taken_back(*line, wished);
    if (!differs.empty()) {
        return fail(Code::refused, "not-the-opposite",
                    fmt::format("{} does not take the line back", differs),
                    "give quantity and discount with the other sign, the rest as it is there");
    }
    return is_not_taken_back(store, *id, wished.at("job"));
}

Result<> job_number_is_free(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    if (row.id) return {};
    TRY(const Wished wished, Wished::of(store, row));
    TRY(const auto jobs,
        rows_with(store, "service.job", "repair_order", wished.at("repair_order")));
    for (const Record& job : jobs) {
        if (value_of(job, "job") != wished.at("job")) continue;
        return fail(Code::refused, "job-number-taken",
                    fmt::format("the order has a job {}", wished.number("job")),
                    "give the job the next number");
    }
    return {};
}

// Clocks.

/// Whoever may make a clock entry void sees to the clocks of others, too.
Result<bool> supervises(Store& store, const RowId& user) {
    TRY(const auto grants, rows_with(store, "org.grant", "user", to_bytes(user.view())));
    for (const Record& grant : grants) {
        TRY(const auto revoked,
            rows_with(store, "org.revocation", "grant", to_bytes(grant.id.view())));
        if (!revoked.empty()) continue;
        TRY(const auto role, engine::find_by_key(store, "org.role", {text_of(grant, "role")}));
        const bool may = role && schema::permits(text_of(*role, "permits"), "service.time_entry",
                                                 schema::kVoidVerb);
        if (may) return true;
    }
    return false;
}

Result<> clock_is_own(Store& store, const Edit& edit, const RowEdit& row) {
    if (!edit.actor || row.make_void) return {};
    TRY(const Wished wished, Wished::of(store, row));
    if (row_of(wished.at("technician")) == edit.actor) return {};
    TRY(const bool may, supervises(store, *edit.actor));
    if (may) return {};
    return fail(Code::forbidden, "not-your-clock", "this is the clock of somebody else",
                "sign in as that person, or ask the advisor");
}

Result<> clock_runs_alone(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    TRY(const Wished wished, Wished::of(store, row));
    const bool starts = wished.is_new() && !wished.writes("stopped_at");
    if (!starts) return {};
    // The one that runs is among the last: nobody could start another one while it ran.
    const schema::Entity& entity = *row.entity;
    const engine::Query query{.filters = {{entity.field("technician"), wished.at("technician")}},
                              .sort = entity.field("started_at"),
                              .descending = true,
                              .limit = kLastClocks};
    TRY(const engine::Page clocks, store.list(entity, query));
    for (const Record& clock : clocks.records) {
        const bool runs = clock.life == "alive" && !domain::has_value(clock, "stopped_at");
        if (!runs) continue;
        return fail(Code::refused, "clock-running", "another clock of this technician runs",
                    "stop it first; the portal does so by itself");
    }
    return {};
}

constexpr engine::Precondition kPreconditions[] = {
    {"service.appointment", bay_is_free},
    {"service.repair_order", order_is_ready},
    {"service.repair_order", order_has_no_time},
    {"service.repair_order", corrects_a_credit},
    {"service.repair_order", versions_are_kept_here, keep_tax_versions},
    {"service.job", order_is_open},
    {"service.job", job_number_is_free},
    {"service.line", order_is_open},
    {"service.line", job_is_of_order},
    {"service.line", takes_back_a_line},
    {"service.time_entry", clock_is_own},
    {"service.time_entry", order_is_open},
    {"service.time_entry", job_is_of_order},
    {"service.time_entry", clock_runs_alone},
};

}  // namespace

std::span<const engine::Precondition> preconditions() {
    return kPreconditions;
}

}  // namespace branchline::service
