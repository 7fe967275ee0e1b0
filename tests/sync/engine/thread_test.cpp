// The thread through all layers: an edit at a branch, signed, sent, judged, settled, shown.
#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

engine::Edit note(const std::string& branch, const std::string& title, const std::string& body) {
    return edit_of(
        "dealer/D" + branch.substr(1, 2),
        new_row("notes.note", {
                                  {"branch", branch},
                                  {"title",  title },
                                  {"text",   body  }
    }));
}

void check_equal_digests(Network& network, const std::string& stream) {
    const auto at_hub = network.hub().replica().digest(stream);
    REQUIRE(at_hub);
    for (auto& [branch, site] : network.nodes()) {
        if (!site->scope.contains(stream)) continue;
        const auto here = site->replica().digest(stream);
        REQUIRE(here);
        CHECK(here->vector == at_hub->vector);
        CHECK(to_hex(here->digest) == to_hex(at_hub->digest));
    }
}

}  // namespace

TEST_CASE("thread: a note written at a cut-off branch settles when the line is back", "[sync]") {
    Network network;
    Site& branch = join(network, "B0101");
    network.cut("B0101");

    const auto made = network.commit(branch, note("B0101", "Scratch", "left door"));
    REQUIRE(made);
    const RowId row = made->rows.front();
    const auto& notes = *domain::registry().by_name("notes.note");
    CHECK(branch.replica().find(notes, row)->progress == engine::Progress::local);

    network.connect("B0101");
    network.settle();
    CHECK(branch.replica().find(notes, row)->progress == engine::Progress::accepted);
    CHECK(text_of(network.hub().replica(), "notes.note", row, "text") == "left door");
    check_equal_digests(network, "dealer/D01");
    check_equal_digests(network, "policy");
}

TEST_CASE("thread: two branches of a dealer see each other's notes, another dealer sees none",
          "[sync]") {
    Network network;
    for (const char* branch : {"B0101", "B0102", "B0201"}) network.add_node(branch);
    for (const char* branch : {"B0101", "B0102", "B0201"}) network.connect(branch);
    network.settle();
    const auto made = network.commit(network.node("B0101"), note("B0101", "Key", "lost"));
    REQUIRE(made);
    network.settle();
    const RowId row = made->rows.front();
    CHECK(text_of(network.node("B0102").replica(), "notes.note", row, "title") == "Key");
    CHECK(text_of(network.node("B0201").replica(), "notes.note", row, "title") == "-");
    check_equal_digests(network, "dealer/D01");
}

TEST_CASE("thread: movements add up on every replica", "[sync]") {
    Network network;
    Site& branch = join(network, "B0101");
    const auto move = [&](std::int64_t quantity, const char* reason) {
        return network.commit(
            branch, edit_of("dealer/D01", new_row("stock.move", {
                                                                    {"branch",   text("B0101")},
                                                                    {"part",     text("P-1")  },
                                                                    {"bin",      text("A1")   },
                                                                    {"quantity", quantity     },
                                                                    {"reason",   text(reason) }
        })));
    };
    const auto bin = sync::keyed_row_id(0x0201, {"B0101", "P-1", "A1"});
    REQUIRE(
        network.commit(branch, edit_of("dealer/D01", keyed("stock.bin",
                                                           {
                                                               "B0101", "P-1", "A1"
    },
                                                           {{"minimum", std::int64_t{1000}}}))));
    REQUIRE(move(5000, "receipt"));
    REQUIRE(move(-2000, "sale"));
    const auto refused = move(-4000, "sale");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "rule-refused");
    network.settle();
    CHECK(text_of(branch.replica(), "stock.bin", bin, "on_hand") == "3000");
    CHECK(text_of(network.hub().replica(), "stock.bin", bin, "on_hand") == "3000");
    check_equal_digests(network, "dealer/D01");
}

TEST_CASE("thread: an edit that the hub rejects gives the earlier value back", "[sync]") {
    Network network;
    Site& branch = join(network, "B0101");
    const auto made = network.commit(branch, note("B0101", "Key", "first"));
    REQUIRE(made);
    const RowId row = made->rows.front();
    network.settle();
    network.cut("B0101");
    REQUIRE(network.commit(network.hub(), edit_of("dealer/D01", change("notes.note", row,
                                                                       {
                                                                           {"locked", true}
    }))));
    REQUIRE(network.commit(branch, edit_of("dealer/D01", change("notes.note", row,
                                                                {
                                                                    {"text", text("second")}
    }))));
    CHECK(text_of(branch.replica(), "notes.note", row, "text") == "second");

    network.connect("B0101");
    network.settle();
    network.cut("B0101");
    CHECK(text_of(branch.replica(), "notes.note", row, "text") == "first");
    const auto rejected = branch.replica().rejected("dealer/D01");
    REQUIRE(rejected);
    REQUIRE(rejected->size() == 1);
    CHECK(rejected->front().reason.code == "NOTE_LOCKED");
    CHECK_FALSE(rejected->front().reason.remedy.empty());
    check_equal_digests(network, "dealer/D01");
}
