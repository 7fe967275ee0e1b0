// The operations of the OpenAPI document: parameters, bodies and answers of every kind of row.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/openapi_parts.hpp"
#include "common/base/characters.hpp"
#include "common/text/text.hpp"

namespace branchline::api::openapi {

namespace {

using schema::Entity;
using text::Json;

struct Status {
    int status;
    std::string_view name;
    std::string_view description;
};

constexpr std::array kStatuses = {
    Status{400, "BadRequest",       "The request is not understood"                          },
    Status{401, "NotSignedIn",      "The daemon does not know who asks"                      },
    Status{403, "Forbidden",        "This side may not do it; the code says why"             },
    Status{404, "NotFound",         "There is no such record, path or stream"                },
    Status{409, "Conflict",         "The record's state does not allow it"                   },
    Status{412, "StaleVersion",     "The record has changed; current and difference are told"},
    Status{413, "TooLarge",         "The body is too large, or a list is for its format"     },
    Status{415, "WrongContentType", "Writes to this path need another content type"          },
    Status{422, "Refused",          "Values do not fit, or a rule says no"                   },
    Status{423, "Locked",           "The period is closed"                                   },
    Status{428, "VersionRequired",  "A change must say which version it is based on"         },
    Status{429, "TooManyRequests",  "Asked too often; Retry-After tells how long to wait"    },
    Status{500, "Failed",           "The machine failed"                                     },
    Status{503, "Unavailable",      "Not now; the request may be repeated"                   },
    Status{507, "DiskFull",         "The disk is full; nothing was written"                  },
};

/// A path below /api/v1/ that belongs to no entity, with what is special about it.
struct Fixed {
    std::string_view method;
    std::string_view path;
    bool by_stream;           ///< Takes ?stream=.
    std::string_view answer;  ///< Schema of the answer, or of an item of it.
    bool items;
    std::string_view body;  ///< Schema of the body; empty: none known.

    /// Such a read takes ?min_seq=.
    constexpr bool answers_records() const {
        return method == "GET" && answer != "Declarations" && answer != "ProblemText" &&
               answer != "Job";
    }
};

constexpr Fixed kFixed[] = {
    {"GET",  "schema",                                  false, "Declarations", false, ""          },
    {"GET",  "problems",                                false, "ProblemText",  true,  ""          },
    {"GET",  "problems/{code}",                         false, "ProblemText",  false, ""          },
    {"GET",  "imports",                                 false, "Job",          true,  ""          },
    {"GET",  "imports/{id}",                            false, "Job",          false, ""          },
    {"GET",  "jobs",                                    false, "Job",          true,  ""          },
    {"GET",  "jobs/{id}",                               false, "Job",          false, ""          },
    {"GET",  "digest",                                  true,  "Digest",       true,  ""          },
    {"GET",  "conflicts",                               true,  "Conflict",     true,  ""          },
    {"GET",  "rejected",                                true,  "Rejected",     true,  ""          },
    {"GET",  "why/{entity}/{id}/{field}",               false, "Why",          false, ""          },
    {"GET",  "trace/{entity}/{id}",                     false, "Trace",        false, ""          },
    {"POST", "conflicts/{entity}/{id}/{field}:resolve", false, "",             false, "Resolution"},
};

const Fixed* fixed_row(const http::Route& route) {
    const auto found = std::find_if(std::begin(kFixed), std::end(kFixed), [&](const Fixed& row) {
        return row.method == route.method && route.pattern == fmt::format("/api/v1/{}", row.path);
    });
    return found == std::end(kFixed) ? nullptr : found;
}

Json page_of(Json item) {
    return object(
        {
            {"items", list_of(std::move(item))                             },
            {"next",  {{"type", {"string", "null"}}}                       },
            {"total", {{"type", "integer"}, {"minimum", 0}}                },
            {"count", {{"type", "string"}, {"enum", {"exact", "at_least"}}}}
    },
        {"items", "next"});
}

Json content(std::string_view type, Json schema) {
    Json out = Json::object();
    out[std::string(type)] = {
        {"schema", std::move(schema)}
    };
    return out;
}

Json body_of(bool required, Json schema) {
    return {
        {"required", required},
        {"content", content(kJsonType, std::move(schema))}
    };
}

Json headers(std::initializer_list<std::string_view> names) {
    Json out = Json::object();
    for (const std::string_view name : names) {
        out[std::string(name)] = reference("headers", name);
    }
    return out;
}

Json record_answer(std::string_view description, const Entity& entity, bool written) {
    Json schema = reference("schemas", fmt::format("{}.record", entity.name));
    if (written && !entity.edition.empty()) {
        const Json hidden = reference("schemas", "Unpublished");
        schema = Json::object({
            {"anyOf", Json::array({schema, hidden})}
        });
    }
    Json out = answer(description, kJsonType, std::move(schema));
    out["headers"] =
        written ? headers({"ETag", "Branchline-Seq", "Preference-Applied"}) : headers({"ETag"});
    return out;
}

/// A record of which is told what the importer says of it, as Prefer has asked.
void add_waiting(Json& out, const Entity& entity) {
    out["responses"]["202"] =
        record_answer("Written; the importer has not decided in time", entity, true);
}

Json& add_parameters(Json& operation, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        operation["parameters"].push_back(reference("parameters", name));
    }
    return operation;
}

/// Snake case, as operation ids are.
std::string underscored(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_small_letter(c) || is_digit(c)) {
            out += c;
        } else if (!out.empty() && out.back() != '_') {
            out += '_';
        }
    }
    while (out.ends_with('_')) out.pop_back();
    return out;
}

Json begin_operation(const Described& row, const std::string& id, std::string_view tag) {
    Json out = Json::object();
    out["operationId"] = id;
    out["summary"] = row.route->options.summary.empty()
                         ? fmt::format("{} {}", row.route->method, row.route->pattern)
                         : row.route->options.summary;
    out["tags"] = Json::array({tag});
    out["parameters"] = path_parameters(row.route->pattern);
    return out;
}

Json list_operation(const Described& row, Json out) {
    const Entity& entity = *row.entity;
    add_parameters(out,
                   {"Filter", "Sort", "Limit", "After", "Fields", "Count", "Format", "MinSeq"});
    if (!entity.edition.empty()) add_parameters(out, {"AsOf"});
    Json page = answer("A page of records", kJsonType,
                       page_of(reference("schemas", fmt::format("{}.record", entity.name))));
    page["headers"] = headers({"Link", "Content-Disposition"});
    out["responses"]["200"] = std::move(page);
    add_problems(out["responses"], {400, 413, 500, 503, 507});
    return out;
}

Json find_operation(const Described& row, Json out) {
    add_parameters(out, {"Fields", "MinSeq"});
    out["responses"]["200"] = record_answer("The record", *row.entity, false);
    add_problems(out["responses"], {400, 404, 500, 503});
    return out;
}

/// A record on paper.
Json document_operation(Json out) {
    out["parameters"].push_back({
        {"name",   "language"                                  },
        {"in",     "query"                                     },
        {"schema", {{"type", "string"}, {"enum", {"en", "de"}}}}
    });
    add_parameters(out, {"MinSeq"});
    Json paper = answer("The document", "application/pdf",
                        {
                            {"type", "string"}
    });
    paper["headers"] = headers({"Content-Disposition"});
    out["responses"]["200"] = std::move(paper);
    add_problems(out["responses"], {400, 404, 413, 500, 503});
    return out;
}

Json create_operation(const Described& row, Json out) {
    const Entity& entity = *row.entity;
    add_parameters(out, {"Stream", "DryRun", "Idempotency-Key", "Prefer", "Content-Digest"});
    if (entity.keyed()) add_parameters(out, {"If-Match"});
    out["requestBody"] = body_of(true, reference("schemas", fmt::format("{}.create", entity.name)));
    const auto described = [&](std::string_view text) {
        Json made = record_answer(text, entity, true);
        made["headers"]["Location"] = reference("headers", "Location");
        return made;
    };
    out["responses"]["200"] =
        described(entity.keyed() ? "The record of that key, written; or the first answer's record"
                                 : "The record that the first request of this key made");
    out["responses"]["201"] = described("The new record");
    add_waiting(out, entity);
    add_problems(out["responses"], {400, 403, 404, 409, 412, 413, 415, 422, 423, 500, 503, 507});
    return out;
}

Json change_operation(const Described& row, Json out, std::string_view command) {
    const Entity& entity = *row.entity;
    const std::string name(entity.name);
    add_parameters(
        out, {command.empty() ? "If-Match-Required" : "If-Match", "Idempotency-Key", "Prefer"});
    if (command.empty() || command == "correct") {
        out["requestBody"] = body_of(true, reference("schemas", name + ".change"));
    } else {
        const Json data = {
            {"data", reference("schemas", name + ".fields")}
        };
        out["requestBody"] = body_of(
            false, {
                       {"type",                 "object"},
                       {"properties",           data    },
                       {"additionalProperties", false   }
        });
    }
    out["responses"]["200"] = record_answer("The record as it is now", entity, true);
    add_waiting(out, entity);
    add_problems(out["responses"], {400, 403, 404, 409, 412, 413, 415, 422, 423, 500, 503, 507});
    if (command.empty()) add_problems(out["responses"], {428});
    return out;
}

Json query_parameter(std::string_view name) {
    return {
        {"name",   name                },
        {"in",     "query"             },
        {"schema", {{"type", "string"}}}
    };
}

void add_query(const Described& row, const Fixed* fixed, Json& out) {
    if (fixed != nullptr && fixed->by_stream) add_parameters(out, {"HeldStream"});
    if (row.question != nullptr || (fixed != nullptr && fixed->answers_records())) {
        add_parameters(out, {"MinSeq"});
    }
    if (row.question == nullptr) return;
    std::string_view names = row.question->query;
    while (!names.empty()) {
        const std::size_t bar = std::min(names.find('|'), names.size());
        out["parameters"].push_back(query_parameter(names.substr(0, bar)));
        names.remove_prefix(std::min(bar + 1, names.size()));
    }
    out["parameters"].push_back({
        {"name",   "format"                                               },
        {"in",     "query"                                                },
        {"schema", {{"type", "string"}, {"enum", {"json", "csv", "xlsx"}}}}
    });
}

Json answer_of(const Described& row, const Fixed* fixed) {
    const std::string& type = row.route->options.produces;
    Json schema = type == kJsonType ? Json{{"type", "object"}} : Json{{"type", "string"}};
    if (fixed != nullptr && !fixed->answer.empty()) {
        schema = reference("schemas", fixed->answer);
        if (fixed->items) {
            schema = {
                {"type",       "object"                                           },
                {"required",   {"items"}                                          },
                {"properties", {{"items", {{"type", "array"}, {"items", schema}}}}}
            };
        }
    }
    return answer("The answer", type, std::move(schema));
}

void add_header_parameters(Json& out) {
    const Json text = {
        {"type", "string"}
    };
    const auto header = [](std::string_view name, bool required, std::string_view description,
                           const Json& schema) {
        return Json{
            {"name",        name       },
            {"in",          "header"   },
            {"required",    required   },
            {"description", description},
            {"schema",      schema     }
        };
    };
    const Json client_key = {
        {"type",    "string"       },
        {"pattern", "^[!-~]{1,64}$"}
    };
    constexpr std::string_view kVersion = "The ETag of the record as it came, or *";
    out["Idempotency-Key"] = header("Idempotency-Key", false,
                                    "The same key again answers with the first result", client_key);
    out["Prefer"] =
        header("Prefer", false,
               "wait=N: answer when the importer has decided, at most N seconds later", text);
    out["Content-Digest"] =
        header("Content-Digest", false, "sha-256=:base64: of the lines (RFC 9530), checked", text);
    out["If-Match"] = header("If-Match", false, kVersion, text);
    out["If-Match-Required"] = header("If-Match", true, kVersion, text);
}

}  // namespace

Json answer(std::string_view description, std::string_view type, Json schema) {
    return {
        {"description", description},
        {"content", content(type, std::move(schema))}
    };
}

Json common_parameters() {
    const Json text = {
        {"type", "string"}
    };
    const auto query = [](std::string_view name, std::string_view description, const Json& schema) {
        return Json{
            {"name",        name       },
            {"in",          "query"    },
            {"description", description},
            {"schema",      schema     }
        };
    };
    const Json many = {
        {"type",  "array"},
        {"items", text   }
    };
    const Json limit = {
        {"type",    "integer"},
        {"minimum", 1        },
        {"maximum", 500      },
        {"default", 100      }
    };
    Json out = Json::object();
    out["Filter"] = query("filter", "field:operator:value; all of them must hold", many);
    out["Sort"] = query("sort", "A field; with - in front the greatest comes first", text);
    out["Limit"] =
        query("limit", "Records of a page; lines come page by page until the end", limit);
    out["After"] = query("after", "next of the page before", text);
    out["Fields"] = query("fields", "a,b: only these members of data are told", text);
    out["Count"] = query("count",
                         "Adds total: exact counts up to 10,000 records, estimate up to 1,000; "
                         "where there are more, count says at_least",
                         {
                             {"type", "string"             },
                             {"enum", {"exact", "estimate"}}
    });
    out["DryRun"] = query("dry_run", "Of lines alone: every one is judged, and nothing is written",
                          {
                              {"type", "boolean"}
    });
    out["Format"] = query("format", "Wins over Accept; csv and xlsx are the whole list as a file",
                          {
                              {"type", "string"                         },
                              {"enum", {"json", "ndjson", "csv", "xlsx"}}
    });
    out["AsOf"] = query("as_of", "The editions that are valid on this day",
                        {
                            {"type",   "string"},
                            {"format", "date"  }
    });
    out["MinSeq"] =
        query("min_seq", "log:seq of an entry, as Branchline-Seq tells it: the answer waits for it",
              {
                  {"type",    "string"                         },
                  {"pattern", "^[0-9a-f]{64}:[1-9][0-9]{0,18}$"}
    });
    out["Stream"] = query("stream", "Where a new row goes, if this replica cannot know", text);
    out["HeldStream"] = query("stream", "One stream alone", text);
    add_header_parameters(out);
    return out;
}  // namespace

Json common_headers() {
    const auto header = [](std::string_view description) {
        return Json{
            {"description", description         },
            {"schema",      {{"type", "string"}}}
        };
    };
    return {
        {"RateLimit",           header("What is left of each limit")           },
        {"RateLimit-Policy",    header("The limits: requests and seconds")     },
        {"Retry-After",         header("Seconds")                              },
        {"ETag",                header("The record's version, for If-Match")   },
        {"Branchline-Seq",      header("log:seq of the entry that was written")},
        {"Preference-Applied",  header("wait=N, where Prefer was heeded")      },
        {"Location",            header("Path of the record")                   },
        {"Link",                header("The next page, rel=next")              },
        {"Content-Disposition", header("The name of a file")                   }
    };
}

Json problem_responses() {
    Json out = Json::object();
    for (const Status& row : kStatuses) {
        out[std::string(row.name)] =
            answer(row.description, "application/problem+json", reference("schemas", "Problem"));
    }
    out["TooManyRequests"]["headers"] = headers({"Retry-After", "RateLimit", "RateLimit-Policy"});
    return out;
}

void add_problems(Json& responses, std::initializer_list<int> statuses) {
    for (const int status : statuses) {
        const auto row = std::find_if(kStatuses.begin(), kStatuses.end(),
                                      [&](const Status& s) { return s.status == status; });
        responses[std::to_string(status)] = reference("responses", row->name);
    }
}

Json path_parameters(std::string_view pattern) {
    Json out = Json::array();
    while (true) {
        const std::size_t open = pattern.find('{');
        if (open == pattern.npos) return out;
        pattern.remove_prefix(open + 1);
        std::string_view name = pattern.substr(0, pattern.find('}'));
        if (name.ends_with("...")) name.remove_suffix(3);
        Json schema = {
            {"type",      "string"},
            {"minLength", 1       }
        };
        if (name == "id") schema = reference("schemas", "RowId");
        out.push_back({
            {"name",     name  },
            {"in",       "path"},
            {"required", true  },
            {"schema",   schema}
        });
    }
}

Json entity_operation(const Described& row) {
    const std::string collection = underscored(row.entity->collection);
    const std::string_view tag = row.entity->name.substr(0, row.entity->name.find('.'));
    const std::string_view rest = row.rest;
    const std::size_t colon = rest.find(':');
    const auto begin = [&](std::string_view verb) {
        return begin_operation(row, fmt::format("{}_{}", underscored(verb), collection), tag);
    };
    if (row.route->method == "PATCH") return change_operation(row, begin("change"), "");
    if (colon != rest.npos) {
        const std::string_view command = rest.substr(colon + 1);
        return change_operation(row, begin(command), command);
    }
    if (row.route->method == "POST") return create_operation(row, begin("create"));
    if (rest.empty()) return list_operation(row, begin("list"));
    if (rest.ends_with(".pdf")) return document_operation(begin("print"));
    return find_operation(row, begin(rest.starts_with("/by-key/") ? "find" : "get"));
}

Json other_operation(const Described& row) {
    const http::Route& route = *row.route;
    const Fixed* fixed = fixed_row(route);
    std::string_view path = route.pattern;
    if (path.starts_with("/api/v1/")) path.remove_prefix(8);
    const std::string id = text::lower_ascii(fmt::format("{} {}", route.method, path));
    Json out = begin_operation(row, underscored(id), row.question ? "questions" : "system");
    add_query(row, fixed, out);
    const bool writes = http::is_write(route.method);
    if (writes && fixed != nullptr) {
        add_parameters(out, {"If-Match"});
        out["requestBody"] = body_of(true, reference("schemas", fixed->body));
    } else if (writes) {
        out["requestBody"] = {
            {"content", content(route.options.accepts, {{"type", "object"}})}
        };
    }
    out["responses"]["200"] = answer_of(row, fixed);
    if (writes) out["responses"]["201"] = answer_of(row, fixed);
    add_problems(out["responses"], {400, 403, 404, 409, 422, 500, 503});
    if (row.question != nullptr) {
        out["responses"]["200"]["headers"] = headers({"Content-Disposition"});
        add_problems(out["responses"], {413, 507});
    }
    if (writes) add_problems(out["responses"], {412, 413, 415, 507});
    return out;
}

void add_options(Json& operation, const http::Route& route) {
    if (route.options.deprecated) operation["deprecated"] = true;
    if (route.pattern.starts_with("/api/v1/")) add_problems(operation["responses"], {429});
    if (route.options.starts_job) {
        Json started = answer("The job that does it", kJsonType, reference("schemas", "Job"));
        started["headers"] = headers({"Location"});
        operation["responses"]["202"] = std::move(started);
    }
    const std::string& permit = route.options.permit;
    if (permit == kPublic) {
        operation["security"] = Json::array();
        return;
    }
    operation["x-branchline-permit"] = permit.empty() ? "operator" : permit;
    add_problems(operation["responses"], {401, 403});
}

void add_media_type(Json& operation, const Described& row) {
    const http::RouteOptions& options = row.route->options;
    if (row.entity == nullptr && row.question == nullptr && row.route->method == "GET") {
        operation["responses"]["200"]["content"][options.produces] = {
            {"schema", {{"type", "string"}}}
        };
    }
    if (row.entity == nullptr || !row.rest.empty()) return;
    const std::string name(row.entity->name);
    Json& answers = operation["responses"]["200"]["content"];
    const std::string lines(kLinesType);
    if (row.route->method == "GET" && row.route->options.produces != kLinesType) {
        answers[row.route->options.produces] = {
            {"schema", {{"type", "string"}}}
        };
        return;
    }
    if (row.route->method == "GET") {
        answers[lines] = {
            {"schema", reference("schemas", name + ".record")}
        };
        return;
    }
    operation["requestBody"]["content"][lines] = {
        {"schema", reference("schemas", name + ".create")}
    };
    answers[lines] = {
        {"schema", reference("schemas", "BulkResult")}
    };
}

}  // namespace branchline::api::openapi
