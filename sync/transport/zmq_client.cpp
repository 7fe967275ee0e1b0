#include "sync/transport/zmq_client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "common/base/assert.hpp"
#include "sync/transport/zmq_link.hpp"

namespace branchline::sync {

namespace {

// Incoming frames handled before outgoing ones are looked at again.
constexpr int kReceiveBatch = 256;
constexpr std::size_t kRoutingIdBytes = 16;
constexpr int kWatchedEvents =
    ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CLOSED | ZMQ_EVENT_DISCONNECTED |
    ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
    ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

/// How an attempt ended.
struct Ending {
    enum class Kind { disconnected, refused, handshake_failed };
    Kind kind = Kind::disconnected;
    std::string reason;
    int status = 0;
};

/// One socket from connect() to its end. `number` tells it from the attempts before.
struct Attempt {
    enum class Stage { connecting, handshake, connected };

    std::uint64_t number = 0;
    Stage stage = Stage::connecting;
    Milliseconds deadline{};
    zmq::socket_t socket;
    std::optional<Monitor> monitor;  ///< After the socket, to be destroyed first.
    std::shared_ptr<SendQueue> queue;
    std::optional<zmq::message_t> unsent;  ///< Taken from the queue, not yet by ZeroMQ.
};

std::string failure_of(const LinkEvent& event) {
    if (event.event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL) {
        return "the server speaks another protocol or mechanism (" + std::to_string(event.value) +
               ")";
    }
    return "the server broke off the handshake; it may have another key than expected";
}

}  // namespace

struct ZmqClient::Core {
    Core(ClientOptions options_in, Random& random_in, ClientHooks hooks_in)
        : options(std::move(options_in)), random(random_in), hooks(std::move(hooks_in)) {}

    void run();
    bool follow_orders();
    bool serve_attempt();
    void open(std::uint64_t number);
    void configure(zmq::socket_t& socket);
    void close(bool flush);
    void finish(Ending ending);
    void finish_at_deadline();

    void hear_events();
    void hear(const LinkEvent& event);
    void hear_disconnect(const LinkEvent& event);
    void become_connected();
    void send_waiting();
    bool receive_batch();
    bool receive_next();
    void wait();

    template <class Hook, class... Arguments>
    void deliver(std::uint64_t number, const Hook& hook, Arguments&&... arguments);

    ClientOptions options;
    Random& random;
    ClientHooks hooks;
    SystemClock clock;
    std::shared_ptr<WakeUp> wake;
    zmq::context_t context{1};
    std::unique_ptr<Attempt> attempt;  ///< Client's thread only.
    std::uint64_t opened = 0;          ///< Client's thread only: number of the newest attempt.

    /// Held while a hook runs, so that disconnect() can wait for its end; recursive because hooks
    /// may call connect() and disconnect(). Taken before `mutex`.
    std::recursive_mutex delivering;
    mutable std::mutex mutex;  ///< Guards what follows.
    bool stopping = false;
    std::uint64_t newest = 0;          ///< Number of the newest connect().
    std::uint64_t wanted = 0;          ///< The attempt that may live; zero for none.
    std::shared_ptr<SendQueue> queue;  ///< Of the wanted attempt while connected.

    std::thread thread;
};

void ZmqClient::Core::run() {
    while (follow_orders()) {
        if (!serve_attempt()) wait();
    }
}

/// One pass over events, outgoing and incoming frames; true when more frames may be waiting.
bool ZmqClient::Core::serve_attempt() {
    if (!attempt) return false;
    try {
        hear_events();
        send_waiting();
        const bool more = receive_batch();
        finish_at_deadline();
        return more;
    } catch (const zmq::error_t& failure) {
        if (failure.num() != EINTR) finish({Ending::Kind::disconnected, failure.what()});
        return true;
    }
}

/// Makes the attempt the one that is wanted; false when the client ends.
bool ZmqClient::Core::follow_orders() {
    wake->clear();
    std::uint64_t target = 0;
    bool ending = false;
    {
        const std::scoped_lock guard(mutex);
        target = wanted;
        ending = stopping;
    }
    if (attempt && attempt->number != target) close(true);
    if (ending) return false;
    if (target > opened) open(target);
    return true;
}

void ZmqClient::Core::open(std::uint64_t number) {
    opened = number;
    attempt = std::make_unique<Attempt>();
    attempt->number = number;
    attempt->deadline = clock.monotonic() + options.connect_timeout;
    attempt->queue = std::make_shared<SendQueue>(options.limits.send_bytes_max, wake);
    try {
        attempt->socket = zmq::socket_t(context, zmq::socket_type::dealer);
        configure(attempt->socket);
        attempt->monitor.emplace(context, attempt->socket, kWatchedEvents, number);
        attempt->socket.connect(options.endpoint);
    } catch (const zmq::error_t& failure) {
        finish({Ending::Kind::disconnected, options.endpoint + ": " + failure.what()});
    }
}

void ZmqClient::Core::configure(zmq::socket_t& socket) {
    std::array<std::uint8_t, kRoutingIdBytes> routing_id{};
    random.fill(routing_id);
    routing_id[0] |= 0x80U;  // ZeroMQ keeps ids that begin with zero for itself.
    apply_limits(socket, options.limits, options.endpoint);
    socket.set(zmq::sockopt::routing_id, zmq::buffer(routing_id));
    socket.set(zmq::sockopt::reconnect_ivl, -1);
    socket.set(zmq::sockopt::curve_serverkey, zmq::buffer(options.server_key.bytes));
    socket.set(zmq::sockopt::curve_publickey, zmq::buffer(options.keys.public_key.bytes));
    socket.set(zmq::sockopt::curve_secretkey, zmq::buffer(options.keys.secret));
}

void ZmqClient::Core::close(bool flush) {
    try {
        if (flush && attempt->stage == Attempt::Stage::connected) send_waiting();
        if (!flush && attempt->socket) attempt->socket.set(zmq::sockopt::linger, 0);
    } catch (const zmq::error_t&) {
        // The socket is closed in any case; what it held is resent by the protocol.
    }
    attempt.reset();
}

void ZmqClient::Core::finish(Ending ending) {
    const std::uint64_t number = attempt->number;
    close(false);
    {
        const std::scoped_lock guard(mutex);
        if (wanted == number) queue.reset();
    }
    switch (ending.kind) {
        case Ending::Kind::disconnected:
            return deliver(number, hooks.on_disconnected, ending.reason);
        case Ending::Kind::refused:
            return deliver(number, hooks.on_refused, ending.status, ending.reason);
        case Ending::Kind::handshake_failed:
            return deliver(number, hooks.on_handshake_failed, ending.reason);
    }
}

/// ZeroMQ reports most failures itself, but not a name that does not resolve.
void ZmqClient::Core::finish_at_deadline() {
    if (!attempt || attempt->stage == Attempt::Stage::connected) return;
    if (clock.monotonic() < attempt->deadline) return;
    const bool reached = attempt->stage == Attempt::Stage::handshake;
    finish({reached ? Ending::Kind::handshake_failed : Ending::Kind::disconnected,
            options.endpoint + ": no " + (reached ? "handshake" : "connection") + " in time"});
}

void ZmqClient::Core::hear_events() {
    while (attempt) {
        const auto event = attempt->monitor->next();
        if (!event) return;
        hear(*event);
    }
}

void ZmqClient::Core::hear(const LinkEvent& event) {
    switch (event.event) {
        case ZMQ_EVENT_CONNECTED:
            if (attempt->stage == Attempt::Stage::connecting) {
                attempt->stage = Attempt::Stage::handshake;
            }
            return;
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: return become_connected();
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
            return finish({Ending::Kind::refused, "the server does not know this node's key",
                           static_cast<int>(event.value)});
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            return finish({Ending::Kind::handshake_failed, failure_of(event)});
        case ZMQ_EVENT_CLOSED:
            return finish({Ending::Kind::disconnected, options.endpoint + ": not reachable"});
        case ZMQ_EVENT_DISCONNECTED: return hear_disconnect(event);
        default: return;
    }
}

void ZmqClient::Core::hear_disconnect(const LinkEvent& event) {
    while (receive_next()) {  // What arrived before the end still counts.
    }
    if (attempt->stage != Attempt::Stage::connected) {
        return finish({Ending::Kind::handshake_failed, failure_of(event)});
    }
    finish({Ending::Kind::disconnected, options.endpoint + ": connection lost"});
}

void ZmqClient::Core::become_connected() {
    if (attempt->stage == Attempt::Stage::connected) return;
    attempt->stage = Attempt::Stage::connected;
    {
        const std::scoped_lock guard(mutex);
        if (wanted == attempt->number) queue = attempt->queue;
    }
    deliver(attempt->number, hooks.on_connected);
}

void ZmqClient::Core::send_waiting() {
    if (!attempt || attempt->stage != Attempt::Stage::connected) return;
    for (;;) {
        if (!attempt->unsent) {
            if (attempt->queue->state() != SendQueue::State::ready) return;
            attempt->unsent = attempt->queue->take();
        }
        if (!attempt->socket.send(*attempt->unsent, zmq::send_flags::dontwait)) return;
        attempt->unsent.reset();
    }
}

/// True when the batch was full, so that more may be waiting.
bool ZmqClient::Core::receive_batch() {
    if (!attempt) return false;
    for (int i = 0; i < kReceiveBatch; ++i) {
        if (!receive_next()) return false;
    }
    return true;
}

/// Delivers one frame; false when there is none.
bool ZmqClient::Core::receive_next() {
    zmq::message_t frame;
    if (!attempt->socket.recv(frame, zmq::recv_flags::dontwait)) return false;
    if (frame.more()) {
        discard_parts(attempt->socket);
        return true;
    }
    // A frame can overtake the event of the handshake that it followed.
    become_connected();
    deliver(attempt->number, hooks.on_message, copy_frame(frame));
    return true;
}

void ZmqClient::Core::wait() {
    std::vector<zmq::pollitem_t> items{wake->poll_item()};
    Milliseconds timeout(-1);
    if (attempt) {
        const int events = ZMQ_POLLIN | (attempt->unsent ? ZMQ_POLLOUT : 0);
        items.push_back({attempt->socket.handle(), 0, static_cast<short>(events), 0});
        items.push_back(attempt->monitor->poll_item());
        if (attempt->stage != Attempt::Stage::connected) {
            timeout = std::max(Milliseconds(0), attempt->deadline - clock.monotonic());
        }
    }
    wait_for(items, timeout);
}

/// Runs a hook unless its attempt is no longer wanted.
template <class Hook, class... Arguments>
void ZmqClient::Core::deliver(std::uint64_t number, const Hook& hook, Arguments&&... arguments) {
    const std::scoped_lock in_hook(delivering);
    {
        const std::scoped_lock guard(mutex);
        if (wanted != number) return;
    }
    if (hook) hook(std::forward<Arguments>(arguments)...);
}

ZmqClient::ZmqClient(std::unique_ptr<Core> core) : core_(std::move(core)) {}

ZmqClient::~ZmqClient() {
    ASSERT(core_->thread.get_id() != std::this_thread::get_id());
    disconnect();
    {
        const std::scoped_lock guard(core_->mutex);
        core_->stopping = true;
    }
    core_->wake->ring();
    core_->thread.join();
}

Result<std::unique_ptr<ZmqClient>> ZmqClient::start(ClientOptions options,
                                                    Random& random,
                                                    ClientHooks hooks) {
    TRY_VOID(check_limits(options.limits, options.keys.secret));
    if (options.connect_timeout.count() <= 0) {
        return fail(Code::configuration, "bad-link-limits", "connect_timeout must be positive");
    }
    TRY(auto wake, WakeUp::make());
    try {
        auto core = std::make_unique<Core>(std::move(options), random, std::move(hooks));
        core->wake = std::move(wake);
        core->thread = std::thread([running = core.get()] { running->run(); });
        return std::unique_ptr<ZmqClient>(new ZmqClient(std::move(core)));
    } catch (const zmq::error_t& failure) {
        return std::unexpected(link_error(failure, "start the connection to the hub"));
    }
}

void ZmqClient::connect() {
    const std::scoped_lock in_hook(core_->delivering);
    {
        const std::scoped_lock guard(core_->mutex);
        core_->wanted = ++core_->newest;
        core_->queue.reset();
    }
    core_->wake->ring();
}

void ZmqClient::disconnect() {
    const std::scoped_lock in_hook(core_->delivering);
    {
        const std::scoped_lock guard(core_->mutex);
        core_->wanted = 0;
        core_->queue.reset();
    }
    core_->wake->ring();
}

bool ZmqClient::send(Bytes frame) {
    if (frame.size() > core_->options.limits.frame_bytes_max) return false;
    {
        const std::scoped_lock guard(core_->mutex);
        if (!core_->queue) return false;
        const SendQueue::Push pushed = core_->queue->push(std::move(frame));
        if (pushed == SendQueue::Push::full) return false;
        if (pushed == SendQueue::Push::queued) return true;
    }
    core_->wake->ring();
    return true;
}

bool ZmqClient::is_connected() const {
    const std::scoped_lock guard(core_->mutex);
    return core_->queue != nullptr;
}

}  // namespace branchline::sync
