// What people ask beside the records: digests, open conflicts, rejections, and why a value is what
// it is. Resolving a conflict is the one write here.
#include <algorithm>

#include <fmt/format.h>

#include "common/api/input.hpp"
#include "common/api/insights.hpp"
#include "common/api/json_values.hpp"
#include "common/api/routes.hpp"
#include "common/api/writes.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using engine::Conflict;
using engine::Store;
using http::Answer;
using http::Request;
using http::Response;
using schema::Entity;
using schema::Field;
using text::Json;

/// The stream that was asked for, or all of them.
Answered<std::vector<std::string>> choose_streams(const Store& store,
                                                  const std::optional<std::string>& asked) {
    std::vector<std::string> held = store.streams();
    if (!asked) return held;
    if (std::find(held.begin(), held.end(), *asked) == held.end()) {
        return refused(
            {Code::not_found, "unknown-stream", fmt::format("{} is not held here", *asked), ""});
    }
    return std::vector<std::string>{*asked};
}

/// Adds what one stream has to say to a list.
using Teller = Result<> (*)(Store&, const std::string& stream, Json& items);

Result<> tell_digest(Store& store, const std::string& stream, Json& items) {
    TRY(const auto digest, store.digest(stream));
    items.push_back(digest_json(digest));
    return {};
}

Result<> tell_conflicts(Store& store, const std::string& stream, Json& items) {
    TRY(const auto conflicts, store.conflicts(stream));
    for (const Conflict& conflict : conflicts) items.push_back(conflict_json(stream, conflict));
    return {};
}

Result<> tell_rejected(Store& store, const std::string& stream, Json& items) {
    TRY(const auto entries, store.rejected(stream));
    for (const engine::RejectedEntry& entry : entries) items.push_back(rejected_json(entry));
    return {};
}

Response tell_streams(Store& store, const std::optional<std::string>& asked, Teller tell) {
    const auto streams = choose_streams(store, asked);
    if (!streams) return streams.error();
    Json body = Json::object();
    body["items"] = Json::array();
    for (const std::string& stream : *streams) {
        const auto told = tell(store, stream, body["items"]);
        if (!told) return http::problem(told.error());
    }
    return http::json_response(200, body);
}

Answered<std::optional<std::string>> read_stream(const Request& request) {
    TRY_VOID(only_parameters(request, {"stream"}));
    return request.query_value("stream");
}

void add_teller(http::Router& router, const Shared& shared, std::string_view name, Teller tell) {
    const auto work = [tell](Store& store, const std::optional<std::string>& asked) {
        return tell_streams(store, asked, tell);
    };
    router.add("GET", fmt::format("{}{}", kPrefix, name),
               on_store(shared, false, read_stream, work),
               {.summary = fmt::format("Lists {} of the streams held here", name),
                .permit = std::string(kSystemRead)});
}

// One field of one row, named in the path.

struct Place {
    const Entity* entity = nullptr;
    RowId id;
    const Field* field = nullptr;
};

/// A row, without a field.
Answered<Place> read_row(const schema::Registry& registry, const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    Place place;
    place.entity = find_entity(registry, request.param("entity"));
    if (place.entity == nullptr) {
        return refused({Code::not_found, "not-found",
                        fmt::format("there is no entity {}", request.param("entity")),
                        "GET /api/v1/schema lists them."});
    }
    TRY(place.id, read_row_id(request.param("id")));
    return place;
}

Answered<Place> read_place(const schema::Registry& registry, const Request& request) {
    TRY(Place place, read_row(registry, request));
    place.field = place.entity->field(request.param("field"));
    if (place.field == nullptr) {
        return refused(
            {Code::not_found, "not-found",
             fmt::format("{} have no field {}", place.entity->collection, request.param("field")),
             "GET /api/v1/schema lists them."});
    }
    return place;
}

Response why(Store& store, const Place& place) {
    const auto told = store.why(*place.entity, place.id, *place.field);
    if (!told) return http::problem(told.error());
    return http::json_response(200, why_json(*place.entity, place.id, *place.field, *told));
}

Response trace(Store& store, const Place& place) {
    const auto told = store.trace(*place.entity, place.id);
    if (!told) return http::problem(told.error());
    return http::json_response(200, trace_json(*place.entity, place.id, *told));
}

// Resolving.

struct Resolution {
    Place place;
    std::optional<std::size_t> take;  ///< Index of a side, else:
    schema::Value value;
    std::optional<std::string> version;  ///< Of the conflict, from If-Match.
};

std::string_view remedy_for(const Field& field) {
    switch (field.merge) {
        case schema::Merge::own:
            return field.once() ? "The first value holds; the other belongs into a new record."
                                : "Its owner writes the field again with PATCH.";
        case schema::Merge::state: return "Use the commands of the record.";
        case schema::Merge::max:
        case schema::Merge::min: return "Use the command :correct.";
        case schema::Merge::set:
        case schema::Merge::restrict: return "Change the field with PATCH.";
        case schema::Merge::ledger: return "Write another row that corrects the balance.";
        case schema::Merge::lww:
        case schema::Merge::life: break;
    }
    return "";
}

FieldError wrong_member(std::string_view member, std::string expected, std::string hint = {}) {
    std::string detail = fmt::format("{}: {} expected", member, expected);
    return {fmt::format("/{}", member), "validation-failed", std::move(detail), std::move(expected),
            std::move(hint)};
}

Answered<> read_choice(const Json& body, Resolution& out) {
    const Json* take = text::find(body, "take");
    const Json* value = text::find(body, "value");
    if ((take == nullptr) == (value == nullptr)) {
        return bad_request("invalid-request", "a resolution has either take or value",
                           "Send {\"take\": 0} or {\"value\": ...}.");
    }
    if (take != nullptr) {
        const auto index = text::integer_of(body, "take");
        if (!index || *index < 0) {
            return std::unexpected(refusal_of({wrong_member("take", "the number of a side")}));
        }
        out.take = static_cast<std::size_t>(*index);
        return {};
    }
    const Field& field = *out.place.field;
    if (value->is_null() && !field.required()) return {};
    auto chosen = value_from_json(field, *value);
    if (!chosen) {
        const Misfit& misfit = chosen.error();
        return std::unexpected(refusal_of({wrong_member("value", misfit.expected, misfit.hint)}));
    }
    out.value = *std::move(chosen);
    return {};
}

Answered<Resolution> read_resolution(const schema::Registry& registry, const Request& request) {
    Resolution out;
    TRY(out.place, read_place(registry, request));
    if (out.place.field->merge != schema::Merge::lww) {
        return std::unexpected(http::problem(
            409, "not-resolvable",
            fmt::format("{}: a conflict of this kind is not settled by choosing a value",
                        out.place.field->name),
            remedy_for(*out.place.field)));
    }
    TRY(const Condition condition, read_condition(request));
    out.version = condition.version;
    TRY(const Json body, read_body(request, {"take", "value"}));
    TRY_VOID(read_choice(body, out));
    return out;
}

Result<Conflict> find_conflict(Store& store, const Place& place) {
    TRY(const auto record, store.find(*place.entity, place.id));
    TRY(auto conflicts, store.conflicts(record.stream));
    const auto found = std::find_if(conflicts.begin(), conflicts.end(), [&](const Conflict& c) {
        return c.entity == place.entity && c.row == place.id && c.field == place.field;
    });
    if (found != conflicts.end()) return std::move(*found);
    return fail(Code::not_found, "not-found",
                fmt::format("{} is not in conflict", place.field->name),
                "Somebody may have settled it: load the record.");
}

Response resolve(Store& store, const Resolution& resolution) {
    const Place& place = resolution.place;
    const auto conflict = find_conflict(store, place);
    if (!conflict) return http::problem(conflict.error());
    if (resolution.version && *resolution.version != version_of(*conflict)) {
        Json extra = Json::object();
        extra["current"] = conflict_json("", *conflict);
        return http::problem(412, "stale-version", "the conflict has other sides by now",
                             "Look at its sides and choose again.", &extra);
    }
    Change choice{.entity = place.entity, .id = place.id};
    choice.wishes[place.field->id] = resolution.value;
    if (resolution.take) {
        if (*resolution.take >= conflict->sides.size()) {
            return refusal_of(
                {wrong_member("take", fmt::format("a number below {}", conflict->sides.size()))});
        }
        choice.wishes[place.field->id] = conflict->sides[*resolution.take].value;
    }
    return change(store, choice);
}

}  // namespace

void add_insight_routes(http::Router& router, const Shared& shared) {
    const auto schema = std::make_shared<const Json>(schema_json(shared->registry));
    router.add(
        "GET", fmt::format("{}schema", kPrefix),
        [schema](const Request& request, const Answer& answer) {
            const auto fine = only_parameters(request, {});
            answer(fine ? http::json_response(200, *schema) : fine.error());
        },
        {.summary = "Every entity with its fields and its flow", .permit = std::string(kSignedIn)});
    add_teller(router, shared, "digest", tell_digest);
    add_teller(router, shared, "conflicts", tell_conflicts);
    add_teller(router, shared, "rejected", tell_rejected);
    const auto place = [shared](const Request& r) { return read_place(shared->registry, r); };
    router.add("GET", fmt::format("{}why/{{entity}}/{{id}}/{{field}}", kPrefix),
               on_store(shared, false, place, why),
               {.summary = "Why a value is what it is", .permit = std::string(kSystemRead)});
    const auto row = [shared](const Request& r) { return read_row(shared->registry, r); };
    router.add("GET", fmt::format("{}trace/{{entity}}/{{id}}", kPrefix),
               on_store(shared, false, row, trace),
               {.summary = "Who wrote a record, when, and when the importer took it over",
                .permit = std::string(kSystemRead)});
    const auto choice = [shared](const Request& r) { return read_resolution(shared->registry, r); };
    router.add(
        "POST", fmt::format("{}conflicts/{{entity}}/{{id}}/{{field}}:resolve", kPrefix),
        on_store(shared, true, choice, resolve),
        {.summary = "Settles a conflict by choosing a value", .permit = std::string(kSystemRead)});
}

}  // namespace branchline::api
