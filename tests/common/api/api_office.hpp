// The API of any registry over a store in memory that holds every stream, with its description.
#pragma once

#include "common/api/openapi.hpp"
#include "tests/common/api/api_desk.hpp"

namespace branchline::api {

class Office {
public:
    explicit Office(const schema::Registry& registry,
                    std::span<const engine::Question> questions = {},
                    std::span<const engine::Document> documents = {})
        : gate(store), registry_(registry) {
        reset();
        Options options = node_options();
        options.questions = questions;
        options.documents = documents;
        options.today = [] { return std::int64_t{20'000}; };
        mount(router, registry, gate, std::move(options));
        add_openapi_route(router, registry, questions);
        handler_ = router.handler();
        document = json_of(call({.target = "/api/v1/openapi.json"}));
    }

    /// An empty store again.
    void reset() {
        store = {};
        store.hub = true;
        store.registry = &registry_;
        store.held_streams = {"policy",    "reference", "hub",      "dealer/D01",
                              "catalog/A", "price/A",   "network/A"};
    }

    http::Response call(http::Request request) {
        http::Response out{.status = 0, .headers = {}, .body = {}};
        handler_(std::move(request),
                 [&out](http::Response response) { out = std::move(response); });
        return out;
    }

    test::MemoryStore store;
    DirectGate gate;
    http::Router router;
    Json document;

private:
    const schema::Registry& registry_;
    http::Handler handler_;
};

/// The body and all that follows it.
inline std::string drain(http::Response response) {
    std::string all = std::move(response.body);
    while (response.more) {
        http::Response piece{.status = 0, .headers = {}, .body = {}};
        response.more([&piece](http::Response given) { piece = std::move(given); });
        if (piece.status != 200) return all + "BROKEN";
        if (piece.body.empty()) return all;
        all += piece.body;
    }
    return all;
}

}  // namespace branchline::api
