#include "sync/webhooks/courier.hpp"

#include <algorithm>
#include <charconv>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/http/post.hpp"
#include "common/http/problem.hpp"
#include "sync/transport/entry_waits.hpp"
#include "sync/webhooks/events.hpp"
#include "sync/webhooks/schedule.hpp"
#include "sync/webhooks/signing.hpp"
#include "sync/webhooks/target.hpp"

namespace branchline::sync {

namespace {

using http::Response;

constexpr std::size_t kChangesAtOnce = 200;
constexpr std::size_t kEventsAtOnce = 100;
constexpr std::chrono::hours kLongest{24};

/// What people call a record: its number, or its natural key; empty: nothing.
std::string subject_of(Replica& replica, const schema::Entity& entity, const RowId& id) {
    const auto record = replica.find(entity, id);
    if (!record) return "";
    const auto text_of = [&](std::string_view name) -> std::string {
        const schema::Field* field = entity.field(name);
        if (field == nullptr) return "";
        const auto* text = std::get_if<std::string>(&record->values.at(entity.index_of(field->id)));
        return text == nullptr ? "" : *text;
    };
    if (const std::string number = text_of("number"); !number.empty()) return number;
    std::string key;
    for (const std::string_view part : entity.key) {
        key += (key.empty() ? "" : "/") + text_of(part);
    }
    return key;
}

Result<> add_events(Replica& replica, const Change& change, EventBatch& batch) {
    const LogBook* log = replica.state().books.log(change.log);
    if (log == nullptr) return {};
    for (std::uint64_t seq = change.first_seq; seq <= change.last_seq; ++seq) {
        TRY(const Entry entry, replica.state().entry(*log, seq));
        const auto events = occurrences(replica.state().registry, entry, log->prefix);
        if (events.empty()) continue;
        const api::Awaited decision{.log = change.log, .seq = seq, .decided = true};
        if (outcome_of(replica, decision) == api::Outcome::rejected) continue;
        for (const Occurrence& event : events) {
            const EventPlace place{.log = change.log,
                                   .stream = change.stream,
                                   .source = event_source(replica),
                                   .branch = replica.branch_of(*log),
                                   .subject = subject_of(replica, *event.entity, event.row)};
            batch.items.push_back(
                {change.position, std::string(event.kind->name), event_json(event, entry, place)});
        }
    }
    return {};
}

bool wants(const Endpoint& endpoint, const std::string& name) {
    return endpoint.types.empty() ||
           std::find(endpoint.types.begin(), endpoint.types.end(), name) != endpoint.types.end();
}

/// Seconds that the receiver asks to be left alone; zero when it does not say.
Milliseconds asked_pause(const Response& answer) {
    const std::string_view text = answer.headers.get("Retry-After");
    std::uint32_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return good ? std::min<Milliseconds>(std::chrono::seconds(seconds), kLongest) : Milliseconds(0);
}

std::string said(const Response& answer) {
    if (answer.status == 0) return answer.body;
    return fmt::format("answered {}", answer.status);
}

}  // namespace

std::string event_source(const Replica& replica) {
    const Certificate* certificate = replica.certificate();
    return fmt::format("urn:branchline:{}:{}", to_hex(replica.net()).substr(0, 16),
                       certificate == nullptr ? "hub" : certificate->branch);
}

Result<EventBatch> events_behind(Replica& replica, ChangeFeed& feed, std::uint64_t after) {
    TRY(const ChangeFeed::Span span, feed.span());
    EventBatch batch{.items = {}, .next = after, .oldest = span.oldest};
    batch.lost = after < span.oldest || after > span.newest;
    if (batch.lost) return batch;
    TRY(const auto changes, feed.read(after, kChangesAtOnce));
    for (const Change& change : changes) {
        TRY_VOID(add_events(replica, change, batch));
        batch.next = change.position;
        if (batch.items.size() >= kEventsAtOnce) break;
    }
    return batch;
}

Courier::Courier(Driver& driver,
                 ChangeFeed& feed,
                 WebhookBook& book,
                 const Clock& clock,
                 Random& random,
                 CourierOptions options)
    : driver_(driver),
      feed_(feed),
      book_(book),
      clock_(clock),
      random_(random),
      options_(std::move(options)) {
    if (options_.send) return;
    options_.send = [this](const std::string& url, const http::Headers& headers,
                           const std::string& body) { return post_out(url, headers, body); };
}

Courier::~Courier() {
    stop();
}

void Courier::start() {
    thread_ = std::thread([this] { loop(); });
}

void Courier::stop() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        tasks_.clear();
    }
    called_.notify_all();
    if (thread_.joinable() && std::this_thread::get_id() != thread_.get_id()) thread_.join();
}

void Courier::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    called_.notify_one();
}

bool Courier::post(std::function<void()> work) {
    {
        const std::lock_guard lock(mutex_);
        if (stop_ || tasks_.size() >= kWaitingMax) return false;
        tasks_.push_back(std::move(work));
    }
    called_.notify_one();
    return true;
}

void Courier::loop() {
    while (!stop_) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            woken_ = false;
            if (!tasks_.empty()) {
                task = std::move(tasks_.front());
                tasks_.pop_front();
            }
        }
        if (task) {
            task();
            continue;
        }
        if (serve_all()) continue;
        const auto due = next_due();
        const Milliseconds wait = due ? std::max(Milliseconds(0), *due - clock_.now())
                                      : std::chrono::duration_cast<Milliseconds>(kLongest);
        std::unique_lock lock(mutex_);
        called_.wait_for(lock, wait, [&] { return stop_ || woken_ || !tasks_.empty(); });
    }
}

/// One turn of each that is due; true when one of them has more.
bool Courier::serve_all() {
    const auto endpoints = book_.list();
    if (!endpoints) {
        log::error("webhooks", endpoints.error().what);
        return false;
    }
    bool more = false;
    for (const Endpoint& endpoint : *endpoints) {
        if (stop_) return false;
        if (endpoint.state != "enabled" || endpoint.due > clock_.now()) continue;
        const auto served = serve(endpoint);
        if (!served) log::error("webhooks", served.error().what);
        more = more || (served && *served);
    }
    return more;
}

std::optional<Instant> Courier::next_due() {
    const auto endpoints = book_.list();
    std::optional<Instant> first;
    if (!endpoints) return first;
    for (const Endpoint& endpoint : *endpoints) {
        if (endpoint.state != "enabled" || endpoint.failures == 0) continue;
        if (!first || endpoint.due < *first) first = endpoint.due;
    }
    return first;
}

Result<EventBatch> Courier::ask(std::uint64_t after) {
    constexpr std::chrono::milliseconds kLook{100};
    auto told = std::make_shared<std::promise<Result<EventBatch>>>();
    auto answer = told->get_future();
    driver_.post([feed = &feed_, told, after](Engine& engine) {
        told->set_value(events_behind(engine.replica(), *feed, after));
    });
    // An engine that has failed answers nobody any more.
    while (answer.wait_for(kLook) != std::future_status::ready) {
        if (stop_) return fail(Code::unavailable, "stopping", "the daemon is stopping");
    }
    return answer.get();
}

Result<bool> Courier::serve(Endpoint endpoint) {
    TRY(const EventBatch batch, ask(endpoint.position));
    const std::uint64_t from = endpoint.position;
    const std::uint64_t done = endpoint.done;
    if (batch.lost) {
        endpoint.position = batch.oldest;
        endpoint.done = 0;
        ++endpoint.lost;
        return book_.save_if_at(endpoint, from, done);
    }
    std::uint64_t ordinal = 0;
    std::uint64_t position = 0;
    for (const EventBatch::Item& item : batch.items) {
        ordinal = item.position == position ? ordinal + 1 : 0;
        position = item.position;
        const bool is_done = position == from + 1 && ordinal < done;
        if (is_done || !wants(endpoint, item.name)) continue;
        TRY(const bool goes_on, deliver(endpoint, item, ordinal));
        if (!goes_on || stop_) return false;
    }
    const std::uint64_t held = endpoint.position;
    const std::uint64_t held_done = endpoint.done;
    if (held == batch.next) return false;
    endpoint.position = batch.next;
    endpoint.done = 0;
    return book_.save_if_at(endpoint, held, held_done);
}

/// False when the endpoint has to wait, or somebody has changed it meanwhile.
Result<bool> Courier::deliver(Endpoint& endpoint,
                              const EventBatch::Item& item,
                              std::uint64_t ordinal) {
    const std::uint64_t position = endpoint.position;
    const std::uint64_t done = endpoint.done;
    const std::string id = item.event.at("id").get<std::string>();
    const std::string body = text::dump(item.event);
    const Response answer = send(endpoint, id, body);
    if (stop_) return false;
    const Instant now = clock_.now();
    const auto go_on = [&] {
        endpoint.position = item.position - 1;
        endpoint.done = ordinal + 1;
        endpoint.failures = 0;
        endpoint.due = now;
        return book_.save_if_at(endpoint, position, done);
    };
    const Verdict verdict = verdict_of(answer.status);
    if (verdict == Verdict::taken) {
        endpoint.last_error.clear();
        ++endpoint.taken;
        return go_on();
    }
    endpoint.last_error = said(answer);
    if (verdict == Verdict::gone) {
        endpoint.state = "gone";
        TRY_VOID(book_.save_if_at(endpoint, position, done));
        return false;
    }
    const auto wait = retry_after(++endpoint.failures, random_.below(UINT32_MAX));
    if (!wait) {
        TRY_VOID(book_.bury({.endpoint = endpoint.id,
                             .message = id,
                             .body = body,
                             .error = endpoint.last_error,
                             .at = now}));
        return go_on();
    }
    endpoint.due = now + std::max(*wait, asked_pause(answer));
    TRY_VOID(book_.save_if_at(endpoint, position, done));
    return false;
}

Response Courier::send(const Endpoint& endpoint, const std::string& id, const std::string& body) {
    const Instant now = clock_.now();
    const auto failed = [](const Error& error) {
        return Response{.status = 0, .headers = {}, .body = error.what};
    };
    const auto secrets = book_.secrets(endpoint.id, now);
    if (!secrets) return failed(secrets.error());
    const std::int64_t timestamp =
        std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const auto signature = webhook_signature(*secrets, id, timestamp, body);
    if (!signature) return failed(signature.error());
    http::Headers headers;
    headers.set("Content-Type", "application/cloudevents+json");
    headers.set("User-Agent", "branchline");
    headers.set("webhook-id", id);
    headers.set("webhook-timestamp", std::to_string(timestamp));
    headers.set("webhook-signature", *signature);
    auto answer = options_.send(endpoint.url, headers, body);
    return answer ? *std::move(answer) : failed(answer.error());
}

Result<Response> Courier::post_out(const std::string& url,
                                   const http::Headers& headers,
                                   const std::string& body) {
    TRY(const WebhookTarget target, read_webhook_target(url, options_.private_too));
    TRY(auto addresses, http::addresses_of(target.host));
    TRY_VOID(check_addresses(addresses, options_.private_too));
    return http::post({.secure = target.secure,
                       .host = target.host,
                       .port = target.port,
                       .path = target.path,
                       .addresses = std::move(addresses),
                       .stop = &stop_},
                      headers, body);
}

}  // namespace branchline::sync
