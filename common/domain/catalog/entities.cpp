// What a brand sells and how it is looked after. The importer publishes; every dealer of the brand
// holds it. Parts come in editions: a replica shows an edition whole or not at all.

#include "common/domain/catalog/questions.hpp"
#include "common/domain/catalog/rules.hpp"
#include "common/domain/module.hpp"
#include "common/schema/words.hpp"

namespace branchline::catalog {

using namespace schema::words;

constexpr auto kCatalog = schema::StreamKind::catalog;

constexpr std::string_view kEditionKey[] = {"brand", "edition"};
constexpr Field kEditionFields[] = {
    {1, "brand",      key("org.brand"), hub, own, required | once, "Brand"     },
    {2, "edition",    text,             hub, own, required | once, "Edition"   },
    {3, "published",  flag,             hub, own, required,        "Published" },
    {4, "valid_from", date,             hub, own, required | once, "Valid from"},
    {5, "row_count",  integer,          hub, own, required,        "Rows"      },
    {6, "source",     text,             hub, own, optional,        "Source"    },
};
constexpr Entity kEdition{
    .id = 0x0401,
    .name = "catalog.edition",
    .collection = "catalog-editions",
    .stream = kCatalog,
    .key = kEditionKey,
    .fields = kEditionFields,
    .scope = "brand",
};
static_assert(is_well_formed(kEdition));

constexpr auto kUnits = one_of("piece|set|litre|kilogram|metre");
constexpr auto kPartStatus = one_of("active|superseded|discontinued");
constexpr std::string_view kPartKey[] = {"brand", "part", "edition"};
constexpr Field kPartFields[] = {
    {1,  "brand",          key("org.brand"), hub, own, required | once, "Brand"         },
    {2,  "part",           text,             hub, own, required | once, "Part number"   },
    {3,  "edition",        text,             hub, own, required | once, "Edition"       },
    {4,  "valid_from",     date,             hub, own, required,        "Valid from"    },
    {5,  "display",        text,             hub, own, optional,        "As written"    },
    {6,  "description",    text,             hub, own, optional,        "Description"   },
    {7,  "unit",           kUnits,           hub, own, optional,        "Unit"          },
    {8,  "pack_quantity",  integer,          hub, own, optional,        "Pack"          },
    {9,  "weight_g",       integer,          hub, own, optional,        "Weight in g"   },
    {10, "product_group",  text,             hub, own, optional,        "Product group" },
    {11, "discount_group", text,             hub, own, optional,        "Discount group"},
    {12, "status",         kPartStatus,      hub, own, optional,        "Status"        },
    {13, "is_core",        flag,             hub, own, optional,        "Core"          },
    {14, "core_value",     amount,           hub, own, optional,        "Core deposit"  },
    {15, "wear_item",      flag,             hub, own, optional,        "Wear item"     },
    {16, "returnable",     flag,             hub, own, optional,        "Returnable"    },
};
constexpr std::string_view kPartIndexes[] = {"part", "description", "product_group"};
constexpr Entity kPart{
    .id = 0x0402,
    .name = "catalog.part",
    .collection = "parts",
    .stream = kCatalog,
    .key = kPartKey,
    .fields = kPartFields,
    .scope = "brand",
    .edition = "catalog.edition",
    .indexes = kPartIndexes,
};
static_assert(is_well_formed(kPart));

constexpr auto kSupersessionKinds = one_of("replaced|kit|alternative|ended");
constexpr auto kInterchange = one_of("one_way|two_way|none");
constexpr std::string_view kSupersessionKey[] = {"brand", "old_part", "new_part"};
constexpr Field kSupersessionFields[] = {
    {1, "brand",        key("org.brand"),   hub, own, required | once, "Brand"       },
    {2, "old_part",     text,               hub, own, required | once, "Old number"  },
    {3, "new_part",     text,               hub, own, required | once, "New number"  },
    {4, "kind",         kSupersessionKinds, hub, own, required,        "Kind"        },
    {5, "factor",       quantity,           hub, own, optional,        "Factor"      },
    {6, "interchange",  kInterchange,       hub, own, optional,        "Interchange" },
    {7, "use_up_old",   flag,               hub, own, optional,        "Use up old"  },
    {8, "effective_on", date,               hub, own, optional,        "Effective on"},
};
constexpr std::string_view kSupersessionIndexes[] = {"old_part", "new_part"};
constexpr Entity kSupersession{
    .id = 0x0403,
    .name = "catalog.supersession",
    .collection = "supersessions",
    .stream = kCatalog,
    .key = kSupersessionKey,
    .fields = kSupersessionFields,
    .scope = "brand",
    .indexes = kSupersessionIndexes,
};
static_assert(is_well_formed(kSupersession));

constexpr std::string_view kModelKey[] = {"brand", "model", "model_year"};
constexpr Field kModelFields[] = {
    {1, "brand",         key("org.brand"), hub, own, required | once, "Brand"        },
    {2, "model",         text,             hub, own, required | once, "Model"        },
    {3, "model_year",    text,             hub, own, required | once, "Model year"   },
    {4, "description",   text,             hub, own, optional,        "Description"  },
    {5, "body",          text,             hub, own, optional,        "Body"         },
    {6, "powertrain",    text,             hub, own, optional,        "Powertrain"   },
    {7, "warranty_plan", text,             hub, own, optional,        "Warranty plan"},
    {8, "active",        flag,             hub, own, optional,        "Active"       },
};
constexpr std::string_view kModelIndexes[] = {"model"};
constexpr Entity kModel{
    .id = 0x0404,
    .name = "catalog.model",
    .collection = "models",
    .stream = kCatalog,
    .key = kModelKey,
    .fields = kModelFields,
    .scope = "brand",
    .indexes = kModelIndexes,
};
static_assert(is_well_formed(kModel));

constexpr auto kOptionKinds = one_of("colour|trim|pack|accessory");
constexpr std::string_view kOptionKey[] = {"brand", "model", "option"};
constexpr Field kOptionFields[] = {
    {1, "brand",       key("org.brand"), hub, own, required | once, "Brand"      },
    {2, "model",       text,             hub, own, required | once, "Model"      },
    {3, "option",      text,             hub, own, required | once, "Option"     },
    {4, "kind",        kOptionKinds,     hub, own, required,        "Kind"       },
    {5, "description", text,             hub, own, optional,        "Description"},
    {6, "needs",       text,             hub, set, optional,        "Needs"      },
    {7, "excludes",    text,             hub, set, optional,        "Excludes"   },
    {8, "wholesale",   amount,           hub, own, optional,        "Wholesale"  },
    {9, "retail",      amount,           hub, own, optional,        "Retail"     },
};
constexpr Entity kOption{
    .id = 0x0405,
    .name = "catalog.option",
    .collection = "options",
    .stream = kCatalog,
    .key = kOptionKey,
    .fields = kOptionFields,
    .scope = "brand",
};
static_assert(is_well_formed(kOption));

constexpr std::string_view kOperationKey[] = {"brand", "operation"};
constexpr Field kOperationFields[] = {
    {1,  "brand",            key("org.brand"), hub, own, required | once, "Brand"           },
    {2,  "operation",        text,             hub, own, required | once, "Operation"       },
    {3,  "description",      text,             hub, own, optional,        "Description"     },
    {4,  "standard_minutes", integer,          hub, own, required,        "Standard minutes"},
    {5,  "component",        text,             hub, own, optional,        "Component"       },
    {6,  "causal_parts",     text,             hub, set, optional,        "Causal parts"    },
    {7,  "needs_approval",   flag,             hub, own, optional,        "Needs approval"  },
    {8,  "includes",         text,             hub, set, optional,        "Includes"        },
    {9,  "models",           text,             hub, set, optional,        "Models"          },
    {10, "valid_from",       date,             hub, own, optional,        "Valid from"      },
    {11, "valid_until",      date,             hub, own, optional,        "Valid until"     },
    {12, "skill",            text,             hub, own, optional,        "Skill"           },
};
constexpr Entity kOperation{
    .id = 0x0406,
    .name = "catalog.operation",
    .collection = "operations",
    .stream = kCatalog,
    .key = kOperationKey,
    .fields = kOperationFields,
    .scope = "brand",
};
static_assert(is_well_formed(kOperation));

// Terms. A claim stores the version it was judged by, so that it can be judged again alike.
constexpr std::string_view kPlanKey[] = {"brand", "plan", "component"};
constexpr Field kPlanFields[] = {
    {1, "brand",      key("org.brand"), hub, own, required | once, "Brand"     },
    {2, "plan",       text,             hub, own, required | once, "Plan"      },
    {3, "component",  text,             hub, own, required | once, "Component" },
    {4, "months",     integer,          hub, own, required,        "Months"    },
    {5, "kilometres", integer,          hub, own, required,        "Kilometres"},
    {6, "deductible", amount,           hub, own, optional,        "Deductible"},
};
constexpr Entity kPlan{
    .id = 0x0407,
    .name = "catalog.warranty_plan",
    .collection = "warranty-plans",
    .stream = kCatalog,
    .key = kPlanKey,
    .fields = kPlanFields,
    .scope = "brand",
};
static_assert(is_well_formed(kPlan));

constexpr auto kSeverities = one_of("REJECT|RETURN|REVIEW|REDUCE|ACCEPT");
constexpr std::string_view kRuleKey[] = {"brand", "version", "rule"};
constexpr Field kRuleFields[] = {
    {1,  "brand",      key("org.brand"), hub, own, required | once, "Brand"     },
    {2,  "version",    text,             hub, own, required | once, "Version"   },
    {3,  "rule",       text,             hub, own, required | once, "Rule"      },
    {4,  "severity",   kSeverities,      hub, own, required,        "Severity"  },
    {5,  "valid_from", date,             hub, own, required,        "Valid from"},
    {6,  "active",     flag,             hub, own, required,        "Active"    },
    {7,  "days",       integer,          hub, own, optional,        "Days"      },
    {8,  "grace_days", integer,          hub, own, optional,        "Grace days"},
    {9,  "percent",    integer,          hub, own, optional,        "Percent"   },
    {10, "months",     integer,          hub, own, optional,        "Months"    },
    {11, "kilometres", integer,          hub, own, optional,        "Kilometres"},
    {12, "amount_max", amount,           hub, own, optional,        "Limit"     },
    {13, "deviations", integer,          hub, own, optional,        "Deviations"},
};
constexpr Entity kRule{
    .id = 0x0408,
    .name = "catalog.warranty_rule",
    .collection = "warranty-rules",
    .stream = kCatalog,
    .key = kRuleKey,
    .fields = kRuleFields,
    .scope = "brand",
};
static_assert(is_well_formed(kRule));

// What the importer pays of a car that is out of cover. The first row in order that fits counts.
constexpr std::string_view kGoodwillKey[] = {"brand", "version", "place"};
constexpr Field kGoodwillFields[] = {
    {1,  "brand",            key("org.brand"), hub, own, required | once, "Brand"        },
    {2,  "version",          text,             hub, own, required | once, "Version"      },
    {3,  "place",            text,             hub, own, required | once, "Place"        },
    {4,  "component",        text,             hub, own, optional,        "Component"    },
    {5,  "months",           integer,          hub, own, required,        "Months"       },
    {6,  "kilometres",       integer,          hub, own, required,        "Kilometres"   },
    {7,  "services",         integer,          hub, own, required,        "Services"     },
    {8,  "importer_percent", integer,          hub, own, required,        "Importer pays"},
    {9,  "dealer_percent",   integer,          hub, own, required,        "Dealer pays"  },
    {10, "customer_percent", integer,          hub, own, required,        "Customer pays"},
};
constexpr Entity kGoodwill{
    .id = 0x040b,
    .name = "catalog.goodwill",
    .collection = "goodwill-terms",
    .stream = kCatalog,
    .key = kGoodwillKey,
    .fields = kGoodwillFields,
    .scope = "brand",
};
static_assert(is_well_formed(kGoodwill));

constexpr std::string_view kFitmentKey[] = {"brand", "part", "model"};
constexpr Field kFitmentFields[] = {
    {1, "brand",  key("org.brand"), hub, own, required | once, "Brand"      },
    {2, "part",   text,             hub, own, required | once, "Part number"},
    {3, "model",  text,             hub, own, required | once, "Model"      },
    {4, "active", flag,             hub, own, required,        "Active"     },
};
constexpr std::string_view kFitmentIndexes[] = {"part"};
constexpr Entity kFitment{
    .id = 0x040c,
    .name = "catalog.fitment",
    .collection = "fitments",
    .stream = kCatalog,
    .key = kFitmentKey,
    .fields = kFitmentFields,
    .scope = "brand",
    .indexes = kFitmentIndexes,
};
static_assert(is_well_formed(kFitment));

// What a claim on an operation or a part has to prove, in the words of warranty.attachment.
constexpr std::string_view kEvidenceKey[] = {"brand", "item"};
constexpr Field kEvidenceFields[] = {
    {1, "brand", key("org.brand"), hub, own, required | once, "Brand"            },
    {2, "item",  text,             hub, own, required | once, "Operation or part"},
    {3, "kinds", text,             hub, set, optional,        "Evidence"         },
};
constexpr Entity kEvidence{
    .id = 0x040d,
    .name = "catalog.evidence",
    .collection = "evidence-demands",
    .stream = kCatalog,
    .key = kEvidenceKey,
    .fields = kEvidenceFields,
    .scope = "brand",
};
static_assert(is_well_formed(kEvidence));

constexpr std::string_view kAuthorisationKey[] = {"brand", "branch"};
constexpr Field kAuthorisationFields[] = {
    {1, "brand",       key("org.brand"),  hub, own, required | once, "Brand"      },
    {2, "branch",      key("org.branch"), hub, own, required | once, "Branch"     },
    {3, "valid_from",  date,              hub, own, required,        "Valid from" },
    {4, "valid_until", date,              hub, own, optional,        "Valid until"},
};
constexpr Entity kAuthorisation{
    .id = 0x0409,
    .name = "catalog.authorisation",
    .collection = "authorisations",
    .stream = kCatalog,
    .key = kAuthorisationKey,
    .fields = kAuthorisationFields,
    .scope = "brand",
};
static_assert(is_well_formed(kAuthorisation));

constexpr std::string_view kUnitKey[] = {"brand", "part", "unit"};
constexpr Field kUnitFields[] = {
    {1, "brand",  key("org.brand"), hub, own, required | once, "Brand"      },
    {2, "part",   text,             hub, own, required | once, "Part number"},
    {3, "unit",   text,             hub, own, required | once, "Unit"       },
    {4, "holds",  quantity,         hub, own, required,        "Holds"      },
    {5, "active", flag,             hub, own, optional,        "Active"     },
};
constexpr Entity kUnit{
    .id = 0x040a,
    .name = "catalog.unit",
    .collection = "units",
    .stream = kCatalog,
    .key = kUnitKey,
    .fields = kUnitFields,
    .scope = "brand",
};
static_assert(is_well_formed(kUnit));

// A recall. Which cars it is about stands in its population, one row a VIN, never in the model.
constexpr auto kCampaignKinds = one_of("safety|service|satisfaction");
constexpr std::string_view kCampaignKey[] = {"brand", "campaign"};
constexpr Field kCampaignFields[] = {
    {1, "brand",     key("org.brand"), hub,  own,      required | once, "Brand"    },
    {2, "campaign",  text,             hub,  own,      required | once, "Campaign" },
    {3, "title",     text,             hub,  own,      required,        "Title"    },
    {4, "kind",      kCampaignKinds,   hub,  own,      required,        "Kind"     },
    {5, "starts_on", date,             hub,  own,      required,        "Starts on"},
    {6, "stops_on",  date,             hub,  own,      optional,        "Stops on" },
    {7, "stop_sale", flag,             hub,  restrict, optional,        "Stop sale"},
    {8, "status",    text,             flow, state,    required,        "Status"   },
};
constexpr Transition kCampaignFlow[] = {
    {"",          "draft",     schema::Side::hub, "create",   0x0401},
    {"draft",     "announced", schema::Side::hub, "announce", 0x0402},
    {"announced", "active",    schema::Side::hub, "activate", 0x0403},
    {"active",    "closed",    schema::Side::hub, "close",    0x0404},
};
constexpr Entity kCampaign{
    .id = 0x040e,
    .name = "catalog.campaign",
    .collection = "campaigns",
    .stream = kCatalog,
    .key = kCampaignKey,
    .fields = kCampaignFields,
    .flow = kCampaignFlow,
    .scope = "brand",
};
static_assert(is_well_formed(kCampaign));

// The operations and the kit of a campaign.
constexpr std::string_view kCampaignItemKey[] = {"brand", "campaign", "kind", "item"};
constexpr Field kCampaignItemFields[] = {
    {1, "brand",    key("org.brand"),      hub, own, required | once, "Brand"   },
    {2, "campaign", text,                  hub, own, required | once, "Campaign"},
    {3, "kind",     one_of("part|labour"), hub, own, required | once, "Kind"    },
    {4, "item",     text,                  hub, own, required | once, "Item"    },
    {5, "quantity", quantity,              hub, own, optional,        "Quantity"},
};
constexpr std::string_view kCampaignItemIndexes[] = {"campaign"};
constexpr Entity kCampaignItem{
    .id = 0x040f,
    .name = "catalog.campaign_item",
    .collection = "campaign-items",
    .stream = kCatalog,
    .key = kCampaignItemKey,
    .fields = kCampaignItemFields,
    .scope = "brand",
    .indexes = kCampaignItemIndexes,
};
static_assert(is_well_formed(kCampaignItem));

constexpr std::string_view kCampaignVehicleKey[] = {"brand", "campaign", "vin"};
constexpr Field kCampaignVehicleFields[] = {
    {1, "brand",        key("org.brand"), hub,  own,   required | once, "Brand"       },
    {2, "campaign",     text,             hub,  own,   required | once, "Campaign"    },
    {3, "vin",          text,             hub,  own,   required | once, "VIN"         },
    {4, "status",       text,             flow, state, required,        "Status"      },
    {5, "confirmed_on", date,             hub,  own,   optional,        "Confirmed on"},
    {6, "evidence",     text,             hub,  own,   optional,        "Evidence"    },
    {7, "claim",        text,             hub,  own,   optional,        "Claim"       },
};
constexpr Transition kCampaignVehicleFlow[] = {
    {"",          "open",           schema::Side::hub, "create",  0x0405},
    {"open",      "confirmed",      schema::Side::hub, "confirm", 0x0406},
    {"open",      "not_applicable", schema::Side::hub, "exclude", 0x0407},
    {"open",      "exported",       schema::Side::hub, "export",  0x0408},
    {"open",      "scrapped",       schema::Side::hub, "scrap",   0x0409},
    {"confirmed", "open",           schema::Side::hub, "reopen",  0x040a},
};
constexpr std::string_view kCampaignVehicleIndexes[] = {"vin", "campaign"};
constexpr Entity kCampaignVehicle{
    .id = 0x0410,
    .name = "catalog.campaign_vehicle",
    .collection = "campaign-vehicles",
    .stream = kCatalog,
    .key = kCampaignVehicleKey,
    .fields = kCampaignVehicleFields,
    .flow = kCampaignVehicleFlow,
    .scope = "brand",
    .indexes = kCampaignVehicleIndexes,
};
static_assert(is_well_formed(kCampaignVehicle));

constexpr const Entity* kEntities[] = {
    &kEdition,       &kPart,      &kSupersession, &kModel,
    &kOption,        &kOperation, &kPlan,         &kRule,
    &kAuthorisation, &kUnit,      &kGoodwill,     &kFitment,
    &kEvidence,      &kCampaign,  &kCampaignItem, &kCampaignVehicle,
};

domain::Module module() {
    return {.name = "catalog", .entities = kEntities, .rules = rules(), .questions = questions()};
}

}  // namespace branchline::catalog
