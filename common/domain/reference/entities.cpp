// What everyone looks up and nobody but the importer writes: code sets, what VINs mean, tax rates.

#include "common/domain/module.hpp"
#include "common/domain/reference/questions.hpp"
#include "common/domain/reference/tax.hpp"
#include "common/schema/words.hpp"

namespace branchline::reference {

using namespace schema::words;

constexpr auto kReference = schema::StreamKind::reference;

constexpr std::string_view kCodeKey[] = {"set", "code"};
constexpr Field kCodeFields[] = {
    {1, "set",    text, hub, own, required | once, "Code set"},
    {2, "code",   text, hub, own, required | once, "Code"    },
    {3, "text",   text, hub, own, required,        "Text"    },
    {4, "active", flag, hub, own, optional,        "Active"  },
};
constexpr Entity kCode{
    .id = 0x0501,
    .name = "reference.code",
    .collection = "codes",
    .stream = kReference,
    .key = kCodeKey,
    .fields = kCodeFields,
};
static_assert(is_well_formed(kCode));

// Three or six characters. Several makes under one identifier are written "A / B"; which of them a
// car is then stands in the patterns.
constexpr std::string_view kWmiKey[] = {"wmi"};
constexpr Field kWmiFields[] = {
    {1, "wmi",          text, hub, own, required | once, "WMI"         },
    {2, "make",         text, hub, own, optional,        "Make"        },
    {3, "manufacturer", text, hub, own, optional,        "Manufacturer"},
    {4, "country",      text, hub, own, optional,        "Country"     },
    {5, "vehicle_type", text, hub, own, optional,        "Vehicle type"},
};
constexpr std::string_view kWmiIndexes[] = {"wmi", "make"};
constexpr Entity kWmi{
    .id = 0x0502,
    .name = "reference.wmi",
    .collection = "wmis",
    .stream = kReference,
    .key = kWmiKey,
    .fields = kWmiFields,
    .indexes = kWmiIndexes,
};
static_assert(is_well_formed(kWmi));

// Which patterns hold for a maker's identifier in which model years; no last year: up to now.
constexpr std::string_view kVinSchemaKey[] = {"wmi", "schema", "year_from"};
constexpr Field kVinSchemaFields[] = {
    {1, "wmi",       text,    hub, own, required | once, "WMI"       },
    {2, "schema",    text,    hub, own, required | once, "Schema"    },
    {3, "year_from", text,    hub, own, required | once, "First year"},
    {4, "year_to",   integer, hub, own, optional,        "Last year" },
    {5, "name",      text,    hub, own, optional,        "Name"      },
};
constexpr std::string_view kVinSchemaIndexes[] = {"wmi"};
constexpr Entity kVinSchema{
    .id = 0x0503,
    .name = "reference.vin_schema",
    .collection = "vin-schemas",
    .stream = kReference,
    .key = kVinSchemaKey,
    .fields = kVinSchemaFields,
    .indexes = kVinSchemaIndexes,
};
static_assert(is_well_formed(kVinSchema));

// All that one combination of characters says. One row for the combination, not one for each
// element: that is two and a half times fewer rows for every dealer to hold.
constexpr std::string_view kVinPatternKey[] = {"schema", "keys"};
constexpr Field kVinPatternFields[] = {
    {1,  "schema",               text, hub, own, required | once, "Schema"              },
    {2,  "keys",                 text, hub, own, required | once, "Keys"                },
    {3,  "make",                 text, hub, own, optional,        "Make"                },
    {4,  "model",                text, hub, own, optional,        "Model"               },
    {5,  "series",               text, hub, own, optional,        "Series"              },
    {6,  "trim",                 text, hub, own, optional,        "Trim"                },
    {7,  "body",                 text, hub, own, optional,        "Body"                },
    {8,  "doors",                text, hub, own, optional,        "Doors"               },
    {9,  "engine_model",         text, hub, own, optional,        "Engine model"        },
    {10, "engine_manufacturer",  text, hub, own, optional,        "Engine manufacturer" },
    {11, "cylinders",            text, hub, own, optional,        "Cylinders"           },
    {12, "displacement_litres",  text, hub, own, optional,        "Displacement, litres"},
    {13, "displacement_cubic",   text, hub, own, optional,        "Displacement, cm3"   },
    {14, "engine_configuration", text, hub, own, optional,        "Engine configuration"},
    {15, "turbo",                text, hub, own, optional,        "Turbo"               },
    {16, "engine_note",          text, hub, own, optional,        "Engine note"         },
    {17, "fuel",                 text, hub, own, optional,        "Fuel"                },
    {18, "second_fuel",          text, hub, own, optional,        "Second fuel"         },
    {19, "electrification",      text, hub, own, optional,        "Electrification"     },
    {20, "battery",              text, hub, own, optional,        "Battery"             },
    {21, "charger",              text, hub, own, optional,        "Charger"             },
    {22, "drive",                text, hub, own, optional,        "Drive"               },
    {23, "brakes",               text, hub, own, optional,        "Brakes"              },
    {24, "weight_from",          text, hub, own, optional,        "Weight class from"   },
    {25, "weight_to",            text, hub, own, optional,        "Weight class to"     },
    {26, "restraints",           text, hub, own, optional,        "Restraints"          },
    {27, "plant_city",           text, hub, own, optional,        "Plant, city"         },
    {28, "plant_state",          text, hub, own, optional,        "Plant, state"        },
    {29, "plant_country",        text, hub, own, optional,        "Plant, country"      },
    {30, "other",                text, hub, own, optional,        "Other"               },
};
constexpr std::string_view kVinPatternIndexes[] = {"schema"};
constexpr Entity kVinPattern{
    .id = 0x0504,
    .name = "reference.vin_pattern",
    .collection = "vin-patterns",
    .stream = kReference,
    .key = kVinPatternKey,
    .fields = kVinPatternFields,
    .indexes = kVinPatternIndexes,
};
static_assert(is_well_formed(kVinPattern));

// What a tax code adds to a price from a day on, until its next version. A rate is never changed,
// so that an invoice of an earlier day comes to the same again.
constexpr std::string_view kTaxRateKey[] = {"code", "version"};
constexpr Field kTaxRateFields[] = {
    {1, "code",       text,    hub, own, required | once, "Tax code"          },
    {2, "version",    text,    hub, own, required | once, "Version"           },
    {3, "valid_from", date,    hub, own, required | once, "Valid from"        },
    {4, "rate",       integer, hub, own, required | once, "Rate in millionths"},
    {5, "name",       text,    hub, own, optional,        "Name"              },
    {6, "country",    text,    hub, own, optional,        "Country"           },
};
constexpr std::string_view kTaxRateIndexes[] = {"code"};
constexpr Entity kTaxRate{
    .id = 0x0505,
    .name = "reference.tax_rate",
    .collection = "tax-rates",
    .stream = kReference,
    .key = kTaxRateKey,
    .fields = kTaxRateFields,
    .indexes = kTaxRateIndexes,
};
static_assert(is_well_formed(kTaxRate));

constexpr const Entity* kEntities[] = {&kCode, &kWmi, &kVinSchema, &kVinPattern, &kTaxRate};

domain::Module module() {
    return {.name = "reference", .entities = kEntities, .rules = rules(), .questions = questions()};
}

}  // namespace branchline::reference
