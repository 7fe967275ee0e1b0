// A hundred times the power goes, at the hub or at a branch, at any moment and under load. Nothing
// that was confirmed may be lost or doubled, and no file may be damaged.
#include <array>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/careful_client.hpp"

namespace branchline::e2e {
namespace {

constexpr int kKills = 100;
constexpr int kKillsBetweenChecks = 10;
constexpr int kWriters = 3;
constexpr std::uint64_t kSeed = 20'261;

/// Writes notes without end, each with a key, and remembers what was confirmed.
class Load {
public:
    Load(const Daemon& daemon, std::string name, std::string target)
        : client_(daemon), name_(std::move(name)), target_(std::move(target)) {}

    void start() {
        ending_ = false;
        for (std::thread& thread : threads_) thread = std::thread([this] { write(); });
    }
    void stop() {
        ending_ = true;
        for (std::thread& thread : threads_) thread.join();
    }
    Words complaints() const { return client_.complaints(); }
    /// Ids by title; read while it is stopped.
    std::map<std::string, std::string> saved;

private:
    void write() {
        while (!ending_) {
            const std::string title = fmt::format("{}-{}", name_, ++next_);
            const auto made = client_.confirm(
                "POST", target_,
                fmt::format(R"({{"data":{{"branch":"B0101","title":"{}"}}}})", title), title);
            if (!made) return;
            const std::lock_guard lock(mutex_);
            saved[title] = id_in(*made);
        }
    }

    CarefulClient client_;
    std::string name_;
    std::string target_;
    std::atomic<bool> ending_ = false;
    std::atomic<int> next_ = 0;
    std::mutex mutex_;
    std::array<std::thread, kWriters> threads_;
};

/// How many of the confirmed notes a daemon lacks or has twice, or under another id.
int wrong_at(const Daemon& daemon, const Load& load) {
    const auto notes = notes_of(daemon);
    int wrong = 0;
    for (const auto& [title, id] : load.saved) {
        const auto found = notes.find(title);
        const bool right =
            found != notes.end() && found->second.size() == 1 && found->second[0]["id"] == id;
        if (!right) ++wrong;
    }
    return wrong;
}

/// What SQLite says of a copy of the database as it lies on the disk, with its log.
std::string integrity_of_copy(const Daemon& daemon, const TempDir& folder) {
    namespace fs = std::filesystem;
    const auto copy = folder / "copy.db";
    for (const char* part : {"", "-wal"}) {
        fs::remove(copy.string() + part);
        const auto from = (daemon.dir() / "replica.db").string() + part;
        if (fs::exists(from)) fs::copy_file(from, copy.string() + part);
    }
    return run({"sqlite3", copy.string(), "PRAGMA integrity_check"}).out;
}

}  // namespace

TEST_CASE("kill: a hundred power failures of hub and branch lose and double nothing", "[e2e]") {
    Network net;
    net.add_dealer("D01");
    Daemon& branch = net.add_branch("B0101", "D01");
    net.settle_all();
    Load at_branch(branch, "branch", "/api/v1/notes");
    SeededRandom random(kSeed);
    for (int kills = 0; kills < kKills;) {
        at_branch.start();
        for (int i = 0; i < kKillsBetweenChecks; ++i, ++kills) {
            std::this_thread::sleep_for(Milliseconds(20 + random.below(150)));
            if (random.below(2) == 0) {
                branch.kill();
                branch.start();
            } else {
                net.hub().kill();
                net.restart_hub();
            }
        }
        at_branch.stop();
        REQUIRE(at_branch.complaints() == Words());
        net.settle("B0101");
        INFO("after " << kills << " kills, " << at_branch.saved.size() << " notes");
        CHECK(wrong_at(branch, at_branch) == 0);
        CHECK(wrong_at(net.hub(), at_branch) == 0);
        CHECK(integrity_of_copy(branch, net.folder()) == "ok\n");
        CHECK(integrity_of_copy(net.hub(), net.folder()) == "ok\n");
    }
    CHECK(at_branch.saved.size() > kKills);
}

}  // namespace branchline::e2e
