// Orders of arrival, and failures, that the simulator has found.
#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

engine::Edit note(const std::string& branch, const std::string& body) {
    return edit_of(
        "dealer/D01",
        new_row("notes.note", {
                                  {"branch", branch     },
                                  {"title",  text("Key")},
                                  {"text",   body       }
    }));
}

engine::Edit new_text(const RowId& row, const std::string& body) {
    return edit_of("dealer/D01", change("notes.note", row,
                                        {
                                            {"text", body}
    }));
}

}  // namespace

TEST_CASE("order: a decision that comes before the log it decides on is not lost", "[sync]") {
    Network network;
    Site& author = network.add_node("B0101");
    Site& reader = network.add_node("B0102");
    network.connect("B0101");
    network.settle();
    // The hub's log of decisions is the shorter one, so it is sent first.
    std::optional<RowId> row;
    for (int i = 0; i < 5; ++i) {
        const auto made = network.commit(author, note("B0101", "again"));
        REQUIRE(made);
        row = made->rows.front();
    }
    network.settle();
    network.connect("B0102");
    network.settle();
    const auto record = reader.replica().find(*domain::registry().by_name("notes.note"), *row);
    REQUIRE(record);
    CHECK(record->progress == engine::Progress::accepted);
}

TEST_CASE("order: two rejections in one decision give the settled value back", "[sync]") {
    Network network;
    Site& branch = join(network, "B0101");
    const auto made = network.commit(branch, note("B0101", "first"));
    REQUIRE(made);
    const RowId row = made->rows.front();
    network.settle();
    network.cut("B0101");
    REQUIRE(network.commit(network.hub(), edit_of("dealer/D01", change("notes.note", row,
                                                                       {
                                                                           {"locked", true}
    }))));
    REQUIRE(network.commit(branch, new_text(row, "second")));
    REQUIRE(network.commit(branch, new_text(row, "third")));
    network.connect("B0101");
    network.settle();
    CHECK(text_of(branch.replica(), "notes.note", row, "text") == "first");
    CHECK(branch.replica().rejected("dealer/D01")->size() == 2);
}

TEST_CASE("order: a row whose creation was rejected counts no conflicts", "[sync]") {
    sync::merge::RowView view{.life = sync::Life::absent, .fields = {}, .late = {}};
    view.fields.push_back({.value = {}, .version = {}, .conflicts = {{1, 1, 1}}, .path = {}});
    CHECK(view.conflicts() == 0);
    view.life = sync::Life::alive;
    CHECK(view.conflicts() == 1);
}

TEST_CASE("order: a disk that fills up in the middle of a group undoes the whole group", "[sync]") {
    Network network;
    Site& branch = join(network, "B0101");
    REQUIRE(network.commit(branch, note("B0101", "before")));
    network.settle();
    network.cut("B0101");
    const auto before = branch.replica().digest("dealer/D01");

    // More than SQLite's cache holds, so that it writes before the commit.
    branch.disk().set_capacity(branch.disk().used_bytes() + 1'000'000);
    int saved = 0;
    for (int i = 0; i < 120; ++i) {
        branch.engine().submit(
            {.writes = true,
             .work =
                 [](sync::Replica& r) { (void)r.commit(note("B0101", std::string(60'000, 'x'))); },
             .done = [&](const Result<>& result) { saved += result ? 1 : 0; }});
    }
    REQUIRE(branch.engine().run(network.now()));
    CHECK(saved == 0);
    CHECK(branch.replica().digest("dealer/D01") == before);
    branch.disk().set_capacity(std::nullopt);
    REQUIRE(branch.start());
    CHECK(branch.replica().digest("dealer/D01") == before);
    CHECK(branch.replica().status("dealer/D01")->waiting == 0);
}
