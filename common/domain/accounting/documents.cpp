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
};

}  // namespace

std::span<const Document> documents() {
    return kDocuments;
}

}  // namespace branchline::accounting
