// Parts on the shelf. Nobody writes a balance: a branch writes movements, which never change, and
// every replica adds them up. A mistake is corrected by a movement the other way.

#include "common/domain/module.hpp"
#include "common/domain/stock/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::stock {

using namespace schema::words;

constexpr std::string_view kBinKey[] = {"branch", "part", "bin"};
constexpr Field kBinFields[] = {
    {1, "branch",         key("org.branch"), author, own,    required | once, "Branch"         },
    {2, "part",           text,              author, own,    required | once, "Part number"    },
    {3, "bin",            text,              author, own,    required | once, "Bin"            },
    {4, "on_hand",        quantity,          nobody, ledger, optional,        "On hand"        },
    {5, "minimum",        quantity,          branch, own,    optional,        "Minimum"        },
    {6, "maximum",        quantity,          branch, own,    optional,        "Maximum"        },
    {7, "remark",         text,              dealer, lww,    optional,        "Remark"         },
    {8, "allow_negative", flag,              hub,    own,    optional,        "May go negative"},
    {9, "counted_on",     date,              branch, own,    optional,        "Counted on"     },
};
constexpr Entity kBin{
    .id = 0x0201,
    .name = "stock.bin",
    .collection = "bins",
    .key = kBinKey,
    .fields = kBinFields,
};
static_assert(is_well_formed(kBin));

constexpr auto kReasons = one_of("receipt|issue|sale|return|count|transfer|correction");
constexpr Field kMoveFields[] = {
    {1, "branch",   key("org.branch"), author, own, required | once, "Branch"     },
    {2, "part",     text,              author, own, required | once, "Part number"},
    {3, "bin",      text,              author, own, required | once, "Bin"        },
    {4, "quantity", quantity,          author, own, required | once, "Quantity"   },
    {5, "reason",   kReasons,          author, own, required | once, "Reason"     },
    {6, "document", text,              author, own, optional | once, "Document"   },
    {7, "entered",  quantity,          author, own, optional | once, "Entered"    },
    {8, "unit",     text,              author, own, optional | once, "Unit"       },
    {9, "holds",    quantity,          author, own, optional | once, "Unit holds" },
};
constexpr Posting kMovePosts[] = {
    {"stock.bin", "on_hand", "quantity"}
};
constexpr Entity kMove{
    .id = 0x0202,
    .name = "stock.move",
    .collection = "moves",
    .fields = kMoveFields,
    .posts = kMovePosts,
};
static_assert(is_well_formed(kMove));

constexpr auto kBands = one_of("none|few|some|many");
constexpr std::string_view kAvailabilityKey[] = {"brand", "branch", "part"};
constexpr Field kAvailabilityFields[] = {
    {1, "brand",  key("org.brand"),  hub, own, required | once, "Brand"      },
    {2, "branch", key("org.branch"), hub, own, required | once, "Branch"     },
    {3, "part",   text,              hub, own, required | once, "Part number"},
    {4, "band",   kBands,            hub, own, required,        "On hand"    },
    {5, "as_of",  instant,           hub, own, required,        "As of"      },
};
constexpr std::string_view kAvailabilityIndexes[] = {"part"};
constexpr Entity kAvailability{
    .id = 0x0203,
    .name = "stock.availability",
    .collection = "availability",
    .stream = schema::StreamKind::network,
    .key = kAvailabilityKey,
    .fields = kAvailabilityFields,
    .scope = "brand",
    .indexes = kAvailabilityIndexes,
};
static_assert(is_well_formed(kAvailability));

constexpr const Entity* kEntities[] = {&kBin, &kMove, &kAvailability};

domain::Module module() {
    return {"stock", kEntities, rules()};
}

}  // namespace branchline::stock
