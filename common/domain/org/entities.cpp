// The network: who belongs to it, and who may do what.
//
// Brands, dealers, branches, nodes and roles are the importer's, in the policy stream that everyone
// holds. Users and their grants belong to a dealer and stay in its stream. A grant is never edited:
// it is revoked by a row of its own, so that every replica judges an entry by what its author knew.

#include "common/domain/module.hpp"
#include "common/schema/words.hpp"

namespace branchline::org {

using namespace schema::words;

constexpr std::string_view kBrandKey[] = {"brand"};
constexpr Field kBrandFields[] = {
    {1, "brand", text, hub, own, required | once, "Brand code"},
    {2, "name",  text, hub, own, required,        "Name"      },
};
constexpr Entity kBrand{
    .id = 0x0101,
    .name = "org.brand",
    .collection = "brands",
    .stream = schema::StreamKind::policy,
    .key = kBrandKey,
    .fields = kBrandFields,
};
static_assert(is_well_formed(kBrand));

constexpr auto kDealerStandings = one_of("prospect|active|suspended|terminated");
constexpr std::string_view kDealerKey[] = {"dealer"};
constexpr Field kDealerFields[] = {
    {1, "dealer",   text,             hub, own, required | once, "Dealer code"},
    {2, "name",     text,             hub, own, required,        "Legal name" },
    {3, "standing", kDealerStandings, hub, own, optional,        "Standing"   },
    {4, "brands",   text,             hub, set, optional,        "Brands"     },
};
constexpr Entity kDealer{
    .id = 0x0102,
    .name = "org.dealer",
    .collection = "dealers",
    .stream = schema::StreamKind::policy,
    .key = kDealerKey,
    .fields = kDealerFields,
};
static_assert(is_well_formed(kDealer));

// Which price lists there are is known to everyone; their prices only to dealers of the brand.
constexpr std::string_view kPriceListKey[] = {"list"};
constexpr Field kPriceListFields[] = {
    {1, "list",     text,                          hub, own, required | once, "Price list"},
    {2, "brand",    key("org.brand"),              hub, own, required | once, "Brand"     },
    {3, "kind",     one_of("retail|net|warranty"), hub, own, required | once, "Kind"      },
    {4, "currency", text,                          hub, own, required | once, "Currency"  },
    {5, "name",     text,                          hub, own, optional,        "Name"      },
};
constexpr Entity kPriceList{
    .id = 0x0109,
    .name = "org.price_list",
    .collection = "price-lists",
    .stream = schema::StreamKind::policy,
    .key = kPriceListKey,
    .fields = kPriceListFields,
};
static_assert(is_well_formed(kPriceList));

constexpr std::string_view kBranchKey[] = {"branch"};
constexpr Field kBranchFields[] = {
    {1, "branch",    text,              hub, own, required | once, "Branch code"},
    {2, "dealer",    key("org.dealer"), hub, own, required,        "Dealer"     },
    {3, "name",      text,              hub, own, required,        "Name"       },
    {4, "time_zone", text,              hub, own, optional,        "Time zone"  },
};
constexpr Entity kBranch{
    .id = 0x0103,
    .name = "org.branch",
    .collection = "branches",
    .stream = schema::StreamKind::policy,
    .key = kBranchKey,
    .fields = kBranchFields,
};
static_assert(is_well_formed(kBranch));

// One row per enrolment, for people; the certificate in the same entry is what replicas obey.
constexpr std::string_view kNodeKey[] = {"node"};
constexpr Field kNodeFields[] = {
    {1, "node",        text,                       hub, own, required | once, "Node"       },
    {2, "branch",      key("org.branch"),          hub, own, required,        "Branch"     },
    {3, "incarnation", text,                       hub, own, required,        "Key"        },
    {4, "serial",      integer,                    hub, own, required,        "Certificate"},
    {5, "standing",    one_of("enrolled|revoked"), hub, own, required,        "Standing"   },
};
constexpr Entity kNode{
    .id = 0x0104,
    .name = "org.node",
    .collection = "nodes",
    .stream = schema::StreamKind::policy,
    .key = kNodeKey,
    .fields = kNodeFields,
};
static_assert(is_well_formed(kNode));

constexpr std::string_view kRoleKey[] = {"role"};
constexpr Field kRoleFields[] = {
    {1, "role",    text, hub, own, required | once, "Role"   },
    {2, "name",    text, hub, own, optional,        "Name"   },
    {3, "permits", text, hub, own, required,        "Permits"},
};
constexpr Entity kRole{
    .id = 0x0105,
    .name = "org.role",
    .collection = "roles",
    .stream = schema::StreamKind::policy,
    .key = kRoleKey,
    .fields = kRoleFields,
    .purpose = schema::Purpose::role,
};
static_assert(is_well_formed(kRole));

constexpr Field kUserFields[] = {
    {1, "name",   text,              dealer, own, required,        "Name"  },
    {2, "branch", key("org.branch"), author, own, required | once, "Branch"},
    {3, "active", flag,              dealer, own, optional,        "Active"},
};
constexpr Entity kUser{
    .id = 0x0106,
    .name = "org.user",
    .collection = "users",
    .fields = kUserFields,
};
static_assert(is_well_formed(kUser));

constexpr Field kGrantFields[] = {
    {1, "user", ref("org.user"), dealer, own, required | once, "User"},
    {2, "role", key("org.role"), dealer, own, required | once, "Role"},
};
constexpr Entity kGrant{
    .id = 0x0107,
    .name = "org.grant",
    .collection = "grants",
    .fields = kGrantFields,
    .purpose = schema::Purpose::grant,
};
static_assert(is_well_formed(kGrant));

constexpr Field kRevocationFields[] = {
    {1, "grant",  ref("org.grant"), dealer, own, required | once, "Grant" },
    {2, "reason", text,             dealer, own, optional | once, "Reason"},
};
constexpr Entity kRevocation{
    .id = 0x0108,
    .name = "org.revocation",
    .collection = "revocations",
    .fields = kRevocationFields,
    .purpose = schema::Purpose::revocation,
};
static_assert(is_well_formed(kRevocation));

constexpr const Entity* kEntities[] = {
    &kBrand, &kDealer, &kPriceList, &kBranch, &kNode, &kRole, &kUser, &kGrant, &kRevocation,
};

domain::Module module() {
    return {"org", kEntities, {}};
}

}  // namespace branchline::org
