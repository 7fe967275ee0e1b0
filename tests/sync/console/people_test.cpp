// The commands about people, against a daemon that answers with one body and remembers what came.
#include "sync/console/people.hpp"

#include <catch2/catch.hpp>

#include "common/http/problem.hpp"
#include "common/http/server.hpp"
#include "common/text/json.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;
using test::Said;

namespace {

class Daemon {
public:
    explicit Daemon(http::Response answer) {
        server_ = std::make_unique<http::Server>(
            http::ServerOptions{.listen = {}, .admin_socket = folder_.file("admin.sock")},
            [this, answer](http::Request request, http::Answer give) {
                asked += request.method + " " + request.target + " " + request.body + "\n";
                give(answer);
            });
        REQUIRE(server_->start());
    }
    ~Daemon() { server_->stop(); }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    Said run(std::vector<std::string> words, const std::string& input = "") const {
        return test::run_at(folder_.path().string(), people_commands(), std::move(words), input);
    }

    std::string asked;

private:
    test::Folder folder_;
    std::unique_ptr<http::Server> server_;
};

http::Response json(const std::string& body) {
    return http::text_response(200, "application/json", body);
}

const std::string kAda =
    R"({"id":"x","login":"ada","name":"A","active":true,"password":"none","roles":["advisor"]})";

}  // namespace

TEST_CASE("people: a user is added, and the password comes from standard input", "[people]") {
    Daemon daemon(json(kAda));
    const Said said =
        daemon.run({"user", "add", "ada", "-", "--role", "advisor", "--role", "technician"},
                   "battery staple\n");
    CHECK(said.exit == 0);
    CHECK(said.out == "added ada, roles: advisor\n");
    CHECK(daemon.asked ==
          "POST /api/v1/people {\"login\":\"ada\",\"roles\":[\"advisor\",\"technician\"]}\n"
          "POST /api/v1/people/ada:set-password {\"password\":\"battery staple\"}\n");
}

TEST_CASE("people: a user without a password is told of", "[people]") {
    Daemon daemon(json(kAda));
    const Said said = daemon.run({"user", "add", "ada"});
    CHECK(said.exit == 0);
    CHECK(said.error == "no password yet: user password ada -\n");
}

TEST_CASE("people: a password in the arguments is refused", "[people]") {
    Daemon daemon(json("{}"));
    const Said said = daemon.run({"user", "password", "ada", "battery"});
    CHECK(said.exit == 2);
    CHECK(daemon.asked.empty());
    CHECK(daemon.run({"user", "password", "ada"}).exit == 2);
}

TEST_CASE("people: users, grants and roles are listed", "[people]") {
    Daemon users(json("{\"items\":[" + kAda + "]}"));
    CHECK(users.run({"user", "ls", "--plain"}).out.find("ada\tA\tyes\tadvisor\tnone") !=
          std::string::npos);
    CHECK(users.run({"grant", "ls", "--plain"}).out.find("ada\tadvisor") != std::string::npos);
    Daemon roles(json(R"({"items":[{"data":{"role":"advisor","side":"dealer","name":"N"}}]})"));
    CHECK(roles.run({"role", "ls", "--plain"}).out.find("advisor\tdealer\tN") != std::string::npos);
}

TEST_CASE("people: verbs go to their own paths", "[people]") {
    Daemon daemon(json(kAda));
    CHECK(daemon.run({"user", "disable", "a/b"}).out == "a/b is disabled\n");
    CHECK(daemon.run({"user", "enable", "ada"}).exit == 0);
    CHECK(daemon.run({"user", "sign-out", "ada"}).exit == 0);
    CHECK(daemon.run({"grant", "add", "ada", "advisor"}).out == "ada has: advisor\n");
    CHECK(daemon.run({"grant", "revoke", "ada", "advisor"}).exit == 0);
    CHECK(daemon.run({"api-token", "revoke", "ada", "x"}).exit == 0);
    CHECK(daemon.asked ==
          "POST /api/v1/people/a%2Fb:disable {}\nPOST /api/v1/people/ada:enable {}\n"
          "POST /api/v1/people/ada:sign-out {}\n"
          "POST /api/v1/people/ada:grant {\"role\":\"advisor\"}\n"
          "POST /api/v1/people/ada:revoke {\"role\":\"advisor\"}\n"
          "DELETE /api/v1/people/ada/tokens/x {}\n");
}

TEST_CASE("people: a token stands alone on the output", "[people]") {
    Daemon daemon(json(R"({"token":"bln_x","id":"i"})"));
    const Said said = daemon.run({"api-token", "create", "ada", "--name", "till", "--ttl", "1h"});
    CHECK(said.out == "bln_x\n");
    CHECK(daemon.asked == "POST /api/v1/people/ada/tokens {\"name\":\"till\",\"ttl\":\"1h\"}\n");
    CHECK(daemon.run({"api-token", "create", "ada"}).exit == 2);
}

TEST_CASE("people: why somebody may do something is one sentence", "[people]") {
    Daemon yes(json(R"({"user":"ada","permit":"see:cost","permitted":true,"active":true,)"
                    R"("by":["controller"],"roles_that_permit":["controller"]})"));
    CHECK(yes.run({"role", "explain", "ada", "see:cost"}).out ==
          "see:cost is permitted to ada by controller\nroles that permit it: controller\n");
    Daemon no(json(R"({"user":"ada","permit":"see:cost","permitted":false,"active":false,)"
                   R"("by":[],"roles_that_permit":[]})"));
    CHECK(no.run({"role", "explain", "ada", "see:cost"}).out ==
          "see:cost is not permitted to ada, who is disabled\nroles that permit it: none\n");
}

TEST_CASE("people: what the daemon refuses is told with its exit code", "[people]") {
    Daemon daemon(http::problem(404, "no-such-user", "there is no user ada"));
    const Said said = daemon.run({"user", "disable", "ada"});
    CHECK(said.exit == 5);
    CHECK(said.error.find("there is no user ada") != std::string::npos);
}

TEST_CASE("people: a user is linked with a subject of the OpenID provider", "[people]") {
    test::Folder folder;
    std::string asked;
    http::Server server({.listen = {}, .admin_socket = folder.file("admin.sock")},
                        [&asked](http::Request request, http::Answer give) {
                            asked += request.target + " " + request.body + "\n";
                            give(json(R"({"login":"ada","subject":"4711"})"));
                        });
    REQUIRE(server.start());
    const auto run = [&](std::vector<std::string> words) {
        return test::run_at(folder.path().string(), link_commands(), std::move(words), "");
    };
    CHECK(run({"user", "link", "ada", "4711"}).out == "ada is linked with 4711\n");
    CHECK(run({"user", "unlink", "ada"}).out == "ada is not linked any more\n");
    CHECK(asked ==
          "/api/v1/people/ada:link {\"subject\":\"4711\"}\n/api/v1/people/ada:unlink {}\n");
    server.stop();
}
