// A server on a free loopback port, its routes, and what a hostile client would send to it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/http/client.hpp"
#include "common/http/problem.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"

namespace branchline::http {

/// A limit that a test waits for.
inline constexpr Milliseconds kSoon{50};

/// A plain TCP connection that sends exactly the bytes it is given.
class Raw {
public:
    explicit Raw(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        REQUIRE(socket_ >= 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* any = reinterpret_cast<const sockaddr*>(&address);
        REQUIRE(::connect(socket_, any, sizeof address) == 0);
    }
    ~Raw() { ::close(socket_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    void send(const std::string& bytes) const {
        std::size_t sent = 0;
        while (sent < bytes.size()) {
            const auto n = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) return;
            sent += static_cast<std::size_t>(n);
        }
    }
    /// Everything until the server closes.
    std::string read_all() const {
        std::string all;
        char buffer[4096];
        for (ssize_t n = 0; (n = ::recv(socket_, buffer, sizeof buffer, 0)) > 0;) {
            all.append(buffer, static_cast<std::size_t>(n));
        }
        return all;
    }
    /// Reads until `end` has come.
    std::string read_until(const std::string& end) const {
        std::string all;
        char c = 0;
        while (!all.ends_with(end) && ::recv(socket_, &c, 1, 0) == 1) all.push_back(c);
        return all;
    }

private:
    int socket_;
};

inline Router standard_routes() {
    Router router;
    router.add("GET", "/hello", [](const Request&, const Answer& answer) {
        answer(text_response(200, "text/plain", "hello"));
    });
    router.add("POST", "/echo", [](const Request& request, const Answer& answer) {
        answer(text_response(200, "text/plain", request.body));
    });
    router.add("GET", "/peer", [](const Request& request, const Answer& answer) {
        const bool local = request.peer == Peer::admin_socket;
        answer(text_response(200, "text/plain", local ? "admin" : "tcp"));
    });
    router.add("GET", "/throw",
               [](const Request&, const Answer&) { throw std::bad_function_call(); });
    router.add("GET", "/forget", [](const Request&, const Answer&) {});
    // Counts down from the number in the path.
    router.add("GET", "/count/{from}", [](const Request& request, const Answer& answer) {
        Response response = text_response(200, "text/plain", "go ");
        response.more = [left = std::stoi(request.param("from"))](const Answer& give) mutable {
            const std::string piece = left > 0 ? std::to_string(left) + " " : "";
            --left;
            give(text_response(200, "", piece));
        };
        answer(std::move(response));
    });
    router.add("GET", "/break", [](const Request&, const Answer& answer) {
        Response response = text_response(200, "text/plain", "begun");
        response.more = [](const Answer& give) { give(problem(503, "gone", "the disk failed")); };
        answer(std::move(response));
    });
    router.add("GET", "/quiet", [](const Request&, const Answer& answer) {
        Response response = text_response(200, "text/plain", "");
        response.heartbeat = "~";
        response.more = [kept = std::vector<Answer>()](const Answer& give) mutable {
            kept.push_back(give);
        };
        answer(std::move(response));
    });
    router.add("GET", "/twice", [](const Request&, const Answer& answer) {
        answer(text_response(200, "text/plain", "first"));
        answer(text_response(200, "text/plain", "second"));
    });
    return router;
}

/// A started server on a free loopback port.
struct Started {
    explicit Started(ServerLimits limits = {}, const Router& router = standard_routes())
        : server({.listen = "127.0.0.1:0", .limits = limits}, router.handler()) {
        REQUIRE(server.start().has_value());
        host = "127.0.0.1:" + std::to_string(server.port());
    }

    Response get(const std::string& target) const { return send("GET", target); }
    Response send(const std::string& method,
                  const std::string& target,
                  Headers headers = {},
                  std::string body = {}) const {
        Request request;
        request.method = method;
        request.target = target;
        request.headers = std::move(headers);
        request.body = std::move(body);
        auto response = http::request({.address = host}, request);
        REQUIRE(response.has_value());
        return *std::move(response);
    }
    std::string raw(const std::string& bytes) const {
        const Raw connection(server.port());
        connection.send(bytes);
        return connection.read_all();
    }
    /// Status line and Host, to be followed by further fields and a blank line.
    std::string head(const std::string& line) const {
        return line + " HTTP/1.1\r\nHost: " + host + "\r\n";
    }

    Server server;
    std::string host;
};

inline Headers field(const std::string& name, std::string value) {
    Headers headers;
    headers.set(name, std::move(value));
    return headers;
}

inline std::string code_in(const Response& response) {
    return error_of(response).id;
}

inline bool mentions(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

inline std::size_t answers_in(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("HTTP/1.1 ", at)) != std::string::npos; ++at) ++count;
    return count;
}

}  // namespace branchline::http
