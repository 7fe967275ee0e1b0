#include "common/api/api.hpp"

#include "common/api/cursor.hpp"
#include "sync/entry/entry.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kShelf;
using branchline::test::kThing;

TEST_CASE("api: every entity has its endpoints, and every row a summary", "[api]") {
    Desk desk;
    std::vector<std::string> rows;
    for (const http::Route& route : desk.router.routes()) {
        rows.push_back(route.method + " " + route.pattern);
        CHECK_FALSE(route.options.summary.empty());
    }
    const auto has = [&](const std::string& row) {
        return std::find(rows.begin(), rows.end(), row) != rows.end();
    };
    for (const schema::Entity* entity : test::toy_registry().entities()) {
        const std::string base = "/api/v1/" + std::string(entity->collection);
        CHECK(has("GET " + base));
        CHECK(has("POST " + base));
        CHECK(has("GET " + base + "/{id}"));
        CHECK(has("PATCH " + base + "/{id}"));
        CHECK(has("POST " + base + "/{id}:void"));
    }
    CHECK(has("GET /api/v1/shelves/by-key/{place}/{part}"));
    CHECK_FALSE(has("GET /api/v1/things/by-key"));
    for (const char* verb : {"submit", "withdraw", "cancel", "approve", "correct"}) {
        CHECK(has(std::string("POST /api/v1/things/{id}:") + verb));
    }
    CHECK_FALSE(has("POST /api/v1/things/{id}:create"));
}

TEST_CASE("api: the row of a key has the same id as in entries", "[api]") {
    const std::vector<std::string> key = {"P1", std::string(300, 'x')};
    CHECK(keyed_row_id(kShelf, key) == sync::keyed_row_id(kShelf.id, key));
}

TEST_CASE("api: a cursor belongs to one list with its filters", "[api]") {
    const Place last{.id = row_id("0102030405060708090a0b0c0d0e0f10"), .value = {}};
    const std::string cursor = write_cursor(kThing, "a", last);
    CHECK(read_cursor(kThing, "a", cursor) == last);
    CHECK_FALSE(read_cursor(kThing, "b", cursor));
    CHECK_FALSE(read_cursor(kShelf, "a", cursor));
    CHECK_FALSE(read_cursor(kThing, "a", cursor + "00"));
    CHECK_FALSE(read_cursor(kThing, "a", ""));
}

TEST_CASE("api: without an option the caller names the stream of a new row", "[api]") {
    http::Request request;
    CHECK(stream_from_query(kThing, request).error().id == "stream-required");
    request.query.emplace("stream", "dealer/D02");
    CHECK(stream_from_query(kThing, request) == "dealer/D02");
}
