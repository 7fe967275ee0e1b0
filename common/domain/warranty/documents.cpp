#include "common/domain/warranty/documents.hpp"

namespace branchline::warranty {

namespace {

using engine::Document;
using engine::Path;

constexpr Path kClaimant[] = {"branch.dealer.name", "branch.name", "branch"};
constexpr Path kBrand[] = {"brand.name", "brand"};
constexpr engine::DocumentParty kParties[] = {
    {{"From", "Von"},    kClaimant},
    {{"Brand", "Marke"}, kBrand   },
};
constexpr engine::DocumentFact kFacts[] = {
    {"vin", {"VIN", "Fahrgestellnummer"}},
    {"kind", {"Kind", "Art"}},
    {"repair_order.number", {"Repair order", "Reparaturauftrag"}},
    {"job", {"Job", "Arbeitsgang"}},
    {"failure_on", {"Failed on", "Schadendatum"}},
    {"repaired_on", {"Repaired on", "Repariert am"}},
    {"submitted_on", {"Submitted on", "Eingereicht am"}},
    {"odometer_km", {"Odometer", "Kilometerstand"}, "km"},
    {"component", {"Component", "Bauteil"}},
    {"complaint_code", {"Complaint code", "Beanstandungscode"}},
    {"cause_code", {"Cause code", "Ursachencode"}},
    {"causal_part", {"Causal part", "Schadteil"}},
    {"operation", {"Operation", "Arbeitsposition"}},
};
constexpr engine::DocumentText kTexts[] = {
    {{"Correction", "Abhilfe"}, "correction"},
    {{"Decision", "Entscheidung"}, "reason", "verdict"},
};
constexpr engine::DocumentColumn kColumns[] = {
    {"line", {"Line", "Pos."}, 2},
    {"kind", {"Kind", "Art"}, 3},
    {"item", {"Item", "Nummer"}, 8},
    {"quantity", {"Quantity", "Menge"}, 4},
    {"unit_price", {"Unit price", "Einzelpreis"}, 4},
    {"quantity", {"Amount", "Betrag"}, 4, "unit_price"},
};
constexpr engine::DocumentTotal kTotals[] = {
    {"", {"Sum of the lines", "Summe der Positionen"}},
    {"claimed", {"Claimed", "Beantragt"}, true},
    {"approved", {"Approved", "Genehmigt"}, true},
};
constexpr engine::DocumentWord kWords[] = {
    {"warranty",         {"Warranty", "Garantie"}                                      },
    {"parts",            {"Parts warranty", "Teilegarantie"}                           },
    {"goodwill",         {"Goodwill", "Kulanz"}                                        },
    {"campaign",         {"Campaign", "R\u00fcckruf"}                                  },
    {"delivery",         {"Delivery", "Auslieferung"}                                  },
    {"part",             {"Part", "Teil"}                                              },
    {"labour",           {"Labour", "Arbeit"}                                          },
    {"sublet",           {"Sublet", "Fremdleistung"}                                   },
    {"draft",            {"draft", "Entwurf"}                                          },
    {"submitted",        {"submitted", "eingereicht"}                                  },
    {"withdrawn",        {"withdrawn", "zur\u00fcckgezogen"}                           },
    {"in_review",        {"in review", "in Pr\u00fcfung"}                              },
    {"returned",         {"returned", "zur\u00fcckgegeben"}                            },
    {"approved",         {"approved", "genehmigt"}                                     },
    {"approved_reduced", {"approved in part", "teilweise genehmigt"}                   },
    {"rejected",         {"rejected", "abgelehnt"}                                     },
    {"appealed",         {"appealed", "Einspruch"}                                     },
    {"lapsed",           {"lapsed", "verfallen"}                                       },
    {"credited",         {"credited", "gutgeschrieben"}                                },
    {"settled",          {"settled", "ausgeglichen"}                                   },
    {"reversed",         {"reversed", "storniert"}                                     },
    {"oem_claimed",      {"claimed from the manufacturer", "beim Hersteller beantragt"}},
    {"oem_paid",         {"paid by the manufacturer", "vom Hersteller bezahlt"}        },
    {"oem_debited",      {"debited by the manufacturer", "vom Hersteller belastet"}    },
};

constexpr Document kDocuments[] = {
    {.name = "claim",
     .entity = "warranty.claim",
     .title = {"Warranty claim", "Garantieantrag"},
     .number = "number",
     .dated = "failure_on",
     .remark = "status",
     .parties = kParties,
     .facts = kFacts,
     .texts = kTexts,
     .lines = {"warranty.claim_line", "claim", "line", kColumns},
     .totals = kTotals,
     .words = kWords},
};

}  // namespace

std::span<const Document> documents() {
    return kDocuments;
}

}  // namespace branchline::warranty
