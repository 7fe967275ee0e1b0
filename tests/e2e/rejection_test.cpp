// The importer says no to what a branch wrote while it was cut off: the branch reads why, and what
// to do, even when the line is down again.
#include <catch2/catch.hpp>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

constexpr const char* kReason = "the importer has locked the text of this note";
constexpr const char* kRemedy = "write a new note, or ask the importer to unlock this one";

/// A branch that edited a note which the importer had locked meanwhile. The edit has come back
/// rejected, and the line is cut again.
struct Rejected : Network {
    Rejected() {
        add_dealer("D01");
        Daemon& node = add_branch("B0101", "D01");
        id = node.add("notes", R"({"branch":"B0101","title":"brakes","text":"before"})");
        settle("B0101");
        line("B0101").cut();
        hub().change("notes", id, R"({"locked":true})");
        wait_for_clock(node, hub());
        node.change("notes", id, R"({"text":"after"})");
        CHECK(node.get("/api/v1/notes/" + id)["data"]["text"] == "after");
        line("B0101").restore();
        settle("B0101");
        line("B0101").cut();
    }

    Daemon& branch() { return node("B0101"); }
    std::string id;

private:
    /// The branch's estimate of the hub's time may be behind: then its edit would seem to be older
    /// than the lock.
    static void wait_for_clock(const Daemon& node, const Daemon& hub) {
        const auto time_of = [](const Json& status) {
            const auto time = parse_instant(status["time"].get<std::string>());
            REQUIRE(time.has_value());
            return *time;
        };
        const Instant now = time_of(hub.get("/api/v1/status"));
        CHECK(wait_until([&] {
            const Json status = node.get("/api/v1/status");
            return time_of(status) + Milliseconds(status["clock_offset_ms"].get<int>()) > now;
        }));
    }
};

}  // namespace

TEST_CASE("rejection: the value is restored and counted, and the record says why", "[e2e]") {
    Rejected net;
    const Json record = net.branch().get("/api/v1/notes/" + net.id);
    CHECK(record["data"]["text"] == "before");
    CHECK(record["data"]["locked"] == true);
    CHECK(net.branch().stream("dealer/D01")["rejected"] == 1);
    CHECK(net.branch().stream("dealer/D01")["own_unsettled"] == 0);
    CHECK(net.hub().get("/api/v1/notes/" + net.id)["data"] == record["data"]);

    CHECK(record["sync"]["state"] == "rejected");
    CHECK(record["sync"]["reason"]["code"] == "NOTE_LOCKED");
    CHECK(record["sync"]["reason"]["text"] == kReason);
    CHECK(record["sync"]["reason"]["remedy"] == kRemedy);
}

TEST_CASE("rejection: a cut-off branch lists its rejected entries with reason and remedy",
          "[e2e]") {
    Rejected net;
    const Json listed = net.branch().ask({"rejected", "ls"});
    REQUIRE(listed["items"].size() == 1);
    const Json& entry = listed["items"][0];
    CHECK(entry["reason"]["code"] == "NOTE_LOCKED");
    CHECK(entry["reason"]["remedy"] == kRemedy);
    CHECK(entry["rows"][0]["id"] == net.id);
    CHECK(entry["values"][0]["value"] == "after");

    const std::string seq = text::dump(entry["seq"]);
    CHECK(net.branch().ask({"rejected", "show", seq})["reason"]["text"] == kReason);
    const Outcome shown = net.branch().cli({"rejected", "show", seq, "--branch", "B0101"});
    CHECK(shown.exit == 0);
    CHECK(shown.out.find("NOTE_LOCKED") != std::string::npos);
    CHECK(shown.out.find(kRemedy) != std::string::npos);
    CHECK(net.branch().cli({"rejected", "ls"}).out.find("NOTE_LOCKED") != std::string::npos);
    CHECK(net.hub().ask({"rejected", "ls"})["items"].size() == 1);
}

TEST_CASE("rejection: why shows the write that lost and the one that stands", "[e2e]") {
    Rejected net;
    const Json why = net.branch().ask({"why", "notes.note", net.id, "text"});
    CHECK(why["value"] == "before");
    REQUIRE(why["writes"].size() == 2);
    for (const Json& write : why["writes"]) {
        const bool is_lost = write["value"] == "after";
        CHECK(write["standing"] == (is_lost ? "rejected" : "settled"));
        CHECK(write["wins"] == !is_lost);
        CHECK(write["reason"].is_null() == !is_lost);
    }
    const Outcome shown = net.branch().cli({"why", "notes.note", net.id, "text"});
    CHECK(shown.out.find("NOTE_LOCKED") != std::string::npos);
}

TEST_CASE("rejection: a branch that knows of the lock is refused at once", "[e2e]") {
    Rejected net;
    const auto answer =
        net.branch().call("PATCH", "/api/v1/notes/" + net.id, R"({"data":{"text":"again"}})",
                          {
                              {"If-Match", "*"}
    });
    CHECK(answer.status == 422);
    CHECK(parsed(answer.body)["code"] == "rule-refused");
    CHECK(parsed(answer.body)["hint"] == kRemedy);
    CHECK(net.branch().get("/api/v1/notes/" + net.id)["data"]["text"] == "before");
}

TEST_CASE("rejection: once the importer unlocks the note, the next edit settles", "[e2e]") {
    Rejected net;
    net.hub().change("notes", net.id, R"({"locked":false})");
    net.line("B0101").restore();
    net.settle("B0101");
    net.branch().change("notes", net.id, R"({"text":"at last"})");
    net.settle("B0101");
    CHECK(net.hub().get("/api/v1/notes/" + net.id)["data"]["text"] == "at last");
    CHECK(net.branch().get("/api/v1/notes/" + net.id)["sync"]["state"] == "accepted");
}

}  // namespace branchline::e2e
