#include "sync/transport/zap.hpp"

#include <algorithm>
#include <array>

#include "common/base/assert.hpp"
#include "sync/transport/zmq_link.hpp"

namespace branchline::sync {

namespace {

// Permanent: fixed by ZeroMQ RFC 27.
constexpr const char* kZapAddress = "inproc://zeromq.zap.01";
constexpr std::string_view kZapVersion = "1.0";
constexpr std::size_t kRequestIdMax = 255;

constexpr std::size_t kLastRefusals = 32;
constexpr std::size_t kPeerNameMax = 255;
// A request has 7 frames; what is longer is refused and need not be kept.
constexpr std::size_t kFramesKept = 16;

bool is_text(const Bytes& frame, std::string_view text) {
    return equal(frame, as_bytes(text));
}

/// ZAP metadata: length and name, then length and value.
Bytes key_metadata(const TransportKey& key) {
    const std::string_view name = kKeyProperty;
    const std::string hex = to_hex(key);
    Bytes out;
    append_big_endian(out, name.size(), 1);
    append(out, as_bytes(name));
    append_big_endian(out, hex.size(), 4);
    append(out, as_bytes(hex));
    return out;
}

std::vector<Bytes> reply(const Bytes& request_id,
                         std::string_view status,
                         std::string_view text,
                         std::string_view peer = {},
                         Bytes metadata = {}) {
    return {to_bytes(as_bytes(kZapVersion)), request_id,
            to_bytes(as_bytes(status)),      to_bytes(as_bytes(text)),
            to_bytes(as_bytes(peer)),        std::move(metadata)};
}

/// All frames of the next message; empty when there is none.
std::vector<Bytes> receive_frames(zmq::socket_t& socket) {
    std::vector<Bytes> out;
    zmq::message_t part;
    do {
        if (!socket.recv(part, zmq::recv_flags::dontwait)) return out;
        if (out.size() < kFramesKept) out.push_back(copy_frame(part));
    } while (part.more());
    return out;
}

void send_frames(zmq::socket_t& socket, const std::vector<Bytes>& frames) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const bool last = i + 1 == frames.size();
        const auto flags =
            zmq::send_flags::dontwait | (last ? zmq::send_flags::none : zmq::send_flags::sndmore);
        if (!socket.send(zmq::buffer(frames[i]), flags)) return;
    }
}

}  // namespace

Result<> KnownKeys::set(const TransportKey& key, std::string peer) {
    const auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
    if (peer.empty() || peer.size() > kPeerNameMax || !std::ranges::all_of(peer, printable)) {
        return fail(Code::invalid, "bad-peer-name",
                    "a peer name has 1 to 255 printable ASCII characters");
    }
    const std::scoped_lock guard(mutex_);
    peers_.insert_or_assign(key, std::move(peer));
    return {};
}

void KnownKeys::remove(const TransportKey& key) {
    const std::scoped_lock guard(mutex_);
    peers_.erase(key);
}

std::optional<std::string> KnownKeys::find(const TransportKey& key) const {
    const std::scoped_lock guard(mutex_);
    const auto found = peers_.find(key);
    if (found == peers_.end()) return std::nullopt;
    return found->second;
}

bool KnownKeys::holds(const TransportKey& key, std::string_view peer) const {
    const std::scoped_lock guard(mutex_);
    const auto found = peers_.find(key);
    return found != peers_.end() && found->second == peer;
}

void KnownKeys::count_refusal(ByteView key, std::string_view code) {
    const bool shaped = key.size() == TransportKey::kSize;
    const std::scoped_lock guard(mutex_);
    ++refusals_;
    if (last_refusals_.size() == kLastRefusals) last_refusals_.pop_front();
    last_refusals_.push_back({shaped ? to_hex(key) : std::string(), std::string(code)});
}

std::uint64_t KnownKeys::refusals() const {
    const std::scoped_lock guard(mutex_);
    return refusals_;
}

std::vector<RefusedKey> KnownKeys::last_refusals() const {
    const std::scoped_lock guard(mutex_);
    return {last_refusals_.begin(), last_refusals_.end()};
}

// Request: version, id, domain, address, routing id, mechanism, then one credential for CURVE.
std::vector<Bytes> answer_zap(const std::vector<Bytes>& request, KnownKeys& keys) {
    if (request.size() < 2 || request[1].size() > kRequestIdMax) {
        keys.count_refusal({}, "bad_zap_request");
        return {};
    }
    const Bytes& id = request[1];
    const ByteView credential = request.size() == 7 ? ByteView(request[6]) : ByteView();
    const auto refuse = [&](std::string_view code) {
        keys.count_refusal(credential, code);
        return reply(id, "400", code);
    };
    if (!is_text(request[0], kZapVersion) || request.size() < 6) return refuse("bad_zap_request");
    if (!is_text(request[2], kZapDomain)) return refuse("bad_zap_request");
    if (!is_text(request[5], "CURVE")) return refuse("curve_required");
    if (credential.size() != TransportKey::kSize) return refuse("bad_zap_request");
    const TransportKey key = TransportKey::from(credential);
    const auto peer = keys.find(key);
    if (!peer) return refuse("unknown_curve_key");
    return reply(id, "200", "OK", *peer, key_metadata(key));
}

ZapHandler::ZapHandler(KnownKeys& keys)
    : keys_(keys), context_(std::make_unique<zmq::context_t>(1)) {}

ZapHandler::~ZapHandler() {
    stop();
}

Result<std::unique_ptr<ZapHandler>> ZapHandler::start(KnownKeys& keys) {
    TRY(auto wake, WakeUp::make());
    try {
        std::unique_ptr<ZapHandler> made(new ZapHandler(keys));
        made->wake_ = std::move(wake);
        TRY_VOID(made->bind());
        made->thread_ = std::thread([handler = made.get()] { handler->run(); });
        return made;
    } catch (const zmq::error_t& failure) {
        return std::unexpected(link_error(failure, "start the ZAP handler"));
    }
}

Result<> ZapHandler::bind() {
    socket_ = std::make_unique<zmq::socket_t>(*context_, zmq::socket_type::router);
    socket_->set(zmq::sockopt::linger, 0);
    socket_->bind(kZapAddress);
    if (!is_bound()) return fail(Code::unavailable, "zap-missing", "the ZAP address is not bound");
    return {};
}

void ZapHandler::stop() {
    {
        const std::scoped_lock guard(mutex_);
        ASSERT(attached_ == 0);
        stopping_ = true;
    }
    if (wake_) wake_->ring();
    if (thread_.joinable()) thread_.join();
    socket_.reset();
}

/// Binding the address a second time must fail; success would mean that nobody answers there.
bool ZapHandler::is_bound() {
    try {
        zmq::socket_t probe(*context_, zmq::socket_type::router);
        probe.set(zmq::sockopt::linger, 0);
        probe.bind(kZapAddress);
        return false;
    } catch (const zmq::error_t& failure) {
        return failure.num() == EADDRINUSE;
    }
}

Result<std::uint64_t> ZapHandler::attach() {
    const std::scoped_lock guard(mutex_);
    if (stopping_ || !is_bound()) {
        return fail(Code::unavailable, "zap-missing",
                    "no ZAP handler is running, so any key would be admitted",
                    "start the ZAP handler before the server");
    }
    ++attached_;
    return ++attached_ever_;
}

void ZapHandler::detach() {
    const std::scoped_lock guard(mutex_);
    --attached_;
    ASSERT(attached_ >= 0);
}

void ZapHandler::run() {
    std::array<zmq::pollitem_t, 2> items{
        {{socket_->handle(), 0, ZMQ_POLLIN, 0}, wake_->poll_item()}
    };
    while (!stopping_) {
        wait_for(items, Milliseconds(-1));
        wake_->clear();
        while (answer_next()) {
        }
    }
}

/// Answers one request; false when none is waiting. A request that breaks the rules costs its
/// sender an answer, never us the thread.
bool ZapHandler::answer_next() {
    try {
        const std::vector<Bytes> frames = receive_frames(*socket_);
        if (frames.empty()) return false;
        // Envelope: the asking session, then an empty frame.
        if (frames.size() < 3 || !frames[1].empty()) {
            keys_.count_refusal({}, "bad_zap_request");
            return true;
        }
        std::vector<Bytes> answer = answer_zap({frames.begin() + 2, frames.end()}, keys_);
        if (answer.empty()) return true;
        answer.insert(answer.begin(), frames.begin(), frames.begin() + 2);
        send_frames(*socket_, answer);
    } catch (const zmq::error_t&) {
        keys_.count_refusal({}, "bad_zap_request");
    }
    return true;
}

}  // namespace branchline::sync
