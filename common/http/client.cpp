#include "common/http/client.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>  // Asio's coroutines need it before their own headers.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <sys/un.h>

namespace branchline::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;
using Protocol = asio::generic::stream_protocol;
using Stream = beast::basic_stream<Protocol>;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::uint32_t kHeaderBytesMax = 64 * 1024;

std::string name_of(const Target& target) {
    return target.socket.empty() ? target.address : target.socket;
}

std::unexpected<Error> failure(const Target& target, const error_code& error) {
    if (error == asio::error::access_denied) {
        return fail(Code::forbidden, "socket-access-denied", "no access to " + name_of(target),
                    "Run the command as the user the daemon runs as.");
    }
    if (error == beast::error::timeout) {
        return fail(Code::unavailable, "timed-out",
                    "no answer from " + name_of(target) + " in time",
                    "It may still be under way: look before you repeat it.");
    }
    if (error == beast::http::error::body_limit) {
        return fail(Code::too_large, "answer-too-large", "the answer is larger than expected");
    }
    if (error.category() == make_error_code(beast::http::error::bad_method).category() &&
        error != beast::http::error::end_of_stream) {
        return fail(Code::io, "bad-answer",
                    name_of(target) + " did not answer in HTTP: " + error.message());
    }
    return fail(Code::unavailable, "connection-lost",
                "the connection to " + name_of(target) + " was lost: " + error.message());
}

std::unexpected<Error> not_reachable(const Target& target, const error_code& error) {
    if (error == asio::error::access_denied || error == beast::error::timeout) {
        return failure(target, error);
    }
    return fail(Code::unavailable, "daemon-not-reachable",
                "no daemon at " + name_of(target) + ": " + error.message(),
                "Start it, or name another one with --socket or --url.");
}

Result<Protocol::endpoint> endpoint_of(asio::io_context& io, const Target& target) {
    if (!target.socket.empty()) {
        if (target.socket.size() >= sizeof(sockaddr_un::sun_path)) {
            return fail(Code::configuration, "socket-path-too-long",
                        "the path of the socket is too long: " + target.socket);
        }
        return Protocol::endpoint(asio::local::stream_protocol::endpoint(target.socket));
    }
    TRY(const HostPort where, split_address(target.address));
    error_code error;
    asio::ip::tcp::resolver resolver(io);
    const std::string host = where.host == "localhost" ? "127.0.0.1" : where.host;
    const auto found = resolver.resolve(host, where.port, error);
    if (error) return not_reachable(target, error);
    return Protocol::endpoint(found.begin()->endpoint());
}

bool has_line_break(std::string_view text) {
    return text.find_first_of("\r\n") != text.npos;
}

/// The bytes to send. Refuses values that would be read as another request.
Result<std::string> message_of(const Target& target, const Request& request) {
    Headers headers = request.headers;
    headers.set("Content-Length", std::to_string(request.body.size()));
    headers.set("Connection", "close");
    if (!headers.has("Host")) {
        headers.set("Host", target.socket.empty() ? target.address : std::string("localhost"));
    }
    if (is_write(request.method) && !headers.has("Content-Type")) {
        headers.set("Content-Type", "application/json");
    }
    const std::string line = request.method + " " + request.target;
    bool broken = has_line_break(line) || std::count(line.begin(), line.end(), ' ') != 1;
    std::string message = line + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers.all()) {
        broken = broken || has_line_break(name) || has_line_break(value);
        message.append(name).append(": ").append(value).append("\r\n");
    }
    if (broken) return fail(Code::invalid, "bad-request", "a line break or blank in the request");
    return message + "\r\n" + request.body;
}

Response response_of(Parser& parser) {
    Response response;
    auto& message = parser.get();
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        response.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    response.body = std::move(message.body());
    return response;
}

asio::awaitable<Result<Response>> exchange(Stream& stream,
                                           const Protocol::endpoint& endpoint,
                                           const Target& target,
                                           const std::string& message) {
    error_code error;
    stream.expires_after(target.time_max);
    co_await stream.async_connect(endpoint, redirect_error(use_awaitable, error));
    if (error) co_return not_reachable(target, error);
    // A server that refuses early may close before everything is sent: its answer still counts.
    error_code write_error;
    co_await asio::async_write(stream, asio::buffer(message),
                               redirect_error(use_awaitable, write_error));
    Parser parser;
    parser.header_limit(kHeaderBytesMax);
    parser.body_limit(target.body_bytes_max);
    parser.skip(message.starts_with("HEAD "));
    beast::flat_buffer buffer;
    // In two steps: read at once, Beast 1.74 forgets that the length is over the limit.
    co_await beast::http::async_read_header(stream, buffer, parser,
                                            redirect_error(use_awaitable, error));
    if (!error) {
        co_await beast::http::async_read(stream, buffer, parser,
                                         redirect_error(use_awaitable, error));
    }
    if (error) co_return failure(target, error);
    co_return response_of(parser);
}

Result<Response> run(const Target& target, const std::string& message) {
    asio::io_context io(1);
    TRY(const Protocol::endpoint endpoint, endpoint_of(io, target));
    Stream stream(io);
    std::optional<Result<Response>> result;
    asio::co_spawn(io, exchange(stream, endpoint, target, message),
                   [&result](const std::exception_ptr&, Result<Response> given) {
                       result = std::move(given);
                   });
    io.run();
    if (result) return *std::move(result);
    return fail(Code::io, "connection-lost", "the request to " + name_of(target) + " failed");
}

}  // namespace

Result<Response> request(const Target& target, const Request& request) {
    TRY(const std::string message, message_of(target, request));
    try {
        return run(target, message);
    } catch (const std::exception& error) {
        return fail(Code::io, "connection-lost", error.what());
    }
}

}  // namespace branchline::http
