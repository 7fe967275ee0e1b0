#include "common/engine/rule.hpp"

namespace branchline::engine {

namespace {

const schema::Value* value_of(const schema::Entity* entity,
                              std::span<const schema::Value> values,
                              std::string_view name) {
    const schema::Field* field = entity == nullptr ? nullptr : entity->field(name);
    if (field == nullptr || values.empty()) return nullptr;
    return &values[entity->index_of(field->id)];
}

}  // namespace

const schema::Value* Proposal::written(std::string_view name) const {
    const schema::Field* field = entity.field(name);
    if (field == nullptr) return nullptr;
    const auto found = writes.find(field->id);
    return found == writes.end() ? nullptr : &found->second;
}

const schema::Value* Proposal::before_of(std::string_view name) const {
    return value_of(&entity, before, name);
}

const schema::Value* Proposal::account_value(std::string_view name) const {
    return value_of(account, account_before, name);
}

const std::int64_t* integer_of(const schema::Value* fact) {
    return fact == nullptr ? nullptr : std::get_if<std::int64_t>(fact);
}

const std::string* text_of(const schema::Value* fact) {
    return fact == nullptr ? nullptr : std::get_if<std::string>(fact);
}

bool is_true(const schema::Value* fact) {
    return fact != nullptr && *fact == schema::Value(true);
}

const Rule* first_broken(std::span<const Rule> rules, const Proposal& proposal) {
    for (const Rule& rule : rules) {
        if (rule.entity == proposal.entity.name && rule.breaks(proposal)) return &rule;
    }
    return nullptr;
}

}  // namespace branchline::engine
