// Who is let in, and with what.
#include "common/api/front_door.hpp"

#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const std::string kNote = R"({"data":{"branch":"B0101","title":"one"}})";

}  // namespace

TEST_CASE("front door: without a sign-in there is nothing but the door itself", "[door]") {
    Door door;
    const auto refused = door.call("GET", "/api/v1/notes");
    CHECK(outcome_of(refused) == "401 not-signed-in");
    CHECK(refused.headers.get("WWW-Authenticate") == "Bearer");
    CHECK(outcome_of(door.call("POST", "/api/v1/notes", kNote)) == "401 not-signed-in");
    CHECK(outcome_of(door.call("GET", "/api/v1/me")) == "401 not-signed-in");
    CHECK(outcome_of(door.call("GET", "/api/v1/people")) == "401 not-signed-in");
    CHECK(door.call("GET", "/api/v1/openapi.json").status == 200);
    CHECK(door.call("GET", "/api/v1/no-such-thing").status == 404);
    CHECK(door.people.store.writes() > 0);
}

TEST_CASE("front door: a person reaches what the roles permit, and writes in that name", "[door]") {
    Door door;
    const RowId ada = door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    CHECK(door.call("GET", "/api/v1/notes", "", cookie).status == 200);
    CHECK(door.call("POST", "/api/v1/notes", kNote, cookie).status == 201);
    CHECK(door.people.store.last_edit().actor == ada);
    const std::size_t writes = door.people.store.writes();
    const auto refused = door.call("POST", "/api/v1/moves", R"({"data":{}})", cookie);
    CHECK(outcome_of(refused) == "403 not-permitted");
    CHECK(json_of(refused)["detail"] ==
          "stock.move:write is not permitted to ada, who has technician");
    CHECK(json_of(refused)["hint"].get<std::string>().find("parts_counter") != std::string::npos);
    CHECK(door.people.store.writes() == writes);
}

TEST_CASE("front door: a row that asks for nothing is the operator's", "[door]") {
    Door door;
    door.people.add("ada", {"dealer_admin"});
    const auto cookie = door.cookie_of("ada");
    http::Router router;
    router.add("GET", "/forgotten", [](const http::Request&, const http::Answer& answer) {
        answer(http::text_response(200, "text/plain", "x"));
    });
    const auto handler = router.handler({}, door.door.guard());
    const auto ask = [&](http::Peer peer) {
        http::Request request;
        request.target = "/forgotten";
        request.peer = peer;
        request.headers.set(cookie[0].first, cookie[0].second);
        http::Response out;
        handler(request, [&out](http::Response response) { out = std::move(response); });
        return out.status;
    };
    CHECK(ask(http::Peer::tcp) == 403);
    CHECK(ask(http::Peer::admin_socket) == 200);
}

TEST_CASE("front door: what holds secrets has no endpoint", "[door]") {
    Door door;
    door.people.add("ada", {"dealer_admin"});
    door.peer = http::Peer::admin_socket;
    CHECK(door.call("GET", "/api/v1/credentials").status == 404);
    CHECK(door.call("POST", "/api/v1/importer-credentials", "{}").status == 404);
    const auto all = door.call("GET", "/api/v1/users");
    CHECK(all.body.find("argon2id") == std::string::npos);
}

TEST_CASE("front door: the admin socket and a daemon without sign-in ask nobody", "[door]") {
    Door open(false);
    CHECK(open.call("POST", "/api/v1/notes", kNote).status == 201);
    CHECK_FALSE(open.people.store.last_edit().actor);
    const auto me = json_of(open.call("GET", "/api/v1/me"));
    CHECK(me["operator"] == true);
    CHECK(me["sign_in"] == "off");
    CHECK(me["user"].is_null());
    CHECK(outcome_of(open.sign_in("ada", "whatever it is")) == "409 sign-in-off");
}

TEST_CASE("front door: a change by cookie must name its origin, a read need not", "[door]") {
    Door door;
    door.people.add("ada", {"technician"});
    HeaderFields cookie = door.cookie_of("ada");
    cookie.pop_back();
    CHECK(door.call("GET", "/api/v1/notes", "", cookie).status == 200);
    CHECK(outcome_of(door.call("POST", "/api/v1/notes", kNote, cookie)) == "403 origin-required");
}

TEST_CASE("front door: cookies that are not ours, doubled or wrong open nothing", "[door]") {
    Door door;
    door.people.add("ada", {"technician"});
    const std::string good = door.cookie_of("ada").front().second;
    const auto with = [&](const std::string& cookie) {
        return door.call("GET", "/api/v1/notes", "",
                         {
                             {"Cookie", cookie}
        });
    };
    CHECK(with("theme=dark; " + good).status == 200);
    CHECK(with(good + "; " + good).status == 401);
    CHECK(with(good + "0").status == 401);
    CHECK(with("x" + good).status == 401);
    CHECK(with("__Host-branchline=").status == 401);
    CHECK(with("__Host-branchline").status == 401);
    CHECK(with(";;==;").status == 401);
}

TEST_CASE("front door: whoever is disabled is out at the next look", "[door]") {
    Door door;
    const RowId ada = door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    REQUIRE(door.call("GET", "/api/v1/notes", "", cookie).status == 200);
    REQUIRE(identity::set_active(door.people.store, door.people.directory, ada, false, {}));
    CHECK(door.call("GET", "/api/v1/notes", "", cookie).status == 200);
    door.people.clock.at += Milliseconds(2'000);
    CHECK(outcome_of(door.call("GET", "/api/v1/notes", "", cookie)) == "401 not-signed-in");
    REQUIRE(identity::set_active(door.people.store, door.people.directory, ada, true, {}));
    door.people.clock.at += Milliseconds(2'000);
    CHECK(outcome_of(door.call("GET", "/api/v1/notes", "", cookie)) == "401 not-signed-in");
}

TEST_CASE("front door: a role that is taken, and a new password, count at the next look",
          "[door]") {
    Door door;
    const RowId ada = door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    REQUIRE(identity::take_role(door.people.store, door.people.directory, ada, "technician", {}));
    door.people.clock.at += Milliseconds(2'000);
    CHECK(outcome_of(door.call("GET", "/api/v1/notes", "", cookie)) == "403 not-permitted");
    door.people.set_password(ada, "another password");
    door.people.clock.at += Milliseconds(2'000);
    CHECK(outcome_of(door.call("GET", "/api/v1/notes", "", cookie)) == "401 not-signed-in");
}

TEST_CASE("front door: tokens are guessed no faster than passwords", "[door]") {
    Door door;
    const auto with = [&](const std::string& value) {
        return door.call("GET", "/api/v1/notes", "",
                         {
                             {"Authorization", value}
        });
    };
    for (const char* wrong : {"Bearer", "Bearer ", "Bearer bln_x", "Basic YTpi", "bln_x",
                              "Bearer bln_000000000000_0000"}) {
        CAPTURE(wrong);
        CHECK(outcome_of(with(wrong)) == "401 not-signed-in");
    }
    for (int i = 0; i < 100; ++i) (void)with("Bearer bln_" + std::to_string(i));
    const auto slow = with("Bearer bln_x");
    CHECK(outcome_of(slow) == "429 too-many-requests");
    CHECK(slow.headers.get("Retry-After") == "3600");
    CHECK(slow.headers.get("RateLimit-Policy") == "\"sign-in\";q=100;w=3600");
    CHECK(slow.headers.get("RateLimit") == "\"sign-in\";r=0;t=3600");
    door.address = "192.0.2.2";
    CHECK(outcome_of(with("Bearer bln_x")) == "401 not-signed-in");
}

TEST_CASE("front door: guessed tokens keep nobody behind their address out", "[door]") {
    Door door(Door::PerMinute{300});
    const RowId ada = door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const auto made = door.vault->make_token({.id = {},
                                              .user = ada,
                                              .name = {},
                                              .scope = {},
                                              .made = door.people.clock.at,
                                              .expires = {},
                                              .used = {}},
                                             door.random);
    REQUIRE(made);
    const auto with = [&](const std::string& token) {
        return outcome_of(door.call("GET", "/api/v1/me", "",
                                    {
                                        {"Authorization", "Bearer " + token}
        }));
    };
    for (int i = 0; i < 400; ++i) (void)with("bln_" + std::to_string(i));
    CHECK(with("bln_x") == "429 too-many-requests");
    CHECK(door.call("GET", "/api/v1/me", "", cookie).status == 200);
    CHECK(with(*made) == "200");
    door.people.clock.at += Milliseconds(60'000);
    CHECK(with("bln_x") == "429 too-many-requests");
    CHECK(door.sign_in("ada", std::string(test::kPassword)).status == 200);
}

TEST_CASE("front door: an IPv6 network guesses and asks as one address", "[door]") {
    Door door(Door::PerMinute{150});
    const auto guess = [&](const std::string& network, int host) {
        door.address = network + std::to_string(host);
        return outcome_of(door.call("GET", "/api/v1/me", "",
                                    {
                                        {"Authorization", "Bearer bln_x"}
        }));
    };
    for (int i = 0; i < 100; ++i) CHECK(guess("2001:db8:1:1::", i) == "401 not-signed-in");
    CHECK(guess("2001:db8:1:1::", 100) == "429 too-many-requests");
    CHECK(guess("2001:db8:1:2::", 1) == "401 not-signed-in");
    for (int i = 0; i < 49; ++i) {
        door.address = "2001:db8:1:1::a" + std::to_string(i);
        CHECK(door.call("GET", "/api/v1/openapi.json").status == 200);
    }
    CHECK(door.call("GET", "/api/v1/openapi.json").status == 429);
}

TEST_CASE("front door: an unknown id and one of another dealer look the same", "[door]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const auto one = door.call("GET", "/api/v1/notes/" + std::string(32, 'a'), "", cookie);
    const auto two = door.call("GET", "/api/v1/notes/" + std::string(32, 'b'), "", cookie);
    CHECK(outcome_of(one) == "404 not-found");
    CHECK(one.body.size() == two.body.size());
}

TEST_CASE("front door: masked values are absent from every form of a list", "[door]") {
    Door door;
    door.people.add_order();
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    for (const char* target :
         {"/api/v1/repair-orders", "/api/v1/repair-orders?format=csv",
          "/api/v1/repair-orders?format=ndjson", "/api/v1/repair-orders?sort=id"}) {
        CAPTURE(target);
        const auto shown = door.call("GET", target, "", cookie);
        CHECK(shown.status == 200);
        CHECK(shown.body.find("V1") != std::string::npos);
        CHECK(shown.body.find("synthetic") == std::string::npos);
    }
    CHECK(outcome_of(door.call("GET", "/api/v1/repair-orders?filter=customer:prefix:a", "",
                               cookie)) == "403 field-masked");
}

TEST_CASE("front door: every answer of the API tells what is left of the limit that counts",
          "[door]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const auto answer = door.call("GET", "/api/v1/notes", "", cookie);
    std::string told;
    for (const auto& [name, value] : answer.headers.all()) {
        if (name.starts_with("RateLimit")) told += name + ": " + value + "\n";
    }
    CHECK(told == "RateLimit-Policy: \"user\";q=30000;w=60\nRateLimit: \"user\";r=29999;t=1\n");
    const auto stranger = door.call("GET", "/api/v1/notes");
    CHECK(stranger.headers.get("RateLimit") == "\"client\";r=29998;t=1");
}

TEST_CASE("front door: an address that asks too often waits, whoever it is", "[door]") {
    Door door(Door::PerMinute{3});
    for (int i = 0; i < 3; ++i) CHECK(door.call("GET", "/api/v1/me").status == 401);
    const auto refused = door.call("GET", "/api/v1/openapi.json");
    CHECK(outcome_of(refused) == "429 too-many-requests");
    CHECK(refused.headers.get("Retry-After") == "20");
    door.address = "192.0.2.2";
    CHECK(door.call("GET", "/api/v1/openapi.json").status == 200);
    door.address = "192.0.2.1";
    door.people.clock.at += Milliseconds(20'000);
    CHECK(door.call("GET", "/api/v1/openapi.json").status == 200);
}

TEST_CASE("front door: a user who asks too often waits, from whatever address", "[door]") {
    Door door(Door::PerMinute{3});
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    for (int i = 0; i < 4; ++i) {
        door.address = "198.51.100." + std::to_string(i);
        const auto answer = door.call("GET", "/api/v1/notes", "", cookie);
        CHECK(answer.status == (i < 3 ? 200 : 429));
    }
}

TEST_CASE("front door: the operator, and a daemon without a sign-in, know no limit", "[door]") {
    Door door(Door::PerMinute{3});
    door.peer = http::Peer::admin_socket;
    for (int i = 0; i < 10; ++i) CHECK(door.call("GET", "/api/v1/notes").status == 200);
    CHECK_FALSE(door.call("GET", "/api/v1/notes").headers.has("RateLimit"));
    Door open(false);
    CHECK_FALSE(open.call("GET", "/api/v1/notes").headers.has("RateLimit"));
}

TEST_CASE("front door: files of the portal are not counted", "[door]") {
    Door door(Door::PerMinute{3});
    for (int i = 0; i < 10; ++i) CHECK(door.call("GET", "/assets/index.js").status == 200);
    CHECK(door.call("GET", "/api/v1/openapi.json").status == 200);
}

TEST_CASE("front door: to open a stream of events is a request as any other", "[door]") {
    Door door(Door::PerMinute{3});
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    for (int i = 0; i < 3; ++i) {
        CHECK(door.call("GET", "/api/v1/test-events", "", cookie).status == 200);
    }
    const auto refused = door.call("GET", "/api/v1/test-events", "", cookie);
    CHECK(outcome_of(refused) == "429 too-many-requests");
}

TEST_CASE("front door: a user has so many streams open at once, and the next when one ends",
          "[door]") {
    Door door(Door::PerMinute{100});
    for (const char* name : {"ada", "bob"}) door.people.add(name, {"technician"});
    const auto cookie = door.cookie_of("ada");
    const auto open = [&](const HeaderFields& fields) {
        return door.call("GET", "/api/v1/test-events", "", fields);
    };
    http::Response first = open(cookie);
    const http::Response second = open(cookie);
    CHECK(second.status == 200);
    const http::Response third = open(cookie);
    CHECK(outcome_of(third) == "429 too-many-streams");
    CHECK(third.headers.get("Retry-After") == "30");
    CHECK(open(door.cookie_of("bob")).status == 200);
    CHECK(door.call("GET", "/api/v1/me", "", cookie).status == 200);
    first.more = {};
    CHECK(open(cookie).status == 200);
}
