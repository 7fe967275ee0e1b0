// The account of a dealer with the importer, one for each brand, and the documents that move it.
// Nobody writes a balance: documents never change, and every replica adds them up.

#include "common/domain/accounting/documents.hpp"
#include "common/domain/accounting/questions.hpp"
#include "common/domain/accounting/rules.hpp"
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
    {5, "closed_until", date,              hub,    own,    optional,        "Closed until"},
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

// What an account was when a month was closed. Nothing can be dated into that month any more.
constexpr std::string_view kStatementKey[] = {"dealer", "brand", "period"};
constexpr Field kStatementFields[] = {
    {1,  "dealer",         key("org.dealer"), hub, own, required | once, "Dealer"         },
    {2,  "brand",          key("org.brand"),  hub, own, required | once, "Brand"          },
    {3,  "period",         text,              hub, own, required | once, "Period"         },
    {4,  "begins_on",      date,              hub, own, required | once, "From"           },
    {5,  "ends_on",        date,              hub, own, required | once, "Until"          },
    {6,  "opening",        amount,            hub, own, required | once, "Opening balance"},
    {7,  "invoices",       amount,            hub, own, required | once, "Invoices"       },
    {8,  "credit_memos",   amount,            hub, own, required | once, "Credit memos"   },
    {9,  "debit_memos",    amount,            hub, own, required | once, "Debit memos"    },
    {10, "payments",       amount,            hub, own, required | once, "Payments"       },
    {11, "closing",        amount,            hub, own, required | once, "Closing balance"},
    {12, "document_count", integer,           hub, own, required | once, "Documents"      },
    {13, "closed_on",      date,              hub, own, required | once, "Closed on"      },
    {14, "remark",         text,              hub, own, optional,        "Remark"         },
};
constexpr std::string_view kStatementIndexes[] = {"period"};
constexpr Entity kStatement{
    .id = 0x0c03,
    .name = "accounting.statement",
    .collection = "account-statements",
    .key = kStatementKey,
    .fields = kStatementFields,
    .indexes = kStatementIndexes,
};
static_assert(is_well_formed(kStatement));

constexpr const Entity* kEntities[] = {&kAccount, &kDocument, &kStatement};

domain::Module module() {
    return {.name = "accounting",
            .entities = kEntities,
            .rules = rules(),
            .questions = questions(),
            .documents = documents()};
}

}  // namespace branchline::accounting
