#include "common/domain/sales/documents.hpp"

namespace branchline::sales {

namespace {

using engine::Document;
using engine::Path;

constexpr Path kSeller[] = {"branch.dealer.name", "branch.name", "branch"};
constexpr Path kCustomer[] = {"customer", "contact"};
constexpr engine::DocumentParty kParties[] = {
    {{"Seller", "Verk\u00e4ufer"}, kSeller  },
    {{"Customer", "Kunde"},        kCustomer},
};
constexpr engine::DocumentFact kFacts[] = {
    {"vin",          {"VIN", "Fahrgestellnummer"}             },
    {"brand.name",   {"Brand", "Marke"}                       },
    {"model",        {"Model", "Modell"}                      },
    {"order_number", {"Order", "Bestellung"}                  },
    {"price_list",   {"Price list", "Preisliste"}             },
    {"arrives_on",   {"Expected at the dealer", "Erwartet am"}},
    {"offered_on",   {"Offered on", "Angeboten am"}           },
    {"valid_until",  {"Valid until", "G\u00fcltig bis"}       },
};
constexpr engine::DocumentText kTexts[] = {
    {{"Equipment", "Ausstattung"}, "options"},
};
constexpr engine::DocumentTotal kTotals[] = {
    {"list_price", {"List price", "Listenpreis"}},
    {"discount", {"Discount", "Nachlass"}},
    {"price", {"Price", "Preis"}, true},
};
constexpr engine::DocumentWord kWords[] = {
    {"draft",    {"draft", "Entwurf"}      },
    {"offered",  {"offered", "angeboten"}  },
    {"accepted", {"accepted", "angenommen"}},
    {"declined", {"declined", "abgelehnt"} },
    {"lapsed",   {"lapsed", "abgelaufen"}  },
};

constexpr Document kDocuments[] = {
    {.name = "quote",
     .entity = "sales.quote",
     .title = {"Quote", "Angebot"},
     .number = "number",
     .dated = "valid_until",
     .remark = "status",
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

}  // namespace branchline::sales
