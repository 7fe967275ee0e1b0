// The account of a dealer with the importer, one for each brand, and the documents that move it.
// Nobody writes a balance: documents never change, and every replica adds them up.

#include "common/domain/accounting/documents.hpp"
#include "common/domain/accounting/questions.hpp"
#include "common/domain/module.hpp"
#include "common/schema/words.hpp"

namespace branchline::accounting {

using namespace schema::words;

constexpr std::string_view kAccountKey[] = {"dealer", "brand"};
constexpr Field kAccountFields[] = {
    {1, "dealer",       key("org.dealer"), hub,    own,    required | once, "Dealer"      },
    {2, "brand",        key("org.brand"),  hub,    own,    required | once, "Brand"       },
    {3, "balance",      amount,            nobody, ledger, optional,        "Balance"     },
    {4, "payment_days", integer,           hub,    own,    optional,        "Payment days"},
};
constexpr Entity kAccount{
    .id = 0x0c01,
    .name = "accounting.account",
    .collection = "accounts",
    .key = kAccountKey,
    .fields = kAccountFields,
};
static_assert(is_well_formed(kAccount));

constexpr auto kKinds = one_of("invoice|credit_memo|debit_memo|payment");
constexpr auto kClaimRef = ref("warranty.claim");
constexpr auto kDocumentRef = ref("accounting.document");
constexpr Field kDocumentFields[] = {
    {1,  "number",    text,              hub, own, optional | once, "Number"   },
    {2,  "dealer",    key("org.dealer"), hub, own, required | once, "Dealer"   },
    {3,  "brand",     key("org.brand"),  hub, own, required | once, "Brand"    },
    {4,  "branch",    key("org.branch"), hub, own, required | once, "Branch"   },
    {5,  "kind",      kKinds,            hub, own, required | once, "Kind"     },
    {6,  "issued_on", date,              hub, own, required | once, "Issued on"},
    {7,  "due_on",    date,              hub, own, optional | once, "Due on"   },
    {8,  "amount",    amount,            hub, own, required | once, "Amount"   },
    {9,  "claim",     kClaimRef,         hub, own, optional | once, "Claim"    },
    {10, "claimed",   amount,            hub, own, optional | once, "Claimed"  },
    {11, "text",      text,              hub, own, optional | once, "Text"     },
    {12, "reverses",  kDocumentRef,      hub, own, optional | once, "Reverses" },
};
constexpr Posting kDocumentPosts[] = {
    {"accounting.account", "balance", "amount"}
};
constexpr std::string_view kDocumentIndexes[] = {"issued_on", "claim", "number"};
constexpr Entity kDocument{
    .id = 0x0c02,
    .name = "accounting.document",
    .collection = "account-documents",
    .fields = kDocumentFields,
    .posts = kDocumentPosts,
    .number = "DOC",
    .indexes = kDocumentIndexes,
};
static_assert(is_well_formed(kDocument));

constexpr const Entity* kEntities[] = {&kAccount, &kDocument};

domain::Module module() {
    return {.name = "accounting",
            .entities = kEntities,
            .rules = {},
            .questions = questions(),
            .documents = documents()};
}

}  // namespace branchline::accounting
