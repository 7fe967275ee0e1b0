// What may not happen to an order, whoever tries it.
#include "common/domain/orders/rules.hpp"

namespace branchline::orders {

namespace {

using engine::Proposal;
using schema::Value;

std::string_view text(const Value* fact) {
    const std::string* found = engine::text_of(fact);
    return found == nullptr ? std::string_view() : std::string_view(*found);
}

bool is_new(const Proposal& change) {
    return change.before.empty();
}

/// A branch that is cut off cannot know that the importer has decided in the meantime.
bool comes_too_late(const Proposal& change) {
    const std::string_view now = text(change.before_of("status"));
    const bool is_open = now.empty() || now == "draft" || now == "awaiting_grant" ||
                         now == "submitted" || now == "cancelled";
    const bool asks = text(change.written("status")) == "cancelled";
    // The importer itself cancels later, and takes a fee.
    return asks && !is_open && change.written("cancel_fee") == nullptr;
}

/// A rule that said no is set aside by a person who says why, and never in silence.
bool overrides_in_silence(const Proposal& change) {
    return text(change.before_of("status")) == "rejected" &&
           text(change.written("status")) == "confirmed" &&
           text(change.written("override_reason")).empty();
}

/// What was ordered is what was decided: it changes by `modify`, which asks the rules again.
bool changes_what_was_decided(const Proposal& change) {
    if (is_new(change)) return false;
    const std::string_view now = text(change.before_of("status"));
    const std::string_view next = text(change.written("status"));
    const bool is_open = now == "draft" || now == "awaiting_grant" || next == "submitted";
    if (is_open) return false;
    for (const char* field : {"kind", "model", "model_year", "required", "excluded", "preferred"}) {
        if (change.written(field) != nullptr) return true;
    }
    return false;
}

/// What the importer has decided, and what has taken quota, credit and a car, ends by a step that
/// gives them back.
bool voids_what_was_decided(const Proposal& change) {
    if (!change.writes.contains(schema::kLifeField)) return false;
    const std::string_view now = text(change.before_of("status"));
    const bool is_open = now.empty() || now == "draft" || now == "awaiting_grant" ||
                         now == "submitted" || now == "cancelled";
    return !is_open;
}

constexpr engine::Rule kRules[] = {
    {.entity = "orders.wholesale_order",
     .code = "ALREADY_DECIDED",
     .text = "the importer had decided the order before the cancellation came",
     .remedy = "ask the importer to cancel it; a fee may be due",
     .breaks = comes_too_late          },
    {.entity = "orders.wholesale_order",
     .code = "OVERRIDE_WITHOUT_REASON",
     .text = "the order was rejected by a rule, and nobody says why it is confirmed",
     .remedy = "write override_reason along with the step",
     .breaks = overrides_in_silence    },
    {.entity = "orders.wholesale_order",
     .code = "ORDER_FIXED",
     .text = "the order was submitted: what it asks for cannot change in silence",
     .remedy = "use modify, which has the order checked again",
     .breaks = changes_what_was_decided},
    {.entity = "orders.wholesale_order",
     .code = "ORDER_DECIDED",
     .text = "the importer has decided the order: it cannot be made void any more",
     .remedy = "ask the importer to cancel it; a fee may be due",
     .breaks = voids_what_was_decided  },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::orders
