// Framed messages over loopback TCP.
#pragma once

#include <cstdint>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace branchline::bench::floor {

enum class Kind : std::uint8_t { begin, rows, end, done };

struct Frame {
    Kind kind = Kind::end;
    Bytes body;
};

/// One end of a connection. Code::io "bench-line-lost" when the other end is gone.
class Line {
public:
    static Result<Line> dial(std::uint16_t port);
    ~Line();
    Line(Line&& other) noexcept;
    Line& operator=(Line&&) = delete;

    Result<> send(Kind kind, ByteView body = {});
    Result<Frame> receive();
    /// Receives a frame that must be of this kind.
    Result<Bytes> expect(Kind kind);
    /// Both ways, with the heads of the frames.
    std::uint64_t bytes() const { return bytes_; }

private:
    friend class Listener;
    explicit Line(int descriptor);
    Result<> read(std::uint8_t* into, std::size_t size);

    int descriptor_;
    std::uint64_t bytes_ = 0;
};

/// Waits for connections from the moment it is made. The parent makes it and closes it when the
/// process that accepts was forked: then nobody can wait on a port of the dead.
class Listener {
public:
    static Result<Listener> open();
    ~Listener();
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;

    std::uint16_t port() const { return port_; }
    Result<Line> accept() const;
    void close();

private:
    Listener(int descriptor, std::uint16_t port) : descriptor_(descriptor), port_(port) {}

    int descriptor_;
    std::uint16_t port_;
};

}  // namespace branchline::bench::floor
