#include "common/api/records.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/api/json_values.hpp"
#include "common/api/routes.hpp"
#include "common/base/assert.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

using engine::Record;
using text::Json;

std::vector<std::string> key_of(const Record& record) {
    std::vector<std::string> key;
    for (const std::string_view part : record.entity->key) {
        const auto* text = std::get_if<std::string>(&value_of(record, *record.entity->field(part)));
        ASSERT(text != nullptr);
        key.push_back(*text);
    }
    return key;
}

const schema::Value& value_of(const Record& record, const schema::Field& field) {
    const std::size_t at = record.entity->index_of(field.id);
    ASSERT(at < record.values.size());
    return record.values[at];
}

Json record_json(const Record& record, const FieldChoice& fields) {
    Json out = Json::object();
    out["id"] = to_hex(record.id);
    out["collection"] = record.entity->collection;
    out["stream"] = record.stream;
    out["version"] = record.version;
    out["life"] = record.life;
    Json& values = out["data"] = Json::object();
    for (const schema::Field& field : record.entity->fields) {
        const bool told =
            fields.empty() || std::find(fields.begin(), fields.end(), &field) != fields.end();
        if (!told) continue;
        values[std::string(field.name)] = value_to_json(field, value_of(record, field));
    }
    Json& sync = out["sync"] = Json::object();
    sync["state"] = engine::name_of(record.progress);
    sync["conflicts"] = record.conflicts;
    sync["reason"] = reason_json(record.rejection);
    return out;
}

Json reason_json(const std::optional<engine::Reason>& reason) {
    if (!reason) return nullptr;
    Json out = Json::object();
    out["code"] = reason->code;
    out["text"] = reason->text;
    out["remedy"] = reason->remedy;
    return out;
}

std::string path_of(const schema::Entity& entity, const RowId& id) {
    return fmt::format("{}{}/{}", kPrefix, entity.collection, to_hex(id));
}

http::Response record_response(int status, const Record& record, const FieldChoice& fields) {
    http::Response response = http::json_response(status, record_json(record, fields));
    response.headers.set("ETag", fmt::format("\"{}\"", record.version));
    return response;
}

}  // namespace branchline::api
