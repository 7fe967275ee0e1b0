#include "common/api/input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/api/json_values.hpp"
#include "common/base/list.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using schema::Entity;
using schema::Field;
using schema::Merge;
using schema::Value;
using text::Json;

constexpr std::size_t kClientKeyMax = 64;
constexpr std::size_t kBodyDepthMax = 8;

/// A field whose value may become none.
bool is_clearable(const Field& field) {
    const bool plain = field.merge == Merge::own || field.merge == Merge::lww;
    return plain && !field.required() && !field.once();
}

std::string_view clearing_hint(const Field& field) {
    if (field.merge == Merge::set) return "Send an empty array.";
    if (field.merge == Merge::restrict) return "Send false.";
    return "";
}

void add_misfit(const Field& field, const Misfit& misfit, FieldErrors& errors) {
    errors.push_back({pointer_to(field.name), "validation-failed",
                      fmt::format("{}: {} expected", field.name, misfit.expected), misfit.expected,
                      misfit.hint});
}

void read_wish(const Field& field, const Json& json, Wishes& wishes, FieldErrors& errors) {
    if (json.is_null() && is_clearable(field)) {
        wishes.emplace(field.id, Value());
        return;
    }
    if (json.is_null()) {
        errors.push_back({pointer_to(field.name), "validation-failed",
                          fmt::format("{}: this field cannot be cleared", field.name),
                          expectation(field), std::string(clearing_hint(field))});
        return;
    }
    auto value = value_from_json(field, json);
    if (!value) return add_misfit(field, value.error(), errors);
    wishes.emplace(field.id, *std::move(value));
}

bool is_visible_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Answered<RowId> read_row_id(std::string_view text) {
    const auto id = fixed_from_hex<RowId>(text);
    if (!id || to_hex(*id) != text) {
        return bad_request("invalid-request", "an id is 32 lower-case hexadecimal digits");
    }
    return *id;
}

Answered<> only_parameters(const http::Request& request,
                           const std::vector<std::string_view>& allowed) {
    for (const auto& [name, value] : request.query) {
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
            return bad_request("invalid-request",
                               fmt::format("there is no query parameter \"{}\" here", name));
        }
        if (name != "filter" && request.query.count(name) > 1) {
            return bad_request("invalid-request",
                               fmt::format("the query parameter \"{}\" came twice", name));
        }
    }
    return {};
}

Answered<std::vector<const Field*>> read_fields(const Entity& entity,
                                                const http::Request& request) {
    std::vector<const Field*> out;
    const auto given = request.query_value("fields");
    if (!given) return out;
    for (std::size_t at = 0; at <= given->size();) {
        const std::size_t end = std::min(given->find(',', at), given->size());
        const std::string_view name = std::string_view(*given).substr(at, end - at);
        at = end + 1;
        const Field* field = entity.field(name);
        if (field == nullptr) {
            std::string known;
            for (const Field& each : entity.fields) append_item(known, each.name, ", ");
            return bad_request("unknown-field",
                               fmt::format("{} have no field \"{}\"", entity.collection, name),
                               fmt::format("Write fields= and some of {}.", known));
        }
        out.push_back(field);
    }
    return out;
}

Answered<std::optional<Bytes>> read_client_key(const http::Request& request) {
    const std::size_t count = request.headers.count("Idempotency-Key");
    if (count == 0) return std::nullopt;
    const std::string_view key = request.headers.get("Idempotency-Key");
    if (count > 1 || key.empty() || key.size() > kClientKeyMax || !is_visible_ascii(key)) {
        return bad_request("invalid-request",
                           "Idempotency-Key must be one value of 1 to 64 visible ASCII characters");
    }
    return to_bytes(as_bytes(key));
}

Answered<Condition> read_condition(const http::Request& request) {
    if (request.headers.has("If-None-Match")) {
        return bad_request("invalid-request", "writes do not know If-None-Match",
                           "Send If-Match with the ETag of the record.");
    }
    const std::size_t count = request.headers.count("If-Match");
    if (count == 0) return Condition{};
    const std::string_view tag = request.headers.get("If-Match");
    if (count == 1 && tag == "*") return Condition{.given = true, .version = {}};
    const bool quoted = tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
    const std::string_view inner = quoted ? tag.substr(1, tag.size() - 2) : "";
    if (count > 1 || inner.empty() || inner.find('"') != inner.npos) {
        return bad_request("invalid-request", "If-Match must be one strong entity tag or *",
                           "Send the ETag of the record as it came, with its quotation marks.");
    }
    return Condition{.given = true, .version = std::string(inner)};
}

Answered<Json> read_body(const http::Request& request,
                         std::initializer_list<std::string_view> members) {
    if (request.body.empty()) return Json(Json::object());
    auto body = text::parse_json(request.body, {.depth_max = kBodyDepthMax});
    if (!body) return refused(body.error());
    if (!body->is_object()) {
        return bad_request("invalid-request", "the body must be a JSON object",
                           "Send {\"data\": {...}}.");
    }
    FieldErrors errors;
    for (const auto& [name, value] : body->get_ref<const Json::object_t&>()) {
        if (std::find(members.begin(), members.end(), name) != members.end()) continue;
        errors.push_back({pointer_to(name).substr(std::string_view("/data").size()),
                          "unknown-field", fmt::format("the body has no member {}", name), "",
                          "Fields of the record stand inside \"data\"."});
    }
    if (!errors.empty()) return std::unexpected(refusal_of(errors));
    const Json* data = text::find(*body, "data");
    if (data != nullptr && !data->is_object()) {
        return bad_request("invalid-request", "\"data\" must be a JSON object");
    }
    return *std::move(body);
}

Wishes read_wishes(const Entity& entity, const Json& body, Target target, FieldErrors& errors) {
    Wishes wishes;
    const Json* data = text::find(body, "data");
    if (data == nullptr) return wishes;
    for (const auto& [name, json] : data->get_ref<const Json::object_t&>()) {
        const Field* field = entity.field(name);
        if (field == nullptr) {
            errors.push_back({pointer_to(name), "unknown-field",
                              fmt::format("{} have no field {}", entity.collection, name), "", ""});
        } else if (target == Target::existing && entity.in_key(name)) {
            errors.push_back({pointer_to(name), "validation-failed",
                              fmt::format("{}: part of the key, which never changes", name), "",
                              "Leave it out."});
        } else if (target != Target::new_row || !json.is_null()) {
            read_wish(*field, json, wishes, errors);
        }
    }
    return wishes;
}

FieldErrors missing_fields(const Entity& entity, const Wishes& wishes) {
    FieldErrors errors;
    for (const Field& field : entity.fields) {
        // The first state comes with the row.
        if (!field.required() || field.merge == Merge::state) continue;
        if (entity.in_key(field.name) || wishes.contains(field.id)) continue;
        errors.push_back({pointer_to(field.name), "missing-field",
                          fmt::format("{}: required", field.name), expectation(field), ""});
    }
    return errors;
}

std::vector<std::string> take_key(const Entity& entity, Wishes& wishes, FieldErrors& errors) {
    std::vector<std::string> key;
    for (const std::string_view part : entity.key) {
        const Field& field = *entity.field(part);
        const auto taken = wishes.extract(field.id);
        const std::string value = taken ? std::get<std::string>(taken.mapped()) : "";
        const std::string pointer = pointer_to(part);
        const bool is_known_wrong =
            std::any_of(errors.begin(), errors.end(),
                        [&](const FieldError& e) { return e.pointer == pointer; });
        if (value.empty() && !is_known_wrong) {
            errors.push_back(
                {pointer, taken ? "validation-failed" : "missing-field",
                 fmt::format("{}: {}", part, taken ? "part of the key, not empty" : "required"),
                 expectation(field), ""});
        }
        key.push_back(value);
    }
    return key;
}

const Entity* find_entity(const schema::Registry& registry, std::string_view name) {
    const Entity* entity = registry.by_name(name);
    return entity == nullptr ? registry.by_collection(name) : entity;
}

}  // namespace branchline::api
