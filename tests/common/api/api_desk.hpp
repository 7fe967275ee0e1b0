// The whole API over a store in memory, without sockets and threads: a request goes in, the answer
// comes out.
#pragma once

#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/api/api.hpp"
#include "common/api/records.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/toy_schema.hpp"

namespace branchline::api {

using text::Json;

/// Does the work at once, as an engine that is never busy.
class DirectGate final : public Gate {
public:
    explicit DirectGate(engine::Store& store) : store_(store) {}

    void run(bool writes,
             std::function<http::Response(engine::Store&)> work,
             http::Answer answer) override {
        ++(writes ? write_runs : read_runs);
        answer(work(store_));
    }

    void rehearse(std::function<http::Response(engine::Store&)> work,
                  http::Answer answer) override {
        ++rehearsals;
        auto& memory = dynamic_cast<test::MemoryStore&>(store_);
        const test::MemoryStore before = memory;
        http::Response out = work(store_);
        memory = before;
        answer(std::move(out));
    }

    std::size_t read_runs = 0;
    std::size_t rehearsals = 0;
    void await(const Awaited& entry,
               Milliseconds time_max,
               std::function<void(Outcome)> then) override {
        awaited.push_back(entry);
        waited = time_max;
        then(outcome);
    }

    std::size_t write_runs = 0;
    std::vector<Awaited> awaited;
    Milliseconds waited{0};              ///< For the last of them.
    Outcome outcome = Outcome::reached;  ///< Of what is awaited.

private:
    engine::Store& store_;
};

/// Options of a node: it has one dealer.
inline Options node_options() {
    return {.stream_for_new = [](const schema::Entity&, const http::Request&) {
        return Result<std::string>("dealer/D01");
    }};
}

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

class Desk {
public:
    explicit Desk(Options options = node_options()) : gate(store) {
        mount(router, test::toy_registry(), gate, std::move(options));
        handler_ = router.handler();
    }

    http::Response call(std::string method,
                        std::string target,
                        std::string body = "",
                        const HeaderFields& fields = {}) {
        http::Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.body = std::move(body);
        if (http::is_write(request.method)) request.headers.set("Content-Type", "application/json");
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        http::Response out{.status = 0, .headers = {}, .body = {}};
        handler_(std::move(request),
                 [&out](http::Response response) { out = std::move(response); });
        return out;
    }

    /// Makes a thing and gives its id.
    std::string add_thing(const std::string& title = "one", const std::string& more = "") {
        const auto made =
            call("POST", "/api/v1/things",
                 fmt::format(R"({{"data":{{"place":"P1","title":"{}"{}}}}})", title, more));
        REQUIRE(made.status == 201);
        return std::string(made.headers.get("Location").substr(15));
    }

    test::MemoryStore store;
    DirectGate gate;
    http::Router router;

private:
    http::Handler handler_;
};

inline Json json_of(const http::Response& response) {
    // The description of the whole API is larger than what a request may be.
    auto json = text::parse_json(response.body, {.size_max = response.body.size()});
    REQUIRE(json);
    return *std::move(json);
}

inline RowId row_id(const std::string& hex) {
    const auto id = fixed_from_hex<RowId>(hex);
    REQUIRE(id);
    return *id;
}

/// "422 missing-field title: required" and one line for each of `errors`.
inline std::string summary_of(const http::Response& response) {
    const Json body = json_of(response);
    if (response.status < 300) return std::to_string(response.status);
    CHECK(response.headers.get("Content-Type") == "application/problem+json");
    CHECK(body["status"] == response.status);
    CHECK(body["help"] == http::help_path(body["code"].get<std::string>()));
    std::string out = fmt::format("{} {}: {}", response.status, body["code"].get<std::string>(),
                                  body["detail"].get<std::string>());
    if (!body.contains("errors")) return out;
    for (const Json& error : body["errors"]) {
        out += fmt::format("\n{} {}", error["pointer"].get<std::string>(),
                           error["code"].get<std::string>());
    }
    return out;
}

}  // namespace branchline::api
