#include "common/api/insights.hpp"

#include <fmt/format.h>

#include "common/api/json_values.hpp"
#include "common/api/listing.hpp"
#include "common/api/records.hpp"
#include "common/api/routes.hpp"
#include "common/crypto/hash.hpp"
#include "common/schema/blob.hpp"
#include "common/schema/stream.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using schema::Entity;
using schema::Field;
using schema::Type;
using text::Json;

Json words_json(std::string_view words) {
    Json out = Json::array();
    while (true) {
        const std::size_t bar = words.find('|');
        out.push_back(words.substr(0, bar));
        if (bar == words.npos) return out;
        words.remove_prefix(bar + 1);
    }
}

Json field_json(const Field& field) {
    Json out = Json::object();
    out["id"] = field.id;
    out["name"] = field.name;
    out["label"] = field.label;
    out["type"] = schema::name_of(field.type.type);
    switch (field.type.type) {
        case Type::enumeration: out["words"] = words_json(field.type.target); break;
        case Type::decimal: out["scale"] = field.type.scale; break;
        case Type::ref: out["target"] = field.type.target; break;
        case Type::key:
            out["target"] = field.type.target;
            out["size_max"] = field.type.size_max;
            break;
        case Type::text:
        case Type::bytes:
            out["size_max"] = field.type.size_max;
            if (schema::names_blob(field)) out["target"] = schema::kBlobTarget;
            break;
        case Type::integer:
        case Type::date:
        case Type::instant:
        case Type::flag: break;
    }
    out["owner"] = schema::name_of(field.owner);
    out["merge"] = schema::name_of(field.merge);
    out["required"] = field.required();
    out["once"] = field.once();
    out["sensitive"] = field.sensitive();
    return out;
}

Json word_or_null(std::string_view word) {
    return word.empty() ? Json(nullptr) : Json(word);
}

Json transition_json(const schema::Transition& row) {
    Json out = Json::object();
    out["id"] = row.id;
    out["command"] = row.command;
    out["from"] = row.from.empty() ? Json(nullptr) : Json(row.from);
    out["to"] = row.to;
    out["side"] = schema::name_of(row.side);
    if (!row.keeps.empty()) out["keeps"] = row.keeps;
    return out;
}

Json entity_json(const Entity& entity) {
    Json out = Json::object();
    out["id"] = entity.id;
    out["name"] = entity.name;
    out["collection"] = entity.collection;
    out["stream"] = schema::name_of(entity.stream);
    out["purpose"] = schema::name_of(entity.purpose);
    out["key"] = Json::array();
    for (const std::string_view part : entity.key) out["key"].push_back(part);
    out["sorts"] = Json::array();
    for (const Field* field : sortable_fields(entity)) out["sorts"].push_back(field->name);
    out["scope"] = word_or_null(entity.scope);
    out["edition"] = word_or_null(entity.edition);
    out["left"] = word_or_null(entity.left);
    out["number"] = word_or_null(entity.number);
    out["fields"] = Json::array();
    for (const Field& field : entity.fields) out["fields"].push_back(field_json(field));
    out["flow"] = Json::array();
    for (const auto& row : entity.flow) out["flow"].push_back(transition_json(row));
    out["posts"] = Json::array();
    for (const schema::Posting& posting : entity.posts) {
        Json row = Json::object();
        row["target"] = posting.target;
        row["balance"] = posting.balance;
        row["amount"] = posting.amount;
        out["posts"].push_back(std::move(row));
    }
    return out;
}

Json side_json(const Field* field, std::size_t take, const engine::ConflictSide& side) {
    Json out = Json::object();
    out["take"] = take;
    out["value"] = field ? value_to_json(*field, side.value) : value_to_json(side.value);
    out["branch"] = side.branch;
    out["at"] = to_text(side.at);
    out["log"] = side.log;
    out["seq"] = side.seq;
    out["wins"] = side.wins;
    return out;
}

Json row_json(const Entity& entity, const RowId& id) {
    Json out = Json::object();
    out["entity"] = entity.name;
    out["collection"] = entity.collection;
    out["id"] = to_hex(id);
    return out;
}

/// The field of that name in one of the rows an entry wanted to write; none when there is none.
const Field* field_of(const engine::RejectedEntry& entry, std::string_view name) {
    for (const auto& [entity, id] : entry.rows) {
        if (const Field* field = entity->field(name)) return field;
    }
    return nullptr;
}

}  // namespace

Json schema_json(const schema::Registry& registry) {
    Json out = Json::object();
    out["version"] = schema::kSchemaVersion;
    out["entities"] = Json::array();
    for (const Entity* entity : registry.entities())
        out["entities"].push_back(entity_json(*entity));
    return out;
}

Json digest_json(const engine::StreamDigest& digest) {
    Json out = Json::object();
    out["stream"] = digest.stream;
    out["digest"] = to_hex(digest.digest);
    out["vector"] = Json::array();
    for (const auto& applied : digest.vector) {
        Json row = Json::object();
        row["log"] = to_hex(applied.log);
        row["seq"] = applied.seq;
        row["hash"] = to_hex(applied.hash);
        out["vector"].push_back(std::move(row));
    }
    return out;
}

std::string version_of(const engine::Conflict& conflict) {
    std::string sides;
    for (const auto& side : conflict.sides) sides += fmt::format("{}:{};", side.log, side.seq);
    return to_hex(crypto::blake2b("bl/conflict/1", {as_bytes(sides)}).view().first(8));
}

Json conflict_json(const std::string& stream, const engine::Conflict& conflict) {
    Json out = row_json(*conflict.entity, conflict.row);
    if (!stream.empty()) out["stream"] = stream;
    out["field"] = conflict.field ? Json(conflict.field->name) : Json(nullptr);
    out["merge"] = schema::name_of(conflict.field ? conflict.field->merge : schema::Merge::life);
    out["version"] = version_of(conflict);
    out["sides"] = Json::array();
    for (std::size_t i = 0; i < conflict.sides.size(); ++i) {
        out["sides"].push_back(side_json(conflict.field, i, conflict.sides[i]));
    }
    const bool is_resolvable = conflict.field && conflict.field->merge == schema::Merge::lww;
    out["resolve"] = nullptr;
    if (is_resolvable) {
        out["resolve"] = fmt::format("{}conflicts/{}/{}/{}:resolve", kPrefix, conflict.entity->name,
                                     to_hex(conflict.row), conflict.field->name);
    }
    return out;
}

Json rejected_json(const engine::RejectedEntry& entry) {
    Json out = Json::object();
    out["stream"] = entry.stream;
    out["log"] = to_hex(entry.log);
    out["seq"] = entry.seq;
    out["branch"] = entry.branch;
    out["at"] = to_text(entry.at);
    out["reason"] = reason_json(entry.reason);
    out["rows"] = Json::array();
    for (const auto& [entity, id] : entry.rows) out["rows"].push_back(row_json(*entity, id));
    out["values"] = Json::array();
    for (const auto& [name, value] : entry.values) {
        const Field* field = field_of(entry, name);
        Json row = Json::object();
        row["field"] = name;
        row["value"] = field ? value_to_json(*field, value) : value_to_json(value);
        out["values"].push_back(std::move(row));
    }
    return out;
}

Json why_json(const Entity& entity, const RowId& id, const Field& field, const engine::Why& why) {
    Json out = row_json(entity, id);
    out["field"] = field.name;
    out["value"] = value_to_json(field, why.value);
    out["rule"] = why.rule;
    out["writes"] = Json::array();
    for (const auto& step : why.writes) {
        Json row = Json::object();
        row["value"] = value_to_json(field, step.value);
        row["branch"] = step.branch;
        row["log"] = step.log;
        row["seq"] = step.seq;
        row["at"] = to_text(step.at);
        row["standing"] = step.standing;
        row["wins"] = step.wins;
        row["reason"] = reason_json(step.reason);
        out["writes"].push_back(std::move(row));
    }
    return out;
}

Json trace_json(const Entity& entity, const RowId& id, const engine::Trace& trace) {
    Json out = row_json(entity, id);
    out["hops"] = Json::array();
    for (const auto& hop : trace.hops) {
        Json row = Json::object();
        row["at"] = to_text(hop.at);
        row["branch"] = hop.branch;
        row["actor"] = hop.actor ? Json(to_hex(*hop.actor)) : Json();
        row["signer"] = to_hex(hop.signer);
        row["log"] = hop.log;
        row["seq"] = hop.seq;
        row["hash"] = to_hex(hop.hash);
        row["command"] = hop.command;
        row["fields"] = hop.fields;
        row["standing"] = hop.standing;
        row["decided_at"] = hop.decided_at ? Json(to_text(*hop.decided_at)) : Json();
        row["waited_ms"] = hop.decided_at ? Json((*hop.decided_at - hop.at).count()) : Json();
        row["reason"] = reason_json(hop.reason);
        out["hops"].push_back(std::move(row));
    }
    return out;
}

}  // namespace branchline::api
