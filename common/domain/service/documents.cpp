#include "common/domain/service/documents.hpp"

namespace branchline::service {

namespace {

using engine::Document;
using engine::Path;

constexpr Path kWorkshop[] = {"branch.dealer.name", "branch.name", "branch"};
constexpr Path kCustomer[] = {"customer"};
constexpr engine::DocumentParty kParties[] = {
    {{"Workshop", "Werkstatt"}, kWorkshop},
    {{"Customer", "Kunde"},     kCustomer},
};
constexpr engine::DocumentFact kFacts[] = {
    {"vin", {"VIN", "Fahrgestellnummer"}},
    {"odometer_km", {"Odometer", "Kilometerstand"}, "km"},
    {"operation", {"Operation", "Arbeitsposition"}},
    {"opened_on", {"Opened on", "Angenommen am"}},
    {"closed_on", {"Closed on", "Abgeschlossen am"}},
    {"payer", {"Paid by", "Zahler"}},
};
constexpr engine::DocumentText kTexts[] = {
    {{"Complaint", "Beanstandung"}, "complaint", "complaint_code"},
    {{"Cause", "Ursache"}, "cause", "cause_code"},
    {{"Correction", "Abhilfe"}, "correction"},
};
constexpr engine::DocumentWord kWords[] = {
    {"open",      {"open", "offen"}                     },
    {"in_work",   {"in work", "in Arbeit"}              },
    {"waiting",   {"waiting", "wartet"}                 },
    {"done",      {"done", "fertig"}                    },
    {"invoiced",  {"invoiced", "berechnet"}             },
    {"closed",    {"closed", "abgeschlossen"}           },
    {"cancelled", {"cancelled", "storniert"}            },
    {"customer",  {"Customer", "Kunde"}                 },
    {"warranty",  {"Warranty", "Garantie"}              },
    {"internal",  {"Internal", "Intern"}                },
    {"contract",  {"Service contract", "Servicevertrag"}},
    {"goodwill",  {"Goodwill", "Kulanz"}                },
};

constexpr Document kDocuments[] = {
    {.name = "repair-order",
     .entity = "service.repair_order",
     .title = {"Repair order", "Reparaturauftrag"},
     .number = "number",
     .dated = "opened_on",
     .remark = "status",
     .parties = kParties,
     .facts = kFacts,
     .texts = kTexts,
     .words = kWords},
};

}  // namespace

std::span<const Document> documents() {
    return kDocuments;
}

}  // namespace branchline::service
