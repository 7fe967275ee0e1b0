#include "common/identity/guarded_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/identity/unique.hpp"
#include "common/schema/permit.hpp"

namespace branchline::identity {

using engine::Conflict;
using engine::Edit;
using engine::Record;
using engine::RejectedEntry;
using engine::RowEdit;
using schema::Entity;
using schema::Field;

std::vector<std::string_view> verbs_of(const Edit& edit, const RowEdit& row) {
    std::vector<std::string_view> verbs;
    if (row.make_void) verbs.push_back(schema::kVoidVerb);
    if (row.make_void && row.wishes.empty() && !row.transition) return verbs;
    for (const schema::Transition& t : row.entity->flow) {
        const bool leaves = row.transition && t.id == edit.command && !t.from.empty();
        if (!leaves) continue;
        verbs.push_back(t.command);
        return verbs;
    }
    verbs.push_back(schema::kWriteVerb);
    return verbs;
}

Result<> GuardedStore::may_read(const Entity& entity) const {
    if (may(person_, entity.name, schema::kReadVerb)) return {};
    return std::unexpected(not_permitted(person_, entity.name, schema::kReadVerb));
}

/// Comparing would tell a value piece by piece.
Result<> GuardedStore::may_compare(const Entity& entity, const Field& field) const {
    if (sees(person_, entity, field)) return {};
    const Mask mask = mask_of(entity, field);
    return fail(Code::forbidden, "field-masked",
                fmt::format("{}.{} is masked for you", entity.name, field.name),
                mask == Mask::secret
                    ? "Nobody sees it."
                    : fmt::format("It takes a role that permits {}:{}.", kSee, name_of(mask)));
}

void GuardedStore::mask(Record& record) const {
    for (std::size_t i = 0; i < record.entity->fields.size(); ++i) {
        if (!sees(person_, *record.entity, record.entity->fields[i])) record.values[i] = {};
    }
}

Result<Record> GuardedStore::find(const Entity& entity, const RowId& id) {
    TRY_VOID(may_read(entity));
    TRY(Record record, inner_.find(entity, id));
    mask(record);
    return record;
}

Result<> GuardedStore::may_list(const Entity& entity, const engine::Query& query) const {
    TRY_VOID(may_read(entity));
    for (const engine::Filter& filter : query.filters) {
        TRY_VOID(may_compare(entity, *filter.field));
    }
    if (query.sort != nullptr) TRY_VOID(may_compare(entity, *query.sort));
    return {};
}

Result<engine::Count> GuardedStore::count(const Entity& entity,
                                          const engine::Query& query,
                                          std::size_t most) {
    TRY_VOID(may_list(entity, query));
    return inner_.count(entity, query, most);
}

Result<engine::Page> GuardedStore::list(const Entity& entity, const engine::Query& query) {
    TRY_VOID(may_list(entity, query));
    TRY(engine::Page page, inner_.list(entity, query));
    for (Record& record : page.records) mask(record);
    return page;
}

Result<engine::Committed> GuardedStore::commit(const Edit& edit) {
    for (const RowEdit& row : edit.rows) {
        // What was written is answered with the record: who may not read it is told before.
        TRY_VOID(may_read(*row.entity));
        for (const std::string_view verb : verbs_of(edit, row)) {
            if (may(person_, row.entity->name, verb)) continue;
            return std::unexpected(not_permitted(person_, row.entity->name, verb));
        }
        for (const auto& [id, wish] : row.wishes) {
            const Field* field = row.entity->field(id);
            if (field == nullptr || mask_of(*row.entity, *field) != Mask::secret) continue;
            return fail(Code::forbidden, "field-masked",
                        fmt::format("{}.{} has a door of its own", row.entity->name, field->name),
                        "POST /api/v1/me/password, or POST /api/v1/people/{id}:set-password.");
        }
    }
    TRY_VOID(check_unique(inner_, edit));
    Edit signed_edit = edit;
    signed_edit.actor = person_.user;
    return inner_.commit(signed_edit);
}

Result<std::vector<Conflict>> GuardedStore::conflicts(const std::string& stream) {
    TRY(auto all, inner_.conflicts(stream));
    std::erase_if(all, [&](const Conflict& conflict) {
        return !may(person_, conflict.entity->name, schema::kReadVerb);
    });
    for (Conflict& conflict : all) {
        if (conflict.field == nullptr || sees(person_, *conflict.entity, *conflict.field)) continue;
        for (engine::ConflictSide& side : conflict.sides) side.value = {};
    }
    return all;
}

Result<std::vector<RejectedEntry>> GuardedStore::rejected(const std::string& stream) {
    TRY(auto all, inner_.rejected(stream));
    const auto is_hidden = [&](const auto& row) {
        return !may(person_, row.first->name, schema::kReadVerb);
    };
    std::erase_if(all, [&](const RejectedEntry& entry) {
        return std::any_of(entry.rows.begin(), entry.rows.end(), is_hidden);
    });
    for (RejectedEntry& entry : all) {
        for (auto& [name, value] : entry.values) {
            for (const auto& [entity, id] : entry.rows) {
                const Field* field = entity->field(name);
                if (field != nullptr && !sees(person_, *entity, *field)) value = {};
            }
        }
    }
    return all;
}

Result<engine::Why> GuardedStore::why(const Entity& entity, const RowId& id, const Field& field) {
    TRY_VOID(may_read(entity));
    TRY(engine::Why told, inner_.why(entity, id, field));
    if (sees(person_, entity, field)) return told;
    told.value = {};
    for (engine::Why::Step& step : told.writes) step.value = {};
    return told;
}

/// Names of fields are no secret, and a trace tells no values.
Result<engine::Trace> GuardedStore::trace(const Entity& entity, const RowId& id) {
    TRY_VOID(may_read(entity));
    return inner_.trace(entity, id);
}

}  // namespace branchline::identity
