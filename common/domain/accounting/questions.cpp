// The journal of a document, and the statement of an account.
#include "common/domain/accounting/questions.hpp"

#include "common/base/time.hpp"
#include "common/domain/accounting/journal.hpp"
#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"

namespace branchline::accounting {

namespace {

using domain::amount_text;
using domain::date_text;
using domain::integer_of;
using domain::text_of;
using domain::value_of;
using engine::Answer;
using engine::Asked;
using engine::Record;
using engine::Store;
using schema::Value;

constexpr std::size_t kPage = 500;

Value side(std::int64_t amount) {
    return amount == 0 ? Value() : Value(amount_text(amount));
}

/// By row id, or by the printed number.
Result<Record> document_of(Store& store, const std::string& name) {
    const schema::Entity& documents = store.entity("accounting.document");
    if (const auto id = fixed_from_hex<RowId>(name)) return store.find(documents, *id);
    const engine::Query query{.filters = {{documents.field("number"), Value(name)}}, .limit = 1};
    TRY(engine::Page page, store.list(documents, query));
    if (!page.records.empty()) return std::move(page.records.front());
    return fail(Code::not_found, "not-found", "there is no document " + name,
                "give its number or its id");
}

Result<Answer> journal(Store& store, const Asked& asked) {
    TRY(const Record record, document_of(store, asked.at("id")));
    const std::string kind = text_of(record, "kind");
    Facts facts{.kind = kind, .amount = integer_of(record, "amount"), .claimed = {}};
    if (domain::has_value(record, "claimed")) facts.claimed = integer_of(record, "claimed");
    Answer out;
    out.facts = {
        {"document", value_of(record, "number")},
        {"kind", Value(kind)},
        {"issued_on", Value(date_text(integer_of(record, "issued_on")))}
    };
    out.columns = {"books", "account", "name", "debit", "credit"};
    for (const auto& [books, name] :
         {std::pair(Books::dealer, "dealer"), std::pair(Books::importer, "importer")}) {
        for (const JournalLine& line : journal_of(facts, books)) {
            out.rows.push_back(
                {Value(std::string(name)), Value(std::to_string(static_cast<int>(line.account))),
                 Value(std::string(name_of(line.account))), side(line.debit), side(line.credit)});
        }
    }
    return out;
}

Result<std::int64_t> day_or(const std::string& text, std::int64_t otherwise) {
    if (text.empty()) return otherwise;
    TRY(const Date date, parse_date(text));
    return date.time_since_epoch().count();
}

/// The documents of an account up to a day, the oldest first.
Result<std::vector<Record>> documents_until(Store& store, const Asked& asked, std::int64_t until) {
    const schema::Entity& entity = store.entity("accounting.document");
    const schema::Field* issued = entity.field("issued_on");
    const engine::Query query{
        .filters = {{entity.field("dealer"), Value(asked.at("dealer"))},
                    {entity.field("brand"), Value(asked.at("brand"))},
                    {issued, Value(until), engine::Match::at_most}},
        .sort = issued,
        .limit = kPage
    };
    return engine::all_records(store, entity.name, query);
}

Result<Answer> statement(Store& store, const Asked& asked) {
    TRY(const std::int64_t from, day_or(asked.at("from"), INT64_MIN));
    TRY(const std::int64_t until, day_or(asked.at("until"), asked.today));
    if (from != INT64_MIN && from > until) {
        return fail(Code::invalid, "invalid-period", "the statement ends before it begins",
                    "give a day for \"until\" that is not before \"from\"");
    }
    TRY(const auto account,
        engine::find_by_key(store, "accounting.account", {asked.at("dealer"), asked.at("brand")}));
    if (!account) {
        return fail(Code::not_found, "not-found",
                    "dealer " + asked.at("dealer") + " has no account for brand " +
                        asked.at("brand") + " here",
                    "an account is there from its first document on");
    }
    TRY(const auto documents, documents_until(store, asked, until));
    Answer out;
    out.columns = {"issued_on", "document", "kind", "text", "amount", "balance", "due_on"};
    std::int64_t balance = 0;
    std::int64_t opening = 0;
    for (const Record& document : documents) {
        const std::int64_t day = integer_of(document, "issued_on");
        balance += integer_of(document, "amount");
        if (day < from) {
            opening = balance;
            continue;
        }
        const bool is_due = domain::has_value(document, "due_on");
        out.rows.push_back({Value(date_text(day)), value_of(document, "number"),
                            value_of(document, "kind"), value_of(document, "text"),
                            Value(amount_text(integer_of(document, "amount"))),
                            Value(amount_text(balance)),
                            is_due ? Value(date_text(integer_of(document, "due_on"))) : Value()});
    }
    out.facts = {
        {"dealer",  Value(asked.at("dealer"))  },
        {"brand",   Value(asked.at("brand"))   },
        {"until",   Value(date_text(until))    },
        {"opening", Value(amount_text(opening))},
        {"closing", Value(amount_text(balance))}
    };
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "account-documents/{id}/journal",
     .query = "",
     .command = "document journal",
     .summary = "What a document posts in the dealer's and in the importer's books",
     .ask = journal  },
    {.path = "accounts/{dealer}/{brand}/statement",
     .query = "from|until",
     .command = "account statement",
     .summary = "What a dealer and the importer have settled with each other, and the balance",
     .ask = statement},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::accounting
