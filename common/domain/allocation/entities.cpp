// Runs of the allocation. The importer keeps a run whole; each dealer holds its own grants and the
// lines of its orders, with everything that is needed to compute them again.

#include "common/domain/allocation/rules.hpp"
#include "common/domain/module.hpp"
#include "common/schema/words.hpp"

namespace branchline::allocation {

using namespace schema::words;

constexpr auto kMethods = one_of("balanced|turn-and-earn");
constexpr std::string_view kRunKey[] = {"run"};
constexpr Field kRunFields[] = {
    {1,  "run",         text,             hub, own, required | once, "Run"              },
    {2,  "brand",       key("org.brand"), hub, own, required | once, "Brand"            },
    {3,  "models",      text,             hub, set, optional,        "Models"           },
    {4,  "run_on",      date,             hub, own, required | once, "Run on"           },
    {5,  "window_days", integer,          hub, own, required | once, "Window in days"   },
    {6,  "method",      kMethods,         hub, own, required | once, "Method"           },
    {7,  "percent",     integer,          hub, own, required | once, "Percent by it"    },
    {8,  "rest",        kMethods,         hub, own, required | once, "Rest by"          },
    {9,  "price",       amount,           hub, own, required | once, "Price"            },
    {10, "supply",      integer,          hub, own, required | once, "Cars"             },
    {11, "demand",      integer,          hub, own, required | once, "Orders"           },
    {12, "matched",     integer,          hub, own, required | once, "Orders with a car"},
    {13, "rounds",      integer,          hub, own, required | once, "Rounds"           },
    {14, "terms",       text,             hub, own, required | once, "Asked for"        },
};
constexpr Entity kRun{
    .id = 0x0b01,
    .name = "allocation.run",
    .collection = "allocation-runs",
    .stream = schema::StreamKind::hub,
    .key = kRunKey,
    .fields = kRunFields,
};
static_assert(is_well_formed(kRun));

// A car of the supply as it was, with what it went to.
constexpr std::string_view kCarKey[] = {"run", "vin"};
constexpr Field kCarFields[] = {
    {1, "run",     text,              hub, own, required | once, "Run"    },
    {2, "vin",     text,              hub, own, required | once, "VIN"    },
    {3, "model",   text,              hub, own, required | once, "Model"  },
    {4, "options", text,              hub, set, optional,        "Options"},
    {5, "dealer",  key("org.dealer"), hub, own, optional | once, "Dealer" },
    {6, "order",   text,              hub, own, optional | once, "Order"  },
    {7, "score",   integer,           hub, own, optional | once, "Score"  },
};
constexpr Entity kCar{
    .id = 0x0b02,
    .name = "allocation.car",
    .collection = "allocation-cars",
    .stream = schema::StreamKind::hub,
    .key = kCarKey,
    .fields = kCarFields,
};
static_assert(is_well_formed(kCar));

// A dealer's line of a run: what went in, what came out, and of the run what every dealer may know.
constexpr std::string_view kGrantKey[] = {"run", "dealer"};
constexpr Field kGrantFields[] = {
    {1,  "run",         text,              hub, own, required | once, "Run"                    },
    {2,  "dealer",      key("org.dealer"), hub, own, required | once, "Dealer"                 },
    {3,  "brand",       key("org.brand"),  hub, own, required | once, "Brand"                  },
    {4,  "run_on",      date,              hub, own, required | once, "Run on"                 },
    {5,  "window_days", integer,           hub, own, required | once, "Window in days"         },
    {6,  "method",      kMethods,          hub, own, required | once, "Method"                 },
    {7,  "percent",     integer,           hub, own, required | once, "Percent by it"          },
    {8,  "rest",        kMethods,          hub, own, required | once, "Rest by"                },
    {9,  "price",       amount,            hub, own, required | once, "Price"                  },
    {10, "supply",      integer,           hub, own, required | once, "Cars"                   },
    {11, "sales",       integer,           hub, own, required | once, "Sold in the window"     },
    {12, "stock",       integer,           hub, own, required | once, "In stock and on the way"},
    {13, "demand",      integer,           hub, own, required | once, "Open orders"            },
    {14, "quota",       integer,           hub, own, optional | once, "Quota left"             },
    {15, "headroom",    amount,            hub, own, optional | once, "Headroom"               },
    {16, "guarantee",   integer,           hub, own, required | once, "Guarantee"              },
    {17, "standing",    text,              hub, own, required | once, "Standing"               },
    {18, "cap",         integer,           hub, own, required | once, "Cap"                    },
    {19, "cap_after",   integer,           hub, own, required | once, "Cap after matching"     },
    {20, "guaranteed",  integer,           hub, own, required | once, "Granted by guarantee"   },
    {21, "by_method",   integer,           hub, own, required | once, "Granted by method"      },
    {22, "days_before", quantity,          hub, own, required | once, "Days' supply before"    },
    {23, "days_after",  quantity,          hub, own, required | once, "Days' supply after"     },
    {24, "reason",      text,              hub, own, required | once, "Reason"                 },
};
constexpr Entity kGrant{
    .id = 0x0b03,
    .name = "allocation.grant",
    .collection = "allocation-grants",
    .key = kGrantKey,
    .fields = kGrantFields,
};
static_assert(is_well_formed(kGrant));

// An order's line of a run. A person at the importer who gives it another car says why.
constexpr std::string_view kLineKey[] = {"run", "order"};
constexpr Field kLineFields[] = {
    {1,  "run",             text,              hub, own, required | once, "Run"            },
    {2,  "order",           text,              hub, own, required | once, "Order"          },
    {3,  "dealer",          key("org.dealer"), hub, own, required | once, "Dealer"         },
    {4,  "sold",            flag,              hub, own, required | once, "Sold"           },
    {5,  "required",        text,              hub, own, optional | once, "Required"       },
    {6,  "excluded",        text,              hub, own, optional | once, "Excluded"       },
    {7,  "preferred",       text,              hub, own, optional | once, "Preferred"      },
    {8,  "vin",             text,              hub, own, optional | once, "VIN"            },
    {9,  "score",           integer,           hub, own, optional | once, "Score"          },
    {10, "fitting",         integer,           hub, own, required | once, "Cars that fit"  },
    {11, "reason",          text,              hub, own, required | once, "Reason"         },
    {12, "override_vin",    text,              hub, own, optional,        "VIN by a person"},
    {13, "override_reason", text,              hub, own, optional,        "Override reason"},
};
constexpr std::string_view kLineIndexes[] = {"order"};
constexpr Entity kLine{
    .id = 0x0b04,
    .name = "allocation.line",
    .collection = "allocation-lines",
    .key = kLineKey,
    .fields = kLineFields,
    .indexes = kLineIndexes,
};
static_assert(is_well_formed(kLine));

constexpr const Entity* kEntities[] = {&kRun, &kCar, &kGrant, &kLine};

domain::Module module() {
    return {.name = "allocation", .entities = kEntities, .rules = rules(), .questions = {}};
}

}  // namespace branchline::allocation
