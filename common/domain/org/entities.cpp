// The network: who belongs to it, and who may do what.
//
// Brands, dealers, branches, nodes and roles are the importer's, in the policy stream that everyone
// holds. Users and their grants belong to a dealer and stay in its stream. A grant is never edited:
// it is revoked by a row of its own, so that every replica judges an entry by what its author knew.
// The importer's people are entities of their own in the importer's stream, which no branch holds.

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
    {5, "region",   text,             hub, own, optional,        "Region"     },
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

constexpr auto kRoleSides = one_of("importer|dealer");
constexpr std::string_view kRoleKey[] = {"role"};
constexpr Field kRoleFields[] = {
    {1, "role",    text,       hub, own, required | once, "Role"    },
    {2, "name",    text,       hub, own, optional,        "Name"    },
    {3, "permits", text,       hub, own, required,        "Permits" },
    {4, "side",    kRoleSides, hub, own, optional,        "Given at"},
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
    {4, "login",  text,              dealer, own, optional,        "Login" },
};
constexpr std::string_view kUserIndexes[] = {"login"};
constexpr Entity kUser{
    .id = 0x0106,
    .name = "org.user",
    .collection = "users",
    .fields = kUserFields,
    .indexes = kUserIndexes,
};
static_assert(is_well_formed(kUser));

constexpr Field kGrantFields[] = {
    {1, "user", ref("org.user"), dealer, own, required | once, "User"},
    {2, "role", key("org.role"), dealer, own, required | once, "Role"},
};
constexpr std::string_view kGrantIndexes[] = {"user"};
constexpr Entity kGrant{
    .id = 0x0107,
    .name = "org.grant",
    .collection = "grants",
    .fields = kGrantFields,
    .purpose = schema::Purpose::grant,
    .indexes = kGrantIndexes,
};
static_assert(is_well_formed(kGrant));

constexpr Field kRevocationFields[] = {
    {1, "grant",  ref("org.grant"), dealer, own, required | once, "Grant" },
    {2, "reason", text,             dealer, own, optional | once, "Reason"},
};
constexpr std::string_view kRevocationIndexes[] = {"grant"};
constexpr Entity kRevocation{
    .id = 0x0108,
    .name = "org.revocation",
    .collection = "revocations",
    .fields = kRevocationFields,
    .purpose = schema::Purpose::revocation,
    .indexes = kRevocationIndexes,
};
static_assert(is_well_formed(kRevocation));

// What a password is checked against. One row a user, so that of two passwords set at two branches
// one holds; the digest leaves the verifier out, and no answer ever shows it.
constexpr std::string_view kCredentialKey[] = {"user"};
constexpr Field kCredentialFields[] = {
    {1, "user",     text,    dealer, own, required | once,      "User"    },
    {2, "verifier", text,    dealer, own, required | sensitive, "Verifier"},
    {3, "set_at",   instant, dealer, own, optional,             "Set at"  },
};
constexpr Entity kCredential{
    .id = 0x010a,
    .name = "org.credential",
    .collection = "credentials",
    .key = kCredentialKey,
    .fields = kCredentialFields,
};
static_assert(is_well_formed(kCredential));

// Who came in, who tried, who was locked out. Written by the daemons and never edited.
constexpr auto kSignInEvents = one_of("success|failure|lock_out|sign_out|password_set|pin_set");
constexpr auto kSignInWays = one_of("password|pin|operator");
constexpr Field kSignInFields[] = {
    {1, "branch",  key("org.branch"), author, own, required | once, "Branch" },
    {2, "event",   kSignInEvents,     author, own, required | once, "Event"  },
    {3, "at",      instant,           author, own, required | once, "At"     },
    {4, "user",    ref("org.user"),   author, own, optional | once, "User"   },
    {5, "way",     kSignInWays,       author, own, optional | once, "Way"    },
    {6, "address", text,              author, own, optional | once, "Address"},
};
constexpr std::string_view kSignInIndexes[] = {"user", "at"};
constexpr Entity kSignIn{
    .id = 0x010b,
    .name = "org.sign_in",
    .collection = "sign-ins",
    .fields = kSignInFields,
    .indexes = kSignInIndexes,
};
static_assert(is_well_formed(kSignIn));

// The importer's people: the same five, in the importer's own stream.
constexpr Field kImporterUserFields[] = {
    {1, "name",         text, hub, own, required, "Name"          },
    {2, "active",       flag, hub, own, optional, "Active"        },
    {3, "login",        text, hub, own, optional, "Login"         },
    // What the importer's OpenID provider calls the person; see docs/how_to.
    {4, "oidc_subject", text, hub, own, optional, "OpenID subject"},
};
constexpr std::string_view kImporterUserIndexes[] = {"login", "oidc_subject"};
constexpr Entity kImporterUser{
    .id = 0x010c,
    .name = "org.importer_user",
    .collection = "importer-users",
    .stream = schema::StreamKind::hub,
    .fields = kImporterUserFields,
    .indexes = kImporterUserIndexes,
};
static_assert(is_well_formed(kImporterUser));

constexpr Field kImporterGrantFields[] = {
    {1, "user", ref("org.importer_user"), hub, own, required | once, "User"},
    {2, "role", key("org.role"),          hub, own, required | once, "Role"},
};
constexpr Entity kImporterGrant{
    .id = 0x010d,
    .name = "org.importer_grant",
    .collection = "importer-grants",
    .stream = schema::StreamKind::hub,
    .fields = kImporterGrantFields,
    .indexes = kGrantIndexes,
};
static_assert(is_well_formed(kImporterGrant));

constexpr Field kImporterRevocationFields[] = {
    {1, "grant",  ref("org.importer_grant"), hub, own, required | once, "Grant" },
    {2, "reason", text,                      hub, own, optional | once, "Reason"},
};
constexpr Entity kImporterRevocation{
    .id = 0x010e,
    .name = "org.importer_revocation",
    .collection = "importer-revocations",
    .stream = schema::StreamKind::hub,
    .fields = kImporterRevocationFields,
    .indexes = kRevocationIndexes,
};
static_assert(is_well_formed(kImporterRevocation));

constexpr Field kImporterCredentialFields[] = {
    {1, "user",     text,    hub, own, required | once,      "User"    },
    {2, "verifier", text,    hub, own, required | sensitive, "Verifier"},
    {3, "set_at",   instant, hub, own, optional,             "Set at"  },
};
constexpr Entity kImporterCredential{
    .id = 0x010f,
    .name = "org.importer_credential",
    .collection = "importer-credentials",
    .stream = schema::StreamKind::hub,
    .key = kCredentialKey,
    .fields = kImporterCredentialFields,
};
static_assert(is_well_formed(kImporterCredential));

constexpr auto kImporterSignInWays = one_of("password|pin|operator|oidc");
constexpr Field kImporterSignInFields[] = {
    {1, "event",   kSignInEvents,            hub, own, required | once, "Event"  },
    {2, "at",      instant,                  hub, own, required | once, "At"     },
    {3, "user",    ref("org.importer_user"), hub, own, optional | once, "User"   },
    {4, "way",     kImporterSignInWays,      hub, own, optional | once, "Way"    },
    {5, "address", text,                     hub, own, optional | once, "Address"},
};
constexpr Entity kImporterSignIn{
    .id = 0x0110,
    .name = "org.importer_sign_in",
    .collection = "importer-sign-ins",
    .stream = schema::StreamKind::hub,
    .fields = kImporterSignInFields,
    .indexes = kSignInIndexes,
};
static_assert(is_well_formed(kImporterSignIn));

constexpr const Entity* kEntities[] = {
    &kBrand,
    &kDealer,
    &kPriceList,
    &kBranch,
    &kNode,
    &kRole,
    &kUser,
    &kGrant,
    &kRevocation,
    &kCredential,
    &kSignIn,
    &kImporterUser,
    &kImporterGrant,
    &kImporterRevocation,
    &kImporterCredential,
    &kImporterSignIn,
};

domain::Module module() {
    return {"org", kEntities, {}};
}

}  // namespace branchline::org
