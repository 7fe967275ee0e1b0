// What a brand sells and how it is looked after. The importer publishes; every dealer of the brand
// holds it. Parts come in editions: a replica shows an edition whole or not at all.

#include "common/domain/catalog/questions.hpp"
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
    {1, "brand",            key("org.brand"), hub, own, required | once, "Brand"           },
    {2, "operation",        text,             hub, own, required | once, "Operation"       },
    {3, "description",      text,             hub, own, optional,        "Description"     },
    {4, "standard_minutes", integer,          hub, own, required,        "Standard minutes"},
    {5, "component",        text,             hub, own, optional,        "Component"       },
    {6, "causal_parts",     text,             hub, set, optional,        "Causal parts"    },
    {7, "needs_approval",   flag,             hub, own, optional,        "Needs approval"  },
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
    {1, "brand",      key("org.brand"), hub, own, required | once, "Brand"     },
    {2, "version",    text,             hub, own, required | once, "Version"   },
    {3, "rule",       text,             hub, own, required | once, "Rule"      },
    {4, "severity",   kSeverities,      hub, own, required,        "Severity"  },
    {5, "valid_from", date,             hub, own, required,        "Valid from"},
    {6, "active",     flag,             hub, own, required,        "Active"    },
    {7, "days",       integer,          hub, own, optional,        "Days"      },
    {8, "grace_days", integer,          hub, own, optional,        "Grace days"},
    {9, "percent",    integer,          hub, own, optional,        "Percent"   },
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

constexpr const Entity* kEntities[] = {
    &kEdition,   &kPart, &kSupersession, &kModel,         &kOption,
    &kOperation, &kPlan, &kRule,         &kAuthorisation, &kUnit,
};

domain::Module module() {
    return {.name = "catalog", .entities = kEntities, .rules = {}, .questions = questions()};
}

}  // namespace branchline::catalog
