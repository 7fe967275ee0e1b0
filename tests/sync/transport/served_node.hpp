// A node with a cut line whose engine runs, and a router to call as if it were served.
#pragma once

#include <future>

#include <catch2/catch.hpp>

#include "common/api/caller.hpp"
#include "common/http/router.hpp"
#include "common/text/json.hpp"
#include "sync/transport/driver.hpp"
#include "tests/sync/transport/note_node.hpp"

namespace branchline::test {

using CallerPtr = std::shared_ptr<const http::Caller>;

class ServedNode : public NoteNode {
public:
    ServedNode()
        : driver(site().engine(),
                 clock,
                 {.send = [](sync::PeerId, Bytes) {},
                  .disconnect = [](const sync::Disconnect&) {},
                  .on_failure = [](const Error&) {}}) {}
    ~ServedNode() { driver.stop(); }

    http::Response answer(http::Request request) {
        std::promise<http::Response> answered;
        router.handler()(std::move(request),
                         [&](http::Response response) { answered.set_value(std::move(response)); });
        return answered.get_future().get();
    }
    http::Response call(const std::string& method,
                        const std::string& target,
                        CallerPtr caller = api::operator_caller(),
                        std::string body = {},
                        std::string type = "application/json") {
        http::Request request;
        request.method = method;
        request.target = target;
        request.body = std::move(body);
        request.caller = std::move(caller);
        request.headers.set("Content-Type", std::move(type));
        return answer(std::move(request));
    }
    text::Json json(const http::Response& response) {
        const auto body = text::parse_json(response.body);
        REQUIRE(body);
        return *body;
    }

    /// Somebody who is known and may do nothing of his own.
    static CallerPtr somebody(std::optional<RowId> user = std::nullopt) {
        auto person = std::make_shared<identity::Person>();
        person->user = user;
        auto caller = std::make_shared<api::ApiCaller>();
        caller->person = std::move(person);
        return caller;
    }

    http::Router router;
    sync::Driver driver;
};

}  // namespace branchline::test
