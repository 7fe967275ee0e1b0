// What arrives on a connection, as plain values. Private to server.cpp.
#pragma once

#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>  // Asio's coroutines need it before their own headers.

#include <arpa/inet.h>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <netinet/in.h>

#include "common/http/problem.hpp"

namespace branchline::http {

using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

/// Empty for anything but a TCP peer.
inline std::string address_of(const boost::asio::generic::stream_protocol::socket& socket) {
    boost::system::error_code error;
    const auto from = socket.remote_endpoint(error);
    if (error || from.size() > sizeof(sockaddr_storage)) return {};
    sockaddr_storage storage{};
    std::memcpy(&storage, from.data(), from.size());
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* number = nullptr;
    if (storage.ss_family == AF_INET) {
        number = &reinterpret_cast<const sockaddr_in&>(storage).sin_addr;
    } else if (storage.ss_family == AF_INET6) {
        number = &reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr;
    }
    if (number == nullptr) return {};
    const char* done = ::inet_ntop(storage.ss_family, number, text.data(), text.size());
    return done == nullptr ? std::string() : std::string(done);
}

inline Request head_of(const Parser::value_type& message, Peer peer, std::string address) {
    Request request;
    request.peer = peer;
    request.address = std::move(address);
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message) {
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    return request;
}

/// A line of the head that goes on in the next one. Two readers may see different fields there, so
/// it is refused, as RFC 9112 5.2 allows.
inline bool is_folded(std::string_view head) {
    return head.find("\r\n ") != head.npos || head.find("\r\n\t") != head.npos;
}

/// Nothing when the peer just went away: then there is nobody to answer.
inline std::optional<Response> refusal_of(const boost::system::error_code& failed) {
    using boost::beast::http::error;
    if (failed == error::header_limit || failed == error::buffer_overflow) {
        return problem(431, "headers-too-large", "the header fields are too large");
    }
    if (failed == error::body_limit) {
        return problem(413, "body-too-large", "the body is larger than this server accepts");
    }
    if (failed == error::end_of_stream || failed == error::partial_message) return std::nullopt;
    if (failed.category() != make_error_code(error::bad_method).category()) return std::nullopt;
    return problem(400, "malformed-request", "not a valid HTTP request: " + failed.message());
}

}  // namespace branchline::http
