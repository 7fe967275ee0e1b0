// Prices of parts, one stream a list, in editions. Of each part the newest edition counts whose
// date has come; what was published for later waits at the branches until its day.

#include "common/domain/module.hpp"
#include "common/domain/price/questions.hpp"
#include "common/domain/price/rules.hpp"
#include "common/schema/words.hpp"

namespace branchline::price {

using namespace schema::words;

constexpr std::string_view kEditionKey[] = {"list", "edition"};
constexpr Field kEditionFields[] = {
    {1, "list",       key("org.price_list"), hub, own, required | once, "Price list"},
    {2, "edition",    text,                  hub, own, required | once, "Edition"   },
    {3, "published",  flag,                  hub, own, required,        "Published" },
    {4, "valid_from", date,                  hub, own, required | once, "Valid from"},
    {5, "row_count",  integer,               hub, own, required,        "Rows"      },
    {6, "source",     text,                  hub, own, optional,        "Source"    },
    {7, "title",      text,                  hub, own, optional,        "Name"      },
    {8, "discarded",  flag,                  hub, own, optional,        "Discarded" },
};
constexpr Entity kEdition{
    .id = 0x0901,
    .name = "price.edition",
    .collection = "price-editions",
    .stream = schema::StreamKind::price,
    .key = kEditionKey,
    .fields = kEditionFields,
    .scope = "list",
};
static_assert(is_well_formed(kEdition));

constexpr std::string_view kRowKey[] = {"list", "part", "edition"};
constexpr Field kRowFields[] = {
    {1, "list",       key("org.price_list"), hub, own, required | once, "Price list" },
    {2, "part",       text,                  hub, own, required | once, "Part number"},
    {3, "edition",    text,                  hub, own, required | once, "Edition"    },
    {4, "valid_from", date,                  hub, own, required,        "Valid from" },
    {5, "amount",     amount,                hub, own, required,        "Price"      },
};
constexpr std::string_view kRowIndexes[] = {"part"};
constexpr Entity kRow{
    .id = 0x0902,
    .name = "price.row",
    .collection = "price-rows",
    .stream = schema::StreamKind::price,
    .key = kRowKey,
    .fields = kRowFields,
    .scope = "list",
    .edition = "price.edition",
    .indexes = kRowIndexes,
};
static_assert(is_well_formed(kRow));

constexpr const Entity* kEntities[] = {&kEdition, &kRow};

domain::Module module() {
    return {.name = "price",
            .entities = kEntities,
            .rules = rules(),
            .questions = questions(),
            .documents = {},
            .preconditions = preconditions()};
}

}  // namespace branchline::price
