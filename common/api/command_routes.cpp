// Verbs: POST /<collection>/<id>:<command> for every transition but the first, :void for every
// entity, :correct where a reading may be corrected.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/api/input.hpp"
#include "common/api/routes.hpp"
#include "common/api/writes.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using http::Request;
using schema::Entity;
using schema::Field;
using text::Json;

constexpr std::string_view kVoid = "void";
constexpr std::string_view kCorrect = "correct";

FieldErrors no_readings(const Entity& entity, const Wishes& wishes) {
    FieldErrors errors;
    for (const auto& [id, wish] : wishes) {
        const Field& field = *entity.field(id);
        if (schema::is_reading(field.merge)) continue;
        errors.push_back({pointer_to(field.name), "validation-failed",
                          fmt::format("{}: not a reading", field.name), "",
                          "Change it with PATCH."});
    }
    return errors;
}

Answered<> check_correction(const Entity& entity, const Wishes& wishes) {
    const FieldErrors errors = no_readings(entity, wishes);
    if (!errors.empty()) return std::unexpected(refusal_of(errors));
    if (!wishes.empty()) return {};
    return bad_request("invalid-request", "the correction names no reading",
                       "Send {\"data\": {...}} with the right reading.");
}

/// `verb` as prepared by the route: everything but what the request says.
Answered<Change> read_command(const Shared& shared, Change verb, const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    verb.viewer = viewer_of(request, shared->recall);
    TRY(verb.id, read_row_id(request.param("id")));
    TRY(verb.client_key, read_client_key(request));
    TRY(const Condition condition, read_condition(request));
    verb.expected_version = condition.version;
    TRY(const Json body, read_body(request, {"data"}));
    FieldErrors errors;
    verb.wishes = read_wishes(*verb.entity, body, Target::existing, errors);
    if (!errors.empty()) return std::unexpected(refusal_of(errors));
    if (verb.correct_reading) TRY_VOID(check_correction(*verb.entity, verb.wishes));
    return verb;
}

/// As the verdict reads the entry that the command makes.
std::string_view permit_verb(const Change& verb) {
    if (verb.make_void) return schema::kVoidVerb;
    return verb.verb.empty() ? schema::kWriteVerb : std::string_view(verb.verb);
}

void add_command(http::Router& router,
                 const Shared& shared,
                 std::string_view command,
                 const Change& verb) {
    const auto read = [shared, verb](const Request& r) { return read_command(shared, verb, r); };
    const std::string_view collection = verb.entity->collection;
    router.add("POST", fmt::format("{}{}/{{id}}:{}", kPrefix, collection, command),
               with_verdict(shared, *verb.entity, on_store(shared, true, read, change)),
               {.summary = fmt::format("{}: one of {}", command, collection),
                .permit = permit_of(*verb.entity, permit_verb(verb))});
}

}  // namespace

void add_command_routes(http::Router& router, const Shared& shared, const Entity& entity) {
    std::set<std::string_view> commands;
    for (const schema::Transition& row : entity.flow) {
        const bool is_verb = !row.from.empty() && !row.command.empty();
        if (!is_verb || !commands.insert(row.command).second) continue;
        Change verb{.entity = &entity};
        verb.verb = row.command;
        add_command(router, shared, row.command, verb);
    }
    // A flow that has its own meaning for one of these words keeps it.
    if (!commands.contains(kVoid)) {
        add_command(router, shared, kVoid, {.entity = &entity, .make_void = true});
    }
    const bool has_readings =
        std::any_of(entity.fields.begin(), entity.fields.end(),
                    [](const Field& field) { return schema::is_reading(field.merge); });
    if (has_readings && !commands.contains(kCorrect)) {
        add_command(router, shared, kCorrect, {.entity = &entity, .correct_reading = true});
    }
}

}  // namespace branchline::api
