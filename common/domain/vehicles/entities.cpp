// Cars. A car stands in the stream of the dealer who has it; the importer moves it on.

#include "common/domain/module.hpp"
#include "common/domain/vehicles/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::vehicles {

using namespace schema::words;

constexpr auto kBlockReasons = one_of("total_loss|stolen|grey_import|odometer_fraud");
constexpr std::string_view kVehicleKey[] = {"vin"};
constexpr Field kVehicleFields[] = {
    {1,  "vin",            text,             hub,    own,      required | once, "VIN"          },
    {2,  "brand",          key("org.brand"), hub,    own,      required,        "Brand"        },
    {3,  "model",          text,             hub,    own,      optional,        "Model"        },
    {4,  "model_year",     integer,          hub,    own,      optional,        "Model year"   },
    {5,  "colour",         text,             hub,    own,      optional,        "Colour"       },
    {6,  "options",        text,             hub,    set,      optional,        "Options"      },
    {7,  "status",         text,             flow,   state,    required,        "Status"       },
    {8,  "in_service_on",  date,             hub,    own,      optional,        "In service on"},
    {9,  "sold_on",        date,             dealer, own,      optional | once, "Sold on"      },
    {10, "odometer_km",    integer,          dealer, max,      optional,        "Odometer"     },
    {11, "customer_note",  long_text,        dealer, lww,      optional,        "Customer note"},
    {12, "warranty_plan",  text,             hub,    own,      optional,        "Warranty plan"},
    {13, "warranty_block", flag,             hub,    restrict, optional,        "No warranty"  },
    {14, "location",       text,             dealer, lww,      optional,        "Location"     },
    {15, "key_number",     text,             dealer, lww,      optional,        "Key number"   },
    {16, "engine_number",  text,             hub,    own,      optional,        "Engine number"},
    {17, "left_on",        date,             hub,    own,      optional,        "Left on"      },
    {18, "arrived_on",     date,             hub,    own,      optional,        "Arrived on"   },
    {19, "arrived_km",     integer,          hub,    own,      optional,        "Km on arrival"},
    {20, "block_reason",   kBlockReasons,    hub,    own,      optional,        "Blocked for"  },
};
constexpr Transition kVehicleFlow[] = {
    {"",             "planned",      schema::Side::hub,  "create",    0x0601},
    {"planned",      "produced",     schema::Side::hub,  "produce",   0x0602},
    {"produced",     "in_transit",   schema::Side::hub,  "ship",      0x0603},
    {"in_transit",   "compound",     schema::Side::hub,  "clear",     0x0604},
    {"compound",     "wholesaled",   schema::Side::hub,  "assign",    0x0605},
    {"wholesaled",   "dealer_stock", schema::Side::node, "receive",   0x0606},
    {"dealer_stock", "reserved",     schema::Side::node, "reserve",   0x0607},
    {"reserved",     "dealer_stock", schema::Side::node, "release",   0x0608},
    {"dealer_stock", "retailed",     schema::Side::node, "retail",    0x0609},
    {"reserved",     "retailed",     schema::Side::node, "retail",    0x060a},
    {"retailed",     "in_service",   schema::Side::hub,  "register",  0x060b},
    {"planned",      "in_service",   schema::Side::hub,  "register",  0x060c},
    {"planned",      "dealer_stock", schema::Side::hub,  "take-over", 0x060d},
};
constexpr std::string_view kVehicleIndexes[] = {"status", "model"};
constexpr Entity kVehicle{
    .id = 0x0601,
    .name = "vehicles.vehicle",
    .collection = "vehicles",
    .key = kVehicleKey,
    .fields = kVehicleFields,
    .flow = kVehicleFlow,
    .left = "left_on",
    .indexes = kVehicleIndexes,
};
static_assert(is_well_formed(kVehicle));

constexpr auto kEventKinds = one_of("gate_in|inspection|damage|preparation|moved|photo|handover");
constexpr Field kEventFields[] = {
    {1, "branch",      key("org.branch"), author, own, required | once, "Branch"  },
    {2, "vin",         text,              author, own, required | once, "VIN"     },
    {3, "kind",        kEventKinds,       author, own, required | once, "Kind"    },
    {4, "happened_at", instant,           author, own, required | once, "When"    },
    {5, "place",       text,              author, own, optional | once, "Place"   },
    {6, "note",        text,              author, own, optional | once, "Note"    },
    {7, "odometer_km", integer,           author, own, optional | once, "Odometer"},
};
constexpr std::string_view kEventIndexes[] = {"vin"};
constexpr Entity kEvent{
    .id = 0x0602,
    .name = "vehicles.event",
    .collection = "vehicle-events",
    .fields = kEventFields,
    .indexes = kEventIndexes,
};
static_assert(is_well_formed(kEvent));

// The importer's register: in whose stream a car stands.
constexpr std::string_view kPlaceKey[] = {"vin"};
constexpr Field kPlaceFields[] = {
    {1, "vin",         text, hub, own, required | once, "VIN"   },
    {2, "held_stream", text, hub, own, required,        "Stream"},
};
constexpr Entity kPlace{
    .id = 0x0603,
    .name = "vehicles.place",
    .collection = "vehicle-places",
    .stream = schema::StreamKind::hub,
    .key = kPlaceKey,
    .fields = kPlaceFields,
};
static_assert(is_well_formed(kPlace));

constexpr const Entity* kEntities[] = {&kVehicle, &kEvent, &kPlace};

domain::Module module() {
    return {.name = "vehicles", .entities = kEntities, .rules = rules(), .questions = {}};
}

}  // namespace branchline::vehicles
