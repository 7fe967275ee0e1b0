#include "sync/webhooks/courier.hpp"

#include <algorithm>
#include <charconv>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/http/post.hpp"
#include "common/http/problem.hpp"
#include "sync/entry/hybrid_clock.hpp"
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
constexpr std::chrono::minutes kParkingFull{5};
constexpr std::size_t kLookedAtOnce = 1'000;

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

/// Milliseconds since the event was written; none where its clock ran ahead.
std::optional<std::int64_t> age_of(const std::string& body, Instant now) {
    const auto event = text::parse_json(body, {.size_max = body.size()});
    if (!event) return std::nullopt;
    const auto time = text::string_of(*event, "time");
    if (!time) return std::nullopt;
    const auto written = parse_instant(*time);
    if (!written || *written > now) return std::nullopt;
    return (now - *written).count();
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
        if (endpoint.state != "enabled") continue;
        const auto parked = book_.next_parked(endpoint.id);
        const bool waits = parked && parked->has_value();
        if (endpoint.due <= clock_.now() && !waits) continue;
        const Instant due = waits ? std::max(endpoint.due, **parked) : endpoint.due;
        if (!first || due < *first) first = due;
    }
    return first;
}

/// Waits for what the engine's thread answers.
template <class Answer>
Result<Answer> Courier::on_replica(std::function<Result<Answer>(Replica&)> work) {
    constexpr std::chrono::milliseconds kLook{100};
    auto told = std::make_shared<std::promise<Result<Answer>>>();
    auto answer = told->get_future();
    driver_.post([told, work = std::move(work)](Engine& engine) {
        told->set_value(work(engine.replica()));
    });
    // An engine that has failed answers nobody any more.
    while (answer.wait_for(kLook) != std::future_status::ready) {
        if (stop_) return fail(Code::unavailable, "stopping", "the daemon is stopping");
    }
    return answer.get();
}

Result<EventBatch> Courier::ask(std::uint64_t after) {
    return on_replica<EventBatch>(
        [feed = &feed_, after](Replica& replica) { return events_behind(replica, *feed, after); });
}

/// One piece of the search: the position, or where to go on.
Result<std::optional<std::uint64_t>> Courier::look_for(std::uint64_t& after, Instant at) {
    struct Looked {
        std::optional<std::uint64_t> found;
        std::uint64_t next = 0;
    };
    const auto look = [this, from = after, at](Replica& replica) -> Result<Looked> {
        TRY(const auto changes, feed_.read(from, kLookedAtOnce));
        Looked out{.found = {}, .next = from};
        for (const Change& change : changes) {
            out.next = change.position;
            const LogBook* log = replica.state().books.log(change.log);
            if (log == nullptr) continue;
            // The last of them is the newest: a log's stamps only grow.
            TRY(const Entry entry, replica.state().entry(*log, change.last_seq));
            if (instant_of(entry.header.hlc) < at) continue;
            out.found = change.position - 1;
            return out;
        }
        if (changes.empty()) out.found = from;
        return out;
    };
    TRY(const Looked looked, on_replica<Looked>(look));
    after = looked.next;
    return looked.found;
}

Result<std::uint64_t> Courier::position_at(Instant at) {
    const auto first = [this](Replica&) -> Result<std::uint64_t> {
        TRY(const ChangeFeed::Span span, feed_.span());
        return span.oldest;
    };
    TRY(std::uint64_t after, on_replica<std::uint64_t>(first));
    while (true) {
        TRY(const auto found, look_for(after, at));
        if (found) return *found;
    }
}

Result<bool> Courier::serve(Endpoint endpoint) {
    bool more = false;
    TRY(const bool goes_on, serve_parked(endpoint, more));
    if (!goes_on || stop_) return false;
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
        TRY(const bool next, deliver(endpoint, item, ordinal));
        if (!next || stop_) return false;
    }
    const std::uint64_t held = endpoint.position;
    const std::uint64_t held_done = endpoint.done;
    if (held == batch.next) return more;
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
    const auto go_on = [&]() -> Result<bool> {
        endpoint.position = item.position - 1;
        endpoint.done = ordinal + 1;
        TRY(const bool kept, book_.save_if_at(endpoint, position, done));
        return kept && may_go_on(endpoint);
    };
    Parked parked{.endpoint = endpoint.id,
                  .subject = item.event.at("partitionkey").get<std::string>(),
                  .message = item.event.at("id").get<std::string>(),
                  .body = text::dump(item.event)};
    TRY(const bool behind, book_.is_parked(endpoint.id, parked.subject));
    TRY(const std::size_t held, book_.count_parked(endpoint.id));
    if (held >= WebhookBook::kParkedMax) {
        endpoint.due = clock_.now() + kParkingFull;
        TRY_VOID(book_.save_if_at(endpoint, position, done));
        return false;
    }
    if (behind) {
        TRY_VOID(book_.park(parked));
        return go_on();
    }
    const Response answer = send(endpoint, parked.message, parked.body);
    if (stop_) return false;
    const Verdict verdict = verdict_of(answer.status);
    if (verdict == Verdict::taken) {
        note_success(endpoint);
        return go_on();
    }
    note_failure(endpoint, answer);
    if (verdict == Verdict::gone) {
        TRY_VOID(book_.save_if_at(endpoint, position, done));
        return false;
    }
    parked.failures = 1;
    parked.error = endpoint.last_error;
    const auto wait = retry_after(parked.failures, random_.below(UINT32_MAX));
    parked.due = clock_.now() + std::max(wait.value_or(Milliseconds(0)), asked_pause(answer));
    TRY_VOID(book_.park(parked));
    return go_on();
}

/// The first of each record that waits. False when the endpoint has to wait; `more` is set when the
/// next of a record can go at once.
Result<bool> Courier::serve_parked(Endpoint& endpoint, bool& more) {
    TRY(auto waiting, book_.due_parked(endpoint.id, clock_.now()));
    for (Parked& parked : waiting) {
        TRY_VOID(retry(endpoint, parked, more));
        if (stop_) return false;
        TRY(const bool kept, book_.save_if_at(endpoint, endpoint.position, endpoint.done));
        if (!kept || !may_go_on(endpoint)) return false;
    }
    return true;
}

Result<> Courier::retry(Endpoint& endpoint, Parked& parked, bool& more) {
    const Response answer = send(endpoint, parked.message, parked.body, parked.failures + 1);
    if (stop_) return {};
    if (verdict_of(answer.status) == Verdict::taken) {
        note_success(endpoint);
        more = true;
        return book_.release(parked.number);
    }
    note_failure(endpoint, answer);
    parked.error = endpoint.last_error;
    const auto wait = retry_after(++parked.failures, random_.below(UINT32_MAX));
    if (wait) {
        parked.due = clock_.now() + std::max(*wait, asked_pause(answer));
        return book_.postpone(parked);
    }
    TRY_VOID(book_.bury({.endpoint = endpoint.id,
                         .message = parked.message,
                         .body = parked.body,
                         .error = parked.error,
                         .at = clock_.now()}));
    more = true;
    return book_.release(parked.number);
}

void Courier::note_success(Endpoint& endpoint) {
    endpoint.last_error.clear();
    endpoint.failures = 0;
    endpoint.failing_since.reset();
    endpoint.due = clock_.now();
    ++endpoint.taken;
}

void Courier::note_failure(Endpoint& endpoint, const Response& answer) {
    const Instant now = clock_.now();
    endpoint.last_error = said(answer);
    if (verdict_of(answer.status) == Verdict::gone) endpoint.state = "gone";
    if (!endpoint.failing_since) endpoint.failing_since = now;
    const Milliseconds pause = pause_after(++endpoint.failures, random_.below(UINT32_MAX));
    endpoint.due = now + std::max(pause, asked_pause(answer));
    if (is_given_up(endpoint.failing_since, now)) endpoint.state = "failed";
}

bool Courier::may_go_on(const Endpoint& endpoint) const {
    return endpoint.state == "enabled" && endpoint.due <= clock_.now();
}

Response Courier::send(const Endpoint& endpoint,
                       const std::string& id,
                       const std::string& body,
                       unsigned attempt) {
    const Milliseconds began = clock_.monotonic();
    Response answer = try_send(endpoint, id, body);
    Delivery delivery{.endpoint = endpoint.id,
                      .message = id,
                      .at = clock_.now(),
                      .attempt = attempt,
                      .status = answer.status,
                      .milliseconds = (clock_.monotonic() - began).count(),
                      .answer = answer.body.substr(0, WebhookBook::kAnswerBytes)};
    if (verdict_of(answer.status) == Verdict::taken) delivery.age = age_of(body, delivery.at);
    // A book that cannot be written stops the next message, and says so there.
    if (const auto noted = book_.note(delivery); !noted) {
        log::error("webhooks", noted.error().what);
    }
    return answer;
}

Response Courier::try_send(const Endpoint& endpoint,
                           const std::string& id,
                           const std::string& body) {
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
