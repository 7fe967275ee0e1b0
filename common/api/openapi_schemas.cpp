// JSON Schemas (2020-12) of the OpenAPI document: values and records, by the declarations.
#include <algorithm>

#include <fmt/format.h>

#include "common/api/openapi_parts.hpp"
#include "common/schema/blob.hpp"
#include "common/schema/registry.hpp"
#include "common/schema/stream.hpp"

namespace branchline::api::openapi {

namespace {

using schema::Entity;
using schema::Field;
using schema::Merge;
using schema::Type;
using text::Json;

/// Who reads the value: an answer always has the plain form, a request may choose.
enum class Use : std::uint8_t { answered, sent };

Json words(std::string_view joined) {
    Json out = Json::array();
    while (true) {
        const std::size_t bar = joined.find('|');
        out.push_back(joined.substr(0, bar));
        if (bar == joined.npos) return out;
        joined.remove_prefix(bar + 1);
    }
}

Json decimal_schema(const Field& field, Use use) {
    const unsigned scale = field.type.scale;
    const std::string fraction = scale == 0 ? "" : fmt::format("(\\.[0-9]{{1,{}}})?", scale);
    Json out = pattern(fmt::format("^-?(0|[1-9][0-9]*){}$", fraction));
    if (use == Use::sent) out["type"] = {"string", "integer"};
    return out;
}

Json plain_schema(const Field& field, Use use) {
    const auto& type = field.type;
    switch (type.type) {
        case Type::text:
        case Type::key:
            return {
                {"type",      "string"     },
                {"maxLength", type.size_max}
            };
        case Type::integer:
            return {
                {"type",   "integer"},
                {"format", "int64"  }
            };
        case Type::decimal: return decimal_schema(field, use);
        case Type::date:
            return {
                {"type",   "string"},
                {"format", "date"  }
            };
        case Type::instant:
            return {
                {"type",   "string"   },
                {"format", "date-time"}
            };
        case Type::flag:
            return {
                {"type", "boolean"}
            };
        case Type::enumeration:
            return {
                {"type", "string"          },
                {"enum", words(type.target)}
            };
        case Type::ref: return pattern("^[0-9a-f]{32}$");
        case Type::bytes: {
            if (schema::names_blob(field)) return pattern("^[0-9a-f]{64}$");
            Json out = pattern("^([0-9a-f]{2})*$");
            out["maxLength"] = std::uint64_t{2} * type.size_max;
            return out;
        }
    }
    return Json::object();
}

Json value_schema(const Field& field, Use use) {
    Json out = plain_schema(field, use);
    if (field.merge == Merge::set) {
        out = {
            {"type",  "array"       },
            {"items", std::move(out)}
        };
        if (use == Use::answered) out["uniqueItems"] = true;
    }
    out["title"] = field.label;
    if (field.type.type == Type::ref || field.type.type == Type::key) {
        out["description"] = fmt::format("{} of a {}", field.type.type == Type::ref ? "Id" : "Key",
                                         field.type.target);
    }
    return out;
}

/// Commands write states, and balances follow from postings.
bool is_writable(const Field& field) {
    return field.merge != Merge::state && field.merge != Merge::ledger &&
           field.owner != schema::Owner::nobody;
}

bool is_clearable(const Field& field) {
    const bool plain = field.merge == Merge::own || field.merge == Merge::lww;
    return plain && !field.required() && !field.once();
}

Json answered_fields(const Entity& entity) {
    Json out = {
        {"type",       "object"      },
        {"required",   Json::array() },
        {"properties", Json::object()}
    };
    for (const Field& field : entity.fields) {
        out["required"].push_back(field.name);
        Json& property = out["properties"][std::string(field.name)];
        property = value_schema(field, Use::answered);
        allow_null(property);
    }
    return out;
}

Json created_fields(const Entity& entity) {
    Json out = {
        {"type",       "object"      },
        {"required",   Json::array() },
        {"properties", Json::object()}
    };
    for (const Field& field : entity.fields) {
        const bool in_key = entity.in_key(field.name);
        if (!in_key && !is_writable(field)) continue;
        // Of a keyed row that is there already the key alone would do; PATCH is for those.
        const bool needed = in_key || field.required();
        if (needed) out["required"].push_back(field.name);
        Json& property = out["properties"][std::string(field.name)];
        property = value_schema(field, Use::sent);
        if (in_key) property["minLength"] = 1;
    }
    if (out["required"].empty()) out.erase("required");
    return closed(std::move(out));
}

Json changed_fields(const Entity& entity) {
    Json out = {
        {"type",       "object"      },
        {"properties", Json::object()}
    };
    for (const Field& field : entity.fields) {
        if (entity.in_key(field.name) || !is_writable(field)) continue;
        Json& property = out["properties"][std::string(field.name)];
        property = value_schema(field, Use::sent);
        if (is_clearable(field)) allow_null(property);
    }
    return closed(std::move(out));
}

Json record_schema(const Entity& entity) {
    return object(
        {
            {"id", reference("schemas", "RowId")},
            {"collection", {{"const", entity.collection}}},
            {"stream", {{"type", "string"}}},
            {"version", {{"type", "string"}, {"description", "The ETag, unquoted"}}},
            {"life", {{"type", "string"}, {"enum", {"alive", "absent", "void", "erased"}}}},
            {"data", reference("schemas", entity.name)},
            {"sync", reference("schemas", "Sync")},
            {"state", reference("schemas", "Verdict")}
    },
        {"id", "collection", "stream", "version", "life", "data", "sync"});
}

}  // namespace

void allow_null(Json& schema) {
    if (schema["type"].is_string()) schema["type"] = Json::array({schema["type"]});
    schema["type"].push_back("null");
    if (schema.contains("enum")) schema["enum"].push_back(nullptr);
}

Json pattern(std::string_view expression) {
    return {
        {"type",    "string"  },
        {"pattern", expression}
    };
}

Json object(Json properties, std::initializer_list<std::string_view> required) {
    Json out = {
        {"type", "object"}
    };
    if (required.size() > 0) out["required"] = required;
    out["properties"] = std::move(properties);
    return out;
}

Json closed(Json schema) {
    schema["additionalProperties"] = false;
    return schema;
}

Json list_of(Json schema) {
    return {
        {"type",  "array"          },
        {"items", std::move(schema)}
    };
}

Json reference(std::string_view kind, std::string_view name) {
    return {
        {"$ref", fmt::format("#/components/{}/{}", kind, name)}
    };
}

void add_entity_schemas(Json& schemas, const Entity& entity) {
    const std::string name(entity.name);
    const Json fields = reference("schemas", name + ".fields");
    const Json written = {
        {"allOf",         Json::array({fields})},
        {"minProperties", 1                    }
    };
    schemas[name] = answered_fields(entity);
    schemas[name + ".create"] = closed(object(
        {
            {"data", created_fields(entity)}
    },
        {"data"}));
    schemas[name + ".fields"] = changed_fields(entity);
    schemas[name + ".change"] = closed(object(
        {
            {"data", written}
    },
        {"data"}));
    schemas[name + ".record"] = record_schema(entity);
}

}  // namespace branchline::api::openapi
