// What people see to themselves.
#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

HeaderFields bearer(const std::string& token) {
    return {
        {"Authorization", "Bearer " + token}
    };
}

std::string make_token(Door& door, const HeaderFields& cookie, const std::string& body) {
    const auto made = door.call("POST", "/api/v1/me/tokens", body, cookie);
    INFO(made.body);
    REQUIRE(made.status == 201);
    return json_of(made)["token"].get<std::string>();
}

}  // namespace

TEST_CASE("me: a new password takes the old one, and ends every session", "[me]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const auto change = [&](const std::string& current, const std::string& wanted) {
        return outcome_of(door.call(
            "POST", "/api/v1/me/password",
            fmt::format(R"({{"current":"{}","password":"{}"}})", current, wanted), cookie));
    };
    CHECK(change("wrong one here", "battery staple") == "403 wrong-password");
    CHECK(change(std::string(test::kPassword), "short") == "422 password-too-short");
    CHECK(change(std::string(test::kPassword), "battery staple") == "200");
    CHECK(outcome_of(door.call("GET", "/api/v1/me", "", cookie)) == "401 not-signed-in");
    CHECK(door.sign_in("ada", std::string(test::kPassword)).status == 401);
    CHECK(door.sign_in("ada", "battery staple").status == 200);
}

TEST_CASE("me: a stolen session cannot guess the password either", "[me]") {
    Door door;
    door.people.add("ada", {});
    const auto cookie = door.cookie_of("ada");
    std::string last;
    for (int i = 0; i < 6; ++i) {
        last = outcome_of(door.call("POST", "/api/v1/me/password",
                                    R"({"current":"wrong","password":"battery staple"})", cookie));
    }
    CHECK(last == "429 too-many-requests");
}

TEST_CASE("me: a token acts for its person within its scope, and is shown once", "[me]") {
    Door door;
    const RowId ada = door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const std::string token =
        make_token(door, cookie, R"({"name":"till","scope":"notes.note:write|notes.note:read"})");
    CHECK(token.starts_with("bln_"));
    const std::string note = R"({"data":{"branch":"B0101","title":"one"}})";
    CHECK(door.call("POST", "/api/v1/notes", note, bearer(token)).status == 201);
    CHECK(door.people.store.last_edit().actor == ada);
    CHECK(outcome_of(door.call("GET", "/api/v1/repair-orders", "", bearer(token))) ==
          "403 not-permitted");
    CHECK(outcome_of(door.call("POST", "/api/v1/me/tokens", R"({"name":"x"})", bearer(token))) ==
          "403 not-by-token");
    const auto listed = door.call("GET", "/api/v1/me/tokens", "", cookie);
    CHECK(listed.body.find(token) == std::string::npos);
    const Json row = json_of(listed)["items"][0];
    CHECK(row["name"] == "till");
    CHECK(row["used"].is_string());
    const std::string path = "/api/v1/me/tokens/" + row["id"].get<std::string>();
    CHECK(door.call("DELETE", path, "{}", cookie).status == 200);
    CHECK(outcome_of(door.call("DELETE", path, "{}", cookie)) == "404 not-found");
    CHECK(outcome_of(door.call("GET", "/api/v1/notes", "", bearer(token))) == "401 not-signed-in");
}

TEST_CASE("me: a token ends with its time and with its person", "[me]") {
    Door door;
    const RowId ada = door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const std::string short_lived = make_token(door, cookie, R"({"name":"a","ttl":"1h"})");
    const std::string lasting = make_token(door, cookie, R"({"name":"b"})");
    door.people.clock.at += std::chrono::hours(1);
    CHECK(door.call("GET", "/api/v1/notes", "", bearer(short_lived)).status == 401);
    CHECK(door.call("GET", "/api/v1/notes", "", bearer(lasting)).status == 200);
    REQUIRE(identity::set_active(door.people.store, door.people.directory, ada, false, {}));
    door.people.clock.at += Milliseconds(2'000);
    CHECK(door.call("GET", "/api/v1/notes", "", bearer(lasting)).status == 401);
}

TEST_CASE("me: sessions are listed and ended one by one, one's own alone", "[me]") {
    Door door;
    door.people.add("ada", {});
    door.people.add("bob", {});
    const auto here = door.cookie_of("ada");
    door.address = "192.0.2.2";
    const auto there = door.cookie_of("ada");
    const auto bob = door.cookie_of("bob");
    const Json items = json_of(door.call("GET", "/api/v1/me/sessions", "", here))["items"];
    REQUIRE(items.size() == 2);
    for (const Json& row : items) {
        if (row["this"] == true) continue;
        const std::string path = "/api/v1/me/sessions/" + row["id"].get<std::string>();
        CHECK(outcome_of(door.call("DELETE", path, "{}", bob)) == "404 not-found");
        CHECK(door.call("DELETE", path, "{}", here).status == 200);
    }
    CHECK(door.call("GET", "/api/v1/me", "", there).status == 401);
    CHECK(door.call("GET", "/api/v1/me", "", here).status == 200);
}

TEST_CASE("me: wrong PINs, passwords and tokens are refused by name", "[me]") {
    Door door;
    door.people.add("ada", {});
    const auto cookie = door.cookie_of("ada");
    const auto post = [&](const std::string& path, const std::string& body) {
        return outcome_of(door.call("POST", "/api/v1/me/" + path, body, cookie));
    };
    const std::string password(test::kPassword);
    CHECK(post("pin", fmt::format(R"({{"password":"{}","pin":"12"}})", password)) == "422 bad-pin");
    CHECK(post("pin", fmt::format(R"({{"password":"{}","pin":"12ab"}})", password)) ==
          "422 bad-pin");
    CHECK(post("pin", R"({"password":"wrong","pin":"1234"})") == "403 wrong-password");
    CHECK(post("pin", R"({"pin":"1234"})") == "400 invalid-request");
    CHECK(post("password", "{}") == "400 invalid-request");
    CHECK(post("tokens", "{}") == "400 invalid-request");
    CHECK(post("tokens", R"({"name":"x","ttl":"soon"})") != "201");
    CHECK(post("tokens", fmt::format(R"({{"name":"{}"}})", std::string(65, 'n'))) ==
          "400 invalid-request");
    CHECK(post("tokens", R"({"name":"x","scope":"no.such"})") == "404 unknown-entity");
}

TEST_CASE("me: the operator of the machine has no password to change", "[me]") {
    Door door(false);
    CHECK(outcome_of(door.call("POST", "/api/v1/me/tokens", R"({"name":"x"})")) == "409 no-person");
    CHECK(outcome_of(door.call("GET", "/api/v1/me/sessions")) == "409 no-person");
    CHECK(outcome_of(door.call("DELETE", "/api/v1/me/pin", "{}")) == "409 no-person");
}

TEST_CASE("me: colleagues are those with a PIN here", "[me]") {
    Door door;
    door.people.add("ada", {});
    door.people.add("bob", {});
    const auto ada = door.cookie_of("ada");
    const std::string set =
        fmt::format(R"({{"password":"{}","pin":"4711"}})", std::string(test::kPassword));
    REQUIRE(door.call("POST", "/api/v1/me/pin", set, ada).status == 200);
    const Json items =
        json_of(door.call("GET", "/api/v1/me/colleagues", "", door.cookie_of("bob")))["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["login"] == "ada");
    CHECK(door.call("DELETE", "/api/v1/me/pin", "{}", ada).status == 200);
    CHECK(json_of(door.call("GET", "/api/v1/me/colleagues", "", ada))["items"].empty());
}
