#include "sync/transport/zmq_link.hpp"

#include <cerrno>

#include <sys/eventfd.h>
#include <unistd.h>

#include "common/base/assert.hpp"

namespace branchline::sync {

namespace {

// The window keeps ZeroMQ busy over a round trip to its I/O thread; together with one frame it is
// what a stuck peer costs inside ZeroMQ. Refilled at half, so that not every frame wakes a thread.
constexpr std::size_t kWindowBytes = 256U << 10U;
constexpr std::size_t kRefillBytes = kWindowBytes / 2;
// Above what the window lets in (1,024 frames) plus what ZeroMQ has sent without saying so (half of
// this), so that the window is what normally bounds a peer.
constexpr int kSendMark = 4'096;
constexpr int kReceiveMark = 128;
// A CURVE message adds its command name, nonce, flags and authenticator to the frame.
constexpr std::size_t kCurveOverhead = 33;
// The handshake's own commands must pass as well.
constexpr std::size_t kFrameBytesLeast = 1'024;

/// A frame that ZeroMQ reads in place, until it calls release().
struct LentFrame {
    Bytes bytes;
    std::shared_ptr<SendQueue::Flow> flow;
    std::atomic<bool> lent{false};  ///< Orders our writes before the release on another thread.
};

/// Called by ZeroMQ, on any thread, when it needs the frame no longer.
void release(void* /*data*/, void* hint) noexcept {
    const std::unique_ptr<LentFrame> frame(static_cast<LentFrame*>(hint));
    if (!frame->lent.load()) return;
    const std::size_t cost = SendQueue::cost(frame->bytes.size());
    SendQueue::Flow& flow = *frame->flow;
    flow.held -= cost;
    const std::size_t left = flow.piped.fetch_sub(cost) - cost;
    if (left <= kRefillBytes && flow.starved.exchange(false)) flow.wake->ring();
}

}  // namespace

Result<std::shared_ptr<WakeUp>> WakeUp::make() {
    const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) return fail(Code::io, "no-wake-up", "cannot create an event descriptor");
    return std::shared_ptr<WakeUp>(new WakeUp(fd));
}

WakeUp::~WakeUp() {
    ::close(fd_);
}

void WakeUp::ring() noexcept {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the waiter is awake anyway.
    [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);
}

void WakeUp::clear() noexcept {
    std::uint64_t rings = 0;
    [[maybe_unused]] const auto got = ::read(fd_, &rings, sizeof rings);
}

void wait_for(std::span<zmq::pollitem_t> items, Milliseconds timeout) {
    try {
        zmq::poll(items.data(), items.size(), timeout);
    } catch (const zmq::error_t& failure) {
        ASSERT(failure.num() == EINTR);  // Anything else is a socket used wrongly.
    }
}

SendQueue::SendQueue(std::size_t bytes_max, std::shared_ptr<WakeUp> wake)
    : bytes_max_(bytes_max), flow_(std::make_shared<Flow>()) {
    flow_->wake = std::move(wake);
}

SendQueue::Push SendQueue::push(Bytes frame) {
    const std::size_t added = cost(frame.size());
    const std::scoped_lock guard(mutex_);
    if (flow_->held.load() + added > bytes_max_) return Push::full;
    flow_->held += added;
    frames_.push_back(std::move(frame));
    if (listed_) return Push::queued;
    listed_ = true;
    return Push::first;
}

SendQueue::State SendQueue::state() {
    const std::scoped_lock guard(mutex_);
    if (frames_.empty()) {
        listed_ = false;
        return State::empty;
    }
    if (flow_->piped.load() <= kWindowBytes) return State::ready;
    flow_->starved = true;
    // A release that looked at `starved` just before will not ring: look once more.
    return flow_->piped.load() <= kRefillBytes ? State::ready : State::window_full;
}

zmq::message_t SendQueue::take() {
    auto frame = std::make_unique<LentFrame>();
    {
        const std::scoped_lock guard(mutex_);
        ASSERT(!frames_.empty());
        frame->bytes = std::move(frames_.front());
        frames_.pop_front();
    }
    frame->flow = flow_;
    std::uint8_t* const data = frame->bytes.data();
    const std::size_t size = frame->bytes.size();
    flow_->piped += cost(size);
    frame->lent = true;  // From here on release() may run.
    return zmq::message_t(data, size, release, frame.release());
}

Monitor::Monitor(zmq::context_t& context, zmq::socket_t& watched, int events, std::uint64_t number)
    : watched_(watched), socket_(context, zmq::socket_type::pair) {
    const std::string address = "inproc://branchline.monitor." + std::to_string(number);
    if (zmq_socket_monitor(watched_.handle(), address.c_str(), events) != 0) throw zmq::error_t();
    socket_.set(zmq::sockopt::linger, 0);
    try {
        socket_.connect(address);
    } catch (const zmq::error_t&) {
        zmq_socket_monitor(watched_.handle(), nullptr, 0);
        throw;
    }
}

Monitor::~Monitor() {
    zmq_socket_monitor(watched_.handle(), nullptr, 0);
}

std::optional<LinkEvent> Monitor::next() {
    zmq::message_t event;
    if (!socket_.recv(event, zmq::recv_flags::dontwait)) return std::nullopt;
    if (event.more()) discard_parts(socket_);
    LinkEvent out;
    ASSERT(event.size() == sizeof out.event + sizeof out.value);
    std::memcpy(&out.event, event.data(), sizeof out.event);
    std::memcpy(&out.value, event.data<std::uint8_t>() + sizeof out.event, sizeof out.value);
    return out;
}

Result<> check_limits(const LinkLimits& limits, ByteView secret) {
    const auto wrong = [](std::string what) {
        return fail(Code::configuration, "bad-link-limits", std::move(what));
    };
    if (secret.size() != TransportKey::kSize) return wrong("a transport secret has 32 bytes");
    if (limits.frame_bytes_max < kFrameBytesLeast) return wrong("frame_bytes_max is below 1024");
    if (limits.send_bytes_max < SendQueue::cost(limits.frame_bytes_max)) {
        return wrong("send_bytes_max does not hold one frame of frame_bytes_max");
    }
    if (limits.handshake.count() <= 0 || limits.heartbeat_interval.count() <= 0 ||
        limits.heartbeat_timeout < limits.heartbeat_interval || limits.linger.count() < 0) {
        return wrong("durations must be positive, the heartbeat timeout not below its interval");
    }
    return {};
}

void apply_limits(zmq::socket_t& socket, const LinkLimits& limits, const std::string& endpoint) {
    const auto ms = [](Milliseconds duration) { return static_cast<int>(duration.count()); };
    socket.set(zmq::sockopt::maxmsgsize,
               static_cast<std::int64_t>(limits.frame_bytes_max + kCurveOverhead));
    socket.set(zmq::sockopt::handshake_ivl, ms(limits.handshake));
    socket.set(zmq::sockopt::heartbeat_ivl, ms(limits.heartbeat_interval));
    socket.set(zmq::sockopt::heartbeat_timeout, ms(limits.heartbeat_timeout));
    socket.set(zmq::sockopt::heartbeat_ttl, ms(limits.heartbeat_timeout));
    socket.set(zmq::sockopt::linger, ms(limits.linger));
    socket.set(zmq::sockopt::sndhwm, kSendMark);
    socket.set(zmq::sockopt::rcvhwm, kReceiveMark);
    socket.set(zmq::sockopt::ipv6, endpoint.find('[') != std::string::npos);
}

void discard_parts(zmq::socket_t& socket) {
    zmq::message_t part;
    do {
        if (!socket.recv(part, zmq::recv_flags::dontwait)) return;
    } while (part.more());
}

Bytes copy_frame(const zmq::message_t& frame) {
    const auto* data = frame.data<std::uint8_t>();
    return {data, data + frame.size()};
}

std::string property_of(zmq::message_t& frame, const char* name) {
    const char* value = zmq_msg_gets(frame.handle(), name);
    return value == nullptr ? std::string() : std::string(value);
}

Error link_error(const zmq::error_t& failure, const std::string& action) {
    const bool taken = failure.num() == EADDRINUSE;
    if (failure.num() == EINVAL || failure.num() == EPROTONOSUPPORT || failure.num() == ENODEV) {
        return Error{Code::configuration, "bad-endpoint", action + ": not such an address",
                     "write tcp://HOST:PORT"};
    }
    return Error{taken ? Code::unavailable : Code::io, taken ? "address-in-use" : "link-failed",
                 action + ": " + failure.what(),
                 taken ? "stop the other program or choose another port" : ""};
}

}  // namespace branchline::sync
