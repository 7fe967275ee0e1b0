#include "common/http/server.hpp"

#include <array>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <optional>
#include <set>
#include <thread>
#include <utility>  // Asio's coroutines need it before their own headers.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "common/base/log.hpp"
#include "common/http/arrival.hpp"
#include "common/http/channel.hpp"
#include "common/http/guard.hpp"
#include "common/http/problem.hpp"
#include "common/http/ticket.hpp"

namespace branchline::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using Local = asio::local::stream_protocol;
using Stream = Channel::Stream;
template <class T = void>
using Task = asio::awaitable<T>;

constexpr auto kLingerTime = std::chrono::seconds(1);
constexpr std::size_t kLingerBytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kBufferSlack = std::size_t{64} * 1024;
constexpr std::size_t kRefusalsMax = 64;  ///< Connections over the limit that still get a 503.
constexpr auto kPauseWhenOutOfFiles = std::chrono::milliseconds(100);
constexpr mode_t kSocketMode = 0600;

struct Connection {
    Connection(Stream&& from,
               std::shared_ptr<TlsKeeper::Context> secrecy,
               Peer of,
               std::size_t buffer_max)
        : stream(std::move(from), std::move(secrecy)), peer(of), buffer(buffer_max) {}

    Channel stream;
    Peer peer;
    std::string address;  ///< Of a TCP peer.
    beast::flat_buffer buffer;
    bool idle = true;                       ///< Nothing is under way: may be closed at any time.
    asio::steady_timer* waiting = nullptr;  ///< For the next piece of a stream; else null.
};

std::unexpected<Error> cannot_listen(const std::string& where, const error_code& error) {
    if (error == asio::error::address_in_use) {
        return fail(Code::unavailable, "address-in-use", "cannot listen on " + where + ": in use",
                    "Stop the program that uses it, or configure another address.");
    }
    return fail(Code::configuration, "cannot-listen",
                "cannot listen on " + where + ": " + error.message());
}

Result<tcp::endpoint> endpoint_of(const ServerOptions& options) {
    TRY(const HostPort where, split_address(options.listen));
    error_code error;
    const std::string host = where.host == "localhost" ? "127.0.0.1" : where.host;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        return fail(Code::configuration, "bad-address", "not an IP address: " + where.host,
                    "Write 127.0.0.1:8080 or [::1]:8080.");
    }
    if (options.loopback_only && !options.tls && !address.is_loopback()) {
        return fail(Code::configuration, "address-not-loopback",
                    "other machines could connect to " + options.listen + " in the clear",
                    "Give it a certificate (tls = \"files\"), or listen on 127.0.0.1.");
    }
    return tcp::endpoint(address, static_cast<std::uint16_t>(std::stoul(where.port)));
}

/// Removes what a killed daemon left behind; a socket that somebody still serves is left alone.
Result<> clear_socket_path(asio::io_context& io, const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!S_ISSOCK(found.st_mode)) {
        return fail(Code::configuration, "not-a-socket", path + " exists and is not a socket");
    }
    error_code error;
    Local::socket probe(io);
    probe.connect(Local::endpoint(path), error);
    if (!error) {
        return fail(Code::locked, "socket-in-use", "another process serves " + path,
                    "Stop the other daemon first.");
    }
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return {};
}

}  // namespace

class Server::Engine {
public:
    Engine(const ServerOptions& options, Handler handler)
        : options_(options), limits_(options_.limits), handler_(std::move(handler)) {}
    ~Engine() { stop(); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    Result<> start();
    void stop();
    std::uint16_t port() const { return port_; }

private:
    Result<> listen_tcp();
    Result<> listen_local();
    void run();
    void begin_stop();

    template <class Acceptor>
    Task<> accept_from(Acceptor& acceptor, Peer peer);
    void adopt(Stream&& stream, Peer peer);
    Task<> serve(std::shared_ptr<Connection> connection);
    Task<bool> greet(Connection& connection);
    Task<> turn_away(std::shared_ptr<Connection> connection);
    Task<bool> exchange(Connection& connection);
    Task<bool> wait_for_request(Connection& connection);
    Task<error_code> read_head(Connection& connection, Parser& parser);
    Task<bool> read_body(Connection& connection, Parser& parser);
    Task<Response> ask(Request request);
    Task<> send(Connection& connection, const Response& response, bool keep_alive, bool with_body);
    Task<> stream(Connection& connection, const Response& response);
    Task<Response> next_piece(Connection& connection, const Response& streamed);
    Task<bool> send_chunk(Connection& connection, std::string_view piece);
    Task<> refuse(Connection& connection, const Response& response);
    Task<> linger(Connection& connection);

    std::optional<Response> admit(const Request& head) const;
    void call_handler(Request request, const Answer& answer) const;
    void leave(const std::shared_ptr<Connection>& connection);

    const ServerOptions options_;
    const ServerLimits& limits_;
    const Handler handler_;
    std::vector<std::string> hosts_;
    std::optional<TlsKeeper> tls_;
    std::uint16_t port_ = 0;
    bool bound_socket_ = false;

    // From here on touched by the server's thread only; what uses the event loop comes after it.
    bool stopping_ = false;
    asio::io_context io_{1};
    std::set<std::shared_ptr<Connection>> connections_;
    std::shared_ptr<Gate> gate_ = std::make_shared<Gate>(io_);
    tcp::acceptor tcp_{io_};
    Local::acceptor local_{io_};
    asio::steady_timer drain_{io_};
    std::thread thread_;
};

// Starting and stopping.

Result<> Server::Engine::start() {
    if (!options_.listen.empty()) TRY_VOID(listen_tcp());
    if (!options_.admin_socket.empty()) TRY_VOID(listen_local());
    if (tcp_.is_open()) {
        asio::co_spawn(io_, accept_from(tcp_, Peer::tcp), asio::detached);
    }
    if (local_.is_open()) {
        asio::co_spawn(io_, accept_from(local_, Peer::admin_socket), asio::detached);
    }
    // Signals belong to the daemon's main thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return {};
}

Result<> Server::Engine::listen_tcp() {
    TRY(const tcp::endpoint endpoint, endpoint_of(options_));
    error_code error;
    tcp_.open(endpoint.protocol(), error);
    if (!error) tcp_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) tcp_.bind(endpoint, error);
    if (!error) tcp_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(options_.listen, error);
    port_ = tcp_.local_endpoint(error).port();
    hosts_ = options_.hosts;
    for (const char* name : {"127.0.0.1:", "localhost:", "[::1]:"}) {
        hosts_.push_back(name + std::to_string(port_));
    }
    if (!options_.tls) return {};
    return tls_.emplace(*options_.tls, port_, hosts_).load();
}

Result<> Server::Engine::listen_local() {
    const std::string& path = options_.admin_socket;
    if (path.size() >= sizeof(sockaddr_un::sun_path)) {
        return fail(Code::configuration, "socket-path-too-long",
                    "the path of the admin socket is too long: " + path,
                    "Use a data directory with a shorter path.");
    }
    TRY_VOID(clear_socket_path(io_, path));
    error_code error;
    local_.open(Local(), error);
    // On Linux the mode set here is the mode bind() creates the file with: no moment of 0755.
    if (!error) ::fchmod(local_.native_handle(), kSocketMode);
    if (!error) local_.bind(Local::endpoint(path), error);
    if (error) return cannot_listen(path, error);
    bound_socket_ = true;
    if (::chmod(path.c_str(), kSocketMode) != 0) {
        return fail(Code::io, "cannot-listen", "cannot set the mode of " + path);
    }
    local_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(path, error);
    return {};
}

void Server::Engine::run() {
    while (true) {
        try {
            io_.run();
            return;
        } catch (const std::exception& error) {
            log::error("http", error.what());
        }
    }
}

void Server::Engine::begin_stop() {
    stopping_ = true;
    error_code ignored;
    tcp_.close(ignored);
    local_.close(ignored);
    for (const auto& connection : connections_) {
        if (connection->idle) connection->stream.close();
        if (connection->waiting != nullptr) connection->waiting->cancel();
    }
    if (connections_.empty()) return;
    drain_.expires_after(limits_.drain_time_max);
    drain_.async_wait([this](const error_code& error) {
        if (!error) io_.stop();
    });
}

void Server::Engine::stop() {
    if (thread_.joinable()) {
        asio::post(io_, [this] { begin_stop(); });
        thread_.join();
    }
    gate_->close();
    std::error_code ignored;
    if (std::exchange(bound_socket_, false)) {
        std::filesystem::remove(options_.admin_socket, ignored);
    }
}

// Connections.

template <class Acceptor>
Task<> Server::Engine::accept_from(Acceptor& acceptor, Peer peer) {
    while (acceptor.is_open()) {
        error_code error;
        auto socket = co_await acceptor.async_accept(redirect_error(use_awaitable, error));
        if (!error) {
            adopt(Stream(std::move(socket)), peer);
        } else if (acceptor.is_open()) {
            asio::steady_timer pause(io_, kPauseWhenOutOfFiles);
            co_await pause.async_wait(redirect_error(use_awaitable, error));
        }
    }
}

void Server::Engine::adopt(Stream&& stream, Peer peer) {
    if (stopping_ || connections_.size() >= limits_.connections_max + kRefusalsMax) return;
    error_code ignored;
    if (peer == Peer::tcp) stream.socket().set_option(tcp::no_delay(true), ignored);
    const bool full = connections_.size() >= limits_.connections_max;
    const bool secret = peer == Peer::tcp && tls_;
    if (secret) tls_->refresh();
    auto connection =
        std::make_shared<Connection>(std::move(stream), secret ? tls_->context() : nullptr, peer,
                                     limits_.header_bytes_max + kBufferSlack);
    if (peer == Peer::tcp) connection->address = address_of(connection->stream.socket());
    connections_.insert(connection);
    const auto done = [this, connection](const std::exception_ptr&) { leave(connection); };
    if (full) {
        asio::co_spawn(io_, turn_away(connection), done);
    } else {
        asio::co_spawn(io_, serve(connection), done);
    }
}

void Server::Engine::leave(const std::shared_ptr<Connection>& connection) {
    connection->stream.close();
    connections_.erase(connection);
    if (stopping_ && connections_.empty()) drain_.cancel();
}

Task<> Server::Engine::serve(std::shared_ptr<Connection> connection) {
    bool again = co_await greet(*connection);
    if (!again) co_return;
    while (again && !stopping_) {
        const bool arrived = co_await wait_for_request(*connection);
        if (!arrived) co_return;
        connection->idle = false;
        again = co_await exchange(*connection);
        connection->idle = again;
    }
    co_await linger(*connection);
}

/// False when TLS did not come about: there is nobody to answer in words.
Task<bool> Server::Engine::greet(Connection& connection) {
    if (!connection.stream.is_secret()) co_return true;
    connection.stream.expires_after(limits_.header_time_max);
    error_code error;
    co_await connection.stream.async_handshake(redirect_error(use_awaitable, error));
    co_return !error;
}

Task<> Server::Engine::turn_away(std::shared_ptr<Connection> connection) {
    const bool greeted = co_await greet(*connection);
    if (!greeted) co_return;
    const Response response =
        problem(503, "too-many-connections", "the server has no room for another connection");
    co_await refuse(*connection, response);
    co_await linger(*connection);
}

/// Closing with unread bytes would reset the connection, and the peer might lose our answer.
Task<> Server::Engine::linger(Connection& connection) {
    connection.idle = true;
    error_code error;
    connection.stream.expires_after(kLingerTime);
    if (connection.stream.is_secret()) {
        co_await connection.stream.async_shutdown(redirect_error(use_awaitable, error));
        co_return;
    }
    connection.stream.socket().shutdown(asio::socket_base::shutdown_send, error);
    std::array<char, 4096> scrap{};
    std::size_t total = 0;
    while (!error && !stopping_ && total < kLingerBytes) {
        total += co_await connection.stream.async_read_some(asio::buffer(scrap),
                                                            redirect_error(use_awaitable, error));
    }
}

// One request.

/// False when the peer closed the connection or kept it idle for too long.
Task<bool> Server::Engine::wait_for_request(Connection& connection) {
    if (connection.buffer.size() > 0) co_return true;  // Pipelined.
    connection.stream.expires_after(limits_.idle_time_max);
    error_code error;
    const std::size_t size = co_await connection.stream.async_read_some(
        connection.buffer.prepare(4096), redirect_error(use_awaitable, error));
    connection.buffer.commit(size);
    co_return !error;
}

/// Beast's own function would join a field that stands in several lines.
Task<error_code> Server::Engine::read_head(Connection& connection, Parser& parser) {
    auto& buffer = connection.buffer;
    error_code error;
    while (true) {
        error = {};
        const std::size_t used = parser.put(buffer.data(), error);
        const bool folded = is_folded({static_cast<const char*>(buffer.data().data()), used});
        buffer.consume(used);
        if (folded) co_return beast::http::error::bad_value;
        if (error != beast::http::error::need_more) co_return error;
        if (buffer.size() == buffer.max_size()) co_return beast::http::error::buffer_overflow;
        const std::size_t room = std::min<std::size_t>(4096, buffer.max_size() - buffer.size());
        const std::size_t size = co_await connection.stream.async_read_some(
            buffer.prepare(room), redirect_error(use_awaitable, error));
        if (error) co_return error;
        buffer.commit(size);
    }
}

/// True when the connection can carry another request.
Task<bool> Server::Engine::exchange(Connection& connection) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max));
    parser.body_limit(limits_.body_bytes_max);
    connection.stream.expires_after(limits_.header_time_max);
    if (const error_code error = co_await read_head(connection, parser)) {
        const auto refusal = refusal_of(error);
        if (refusal) co_await refuse(connection, *refusal);
        co_return false;
    }
    // Taken before the body: trailer fields must not pass for header fields.
    Request request = head_of(parser.get(), connection.peer, connection.address);
    const auto refusal = admit(request);
    if (refusal) {
        co_await refuse(connection, *refusal);
        co_return false;
    }
    const bool complete = co_await read_body(connection, parser);
    if (!complete) co_return false;
    request.body = std::move(parser.get().body());
    const bool with_body = request.method != "HEAD";
    const Response response = co_await ask(std::move(request));
    const bool keep_alive = parser.keep_alive() && !stopping_;
    if (response.more && parser.get().version() < 11) {
        const Response old = problem(505, "http-too-old", "a stream needs HTTP/1.1");
        co_await refuse(connection, old);
        co_return false;
    }
    co_await send(connection, response, keep_alive, with_body && !response.more);
    if (response.more && with_body) co_await stream(connection, response);
    co_return keep_alive&& connection.stream.socket().is_open();
}

std::optional<Response> Server::Engine::admit(const Request& head) const {
    if (head.target.size() > limits_.target_bytes_max) {
        return problem(414, "target-too-long", "the request target is too long");
    }
    if (auto refusal = check_framing(head)) return refusal;
    if (!tls_) return check_origin(head, hosts_);
    return check_origin(head, tls_->hosts(), "https");
}

Task<bool> Server::Engine::read_body(Connection& connection, Parser& parser) {
    error_code error;
    connection.stream.expires_after(limits_.body_time_max);
    const auto expect = parser.get()[beast::http::field::expect];
    if (!parser.is_done() && beast::iequals(expect, "100-continue")) {
        constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(connection.stream, asio::buffer(kContinue),
                                   redirect_error(use_awaitable, error));
    }
    if (!error) {
        co_await beast::http::async_read(connection.stream, connection.buffer, parser,
                                         redirect_error(use_awaitable, error));
    }
    if (!error) co_return true;
    const auto refusal = refusal_of(error);
    if (refusal) co_await refuse(connection, *refusal);
    co_return false;
}

Task<Response> Server::Engine::ask(Request request) {
    const auto pending = std::make_shared<Pending>();
    asio::steady_timer timer(io_, limits_.answer_time_max);
    const Waiting waiting(*pending, timer);
    {
        const auto ticket = std::make_shared<Ticket>(gate_, pending);
        call_handler(std::move(request),
                     [ticket](Response response) { ticket->answer(std::move(response)); });
    }
    error_code ignored;
    co_await timer.async_wait(redirect_error(use_awaitable, ignored));
    std::optional<Response>& given = pending->response;
    if (given) co_return *std::move(given);
    co_return problem(503, "timed-out", "the request took too long",
                      "It may still be under way: look before you repeat it.");
}

void Server::Engine::call_handler(Request request, const Answer& answer) const {
    try {
        if (auto split = split_target(request); !split) {
            return answer(problem(split.error()));
        }
        handler_(std::move(request), answer);
    } catch (const std::exception& error) {
        log::error("http", error.what());
        answer(problem(500, "internal", "the request failed inside the server"));
    }
}

Task<> Server::Engine::send(Connection& connection,
                            const Response& response,
                            bool keep_alive,
                            bool with_body) {
    const std::string head = response_head(response, keep_alive);
    const bool no_body = !with_body || response.status == 204 || response.status == 304;
    const std::array<asio::const_buffer, 2> buffers{
        asio::buffer(head), no_body ? asio::const_buffer() : asio::buffer(response.body)};
    connection.stream.expires_after(limits_.write_time_max);
    error_code error;
    co_await asio::async_write(connection.stream, buffers, redirect_error(use_awaitable, error));
    if (error) connection.stream.close();
}

// A body that is made while it is sent.

Task<> Server::Engine::stream(Connection& connection, const Response& response) {
    bool fine = response.body.empty() || co_await send_chunk(connection, response.body);
    while (fine) {
        const Response piece = co_await next_piece(connection, response);
        fine = piece.status == 200 && co_await send_chunk(connection, piece.body);
        if (fine && piece.body.empty()) co_return;
    }
    connection.stream.close();
}

/// Sends the heartbeat while it waits.
Task<Response> Server::Engine::next_piece(Connection& connection, const Response& streamed) {
    const auto pending = std::make_shared<Pending>();
    const bool patient = !streamed.heartbeat.empty();
    const Milliseconds time = patient ? limits_.heartbeat_every : limits_.answer_time_max;
    asio::steady_timer timer(io_, time);
    const Waiting waiting(*pending, timer);
    connection.waiting = patient ? &timer : nullptr;
    const auto ticket = std::make_shared<Ticket>(gate_, pending);
    streamed.more([ticket](Response piece) { ticket->answer(std::move(piece)); });
    bool fine = true;
    while (fine && !pending->response && !(patient && stopping_)) {
        error_code ignored;
        timer.expires_after(time);
        co_await timer.async_wait(redirect_error(use_awaitable, ignored));
        if (pending->response) break;
        fine = patient && co_await send_chunk(connection, streamed.heartbeat);
    }
    connection.waiting = nullptr;
    if (pending->response) co_return *std::move(pending->response);
    // A stream without end ends well when the server stops.
    co_return Response{.status = fine ? 200 : 503, .headers = {}, .body = {}};
}

/// An empty piece is the end of the body.
Task<bool> Server::Engine::send_chunk(Connection& connection, std::string_view piece) {
    std::array<char, 2 * sizeof(std::size_t)> digits{};
    char* const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16).ptr;
    const std::string size = std::string(digits.data(), end) + "\r\n";
    const std::array<asio::const_buffer, 3> buffers{asio::buffer(size), asio::buffer(piece),
                                                    asio::buffer("\r\n", 2)};
    connection.stream.expires_after(limits_.write_time_max);
    error_code error;
    co_await asio::async_write(connection.stream, buffers, redirect_error(use_awaitable, error));
    co_return !error;
}

Task<> Server::Engine::refuse(Connection& connection, const Response& response) {
    co_await send(connection, response, /*keep_alive=*/false, /*with_body=*/true);
}

Server::Server(ServerOptions options, Handler handler)
    : options_(std::move(options)), handler_(std::move(handler)) {}

Server::~Server() {
    stop();
}

Result<> Server::start() {
    if (engine_ != nullptr) return fail(Code::conflict, "already-started", "the server runs");
    try {
        auto engine = std::make_unique<Engine>(options_, handler_);
        TRY_VOID(engine->start());
        engine_ = std::move(engine);
        return {};
    } catch (const std::exception& error) {
        return fail(Code::io, "cannot-listen", error.what());
    }
}

std::uint16_t Server::port() const {
    return engine_ == nullptr ? std::uint16_t{0} : engine_->port();
}

void Server::stop() {
    engine_.reset();
}

}  // namespace branchline::http
