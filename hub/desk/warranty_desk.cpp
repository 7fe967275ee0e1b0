#include "hub/desk/warranty_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/facts.hpp"
#include "common/domain/warranty/history.hpp"
#include "hub/desk/desk.hpp"

namespace branchline::hub {

namespace {

using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Value;
using sync::Replica;
using warranty::Dossier;
using warranty::Finding;
using warranty::Judgement;

constexpr std::string_view kClaims = "warranty.claim";
constexpr std::string_view kFrom = "submitted";
constexpr std::string_view kReturned = "returned";

/// The words of the claim's verdict, by the state that it goes to.
std::string_view verdict_of(std::string_view state) {
    if (state == "approved") return "ACCEPT";
    if (state == "returned") return "RETURN";
    return state == "rejected" ? "REJECT" : "REVIEW";
}

/// The step of a submitted claim, with its verdict.
Edit step_to(const Record& claim, std::string_view state) {
    Edit edit = transition_of(claim, kFrom, state);
    RowEdit& row = edit.rows.front();
    row.wishes[claim.entity->field("verdict")->id] = std::string(verdict_of(state));
    return edit;
}

RowEdit hit_of(const Entity& hits, const Dossier& dossier, const Finding& finding) {
    RowEdit row{.entity = &hits};
    const auto write = [&](std::string_view field, Value value) {
        row.wishes[hits.field(field)->id] = std::move(value);
    };
    write("claim", to_bytes(dossier.record.id.view()));
    write("rule", std::string(finding.rule));
    write("severity", std::string(name_of(finding.severity)));
    write("field", std::string(finding.field));
    write("text", finding.text);
    write("remedy", finding.remedy);
    write("submitted", dossier.submissions);
    return row;
}

RowEdit line_decision_of(const Entity& decisions,
                         const Dossier& dossier,
                         const warranty::LineDecision& line) {
    RowEdit row{.entity = &decisions};
    const auto write = [&](std::string_view field, Value value) {
        row.wishes[decisions.field(field)->id] = std::move(value);
    };
    write("claim", to_bytes(dossier.record.id.view()));
    write("line", line.number);
    write("submitted", dossier.submissions);
    write("claimed", line.claimed);
    write("approved", line.approved);
    write("text", reason(line));
    return row;
}

/// A second claim for a campaign on one car: two branches have worked, and a person has to look.
bool is_second(const Dossier& dossier, const Judgement& judgement) {
    const bool is_done =
        !dossier.facts.campaign_done.value_or("").empty() ||
        (dossier.facts.campaign && dossier.facts.campaign->vehicle_status == "confirmed");
    return is_done && std::ranges::any_of(judgement.findings, [](const Finding& finding) {
               return finding.rule == "W18" && finding.outcome == warranty::Outcome::broken;
           });
}

Edit decision_of(const Replica& hub, const Dossier& dossier, const Judgement& judgement) {
    const Entity& claims = *dossier.record.entity;
    const std::string_view state = next_state(judgement);
    Edit edit = step_to(dossier.record, state);
    const auto write = [&](std::string_view field, Value value) {
        edit.rows.front().wishes[claims.field(field)->id] = std::move(value);
    };
    write("reason", reason(judgement));
    write("rules_version", judgement.rules_version);
    write("decided_on", dossier.facts.today);
    if (domain::has_value(dossier.record, "decided_by")) write("decided_by", Value());
    if (is_second(dossier, judgement)) write("flagged", true);
    if (state == "approved" && judgement.shares) {
        // The importer pays its share, and never more than was claimed.
        write("approved", judgement.shares->importer);
        write("importer_share", judgement.shares->importer);
        write("dealer_share", judgement.shares->dealer);
        write("customer_share", judgement.shares->customer);
    }
    if (judgement.payable) {
        for (const warranty::LineDecision& line : judgement.payable->lines) {
            edit.rows.push_back(
                line_decision_of(hub.entity("warranty.line_decision"), dossier, line));
        }
    }
    for (const Finding& finding : judgement.findings) {
        if (finding.outcome != warranty::Outcome::broken) continue;
        edit.rows.push_back(hit_of(hub.entity("warranty.rule_hit"), dossier, finding));
    }
    return edit;
}

Result<> decide_by_rules(Replica& hub, const Record& claim, std::int64_t today) {
    TRY(const Dossier dossier, gather(hub, claim, warranty::Seat::hub, today));
    const Judgement judgement = evaluate(dossier.claim, dossier.facts, dossier.terms);
    TRY_VOID(hub.commit(decision_of(hub, dossier, judgement)));
    return {};
}

Result<> send_to_person(Replica& hub, const Record& claim, const Error& error) {
    Edit review = step_to(claim, "in_review");
    review.rows.front().wishes[claim.entity->field("reason")->id] =
        fmt::format("for a person: the decision could not be written ({})", error.id);
    TRY_VOID(hub.commit(review));
    return {};
}

}  // namespace

Result<> WarrantyDesk::decide_claims(Replica& hub, Instant now) {
    if (seen_ == positions_of(hub)) return {};
    TRY_VOID(each_in_state(hub, kClaims, kFrom,
                           [&](const Record& claim) { return decide(hub, claim, now); }));
    // Of after the decisions: when the group fails and comes again, the desk looks again.
    seen_ = positions_of(hub);
    return {};
}

Result<> WarrantyDesk::lapse_claims(Replica& hub, Instant now) {
    const std::int64_t today = domain::day_of(now);
    if (lapsed_on_ == today) return {};
    TRY_VOID(each_in_state(hub, kClaims, kReturned,
                           [&](const Record& claim) { return lapse(hub, claim, now); }));
    lapsed_on_ = today;
    return {};
}

Result<> WarrantyDesk::lapse(Replica& hub, const Record& claim, Instant now) {
    TRY(const warranty::History history, warranty::history_of(hub, claim));
    if (!warranty::has_lapsed(history, now) || left_alone_.contains(claim.id)) return {};
    Edit edit = transition_of(claim, kReturned, "lapsed");
    edit.rows.front().wishes[claim.entity->field("reason")->id] =
        fmt::format("nothing came within {} days", warranty::kDaysToAnswer);
    const auto done = hub.commit(edit);
    return leave_alone_if_refused(claim, done ? Result<>() : std::unexpected(done.error()));
}

Result<> WarrantyDesk::decide(Replica& hub, const Record& claim, Instant now) {
    if (left_alone_.contains(claim.id)) return {};
    auto done = decide_by_rules(hub, claim, domain::day_of(now));
    if (!done && !is_of_disk(done.error())) done = send_to_person(hub, claim, done.error());
    return leave_alone_if_refused(claim, done);
}

/// Until the next start. A claim may not stop the group that it stands in the way of.
Result<> WarrantyDesk::leave_alone_if_refused(const Record& claim, const Result<>& done) {
    if (done || is_of_disk(done.error())) return done;
    left_alone_.insert(claim.id);
    log::warning("warranty",
                 fmt::format("claim {} cannot be moved on: {}", to_hex(claim.id), done.error().id));
    return {};
}

}  // namespace branchline::hub
