// What may not happen to the papers of an account, whoever tries it.
#include "common/domain/accounting/rules.hpp"

namespace branchline::accounting {

namespace {

using engine::integer_of;
using engine::Proposal;

/// A month that is closed has been told to the dealer: its sums stand.
bool is_dated_into_closed_period(const Proposal& document) {
    const std::int64_t* issued = integer_of(document.written("issued_on"));
    const std::int64_t* closed = integer_of(document.account_value("closed_until"));
    return issued != nullptr && closed != nullptr && *issued <= *closed;
}

bool is_made_void(const Proposal& document) {
    return document.writes.contains(schema::kLifeField);
}

/// Statements follow each other: what was closed is never opened again.
bool opens_again(const Proposal& account) {
    const std::int64_t* before = integer_of(account.before_of("closed_until"));
    const schema::Value* written = account.written("closed_until");
    if (before == nullptr || written == nullptr) return false;
    const std::int64_t* after = integer_of(written);
    return after == nullptr || *after < *before;
}

constexpr engine::Rule kRules[] = {
    {.entity = "accounting.document",
     .code = "PERIOD_CLOSED",
     .text = "the period of this day is closed, and the dealer has its statement",
     .remedy = "date the document into the period that is open",
     .breaks = is_dated_into_closed_period},
    {.entity = "accounting.document",
     .code = "DOCUMENT_STANDS",
     .text = "a document of an account is never made void",
     .remedy = "write another one that puts it right and names it",
     .breaks = is_made_void               },
    {.entity = "accounting.account",
     .code = "PERIOD_CLOSED",
     .text = "a period that is closed is not opened again",
     .remedy = "date corrections into the period that is open",
     .breaks = opens_again                },
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::accounting
