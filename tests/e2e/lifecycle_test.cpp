// How daemons start, end and refuse to start; each refusal has its own exit code.
#include <csignal>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

namespace fs = std::filesystem;

struct OneBranch : Network {
    OneBranch() {
        add_dealer("D01");
        add_branch("B0101", "D01");
    }
    Daemon& node() { return Network::node("B0101"); }
    std::string add_note(const std::string& title) {
        return node().add_note("B0101", title);
    }
};

bool is_mentioned(const std::string& what, const std::string& text) {
    INFO(text);
    return text.find(what) != std::string::npos;
}

/// `run`, which must end by itself with this code and one sentence that says `what`.
void check_refused(const Daemon& daemon, int exit, const std::string& what) {
    const SystemClock clock;
    const Milliseconds before = clock.monotonic();
    const Outcome outcome = daemon.cli({"run", "--http", "127.0.0.1:0"});
    CHECK(clock.monotonic() - before < Milliseconds(1000));
    CHECK(outcome.exit == exit);
    CHECK(outcome.out.empty());
    CHECK(is_mentioned(what, outcome.err));
    CHECK(outcome.err.starts_with("error: "));
}

}  // namespace

TEST_CASE("lifecycle: a second daemon on one data directory is refused and told who holds it",
          "[e2e]") {
    OneBranch net;
    for (Daemon* daemon : {&net.hub(), &net.node()}) {
        const auto holder = fmt::format("held by process {}", daemon->child().pid());
        check_refused(*daemon, 75, holder);
        CHECK(daemon->get("/api/v1/status")["schema"] == "branchline.status/1");
    }
    const Outcome as_json = net.node().cli({"run", "--json"});
    CHECK(as_json.exit == 75);
    CHECK(parsed(as_json.err)["code"] == "data-directory-locked");
}

TEST_CASE("lifecycle: a killed daemon does not leave its lock behind", "[e2e]") {
    OneBranch net;
    const std::string id = net.add_note("kept");
    net.node().kill();
    CHECK(fs::exists(net.node().dir() / "lock"));
    net.node().start();
    CHECK(net.node().get("/api/v1/notes/" + id)["data"]["title"] == "kept");
}

TEST_CASE("lifecycle: a network is founded once in a directory", "[e2e]") {
    TempDir folder;
    Daemon hub(kHubProgram, folder / "hub");
    const Words init{"init", "--org", "Synthetic Importer"};
    CHECK(hub.cli(init).exit == 0);
    const std::string manifest = read_text(hub.dir() / "manifest-1");
    const Outcome again = hub.cli(init);
    CHECK(again.exit == 6);
    CHECK(is_mentioned("holds a network already", again.err));
    CHECK(read_text(hub.dir() / "manifest-1") == manifest);
}

TEST_CASE("lifecycle: the root keys may not lie in the data directory", "[e2e]") {
    TempDir folder;
    Daemon hub(kHubProgram, folder / "hub");
    for (const auto& root : {hub.dir(), hub.dir() / "root", hub.dir() / "x" / ".." / "root"}) {
        const Outcome refused = hub.cli({"init", "--org", "x", "--root-dir", root.string()});
        CHECK(refused.exit == 2);
        CHECK(is_mentioned("root keys must not lie in the data directory", refused.err));
        CHECK_FALSE(fs::exists(hub.dir()));
    }
    CHECK(hub.cli({"init", "--org", "x", "--root-keys", "3", "--threshold", "2"}).exit == 0);
    CHECK(fs::exists(folder / "hub-root" / "root-3.key"));
    CHECK_FALSE(fs::exists(hub.dir() / "keys" / "root-1.key"));
}

TEST_CASE("lifecycle: keys, database and admin socket are for their owner only", "[e2e]") {
    OneBranch net;
    const auto open_to_others = fs::perms::group_all | fs::perms::others_all;
    for (const Daemon* daemon : {&net.hub(), &net.node()}) {
        for (const auto& entry : fs::recursive_directory_iterator(daemon->dir())) {
            INFO(entry.path());
            CHECK((entry.status().permissions() & open_to_others) == fs::perms::none);
        }
    }
}

TEST_CASE("lifecycle: what has not been founded or joined does not run", "[e2e]") {
    TempDir folder;
    check_refused(Daemon(kHubProgram, folder / "absent"), 3, "holds no network");
    check_refused(Daemon(kNodeProgram, folder / "absent"), 3, "belongs to no network yet");
    CHECK_FALSE(fs::exists(folder / "absent"));
    fs::create_directory(folder / "empty");
    check_refused(Daemon(kHubProgram, folder / "empty"), 3, "holds no network");
    check_refused(Daemon(kNodeProgram, folder / "empty"), 3, "belongs to no network yet");
    CHECK(fs::is_empty(folder / "empty"));
}

TEST_CASE("lifecycle: a command without its daemon says that nobody is there", "[e2e]") {
    OneBranch net;
    REQUIRE(net.node().stop() == 0);
    const Outcome plain = net.node().cli({"status"});
    CHECK(plain.exit == 4);
    CHECK(is_mentioned("no daemon at", plain.err));
    CHECK(is_mentioned("run --data-dir", plain.err));
    const Outcome as_json = net.node().cli({"status", "--json"});
    CHECK(as_json.exit == 4);
    CHECK(parsed(as_json.err)["code"] == "daemon-not-reachable");
}

TEST_CASE("lifecycle: asked to end, a daemon ends with 0 and a restart keeps everything", "[e2e]") {
    OneBranch net;
    const std::string settled = net.add_note("settled");
    net.settle_all();
    net.line("B0101").cut();
    const std::string local = net.add_note("local");
    const std::string digest = net.node().digest("dealer/D01");
    for (const int signal : {SIGTERM, SIGINT}) {
        net.node().child().signal(signal);
        CHECK(net.node().child().wait() == 0);
        CHECK_FALSE(fs::exists(net.node().dir() / "admin.sock"));
        net.node().start();
        CHECK(net.node().digest("dealer/D01") == digest);
    }
    CHECK(net.node().get("/api/v1/notes/" + settled)["sync"]["state"] == "accepted");
    CHECK(net.node().get("/api/v1/notes/" + local)["sync"]["state"] == "local");
    net.restart_hub();
    net.line("B0101").restore();
    net.settle_all();
    CHECK(net.hub().get("/api/v1/notes/" + local)["data"]["title"] == "local");
}

TEST_CASE("lifecycle: an old backup in place of the database is refused", "[e2e]") {
    OneBranch net;
    net.add_note("before the backup");
    net.settle_all();
    REQUIRE(net.node().stop() == 0);
    const fs::path database = net.node().dir() / "replica.db";
    fs::copy_file(database, net.folder() / "backup");
    net.node().start();
    net.add_note("after the backup");
    net.settle_all();
    REQUIRE(net.node().stop() == 0);
    fs::copy_file(net.folder() / "backup", database, fs::copy_options::overwrite_existing);
    fs::remove(database.string() + "-wal");
    fs::remove(database.string() + "-shm");

    check_refused(net.node(), 76, "have been sent");
    const Outcome refused = net.node().cli({"run"});
    CHECK(is_mentioned("join again", refused.err));
}

TEST_CASE("lifecycle: a database of another node is refused", "[e2e]") {
    OneBranch net;
    Daemon& other = net.add_branch("B0102", "D01");
    net.add_note("mine");
    other.add_note("B0102", "theirs");
    net.settle_all();
    REQUIRE(net.node().stop() == 0);
    REQUIRE(other.stop() == 0);
    for (const char* file : {"replica.db", "high-water"}) {
        fs::copy_file(other.dir() / file, net.node().dir() / file,
                      fs::copy_options::overwrite_existing);
    }
    fs::remove(net.node().dir() / "replica.db-wal");
    check_refused(net.node(), 76, "belongs to another incarnation");
}

TEST_CASE("lifecycle: a damaged database is refused in one sentence", "[e2e]") {
    OneBranch net;
    net.add_note("unreadable");
    for (Daemon* daemon : {&net.node(), &net.hub()}) {
        REQUIRE(daemon->stop() == 0);
        std::string bytes = read_text(daemon->dir() / "replica.db");
        bytes.replace(0, 4096, std::string(4096, '\x5a'));
        write_text(daemon->dir() / "replica.db", bytes);
        check_refused(*daemon, 77, "replica.db: file is not a database");
        CHECK(read_text(daemon->dir() / "replica.db") == bytes);
    }
}

TEST_CASE("lifecycle: a damaged identity or manifest is refused", "[e2e]") {
    OneBranch net;
    REQUIRE(net.node().stop() == 0);
    REQUIRE(net.hub().stop() == 0);
    const auto spoil = [](const fs::path& file) {
        std::string bytes = read_text(file);
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        write_text(file, bytes);
    };
    spoil(net.node().dir() / "identity");
    spoil(net.hub().dir() / "manifest-1");
    for (const Daemon* daemon : {&net.node(), &net.hub()}) {
        const Outcome refused = daemon->cli({"run"});
        CHECK(refused.exit != 0);
        CHECK(refused.exit < 128);
        CHECK(refused.err.starts_with("error: "));
    }
}

TEST_CASE("lifecycle: addresses that cannot be listened on are refused", "[e2e]") {
    OneBranch net;
    REQUIRE(net.node().stop() == 0);
    const auto port = net.hub().up()["http_port"].get<int>();
    const auto run_at = [&](const std::string& address) {
        return net.node().cli({"run", "--http", address});
    };
    const Outcome taken = run_at(fmt::format("127.0.0.1:{}", port));
    CHECK(taken.exit == 8);
    CHECK(is_mentioned("in use", taken.err));
    const Outcome open = run_at("0.0.0.0:0");
    CHECK(open.exit == 3);
    CHECK(is_mentioned("other machines could connect", open.err));
    CHECK(run_at("127.0.0.1:99999").exit == 3);
    CHECK(run_at("nowhere").exit == 3);
    net.node().start();
}

}  // namespace branchline::e2e
