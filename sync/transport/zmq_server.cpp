#include "sync/transport/zmq_server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <map>
#include <thread>
#include <unordered_map>
#include <vector>

#include "common/base/assert.hpp"
#include "common/base/log.hpp"
#include "sync/transport/zmq_link.hpp"

namespace branchline::sync {

namespace {

// Incoming frames handled before outgoing ones are looked at again.
constexpr int kReceiveBatch = 256;
constexpr Milliseconds kUnbindWait(2'000);
// Only while ZeroMQ refuses a frame that the window allowed; see send_from().
constexpr Milliseconds kRetryAfter(5);

struct Connection {
    PeerConnection id{};
    std::string routing_id;
    std::string peer;
    std::string key_hex;
    TransportKey key;
    std::atomic<bool> forgotten{false};
    SendQueue queue;

    Connection(std::size_t bytes_max, std::shared_ptr<WakeUp> wake)
        : queue(bytes_max, std::move(wake)) {}
};
using ConnectionPtr = std::shared_ptr<Connection>;

}  // namespace

struct ZmqServer::Core {
    Core(ServerOptions options_in, ZapHandler& zap_in, ServerHooks hooks_in)
        : options(std::move(options_in)), zap(zap_in), hooks(std::move(hooks_in)) {}
    ~Core();

    void open();
    void run();
    void stop();

    // On the server's thread.
    void send_waiting();
    bool send_from(const ConnectionPtr& connection);
    bool send_address(const std::string& routing_id);
    bool receive_batch();
    void accept(const std::string& routing_id, zmq::message_t& frame);
    ConnectionPtr connection_of(const std::string& routing_id,
                                const std::string& peer,
                                const std::string& key_hex);
    ConnectionPtr add_connection(ConnectionPtr made);
    void report_lost();
    void close_listener();

    // With `mutex` held.
    void forget(PeerConnection id, bool report);
    void make_room_for(const std::string& peer);

    ServerOptions options;
    ZapHandler& zap;
    ServerHooks hooks;
    std::uint64_t number = 0;  ///< From ZapHandler::attach(); zero when not attached.
    std::string bound;
    std::shared_ptr<WakeUp> wake;
    std::unique_ptr<zmq::socket_t> router;
    std::vector<ConnectionPtr> sending;  ///< Server's thread only: they have frames waiting.
    bool blocked = false;                ///< Server's thread only: ZeroMQ refused one of them.

    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> unknown_peer{0};
    std::atomic<std::uint64_t> malformed{0};
    std::atomic<std::uint64_t> unreachable{0};

    std::mutex mutex;  ///< Guards what follows.
    std::map<PeerConnection, ConnectionPtr> connections;
    std::unordered_map<std::string, PeerConnection> by_routing_id;
    std::vector<ConnectionPtr> newly_sending;
    std::vector<PeerConnection> lost;  ///< To be reported by on_disconnected.
    std::uint64_t next_id = 1;

    std::thread thread;
};

ZmqServer::Core::~Core() {
    stop();
}

void ZmqServer::Core::open() {
    router = std::make_unique<zmq::socket_t>(zap.context(), zmq::socket_type::router);
    apply_limits(*router, options.limits, options.endpoint);
    router->set(zmq::sockopt::curve_server, true);
    router->set(zmq::sockopt::curve_secretkey, zmq::buffer(options.keys.secret));
    router->set(zmq::sockopt::zap_domain, std::string(kZapDomain));
    router->set(zmq::sockopt::router_mandatory, true);
    router->set(zmq::sockopt::router_handover, true);
    router->bind(options.endpoint);
    bound = router->get(zmq::sockopt::last_endpoint);
}

void ZmqServer::Core::run() {
    std::array<zmq::pollitem_t, 2> items{
        {{router->handle(), 0, ZMQ_POLLIN, 0}, wake->poll_item()}
    };
    while (!stopping) {
        wake->clear();
        report_lost();
        send_waiting();
        const bool more = receive_batch();
        report_lost();
        if (!more) wait_for(items, blocked ? kRetryAfter : Milliseconds(-1));
    }
    send_waiting();
    close_listener();
}

void ZmqServer::Core::stop() {
    ASSERT(thread.get_id() != std::this_thread::get_id());
    stopping = true;
    if (wake) wake->ring();
    if (thread.joinable()) thread.join();
    router.reset();
    if (number != 0) zap.detach();
    number = 0;
    const std::scoped_lock guard(mutex);
    connections.clear();
    by_routing_id.clear();
}

void ZmqServer::Core::send_waiting() {
    {
        const std::scoped_lock guard(mutex);
        sending.insert(sending.end(), newly_sending.begin(), newly_sending.end());
        newly_sending.clear();
    }
    blocked = false;
    std::erase_if(sending, [&](const ConnectionPtr& each) { return !send_from(each); });
}

/// Begins a message; false when ZeroMQ counts too many before it. The window is smaller than that
/// count, but ZeroMQ looks for news of what has left only now and then, unless it is asked.
bool ZmqServer::Core::send_address(const std::string& routing_id) {
    const auto flags = zmq::send_flags::dontwait | zmq::send_flags::sndmore;
    if (router->send(zmq::buffer(routing_id), flags)) return true;
    (void)router->get(zmq::sockopt::events);
    return router->send(zmq::buffer(routing_id), flags).has_value();
}

/// Sends what the window allows; true when frames are left that a wake-up will announce.
bool ZmqServer::Core::send_from(const ConnectionPtr& connection) {
    if (!zap.keys().holds(connection->key, connection->peer)) {
        const std::scoped_lock guard(mutex);
        forget(connection->id, true);
    }
    try {
        for (;;) {
            if (connection->forgotten) return false;
            const SendQueue::State state = connection->queue.state();
            if (state != SendQueue::State::ready) return state == SendQueue::State::window_full;
            if (!send_address(connection->routing_id)) {
                blocked = true;
                return true;
            }
            zmq::message_t frame = connection->queue.take();
            while (zmq_msg_send(frame.handle(), router->handle(), ZMQ_DONTWAIT) < 0) {
                if (zmq_errno() != EINTR) throw zmq::error_t();
            }
        }
    } catch (const zmq::error_t& failure) {
        blocked = blocked || failure.num() == EINTR;
        if (failure.num() == EINTR) return true;
        if (failure.num() != EHOSTUNREACH) log::warning("sync/transport", failure.what());
        ++unreachable;
        const std::scoped_lock guard(mutex);
        forget(connection->id, true);
        return false;
    }
}

/// True when the batch was full, so that more may be waiting.
bool ZmqServer::Core::receive_batch() {
    for (int i = 0; i < kReceiveBatch; ++i) {
        try {
            zmq::message_t routing_id;
            if (!router->recv(routing_id, zmq::recv_flags::dontwait)) return false;
            zmq::message_t frame;
            const bool framed =
                routing_id.more() && router->recv(frame, zmq::recv_flags::dontwait).has_value();
            if (framed && !frame.more()) {
                accept(routing_id.to_string(), frame);
                continue;
            }
            if (framed) discard_parts(*router);
            ++malformed;
        } catch (const zmq::error_t& failure) {
            if (failure.num() != EINTR) log::warning("sync/transport", failure.what());
        }
    }
    return true;
}

/// The key is asked for on every frame, so that a removed one is silenced at once, not only at its
/// next handshake.
void ZmqServer::Core::accept(const std::string& routing_id, zmq::message_t& frame) {
    const std::string peer = property_of(frame, "User-Id");
    const std::string key_hex = property_of(frame, kKeyProperty);
    const ConnectionPtr connection = connection_of(routing_id, peer, key_hex);
    if (!connection) {
        ++unknown_peer;
        return;
    }
    report_lost();
    hooks.on_message(connection->id, connection->peer, copy_frame(frame));
}

/// The connection that a frame belongs to, made when it is the first one; null when its key is not
/// known. A routing id is only an address: another peer that claims it starts a new connection.
ConnectionPtr ZmqServer::Core::connection_of(const std::string& routing_id,
                                             const std::string& peer,
                                             const std::string& key_hex) {
    const std::scoped_lock guard(mutex);
    const auto known = by_routing_id.find(routing_id);
    if (known != by_routing_id.end()) {
        const ConnectionPtr& found = connections.at(known->second);
        if (found->peer == peer && found->key_hex == key_hex) {
            if (zap.keys().holds(found->key, peer)) return found;
            forget(found->id, true);
            return nullptr;
        }
    }
    const auto key = fixed_from_hex<TransportKey>(key_hex);
    if (!key || !zap.keys().holds(*key, peer)) return nullptr;
    if (known != by_routing_id.end()) forget(known->second, true);
    auto made = std::make_shared<Connection>(options.limits.send_bytes_max, wake);
    made->routing_id = routing_id;
    made->peer = peer;
    made->key_hex = key_hex;
    made->key = *key;
    return add_connection(std::move(made));
}

ConnectionPtr ZmqServer::Core::add_connection(ConnectionPtr made) {
    make_room_for(made->peer);
    made->id = PeerConnection{next_id++};
    by_routing_id[made->routing_id] = made->id;
    connections[made->id] = made;
    return made;
}

/// A peer that reconnects leaves connections behind which ROUTER never reports as gone.
void ZmqServer::Core::make_room_for(const std::string& peer) {
    std::vector<PeerConnection> own;
    for (const auto& [id, connection] : connections) {
        if (connection->peer == peer) own.push_back(id);
    }
    for (std::size_t i = 0; i + options.connections_per_peer_max <= own.size(); ++i) {
        forget(own[i], true);
    }
}

void ZmqServer::Core::forget(PeerConnection id, bool report) {
    const auto found = connections.find(id);
    if (found == connections.end()) return;
    by_routing_id.erase(found->second->routing_id);
    std::erase(newly_sending, found->second);
    found->second->forgotten = true;
    connections.erase(found);
    if (report) lost.push_back(id);
}

void ZmqServer::Core::report_lost() {
    std::vector<PeerConnection> gone;
    {
        const std::scoped_lock guard(mutex);
        gone.swap(lost);
    }
    if (!hooks.on_disconnected) return;
    for (const PeerConnection id : gone) hooks.on_disconnected(id);
}

/// ZeroMQ unbinds in the background; whoever starts the next server wants the port to be free.
void ZmqServer::Core::close_listener() {
    try {
        Monitor monitor(zap.context(), *router, ZMQ_EVENT_CLOSED, number);
        router->unbind(bound);
        std::array<zmq::pollitem_t, 1> items{monitor.poll_item()};
        wait_for(items, kUnbindWait);
    } catch (const zmq::error_t& failure) {
        log::warning("sync/transport", failure.what());
    }
}

ZmqServer::ZmqServer(std::unique_ptr<Core> core) : core_(std::move(core)) {}
ZmqServer::~ZmqServer() {
    stop();
}

Result<std::unique_ptr<ZmqServer>> ZmqServer::start(ServerOptions options,
                                                    ZapHandler& zap,
                                                    ServerHooks hooks) {
    TRY_VOID(check_limits(options.limits, options.keys.secret));
    if (options.connections_per_peer_max == 0 || !hooks.on_message) {
        return fail(Code::configuration, "bad-link-limits", "no connection or no hook allowed");
    }
    auto core = std::make_unique<Core>(std::move(options), zap, std::move(hooks));
    TRY(core->wake, WakeUp::make());
    TRY(core->number, zap.attach());
    try {
        core->open();
    } catch (const zmq::error_t& failure) {
        return std::unexpected(link_error(failure, "listen on " + core->options.endpoint));
    }
    core->thread = std::thread([running = core.get()] { running->run(); });
    return std::unique_ptr<ZmqServer>(new ZmqServer(std::move(core)));
}

const std::string& ZmqServer::endpoint() const {
    return core_->bound;
}

bool ZmqServer::send(PeerConnection connection, Bytes frame) {
    if (frame.size() > core_->options.limits.frame_bytes_max) return false;
    {
        const std::scoped_lock guard(core_->mutex);
        const auto found = core_->connections.find(connection);
        if (found == core_->connections.end()) return false;
        const SendQueue::Push pushed = found->second->queue.push(std::move(frame));
        if (pushed == SendQueue::Push::full) return false;
        if (pushed == SendQueue::Push::queued) return true;
        core_->newly_sending.push_back(found->second);
    }
    core_->wake->ring();
    return true;
}

void ZmqServer::disconnect(PeerConnection connection) {
    const std::scoped_lock guard(core_->mutex);
    core_->forget(connection, false);
}

void ZmqServer::drop(const std::string& peer) {
    {
        const std::scoped_lock guard(core_->mutex);
        std::vector<PeerConnection> own;
        for (const auto& [id, each] : core_->connections) {
            if (each->peer == peer) own.push_back(id);
        }
        for (const PeerConnection id : own) core_->forget(id, true);
    }
    core_->wake->ring();
}

ServerCounts ZmqServer::counts() const {
    return {core_->unknown_peer, core_->malformed, core_->unreachable};
}

std::size_t ZmqServer::connections() const {
    const std::scoped_lock guard(core_->mutex);
    return core_->connections.size();
}

void ZmqServer::stop() {
    core_->stop();
}

}  // namespace branchline::sync
