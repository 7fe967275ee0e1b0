// A rule is a function: facts in, yes or no out. One row a rule; the same rows are asked at the
// branch before an edit is saved and by the hub when it decides.
#pragma once

#include <span>
#include <string_view>

#include "common/engine/store.hpp"

namespace branchline::engine {

/// What an entry would do to one row, with the facts a rule may look at. A fact that this replica
/// cannot know is absent.
struct Proposal {
    const schema::Entity& entity;
    std::span<const schema::Value> before;  ///< Values by field; empty for a new row.
    std::map<std::uint16_t, schema::Value> writes;
    /// For ledger rows: the row that the amount is posted to, before the posting.
    const schema::Entity* account = nullptr;
    std::span<const schema::Value> account_before;
    /// Who writes it; none: the daemon itself, or the operator of its machine.
    std::optional<RowId> actor = {};

    const schema::Value* written(std::string_view field) const;
    const schema::Value* before_of(std::string_view field) const;
    const schema::Value* account_value(std::string_view field) const;
};

/// A fact in its own type; null when it is absent or of another type.
const std::int64_t* integer_of(const schema::Value* fact);
const std::string* text_of(const schema::Value* fact);
/// False when the fact is absent.
bool is_true(const schema::Value* fact);

struct Rule {
    std::string_view entity;  ///< module.entity
    std::string_view code;    ///< Permanent, upper case.
    std::string_view text;
    std::string_view remedy;
    bool (*breaks)(const Proposal&);
};

/// The first rule that the proposal breaks; none when it breaks none.
const Rule* first_broken(std::span<const Rule> rules, const Proposal& proposal);

}  // namespace branchline::engine
