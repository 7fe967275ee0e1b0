#include "tests/e2e/line.hpp"

#include <array>
#include <cerrno>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace branchline::e2e {

namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

const sockaddr* as_sockaddr(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

/// A socket bound to the port; with 0 the system chooses one. Several may share the port as long
/// as one of them at most listens.
int bound_socket(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in address = loopback(port);
    if (made < 0 || ::bind(made, as_sockaddr(address), sizeof address) != 0) return -1;
    return made;
}

std::uint16_t port_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

void make_quick(int socket) {
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(socket, F_SETFL, O_NONBLOCK);
}

/// False when the connection is over.
bool read_some(int from, std::string& pending) {
    std::array<char, 65536> room{};
    const ssize_t got = ::recv(from, room.data(), room.size(), 0);
    if (got > 0) pending.assign(room.data(), static_cast<std::size_t>(got));
    return got > 0 || (got < 0 && errno == EAGAIN);
}

bool write_some(int to, std::string& pending) {
    const ssize_t sent = ::send(to, pending.data(), pending.size(), MSG_NOSIGNAL);
    if (sent > 0) pending.erase(0, static_cast<std::size_t>(sent));
    return sent > 0 || (sent < 0 && errno == EAGAIN);
}

}  // namespace

Line::Line(std::uint16_t hub_port)
    : guard_(bound_socket(0)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      hub_port_(hub_port) {
    REQUIRE(guard_ >= 0);
    REQUIRE(wake_ >= 0);
    port_ = port_of(guard_);
    thread_ = std::thread([this] { carry(); });
    restore();
}

Line::~Line() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    ::eventfd_write(wake_, 1);
    thread_.join();
    ::close(guard_);
    ::close(wake_);
}

std::string Line::endpoint() const {
    return "tcp://127.0.0.1:" + std::to_string(port_);
}

void Line::want(bool open) {
    std::unique_lock lock(mutex_);
    wanted_open_ = open;
    ::eventfd_write(wake_, 1);
    obeyed_.wait(lock, [&] { return open_ == open; });
}

// The relay's thread.

void Line::carry() {
    for (;;) {
        std::vector<pollfd> ready = watched();
        ::poll(ready.data(), ready.size(), -1);
        eventfd_t ignored = 0;
        ::eventfd_read(wake_, &ignored);
        obey();
        {
            const std::lock_guard lock(mutex_);
            if (ending_) break;
        }
        move_bytes(ready);
    }
    hang_up();
}

void Line::obey() {
    const std::lock_guard lock(mutex_);
    if (wanted_open_ == open_) return;
    if (wanted_open_) {
        listen();
    } else {
        hang_up();
    }
    open_ = wanted_open_;
    obeyed_.notify_all();
}

void Line::listen() {
    listener_ = bound_socket(port_);
    ::fcntl(listener_, F_SETFL, O_NONBLOCK);
    ::listen(listener_, 16);
}

void Line::hang_up() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
    for (const Pair& pair : pairs_) {
        ::close(pair.node);
        ::close(pair.hub);
    }
    pairs_.clear();
}

void Line::accept_one() {
    const int node = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (node < 0) return;
    const int hub = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(hub_port_);
    if (::connect(hub, as_sockaddr(address), sizeof address) != 0) {
        ::close(node);
        ::close(hub);
        return;
    }
    make_quick(node);
    make_quick(hub);
    pairs_.push_back({
        node, hub, {node, hub,  {}},
          {hub,  node, {}},
          false
    });
}

/// Per pair: the node's end, then the hub's.
std::vector<pollfd> Line::watched() const {
    std::vector<pollfd> out{
        {wake_,     POLLIN, 0},
        {listener_, POLLIN, 0}
    };
    const auto events_of = [](const Flow& leaving, const Flow& arriving) {
        const int events =
            (leaving.pending.empty() ? POLLIN : 0) | (arriving.pending.empty() ? 0 : POLLOUT);
        return static_cast<short>(events);
    };
    for (const Pair& pair : pairs_) {
        out.push_back({pair.node, events_of(pair.up, pair.down), 0});
        out.push_back({pair.hub, events_of(pair.down, pair.up), 0});
    }
    return out;
}

void Line::move_bytes(const std::vector<pollfd>& ready) {
    const auto move = [&](Flow& flow) {
        bool alive = true;
        if (flow.pending.empty()) alive = read_some(flow.from, flow.pending);
        if (alive && !flow.pending.empty()) alive = write_some(flow.to, flow.pending);
        return alive;
    };
    std::size_t at = 2;
    for (Pair& pair : pairs_) {
        if (at + 1 >= ready.size()) break;
        const bool is_ready = ready[at].revents != 0 || ready[at + 1].revents != 0;
        at += 2;
        if (is_ready) pair.over = !move(pair.up) || !move(pair.down);
    }
    pairs_.remove_if([](const Pair& pair) {
        if (!pair.over) return false;
        ::close(pair.node);
        ::close(pair.hub);
        return true;
    });
    if (listener_ >= 0) accept_one();
}

}  // namespace branchline::e2e
