#include "common/domain/price/rules.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"

namespace branchline::price {

namespace {

using engine::Edit;
using engine::Proposal;
using engine::Record;
using engine::RowEdit;
using engine::Store;

/// As it will be.
const schema::Value* after(const Proposal& change, std::string_view field) {
    const schema::Value* written = change.written(field);
    return written != nullptr ? written : change.before_of(field);
}

/// Branches may sell by it already.
bool is_taken_back(const Proposal& edition) {
    if (!engine::is_true(edition.before_of("published"))) return false;
    const schema::Value* published = edition.written("published");
    const bool is_hidden = published != nullptr && !engine::is_true(published);
    return is_hidden || engine::is_true(edition.written("discarded"));
}

bool is_published_after_all(const Proposal& edition) {
    return engine::is_true(edition.written("published")) &&
           engine::is_true(after(edition, "discarded"));
}

bool is_published_empty(const Proposal& edition) {
    const std::int64_t* rows = engine::integer_of(after(edition, "row_count"));
    return engine::is_true(edition.written("published")) && (rows == nullptr || *rows <= 0);
}

constexpr engine::Rule kRules[] = {
    {.entity = "price.edition",
     .code = "EDITION_STANDS",
     .text = "an edition that is published is never taken back",
     .remedy = "publish another edition that puts the prices right",
     .breaks = is_taken_back         },
    {.entity = "price.edition",
     .code = "EDITION_DISCARDED",
     .text = "an edition that was discarded is not published",
     .remedy = "stage the prices again",
     .breaks = is_published_after_all},
    {.entity = "price.edition",
     .code = "EDITION_EMPTY",
     .text = "an edition without rows is not published",
     .remedy = "stage the prices again, to their end",
     .breaks = is_published_empty    },
};

Result<std::optional<Record>> edition_of(Store& store, const RowEdit& row) {
    if (!row.id) return engine::find_by_key(store, row.entity->name, row.key);
    TRY(Record edition, store.find(*row.entity, *row.id));
    return std::optional(std::move(edition));
}

Result<> has_own_command(Store& store, const Edit& /*edit*/, const RowEdit& row) {
    for (const auto& [field, verb] :
         {std::pair("published", "publish"), std::pair("discarded", "discard")}) {
        const auto wish = row.wishes.find(row.entity->field(field)->id);
        if (wish == row.wishes.end() || !engine::is_true(&wish->second)) continue;
        TRY(const auto edition, edition_of(store, row));
        // Whoever sends a whole record back says what is so already.
        if (edition && domain::flag_of(*edition, field)) continue;
        return fail(Code::refused, "own-command",
                    fmt::format("\"{}\" is not written: {} is a command of its own", field, verb),
                    fmt::format("compare the edition, then use its command {}", verb));
    }
    return {};
}

constexpr engine::Precondition kPreconditions[] = {
    {"price.edition", has_own_command},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

std::span<const engine::Precondition> preconditions() {
    return kPreconditions;
}

}  // namespace branchline::price
