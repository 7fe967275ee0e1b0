#include "common/domain/service/documents.hpp"

#include <fmt/format.h>

#include "common/domain/money.hpp"
#include "common/domain/service/totals.hpp"

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
constexpr engine::DocumentText kJobTexts[] = {
    {{"Complaint", "Beanstandung"}, "complaint", "complaint_code"},
    {{"Cause", "Ursache"}, "cause", "cause_code"},
    {{"Correction", "Abhilfe"}, "correction"},
    {{"Operation", "Arbeitsposition"}, "operation"},
};
constexpr engine::DocumentColumn kColumns[] = {
    {"job.job", {"Job", "Arb."}, 2},
    {"kind", {"Kind", "Art"}, 4},
    {"item", {"Item", "Nummer"}, 7},
    {"quantity", {"Quantity", "Menge"}, 4},
    {"unit_price", {"Unit price", "Einzelpreis"}, 4},
    {"discount", {"Discount", "Nachlass"}, 4},
    {"quantity", {"Amount", "Betrag"}, 4, "unit_price"},
};
constexpr engine::DocumentTotal kTotals[] = {
    {"", {"Sum before discounts", "Summe vor Nachl\u00e4ssen"}},
};
/// 19 % or 7.7 %, without zeros at the end.
std::string percent_text(std::int64_t rate, char point) {
    constexpr std::int64_t kOnePercent = reference::kTaxWhole / 100;
    std::string out = fmt::format("{}", rate / kOnePercent);
    std::string rest = fmt::format("{:04}", rate % kOnePercent);
    rest.erase(rest.find_last_not_of('0') + 1);
    return rest.empty() ? out : out + point + rest;
}

engine::ComputedTotal tax_total(const Taxed& row) {
    const bool is_contract = row.payer == kContract;
    return {.english = fmt::format("Tax {} {} %{}", row.code, percent_text(*row.rate, '.'),
                                   is_contract ? ", service contract" : ""),
            .german = fmt::format("Steuer {} {} %{}", row.code, percent_text(*row.rate, ','),
                                  is_contract ? ", Servicevertrag" : ""),
            .hundredths = *row.tax};
}

void add_net(std::vector<engine::ComputedTotal>& out, const PaidBy& paid) {
    const auto add = [&](const Amounts& net, const char* english, const char* german) {
        if (net != Amounts{}) out.push_back({english, german, net.sum()});
    };
    add(paid.customer, "Customer, net", "Kunde, netto");
    add(paid.contract, "Service contract, net", "Servicevertrag, netto");
    add(paid.importer, "Importer, net", "Importeur, netto");
    add(paid.dealer, "Dealer, net", "H\u00e4ndler, netto");
}

/// What each of them pays, less discounts; then what customer and contract are charged, with tax:
/// of an order without tax codes, or with one that has no rate, nothing.
Result<std::vector<engine::ComputedTotal>> payer_totals(engine::Store& store,
                                                        const engine::Record& record) {
    TRY(const Order order, order_file(store, record));
    TRY(const Totals totals, totals_of(order));
    std::vector<engine::ComputedTotal> out;
    add_net(out, totals.paid_by);
    if (totals.taxes.empty() || !totals.tax()) return out;
    for (const Taxed& row : totals.taxes) out.push_back(tax_total(row));
    const auto add = [&](const Amounts& net, std::string_view payer, const char* english,
                         const char* german) {
        const auto gross = domain::sum(net.sum(), totals.tax_of(payer));
        if (!gross || net == Amounts{}) return;
        out.push_back({english, german, *gross, true});
    };
    add(totals.paid_by.customer, service::kCustomer, "Customer, with tax", "Kunde, mit Steuer");
    add(totals.paid_by.contract, kContract, "Service contract, with tax",
        "Servicevertrag, mit Steuer");
    return out;
}

constexpr engine::DocumentWord kWords[] = {
    {"estimated",        {"estimated", "gesch\u00e4tzt"}       },
    {"authorised",       {"authorised", "beauftragt"}          },
    {"dispatched",       {"dispatched", "eingeteilt"}          },
    {"quality_checked",  {"checked", "gepr\u00fcft"}           },
    {"ready_to_invoice", {"ready to invoice", "rechnungsreif"} },
    {"credited",         {"credited", "gutgeschrieben"}        },
    {"labour",           {"Labour", "Arbeit"}                  },
    {"part",             {"Part", "Teil"}                      },
    {"sublet",           {"Sublet", "Fremdleistung"}           },
    {"fee",              {"Fee", "Geb\u00fchr"}                },
    {"open",             {"open", "offen"}                     },
    {"in_work",          {"in work", "in Arbeit"}              },
    {"waiting",          {"waiting", "wartet"}                 },
    {"done",             {"done", "fertig"}                    },
    {"invoiced",         {"invoiced", "berechnet"}             },
    {"closed",           {"closed", "abgeschlossen"}           },
    {"cancelled",        {"cancelled", "storniert"}            },
    {"customer",         {"Customer", "Kunde"}                 },
    {"warranty",         {"Warranty", "Garantie"}              },
    {"internal",         {"Internal", "Intern"}                },
    {"contract",         {"Service contract", "Servicevertrag"}},
    {"goodwill",         {"Goodwill", "Kulanz"}                },
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
     .parts = {"service.job",
               "repair_order",
               "job",
               {"Job", "Arbeit"},
               "job",
               "pay_type",
               kJobTexts,
               {"status", "cancelled"}},
     .lines = {"service.line", "repair_order", "line", kColumns, {"job.status", "cancelled"}},
     .totals = kTotals,
     .computed = payer_totals,
     .words = kWords},
};

}  // namespace

std::span<const Document> documents() {
    return kDocuments;
}

}  // namespace branchline::service
