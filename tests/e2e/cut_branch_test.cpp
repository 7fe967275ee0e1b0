// A branch whose line is cut goes on working, loses its power twice, and nothing it had confirmed
// is lost or doubled when the line is back.
#include <array>
#include <mutex>
#include <thread>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/careful_client.hpp"

namespace branchline::e2e {
namespace {

constexpr int kEdits = 1000;
constexpr int kWriters = 8;

/// One note that a writer was told is saved, and whether its text was saved, too.
struct Saved {
    std::string id;
    std::string text;  ///< Empty until the change was confirmed.
};

/// Several clients of one branch.
class Writers {
public:
    explicit Writers(const Daemon& node) : client_(node) {}

    void start() {
        for (std::thread& thread : threads_) thread = std::thread([this] { write(); });
    }
    int confirmed() const { return client_.confirmed(); }
    void join() {
        for (std::thread& thread : threads_) thread.join();
        complaints = client_.complaints();
    }
    std::map<std::string, Saved> saved;  ///< By title; read after join().
    Words complaints;                    ///< Answers that should not have come.

private:
    /// Every second edit changes the note that the one before it has made.
    void write() {
        for (int number = next_ += 2; number <= kEdits; number = next_ += 2) {
            const std::string title = fmt::format("canary-edit-{}", number);
            const auto made = client_.confirm(
                "POST", "/api/v1/notes",
                fmt::format(R"({{"data":{{"branch":"B0101","title":"{}"}}}})", title), title);
            if (!made) return;
            const std::string id = id_in(*made);
            const std::string text = fmt::format("text {}", number);
            const auto changed = client_.confirm("PATCH", "/api/v1/notes/" + id,
                                                 fmt::format(R"({{"data":{{"text":"{}"}}}})", text),
                                                 title + "-text");
            const std::lock_guard lock(mutex_);
            saved[title] = {id, changed ? text : ""};
        }
    }

    CarefulClient client_;
    std::atomic<int> next_ = 0;
    std::mutex mutex_;
    std::array<std::thread, kWriters> threads_;
};

void check_all_there(const Daemon& daemon, const Writers& writers) {
    const auto notes = notes_of(daemon);
    int wrong = 0;
    for (const auto& [title, saved] : writers.saved) {
        const auto found = notes.find(title);
        const bool once = found != notes.end() && found->second.size() == 1;
        const bool whole = once && found->second[0]["id"] == saved.id &&
                           found->second[0]["data"]["text"] == saved.text;
        if (!whole) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(notes.size() == writers.saved.size() + 2);
}

}  // namespace

TEST_CASE("cut branch: 1,000 edits and two power failures later nothing is lost or doubled",
          "[e2e]") {
    Network net;
    net.add_dealer("D01");
    net.add_dealer("D02");
    Daemon& branch = net.add_branch("B0101", "D01");
    net.add_branch("B0102", "D01");
    net.add_branch("B0201", "D02");
    const std::string shared = branch.add_note("B0101", "shared");
    net.settle_all();

    net.line("B0101").cut();
    Writers writers(branch);
    writers.start();
    for (const int moment : {kEdits / 3, 2 * kEdits / 3}) {
        REQUIRE(wait_until([&] { return writers.confirmed() >= moment; }));
        branch.kill();
        branch.start();
    }
    // Meanwhile the others go on, too.
    net.node("B0102").add_note("B0102", "of the neighbour");
    net.node("B0102").change("notes", shared, R"({"tags":["seen"]})");
    writers.join();
    CHECK(writers.complaints == Words{});
    REQUIRE(writers.confirmed() == kEdits);
    CHECK(branch.stream("dealer/D01")["own_unsettled"].get<int>() >= kEdits);
    CHECK(net.hub().get("/api/v1/notes")["items"].size() == 2);

    net.line("B0101").restore();
    net.settle_all();
    check_all_there(net.hub(), writers);
    check_all_there(branch, writers);
    check_all_there(net.node("B0102"), writers);
    CHECK(branch.stream("dealer/D01")["own_unsettled"] == 0);
    CHECK(branch.stream("dealer/D01")["rejected"] == 0);
    CHECK(branch.digest("dealer/D01") == net.hub().digest("dealer/D01"));
    CHECK(net.node("B0102").digest("dealer/D01") == net.hub().digest("dealer/D01"));
    CHECK(files_holding(net.node("B0201").dir(), "canary-edit") == Words{});
    CHECK_FALSE(files_holding(net.hub().dir(), "canary-edit").empty());
}

TEST_CASE("cut branch: an edit says by itself how far it has come", "[e2e]") {
    Network net;
    net.add_dealer("D01");
    Daemon& branch = net.add_branch("B0101", "D01");
    net.line("B0101").cut();
    // Until the silence is noticed, an edit is rightly said to be on its way.
    REQUIRE(wait_until([&] { return branch.get("/api/v1/status")["line"] != "up"; }));
    const std::string id = branch.add_note("B0101", "alone");
    CHECK(branch.get("/api/v1/notes/" + id)["sync"]["state"] == "local");
    CHECK(branch.get("/api/v1/sync/queue")["items"][0]["state"] == "local");
    net.line("B0101").restore();
    net.settle("B0101");
    CHECK(branch.get("/api/v1/notes/" + id)["sync"]["state"] == "accepted");
    CHECK(branch.get("/api/v1/sync/queue")["items"].empty());
}

TEST_CASE("cut branch: a line that a person has paused stays down until it is resumed", "[e2e]") {
    Network net;
    net.add_dealer("D01");
    Daemon& branch = net.add_branch("B0101", "D01");
    CHECK(branch.ask({"sync", "pause"})["line"] == "paused");
    const std::string id = branch.add_note("B0101", "kept back");
    REQUIRE(branch.stop() == 0);
    branch.start();
    CHECK(branch.get("/api/v1/status")["paused"] == true);
    CHECK(net.hub().call("GET", "/api/v1/notes/" + id).status == 404);
    branch.ask({"sync", "resume"});
    net.settle("B0101");
    CHECK(net.hub().call("GET", "/api/v1/notes/" + id).status == 200);
}

TEST_CASE("cut branch: two branches that edit one field apart leave a conflict to settle",
          "[e2e]") {
    Network net;
    net.add_dealer("D01");
    Daemon& first = net.add_branch("B0101", "D01");
    Daemon& second = net.add_branch("B0102", "D01");
    const std::string id = first.add_note("B0101", "two minds");
    net.settle_all();
    net.line("B0101").cut();
    first.change("notes", id, R"({"text":"blue"})");
    second.change("notes", id, R"({"text":"green"})");
    net.line("B0101").restore();
    net.settle_all();

    const Json open = second.ask({"conflict", "ls"});
    REQUIRE(open["items"].size() == 1);
    CHECK(open["items"][0]["sides"].size() == 2);
    CHECK(first.ask({"conflict", "show", id})["field"] == "text");
    second.ask({"conflict", "resolve", "notes.note", id, "text", "--value", "turquoise"});
    net.settle_all();
    CHECK(first.get("/api/v1/notes/" + id)["data"]["text"] == "turquoise");
    CHECK(first.ask({"conflict", "ls"})["items"].empty());
    CHECK(net.hub().ask({"conflict", "ls"})["items"].empty());
}

}  // namespace branchline::e2e
