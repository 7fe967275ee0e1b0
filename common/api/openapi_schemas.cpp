// JSON Schemas (2020-12) of the OpenAPI document: values, records, and what the API tells of them.
#include <algorithm>

#include <fmt/format.h>

#include "common/api/openapi_parts.hpp"
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

Json pattern(std::string_view expression) {
    return {
        {"type",    "string"  },
        {"pattern", expression}
    };
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

void allow_null(Json& schema) {
    if (schema["type"].is_string()) schema["type"] = Json::array({schema["type"]});
    schema["type"].push_back("null");
    if (schema.contains("enum")) schema["enum"].push_back(nullptr);
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
            {"sync", reference("schemas", "Sync")}
    },
        {"id", "collection", "stream", "version", "life", "data", "sync"});
}

Json text_schema(std::string_view description = "") {
    Json out = {
        {"type", "string"}
    };
    if (!description.empty()) out["description"] = description;
    return out;
}

Json count_schema() {
    return {
        {"type",    "integer"},
        {"minimum", 0        }
    };
}

Json problem_schema() {
    Json error = object(
        {
            {"pointer",  text_schema("JSON pointer into the body")},
            {"code",     text_schema()                            },
            {"detail",   text_schema()                            },
            {"expected", text_schema()                            },
            {"hint",     text_schema()                            }
    },
        {"pointer", "code", "detail"});
    Json out = object(
        {
            {"type",      text_schema("urn:branchline:problem: and the code")},
            {"title",     text_schema()                                      },
            {"status",    {{"type", "integer"}}                              },
            {"detail",    text_schema("What is wrong, for people")           },
            {"code",      text_schema("Permanent: what programs compare")    },
            {"hint",      text_schema("What to do")                          },
            {"kind",      text_schema("Class of the failure")                },
            {"retryable", {{"type", "boolean"}}                              },
            {"errors",    list_of(std::move(error))                          }
    },
        {"type", "title", "status", "detail", "code", "kind", "retryable"});
    out["description"] = "RFC 9457. A stale version also has current and difference.";
    return out;
}

Json reason_schema() {
    Json out = object(
        {
            {"code",   text_schema()},
            {"text",   text_schema()},
            {"remedy", text_schema()}
    },
        {"code", "text", "remedy"});
    out["type"] = {"object", "null"};
    return out;
}

Json sync_schema() {
    const Json states = {"local", "sent", "received", "accepted", "rejected"};
    return object(
        {
            {"state", {{"type", "string"}, {"enum", states}}},
            {"conflicts", count_schema()},
            {"reason", reference("schemas", "Reason")}
    },
        {"state", "conflicts", "reason"});
}

Json conflict_schema() {
    Json side = object(
        {
            {"take",   count_schema()                               },
            {"value",  Json::object()                               },
            {"branch", text_schema()                                },
            {"at",     {{"type", "string"}, {"format", "date-time"}}},
            {"log",    text_schema()                                },
            {"seq",    count_schema()                               },
            {"wins",   {{"type", "boolean"}}                        }
    },
        {"take", "value", "branch", "at", "log", "seq", "wins"});
    return object(
        {
            {"entity", text_schema()},
            {"collection", text_schema()},
            {"id", reference("schemas", "RowId")},
            {"stream", text_schema()},
            {"field", {{"type", {"string", "null"}}}},
            {"merge", text_schema()},
            {"version", text_schema("For If-Match of a resolution")},
            {"sides", list_of(std::move(side))},
            {"resolve", {{"type", {"string", "null"}}}}
    },
        {"entity", "collection", "id", "field", "merge", "version", "sides", "resolve"});
}

Json rejected_schema() {
    Json row = object(
        {
            {"entity", text_schema()},
            {"collection", text_schema()},
            {"id", reference("schemas", "RowId")}
    },
        {"entity", "collection", "id"});
    Json value = object(
        {
            {"field", text_schema() },
            {"value", Json::object()}
    },
        {"field", "value"});
    return object(
        {
            {"stream", text_schema()},
            {"log", text_schema()},
            {"seq", count_schema()},
            {"branch", text_schema()},
            {"at", {{"type", "string"}, {"format", "date-time"}}},
            {"reason", reference("schemas", "Reason")},
            {"rows", list_of(std::move(row))},
            {"values", list_of(std::move(value))}
    },
        {"stream", "log", "seq", "branch", "at", "reason", "rows", "values"});
}

Json why_schema() {
    Json write = object(
        {
            {"value", Json::object()},
            {"branch", text_schema()},
            {"log", text_schema()},
            {"seq", count_schema()},
            {"at", {{"type", "string"}, {"format", "date-time"}}},
            {"standing", text_schema("provisional, settled or rejected")},
            {"wins", {{"type", "boolean"}}},
            {"reason", reference("schemas", "Reason")}
    },
        {"value", "branch", "log", "seq", "at", "standing", "wins", "reason"});
    return object(
        {
            {"entity", text_schema()},
            {"collection", text_schema()},
            {"id", reference("schemas", "RowId")},
            {"field", text_schema()},
            {"value", Json::object()},
            {"rule", text_schema("The merge kind")},
            {"writes", list_of(std::move(write))}
    },
        {"entity", "collection", "id", "field", "value", "rule", "writes"});
}

Json trace_schema() {
    Json hop = object(
        {
            {"at", {{"type", "string"}, {"format", "date-time"}}},
            {"branch", text_schema("Of the author; hub for the importer")},
            {"actor", {{"type", {"string", "null"}}}},
            {"signer", text_schema("The author's public key")},
            {"log", text_schema()},
            {"seq", count_schema()},
            {"hash", text_schema("Of the entry")},
            {"command", text_schema("The verb, if it was one")},
            {"fields", list_of(text_schema())},
            {"standing", text_schema("provisional, settled or rejected")},
            {"decided_at", {{"type", {"string", "null"}}, {"format", "date-time"}}},
            {"waited_ms", {{"type", {"integer", "null"}}}},
            {"reason", reference("schemas", "Reason")}
    },
        {"at", "branch", "signer", "log", "seq", "hash", "command", "fields", "standing"});
    return object(
        {
            {"entity", text_schema()},
            {"collection", text_schema()},
            {"id", reference("schemas", "RowId")},
            {"hops", list_of(std::move(hop))}
    },
        {"entity", "collection", "id", "hops"});
}

Json digest_schema() {
    Json applied = object(
        {
            {"log",  text_schema() },
            {"seq",  count_schema()},
            {"hash", text_schema() }
    },
        {"log", "seq", "hash"});
    return object(
        {
            {"stream", text_schema()                                  },
            {"digest", text_schema("Equal vectors have equal digests")},
            {"vector", list_of(std::move(applied))                    }
    },
        {"stream", "digest", "vector"});
}

Json name_schema(std::string_view description = "") {
    Json out = text_schema(description);
    out["minLength"] = 1;
    return out;
}

Json flag_schema() {
    return {
        {"type", "boolean"}
    };
}

/// The names of an enumeration of the declarations, up to and with `last`.
template <class Enumeration>
Json names_up_to(Enumeration last) {
    Json names = Json::array();
    for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) {
        names.push_back(schema::name_of(static_cast<Enumeration>(i)));
    }
    return {
        {"type", "string"        },
        {"enum", std::move(names)}
    };
}

Json declared_field_schema() {
    return object(
        {
            {"id",        count_schema()                                     },
            {"name",      name_schema()                                      },
            {"label",     text_schema()                                      },
            {"type",      names_up_to(Type::bytes)                           },
            {"words",     list_of(name_schema("Of an enumeration"))          },
            {"scale",     count_schema()                                     },
            {"target",    name_schema("The entity that a ref or a key names")},
            {"size_max",  count_schema()                                     },
            {"owner",     names_up_to(schema::Owner::nobody)                 },
            {"merge",     names_up_to(Merge::min)                            },
            {"required",  flag_schema()                                      },
            {"once",      flag_schema()                                      },
            {"sensitive", flag_schema()                                      }
    },
        {"id", "name", "label", "type", "owner", "merge", "required", "once", "sensitive"});
}

Json declared_transition_schema() {
    Json from = name_schema("None: the state of a new row");
    allow_null(from);
    return object(
        {
            {"id",      count_schema()                                                  },
            {"command", name_schema("POST /<collection>/<id>:<command>")                },
            {"from",    std::move(from)                                                 },
            {"to",      name_schema()                                                   },
            {"side",    names_up_to(schema::Side::either)                               },
            {"keeps",   name_schema("Entity whose rows stay when another one was first")}
    },
        {"id", "command", "from", "to", "side"});
}

Json declared_posting_schema() {
    return object(
        {
            {"target",  name_schema("The entity whose row is posted to")   },
            {"balance", name_schema("Its field that grows")                },
            {"amount",  name_schema("The field by which it grows, of this")}
    },
        {"target", "balance", "amount"});
}

Json word_or_null(std::string_view what) {
    Json out = name_schema(what);
    allow_null(out);
    return out;
}

Json declaration_schema() {
    return object(
        {
            {"id",         count_schema()                                              },
            {"name",       name_schema("module.entity")                                },
            {"collection", name_schema()                                               },
            {"stream",     names_up_to(schema::StreamKind::hub)                        },
            {"purpose",    names_up_to(schema::Purpose::revocation)                    },
            {"key",        list_of(name_schema("A field of the natural key, in order"))},
            {"fields",     list_of(declared_field_schema())                            },
            {"flow",       list_of(declared_transition_schema())                       },
            {"posts",      list_of(declared_posting_schema())                          },
            {"sorts",      list_of(name_schema("A field that lists are sorted by"))    },
            {"scope",      word_or_null("Key field that names the stream's scope")     },
            {"edition",    word_or_null("Entity whose rows publish editions of this")  },
            {"left",       word_or_null("Field that is set when a record has moved on")},
            {"number",     word_or_null("Word inside its printed document numbers")    }
    },
        {"id", "name", "collection", "stream", "purpose", "key", "fields", "flow", "posts"});
}

Json declarations_schema() {
    Json out = object(
        {
            {"version",  count_schema()               },
            {"entities", list_of(declaration_schema())}
    },
        {"version", "entities"});
    out["description"] = "Enough to compute a digest from exported entries.";
    return out;
}

Json unpublished_schema() {
    Json out = object(
        {
            {"id", reference("schemas", "RowId")},
            {"collection", text_schema()},
            {"published", {{"const", false}}}
    },
        {"id", "collection", "published"});
    out["description"] = "Written, and not to be seen before its edition is published.";
    return out;
}

Json bulk_schema() {
    Json out = object(
        {
            {"line", {{"type", "integer"}, {"minimum", 1}}},
            {"status", {{"type", "integer"}}},
            {"id", reference("schemas", "RowId")},
            {"version", text_schema()},
            {"published", {{"const", false}}},
            {"problem", reference("schemas", "Problem")}
    },
        {"line", "status"});
    out["description"] = "What became of one line: id and version, or the problem.";
    return out;
}

}  // namespace

Json reference(std::string_view kind, std::string_view name) {
    return {
        {"$ref", fmt::format("#/components/{}/{}", kind, name)}
    };
}

Json common_schemas() {
    Json resolution = object(
        {
            {"take",  count_schema()},
            {"value", Json::object()}
    },
        {});
    resolution["description"] = "Either the number of a side or a new value.";
    resolution["minProperties"] = 1;
    resolution["maxProperties"] = 1;
    return {
        {"RowId",        pattern("^[0-9a-f]{32}$")    },
        {"Reason",       reason_schema()              },
        {"Sync",         sync_schema()                },
        {"Problem",      problem_schema()             },
        {"BulkResult",   bulk_schema()                },
        {"Unpublished",  unpublished_schema()         },
        {"Conflict",     conflict_schema()            },
        {"Rejected",     rejected_schema()            },
        {"Why",          why_schema()                 },
        {"Trace",        trace_schema()               },
        {"Digest",       digest_schema()              },
        {"Declarations", declarations_schema()        },
        {"Resolution",   closed(std::move(resolution))}
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
