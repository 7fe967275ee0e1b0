// Invitations: whoever has one joins once, whoever has not does not.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sync/engine/token.hpp"
#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

namespace fs = std::filesystem;

struct Inviting : Network {
    Inviting() {
        add_dealer("D01");
        declare_branch("B0101", "D01");
    }

    /// A directory that has never joined.
    Daemon newcomer() {
        return Daemon(kNodeProgram, folder() / fmt::format("newcomer-{}", ++newcomers_));
    }
    Outcome join(const std::string& token) { return join(newcomer(), token); }
    static Outcome join(const Daemon& node, const std::string& token) {
        return node.cli({"join", "-", "--wait", "10s"}, token + "\n");
    }
    Json only_token() {
        const Json listed = hub().ask({"token", "ls"});
        REQUIRE(listed["items"].size() == 1);
        return listed["items"][0];
    }

private:
    int newcomers_ = 0;
};

void check_refused(const Outcome& outcome, int exit, const std::string& what) {
    INFO(outcome.err);
    CHECK(outcome.exit == exit);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find(what) != std::string::npos);
}

std::string changed(const std::string& token, const std::function<void(sync::JoinToken&)>& change) {
    auto decoded = sync::decode_token(token);
    REQUIRE(decoded.has_value());
    change(*decoded);
    return sync::encode_token(*decoded);
}

}  // namespace

TEST_CASE("enrolment: a token is good for one node", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101");
    const Outcome joined = net.join(token);
    CHECK(joined.exit == 0);
    CHECK(joined.out == "enrolled as node 1 of branch B0101, dealer D01\n");
    check_refused(net.join(token), 7, "the token has been used by another node");
    CHECK(net.only_token()["state"] == "spent");
    CHECK(net.hub().ask({"node", "ls"})["items"].size() == 1);
}

TEST_CASE("enrolment: whoever has joined does not join again", "[e2e]") {
    Inviting net;
    const Daemon node = net.newcomer();
    REQUIRE(net.join(node, net.token("B0101")).exit == 0);
    const std::string identity = read_text(node.dir() / "identity");
    check_refused(net.join(node, net.token("B0101")), 6, "belongs to a network already");
    CHECK(read_text(node.dir() / "identity") == identity);
}

TEST_CASE("enrolment: a node whose answer was lost gets it again with the same token", "[e2e]") {
    Inviting net;
    const Daemon node = net.newcomer();
    const std::string token = net.token("B0101");
    REQUIRE(net.join(node, token).exit == 0);
    fs::remove(node.dir() / "identity");
    CHECK(net.join(node, token).exit == 0);
    CHECK(net.hub().ask({"node", "ls"})["items"].size() == 1);
}

TEST_CASE("enrolment: a token that has expired is refused", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101", {"--ttl", "1s"});
    const auto expires = parse_instant(net.only_token()["expires"].get<std::string>());
    REQUIRE(expires.has_value());
    REQUIRE(wait_until([&] { return SystemClock().now() > *expires; }));
    check_refused(net.join(token), 7, "the token has expired");
    net.restart_hub();
    CHECK(net.hub().ask({"token", "ls"})["items"].empty());
}

TEST_CASE("enrolment: a damaged token is told from a wrong one before anything is sent", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101");
    std::string swapped = token;
    std::swap(swapped[20], swapped[21]);
    REQUIRE(swapped != token);
    check_refused(net.join(swapped), 2, "the token is damaged");
    check_refused(net.join(token.substr(0, token.size() - 3)), 2, "the token is damaged");
    check_refused(net.join(token.substr(0, 40)), 2, "the token is damaged");
    check_refused(net.join(token + token), 2, "the token is damaged");
    check_refused(net.join("bl2" + token.substr(3)), 2, "a token begins with bl1-");
    check_refused(net.join(std::string(5000, 'x')), 2, "a token is shorter than this");
    check_refused(net.join(""), 2, "the secret is empty");
    CHECK(net.only_token()["tries"] == 0);
    CHECK(net.join(token).exit == 0);
}

TEST_CASE("enrolment: five wrong secrets use a token up", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101");
    const std::string wrong = changed(token, [](auto& t) { t.secret[0] ^= 1U; });
    for (int i = 1; i <= 5; ++i) {
        check_refused(net.join(wrong), 7, "the secret of the token is wrong");
        CHECK(net.only_token()["tries"] == i);
    }
    CHECK(net.only_token()["state"] == "exhausted");
    check_refused(net.join(wrong), 7, "tried too often");
    check_refused(net.join(token), 7, "tried too often");
    CHECK(net.hub().ask({"node", "ls"})["items"].empty());
}

TEST_CASE("enrolment: a token that the hub never made does not even get a connection", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101");
    check_refused(net.join(changed(token, [](auto& t) { t.id[0] ^= 1U; })), 7,
                  "the hub does not know this invitation");
    CHECK(net.join(token).exit == 0);
}

TEST_CASE("enrolment: a hub without the key of the token learns nothing", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101");
    check_refused(net.join(changed(token, [](auto& t) { t.hub_transport.bytes[7] ^= 1U; })), 7,
                  "does not have the key of the token's hub");
    CHECK(net.only_token()["state"] == "open");
    CHECK(net.only_token()["tries"] == 0);
}

TEST_CASE("enrolment: a certificate of another network is not believed", "[e2e]") {
    Inviting net;
    const Daemon node = net.newcomer();
    const std::string token = changed(net.token("B0101"), [](auto& t) { t.net.bytes[0] ^= 1U; });
    const Outcome refused = net.join(node, token);
    INFO(refused.err);
    CHECK(refused.exit == 7);
    CHECK_FALSE(fs::exists(node.dir() / "identity"));
}

TEST_CASE("enrolment: where nobody answers, join gives up after its patience", "[e2e]") {
    Inviting net;
    Line line(net.hub_sync_port());
    const std::string token = net.token("B0101", {"--endpoint", line.endpoint()});
    line.cut();
    const Daemon node = net.newcomer();
    check_refused(node.cli({"join", "-", "--wait", "1s"}, token), 8, "does not answer");
    line.restore();
    CHECK(net.join(node, token).exit == 0);
}

TEST_CASE("enrolment: a token comes from a file or standard input, never from the arguments",
          "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101");
    const Daemon node = net.newcomer();
    check_refused(node.cli({"join", token}), 2, "visible to every user of this machine");
    check_refused(node.cli({"join"}), 2, "exactly one way");
    const std::string file = (net.folder() / "token").string();
    check_refused(node.cli({"join", "--token-file", file}), 5, "cannot read");
    write_text(file, token + "\n");
    check_refused(node.cli({"join", "-", "--token-file", file}), 2, "exactly one way");
    CHECK(node.cli({"join", "--token-file", file, "--json"}).exit == 0);
}

TEST_CASE("enrolment: with --approve a node waits until a person has said yes", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101", {"--approve"});
    const auto id = net.only_token()["id"].get<std::string>();
    check_refused(net.hub().cli({"token", "approve", id}), 6, "the token is open, not waiting");
    const Daemon node = net.newcomer();
    Child joining({kNodeProgram, "join", "-", "--data-dir", node.dir().string()},
                    {.input = token + "\n"});
    REQUIRE(wait_until([&] { return net.only_token()["state"] == "waiting"; }));
    REQUIRE(wait_until([&] { return !joining.err().empty(); }));
    CHECK(joining.err() == "the importer must approve this node; waiting\n");
    CHECK(joining.is_running());
    CHECK(net.hub().ask({"node", "ls"})["items"].empty());

    CHECK(net.hub().cli({"token", "approve", id}).out == "approved\n");
    CHECK(joining.wait() == 0);
    CHECK(joining.out() == "enrolled as node 1 of branch B0101, dealer D01\n");
    CHECK(net.only_token()["state"] == "spent");
}

TEST_CASE("enrolment: nobody approves, and join says so", "[e2e]") {
    Inviting net;
    const std::string token = net.token("B0101", {"--approve"});
    const Daemon node = net.newcomer();
    check_refused(node.cli({"join", "-", "--wait", "1s"}, token), 8, "nobody has approved");
    CHECK(net.only_token()["state"] == "waiting");
}

TEST_CASE("enrolment: a revoked node is cut off, and what it writes then goes nowhere", "[e2e]") {
    Inviting net;
    Daemon& node = net.add_branch("B0102", "D01");
    node.add_note("B0102", "before");
    net.settle_all();
    net.hub().ask({"node", "revoke", "1", "--reason", "the machine was stolen"});
    node.add_note("B0102", "after");
    net.line("B0102").cut();
    net.line("B0102").restore();
    const bool told = wait_until([&] {
        const Json status = node.get("/api/v1/status");
        return text::dump(status["line_error"]).find("unknown_curve_key") != std::string::npos;
    });
    CHECK(told);
    CHECK(net.hub().get("/api/v1/notes")["items"].size() == 1);
    CHECK(net.hub().ask({"node", "ls"})["items"][0]["standing"] == "revoked");
}

}  // namespace branchline::e2e
