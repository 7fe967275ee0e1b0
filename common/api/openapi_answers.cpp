// JSON Schemas of the OpenAPI document for what the API tells beside records: problems, conflicts,
// rejections, reasons, digests and the declarations themselves.
#include "common/api/openapi_parts.hpp"
#include "common/schema/registry.hpp"
#include "common/schema/stream.hpp"

namespace branchline::api::openapi {

namespace {

using schema::Merge;
using schema::Type;
using text::Json;

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
    Json difference = object(
        {
            {"pointer",   text_schema("JSON pointer into the body")                  },
            {"field",     text_schema()                                              },
            {"requested", Json::object()                                             },
            {"current",   Json::object()                                             },
            {"base",      {{"description", "What the caller was shown, where known"}}}
    },
        {"pointer", "field", "requested", "current"});
    Json out = object(
        {
            {"type", text_schema("urn:branchline:problem: and the code")},
            {"title", text_schema()},
            {"status", {{"type", "integer"}}},
            {"detail", text_schema("What is wrong, for people")},
            {"code", text_schema("Permanent: what programs compare")},
            {"hint", text_schema("What to do")},
            {"kind", text_schema("Class of the failure")},
            {"retryable", {{"type", "boolean"}}},
            {"help", text_schema("Path at this daemon that explains the code")},
            {"trace_id", text_schema("Names this request in the log")},
            {"errors", list_of(std::move(error))},
            {"current", {{"type", "object"}}},
            {"difference", list_of(std::move(difference))},
            {"state", reference("schemas", "Verdict")}
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

Json verdict_schema() {
    return {
        {"enum",        {"accepted", "rejected", "waiting"}                     },
        {"description", "What the importer says, where Prefer has waited for it"}
    };
}

Json bulk_schema() {
    Json out = object(
        {
            {"line", {{"type", "integer"}, {"minimum", 1}}},
            {"status", {{"type", "integer"}}},
            {"id", reference("schemas", "RowId")},
            {"version", text_schema()},
            {"published", {{"const", false}}},
            {"dry_run", {{"const", true}, {"description", "Tried, and taken back"}}},
            {"seq", text_schema()},
            {"state", reference("schemas", "Verdict")},
            {"problem", reference("schemas", "Problem")}
    },
        {"line", "status"});
    out["description"] = "What became of one line: id and version, or the problem.";
    return out;
}

Json problem_text_schema() {
    return object(
        {
            {"code",    text_schema()                     },
            {"meaning", text_schema("What is wrong")      },
            {"remedy",  text_schema("What to do about it")}
    },
        {"code", "meaning", "remedy"});
}

}  // namespace

Json job_schema() {
    const Json states = {"running", "done", "failed", "cancelled"};
    Json out = object(
        {
            {"id",         text_schema()                              },
            {"kind",       text_schema()                              },
            {"state",      {{"type", "string"}, {"enum", states}}     },
            {"cancelling", flag_schema()                              },
            {"phase",      text_schema("What it does now, for people")},
            {"done",       count_schema()                             },
            {"total",      count_schema()                             },
            {"rate",       count_schema()                             },
            {"elapsed_ms", count_schema()                             },
            {"figures",    {{"type", "object"}}                       },
            {"result",     {{"type", {"string", "null"}}}             },
            {"error",      {{"type", {"object", "null"}}}             }
    },
        {"id", "kind", "state", "cancelling", "phase", "done", "total", "figures", "result",
         "error"});
    out["description"] = "Long work. total is 0 while unknown; result is a path once it is done.";
    return out;
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
        {"ProblemText",  problem_text_schema()        },
        {"BulkResult",   bulk_schema()                },
        {"Verdict",      verdict_schema()             },
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

}  // namespace branchline::api::openapi
