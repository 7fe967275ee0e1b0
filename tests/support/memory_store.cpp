#include "tests/support/memory_store.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "sync/entry/entry.hpp"

namespace branchline::test {

using engine::Committed;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Field;
using schema::Merge;
using schema::Owner;

namespace {

std::unexpected<Error> missing(const Entity& entity, const RowId& id) {
    return fail(Code::not_found, "not-found",
                fmt::format("{} {} does not exist", entity.name, to_hex(id)));
}

std::string fingerprint(const Edit& edit) {
    std::string out = fmt::format("{} {}", edit.stream, edit.command);
    for (const RowEdit& row : edit.rows) {
        out += fmt::format(" {} {}", row.entity->name, row.id ? to_hex(*row.id) : "-");
        for (const std::string& part : row.key) out += fmt::format(" key {}", part);
        for (const auto& [field, wish] : row.wishes) {
            out += fmt::format(" {}={}", field, to_hex(schema::encode_value(wish)));
        }
        out += fmt::format(" {} {} {}", row.transition.value_or("-"), row.make_void,
                           row.correct_reading);
    }
    return out;
}

bool passes(const schema::Value& value, const engine::Filter& filter) {
    switch (filter.match) {
        case engine::Match::equal: return value == filter.value;
        case engine::Match::prefix: {
            const auto* text = std::get_if<std::string>(&value);
            return text != nullptr && text->starts_with(std::get<std::string>(filter.value));
        }
        case engine::Match::at_least: return value != schema::Value() && value >= filter.value;
        case engine::Match::at_most: return value != schema::Value() && value <= filter.value;
    }
    return false;
}

bool passes(const Record& record, const engine::Filter& filter) {
    const schema::Value& value = record.values[record.entity->index_of(filter.field->id)];
    const auto* set = std::get_if<std::vector<std::string>>(&value);
    if (set == nullptr || !std::holds_alternative<std::string>(filter.value)) {
        return passes(value, filter);
    }
    return std::any_of(set->begin(), set->end(), [&](const std::string& element) {
        return passes(schema::Value(element), filter);
    });
}

const schema::Transition* step(const Entity& entity, std::string_view from, std::string_view to) {
    const auto found = std::find_if(entity.flow.begin(), entity.flow.end(),
                                    [&](const auto& t) { return t.from == from && t.to == to; });
    return found == entity.flow.end() ? nullptr : &*found;
}

}  // namespace

void MemoryStore::set(const Entity& entity,
                      const RowId& id,
                      std::string_view field,
                      schema::Value value) {
    Record& row = record(entity, id);
    row.values[entity.index_of(entity.field(field)->id)] = std::move(value);
    stamp(row);
}

Record& MemoryStore::record(const Entity& entity, const RowId& id) {
    const auto found = rows_.find({entity.id, id});
    ASSERT(found != rows_.end());
    return found->second;
}

void MemoryStore::stamp(Record& record) {
    record.version = fmt::format("{:016x}", ++changes_);
}

const schema::Entity& MemoryStore::entity(std::string_view name) const {
    const schema::Entity* declared = registry == nullptr ? nullptr : registry->by_name(name);
    ASSERT(declared != nullptr);
    return *declared;
}

Result<Record> MemoryStore::find(const Entity& entity, const RowId& id) {
    if (broken) return std::unexpected(*broken);
    const auto found = rows_.find({entity.id, id});
    if (found == rows_.end() || hidden.contains(id)) return missing(entity, id);
    return found->second;
}

/// Editions are not its business: every row counts.
Result<engine::Page> MemoryStore::list(const Entity& entity, const engine::Query& query) {
    if (broken) return std::unexpected(*broken);
    last_query_ = query;
    const auto place_of = [&](const Record& record) {
        return std::pair(query.sort == nullptr ? schema::Value()
                                               : record.values[entity.index_of(query.sort->id)],
                         record.id);
    };
    const auto comes_before = [&](const auto& a, const auto& b) {
        return query.descending ? b < a : a < b;
    };
    std::vector<Record> found;
    for (const auto& [name, record] : rows_) {
        if (name.first != entity.id) continue;
        if (!query.stream.empty() && record.stream != query.stream) continue;
        const bool fits =
            std::all_of(query.filters.begin(), query.filters.end(),
                        [&record = record](const auto& filter) { return passes(record, filter); });
        const bool is_behind =
            !query.after ||
            comes_before(std::pair(query.after_value, *query.after), place_of(record));
        if (fits && is_behind) found.push_back(record);
    }
    std::sort(found.begin(), found.end(), [&](const Record& a, const Record& b) {
        return comes_before(place_of(a), place_of(b));
    });
    engine::Page page{.records = std::move(found)};
    page.more = page.records.size() > query.limit;
    if (page.more) {
        page.records.erase(page.records.begin() + static_cast<std::ptrdiff_t>(query.limit),
                           page.records.end());
    }
    return page;
}

Result<engine::Count> MemoryStore::count(const Entity& entity,
                                         const engine::Query& query,
                                         std::size_t most) {
    engine::Query whole = query;
    whole.after.reset();
    whole.limit = most;
    TRY(const engine::Page page, list(entity, whole));
    last_query_ = query;
    return engine::Count{page.records.size(), page.more};
}

Result<Record> MemoryStore::begin(const Edit& edit, const RowEdit& row) {
    const Entity& entity = *row.entity;
    ASSERT(!(row.id && !row.key.empty()) && entity.keyed() == !row.key.empty());
    const RowId id = row.id           ? *row.id
                     : entity.keyed() ? sync::keyed_row_id(entity.id, row.key)
                                      : sync::dot_row_id(0xb1, seq_ + 1, 0);
    const auto found = rows_.find({entity.id, id});
    if (found != rows_.end()) {
        const Record& held = found->second;
        if (!row.expected_version || *row.expected_version == held.version) return held;
        return fail(
            Code::conflict, "stale-version",
            fmt::format("the record has version {}, not {}", held.version, *row.expected_version),
            "load the record again and repeat the change");
    }
    if (row.id) return missing(entity, id);
    Record fresh{.entity = &entity,
                 .id = id,
                 .stream = edit.stream,
                 .version = {},
                 .life = "alive",
                 .values = {},
                 .rejection = {}};
    fresh.values.resize(entity.fields.size());
    for (std::size_t i = 0; i < row.key.size(); ++i) {
        fresh.values[entity.index_of(entity.field(entity.key[i])->id)] = row.key[i];
    }
    return fresh;
}

Result<> MemoryStore::write_fields(const RowEdit& row, Record& record) const {
    for (const auto& [id, wish] : row.wishes) {
        const Field* field = row.entity->field(id);
        ASSERT(field != nullptr);
        if (field->merge == Merge::state) {
            return fail(Code::invalid, "validation-failed",
                        fmt::format("{}: a command, not an edit expected", field->name));
        }
        if (field->owner == Owner::nobody) {
            return fail(Code::forbidden, "derived-field", "nobody writes this field");
        }
        if (field->owner == Owner::hub && !hub) {
            return fail(Code::forbidden, "hub-field", "only the importer writes this field");
        }
        schema::Value& held = record.values[row.entity->index_of(id)];
        const bool is_first = held == schema::Value() || row.correct_reading;
        const bool is_passed = (field->merge == Merge::max && wish < held) ||
                               (field->merge == Merge::min && held < wish);
        if (is_first || !is_passed) held = wish;
    }
    return {};
}

Result<> MemoryStore::write_state(const Edit& edit, const RowEdit& row, Record& record) const {
    const Field* state = row.entity->state_field();
    if (state == nullptr) return {};
    schema::Value& held = record.values[row.entity->index_of(state->id)];
    const auto* now = std::get_if<std::string>(&held);
    if (now != nullptr && !row.transition) return {};
    if (!row.transition && row.entity->keyed()) {
        // As the replica does: a request cannot know whether the row of a key is new.
        for (const schema::Transition& first : row.entity->flow) {
            if (first.from.empty() && held == schema::Value()) held = std::string(first.to);
        }
        return {};
    }
    ASSERT(row.transition);
    const schema::Transition* taken = step(*row.entity, now ? *now : "", *row.transition);
    if (taken == nullptr || taken->id != edit.command) {
        return fail(Code::conflict, "state-not-allowed", "not a step of the flow",
                    "load the record again");
    }
    if (taken->side == schema::Side::hub && !hub) {
        return fail(Code::forbidden, "bad-transition", "the other side takes this step");
    }
    held = *row.transition;
    return {};
}

Result<Committed> MemoryStore::commit(const Edit& edit) {
    if (broken) return std::unexpected(*broken);
    const std::string request = fingerprint(edit);
    if (edit.client_key && answered_.contains(*edit.client_key)) {
        auto [first, answer] = answered_[*edit.client_key];
        if (first != request) {
            return fail(Code::refused, "key-reused",
                        "the idempotency key was used for another request");
        }
        answer.replayed = true;
        return answer;
    }
    if (std::find(held_streams.begin(), held_streams.end(), edit.stream) == held_streams.end()) {
        return fail(Code::not_found, "unknown-stream",
                    fmt::format("{} is not held here", edit.stream));
    }
    ASSERT(edit.rows.size() == 1);
    RowEdit row = edit.rows.front();
    for (auto& [field, value] : std::exchange(row.added, {})) row.wishes[field] = value;
    TRY(Record record, begin(edit, row));
    TRY_VOID(write_fields(row, record));
    TRY_VOID(write_state(edit, row, record));
    if (row.make_void) record.life = "void";
    if (rule) {
        if (auto said = rule(edit)) return std::unexpected(*std::move(said));
    }
    stamp(record);
    Committed done{.log = std::string(64, 'a'), .seq = ++seq_, .rows = {record.id}};
    rows_[{row.entity->id, record.id}] = record;
    if (edit.client_key) answered_[*edit.client_key] = {request, done};
    last_edit_ = edit;
    return done;
}

Result<engine::StreamStatus> MemoryStore::status(const std::string& stream) {
    return engine::StreamStatus{.stream = stream, .entries = seq_, .applied = seq_};
}

Result<engine::StreamDigest> MemoryStore::digest(const std::string& stream) {
    if (broken) return std::unexpected(*broken);
    engine::StreamDigest out{.stream = stream, .vector = {}, .digest = {}};
    out.vector.push_back({.log = {}, .seq = seq_, .hash = {}});
    return out;
}

Result<std::vector<engine::Conflict>> MemoryStore::conflicts(const std::string& stream) {
    if (broken) return std::unexpected(*broken);
    return told_conflicts[stream];
}

Result<std::vector<engine::RejectedEntry>> MemoryStore::rejected(const std::string& stream) {
    if (broken) return std::unexpected(*broken);
    return told_rejected[stream];
}

Result<engine::Why> MemoryStore::why(const Entity& entity, const RowId& id, const Field&) {
    TRY(const Record record, find(entity, id));
    if (told_why) return *told_why;
    return engine::Why{.value = {}, .rule = "own", .writes = {}};
}

Result<engine::Trace> MemoryStore::trace(const Entity& entity, const RowId& id) {
    TRY(const Record record, find(entity, id));
    engine::Trace::Hop hop{.log = "00", .seq = 1, .branch = "B0101", .standing = "provisional"};
    return engine::Trace{{std::move(hop)}};
}

}  // namespace branchline::test
