#include "sync/transport/driver.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/engine/noted_store.hpp"
#include "common/http/problem.hpp"

namespace branchline::sync {

namespace {

constexpr std::size_t kQueueMax = 10'000;
constexpr Milliseconds kTickEvery{1000};
constexpr int kLingerTurns = 100;  // About 50 microseconds.
constexpr std::string_view kSeqField = "Branchline-Seq";

using OwnHeads = std::map<const LogBook*, std::uint64_t>;

/// The ends of our own logs.
OwnHeads own_heads(const Replica& replica) {
    OwnHeads out;
    for (const auto& [name, stream] : replica.state().books.streams()) {
        if (const LogBook* log = stream->own_log) out.emplace(log, log->head_seq);
    }
    return out;
}

/// Tells the last entry of the log that has grown; of several, of any.
void tell_growth(const Replica& replica, const OwnHeads& before, http::Response& response) {
    for (const auto& [log, seq] : own_heads(replica)) {
        const auto held = before.find(log);
        if (held != before.end() && held->second == seq) continue;
        response.headers.set(kSeqField, fmt::format("{}:{}", to_hex(log->log_id), seq));
    }
}

}  // namespace

Driver::Driver(Engine& engine, const Clock& clock, DriverHooks hooks)
    : engine_(engine), clock_(clock), hooks_(std::move(hooks)) {
    engine_.forward_with([this](std::vector<Output> outputs) { deliver(std::move(outputs)); });
}

Driver::~Driver() {
    stop();
}

void Driver::start() {
    thread_ = std::thread([this] { loop(); });
}

void Driver::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    taken_.notify_all();
    if (thread_.joinable() && std::this_thread::get_id() != thread_.get_id()) thread_.join();
}

void Driver::post(std::function<void(Engine&)> work) {
    {
        std::unique_lock lock(mutex_);
        if (std::this_thread::get_id() != thread_.get_id()) {
            taken_.wait(lock, [&] { return queue_.size() < kQueueMax || stopping_; });
        }
        queue_.push_back(std::move(work));
        has_work_ = true;
    }
    arrived_.notify_one();
}

std::size_t Driver::queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Driver::run(bool writes,
                 std::function<http::Response(engine::Store&)> work,
                 http::Answer answer) {
    if (!writes) {
        return submit(
            false, [work = std::move(work)](Replica& replica) { return work(replica); },
            std::move(answer));
    }
    const auto noted = [work = std::move(work)](Replica& replica) {
        engine::NotedStore store(replica);
        http::Response out = work(store);
        if (const auto& last = store.last(); last && !out.headers.has(kSeqField)) {
            out.headers.set(kSeqField, fmt::format("{}:{}", last->log, last->seq));
        }
        return out;
    };
    submit(true, noted, std::move(answer));
}

void Driver::rehearse(std::function<http::Response(engine::Store&)> work, http::Answer answer) {
    const auto taken_back = [work = std::move(work)](Replica& replica) {
        http::Response out;
        const auto done = replica.rehearse([&] { out = work(replica); });
        return done ? out : http::problem(done.error());
    };
    submit(true, taken_back, std::move(answer));
}

void Driver::await(const api::Awaited& entry,
                   Milliseconds time_max,
                   std::function<void(api::Outcome)> then) {
    const Milliseconds until = clock_.monotonic() + time_max;
    post([this, entry, until, then = std::move(then)](Engine& engine) {
        waits_.add(engine.replica(), entry, until, then);
    });
}

void Driver::run_on_replica(bool writes,
                            std::function<http::Response(Replica&)> work,
                            http::Answer answer) {
    if (!writes) return submit(false, std::move(work), std::move(answer));
    const auto noted = [work = std::move(work)](Replica& replica) {
        const OwnHeads before = own_heads(replica);
        http::Response out = work(replica);
        if (!out.headers.has(kSeqField)) tell_growth(replica, before, out);
        return out;
    };
    submit(true, noted, std::move(answer));
}

void Driver::submit(bool writes,
                    std::function<http::Response(Replica&)> work,
                    http::Answer answer) {
    auto response = std::make_shared<http::Response>();
    Task task{.writes = writes,
              .work = [work = std::move(work), response](Replica& r) { *response = work(r); },
              .done =
                  [answer = std::move(answer), response](const Result<>& result) {
                      answer(result ? std::move(*response) : http::problem(result.error()));
                  }};
    post([task = std::move(task)](Engine& engine) mutable { engine.submit(std::move(task)); });
}

void Driver::loop() {
    ticked_at_ = clock_.monotonic();
    while (round()) linger();
    // Whoever still waits for an answer gets one.
    waits_.end();
    for (auto& work : take()) work(engine_);
    waits_.end();
    if (!failed_) (void)engine_.run(clock_.now() + engine_.clock_offset());
}

std::vector<std::function<void(Engine&)>> Driver::take() {
    const std::lock_guard lock(mutex_);
    has_work_ = false;
    return std::exchange(queue_, {});
}

/// Until a tick, or until somebody has waited long enough.
Milliseconds Driver::until_next() const {
    const Milliseconds now = clock_.monotonic();
    const Milliseconds tick = kTickEvery - (now - ticked_at_);
    const auto end = waits_.next_end();
    return end ? std::max(Milliseconds(0), std::min(*end - now, tick)) : tick;
}

/// Who has just been answered often asks again at once, and waking a thread takes longer than that.
void Driver::linger() {
    for (int turn = 0; turn < kLingerTurns && !has_work_; ++turn) std::this_thread::yield();
}

bool Driver::round() {
    std::vector<std::function<void(Engine&)>> work;
    {
        std::unique_lock lock(mutex_);
        arrived_.wait_for(lock, until_next(), [&] { return !queue_.empty() || stopping_; });
        if (stopping_) return false;
        work.swap(queue_);
        has_work_ = false;
    }
    taken_.notify_all();
    for (auto& piece : work) piece(engine_);
    if (clock_.monotonic() - ticked_at_ >= kTickEvery) {
        ticked_at_ = clock_.monotonic();
        engine_.tick();
        if (hooks_.on_tick) hooks_.on_tick(engine_);
    }
    auto outputs = engine_.run(clock_.now() + engine_.clock_offset());
    if (!outputs) {
        failed_ = true;
        log::error("engine", outputs.error().what);
        hooks_.on_failure(outputs.error());
        return false;
    }
    ++rounds_;
    deliver(std::move(*outputs));
    waits_.look(engine_.replica(), clock_.monotonic());
    if (hooks_.on_round) hooks_.on_round(engine_);
    return true;
}

void Driver::deliver(std::vector<Output> outputs) {
    for (Output& output : outputs) {
        if (auto* send = std::get_if<SendTo>(&output)) {
            hooks_.send(send->peer, std::move(send->frame));
        } else {
            hooks_.disconnect(std::get<Disconnect>(output));
        }
    }
}

}  // namespace branchline::sync
