#include "tests/bench/floor_line.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace branchline::bench::floor {

namespace {

constexpr std::size_t kHeadSize = 5;  // Four bytes of length, one of kind.
constexpr std::size_t kBodyMax = std::size_t{64} << 20;

std::unexpected<Error> socket_error(const std::string& what) {
    return fail(Code::io, "bench-line-lost", what + ": " + std::generic_category().message(errno));
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

}  // namespace

// Line

Line::Line(int descriptor) : descriptor_(descriptor) {
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Line::Line(Line&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), bytes_(other.bytes_) {}

Line::~Line() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Line> Line::dial(std::uint16_t port) {
    Line line(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    const auto* plain = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(line.descriptor_, plain, sizeof address) != 0) return socket_error("connect");
    return line;
}

Result<> Line::send(Kind kind, ByteView body) {
    Bytes head;
    head.reserve(kHeadSize);
    append_big_endian(head, body.size(), 4);
    head.push_back(static_cast<std::uint8_t>(kind));
    std::size_t left = head.size() + body.size();
    bytes_ += left;
    while (left > 0) {
        // What is left is the tail of head and body together.
        const std::size_t head_left = left > body.size() ? left - body.size() : 0;
        const std::size_t body_left = left - head_left;
        std::array<iovec, 2> parts{
            {{head.data() + (head.size() - head_left), head_left},
             {const_cast<std::uint8_t*>(body.data()) + (body.size() - body_left), body_left}}
        };
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = parts.size();
        const ssize_t count = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return socket_error("send");
        left -= static_cast<std::size_t>(count);
    }
    return {};
}

Result<Frame> Line::receive() {
    std::array<std::uint8_t, kHeadSize> head{};
    TRY_VOID(read(head.data(), head.size()));
    const std::uint64_t size = read_big_endian(ByteView(head).first(4));
    if (size > kBodyMax) return fail(Code::too_large, "bench-frame-too-large", "a frame");
    Frame frame;
    frame.kind = static_cast<Kind>(head[4]);
    frame.body.resize(static_cast<std::size_t>(size));
    TRY_VOID(read(frame.body.data(), frame.body.size()));
    return frame;
}

Result<Bytes> Line::expect(Kind kind) {
    TRY(Frame frame, receive());
    if (frame.kind == kind) return std::move(frame.body);
    return fail(Code::invalid, "bench-frame-unexpected",
                "a frame of kind " + std::to_string(static_cast<int>(frame.kind)));
}

Result<> Line::read(std::uint8_t* into, std::size_t size) {
    bytes_ += size;
    while (size > 0) {
        const ssize_t count = ::recv(descriptor_, into, size, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) return fail(Code::io, "bench-line-lost", "the other end has closed");
        if (count < 0) return socket_error("receive");
        into += count;
        size -= static_cast<std::size_t>(count);
    }
    return {};
}

// Listener

Listener::Listener(Listener&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), port_(other.port_) {}

Listener::~Listener() {
    close();
}

void Listener::close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Result<Listener> Listener::open() {
    Listener made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), 0);
    sockaddr_in address = loopback(0);
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(made.descriptor_, plain, size) != 0 || ::listen(made.descriptor_, 4) != 0 ||
        ::getsockname(made.descriptor_, plain, &size) != 0) {
        return socket_error("listen");
    }
    made.port_ = ntohs(address.sin_port);
    return made;
}

Result<Line> Listener::accept() const {
    int descriptor = -1;
    do {
        descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0) return socket_error("accept");
    return Line(descriptor);
}

}  // namespace branchline::bench::floor
