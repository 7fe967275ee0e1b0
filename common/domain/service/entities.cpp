// The workshop: a repair order with one job and its three Cs, complaint, cause and correction.

#include "common/domain/module.hpp"
#include "common/domain/service/documents.hpp"
#include "common/domain/service/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::service {

using namespace schema::words;

constexpr auto kPayers = one_of("customer|warranty|internal|contract|goodwill");
constexpr Field kOrderFields[] = {
    {1,  "branch",         key("org.branch"), author, own,   required | once, "Branch"        },
    {2,  "number",         text,              author, own,   optional | once, "Number"        },
    {3,  "vin",            text,              author, own,   required | once, "VIN"           },
    {4,  "opened_on",      date,              author, own,   required | once, "Opened on"     },
    {5,  "closed_on",      date,              branch, own,   optional,        "Closed on"     },
    {6,  "odometer_km",    integer,           branch, own,   optional,        "Odometer"      },
    {7,  "customer",       text,              branch, lww,   optional,        "Customer"      },
    {8,  "payer",          kPayers,           branch, own,   optional,        "Paid by"       },
    {9,  "complaint_code", text,              branch, own,   optional,        "Complaint code"},
    {10, "complaint",      text,              branch, lww,   optional,        "Complaint"     },
    {11, "cause_code",     text,              branch, own,   optional,        "Cause code"    },
    {12, "cause",          text,              branch, lww,   optional,        "Cause"         },
    {13, "correction",     text,              branch, lww,   optional,        "Correction"    },
    {14, "operation",      text,              branch, own,   optional,        "Operation"     },
    {15, "status",         text,              flow,   state, required,        "Status"        },
    {16, "maintenance",    flag,              branch, own,   optional,        "Maintenance"   },
};
constexpr Transition kOrderFlow[] = {
    {"",         "open",      schema::Side::node, "create",  0x0701},
    {"open",     "in_work",   schema::Side::node, "start",   0x0702},
    {"in_work",  "waiting",   schema::Side::node, "wait",    0x0703},
    {"waiting",  "in_work",   schema::Side::node, "resume",  0x0704},
    {"in_work",  "done",      schema::Side::node, "finish",  0x0705},
    {"done",     "invoiced",  schema::Side::node, "invoice", 0x0706},
    {"invoiced", "closed",    schema::Side::node, "close",   0x0707},
    {"open",     "cancelled", schema::Side::node, "cancel",  0x0708},
};
constexpr std::string_view kOrderIndexes[] = {"vin", "number", "status"};
constexpr Entity kOrder{
    .id = 0x0701,
    .name = "service.repair_order",
    .collection = "repair-orders",
    .fields = kOrderFields,
    .flow = kOrderFlow,
    .number = "RO",
    .indexes = kOrderIndexes,
};
static_assert(is_well_formed(kOrder));

// A part that was fitted or sold over the counter: where its own warranty begins.
constexpr Field kPartSaleFields[] = {
    {1, "branch",  key("org.branch"), author, own, required | once, "Branch"     },
    {2, "invoice", text,              author, own, required | once, "Invoice"    },
    {3, "part",    text,              author, own, required | once, "Part number"},
    {4, "sold_on", date,              author, own, required | once, "Sold on"    },
    {5, "vin",     text,              author, own, optional | once, "VIN"        },
};
constexpr std::string_view kPartSaleIndexes[] = {"invoice"};
constexpr Entity kPartSale{
    .id = 0x0702,
    .name = "service.part_sale",
    .collection = "part-sales",
    .fields = kPartSaleFields,
    .indexes = kPartSaleIndexes,
};
static_assert(is_well_formed(kPartSale));

// What a technician has been trained for. The importer trains, so the importer certifies.
constexpr std::string_view kCertificateKey[] = {"dealer", "technician", "skill"};
constexpr Field kCertificateFields[] = {
    {1, "dealer",      key("org.dealer"), hub, own, required | once, "Dealer"     },
    {2, "technician",  text,              hub, own, required | once, "Technician" },
    {3, "skill",       text,              hub, own, required | once, "Skill"      },
    {4, "valid_from",  date,              hub, own, required,        "Valid from" },
    {5, "valid_until", date,              hub, own, optional,        "Valid until"},
};
constexpr Entity kCertificate{
    .id = 0x0703,
    .name = "service.certificate",
    .collection = "certificates",
    .key = kCertificateKey,
    .fields = kCertificateFields,
};
static_assert(is_well_formed(kCertificate));

constexpr const Entity* kEntities[] = {&kOrder, &kPartSale, &kCertificate};

domain::Module module() {
    return {.name = "service",
            .entities = kEntities,
            .rules = rules(),
            .questions = {},
            .documents = documents()};
}

}  // namespace branchline::service
