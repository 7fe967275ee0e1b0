#include "hub/monthly/statements.hpp"

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/accounting/journal.hpp"
#include "common/domain/accounting/statement.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"
#include "hub/desk/desk.hpp"

namespace branchline::hub {

namespace {

using accounting::Statement;
using domain::integer_of;
using domain::Month;
using domain::text_of;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Value;
using sync::Replica;

constexpr std::size_t kPage = 500;

/// What is to be written for one account.
struct Closing {
    Record account;
    Statement statement;
    std::vector<RowId> credited;  ///< Claims of its credit memos.
};

/// The documents of an account that stand on no statement yet, up to the end of the month.
Result<std::vector<Record>> open_documents(Replica& hub,
                                           const Record& account,
                                           const Month& period) {
    const Entity& entity = hub.entity("accounting.document");
    const schema::Field* issued = entity.field("issued_on");
    const auto closed = warranty::known(account, "closed_until");
    const std::int64_t first = closed ? *closed + 1 : INT64_MIN;
    const engine::Query query{
        .stream = account.stream,
        .filters = {{entity.field("dealer"), domain::value_of(account, "dealer")},
                    {entity.field("brand"), domain::value_of(account, "brand")},
                    {issued, Value(first), engine::Match::at_least},
                    {issued, Value(period.last), engine::Match::at_most}},
        .sort = issued,
        .limit = kPage
    };
    return engine::all_records(hub, entity.name, query);
}

std::string name_of(const Record& account) {
    return fmt::format("{} {}", text_of(account, "dealer"), text_of(account, "brand"));
}

/// Where the last statement has ended.
Result<std::int64_t> opening_of(Replica& hub, const Record& account) {
    const auto closed = warranty::known(account, "closed_until");
    if (!closed) return 0;
    const std::vector<std::string> key{text_of(account, "dealer"), text_of(account, "brand"),
                                       domain::month_text(*closed)};
    TRY(const auto last, engine::find_by_key(hub, "accounting.statement", key));
    return last ? integer_of(*last, "closing") : 0;
}

Result<Closing> plan(Replica& hub, Record account, const Month& period) {
    TRY(const auto documents, open_documents(hub, account, period));
    if (!documents.empty() && integer_of(documents.front(), "issued_on") < period.first) {
        return fail(Code::conflict, "earlier-period-open",
                    fmt::format("account {} has documents of {} on no statement", name_of(account),
                                domain::month_text(integer_of(documents.front(), "issued_on"))),
                    "close the earlier month first");
    }
    TRY(const std::int64_t opening, opening_of(hub, account));
    std::vector<accounting::Movement> movements;
    Closing out;
    for (const Record& document : documents) {
        movements.push_back({text_of(document, "kind"), integer_of(document, "amount")});
        const auto claim = warranty::row_of(document, "claim");
        if (claim && movements.back().kind == accounting::kCreditMemo) {
            out.credited.push_back(*claim);
        }
    }
    const auto statement = statement_of(opening, movements);
    if (!statement) {
        return fail(Code::invalid, "too-large",
                    fmt::format("the documents of {} do not add up", name_of(account)));
    }
    out.account = std::move(account);
    out.statement = *statement;
    return out;
}

RowEdit statement_row(const Entity& entity,
                      const Closing& closing,
                      const Month& period,
                      std::int64_t today) {
    RowEdit row{
        .entity = &entity,
        .key = {text_of(closing.account, "dealer"), text_of(closing.account, "brand"),
                period.name}
    };
    const auto write = [&](std::string_view field, std::int64_t value) {
        row.wishes[entity.field(field)->id] = value;
    };
    const Statement& sums = closing.statement;
    write("begins_on", period.first);
    write("ends_on", period.last);
    write("opening", sums.opening);
    write("invoices", sums.invoices);
    write("credit_memos", sums.credit_memos);
    write("debit_memos", sums.debit_memos);
    write("payments", sums.payments);
    write("closing", sums.closing);
    write("document_count", sums.document_count);
    write("closed_on", today);
    return row;
}

Result<> write(Replica& hub, const Closing& closing, const Month& period, std::int64_t today) {
    const Entity& accounts = *closing.account.entity;
    Edit edit{.stream = closing.account.stream};
    edit.rows.push_back(statement_row(hub.entity("accounting.statement"), closing, period, today));
    RowEdit account{.entity = &accounts, .id = closing.account.id};
    account.wishes[accounts.field("closed_until")->id] = period.last;
    edit.rows.push_back(std::move(account));
    TRY_VOID(hub.commit(edit));
    return {};
}

/// Whether the claim has waited for it. One that was reversed before its statement has not.
Result<bool> settle(Replica& hub, const RowId& id) {
    const auto claim = hub.find(hub.entity("warranty.claim"), id);
    if (!claim && claim.error().code != Code::not_found) return std::unexpected(claim.error());
    if (!claim || text_of(*claim, "status") != "credited") return false;
    const auto done = hub.commit(transition_of(*claim, "credited", "settled"));
    if (done) return true;
    if (is_of_disk(done.error())) return std::unexpected(done.error());
    log::warning("statements",
                 fmt::format("claim {} is not settled: {}", to_hex(id), done.error().id));
    return false;
}

}  // namespace

Result<StatementsDone> close_statements(Replica& hub, const Month& period, std::int64_t today) {
    if (today <= period.last) {
        return fail(Code::conflict, "period-not-over", fmt::format("{} is not over", period.name),
                    "close it from the first day of the next month on");
    }
    StatementsDone out;
    std::vector<Closing> closings;
    TRY(auto accounts, engine::all_records(hub, "accounting.account", {.limit = kPage}));
    for (Record& account : accounts) {
        if (warranty::known(account, "closed_until").value_or(INT64_MIN) >= period.last) {
            ++out.before;
            continue;
        }
        TRY(Closing closing, plan(hub, std::move(account), period));
        closings.push_back(std::move(closing));
    }
    if (closings.empty() && out.before > 0) {
        return fail(Code::conflict, "period-closed",
                    fmt::format("{} is closed for every account", period.name),
                    "the statements are there to be read; corrections go into the open period");
    }
    if (closings.empty()) {
        return fail(Code::not_found, "no-accounts", "no dealer has an account yet",
                    "an account is there from its first document on");
    }
    for (const Closing& closing : closings) {
        TRY_VOID(write(hub, closing, period, today));
        ++out.closed;
        for (const RowId& claim : closing.credited) {
            TRY(const bool is_settled, settle(hub, claim));
            out.settled += is_settled ? 1 : 0;
        }
    }
    return out;
}

}  // namespace branchline::hub
