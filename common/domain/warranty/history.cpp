#include "common/domain/warranty/history.hpp"

#include "common/domain/calendar.hpp"

namespace branchline::warranty {

Result<History> history_of(engine::Store& store, const engine::Record& claim) {
    const schema::Field& status = *claim.entity->field("status");
    TRY(const engine::Why why, store.why(*claim.entity, claim.id, status));
    History out;
    for (auto step = why.writes.rbegin(); step != why.writes.rend(); ++step) {  // Oldest first.
        if (step->standing == "rejected") continue;
        if (step->value == schema::Value(std::string("submitted"))) {
            ++out.submissions;
            if (!out.submitted_at) out.submitted_at = step->at;
        } else if (out.submitted_at && !out.answered_at && step->branch == "hub") {
            out.answered_at = step->at;
        }
        if (step->value == schema::Value(std::string("returned"))) out.returned_at = step->at;
    }
    return out;
}

bool is_later(const Submission& a, const Submission& b) {
    const auto& a_at = a.history.submitted_at;
    const auto& b_at = b.history.submitted_at;
    if (!b_at) return false;
    if (a_at != b_at) return !a_at || *a_at > *b_at;
    return a.claim > b.claim;
}

bool has_lapsed(const History& history, Instant now) {
    if (!history.returned_at) return false;
    const std::int64_t days = domain::day_of(now) - domain::day_of(*history.returned_at);
    return days > kDaysToAnswer + kDaysOnTheWay;
}

}  // namespace branchline::warranty
