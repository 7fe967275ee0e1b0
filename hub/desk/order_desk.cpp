#include "hub/desk/order_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/orders/facts.hpp"
#include "common/domain/text.hpp"

namespace branchline::hub {

namespace {

using engine::Edit;
using engine::Record;
using orders::Dossier;
using orders::Finding;
using schema::Value;
using sync::Replica;

constexpr std::string_view kOrders = "orders.wholesale_order";

Value text_or_none(std::string_view text) {
    return text.empty() ? Value() : Value(std::string(text));
}

/// The step with what it rests on. What an earlier refusal has left is taken away.
Edit decision_of(const Dossier& dossier, const std::vector<Finding>& findings, std::int64_t today) {
    const Record& order = dossier.record;
    Edit edit = transition_of(order, domain::text_of(order, "status"), next_state(findings));
    const auto write = [&](std::string_view field, Value value) {
        const std::size_t at = order.entity->index_of(order.entity->field(field)->id);
        if (value == Value() && order.values[at] == Value()) return;
        edit.rows.front().wishes[order.entity->field(field)->id] = std::move(value);
    };
    const Finding* no = refusal(findings);
    write("decided_on", today);
    if (dossier.facts.price) write("price", *dossier.facts.price);
    write("rule", text_or_none(no == nullptr ? "" : no->rule));
    write("reason", text_or_none(no == nullptr ? "" : no->text));
    write("refused_value", text_or_none(no == nullptr ? "" : no->value));
    write("refused_limit", text_or_none(no == nullptr ? "" : no->limit));
    write("remaining", text_or_none(no == nullptr ? "" : no->remaining));
    return edit;
}

}  // namespace

Result<> OrderDesk::decide_orders(Replica& hub, Instant now) {
    if (seen_ == positions_of(hub)) return {};
    std::vector<Record> waiting;
    for (const std::string_view state : {"submitted", "awaiting_grant"}) {
        TRY_VOID(each_in_state(hub, kOrders, state, [&](const Record& order) -> Result<> {
            waiting.push_back(order);
            return {};
        }));
    }
    const auto place = [](const Record& order) {
        return std::pair(domain::integer_of(order, "submitted_on"), order.id);
    };
    std::sort(waiting.begin(), waiting.end(),
              [&](const Record& a, const Record& b) { return place(a) < place(b); });
    for (const Record& order : waiting) TRY_VOID(decide(hub, order, now));
    // Of after the decisions: when the group fails and comes again, the desk looks again.
    seen_ = positions_of(hub);
    return {};
}

Result<> OrderDesk::decide(Replica& hub, const Record& order, Instant now) {
    if (left_alone_.contains(order.id)) return {};
    const std::int64_t today = domain::day_of(now);
    TRY(const Dossier dossier, gather(hub, order, orders::Seat::hub, today));
    const auto done = hub.commit(decision_of(dossier, judge(dossier.order, dossier.facts), today));
    if (done) return {};
    if (is_of_disk(done.error())) return std::unexpected(done.error());
    left_alone_.insert(order.id);
    log::warning("orders",
                 fmt::format("order {} cannot be decided: {}", to_hex(order.id), done.error().id));
    return {};
}

}  // namespace branchline::hub
