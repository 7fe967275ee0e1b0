#include "common/domain/org/roles.hpp"

#include <vector>

namespace branchline::org {

namespace {

// What everybody reads, on either side. Sign-ins and personal values are asked for by name.
constexpr std::string_view kEverybody =
    "system:read|org.brand:read|org.dealer:read|org.branch:read|org.node:read|org.role:read|"
    "org.price_list:read|catalog.*:read|reference.*:read|price.*:read|stock.*:read|"
    "vehicles.*:read|notes.*:read|service.*:read|warranty.*:read|orders.*:read|"
    "allocation.*:read|sales.*:read";
// A person changes the own password and no other: the API sees to that.
constexpr std::string_view kAtDealers = "org.user:read|org.grant:read|org.credential:write";
constexpr std::string_view kAtImporter =
    "network:read|org.importer_user:read|org.importer_grant:read|org.importer_credential:write";

struct Row {
    std::string_view role;
    std::string_view side;
    std::string_view name;
    std::string_view permits;
};

constexpr Row row(std::string_view role,
                  std::string_view side,
                  std::string_view name,
                  std::string_view permits) {
    return {role, side, name, permits};
}

constexpr std::string_view kImporter = "importer";
constexpr std::string_view kDealer = "dealer";

// Permanent names. One row a role; "see:" words open masked values.
constexpr Row kRows[] = {
    row("allocator",
        kImporter,
        "Allocation",
        "allocation.*|orders.*:read|orders.wholesale_order:write|"
        "orders.wholesale_order:confirm|orders.wholesale_order:reject|"
        "orders.wholesale_order:override|orders.wholesale_order:allocate|"
        "orders.wholesale_order:release|orders.wholesale_order:cancel|"
        "orders.wholesale_order:ship|orders.quota|vehicles.vehicle|vehicles.place|"
        "notes.note:write|see:cost"),
    row("pricing_mgr",
        kImporter,
        "Pricing manager",
        "price.*|catalog.part|catalog.edition|catalog.unit|orders.model_price|"
        "reference.tax_rate|data:import|see:cost|see:margin"),
    row("warranty_mgr",
        kImporter,
        "Warranty manager",
        "warranty.*|catalog.warranty_plan|catalog.warranty_rule|catalog.authorisation|"
        "catalog.goodwill|catalog.evidence|catalog.fitment|catalog.campaign|"
        "catalog.campaign_item|catalog.campaign_vehicle|vehicles.vehicle:write|"
        "vehicles.vehicle:register|accounting.*:read|see:cost|see:personal"),
    row("warranty_auditor",
        kImporter,
        "Warranty auditor",
        "warranty.claim:review|warranty.claim:approve|warranty.claim:reduce|"
        "warranty.claim:return|warranty.claim:reject|warranty.claim:write|"
        "warranty.line_decision:write|warranty.approval:write|warranty.approval:grant|"
        "warranty.approval:refuse|notes.note:write|see:cost"),
    row("parts_planner",
        kImporter,
        "Parts planner",
        "catalog.part|catalog.supersession|catalog.unit|stock.bin:write|data:import"),
    row("credit_ctrl",
        kImporter,
        "Credit controller",
        "orders.*:read|orders.credit_account|orders.wholesale_order:invoice|accounting.*|"
        "warranty.claim:credit|warranty.claim:settle|warranty.claim:reverse|see:cost"),
    row("import_cost",
        kImporter,
        "Import costs",
        "orders.*:read|orders.model_price:write|accounting.*:read|see:cost|see:margin"),
    row("network_mgr",
        kImporter,
        "Network manager",
        "network:write|network:enrol|people:manage|org.brand|org.dealer|org.branch|"
        "org.role|org.price_list|org.importer_user|org.importer_grant|"
        "org.importer_revocation|org.importer_sign_in:read|org.user:read|org.grant:read|"
        "org.sign_in:read|system:export|system:manage|see:personal"),
    row("crm_mgr", kImporter, "Customer relations", "notes.note|see:personal"),
    row("integration_op",
        kImporter,
        "Integration",
        "data:import|system:export|reference.*|catalog.model|catalog.option|"
        "catalog.operation|catalog.part|catalog.edition|catalog.supersession|"
        "catalog.unit"),
    row("oem_rep",
        kImporter,
        "Manufacturer",
        "warranty.claim:claim-oem|warranty.claim:pay-oem|warranty.claim:debit-oem"),
    row("area_mgr",
        kImporter,
        "Area manager",
        "notes.note:write|notes.note:approve|notes.note:decline|org.dealer:write|"
        "orders.*:read|allocation.*:read"),
    row("parts_counter",
        kDealer,
        "Parts counter",
        "stock.bin:write|stock.move:write|service.part_sale:write|service.line:write|"
        "service.line:void|notes.note"),
    row("advisor",
        kDealer,
        "Service advisor",
        "service.repair_order|service.appointment|service.job|service.line|"
        "service.time_entry|service.part_sale:write|stock.move:write|"
        "vehicles.event:write|vehicles.vehicle:write|notes.*|see:personal"),
    row("technician",
        kDealer,
        "Technician",
        "service.repair_order:write|service.repair_order:start|service.repair_order:wait|"
        "service.repair_order:resume|service.repair_order:finish|service.job:write|"
        "service.job:start|service.job:wait|service.job:resume|service.job:finish|"
        "service.line:write|service.time_entry:write|vehicles.event:write|"
        "notes.note:write|notes.note:submit"),
    row("salesperson",
        kDealer,
        "Salesperson",
        "orders.*:read|orders.wholesale_order:write|allocation.*:read|notes.*|sales.quote|"
        "vehicles.event:write|vehicles.vehicle:write|vehicles.vehicle:reserve|"
        "vehicles.vehicle:release|see:personal"),
    row("sales_mgr",
        kDealer,
        "Sales manager",
        "orders.*:read|orders.wholesale_order|allocation.*:read|notes.*|sales.quote|"
        "vehicles.event:write|vehicles.vehicle|accounting.*:read|see:cost|see:margin|"
        "see:personal"),
    row("fni_mgr",
        kDealer,
        "Finance and insurance",
        "orders.*:read|notes.note|vehicles.vehicle:retail|see:margin|see:personal"),
    row("warranty_admin",
        kDealer,
        "Warranty administrator",
        "warranty.claim|warranty.claim_line|warranty.attachment|warranty.approval|"
        "warranty.campaign_work|accounting.*:read|service.certificate:write|"
        "service.part_sale:write|notes.note|see:personal"),
    row("controller",
        kDealer,
        "Controller",
        "orders.*:read|accounting.*:read|service.repair_order:prepare|"
        "service.repair_order:invoice|service.repair_order:credit|"
        "service.repair_order:close|service.line:void|service.time_entry:write|"
        "service.time_entry:void|stock.move:write|org.sign_in:read|system:export|"
        "see:cost|see:margin|see:personal"),
    row("dealer_admin",
        kDealer,
        "Dealer administrator",
        "people:manage|org.user|org.grant|org.revocation|org.sign_in:read|system:manage|"
        "notes.note|see:personal"),
    row("bdc_agent", kDealer, "Customer contact", "notes.note:write|see:personal"),
    row("stock_auditor", kDealer, "Stock auditor", "stock.move:write|stock.bin:write|see:cost"),
};

}  // namespace

std::span<const DefaultRole> default_roles() {
    static const std::vector<DefaultRole> kRoles = [] {
        std::vector<DefaultRole> all;
        for (const Row& row : kRows) {
            std::string permits(kEverybody);
            permits += '|';
            permits += row.side == kDealer ? kAtDealers : kAtImporter;
            permits += '|';
            permits += row.permits;
            all.push_back({row.role, row.side, row.name, std::move(permits)});
        }
        return all;
    }();
    return kRoles;
}

}  // namespace branchline::org
