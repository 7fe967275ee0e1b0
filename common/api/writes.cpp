#include "common/api/writes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/api/json_values.hpp"
#include "common/api/records.hpp"
#include "common/base/list.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using engine::Committed;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Field;
using schema::Transition;
using text::Json;

http::Response hidden_response(int status, const Entity& entity, const RowId& id) {
    Json body = Json::object();
    body["id"] = to_hex(id);
    body["collection"] = entity.collection;
    body["published"] = false;
    return http::json_response(status, body);
}

http::Response written(engine::Store& store,
                       const Viewer& viewer,
                       const Entity& entity,
                       const Committed& done,
                       int status) {
    const auto record = store.find(entity, done.rows.front());
    if (record) viewer.shown(*record);
    // What belongs to an edition that is not published yet is written, and nobody finds it.
    const bool is_hidden =
        !record && record.error().code == Code::not_found && !entity.edition.empty();
    http::Response response = record      ? record_response(status, *record)
                              : is_hidden ? hidden_response(status, entity, done.rows.front())
                                          : http::problem(record.error());
    response.headers.set("Branchline-Seq", fmt::format("{}:{}", done.log, done.seq));
    return response;
}

/// What was asked for beside what is there, for the fields where the two differ; and what was there
/// when the caller looked, where that is still known.
Json difference(const Record& current,
                const Wishes& wishes,
                const std::vector<schema::Value>* base) {
    Json out = Json::array();
    for (const auto& [id, wish] : wishes) {
        const Field& field = *current.entity->field(id);
        if (value_of(current, field) == wish) continue;
        Json row = Json::object();
        row["pointer"] = pointer_to(field.name);
        row["field"] = field.name;
        row["requested"] = value_to_json(field, wish);
        row["current"] = value_to_json(field, value_of(current, field));
        if (base != nullptr) {
            row["base"] = value_to_json(field, base->at(current.entity->index_of(id)));
        }
        out.push_back(std::move(row));
    }
    return out;
}

/// `current` is the record as it was found in the same group, so nothing came between.
http::Response not_written(const Error& error,
                           const Record& current,
                           const Wishes& wishes,
                           const std::vector<schema::Value>* base) {
    if (error.id != "stale-version") return api::not_written(error);
    Json extra = Json::object();
    extra["current"] = record_json(current);
    extra["difference"] = difference(current, wishes, base);
    http::Response response = http::problem(error, &extra);
    response.headers.set("ETag", fmt::format("\"{}\"", current.version));
    return response;
}

/// A second write of a write-once field would end as a conflict; the person is told at once.
FieldErrors written_before(const Record& record, const Wishes& wishes) {
    FieldErrors errors;
    for (const auto& [id, wish] : wishes) {
        const Field& field = *record.entity->field(id);
        const schema::Value& held = value_of(record, field);
        if (!field.once() || held == schema::Value() || held == wish) continue;
        errors.push_back({pointer_to(field.name), "validation-failed",
                          fmt::format("{}: written once, and it has a value", field.name), "", ""});
    }
    return errors;
}

std::string state_of(const Record& record) {
    const Field* field = record.entity->state_field();
    const auto* text = field ? std::get_if<std::string>(&value_of(record, *field)) : nullptr;
    return text == nullptr ? "" : *text;
}

Error not_in_this_state(const Record& record, std::string_view verb) {
    std::string possible;
    for (const Transition& t : record.entity->flow) {
        if (t.command != verb || t.from.empty()) continue;
        append_item(possible, t.from, " or ");
    }
    return {Code::conflict, "state-not-allowed",
            fmt::format("{} is possible in state {}; the record is in state {}", verb, possible,
                        state_of(record)),
            "Load the record again."};
}

/// One verb may stand in several rows of the flow: the row that leaves the present state counts. A
/// repeated request finds the record in a later state, and its first answer may be behind any row.
Result<Committed> commit_verb(engine::Store& store,
                              const Record& record,
                              std::string_view verb,
                              Edit edit) {
    const std::string state = state_of(record);
    std::vector<const Transition*> rows;
    for (const Transition& t : record.entity->flow) {
        if (t.command != verb || t.from.empty()) continue;
        if (t.from == state) {
            rows.insert(rows.begin(), &t);
        } else if (edit.client_key) {
            rows.push_back(&t);
        }
    }
    Error refusal = not_in_this_state(record, verb);
    for (const Transition* row : rows) {
        edit.command = row->id;
        edit.rows[0].transition = std::string(row->to);
        auto done = store.commit(edit);
        if (done) return done;
        const std::string& id = done.error().id;
        if (id != "key-reused" && id != "state-not-allowed") return done;
        if (id == "key-reused") refusal = done.error();
    }
    return std::unexpected(refusal);
}

/// The row of a draft's key, if people can see it; none also where there is no key.
Result<std::optional<Record>> existing(engine::Store& store, const Draft& draft) {
    if (!draft.entity->keyed()) return std::nullopt;
    auto found = store.find(*draft.entity, keyed_row_id(*draft.entity, draft.key));
    if (!found && found.error().code != Code::not_found) return std::unexpected(found.error());
    if (!found || found->life == "absent") return std::nullopt;
    return *std::move(found);
}

Answered<> may_begin(const Draft& draft) {
    const FieldErrors missing = missing_fields(*draft.entity, draft.wishes);
    if (!missing.empty()) return std::unexpected(refusal_of(missing));
    if (!draft.stream) return refused(draft.stream.error());
    if (!draft.condition.given) return {};
    return std::unexpected(
        http::problem(412, "stale-version", "If-Match is given and there is no such record"));
}

Answered<> may_change(const Record& record, const Draft& draft) {
    if (draft.stream_named && draft.stream && *draft.stream != record.stream) {
        return bad_request("invalid-request",
                           fmt::format("the record of this key is in {}", record.stream));
    }
    const FieldErrors rewritten = written_before(record, draft.wishes);
    if (!rewritten.empty()) return std::unexpected(refusal_of(rewritten));
    return {};
}

Edit edit_of(const Draft& draft, const std::string& stream) {
    const Entity& entity = *draft.entity;
    Edit edit{.stream = stream, .actor = {}, .client_key = draft.client_key, .rows = {}};
    edit.rows.push_back({.entity = &entity,
                         .id = {},
                         .key = draft.key,
                         .wishes = draft.wishes,
                         .transition = {},
                         .expected_version = draft.condition.version});
    // For keyed rows the store adds the first state where the row is new; the request of a
    // repetition, when it is not, must be the same.
    const auto first = std::find_if(entity.flow.begin(), entity.flow.end(),
                                    [](const Transition& t) { return t.from.empty(); });
    if (first == entity.flow.end() || entity.keyed()) return edit;
    edit.command = first->id;
    edit.rows[0].transition = std::string(first->to);
    return edit;
}

}  // namespace

http::Response create(engine::Store& store, const Draft& draft) {
    const auto before = existing(store, draft);
    if (!before) return http::problem(before.error());
    const std::optional<Record>& held = *before;
    const auto possible = held ? may_change(*held, draft) : may_begin(draft);
    if (!possible) return possible.error();
    const auto done = store.commit(edit_of(draft, held ? held->stream : *draft.stream));
    if (!done) {
        if (!held) return api::not_written(done.error());
        const auto* base = draft.viewer.saw(*held, draft.condition.version.value_or(""));
        return not_written(done.error(), *held, draft.wishes, base);
    }
    http::Response response =
        written(store, draft.viewer, *draft.entity, *done, held || done->replayed ? 200 : 201);
    response.headers.set("Location", path_of(*draft.entity, done->rows.front()));
    return response;
}

http::Response change(engine::Store& store, const Change& change) {
    const auto record = store.find(*change.entity, change.id);
    if (!record) return http::problem(record.error());
    if (record->life == "absent") {
        return http::problem(404, "not-found", "the record was rejected and does not exist",
                             "Make a new one; GET tells why this one was rejected.");
    }
    const FieldErrors rewritten = written_before(*record, change.wishes);
    if (!rewritten.empty()) return refusal_of(rewritten);
    RowEdit row{.entity = change.entity,
                .id = {},
                .key = key_of(*record),
                .wishes = change.wishes,
                .transition = {},
                .correct_reading = change.correct_reading,
                .make_void = change.make_void,
                .expected_version = change.expected_version};
    if (!change.entity->keyed()) row.id = change.id;
    Edit edit{.stream = record->stream, .actor = {}, .client_key = change.client_key, .rows = {}};
    edit.rows.push_back(std::move(row));
    const auto done = change.verb.empty()
                          ? store.commit(edit)
                          : commit_verb(store, *record, change.verb, std::move(edit));
    if (!done) {
        const auto* base = change.viewer.saw(*record, change.expected_version.value_or(""));
        return not_written(done.error(), *record, change.wishes, base);
    }
    return written(store, change.viewer, *change.entity, *done, 200);
}

}  // namespace branchline::api
