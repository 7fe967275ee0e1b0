// What a salesperson offers a customer: a car that the importer has given this dealer, at a price
// that can be told apart from the list it comes from.

#include "common/domain/module.hpp"
#include "common/domain/sales/documents.hpp"
#include "common/domain/sales/questions.hpp"
#include "common/domain/sales/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::sales {

using namespace schema::words;

// What the car is stands on the quote as it was on that day: the paper that the customer holds does
// not change when the car moves on.
constexpr Field kQuoteFields[] = {
    {1,  "branch",          key("org.branch"), author, own,   required | once, "Branch"         },
    {2,  "number",          text,              author, own,   optional | once, "Number"         },
    {3,  "vin",             text,              author, own,   required | once, "VIN"            },
    {4,  "brand",           key("org.brand"),  author, own,   required | once, "Brand"          },
    {5,  "model",           text,              author, own,   optional | once, "Model"          },
    {6,  "options",         text,              author, own,   optional | once, "Options"        },
    {7,  "order_number",    text,              author, own,   optional | once, "Order"          },
    {8,  "customer",        text,              branch, lww,   required,        "Customer"       },
    {9,  "contact",         text,              branch, lww,   optional,        "Contact"        },
    {10, "price_list",      text,              branch, own,   optional,        "Price list"     },
    {11, "list_price",      amount,            branch, own,   required,        "List price"     },
    {12, "discount",        amount,            branch, own,   optional,        "Discount"       },
    {13, "price",           amount,            branch, own,   required,        "Price"          },
    {14, "discount_reason", text,              branch, own,   optional,        "Discount reason"},
    {15, "arrives_on",      date,              branch, own,   optional,        "Arrives on"     },
    {16, "valid_until",     date,              branch, own,   required,        "Valid until"    },
    {17, "offered_on",      date,              branch, own,   optional,        "Offered on"     },
    {18, "answered_on",     date,              branch, own,   optional,        "Answered on"    },
    {19, "status",          text,              flow,   state, required,        "Status"         },
    {20, "reason",          text,              hub,    own,   optional,        "Reason"         },
};
// The importer lapses what cannot be kept: the car has gone, or another customer has taken it.
constexpr Transition kQuoteFlow[] = {
    {"",        "draft",    schema::Side::node,   "create",  0x0d01},
    {"draft",   "offered",  schema::Side::node,   "offer",   0x0d02},
    {"offered", "accepted", schema::Side::node,   "accept",  0x0d03},
    {"offered", "declined", schema::Side::node,   "decline", 0x0d04},
    {"offered", "lapsed",   schema::Side::either, "lapse",   0x0d05},
    {"offered", "draft",    schema::Side::node,   "revise",  0x0d06},
};
constexpr std::string_view kQuoteIndexes[] = {"vin", "number", "status"};
constexpr Entity kQuote{
    .id = 0x0d01,
    .name = "sales.quote",
    .collection = "quotes",
    .fields = kQuoteFields,
    .flow = kQuoteFlow,
    .number = "QUO",
    .indexes = kQuoteIndexes,
};
static_assert(is_well_formed(kQuote));

constexpr const Entity* kEntities[] = {&kQuote};

domain::Module module() {
    return {.name = "sales",
            .entities = kEntities,
            .rules = rules(),
            .questions = questions(),
            .documents = documents()};
}

}  // namespace branchline::sales
