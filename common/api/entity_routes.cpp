// List, look up, create and change: the same five rows for every entity.
#include <charconv>

#include <fmt/format.h>

#include "common/api/cursor.hpp"
#include "common/api/input.hpp"
#include "common/api/json_values.hpp"
#include "common/api/records.hpp"
#include "common/api/routes.hpp"
#include "common/api/writes.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using engine::Store;
using http::Answer;
using http::Request;
using http::Response;
using schema::Entity;
using schema::Field;
using text::Json;

constexpr std::size_t kPageMax = 500;
constexpr std::size_t kPageDefault = 100;

// Listing.

/// "field:eq:value"
Answered<std::pair<const Field*, schema::Value>> read_filter(const Entity& entity,
                                                             std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == text.npos ? text.npos : text.find(':', first + 1);
    if (second == text.npos) {
        return bad_request("invalid-request",
                           fmt::format("the filter \"{}\" is not field:eq:value", text));
    }
    const std::string_view name = text.substr(0, first);
    const std::string_view op = text.substr(first + 1, second - first - 1);
    const Field* field = entity.field(name);
    if (field == nullptr) {
        return bad_request("unknown-field",
                           fmt::format("{} have no field {}", entity.collection, name));
    }
    if (op != "eq") {
        return bad_request("invalid-request", fmt::format("there is no filter \"{}\"", op),
                           "The one comparison is eq.");
    }
    auto value = value_from_text(*field, text.substr(second + 1));
    if (!value) {
        return bad_request("invalid-request",
                           fmt::format("{}: {} expected", name, value.error().expected),
                           value.error().hint);
    }
    return std::pair(field, *std::move(value));
}

Answered<std::size_t> read_limit(const Request& request) {
    const auto text = request.query_value("limit");
    if (!text) return kPageDefault;
    std::size_t limit = 0;
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, limit);
    if (read.ec != std::errc() || read.ptr != end || limit < 1 || limit > kPageMax) {
        return bad_request("invalid-request",
                           fmt::format("limit must be a whole number from 1 to {}", kPageMax));
    }
    return limit;
}

/// The query as the caller wrote it, without the cursor: what the next page's link repeats.
std::string filters_of(const Request& request) {
    std::string out;
    const auto [from, to] = request.query.equal_range("filter");
    for (auto at = from; at != to; ++at) out += "filter=" + http::percent_encode(at->second) + "&";
    return out;
}

struct Listing {
    const Entity* entity = nullptr;
    engine::Query query;
    std::string filters;
};

Answered<Listing> read_listing(const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {"filter", "limit", "after"}));
    Listing listing{.entity = &entity, .query = {}, .filters = filters_of(request)};
    const auto [from, to] = request.query.equal_range("filter");
    for (auto at = from; at != to; ++at) {
        TRY(auto filter, read_filter(entity, at->second));
        listing.query.filters.push_back(std::move(filter));
    }
    TRY(listing.query.limit, read_limit(request));
    if (const auto after = request.query_value("after")) {
        listing.query.after = read_cursor(entity, listing.filters, *after);
        if (!listing.query.after) {
            return bad_request("invalid-cursor", "after is not a cursor of this list",
                               "Begin again without it, or repeat the filters it came with.");
        }
    }
    return listing;
}

Response list(Store& store, const Listing& listing) {
    const auto page = store.list(*listing.entity, listing.query);
    if (!page) return http::problem(page.error());
    Json body = Json::object();
    body["items"] = Json::array();
    for (const engine::Record& record : page->records) body["items"].push_back(record_json(record));
    body["next"] = nullptr;
    if (!page->more || page->records.empty()) return http::json_response(200, body);
    const std::string next =
        write_cursor(*listing.entity, listing.filters, page->records.back().id);
    body["next"] = next;
    Response response = http::json_response(200, body);
    response.headers.set("Link", fmt::format("<{}{}?{}limit={}&after={}>; rel=\"next\"", kPrefix,
                                             listing.entity->collection, listing.filters,
                                             listing.query.limit, next));
    return response;
}

// One record.

Response look_up(Store& store, const Entity& entity, const RowId& id) {
    const auto record = store.find(entity, id);
    return record ? record_response(200, *record) : http::problem(record.error());
}

Answered<RowId> read_key_path(const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    std::vector<std::string> key;
    for (const std::string_view part : entity.key) key.push_back(request.param(part));
    return keyed_row_id(entity, key);
}

Answered<RowId> read_id_path(const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    return read_row_id(request.param("id"));
}

// Writing.

Answered<Result<std::string>> read_stream(const Shared& shared,
                                          const Entity& entity,
                                          const Request& request) {
    const auto named = request.query_value("stream");
    Result<std::string> stream;
    switch (entity.stream) {
        case schema::StreamKind::policy: stream = "policy"; break;
        case schema::StreamKind::hub: stream = "hub"; break;
        case schema::StreamKind::dealer:
            stream = shared->options.stream_for_new(entity, request);
            break;
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
                .stream_named = request.query.contains("stream")};
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
    TRY(draft.stream, read_stream(shared, entity, request));
    return draft;
}

Answered<Change> read_patch(const Entity& entity, const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    Change change{.entity = &entity};
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

void add_entity_routes(http::Router& router, const Shared& shared, const Entity& entity) {
    const std::string base = fmt::format("{}{}", kPrefix, entity.collection);
    const auto summary = [&](std::string_view verb) {
        return http::RouteOptions{.summary = fmt::format("{} {}", verb, entity.collection)};
    };
    const Entity* e = &entity;
    const auto read_list = [e](const Request& request) { return read_listing(*e, request); };
    const auto read_key = [e](const Request& request) { return read_key_path(*e, request); };
    const auto read_new = [shared, e](const Request& r) { return read_draft(shared, *e, r); };
    const auto read_edit = [e](const Request& request) { return read_patch(*e, request); };
    const auto find = [e](Store& store, const RowId& id) { return look_up(store, *e, id); };

    router.add("GET", base, on_store(shared, false, read_list, list), summary("Lists"));
    router.add("GET", base + "/{id}", on_store(shared, false, read_id_path, find),
               summary("One of"));
    if (entity.keyed()) {
        std::string by_key = base + "/by-key";
        for (const std::string_view part : entity.key) by_key += fmt::format("/{{{}}}", part);
        router.add("GET", by_key, on_store(shared, false, read_key, find),
                   summary("By natural key, one of"));
    }
    router.add("POST", base, on_store(shared, true, read_new, create), summary("Adds to"));
    router.add("PATCH", base + "/{id}", on_store(shared, true, read_edit, change),
               summary("Changes one of"));
}

}  // namespace branchline::api
