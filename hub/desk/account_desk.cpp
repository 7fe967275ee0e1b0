#include "hub/desk/account_desk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/accounting/journal.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"

namespace branchline::hub {

namespace {

using domain::integer_of;
using domain::text_of;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Value;
using sync::Replica;

/// What a document says beside whose it is.
struct Paper {
    std::string_view kind;
    std::int64_t amount = 0;  ///< What the dealer owes more.
    std::optional<std::int64_t> claimed;
    std::string text;
    std::optional<RowId> reverses;
};

std::unexpected<Error> not_creditable(const Record& claim, std::string_view what) {
    return fail(Code::invalid, "not-creditable",
                fmt::format("claim {}: {}", text_of(claim, "number"), what));
}

Result<std::string> dealer_of(Replica& hub, const Record& claim) {
    TRY(const auto branch, engine::find_by_key(hub, "org.branch", {text_of(claim, "branch")}));
    if (!branch) return not_creditable(claim, "its branch is not known");
    return text_of(*branch, "dealer");
}

/// The dealer's account for the brand; one that is missing is declared by the edit, because
/// balances show of declared rows only. Answers within how many days what is owed must be paid.
Result<std::optional<std::int64_t>> open_account(Replica& hub,
                                                 const std::string& dealer,
                                                 const std::string& brand,
                                                 Edit& edit) {
    const Entity& accounts = hub.entity("accounting.account");
    TRY(const auto known, engine::find_by_key(hub, accounts.name, {dealer, brand}));
    if (!known)
        edit.rows.push_back({
            .entity = &accounts, .key = {dealer, brand}
        });
    if (!known || !domain::has_value(*known, "payment_days")) return std::nullopt;
    return integer_of(*known, "payment_days");
}

/// Adds a document for a claim to an edit.
Result<> add_document(
    Replica& hub, const Record& claim, const Paper& paper, std::int64_t today, Edit& edit) {
    const Entity& documents = hub.entity("accounting.document");
    const std::string brand = text_of(claim, "brand");
    TRY(const std::string dealer, dealer_of(hub, claim));
    TRY(const auto payment_days, open_account(hub, dealer, brand, edit));
    RowEdit row{.entity = &documents};
    const auto write = [&](std::string_view field, Value value) {
        row.wishes[documents.field(field)->id] = std::move(value);
    };
    write("dealer", dealer);
    write("brand", brand);
    write("branch", text_of(claim, "branch"));
    write("kind", std::string(paper.kind));
    write("issued_on", today);
    write("amount", paper.amount);
    write("claim", to_bytes(claim.id.view()));
    write("text", paper.text);
    if (paper.amount > 0 && payment_days) write("due_on", today + *payment_days);
    if (paper.claimed) write("claimed", *paper.claimed);
    if (paper.reverses) write("reverses", to_bytes(paper.reverses->view()));
    edit.rows.push_back(std::move(row));
    return {};
}

Result<> credit(Replica& hub, const Record& claim, std::int64_t today) {
    const std::int64_t approved = integer_of(claim, "approved");
    if (!domain::has_value(claim, "approved") || approved < 0) {
        return not_creditable(claim, "write how much of it is approved");
    }
    Edit edit = transition_of(claim, text_of(claim, "status"), "credited");
    Paper paper{.kind = accounting::kCreditMemo,
                .amount = -approved,
                .claimed = {},
                .text = "Claim " + text_of(claim, "number"),
                .reverses = {}};
    if (domain::has_value(claim, "claimed")) paper.claimed = integer_of(claim, "claimed");
    TRY_VOID(add_document(hub, claim, paper, today, edit));
    TRY_VOID(hub.commit(edit));
    return {};
}

Result<> debit(Replica& hub, const Record& claim, std::int64_t today) {
    const Entity& documents = hub.entity("accounting.document");
    engine::Query query{.filters = {{documents.field("claim"), Value(to_bytes(claim.id.view()))}}};
    TRY(const engine::Page page, hub.list(documents, query));
    const auto of_kind = [&](std::string_view kind) {
        return std::ranges::find_if(page.records, [&](const Record& document) {
            return text_of(document, "kind") == kind;
        });
    };
    const auto memo = of_kind(accounting::kCreditMemo);
    if (of_kind(accounting::kDebitMemo) != page.records.end() || memo == page.records.end()) {
        return {};
    }
    Edit edit{.stream = claim.stream};
    const Paper paper{.kind = accounting::kDebitMemo,
                      .amount = -integer_of(*memo, "amount"),
                      .claimed = {},
                      .text = "Reversal of " + text_of(*memo, "number"),
                      .reverses = memo->id};
    TRY_VOID(add_document(hub, claim, paper, today, edit));
    TRY_VOID(hub.commit(edit));
    return {};
}

}  // namespace

Result<> AccountDesk::settle_claims(Replica& hub, Instant now) {
    if (seen_ == positions_of(hub)) return {};
    const std::int64_t today = domain::day_of(now);
    TRY_VOID(settle(hub, "approved", credit, today));
    TRY_VOID(settle(hub, "approved_reduced", credit, today));
    TRY_VOID(settle(hub, "reversed", debit, today));
    // Of after what was written: when the group fails and comes again, the desk looks again.
    seen_ = positions_of(hub);
    return {};
}

Result<> AccountDesk::settle(Replica& hub, std::string_view state, Settle how, std::int64_t today) {
    return each_in_state(hub, "warranty.claim", state, [&](const Record& claim) -> Result<> {
        if (left_alone_.contains(claim.id)) return {};
        const auto done = how(hub, claim, today);
        if (done || is_of_disk(done.error())) return done;
        left_alone_.insert(claim.id);
        log::warning("accounts", done.error().what);
        return {};
    });
}

}  // namespace branchline::hub
