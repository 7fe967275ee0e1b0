// The HTTP server of a daemon: one thread that serves an address, the admin socket or both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/http/message.hpp"
#include "common/http/tls_files.hpp"

namespace branchline::http {

struct ServerLimits {
    std::size_t header_bytes_max = std::size_t{16} * 1024;
    std::size_t target_bytes_max = std::size_t{4} * 1024;
    std::size_t body_bytes_max = std::size_t{1024} * 1024;
    std::size_t connections_max = 1024;
    Milliseconds header_time_max{10'000};  ///< From a request's first byte to its last field.
    Milliseconds body_time_max{30'000};
    Milliseconds answer_time_max{30'000};  ///< The handler's time; then 503.
    Milliseconds write_time_max{30'000};
    Milliseconds heartbeat_every{15'000};  ///< Of streams whose source has nothing to say.
    Milliseconds idle_time_max{60'000};    ///< Between two requests of one connection.
    Milliseconds drain_time_max{5'000};    ///< For requests under way when the server stops.
};

struct ServerOptions {
    std::string listen = {};        ///< "127.0.0.1:8080"; port 0 takes a free one; empty: none.
    std::string admin_socket = {};  ///< Path of the Unix socket, mode 0600; empty: none.
    std::vector<std::string> hosts = {};  ///< Names accepted in Host besides the loopback ones.
    std::optional<TlsFiles> tls = {};     ///< With it, `listen` speaks TLS and nothing else.
    /// Refuse to listen in the clear where other machines could connect.
    bool loopback_only = true;
    ServerLimits limits = {};
};

class Server {
public:
    Server(ServerOptions options, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Binds and returns; requests are served from then on.
    Result<> start();
    /// The TCP port in use; 0 before start() or without TCP.
    std::uint16_t port() const;
    /// Lets requests under way finish, then ends the thread. An answer given later is dropped.
    void stop();

private:
    class Engine;
    ServerOptions options_;
    Handler handler_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace branchline::http
