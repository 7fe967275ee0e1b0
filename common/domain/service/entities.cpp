// The workshop: appointments, repair orders, their jobs with the three Cs (complaint, cause,
// correction), what a job is charged with, and the technicians' clocks.

#include "common/domain/module.hpp"
#include "common/domain/service/documents.hpp"
#include "common/domain/service/preconditions.hpp"
#include "common/domain/service/questions.hpp"
#include "common/domain/service/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::service {

using namespace schema::words;

constexpr auto kPayers = one_of("customer|warranty|internal|contract|goodwill");
constexpr auto kApprovals = one_of("signature|telephone|message|in_person");
constexpr auto kOrderRef = ref("service.repair_order");
constexpr auto kJobRef = ref("service.job");
constexpr auto kUserRef = ref("org.user");
constexpr auto kAppointmentRef = ref("service.appointment");

// Customer, reading and dates are the order's. Payer, three Cs and operation are those of its one
// job, as long as it has no rows of service.job. The invoice keeps the versions of the tax rates
// that it was made with, so that it comes to the same whatever the importer publishes later.
constexpr auto kWaitingFor = one_of("parts|approval|sublet|customer");
constexpr Field kOrderFields[] = {
    {1,  "branch",         key("org.branch"), author, own,   required | once, "Branch"         },
    {2,  "number",         text,              author, own,   optional | once, "Number"         },
    {3,  "vin",            text,              author, own,   required | once, "VIN"            },
    {4,  "opened_on",      date,              author, own,   required | once, "Opened on"      },
    {5,  "closed_on",      date,              branch, own,   optional,        "Closed on"      },
    {6,  "odometer_km",    integer,           branch, own,   optional,        "Odometer"       },
    {7,  "customer",       text,              branch, lww,   optional,        "Customer"       },
    {8,  "payer",          kPayers,           branch, own,   optional,        "Paid by"        },
    {9,  "complaint_code", text,              branch, own,   optional,        "Complaint code" },
    {10, "complaint",      text,              branch, lww,   optional,        "Complaint"      },
    {11, "cause_code",     text,              branch, own,   optional,        "Cause code"     },
    {12, "cause",          text,              branch, lww,   optional,        "Cause"          },
    {13, "correction",     text,              branch, lww,   optional,        "Correction"     },
    {14, "operation",      text,              branch, own,   optional,        "Operation"      },
    {15, "status",         text,              flow,   state, required,        "Status"         },
    {16, "maintenance",    flag,              branch, own,   optional,        "Maintenance"    },
    {17, "waiting_for",    kWaitingFor,       branch, own,   optional,        "Waiting for"    },
    {18, "promised_at",    instant,           branch, own,   optional,        "Promised for"   },
    {19, "advisor",        kUserRef,          branch, own,   optional,        "Advisor"        },
    {20, "appointment",    kAppointmentRef,   branch, own,   optional | once, "Appointment"    },
    {21, "comeback_of",    kOrderRef,         branch, own,   optional | once, "Comes back from"},
    {22, "authorised_on",  date,              branch, own,   optional,        "Authorised on"  },
    {23, "authorised_how", kApprovals,        branch, own,   optional,        "Authorised by"  },
    {24, "invoiced_on",    date,              branch, own,   optional,        "Invoiced on"    },
    {25, "corrects",       kOrderRef,         author, own,   optional | once, "Corrects"       },
    {26, "tax_versions",   text,              flow,   own,   optional | once, "Tax versions"   },
};
constexpr Transition kOrderFlow[] = {
    {"",                 "open",             schema::Side::node, "create",    0x0701},
    {"open",             "in_work",          schema::Side::node, "start",     0x0702},
    {"in_work",          "waiting",          schema::Side::node, "wait",      0x0703},
    {"waiting",          "in_work",          schema::Side::node, "resume",    0x0704},
    {"in_work",          "done",             schema::Side::node, "finish",    0x0705},
    {"done",             "invoiced",         schema::Side::node, "invoice",   0x0706},
    {"invoiced",         "closed",           schema::Side::node, "close",     0x0707},
    {"open",             "cancelled",        schema::Side::node, "cancel",    0x0708},
    {"open",             "estimated",        schema::Side::node, "estimate",  0x0709},
    {"estimated",        "authorised",       schema::Side::node, "authorise", 0x070a},
    {"open",             "authorised",       schema::Side::node, "authorise", 0x070b},
    {"authorised",       "dispatched",       schema::Side::node, "dispatch",  0x070c},
    {"dispatched",       "in_work",          schema::Side::node, "start",     0x070d},
    {"authorised",       "in_work",          schema::Side::node, "start",     0x070e},
    {"done",             "quality_checked",  schema::Side::node, "check",     0x070f},
    {"quality_checked",  "ready_to_invoice", schema::Side::node, "prepare",   0x0710},
    {"ready_to_invoice", "invoiced",         schema::Side::node, "invoice",   0x0711},
    {"done",             "in_work",          schema::Side::node, "rework",    0x0712},
    {"quality_checked",  "in_work",          schema::Side::node, "rework",    0x0713},
    {"ready_to_invoice", "in_work",          schema::Side::node, "rework",    0x0714},
    {"estimated",        "cancelled",        schema::Side::node, "cancel",    0x0715},
    {"authorised",       "cancelled",        schema::Side::node, "cancel",    0x0716},
    {"invoiced",         "credited",         schema::Side::node, "credit",    0x0717},
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

// The branch alone plans its bays, so a bay that is taken is seen before anything is written.
constexpr auto kSources = one_of("telephone|counter|web|message|campaign");
constexpr auto kTransports = one_of("none|waits|courtesy_car|shuttle|pick_up");
constexpr Field kAppointmentFields[] = {
    {1,  "branch",       key("org.branch"), author, own,   required | once, "Branch"      },
    {2,  "day",          date,              branch, own,   required,        "Day"         },
    {3,  "start_minute", integer,           branch, own,   required,        "Start"       },
    {4,  "minutes",      integer,           branch, own,   required,        "Minutes"     },
    {5,  "bay",          text,              branch, own,   optional,        "Bay"         },
    {6,  "advisor",      kUserRef,          branch, own,   optional,        "Advisor"     },
    {7,  "customer",     text,              branch, lww,   optional,        "Customer"    },
    {8,  "contact",      text,              branch, lww,   optional,        "Contact"     },
    {9,  "vin",          text,              branch, own,   optional,        "VIN"         },
    {10, "work",         text,              branch, lww,   required,        "Work"        },
    {11, "source",       kSources,          branch, own,   optional,        "Source"      },
    {12, "transport",    kTransports,       branch, own,   optional,        "Transport"   },
    {13, "status",       text,              flow,   state, required,        "Status"      },
    {14, "repair_order", kOrderRef,         branch, own,   optional | once, "Repair order"},
};
constexpr Transition kAppointmentFlow[] = {
    {"",          "booked",    schema::Side::node, "create",  0x0720},
    {"booked",    "confirmed", schema::Side::node, "confirm", 0x0721},
    {"booked",    "arrived",   schema::Side::node, "arrive",  0x0722},
    {"confirmed", "arrived",   schema::Side::node, "arrive",  0x0723},
    {"booked",    "no_show",   schema::Side::node, "miss",    0x0724},
    {"confirmed", "no_show",   schema::Side::node, "miss",    0x0725},
    {"booked",    "cancelled", schema::Side::node, "cancel",  0x0726},
    {"confirmed", "cancelled", schema::Side::node, "cancel",  0x0727},
};
constexpr std::string_view kAppointmentIndexes[] = {"day", "vin"};
constexpr Entity kAppointment{
    .id = 0x0704,
    .name = "service.appointment",
    .collection = "appointments",
    .fields = kAppointmentFields,
    .flow = kAppointmentFlow,
    .indexes = kAppointmentIndexes,
};
static_assert(is_well_formed(kAppointment));

// Advisor and technician both write the three Cs: where they disagree, a person decides.
constexpr Field kJobFields[] = {
    {1,  "branch",           key("org.branch"), author, own,   required | once, "Branch"        },
    {2,  "repair_order",     kOrderRef,         author, own,   required | once, "Repair order"  },
    {3,  "job",              integer,           author, own,   required | once, "Job"           },
    {4,  "complaint_code",   text,              branch, own,   optional,        "Complaint code"},
    {5,  "complaint",        text,              branch, lww,   optional,        "Complaint"     },
    {6,  "cause_code",       text,              branch, own,   optional,        "Cause code"    },
    {7,  "cause",            text,              branch, lww,   optional,        "Cause"         },
    {8,  "correction",       text,              branch, lww,   optional,        "Correction"    },
    {9,  "pay_type",         kPayers,           branch, own,   optional,        "Paid by"       },
    {10, "customer_percent", integer,           branch, own,   optional,        "Customer pays" },
    {11, "importer_percent", integer,           branch, own,   optional,        "Importer pays" },
    {12, "dealer_percent",   integer,           branch, own,   optional,        "Dealer pays"   },
    {13, "operation",        text,              branch, own,   optional,        "Operation"     },
    {14, "causal_part",      text,              branch, own,   optional,        "Causal part"   },
    {15, "technician",       kUserRef,          branch, own,   optional,        "Technician"    },
    {16, "estimate",         amount,            branch, own,   optional,        "Estimate"      },
    {17, "approved_on",      date,              branch, own,   optional,        "Approved on"   },
    {18, "approved_how",     kApprovals,        branch, own,   optional,        "Approved by"   },
    {19, "status",           text,              flow,   state, required,        "Status"        },
};
constexpr Transition kJobFlow[] = {
    {"",        "open",      schema::Side::node, "create", 0x0730},
    {"open",    "in_work",   schema::Side::node, "start",  0x0731},
    {"in_work", "waiting",   schema::Side::node, "wait",   0x0732},
    {"waiting", "in_work",   schema::Side::node, "resume", 0x0733},
    {"in_work", "done",      schema::Side::node, "finish", 0x0734},
    {"done",    "in_work",   schema::Side::node, "rework", 0x0735},
    {"open",    "cancelled", schema::Side::node, "cancel", 0x0736},
    {"waiting", "cancelled", schema::Side::node, "cancel", 0x0737},
};
constexpr std::string_view kJobIndexes[] = {"repair_order", "technician"};
constexpr Entity kJob{
    .id = 0x0705,
    .name = "service.job",
    .collection = "order-jobs",
    .fields = kJobFields,
    .flow = kJobFlow,
    .indexes = kJobIndexes,
};
static_assert(is_well_formed(kJob));

// What a job is charged with is a fact. A wrong one is taken back: by making it void, or by a line
// of the opposite quantity that names it.
constexpr auto kLineKinds = one_of("labour|part|sublet|fee");
constexpr Field kLineFields[] = {
    {1,  "branch",       key("org.branch"),   author, own, required | once, "Branch"      },
    {2,  "repair_order", kOrderRef,           author, own, required | once, "Repair order"},
    {3,  "job",          kJobRef,             author, own, required | once, "Job"         },
    {4,  "line",         integer,             author, own, required | once, "Line"        },
    {5,  "kind",         kLineKinds,          author, own, required | once, "Kind"        },
    {6,  "item",         text,                author, own, required | once, "Item"        },
    {7,  "text",         text,                author, own, optional | once, "Text"        },
    {8,  "quantity",     quantity,            author, own, required | once, "Quantity"    },
    {9,  "unit_price",   amount,              author, own, required | once, "Unit price"  },
    {10, "discount",     amount,              author, own, optional | once, "Discount"    },
    {11, "unit_cost",    amount,              author, own, optional | once, "Unit cost"   },
    {12, "tax_code",     text,                author, own, optional | once, "Tax code"    },
    {13, "technician",   kUserRef,            author, own, optional | once, "Technician"  },
    {14, "worked_on",    date,                author, own, optional | once, "Worked on"   },
    {15, "bin",          text,                author, own, optional | once, "Bin"         },
    {16, "takes_back",   ref("service.line"), author, own, optional | once, "Takes back"  },
};
constexpr std::string_view kLineIndexes[] = {"repair_order", "job"};
constexpr Entity kLine{
    .id = 0x0706,
    .name = "service.line",
    .collection = "order-lines",
    .fields = kLineFields,
    .indexes = kLineIndexes,
};
static_assert(is_well_formed(kLine));

constexpr auto kIdle = one_of("training|cleaning|waiting|break|meeting|errand");
constexpr Field kTimeFields[] = {
    {1, "branch",       key("org.branch"), author, own, required | once, "Branch"      },
    {2, "technician",   kUserRef,          author, own, required | once, "Technician"  },
    {3, "repair_order", kOrderRef,         author, own, optional | once, "Repair order"},
    {4, "job",          kJobRef,           author, own, optional | once, "Job"         },
    {5, "idle",         kIdle,             author, own, optional | once, "Idle"        },
    {6, "started_at",   instant,           author, own, required | once, "Started"     },
    {7, "stopped_at",   instant,           author, own, optional | once, "Stopped"     },
    {8, "remark",       text,              branch, lww, optional,        "Remark"      },
};
constexpr std::string_view kTimeIndexes[] = {"repair_order", "technician", "started_at"};
constexpr Entity kTimeEntry{
    .id = 0x0707,
    .name = "service.time_entry",
    .collection = "time-entries",
    .fields = kTimeFields,
    .indexes = kTimeIndexes,
};
static_assert(is_well_formed(kTimeEntry));

constexpr const Entity* kEntities[] = {
    &kOrder, &kPartSale, &kCertificate, &kAppointment, &kJob, &kLine, &kTimeEntry,
};

domain::Module module() {
    return {.name = "service",
            .entities = kEntities,
            .rules = rules(),
            .questions = questions(),
            .documents = documents(),
            .preconditions = preconditions()};
}

}  // namespace branchline::service
