#include "tests/bench/schema.hpp"

#include <vector>

#include "common/base/assert.hpp"
#include "common/domain/modules.hpp"
#include "common/schema/words.hpp"

namespace branchline::bench {

using namespace schema::words;

constexpr std::string_view kPartKey[] = {"part_no"};
constexpr Field kPartFields[] = {
    {1, "part_no",       text,    author, own, required | once, "Part number"  },
    {2, "descr",         text,    dealer, lww, optional,        "Description"  },
    {3, "brand",         text,    dealer, lww, optional,        "Brand"        },
    {4, "list_price",    integer, dealer, lww, optional,        "List price"   },
    {5, "net_price",     integer, dealer, lww, optional,        "Net price"    },
    {6, "superseded_by", text,    dealer, lww, optional,        "Superseded by"},
    {7, "weight",        integer, dealer, lww, optional,        "Weight"       },
    {8, "updated_at",    integer, dealer, lww, optional,        "Updated at"   },
};
constexpr Entity kPart{
    .id = 0x7e01,
    .name = "bench.part",
    .collection = "bench-parts",
    .key = kPartKey,
    .fields = kPartFields,
};
static_assert(is_well_formed(kPart));

constexpr std::string_view kStockKey[] = {"stock_id"};
constexpr Field kStockFields[] = {
    {1, "stock_id",   text,    author, own, required | once, "Stock"      },
    {2, "part_no",    text,    dealer, lww, optional,        "Part number"},
    {3, "place",      text,    dealer, lww, optional,        "Branch"     },
    {4, "qty",        integer, dealer, lww, optional,        "Quantity"   },
    {5, "reserved",   integer, dealer, lww, optional,        "Reserved"   },
    {6, "bin",        text,    dealer, lww, optional,        "Bin"        },
    {7, "last_moved", integer, dealer, lww, optional,        "Last moved" },
    {8, "updated_at", integer, dealer, lww, optional,        "Updated at" },
};
constexpr Entity kStock{
    .id = 0x7e02,
    .name = "bench.stock",
    .collection = "bench-stock",
    .key = kStockKey,
    .fields = kStockFields,
};
static_assert(is_well_formed(kStock));

constexpr std::string_view kClaimKey[] = {"claim_id"};
constexpr Field kClaimFields[] = {
    {1,  "claim_id",   text,    author, own, required | once, "Claim"      },
    {2,  "vin",        text,    dealer, lww, optional,        "VIN"        },
    {3,  "dealer",     text,    dealer, lww, optional,        "Dealer"     },
    {4,  "part_no",    text,    dealer, lww, optional,        "Part number"},
    {5,  "labour_op",  text,    dealer, lww, optional,        "Operation"  },
    {6,  "hours",      integer, dealer, lww, optional,        "Hours"      },
    {7,  "amount",     integer, dealer, lww, optional,        "Amount"     },
    {8,  "status",     text,    dealer, lww, optional,        "Status"     },
    {9,  "descr",      text,    dealer, lww, optional,        "Description"},
    {10, "created_at", integer, dealer, lww, optional,        "Created at" },
};
constexpr Entity kClaim{
    .id = 0x7e03,
    .name = "bench.claim",
    .collection = "bench-claims",
    .key = kClaimKey,
    .fields = kClaimFields,
};
static_assert(is_well_formed(kClaim));

const schema::Registry& registry() {
    static const schema::Registry kRegistry = [] {
        std::vector<const Entity*> all(domain::entities().begin(), domain::entities().end());
        all.insert(all.end(), {&kPart, &kStock, &kClaim});
        auto built = schema::Registry::build(all);
        ASSERT(built);
        return *std::move(built);
    }();
    return kRegistry;
}

}  // namespace branchline::bench
