// Wholesale orders: a dealer's branch asks the importer for cars, one order a car. The importer
// decides by the order's terms, quota and credit, all of which the dealer can read without a line.

#include "common/domain/module.hpp"
#include "common/domain/orders/questions.hpp"
#include "common/domain/orders/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::orders {

using namespace schema::words;

// Options stand in one text, separated by commas, the dearest first: what is asked for changes as a
// whole, and a rule sees that it does.
constexpr auto kKinds = one_of("sold|stock|demo|fleet");
constexpr Field kOrderFields[] = {
    {1,  "branch",          key("org.branch"), author, own,   required | once, "Branch"         },
    {2,  "number",          text,              author, own,   optional | once, "Number"         },
    {3,  "kind",            kKinds,            branch, own,   required,        "Kind"           },
    {4,  "brand",           key("org.brand"),  author, own,   required | once, "Brand"          },
    {5,  "model",           text,              branch, own,   required,        "Model"          },
    {6,  "model_year",      text,              branch, own,   optional,        "Model year"     },
    {7,  "required",        text,              branch, own,   optional,        "Required"       },
    {8,  "excluded",        text,              branch, own,   optional,        "Excluded"       },
    {9,  "preferred",       text,              branch, own,   optional,        "Preferred"      },
    {10, "customer_ref",    text,              branch, own,   optional,        "Customer"       },
    {11, "deal_signed",     flag,              branch, own,   optional,        "Deal signed"    },
    {12, "wanted_on",       date,              branch, own,   optional,        "Wanted on"      },
    {13, "submitted_on",    date,              branch, own,   optional,        "Submitted on"   },
    {14, "status",          text,              flow,   state, required,        "Status"         },
    {15, "price",           amount,            hub,    own,   optional,        "Price"          },
    {16, "decided_on",      date,              hub,    own,   optional,        "Decided on"     },
    {17, "rule",            text,              hub,    own,   optional,        "Rule"           },
    {18, "reason",          text,              hub,    own,   optional,        "Reason"         },
    {19, "refused_value",   text,              hub,    own,   optional,        "Value"          },
    {20, "refused_limit",   text,              hub,    own,   optional,        "Limit"          },
    {21, "remaining",       text,              hub,    own,   optional,        "Remaining"      },
    {22, "override_reason", text,              hub,    own,   optional,        "Override reason"},
    {23, "assigned_vin",    text,              hub,    own,   optional,        "VIN"            },
    {24, "arrives_on",      date,              hub,    own,   optional,        "Arrives on"     },
    {25, "allocation_run",  text,              hub,    own,   optional,        "Allocation run" },
    {26, "received_on",     date,              branch, own,   optional,        "Received on"    },
    {27, "cancel_fee",      amount,            hub,    own,   optional,        "Fee"            },
};
// A change before the cut-off goes back to `submitted`, so that it is priced and checked again.
constexpr Transition kOrderFlow[] = {
    {"",               "draft",          schema::Side::node, "create",   0x0a01},
    {"draft",          "submitted",      schema::Side::node, "submit",   0x0a02},
    {"draft",          "awaiting_grant", schema::Side::node, "wait",     0x0a03},
    {"awaiting_grant", "submitted",      schema::Side::node, "submit",   0x0a04},
    {"draft",          "cancelled",      schema::Side::node, "cancel",   0x0a05},
    {"awaiting_grant", "cancelled",      schema::Side::node, "cancel",   0x0a06},
    {"submitted",      "cancelled",      schema::Side::node, "cancel",   0x0a07},
    {"submitted",      "confirmed",      schema::Side::hub,  "confirm",  0x0a08},
    {"awaiting_grant", "confirmed",      schema::Side::hub,  "confirm",  0x0a09},
    {"submitted",      "rejected",       schema::Side::hub,  "reject",   0x0a0a},
    {"awaiting_grant", "rejected",       schema::Side::hub,  "reject",   0x0a0b},
    {"rejected",       "confirmed",      schema::Side::hub,  "override", 0x0a0c},
    {"confirmed",      "submitted",      schema::Side::node, "modify",   0x0a0d},
    {"confirmed",      "allocated",      schema::Side::hub,  "allocate", 0x0a0e},
    {"allocated",      "confirmed",      schema::Side::hub,  "release",  0x0a0f},
    {"confirmed",      "cancelled",      schema::Side::hub,  "cancel",   0x0a10},
    {"allocated",      "cancelled",      schema::Side::hub,  "cancel",   0x0a11},
    {"allocated",      "invoiced",       schema::Side::hub,  "invoice",  0x0a12},
    {"invoiced",       "shipped",        schema::Side::hub,  "ship",     0x0a13},
    {"shipped",        "delivered",      schema::Side::node, "receive",  0x0a14},
};
constexpr std::string_view kOrderIndexes[] = {"status", "number", "assigned_vin"};
constexpr Entity kOrder{
    .id = 0x0a01,
    .name = "orders.wholesale_order",
    .collection = "wholesale-orders",
    .fields = kOrderFields,
    .flow = kOrderFlow,
    .number = "VO",
    .indexes = kOrderIndexes,
};
static_assert(is_well_formed(kOrder));

// How many cars of a group a dealer may order in a period. A group without models is the brand.
constexpr std::string_view kQuotaKey[] = {"brand", "model_group", "dealer", "period"};
constexpr Field kQuotaFields[] = {
    {1,  "brand",           key("org.brand"),  hub, own, required | once, "Brand"             },
    {2,  "model_group",     text,              hub, own, required | once, "Group"             },
    {3,  "dealer",          key("org.dealer"), hub, own, required | once, "Dealer"            },
    {4,  "period",          text,              hub, own, required | once, "Period"            },
    {5,  "models",          text,              hub, set, optional,        "Models"            },
    {6,  "valid_from",      date,              hub, own, required,        "Valid from"        },
    {7,  "valid_until",     date,              hub, own, required,        "Valid until"       },
    {8,  "total",           integer,           hub, own, required,        "Total"             },
    {9,  "guarantee",       integer,           hub, own, optional,        "Guarantee"         },
    {10, "days_supply_cap", integer,           hub, own, optional,        "Days' supply cap"  },
    {11, "sold_exempt",     flag,              hub, own, optional,        "Sold orders exempt"},
};
constexpr std::string_view kQuotaIndexes[] = {"brand"};
constexpr Entity kQuota{
    .id = 0x0a02,
    .name = "orders.quota",
    .collection = "quotas",
    .key = kQuotaKey,
    .fields = kQuotaFields,
    .indexes = kQuotaIndexes,
};
static_assert(is_well_formed(kQuota));

// What the importer lends a dealer. Orders that are confirmed and not billed are counted from the
// orders themselves; the other figures are the importer's, as of a day.
constexpr std::string_view kCreditKey[] = {"dealer", "brand"};
constexpr Field kCreditFields[] = {
    {1,  "dealer",             key("org.dealer"), hub, own,      required | once, "Dealer"      },
    {2,  "brand",              key("org.brand"),  hub, own,      required | once, "Brand"       },
    {3,  "currency",           text,              hub, own,      required,        "Currency"    },
    {4,  "credit_limit",       amount,            hub, own,      required,        "Limit"       },
    {5,  "as_of",              date,              hub, own,      required,        "As of"       },
    {6,  "receivables",        amount,            hub, own,      optional,        "Receivables" },
    {7,  "unbilled",           amount,            hub, own,      optional,        "Unbilled"    },
    {8,  "unapplied_payments", amount,            hub, own,      optional,        "Unapplied"   },
    {9,  "credit_memos",       amount,            hub, own,      optional,        "Credit memos"},
    {10, "grants_out",         amount,            hub, own,      optional,        "Granted out" },
    {11, "overdue",            amount,            hub, own,      optional,        "Overdue"     },
    {12, "overdue_days",       integer,           hub, own,      optional,        "Overdue days"},
    {13, "overdue_tolerance",  amount,            hub, own,      optional,        "Tolerated"   },
    {14, "hold",               flag,              hub, restrict, optional,        "Hold"        },
};
constexpr Entity kCredit{
    .id = 0x0a03,
    .name = "orders.credit_account",
    .collection = "credit-accounts",
    .key = kCreditKey,
    .fields = kCreditFields,
};
static_assert(is_well_formed(kCredit));

constexpr std::string_view kPriceKey[] = {"brand", "model", "issue"};
constexpr Field kPriceFields[] = {
    {1, "brand",      key("org.brand"), hub, own, required | once, "Brand"     },
    {2, "model",      text,             hub, own, required | once, "Model"     },
    {3, "issue",      text,             hub, own, required | once, "Issue"     },
    {4, "valid_from", date,             hub, own, required | once, "Valid from"},
    {5, "wholesale",  amount,           hub, own, required,        "Wholesale" },
    {6, "currency",   text,             hub, own, required,        "Currency"  },
    {7, "retail",     amount,           hub, own, optional,        "Retail"    },
};
constexpr Entity kPrice{
    .id = 0x0a04,
    .name = "orders.model_price",
    .collection = "model-prices",
    .stream = schema::StreamKind::catalog,
    .key = kPriceKey,
    .fields = kPriceFields,
    .scope = "brand",
};
static_assert(is_well_formed(kPrice));

constexpr const Entity* kEntities[] = {&kOrder, &kQuota, &kCredit, &kPrice};

domain::Module module() {
    return {.name = "orders", .entities = kEntities, .rules = rules(), .questions = questions()};
}

}  // namespace branchline::orders
