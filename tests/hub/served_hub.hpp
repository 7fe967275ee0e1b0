// The hub's engine running behind a router, to call as if it were served.
#pragma once

#include <future>

#include <catch2/catch.hpp>

#include "common/base/time.hpp"
#include "common/http/router.hpp"
#include "common/text/json.hpp"
#include "sync/transport/driver.hpp"

namespace branchline::test {

/// Routes are added to `router` first; then start().
class ServedHub {
public:
    explicit ServedHub(sync::Engine& engine)
        : driver(engine,
                 clock,
                 {.send = [](sync::PeerId, Bytes) {},
                  .disconnect = [](const sync::Disconnect&) {},
                  .on_failure = [](const Error&) {}}) {}
    ~ServedHub() { driver.stop(); }
    ServedHub(const ServedHub&) = delete;
    ServedHub& operator=(const ServedHub&) = delete;

    void start() { driver.start(); }

    http::Response ask(const std::string& method,
                       const std::string& target,
                       std::string body = "{}",
                       const std::string& type = "application/json") {
        http::Request request{.method = method, .target = target, .body = std::move(body)};
        REQUIRE(http::split_target(request));
        request.headers.set("Content-Type", type);
        std::promise<http::Response> answered;
        router.handler()(std::move(request),
                         [&](http::Response response) { answered.set_value(std::move(response)); });
        return answered.get_future().get();
    }
    /// Status and body.
    std::pair<int, text::Json> json(const std::string& method,
                                    const std::string& target,
                                    std::string body = "{}",
                                    const std::string& type = "application/json") {
        const http::Response response = ask(method, target, std::move(body), type);
        const auto read = text::parse_json(response.body);
        REQUIRE(read);
        return {response.status, *read};
    }
    std::pair<int, text::Json> post(const std::string& target, std::string body = "{}") {
        return json("POST", target, std::move(body));
    }

    SystemClock clock;
    http::Router router;
    sync::Driver driver;
};

}  // namespace branchline::test
