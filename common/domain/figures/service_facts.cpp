#include "common/domain/figures/service_facts.hpp"

#include <map>

#include "common/base/time.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/money.hpp"
#include "common/domain/text.hpp"

namespace branchline::figures {

namespace {

using domain::flag_of;
using domain::integer_of;
using domain::text_of;
using engine::Match;
using engine::Record;
using schema::Value;

constexpr std::int64_t kDayMilliseconds = 86'400'000;

std::string id_of(const Reading& reading, const Record& record, std::string_view field) {
    const auto id = reading.row_of(record, field);
    return id ? to_hex(*id) : "";
}

/// By their ids; those that were invoiced in time are `invoiced`.
struct Orders {
    std::map<std::string, Repair> all;
    std::map<RowId, std::int64_t> invoiced;
};

/// What was closed or invoiced in the period, and what was opened since: a car that came back, the
/// order of an appointment.
Result<> read_orders(Reading& reading, Orders& out) {
    const auto visit = [&](const Record& row) -> Result<> {
        const std::string id = to_hex(row.id);
        const std::string status = text_of(row, "status");
        const bool invoiced = status == "invoiced" || status == "closed";
        reading.cars[text_of(row, "vin")];
        out.all[id] = {.place = reading.place_of(row),
                       .id = id,
                       .vin = text_of(row, "vin"),
                       .opened_on = integer_of(row, "opened_on"),
                       .closed_on = reading.known(row, "closed_on"),
                       .complaint_code = text_of(row, "complaint_code"),
                       .maintenance = flag_of(row, "maintenance"),
                       .cancelled = status == "cancelled",
                       .invoiced = invoiced,
                       .appointment = id_of(reading, row, "appointment"),
                       .comeback_of = id_of(reading, row, "comeback_of")};
        const std::int64_t day = integer_of(row, "invoiced_on");
        const bool in_time = reading.since <= day && day <= reading.scope.to;
        if (invoiced && in_time) out.invoiced[row.id] = day;
        return {};
    };
    // Each order once: those that are closed, then those that are not.
    const auto since = [&](std::string_view day) {
        return Reading::With{day, reading.since, Match::at_least};
    };
    const std::string_view orders = "service.repair_order";
    TRY_VOID(reading.each(orders, {since("closed_on")}, visit));
    const Reading::With open{"closed_on", Value()};
    TRY_VOID(reading.each(orders, {open, since("opened_on")}, visit));
    return reading.each(orders, {open, since("invoiced_on")}, visit);
}

Result<> read_labour(Reading& reading, const Orders& orders) {
    for (const auto& [order, day] : orders.invoiced) {
        const auto visit = [&](const Record& row) -> Result<> {
            if (text_of(row, "kind") != "labour") return {};
            const std::int64_t hours = integer_of(row, "quantity");
            Known amount = domain::rounded({hours, integer_of(row, "unit_price")}, 1'000);
            amount = domain::sum(amount, -integer_of(row, "discount"));
            reading.facts.labour.push_back({.place = reading.place_of(row),
                                            .invoiced_on = day,
                                            .hours = hours,
                                            .amount = amount});
            return {};
        };
        TRY_VOID(reading.each("service.line",
                              {
                                  {"repair_order", to_bytes(order.view())}
        },
                              visit));
    }
    return {};
}

Result<> read_clocks(Reading& reading) {
    const auto visit = [&](const Record& row) -> Result<> {
        const std::int64_t began = integer_of(row, "started_at");
        const Known ended = reading.known(row, "stopped_at");
        if (!ended || *ended < began) return {};
        const Instant started{Milliseconds(began)};
        reading.facts.clocked.push_back({.place = reading.place_of(row),
                                         .day = domain::day_of(started),
                                         .milliseconds = *ended - began,
                                         .on_job = reading.row_of(row, "job").has_value(),
                                         .is_break = text_of(row, "idle") == "break"});
        return {};
    };
    const std::int64_t first = reading.since * kDayMilliseconds;
    const std::int64_t last = (reading.scope.to + 1) * kDayMilliseconds - 1;
    return reading.each(
        "service.time_entry",
        {
            {"started_at", first, Match::at_least},
            {"started_at", last,  Match::at_most }
    },
        visit);
}

Result<> read_appointments(Reading& reading) {
    const auto visit = [&](const Record& row) -> Result<> {
        reading.facts.appointments.push_back({.place = reading.place_of(row),
                                              .id = to_hex(row.id),
                                              .day = integer_of(row, "day"),
                                              .status = text_of(row, "status"),
                                              .repair_order = id_of(reading, row, "repair_order")});
        return {};
    };
    return reading.each(
        "service.appointment",
        {
            {"day", reading.since,    Match::at_least},
            {"day", reading.scope.to, Match::at_most }
    },
        visit);
}

}  // namespace

Result<> read_workshop(Reading& reading) {
    Orders orders;
    TRY_VOID(read_orders(reading, orders));
    TRY_VOID(read_labour(reading, orders));
    TRY_VOID(read_clocks(reading));
    TRY_VOID(read_appointments(reading));
    for (auto& [id, repair] : orders.all) reading.facts.repairs.push_back(std::move(repair));
    return {};
}

}  // namespace branchline::figures
