// What one branch writes the others read, and nobody holds what is not his.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

/// Two branches of one dealer and one of another.
struct Neighbours : Network {
    Neighbours() {
        add_dealer("D01");
        add_dealer("D02");
        add_branch("B0101", "D01");
        add_branch("B0102", "D01");
        add_branch("B0201", "D02");
    }
};

}  // namespace

TEST_CASE("two branches: what people write on all three sides reaches everybody", "[e2e]") {
    Neighbours net;
    Daemon& first = net.node("B0101");
    Daemon& second = net.node("B0102");
    const std::string id = first.add_note("B0101", "front left door");
    net.settle_all();
    second.change("notes", id, R"({"text":"the paint is thin","tags":["paint","door"]})");
    net.hub().change("notes", id, R"({"answer":"repair it under warranty"})");
    first.command("notes", id, "submit");
    net.settle_all();
    net.hub().command("notes", id, "approve");
    net.settle_all();

    const Json at_hub = net.hub().get("/api/v1/notes/" + id);
    CHECK(at_hub["data"]["title"] == "front left door");
    CHECK(at_hub["data"]["text"] == "the paint is thin");
    CHECK(at_hub["data"]["tags"].size() == 2);
    CHECK(at_hub["data"]["answer"] == "repair it under warranty");
    CHECK(at_hub["data"]["status"] == "approved");
    for (const char* branch : {"B0101", "B0102"}) {
        const Json there = net.node(branch).get("/api/v1/notes/" + id);
        CHECK(there["data"] == at_hub["data"]);
        CHECK(there["version"] == at_hub["version"]);
        CHECK(there["sync"]["state"] == "accepted");
    }
}

TEST_CASE("two branches: a balance is the sum of what both have posted", "[e2e]") {
    Neighbours net;
    const auto move = [](const std::string& quantity, const std::string& reason) {
        return fmt::format(R"({{"branch":"B0101","part":"OIL-5W30","bin":"A1",)"
                           R"("quantity":"{}","reason":"{}"}})",
                           quantity, reason);
    };
    Daemon& branch = net.node("B0101");
    branch.add("bins", R"({"branch":"B0101","part":"OIL-5W30","bin":"A1"})");
    branch.add("moves", move("12.5", "receipt"));
    branch.add("moves", move("-2.25", "sale"));
    net.settle_all();

    const std::string bin = "/api/v1/bins/by-key/B0101/OIL-5W30/A1";
    CHECK(branch.get(bin)["data"]["on_hand"] == "10.250");
    CHECK(net.node("B0102").get(bin)["data"] == branch.get(bin)["data"]);
    CHECK(net.hub().get(bin)["data"] == branch.get(bin)["data"]);
}

TEST_CASE("two branches: a node stores nothing of another dealer, not in any file", "[e2e]") {
    Neighbours net;
    const Words canaries{"canary-title-7c1f", "canary-text-93ab",     "canary-tag-55d0",
                         "canary-part-e81b",  "canary-document-2f66", "canary-answer-b07e"};
    Daemon& owner = net.node("B0101");
    const std::string id = owner.add(
        "notes", fmt::format(R"({{"branch":"B0101","title":"{}","text":"{}","tags":["{}"]}})",
                             canaries[0], canaries[1], canaries[2]));
    owner.add("bins", fmt::format(R"({{"branch":"B0101","part":"{}","bin":"A1"}})", canaries[3]));
    owner.add("moves", fmt::format(R"({{"branch":"B0101","part":"{}","bin":"A1","quantity":"1",)"
                                   R"("reason":"receipt","document":"{}"}})",
                                   canaries[3], canaries[4]));
    net.settle_all();
    net.hub().change("notes", id, fmt::format(R"({{"answer":"{}"}})", canaries[5]));
    net.node("B0201").add_note("B0201", "harmless-4410");
    net.settle_all();

    const Daemon& stranger = net.node("B0201");
    CHECK(stranger.call("GET", "/api/v1/notes/" + id).status == 404);
    CHECK(stranger.call("GET", "/api/v1/log?stream=dealer%2FD01").status == 404);
    CHECK(stranger.call("GET", "/api/v1/digest?stream=dealer%2FD01").status == 404);
    CHECK(stranger.get("/api/v1/notes")["items"].size() == 1);
    for (const std::string& canary : canaries) {
        INFO(canary);
        // The search finds what is there: it is at the branch that may hold it.
        CHECK_FALSE(files_holding(net.node("B0102").dir(), canary).empty());
        CHECK(files_holding(stranger.dir(), canary) == std::vector<std::string>{});
    }
    CHECK_FALSE(files_holding(stranger.dir(), "harmless-4410").empty());
    CHECK(files_holding(owner.dir(), "harmless-4410") == std::vector<std::string>{});
}

TEST_CASE("two branches: what people write does not get into a daemon's log lines", "[e2e]") {
    Neighbours net;
    net.node("B0101").add_note("B0101", "canary-log-0a9c");
    net.settle_all();
    for (const char* branch : {"B0101", "B0102", "B0201"}) {
        CHECK(net.node(branch).child().err().find("canary") == std::string::npos);
    }
    CHECK(net.hub().child().err().find("canary") == std::string::npos);
}

TEST_CASE("two branches: a killed hub comes back with all it had confirmed", "[e2e]") {
    Neighbours net;
    net.node("B0101").add_note("B0101", "settled before");
    net.settle_all();
    const std::string digest = net.hub().digest("dealer/D01");
    net.node("B0102").add_note("B0102", "perhaps on its way");
    net.hub().kill();
    net.node("B0201").add_note("B0201", "written while the hub was gone");
    net.restart_hub();
    net.settle_all();
    CHECK(net.hub().get("/api/v1/notes")["items"].size() == 3);
    CHECK(net.hub().digest("dealer/D01") != digest);
}

}  // namespace branchline::e2e
