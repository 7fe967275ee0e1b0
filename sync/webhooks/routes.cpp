#include "sync/webhooks/routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/input.hpp"
#include "common/http/problem.hpp"
#include "common/text/text.hpp"
#include "sync/webhooks/events.hpp"
#include "sync/webhooks/schedule.hpp"
#include "sync/webhooks/signing.hpp"
#include "sync/webhooks/target.hpp"

namespace branchline::sync {

namespace {

using api::Answered;
using http::Answer;
using http::Request;
using http::Response;
using text::Json;

constexpr std::chrono::hours kBothSecrets{24};
constexpr std::string_view kManage = "system:manage";

/// Of an endpoint whose messages are signed by a pair; null for a shared secret.
Json public_key_json(WebhookBook& book, const Endpoint& endpoint, Instant now) {
    const auto secrets = book.secrets(endpoint.id, now);
    if (!secrets || secrets->empty()) return {};
    const auto key = webhook_public_key(secrets->front());
    return key && !key->empty() ? Json(*key) : Json();
}

Json endpoint_json(WebhookBook& book, const Endpoint& endpoint, Instant now) {
    Json out = Json::object();
    out["id"] = endpoint.id;
    out["url"] = endpoint.url;
    out["types"] = endpoint.types;
    out["state"] = endpoint.state;
    out["position"] = endpoint.position;
    out["failures"] = endpoint.failures;
    out["next_attempt"] =
        endpoint.failures > 0 && endpoint.due > now ? Json(to_text(endpoint.due)) : Json();
    out["last_error"] = endpoint.last_error.empty() ? Json() : Json(endpoint.last_error);
    out["taken"] = endpoint.taken;
    out["lost"] = endpoint.lost;
    out["made"] = to_text(endpoint.made);
    out["failing_since"] = endpoint.failing_since ? Json(to_text(*endpoint.failing_since)) : Json();
    const auto parked = book.count_parked(endpoint.id);
    out["waiting"] = parked ? Json(*parked) : Json();
    out["public_key"] = public_key_json(book, endpoint, now);
    return out;
}

Json delivery_json(const Delivery& delivery) {
    Json out = Json::object();
    out["number"] = delivery.number;
    out["message"] = delivery.message;
    out["at"] = to_text(delivery.at);
    out["attempt"] = delivery.attempt;
    out["taken"] = verdict_of(delivery.status) == Verdict::taken;
    out["status"] = delivery.status;
    out["milliseconds"] = delivery.milliseconds;
    out["age_milliseconds"] = delivery.age ? Json(*delivery.age) : Json();
    out["answer"] = text::printable(delivery.answer);
    return out;
}

/// "97.5"; null of nothing.
Json percent_json(std::int64_t part, std::int64_t whole) {
    if (whole <= 0) return {};
    const std::int64_t tenths = (part * 1'000 + whole / 2) / whole;
    return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

/// The nearest rank: always one of the values; null of none.
Json rank_json(std::vector<std::int64_t> values, std::size_t percent) {
    if (values.empty()) return {};
    const std::size_t rank = (values.size() * percent + 99) / 100;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// What the attempts that are kept come to; null where nothing was attempted.
Json sums_json(const DeliverySums& sums) {
    constexpr std::size_t kMost = 95;
    Json out = Json::object();
    out["attempts"] = sums.attempts;
    out["messages"] = sums.messages;
    out["taken_in_a_day_percent"] = percent_json(sums.taken_in_day, sums.messages);
    out["retry_percent"] = percent_json(sums.retries, sums.messages);
    out["p95_age_milliseconds"] = rank_json(sums.ages, kMost);
    return out;
}

Json letter_json(const DeadLetter& letter) {
    Json out = Json::object();
    out["number"] = letter.number;
    out["message"] = letter.message;
    out["error"] = letter.error;
    out["at"] = to_text(letter.at);
    const auto event = text::parse_json(letter.body, {.size_max = letter.body.size()});
    out["event"] = event ? *event : Json();
    return out;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    const bool good = !text.empty() && read.ec == std::errc() && read.ptr == end;
    return good && number <= INT64_MAX ? std::optional(number) : std::nullopt;
}

std::string new_id(Random& random) {
    std::array<std::uint8_t, 8> bytes{};
    random.fill(bytes);
    return to_hex(bytes);
}

/// The names of "types", each of a kind that there is.
Result<std::vector<std::string>> read_types(const Json& body) {
    std::vector<std::string> out;
    const Json* types = text::find(body, "types");
    if (types == nullptr) return out;
    std::string known;
    for (const EventKind& kind : event_kinds()) {
        if (known.find(kind.name) == known.npos) known += fmt::format(" {}", kind.name);
    }
    const auto wrong = fail(Code::invalid, "validation-failed", "types: names of events expected",
                            "There are:" + known);
    if (!types->is_array() || types->size() > event_kinds().size()) return wrong;
    for (const Json& type : *types) {
        if (!type.is_string() || event_kind(type.get<std::string>()) == nullptr) return wrong;
        out.push_back(type.get<std::string>());
    }
    return out;
}

Result<Json> read_object(const Request& request) {
    TRY(Json body, text::parse_json(request.body.empty() ? "{}" : request.body));
    if (!body.is_object()) return fail(Code::invalid, "invalid-request", "a JSON object expected");
    return body;
}

Result<> only_members(const Json& body, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : body.items()) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        return fail(Code::invalid, "unknown-field", fmt::format("unknown member {}", name));
    }
    return {};
}

Response answer_of(const Result<Json>& result, int status = 200) {
    return result ? http::json_response(status, *result) : http::problem(result.error());
}

/// By "signature": a secret that both know (v1), or a pair of which we keep one half (v1a).
Result<std::string> secret_for(const WebhookRoutes& parts, const Json& body) {
    const Json* wanted = text::find(body, "signature");
    if (wanted == nullptr || *wanted == "v1") return new_webhook_secret(parts.random);
    if (*wanted == "v1a") return new_webhook_pair(parts.random);
    return fail(Code::invalid, "validation-failed", "signature: \"v1\" or \"v1a\" expected");
}

/// A secret is in this answer and in no other.
Result<Json> add(const WebhookRoutes& parts, const Request& request, std::uint64_t newest) {
    TRY(const Json body, read_object(request));
    TRY_VOID(only_members(body, {"url", "types", "after", "signature"}));
    TRY(const std::string secret, secret_for(parts, body));
    Endpoint endpoint{.id = new_id(parts.random), .state = "enabled", .position = newest};
    endpoint.url = text::string_of(body, "url").value_or("");
    TRY_VOID(read_webhook_target(endpoint.url, parts.courier.private_too()));
    TRY(endpoint.types, read_types(body));
    if (const Json* after = text::find(body, "after")) {
        if (!after->is_number_unsigned()) {
            return fail(Code::invalid, "validation-failed", "after: the position of an event");
        }
        endpoint.position = after->get<std::uint64_t>();
    }
    endpoint.made = endpoint.due = parts.clock.now();
    TRY_VOID(parts.book.add(endpoint, secret));
    parts.courier.wake();
    Json out = endpoint_json(parts.book, endpoint, endpoint.made);
    if (secret.starts_with(kSecretPrefix)) out["secret"] = secret;
    return out;
}

Result<Json> list(const WebhookRoutes& parts) {
    TRY(const auto endpoints, parts.book.list());
    Json out = Json::object();
    out["items"] = Json::array();
    for (const Endpoint& endpoint : endpoints) {
        out["items"].push_back(endpoint_json(parts.book, endpoint, parts.clock.now()));
    }
    return out;
}

Result<Json> show(const WebhookRoutes& parts, const Request& request) {
    TRY(const Endpoint endpoint, parts.book.find(request.param("id")));
    return endpoint_json(parts.book, endpoint, parts.clock.now());
}

Result<Json> remove(const WebhookRoutes& parts, const Request& request) {
    TRY_VOID(parts.book.remove(request.param("id")));
    return Json::object();
}

Result<Json> set_state(const WebhookRoutes& parts, const Request& request, std::string_view state) {
    TRY(Endpoint endpoint, parts.book.find(request.param("id")));
    endpoint.state = state;
    endpoint.failures = 0;
    endpoint.failing_since.reset();
    endpoint.due = parts.clock.now();
    TRY_VOID(parts.book.save(endpoint));
    if (state == "enabled") TRY_VOID(parts.book.hurry_parked(endpoint.id));
    parts.courier.wake();
    return endpoint_json(parts.book, endpoint, endpoint.due);
}

/// A position, or the one before the first event of an instant.
Result<std::uint64_t> replay_from(const WebhookRoutes& parts, const Json& body) {
    const Json* after = text::find(body, "after");
    const Json* since = text::find(body, "since");
    if ((after == nullptr) == (since == nullptr)) {
        return fail(Code::invalid, "validation-failed",
                    "either after, the position of an event, or since, a time");
    }
    if (since != nullptr) {
        TRY(const std::string written, text::string_of(body, "since"));
        TRY(const Instant at, parse_instant(written));
        return parts.courier.position_at(at);
    }
    if (after->is_number_unsigned()) return after->get<std::uint64_t>();
    return fail(Code::invalid, "validation-failed", "after: the position of an event");
}

/// Everything behind a place is sent again, with the ids it had.
Result<Json> replay(const WebhookRoutes& parts, const std::string& id, const Json& body) {
    TRY_VOID(only_members(body, {"after", "since"}));
    TRY_VOID(parts.book.find(id));
    TRY(const std::uint64_t from, replay_from(parts, body));
    // Found again: the search may have taken a while.
    TRY(Endpoint endpoint, parts.book.find(id));
    endpoint.position = from;
    endpoint.done = 0;
    endpoint.failures = 0;
    endpoint.due = parts.clock.now();
    TRY_VOID(parts.book.save(endpoint));
    parts.courier.wake();
    return endpoint_json(parts.book, endpoint, endpoint.due);
}

/// At most so many attempts are told at once.
constexpr std::uint64_t kDeliveriesTold = 100;

Result<Json> deliveries(const WebhookRoutes& parts, const Request& request) {
    const std::string id = request.param("id");
    const auto before =
        number_of(request.query_value("before").value_or(std::to_string(INT64_MAX)));
    if (!before) return fail(Code::invalid, "invalid-cursor", "before is the number of a delivery");
    TRY(const auto told, parts.book.deliveries(id, *before, kDeliveriesTold));
    TRY(const DeliverySums sums, parts.book.sums(id));
    Json out = Json::object();
    Json& items = out["items"] = Json::array();
    for (const Delivery& delivery : told) items.push_back(delivery_json(delivery));
    out["next"] = told.size() == kDeliveriesTold ? Json(told.back().number) : Json();
    out["kept"] = sums_json(sums);
    return out;
}

/// Of the kind that the endpoint has.
Result<Json> rotate(const WebhookRoutes& parts, const Request& request) {
    const std::string id = request.param("id");
    const Instant until = parts.clock.now() + kBothSecrets;
    TRY(const auto held, parts.book.secrets(id, parts.clock.now()));
    const bool is_pair = held.front().starts_with(kPairPrefix);
    const std::string secret =
        is_pair ? new_webhook_pair(parts.random) : new_webhook_secret(parts.random);
    TRY_VOID(parts.book.rotate(id, secret, until));
    TRY(const std::string key, webhook_public_key(secret));
    Json out = Json::object();
    out[is_pair ? "public_key" : "secret"] = is_pair ? key : secret;
    out["old_until"] = to_text(until);
    return out;
}

Result<Json> dead_letters(const WebhookRoutes& parts, const Request& request) {
    TRY(const auto letters, parts.book.dead(request.param("id")));
    Json out = Json::object();
    out["items"] = Json::array();
    for (const DeadLetter& letter : letters) out["items"].push_back(letter_json(letter));
    return out;
}

Json attempt_json(const Response& answer) {
    Json out = Json::object();
    out["taken"] = verdict_of(answer.status) == Verdict::taken;
    out["status"] = answer.status;
    out["answer"] = answer.body;
    return out;
}

/// Work that waits for a receiver runs on the courier's thread.
void beside(const WebhookRoutes& parts, const Answer& answer, std::function<Result<Json>()> work) {
    const bool posted =
        parts.courier.post([answer, work = std::move(work)] { answer(answer_of(work())); });
    if (posted) return;
    answer(http::problem(503, "busy", "too many messages wait", "Try again in a moment."));
}

Result<Json> send_sample(const WebhookRoutes& parts, const std::string& id) {
    TRY(const Endpoint endpoint, parts.book.find(id));
    const std::string message = "sample-" + new_id(parts.random);
    const Json event = sample_event("urn:branchline:sample", message, parts.clock.now());
    return attempt_json(parts.courier.send(endpoint, message, text::dump(event)));
}

/// A letter that is not taken again stays dead.
Result<Json> send_again(const WebhookRoutes& parts, const std::string& id, std::uint64_t number) {
    TRY(const Endpoint endpoint, parts.book.find(id));
    TRY(DeadLetter letter, parts.book.exhume(id, number));
    const Response answer = parts.courier.send(endpoint, letter.message, letter.body);
    if (verdict_of(answer.status) != Verdict::taken) {
        letter.error = answer.status == 0 ? answer.body : fmt::format("answered {}", answer.status);
        TRY_VOID(parts.book.bury(letter));
    }
    return attempt_json(answer);
}

// The feed.

Answered<std::uint64_t> read_after(const Request& request) {
    TRY_VOID(api::only_parameters(request, {"after"}));
    const auto after = number_of(request.query_value("after").value_or("0"));
    if (after) return *after;
    return api::bad_request("invalid-cursor", "after is a position, such as next of the answer");
}

Response tell_feed(const WebhookRoutes& parts, Replica& replica, std::uint64_t after) {
    const auto batch = events_behind(replica, parts.feed, after);
    if (!batch) return http::problem(batch.error());
    Json out = Json::object();
    out["items"] = Json::array();
    for (const EventBatch::Item& item : batch->items) out["items"].push_back(item.event);
    out["next"] = batch->lost ? batch->oldest : batch->next;
    out["lost"] = batch->lost;
    return http::json_response(200, out);
}

void add_feed(http::Router& router, const WebhookRoutes& parts) {
    const auto tell = [parts](const Request& request, Answer answer) {
        const auto after = read_after(request);
        if (!after) return answer(after.error());
        parts.driver.run_on_replica(
            false, [parts, after = *after](Replica& r) { return tell_feed(parts, r, after); },
            std::move(answer));
    };
    router.add("GET", "/api/v1/events/feed", tell,
               {.summary = "Events of the business behind a position, to be fetched",
                .permit = std::string(api::kSystemRead)});
}

}  // namespace

void add_webhook_routes(http::Router& router, const WebhookRoutes& parts) {
    const auto row = [&](std::string_view method, std::string_view path, std::string_view summary,
                         http::Handler handler) {
        router.add(method, fmt::format("/api/v1/webhooks{}", path), std::move(handler),
                   {.summary = std::string(summary), .permit = std::string(kManage)});
    };
    const auto plain = [&](std::string_view method, std::string_view path, std::string_view summary,
                           auto work) {
        row(method, path, summary, [parts, work](const Request& request, const Answer& answer) {
            answer(answer_of(work(parts, request)));
        });
    };
    row("POST", "", "Adds an endpoint; the answer tells its secret, once",
        [parts](const Request& request, Answer answer) {
            parts.driver.run_on_replica(
                false,
                [parts, request](Replica&) {
                    const auto span = parts.feed.span();
                    if (!span) return http::problem(span.error());
                    return answer_of(add(parts, request, span->newest), 201);
                },
                std::move(answer));
        });
    plain("GET", "", "Endpoints, and how far each is",
          [](const WebhookRoutes& p, const Request&) { return list(p); });
    plain("GET", "/{id}", "One endpoint", show);
    plain("DELETE", "/{id}", "Removes an endpoint with its dead letters", remove);
    plain("POST", "/{id}:enable", "Sends again",
          [](const WebhookRoutes& p, const Request& r) { return set_state(p, r, "enabled"); });
    plain("POST", "/{id}:disable", "Sends no more",
          [](const WebhookRoutes& p, const Request& r) { return set_state(p, r, "disabled"); });
    row("POST", "/{id}:replay", "Sends everything behind a position or a time again",
        [parts](const Request& request, const Answer& answer) {
            const auto body = read_object(request);
            if (!body) return answer(http::problem(body.error()));
            if (text::find(*body, "since") == nullptr) {
                return answer(answer_of(replay(parts, request.param("id"), *body)));
            }
            beside(parts, answer, [parts, id = request.param("id"), body = *body] {
                return replay(parts, id, body);
            });
        });
    plain("GET", "/{id}/deliveries", "Attempts, the newest first, and what they come to",
          deliveries);
    plain("POST", "/{id}:rotate", "A new secret; the old one signs, too, for a day", rotate);
    plain("GET", "/{id}/dead-letters", "What nobody took", dead_letters);
    row("POST", "/{id}:test", "Sends a sample and tells what came back",
        [parts](const Request& request, const Answer& answer) {
            beside(parts, answer,
                   [parts, id = request.param("id")] { return send_sample(parts, id); });
        });
    row("POST", "/{id}/dead-letters/{number}:replay", "Sends a dead letter again",
        [parts](const Request& request, const Answer& answer) {
            const auto number = number_of(request.param("number"));
            if (!number) return answer(http::problem(400, "invalid-request", "not a number"));
            beside(parts, answer, [parts, id = request.param("id"), number = *number] {
                return send_again(parts, id, number);
            });
        });
    add_feed(router, parts);
}

}  // namespace branchline::sync
