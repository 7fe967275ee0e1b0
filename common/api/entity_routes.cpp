// List, look up, create and change: the same five rows for every entity.
#include <algorithm>

#include <fmt/format.h>

#include "common/api/input.hpp"
#include "common/api/listing.hpp"
#include "common/api/records.hpp"
#include "common/api/routes.hpp"
#include "common/api/writes.hpp"
#include "common/http/problem.hpp"
#include "common/schema/permit.hpp"
#include "common/schema/stream.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using engine::Store;
using http::Answer;
using http::Request;
using http::Response;
using schema::Entity;
using text::Json;

// One record.

struct Sought {
    RowId id;
    Viewer viewer;
    FieldChoice fields;
};

Response look_up(Store& store, const Entity& entity, const Sought& sought) {
    const auto record = store.find(entity, sought.id);
    if (!record) return http::problem(record.error());
    sought.viewer.shown(*record);
    return record_response(200, *record, sought.fields);
}

Answered<Sought> read_key_path(const Shared& shared, const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {"fields"}));
    TRY(FieldChoice fields, read_fields(entity, request));
    std::vector<std::string> key;
    for (const std::string_view part : entity.key) key.push_back(request.param(part));
    return Sought{keyed_row_id(entity, key), viewer_of(request, shared->recall), std::move(fields)};
}

Answered<Sought> read_id_path(const Shared& shared, const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {"fields"}));
    TRY(FieldChoice fields, read_fields(entity, request));
    TRY(const RowId id, read_row_id(request.param("id")));
    return Sought{id, viewer_of(request, shared->recall), std::move(fields)};
}

// Writing.

/// Where a new row goes: a dealer's depends on who asks, the importer's on the row itself.
Answered<Result<std::string>> read_stream(const Shared& shared,
                                          const Draft& draft,
                                          const Request& request) {
    const Entity& entity = *draft.entity;
    const auto named = request.query_value("stream");
    Result<std::string> stream = schema::stream_name(entity.stream);
    if (entity.stream == schema::StreamKind::dealer) {
        stream = shared->options.stream_for_new(entity, request);
    } else if (!entity.scope.empty()) {
        const auto part = std::find(entity.key.begin(), entity.key.end(), entity.scope);
        const auto at = static_cast<std::size_t>(part - entity.key.begin());
        stream = schema::stream_name(entity.stream, draft.key[at]);
    }
    if (named && stream && *stream != *named) {
        return bad_request("invalid-request",
                           fmt::format("new {} go to {} here", entity.collection, *stream));
    }
    return stream;
}

Answered<Draft> read_draft(const Shared& shared, const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {"stream"}));
    Draft draft{.entity = &entity,
                .wishes = {},
                .key = {},
                .client_key = {},
                .condition = {},
                .stream = {},
                .stream_named = request.query.contains("stream"),
                .viewer = viewer_of(request, shared->recall)};
    TRY(draft.client_key, read_client_key(request));
    TRY(draft.condition, read_condition(request));
    if (draft.condition.given && !entity.keyed()) {
        return bad_request("invalid-request", "If-Match needs a record, and this makes a new one");
    }
    TRY(const Json body, read_body(request, {"data"}));
    FieldErrors errors;
    draft.wishes =
        read_wishes(entity, body, entity.keyed() ? Target::keyed : Target::new_row, errors);
    draft.key = take_key(entity, draft.wishes, errors);
    if (!errors.empty()) return std::unexpected(refusal_of(errors));
    TRY(draft.stream, read_stream(shared, draft, request));
    return draft;
}

Answered<Change> read_patch(const Shared& shared, const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    Change change{.entity = &entity};
    change.viewer = viewer_of(request, shared->recall);
    TRY(change.id, read_row_id(request.param("id")));
    TRY(change.client_key, read_client_key(request));
    TRY(const Condition condition, read_condition(request));
    if (!condition.given) {
        return std::unexpected(
            http::problem(428, "version-required", "a change must say which version it is based on",
                          "Send If-Match with the ETag of the record, or * for any version."));
    }
    change.expected_version = condition.version;
    TRY(const Json body, read_body(request, {"data"}));
    FieldErrors errors;
    change.wishes = read_wishes(entity, body, Target::existing, errors);
    if (!errors.empty()) return std::unexpected(refusal_of(errors));
    if (change.wishes.empty()) {
        return bad_request("invalid-request", "the change names no field",
                           "Send {\"data\": {...}} with the fields to change.");
    }
    return change;
}

}  // namespace

http::Handler create_handler(const Shared& shared, const Entity& entity) {
    const auto read = [shared, &entity](const Request& r) { return read_draft(shared, entity, r); };
    return on_store(shared, true, read, create);
}

void add_entity_routes(http::Router& router, const Shared& shared, const Entity& entity) {
    const std::string base = fmt::format("{}{}", kPrefix, entity.collection);
    const std::string read = permit_of(entity, schema::kReadVerb);
    const auto summary = [&](std::string_view verb, const std::string& permit) {
        return http::RouteOptions{.summary = fmt::format("{} {}", verb, entity.collection),
                                  .permit = permit};
    };
    const std::string write = permit_of(entity, schema::kWriteVerb);
    const Entity* e = &entity;
    const auto read_list = [shared, e](const Request& request) {
        return read_listing(*e, request, shared->options.today());
    };
    const auto read_id = [shared, e](const Request& r) { return read_id_path(shared, *e, r); };
    const auto read_key = [shared, e](const Request& r) { return read_key_path(shared, *e, r); };
    const auto read_edit = [shared, e](const Request& r) { return read_patch(shared, *e, r); };
    const auto find = [e](Store& store, const Sought& sought) {
        return look_up(store, *e, sought);
    };

    router.add(
        "GET", base, on_store(shared, false, read_list, list),
        {.summary = fmt::format("Lists {}", entity.collection), .format = "json", .permit = read});
    router.add("GET", base + "/{id}", on_store(shared, false, read_id, find),
               summary("One of", read));
    if (entity.keyed()) {
        std::string by_key = base + "/by-key";
        for (const std::string_view part : entity.key) by_key += fmt::format("/{{{}}}", part);
        router.add("GET", by_key, on_store(shared, false, read_key, find),
                   summary("By natural key, one of", read));
    }
    const auto decided = [&](http::Handler handler) {
        return with_verdict(shared, entity, std::move(handler));
    };
    router.add("POST", base, decided(create_handler(shared, entity)), summary("Adds to", write));
    router.add("PATCH", base + "/{id}", decided(on_store(shared, true, read_edit, change)),
               summary("Changes one of", write));
}

}  // namespace branchline::api
