// Signing in and out: what it sets, what it refuses, what it records.
#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

/// Events of the audit, oldest first.
std::vector<std::string> events(Door& door) {
    const schema::Entity& entity = door.people.store.entity("org.sign_in");
    std::vector<std::pair<std::int64_t, std::string>> rows;
    const auto page = door.people.store.list(entity, {.limit = 500});
    REQUIRE(page);
    std::vector<std::string> out;
    for (const engine::Record& record : page->records) {
        out.push_back(std::get<std::string>(value_of(record, *entity.field("event"))));
    }
    return out;
}

std::size_t count(const std::vector<std::string>& all, const std::string& one) {
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), one));
}

}  // namespace

TEST_CASE("session: the cookie is for this host alone, and out of the reach of scripts",
          "[session]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto answer = door.sign_in("Ada", std::string(test::kPassword));
    REQUIRE(answer.status == 200);
    const std::string cookie(answer.headers.get("Set-Cookie"));
    CHECK(cookie.starts_with("__Host-branchline="));
    for (const char* part :
         {"; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Max-Age=604800"}) {
        CHECK(cookie.find(part) != std::string::npos);
    }
    CHECK(cookie.find("Domain") == std::string::npos);
    const Json me = json_of(answer);
    CHECK(me["user"]["login"] == "ada");
    CHECK(me["roles"][0]["role"] == "technician");
    CHECK(me["way"] == "password");
}

TEST_CASE("session: a wrong password and an unknown login are answered alike", "[session]") {
    Door door;
    door.people.add("ada", {});
    const auto wrong = door.sign_in("ada", "not the password");
    const auto unknown = door.sign_in("eve", "not the password");
    const auto odd = door.sign_in("not a login", "not the password");
    CHECK(outcome_of(wrong) == "401 sign-in-failed");
    CHECK(unknown.body == wrong.body);
    CHECK(odd.body == wrong.body);
    CHECK_FALSE(wrong.headers.has("Set-Cookie"));
    CHECK(count(events(door), "failure") == 3);
}

TEST_CASE("session: an account without a password, or disabled, admits nobody", "[session]") {
    Door door;
    REQUIRE(identity::add_account(door.people.store, door.people.directory, {"bare", "", {}}));
    CHECK(outcome_of(door.sign_in("bare", "")) == "401 sign-in-failed");
    const RowId ada = door.people.add("ada", {});
    REQUIRE(identity::set_active(door.people.store, door.people.directory, ada, false, {}));
    CHECK(outcome_of(door.sign_in("ada", std::string(test::kPassword))) == "401 sign-in-failed");
}

TEST_CASE("session: guessing is slowed down, and the right password has to wait, too",
          "[session]") {
    Door door;
    door.people.add("ada", {});
    for (int i = 0; i < 5; ++i) {
        CHECK(outcome_of(door.sign_in("ada", "wrong password")) == "401 sign-in-failed");
    }
    const auto slow = door.sign_in("ada", std::string(test::kPassword));
    CHECK(outcome_of(slow) == "429 too-many-requests");
    CHECK(slow.headers.get("Retry-After") == "2");
    CHECK(door.sign_in("eve", "wrong password").status == 401);
    door.people.clock.at += Milliseconds(2'000);
    CHECK(door.sign_in("ada", std::string(test::kPassword)).status == 200);
}

TEST_CASE("session: an unknown login is locked out as a known one is", "[session]") {
    Door door;
    for (int i = 0; i < 5; ++i) (void)door.sign_in("eve", "wrong password");
    CHECK(outcome_of(door.sign_in("eve", "wrong password")) == "429 too-many-requests");
}

TEST_CASE("session: success, failure, lock-out and signing out are recorded, passwords are not",
          "[session]") {
    Door door;
    door.people.add("ada", {});
    const auto cookie = door.cookie_of("ada");
    for (int i = 0; i < 12; ++i) {
        (void)door.sign_in("ada", "a-wrong-password");
        door.people.clock.at += Milliseconds(40'000);
    }
    CHECK(door.call("DELETE", "/api/v1/session", "{}", cookie).status == 200);
    const auto all = events(door);
    CHECK(count(all, "success") == 1);
    CHECK(count(all, "failure") > 0);
    CHECK(count(all, "lock_out") > 0);
    CHECK(count(all, "sign_out") == 1);
    door.peer = http::Peer::admin_socket;
    const auto shown = door.call("GET", "/api/v1/sign-ins?limit=500");
    CHECK(shown.body.find("a-wrong-password") == std::string::npos);
    CHECK(shown.body.find(test::kPassword) == std::string::npos);
}

TEST_CASE("session: signing out ends it, also for whoever has kept the cookie", "[session]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto cookie = door.cookie_of("ada");
    const auto out = door.call("DELETE", "/api/v1/session", "{}", cookie);
    CHECK(out.status == 200);
    CHECK(out.headers.get("Set-Cookie").find("Max-Age=0") != std::string::npos);
    CHECK(outcome_of(door.call("GET", "/api/v1/me", "", cookie)) == "401 not-signed-in");
}

TEST_CASE("session: signing in again ends the session that was there", "[session]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto first = door.cookie_of("ada");
    const auto second = Door::browser(door.sign_in("ada", std::string(test::kPassword), first));
    CHECK(first.front().second != second.front().second);
    CHECK(outcome_of(door.call("GET", "/api/v1/me", "", first)) == "401 not-signed-in");
    CHECK(door.call("GET", "/api/v1/me", "", second).status == 200);
}

TEST_CASE("session: wrong requests are refused before anything is looked up", "[session]") {
    Door door;
    const auto post = [&](const std::string& body) {
        return outcome_of(door.call("POST", "/api/v1/session", body));
    };
    CHECK(post("") == "400 invalid-request");
    CHECK(post("[]") == "400 invalid-request");
    CHECK(post(R"({"login":"ada"})") == "400 invalid-request");
    CHECK(post(R"({"login":"ada","password":1})") == "400 invalid-request");
    CHECK(post(R"({"login":"ada","password":"x","pin":"1234"})") == "400 invalid-request");
    CHECK(post(R"({"login":"ada","password":"x","extra":1})") == "422 unknown-field");
    CHECK(post(R"({"login":"ada","password":")" + std::string(257, 'x') + R"("})") ==
          "400 invalid-request");
    CHECK(events(door).empty());
}

TEST_CASE("session: a PIN takes over from somebody signed in here, and from nobody else",
          "[session]") {
    Door door;
    door.people.add("ada", {"technician"});
    door.people.add("bob", {"parts_counter"});
    const auto bob = door.cookie_of("bob");
    const std::string set =
        fmt::format(R"({{"password":"{}","pin":"4711"}})", std::string(test::kPassword));
    CHECK(door.call("POST", "/api/v1/me/pin", set, bob).status == 200);
    const auto ada = door.cookie_of("ada");
    const std::string switch_to = R"({"login":"bob","pin":"4711"})";
    CHECK(outcome_of(door.call("POST", "/api/v1/session", switch_to)) == "401 not-signed-in");
    const auto switched = door.call("POST", "/api/v1/session", switch_to, ada);
    REQUIRE(switched.status == 200);
    CHECK(json_of(switched)["user"]["login"] == "bob");
    CHECK(json_of(switched)["way"] == "pin");
    CHECK(outcome_of(door.call("GET", "/api/v1/me", "", ada)) == "401 not-signed-in");
}

TEST_CASE("session: wrong PINs clear the PIN", "[session]") {
    Door door;
    door.people.add("ada", {"technician"});
    const auto ada = door.cookie_of("ada");
    const std::string set =
        fmt::format(R"({{"password":"{}","pin":"4711"}})", std::string(test::kPassword));
    REQUIRE(door.call("POST", "/api/v1/me/pin", set, ada).status == 200);
    for (int i = 0; i < 5; ++i) {
        CHECK(door.call("POST", "/api/v1/session", R"({"login":"ada","pin":"0000"})", ada).status ==
              401);
        door.people.clock.at += Milliseconds(60'000);
    }
    CHECK(door.call("POST", "/api/v1/session", R"({"login":"ada","pin":"4711"})", ada).status ==
          401);
    CHECK(json_of(door.call("GET", "/api/v1/me", "", ada))["pin"] == false);
}

TEST_CASE("session: after the grace without the importer nobody signs in", "[session]") {
    Door door(true, Milliseconds(1'000'000));
    door.people.add("ada", {});
    door.door.note_contact();
    CHECK(door.sign_in("ada", std::string(test::kPassword)).status == 200);
    door.people.clock.at += Milliseconds(1'000'001);
    CHECK(outcome_of(door.sign_in("ada", std::string(test::kPassword))) ==
          "401 offline-grace-expired");
    door.door.note_contact();
    CHECK(door.sign_in("ada", std::string(test::kPassword)).status == 200);
}
