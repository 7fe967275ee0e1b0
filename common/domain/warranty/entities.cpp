// Warranty claims. The branch writes the claim and submits it; the importer decides. A decision
// comes with the rules that it rests on, one row each, readable at the branch without a line.

#include "common/domain/module.hpp"
#include "common/domain/warranty/documents.hpp"
#include "common/domain/warranty/questions.hpp"
#include "common/domain/warranty/rules.hpp"
#include "common/domain/warranty/stop_sale.hpp"
#include "common/schema/words.hpp"

namespace branchline::warranty {

using namespace schema::words;

constexpr auto kClaimKinds = one_of("warranty|parts|goodwill|campaign|delivery");
constexpr auto kOrderRef = ref("service.repair_order");
constexpr auto kApprovalRef = ref("warranty.approval");
constexpr auto kDeciderRef = ref("org.importer_user");
constexpr Field kClaimFields[] = {
    {1,  "branch",           key("org.branch"), author, own,   required | once, "Branch"          },
    {2,  "number",           text,              author, own,   optional | once, "Number"          },
    {3,  "kind",             kClaimKinds,       author, own,   required | once, "Kind"            },
    {4,  "brand",            key("org.brand"),  author, own,   required | once, "Brand"           },
    {5,  "vin",              text,              author, own,   required | once, "VIN"             },
    {6,  "repair_order",     kOrderRef,         author, own,   required | once, "Repair order"    },
    {7,  "job",              integer,           author, own,   required | once, "Job"             },
    {8,  "failure_on",       date,              branch, own,   required,        "Failed on"       },
    {9,  "repaired_on",      date,              branch, own,   optional,        "Repaired on"     },
    {10, "odometer_km",      integer,           branch, own,   required,        "Odometer"        },
    {11, "component",        text,              branch, own,   optional,        "Component"       },
    {12, "complaint_code",   text,              branch, own,   optional,        "Complaint code"  },
    {13, "cause_code",       text,              branch, own,   optional,        "Cause code"      },
    {14, "correction",       text,              branch, own,   optional,        "Correction"      },
    {15, "causal_part",      text,              branch, own,   optional,        "Causal part"     },
    {16, "operation",        text,              branch, own,   optional,        "Operation"       },
    {17, "claimed",          amount,            branch, own,   optional,        "Claimed"         },
    {18, "status",           text,              flow,   state, required,        "Status"          },
    {19, "submitted_on",     date,              branch, own,   optional,        "Submitted on"    },
    {20, "verdict",          text,              hub,    own,   optional,        "Verdict"         },
    {21, "reason",           text,              hub,    own,   optional,        "Reason"          },
    {22, "approved",         amount,            hub,    own,   optional,        "Approved"        },
    {23, "rules_version",    text,              hub,    own,   optional,        "Rules"           },
    {24, "odometer_proven",  flag,              branch, own,   optional,        "Reading proven"  },
    {25, "campaign",         text,              branch, own,   optional,        "Campaign"        },
    {26, "approval",         kApprovalRef,      branch, own,   optional,        "Prior approval"  },
    {27, "original_invoice", text,              branch, own,   optional,        "Original invoice"},
    {28, "trouble_codes",    text,              branch, set,   optional,        "Trouble codes"   },
    {29, "importer_share",   amount,            hub,    own,   optional,        "Importer pays"   },
    {30, "dealer_share",     amount,            hub,    own,   optional,        "Dealer pays"     },
    {31, "customer_share",   amount,            hub,    own,   optional,        "Customer pays"   },
    {32, "decided_on",       date,              hub,    own,   optional,        "Decided on"      },
    {33, "appealed_on",      date,              branch, own,   optional,        "Appealed on"     },
    {34, "decided_by",       kDeciderRef,       hub,    own,   optional,        "Decided by"      },
    {35, "flagged",          flag,              hub,    own,   optional,        "To be looked at" },
};
constexpr Transition kClaimFlow[] = {
    {"",                 "draft",            schema::Side::node, "create",    0x0801},
    {"draft",            "submitted",        schema::Side::node, "submit",    0x0802},
    {"returned",         "submitted",        schema::Side::node, "submit",    0x0803},
    {"draft",            "withdrawn",        schema::Side::node, "withdraw",  0x0804},
    {"submitted",        "withdrawn",        schema::Side::node, "withdraw",  0x0805},
    {"rejected",         "appealed",         schema::Side::node, "appeal",    0x0806},
    {"submitted",        "approved",         schema::Side::hub,  "approve",   0x0807},
    {"submitted",        "in_review",        schema::Side::hub,  "review",    0x0808},
    {"submitted",        "returned",         schema::Side::hub,  "return",    0x0809},
    {"submitted",        "rejected",         schema::Side::hub,  "reject",    0x080a},
    {"in_review",        "approved",         schema::Side::hub,  "approve",   0x080b},
    {"in_review",        "approved_reduced", schema::Side::hub,  "reduce",    0x080c},
    {"in_review",        "returned",         schema::Side::hub,  "return",    0x080d},
    {"in_review",        "rejected",         schema::Side::hub,  "reject",    0x080e},
    {"appealed",         "in_review",        schema::Side::hub,  "review",    0x080f},
    {"returned",         "lapsed",           schema::Side::hub,  "lapse",     0x0810},
    {"approved",         "credited",         schema::Side::hub,  "credit",    0x0811},
    {"approved_reduced", "credited",         schema::Side::hub,  "credit",    0x0812},
    {"credited",         "settled",          schema::Side::hub,  "settle",    0x0813},
    {"credited",         "reversed",         schema::Side::hub,  "reverse",   0x0814},
    {"settled",          "oem_claimed",      schema::Side::hub,  "claim-oem", 0x0815},
    {"oem_claimed",      "oem_paid",         schema::Side::hub,  "pay-oem",   0x0816},
    {"oem_claimed",      "oem_debited",      schema::Side::hub,  "debit-oem", 0x0817},
};
constexpr std::string_view kClaimIndexes[] = {"status", "vin", "number", "campaign"};
constexpr Entity kClaim{
    .id = 0x0801,
    .name = "warranty.claim",
    .collection = "claims",
    .fields = kClaimFields,
    .flow = kClaimFlow,
    .number = "WC",
    .indexes = kClaimIndexes,
};
static_assert(is_well_formed(kClaim));

constexpr auto kLineKinds = one_of("part|labour|sublet");
constexpr auto kClaimRef = ref("warranty.claim");
constexpr Field kLineFields[] = {
    {1, "branch",     key("org.branch"), author, own, required | once, "Branch"    },
    {2, "claim",      kClaimRef,         author, own, required | once, "Claim"     },
    {3, "line",       integer,           author, own, required | once, "Line"      },
    {4, "kind",       kLineKinds,        author, own, required | once, "Kind"      },
    {5, "item",       text,              author, own, required | once, "Item"      },
    {6, "quantity",   quantity,          author, own, required | once, "Quantity"  },
    {7, "unit_price", amount,            author, own, required | once, "Unit price"},
    {8, "technician", text,              author, own, optional | once, "Technician"},
    {9, "worked_on",  date,              author, own, optional | once, "Worked on" },
};
constexpr std::string_view kLineIndexes[] = {"claim"};
constexpr Entity kLine{
    .id = 0x0802,
    .name = "warranty.claim_line",
    .collection = "claim-lines",
    .fields = kLineFields,
    .indexes = kLineIndexes,
};
static_assert(is_well_formed(kLine));

constexpr Field kHitFields[] = {
    {1, "claim",     kClaimRef, hub, own, required | once, "Claim"   },
    {2, "rule",      text,      hub, own, required | once, "Rule"    },
    {3, "severity",  text,      hub, own, required | once, "Severity"},
    {4, "field",     text,      hub, own, optional | once, "Field"   },
    {5, "text",      text,      hub, own, required | once, "Text"    },
    {6, "remedy",    text,      hub, own, optional | once, "Remedy"  },
    {7, "submitted", integer,   hub, own, required | once, "Version" },
};
constexpr std::string_view kHitIndexes[] = {"claim"};
constexpr Entity kHit{
    .id = 0x0803,
    .name = "warranty.rule_hit",
    .collection = "rule-hits",
    .fields = kHitFields,
    .indexes = kHitIndexes,
};
static_assert(is_well_formed(kHit));

// What a decision pays of a line, and what it cuts off it.
constexpr Field kLineDecisionFields[] = {
    {1, "claim",     kClaimRef, hub, own, required | once, "Claim"   },
    {2, "line",      integer,   hub, own, required | once, "Line"    },
    {3, "submitted", integer,   hub, own, required | once, "Version" },
    {4, "claimed",   amount,    hub, own, required | once, "Claimed" },
    {5, "approved",  amount,    hub, own, required | once, "Approved"},
    {6, "text",      long_text, hub, own, optional | once, "Text"    },
};
constexpr std::string_view kLineDecisionIndexes[] = {"claim"};
constexpr Entity kLineDecision{
    .id = 0x0804,
    .name = "warranty.line_decision",
    .collection = "line-decisions",
    .fields = kLineDecisionFields,
    .indexes = kLineDecisionIndexes,
};
static_assert(is_well_formed(kLineDecision));

// Evidence: a file, or the hash of one that is kept elsewhere. An old part on the shelf has a tag
// instead.
constexpr auto kAttachmentKinds = one_of("photo|diagnostic_print|trouble_code|old_part|invoice");
constexpr Field kAttachmentFields[] = {
    {1, "branch",    key("org.branch"), author, own, required | once, "Branch"   },
    {2, "claim",     kClaimRef,         author, own, required | once, "Claim"    },
    {3, "kind",      kAttachmentKinds,  author, own, required | once, "Kind"     },
    {4, "line",      integer,           author, own, optional | once, "Line"     },
    {5, "hash",      text,              author, own, optional | once, "Hash"     },
    {6, "label",     text,              author, own, optional | once, "Label"    },
    {7, "file",      blob,              author, own, optional | once, "File"     },
    {8, "file_name", text,              author, own, optional | once, "File name"},
};
constexpr std::string_view kAttachmentIndexes[] = {"claim"};
constexpr Entity kAttachment{
    .id = 0x0805,
    .name = "warranty.attachment",
    .collection = "attachments",
    .fields = kAttachmentFields,
    .indexes = kAttachmentIndexes,
};
static_assert(is_well_formed(kAttachment));

// What importer and dealer have agreed on, in the dealer's own stream: no other dealer reads it.
constexpr std::string_view kAgreementKey[] = {"dealer", "brand", "version"};
constexpr Field kAgreementFields[] = {
    {1, "dealer",      key("org.dealer"),     hub, own, required | once, "Dealer"     },
    {2, "brand",       key("org.brand"),      hub, own, required | once, "Brand"      },
    {3, "version",     text,                  hub, own, required | once, "Version"    },
    {4, "valid_from",  date,                  hub, own, required,        "Valid from" },
    {5, "labour_rate", amount,                hub, own, required,        "Labour rate"},
    {6, "price_list",  key("org.price_list"), hub, own, optional,        "Price list" },
};
constexpr Entity kAgreement{
    .id = 0x0806,
    .name = "warranty.agreement",
    .collection = "agreements",
    .key = kAgreementKey,
    .fields = kAgreementFields,
};
static_assert(is_well_formed(kAgreement));

// Asked before the work is done; a claim names it.
constexpr Field kApprovalFields[] = {
    {1,  "branch",        key("org.branch"), author, own,   required | once, "Branch"       },
    {2,  "number",        text,              author, own,   optional | once, "Number"       },
    {3,  "brand",         key("org.brand"),  author, own,   required | once, "Brand"        },
    {4,  "vin",           text,              author, own,   required | once, "VIN"          },
    {5,  "reason",        text,              branch, own,   optional,        "Reason"       },
    {6,  "operations",    text,              branch, set,   optional,        "Operations"   },
    {7,  "requested",     amount,            branch, own,   optional,        "Requested"    },
    {8,  "amount_max",    amount,            hub,    own,   optional,        "Granted up to"},
    {9,  "extra_minutes", integer,           hub,    own,   optional,        "Extra minutes"},
    {10, "valid_until",   date,              hub,    own,   optional,        "Valid until"  },
    {11, "status",        text,              flow,   state, required,        "Status"       },
};
constexpr Transition kApprovalFlow[] = {
    {"",          "requested", schema::Side::node, "create", 0x0818},
    {"requested", "granted",   schema::Side::hub,  "grant",  0x0819},
    {"requested", "refused",   schema::Side::hub,  "refuse", 0x081a},
};
constexpr Entity kApproval{
    .id = 0x0807,
    .name = "warranty.approval",
    .collection = "prior-approvals",
    .fields = kApprovalFields,
    .flow = kApprovalFlow,
    .number = "WA",
};
static_assert(is_well_formed(kApproval));

// A dealer's month beside those of its group: sums, so that nobody reads another dealer's figures.
constexpr std::string_view kStatisticKey[] = {"dealer", "brand", "month"};
constexpr Field kStatisticFields[] = {
    {1,  "dealer",            key("org.dealer"), hub, own, required | once, "Dealer"           },
    {2,  "brand",             key("org.brand"),  hub, own, required | once, "Brand"            },
    {3,  "month",             text,              hub, own, required | once, "Month"            },
    {4,  "value",             integer,           hub, own, required,        "Value per vehicle"},
    {5,  "frequency",         integer,           hub, own, required,        "Claims per 1000"  },
    {6,  "group_size",        integer,           hub, own, required,        "Dealers"          },
    {7,  "value_sum",         integer,           hub, own, required,        "Sum of values"    },
    {8,  "value_squares",     integer,           hub, own, required,        "Squares of values"},
    {9,  "frequency_sum",     integer,           hub, own, required,        "Sum of claims"    },
    {10, "frequency_squares", integer,           hub, own, required,        "Squares of claims"},
};
constexpr Entity kStatistic{
    .id = 0x0808,
    .name = "warranty.statistic",
    .collection = "warranty-statistics",
    .key = kStatisticKey,
    .fields = kStatisticFields,
};
static_assert(is_well_formed(kStatistic));

// What a branch does for a campaign on one car: a row of its own for each branch that works on it.
// Which cars there are stands in the catalogue, what counts in the end in the claim.
constexpr std::string_view kWorkKey[] = {"branch", "brand", "campaign", "vin"};
constexpr Field kWorkFields[] = {
    {1, "branch",       key("org.branch"), author, own,   required | once, "Branch"       },
    {2, "brand",        key("org.brand"),  author, own,   required | once, "Brand"        },
    {3, "campaign",     text,              author, own,   required | once, "Campaign"     },
    {4, "vin",          text,              author, own,   required | once, "VIN"          },
    {5, "status",       text,              flow,   state, required,        "Status"       },
    {6, "scheduled_on", date,              branch, own,   optional,        "Scheduled for"},
    {7, "repair_order", kOrderRef,         branch, own,   optional,        "Repair order" },
    {8, "completed_on", date,              branch, own,   optional,        "Completed on" },
};
constexpr Transition kWorkFlow[] = {
    {"",            "open",        schema::Side::node, "create",      0x081b},
    {"open",        "scheduled",   schema::Side::node, "schedule",    0x081c},
    {"scheduled",   "parts_ready", schema::Side::node, "ready-parts", 0x081d},
    {"open",        "completed",   schema::Side::node, "complete",    0x081e},
    {"scheduled",   "completed",   schema::Side::node, "complete",    0x081f},
    {"parts_ready", "completed",   schema::Side::node, "complete",    0x0820},
    {"scheduled",   "open",        schema::Side::node, "call-off",    0x0821},
    {"parts_ready", "open",        schema::Side::node, "call-off",    0x0822},
};
constexpr std::string_view kWorkIndexes[] = {"vin", "campaign"};
constexpr Entity kWork{
    .id = 0x0809,
    .name = "warranty.campaign_work",
    .collection = "campaign-works",
    .key = kWorkKey,
    .fields = kWorkFields,
    .flow = kWorkFlow,
    .indexes = kWorkIndexes,
};
static_assert(is_well_formed(kWork));

// How far a campaign is on one car, as the importer has heard it, told to every dealer of the
// brand. Cars that nobody has begun with have no row.
constexpr auto kProgress = one_of("open|scheduled|parts_ready|completed|confirmed");
constexpr std::string_view kCampaignStatusKey[] = {"brand", "campaign", "vin"};
constexpr Field kCampaignStatusFields[] = {
    {1, "brand",    key("org.brand"),  hub, own, required | once, "Brand"   },
    {2, "campaign", text,              hub, own, required | once, "Campaign"},
    {3, "vin",      text,              hub, own, required | once, "VIN"     },
    {4, "progress", kProgress,         hub, own, required,        "Progress"},
    {5, "branch",   key("org.branch"), hub, own, optional,        "Branch"  },
    {6, "claim",    text,              hub, own, optional,        "Claim"   },
    {7, "as_of",    date,              hub, own, required,        "As of"   },
};
constexpr std::string_view kCampaignStatusIndexes[] = {"vin", "campaign"};
constexpr Entity kCampaignStatus{
    .id = 0x080a,
    .name = "warranty.campaign_status",
    .collection = "campaign-statuses",
    .stream = schema::StreamKind::network,
    .key = kCampaignStatusKey,
    .fields = kCampaignStatusFields,
    .scope = "brand",
    .indexes = kCampaignStatusIndexes,
};
static_assert(is_well_formed(kCampaignStatus));

constexpr const Entity* kEntities[] = {
    &kClaim,     &kLine,     &kHit,       &kLineDecision, &kAttachment,
    &kAgreement, &kApproval, &kStatistic, &kWork,         &kCampaignStatus,
};

domain::Module module() {
    return {.name = "warranty",
            .entities = kEntities,
            .rules = rules(),
            .questions = questions(),
            .documents = documents(),
            .preconditions = preconditions()};
}

}  // namespace branchline::warranty
