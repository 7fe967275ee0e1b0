// Accounts as their administrators see to them.
#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

/// A door with an administrator who is signed in.
struct Office {
    Door door;
    HeaderFields admin;

    Office() {
        door.people.add("root", {"dealer_admin"});
        admin = door.cookie_of("root");
    }
    http::Response post(const std::string& path, const std::string& body = "{}") {
        return door.call("POST", "/api/v1/people" + path, body, admin);
    }
};

}  // namespace

TEST_CASE("people: an administrator adds somebody, who then signs in", "[people]") {
    Office office;
    const auto made = office.post("", R"({"login":"Ada","name":"A. B.","roles":["technician"]})");
    REQUIRE(made.status == 201);
    CHECK(json_of(made)["login"] == "ada");
    CHECK(json_of(made)["password"] == "none");
    CHECK(json_of(made)["roles"] == Json::array({"technician"}));
    CHECK(office.post("/ada:set-password", R"({"password":"battery staple"})").status == 200);
    CHECK(office.door.sign_in("ada", "battery staple").status == 200);
}

TEST_CASE("people: what does not fit is refused, and nothing is written", "[people]") {
    Office office;
    CHECK(outcome_of(office.post("", R"({"login":"root"})")) == "409 login-taken");
    CHECK(outcome_of(office.post("", R"({"login":"a b"})")) == "400 bad-login");
    CHECK(outcome_of(office.post("", R"({"login":"ada","roles":"x"})")) == "400 invalid-request");
    const std::size_t writes = office.door.people.store.writes();
    CHECK(outcome_of(office.post("", R"({"login":"ada","roles":["advisor","king"]})")) ==
          "404 no-such-role");
    CHECK(office.door.people.store.writes() == writes);
    CHECK(outcome_of(office.post("/nobody:set-password", R"({"password":"battery staple"})")) ==
          "404 no-such-user");
    CHECK(outcome_of(office.post("/root:set-password", R"({"password":"short"})")) ==
          "422 password-too-short");
    CHECK(outcome_of(office.post("/root:grant", R"({"role":"king"})")) == "404 no-such-role");
    CHECK(outcome_of(office.post("/root:revoke", R"({"role":"advisor"})")) == "404 no-such-grant");
}

TEST_CASE("people: roles are given and taken, and count at once", "[people]") {
    Office office;
    office.door.people.add("ada", {});
    const auto ada = office.door.cookie_of("ada");
    const auto read = [&] { return office.door.call("GET", "/api/v1/notes", "", ada).status; };
    CHECK(read() == 403);
    CHECK(office.post("/ada:grant", R"({"role":"technician"})").status == 200);
    CHECK(read() == 200);
    CHECK(office.post("/ada:revoke", R"({"role":"technician"})").status == 200);
    CHECK(read() == 403);
}

TEST_CASE("people: whoever is disabled is out at once, without roles and tokens", "[people]") {
    Office office;
    const RowId ada = office.door.people.add("ada", {"technician"});
    const auto cookie = office.door.cookie_of("ada");
    REQUIRE(office.door.call("POST", "/api/v1/me/tokens", R"({"name":"x"})", cookie).status == 201);
    const auto done = office.post("/ada:disable");
    REQUIRE(done.status == 200);
    CHECK(json_of(done)["active"] == false);
    CHECK(json_of(done)["roles"].empty());
    CHECK(office.door.call("GET", "/api/v1/me", "", cookie).status == 401);
    CHECK(office.door.vault->tokens_of(ada).empty());
    CHECK(office.door.sign_in("ada", std::string(test::kPassword)).status == 401);
    CHECK(json_of(office.post("/ada:enable"))["active"] == true);
    CHECK(office.door.sign_in("ada", std::string(test::kPassword)).status == 200);
}

TEST_CASE("people: nobody else manages people", "[people]") {
    Door door;
    door.people.add("ada", {"sales_mgr", "controller"});
    const auto cookie = door.cookie_of("ada");
    for (const char* path :
         {"", "/ada:grant", "/ada:disable", "/ada:set-password", "/ada:sign-out", "/ada/tokens"}) {
        CAPTURE(path);
        CHECK(outcome_of(door.call("POST", std::string("/api/v1/people") + path, "{}", cookie)) ==
              "403 not-permitted");
    }
    CHECK(outcome_of(door.call("GET", "/api/v1/people", "", cookie)) == "403 not-permitted");
}

TEST_CASE("people: an administrator lends nobody's name, the operator makes tokens", "[people]") {
    Office office;
    office.door.people.add("ada", {"technician"});
    CHECK(outcome_of(office.post("/ada/tokens", R"({"name":"x"})")) == "403 operator-only");
    office.door.peer = http::Peer::admin_socket;
    const auto made =
        office.door.call("POST", "/api/v1/people/ada/tokens", R"({"name":"x","ttl":"1h"})");
    CHECK(made.status == 201);
    const auto listed = office.door.call("GET", "/api/v1/people/ada/tokens");
    const std::string id = json_of(listed)["items"][0]["id"].get<std::string>();
    CHECK(office.door.call("DELETE", "/api/v1/people/ada/tokens/" + id, "{}").status == 200);
    CHECK(office.door.call("DELETE", "/api/v1/people/ada/tokens/" + id, "{}").status == 404);
}

TEST_CASE("people: all sessions of somebody can be ended", "[people]") {
    Office office;
    office.door.people.add("ada", {});
    const auto ada = office.door.cookie_of("ada");
    CHECK(office.post("/ada:sign-out").status == 200);
    CHECK(office.door.call("GET", "/api/v1/me", "", ada).status == 401);
}

TEST_CASE("people: why somebody may do something is told by roles", "[people]") {
    Office office;
    office.door.people.add("ada", {"technician"});
    const auto ask = [&](const std::string& permit) {
        return office.door.call("GET", "/api/v1/people/ada/explain?permit=" + permit, "",
                                office.admin);
    };
    const Json yes = json_of(ask("notes.note:submit"));
    CHECK(yes["permitted"] == true);
    CHECK(yes["by"] == Json::array({"technician"}));
    const Json no = json_of(ask("warranty.claim:submit"));
    CHECK(no["permitted"] == false);
    CHECK(no["by"].empty());
    CHECK(no["roles_that_permit"] == Json::array({"warranty_admin", "warranty_mgr"}));
    CHECK(outcome_of(ask("nots.note:write")) == "404 unknown-entity");
}
