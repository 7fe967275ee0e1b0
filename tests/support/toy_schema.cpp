#include "tests/support/toy_schema.hpp"

#include "common/base/assert.hpp"
#include "common/schema/words.hpp"

namespace branchline::test {

using namespace schema::words;

constexpr std::string_view kPlaceKey[] = {"place"};
constexpr Field kPlaceFields[] = {
    {1, "place", text, hub, own, required | once, "Place"},
    {2, "name",  text, hub, own, required,        "Name" },
};
constexpr Entity kPlace{
    .id = 0x7001,
    .name = "toy.place",
    .collection = "places",
    .stream = schema::StreamKind::policy,
    .key = kPlaceKey,
    .fields = kPlaceFields,
};
static_assert(is_well_formed(kPlace));

constexpr schema::TypeSpec kPhoto{schema::Type::bytes, {}, 0, 4};
constexpr schema::TypeSpec kShort{schema::Type::text, {}, 0, 10};
constexpr Field kThingFields[] = {
    {1,  "place",     key("toy.place"),         author, own,      required | once, "Place"    },
    {2,  "title",     kShort,                   author, own,      required,        "Title"    },
    {3,  "text",      long_text,                dealer, lww,      optional,        "Text"     },
    {4,  "tags",      kShort,                   dealer, set,      optional,        "Tags"     },
    {5,  "status",    text,                     flow,   state,    required,        "Status"   },
    {6,  "km",        integer,                  dealer, max,      optional,        "Odometer" },
    {7,  "hold",      flag,                     dealer, restrict, optional,        "Hold"     },
    {8,  "locked",    flag,                     hub,    own,      optional,        "Locked"   },
    {9,  "reference", text,                     dealer, own,      optional | once, "Reference"},
    {10, "weight",    quantity,                 dealer, own,      optional,        "Weight"   },
    {11, "built",     date,                     dealer, own,      optional,        "Built"    },
    {12, "seen",      instant,                  dealer, own,      optional,        "Seen"     },
    {13, "colour",    one_of("red|green|blue"), dealer, lww,      optional,        "Colour"   },
    {14, "parent",    ref("toy.thing"),         dealer, own,      optional,        "Parent"   },
    {15, "photo",     kPhoto,                   dealer, own,      optional,        "Photo"    },
    {16, "pin",       text,                     dealer, own,      sensitive,       "PIN"      },
    {17, "count",     integer,                  dealer, lww,      optional,        "Count"    },
    {18, "best",      integer,                  dealer, min,      optional,        "Best"     },
};
constexpr Transition kThingFlow[] = {
    {"",          "draft",     schema::Side::either, "create",   0x7101},
    {"draft",     "submitted", schema::Side::node,   "submit",   0x7102},
    {"submitted", "draft",     schema::Side::node,   "withdraw", 0x7103},
    {"draft",     "cancelled", schema::Side::node,   "cancel",   0x7104},
    {"submitted", "cancelled", schema::Side::node,   "cancel",   0x7105},
    {"submitted", "approved",  schema::Side::hub,    "approve",  0x7106},
};
constexpr std::string_view kThingIndexes[] = {"title", "colour,title", "weight", "pin", "tags"};
constexpr Entity kThing{
    .id = 0x7002,
    .name = "toy.thing",
    .collection = "things",
    .fields = kThingFields,
    .flow = kThingFlow,
    .indexes = kThingIndexes,
};
static_assert(is_well_formed(kThing));

constexpr std::string_view kShelfKey[] = {"place", "part"};
constexpr Field kShelfFields[] = {
    {1, "place",   key("toy.place"), author, own,    required | once, "Place"  },
    {2, "part",    text,             author, own,    required | once, "Part"   },
    {3, "on_hand", quantity,         nobody, ledger, optional,        "On hand"},
    {4, "name",    text,             dealer, own,    required,        "Name"   },
    {5, "remark",  text,             dealer, lww,    optional,        "Remark" },
};
constexpr Entity kShelf{
    .id = 0x7003,
    .name = "toy.shelf",
    .collection = "shelves",
    .key = kShelfKey,
    .fields = kShelfFields,
};
static_assert(is_well_formed(kShelf));

constexpr Field kMoveFields[] = {
    {1, "place",    key("toy.place"), author, own, required | once, "Place"   },
    {2, "part",     text,             author, own, required | once, "Part"    },
    {3, "quantity", quantity,         author, own, required | once, "Quantity"},
};
constexpr Posting kMovePosts[] = {
    {"toy.shelf", "on_hand", "quantity"}
};
constexpr Entity kMove{
    .id = 0x7004,
    .name = "toy.move",
    .collection = "moves",
    .fields = kMoveFields,
    .posts = kMovePosts,
};
static_assert(is_well_formed(kMove));

constexpr Field kCostFields[] = {
    {1, "subject", text,    hub, own, required, "Subject"},
    {2, "amount",  integer, hub, own, optional, "Amount" },
};
constexpr Entity kCost{
    .id = 0x7005,
    .name = "toy.cost",
    .collection = "costs",
    .stream = schema::StreamKind::hub,
    .fields = kCostFields,
};
static_assert(is_well_formed(kCost));

constexpr std::string_view kIssueKey[] = {"list", "edition"};
constexpr Field kIssueFields[] = {
    {1, "list",       text, hub, own, required | once, "List"      },
    {2, "edition",    text, hub, own, required | once, "Edition"   },
    {3, "published",  flag, hub, own, required,        "Published" },
    {4, "valid_from", date, hub, own, required | once, "Valid from"},
};
constexpr Entity kIssue{
    .id = 0x7006,
    .name = "toy.issue",
    .collection = "issues",
    .stream = schema::StreamKind::price,
    .key = kIssueKey,
    .fields = kIssueFields,
    .scope = "list",
};
static_assert(is_well_formed(kIssue));

constexpr std::string_view kOfferKey[] = {"list", "part", "edition"};
constexpr Field kOfferFields[] = {
    {1, "list",    text,    hub, own, required | once, "List"   },
    {2, "part",    text,    hub, own, required | once, "Part"   },
    {3, "edition", text,    hub, own, required | once, "Edition"},
    {4, "price",   integer, hub, own, required,        "Price"  },
};
constexpr Entity kOffer{
    .id = 0x7007,
    .name = "toy.offer",
    .collection = "offers",
    .stream = schema::StreamKind::price,
    .key = kOfferKey,
    .fields = kOfferFields,
    .scope = "list",
    .edition = "toy.issue",
};
static_assert(is_well_formed(kOffer));

constexpr const Entity* kEntities[] = {&kPlace, &kThing, &kShelf, &kMove, &kCost, &kIssue, &kOffer};

const schema::Registry& toy_registry() {
    static const schema::Registry registry = [] {
        auto built = schema::Registry::build(kEntities);
        ASSERT(built);
        return *std::move(built);
    }();
    return registry;
}

}  // namespace branchline::test
