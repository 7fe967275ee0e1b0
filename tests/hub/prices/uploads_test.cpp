// Files of prices that come piece by piece.
#include "hub/prices/uploads.hpp"

#include "tests/hub/prices/price_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

std::string outcome(const Result<>& done) {
    return done ? "taken" : done.error().id;
}

}  // namespace

TEST_CASE("price upload: pieces come in order, and one that comes twice is passed over",
          "[prices]") {
    PriceFixture f;
    const auto upload = f.uploads.open({.list = "SYN-R"}, 6);
    REQUIRE(upload);
    CHECK(outcome((*upload)->add(0, "abc")) == "taken");
    CHECK(outcome((*upload)->add(0, "abc")) == "taken");
    CHECK_FALSE((*upload)->complete());
    CHECK(outcome((*upload)->add(3, "def")) == "taken");
    CHECK((*upload)->complete());
    CHECK(f.read("uploads/" + (*upload)->id() + ".csv") == "abcdef");
}

TEST_CASE("price upload: a gap, an overlap and more than was declared are refused", "[prices]") {
    PriceFixture f;
    const auto upload = f.uploads.open({.list = "SYN-R"}, 6);
    REQUIRE(upload);
    CHECK(outcome((*upload)->add(1, "bc")) == "gap");
    CHECK(outcome((*upload)->add(0, "abcdefg")) == "longer-than-declared");
    CHECK(outcome((*upload)->add(0, "abcd")) == "taken");
    CHECK(outcome((*upload)->add(3, "def")) == "gap");
    CHECK(outcome((*upload)->add(-1, "a")) == "gap");
    CHECK(outcome((*upload)->add(INT64_MAX, "a")) == "gap");
    CHECK((*upload)->received() == 4);
}

TEST_CASE("price upload: sizes are judged before anything is kept", "[prices]") {
    PriceFixture f;
    CHECK(f.uploads.open({.list = "SYN-R"}, 0).error().id == "empty-file");
    CHECK(f.uploads.open({.list = "SYN-R"}, -1).error().id == "empty-file");
    CHECK(f.uploads.open({.list = "SYN-R"}, hub::kFileBytesMax + 1).error().id == "file-too-large");
    CHECK_FALSE(std::filesystem::exists(f.folder / "uploads"));
    const auto upload = f.uploads.open({.list = "SYN-R"}, hub::kFileBytesMax);
    REQUIRE(upload);
    CHECK(outcome((*upload)->add(0, std::string(sync::kPieceBytesMax + 1, 'x'))) ==
          "piece-too-large");
}

TEST_CASE("price upload: another person's is not found", "[prices]") {
    PriceFixture f;
    const RowId mine = RowId::from(Bytes(16, 1));
    const RowId other = RowId::from(Bytes(16, 2));
    const auto upload = f.uploads.open({.list = "SYN-R", .actor = mine}, 6);
    REQUIRE(upload);
    CHECK(f.uploads.find((*upload)->id(), mine).has_value());
    CHECK(f.uploads.find((*upload)->id(), other).error().id == "no-upload");
    CHECK(f.uploads.find((*upload)->id(), std::nullopt).error().id == "no-upload");
}

TEST_CASE("price upload: a person's third one takes the place of the first, with its file",
          "[prices]") {
    PriceFixture f;
    std::string first = f.upload("PartNo,Price\n")->id();
    CHECK(std::filesystem::exists(f.folder / "uploads" / (first + ".csv")));
    f.upload("PartNo,Price\n");
    f.upload("PartNo,Price\n");
    CHECK(f.uploads.find(first, std::nullopt).error().id == "no-upload");
    CHECK_FALSE(std::filesystem::exists(f.folder / "uploads" / (first + ".csv")));
}

TEST_CASE("price upload: too many people at once are told to wait", "[prices]") {
    PriceFixture f;
    for (std::uint8_t i = 0; i < hub::kUploadsMax; ++i) {
        REQUIRE(f.uploads.open({.list = "SYN-R", .actor = RowId::from(Bytes(16, i))}, 6));
    }
    CHECK(f.uploads.open({.list = "SYN-R", .actor = RowId::from(Bytes(16, 99))}, 6).error().id ==
          "too-many-uploads");
}

TEST_CASE("price upload: what an earlier process has left is removed", "[prices]") {
    PriceFixture f;
    std::filesystem::create_directories(f.folder / "left");
    f.put("left/old.csv", "x");
    const hub::Uploads again(f.folder / "left", f.random);
    CHECK_FALSE(std::filesystem::exists(f.folder / "left" / "old.csv"));
}
