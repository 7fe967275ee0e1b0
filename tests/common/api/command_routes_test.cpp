#include "common/api/writes.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kThing;

namespace {

http::Response command(Desk& desk,
                       const std::string& id,
                       const std::string& verb,
                       const std::string& body = "{}",
                       const HeaderFields& fields = {}) {
    return desk.call("POST", "/api/v1/things/" + id + ":" + verb, body, fields);
}

}  // namespace

TEST_CASE("commands: a verb takes the step from the present state", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const auto done = command(desk, id, "submit");
    REQUIRE(done.status == 200);
    CHECK(json_of(done)["data"]["status"] == "submitted");
    CHECK(done.headers.get("ETag") == "\"0000000000000002\"");
    CHECK(done.headers.get("Branchline-Seq") == std::string(64, 'a') + ":2");
    CHECK(desk.store.last_edit().command == 0x7102);
}

TEST_CASE("commands: a verb of several steps takes the one that leaves the state", "[api]") {
    Desk desk;
    const std::string draft = desk.add_thing();
    command(desk, draft, "cancel");
    CHECK(desk.store.last_edit().command == 0x7104);
    const std::string submitted = desk.add_thing();
    command(desk, submitted, "submit");
    command(desk, submitted, "cancel");
    CHECK(desk.store.last_edit().command == 0x7105);
}

TEST_CASE("commands: an empty body is no wishes", "[api]") {
    Desk desk;
    CHECK(command(desk, desk.add_thing(), "submit", "").status == 200);
}

TEST_CASE("commands: wishes are written in the same entry", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const auto done = command(desk, id, "submit", R"({"data":{"text":"why"}})");
    CHECK(json_of(done)["data"]["text"] == "why");
    CHECK(desk.store.writes() == 2);
}

TEST_CASE("commands: a step that the state does not allow names the states that do", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    command(desk, id, "submit");
    CHECK(summary_of(command(desk, id, "submit")) ==
          "409 state-not-allowed: submit is possible in state draft; the record is in state "
          "submitted");
    command(desk, id, "cancel");
    CHECK(summary_of(command(desk, id, "cancel")) ==
          "409 state-not-allowed: cancel is possible in state draft or submitted; the record is in "
          "state cancelled");
    CHECK(desk.store.writes() == 3);
}

TEST_CASE("commands: a repeated verb gives the first answer though the state has moved", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    command(desk, id, "submit");
    const HeaderFields key = {
        {"Idempotency-Key", "k"}
    };
    CHECK(command(desk, id, "cancel", "{}", key).status == 200);
    CHECK(command(desk, id, "cancel", "{}", key).status == 200);
    CHECK(desk.store.writes() == 3);
}

TEST_CASE("commands: a key that was used for another verb is refused", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const HeaderFields key = {
        {"Idempotency-Key", "k"}
    };
    command(desk, id, "submit", "{}", key);
    CHECK(summary_of(command(desk, id, "cancel", "{}", key)) ==
          "422 key-reused: the idempotency key was used for another request");
}

TEST_CASE("commands: a stale verb is answered with the record", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    desk.store.set(kThing, row_id(id), "text", std::string("new"));
    const auto stale = command(desk, id, "submit", "{}",
                               {
                                   {"If-Match", "\"0000000000000001\""}
    });
    CHECK(stale.status == 412);
    CHECK(json_of(stale)["current"]["data"]["text"] == "new");
    CHECK(json_of(stale)["difference"].empty());
}

TEST_CASE("commands: void is possible for every entity and has no command id", "[api]") {
    Desk desk;
    const auto done = command(desk, desk.add_thing(), "void");
    REQUIRE(done.status == 200);
    CHECK(json_of(done)["life"] == "void");
    CHECK(desk.store.last_edit().command == 0);
    CHECK(desk.store.last_edit().rows[0].make_void);
}

TEST_CASE("commands: correct writes a smaller reading", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one", R"(,"km":500)");
    const auto done = command(desk, id, "correct", R"({"data":{"km":50}})");
    REQUIRE(done.status == 200);
    CHECK(json_of(done)["data"]["km"] == 50);
    CHECK(desk.store.last_edit().rows[0].correct_reading);
}

TEST_CASE("commands: correct writes a greater reading where the smallest is kept", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one", R"(,"best":5)");
    const auto done = command(desk, id, "correct", R"({"data":{"best":50}})");
    REQUIRE(done.status == 200);
    CHECK(json_of(done)["data"]["best"] == 50);
}

TEST_CASE("commands: correct is there only for entities with readings", "[api]") {
    Desk desk;
    const std::string id(32, '0');
    CHECK(desk.call("POST", "/api/v1/shelves/" + id + ":correct", "{}").status == 404);
    CHECK(desk.call("POST", "/api/v1/shelves/" + id + ":void", "{}").status == 404);
    CHECK(json_of(desk.call("POST", "/api/v1/shelves/" + id + ":correct", "{}"))["code"] ==
          "no-such-path");
    CHECK(json_of(desk.call("POST", "/api/v1/shelves/" + id + ":void", "{}"))["code"] ==
          "not-found");
}

TEST_CASE("commands: the first step of a flow is no verb", "[api]") {
    Desk desk;
    CHECK(summary_of(command(desk, desk.add_thing(), "create")).starts_with("404 no-such-path"));
}
