#include "common/domain/accounting/documents.hpp"

namespace branchline::accounting {

namespace {

using engine::Document;
using engine::Path;

constexpr Path kDealer[] = {"dealer.name", "branch.name", "branch"};
constexpr Path kBrand[] = {"brand.name", "brand"};
constexpr engine::DocumentParty kParties[] = {
    {{"For", "An"},      kDealer},
    {{"Brand", "Marke"}, kBrand },
};
constexpr engine::DocumentFact kFacts[] = {
    {"issued_on",                 {"Issued on", "Ausgestellt am"}     },
    {"due_on",                    {"Due on", "F\u00e4llig am"}        },
    {"reverses.number",           {"Reverses", "Storniert"}           },
    {"claim.number",              {"Claim", "Garantieantrag"}         },
    {"claim.vin",                 {"VIN", "Fahrgestellnummer"}        },
    {"claim.repair_order.number", {"Repair order", "Reparaturauftrag"}},
};
constexpr engine::DocumentText kTexts[] = {
    {{"Text", "Text"}, "text"},
};
constexpr engine::DocumentTotal kTotals[] = {
    {"claimed", {"Claimed", "Beantragt"}},
    {"amount", {"Amount", "Betrag"}, true},
};
constexpr engine::DocumentWord kWords[] = {
    {"invoice",     {"Invoice", "Rechnung"}      },
    {"credit_memo", {"Credit memo", "Gutschrift"}},
    {"debit_memo",  {"Debit memo", "Lastschrift"}},
    {"payment",     {"Payment", "Zahlung"}       },
};

// The statement of a month.

constexpr Path kStatementDealer[] = {"dealer.name", "dealer"};
constexpr engine::DocumentParty kStatementParties[] = {
    {{"For", "F\u00fcr"}, kStatementDealer},
    {{"Brand", "Marke"},  kBrand          },
};
constexpr engine::DocumentFact kStatementFacts[] = {
    {"begins_on",      {"From", "Von"}               },
    {"ends_on",        {"Until", "Bis"}              },
    {"closed_on",      {"Closed on", "Abgeschlossen"}},
    {"document_count", {"Documents", "Anzahl Belege"}},
};
constexpr engine::DocumentText kStatementTexts[] = {
    {{"Remark", "Bemerkung"}, "remark"},
};
constexpr engine::DocumentTotal kStatementTotals[] = {
    {"opening", {"Opening balance", "Anfangssaldo"}, true},
    {"invoices", {"Invoices", "Rechnungen"}},
    {"credit_memos", {"Credit memos", "Gutschriften"}},
    {"debit_memos", {"Debit memos", "Lastschriften"}},
    {"payments", {"Payments", "Zahlungen"}},
    {"closing", {"Closing balance", "Endsaldo"}, true},
};

constexpr Document kDocuments[] = {
    {.name = "account-document",
     .entity = "accounting.document",
     .title = {"Account document", "Kontobeleg"},
     .titled = "kind",
     .number = "number",
     .dated = "issued_on",
     .parties = kParties,
     .facts = kFacts,
     .texts = kTexts,
     .totals = kTotals,
     .words = kWords},
    {.name = "account-statement",
     .entity = "accounting.statement",
     .title = {"Account statement", "Kontoauszug"},
     .number = "period",
     .dated = "closed_on",
     .parties = kStatementParties,
     .facts = kStatementFacts,
     .texts = kStatementTexts,
     .totals = kStatementTotals},
};

}  // namespace

std::span<const Document> documents() {
    return kDocuments;
}

}  // namespace branchline::accounting
