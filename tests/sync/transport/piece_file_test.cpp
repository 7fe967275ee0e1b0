// A file that comes piece by piece.
#include "sync/transport/piece_file.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

struct Desk {
    std::string add(std::int64_t offset, std::string_view piece) {
        const auto done = file.add(offset, piece);
        return done ? "added" : done.error().id;
    }
    std::string content() const {
        std::ifstream in(file.path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    test::Folder folder{"pieces"};
    PieceFile file{folder / "uploads" / "one", 10};
};

}  // namespace

TEST_CASE_METHOD(Desk, "piece file: pieces in order make the file", "[sync]") {
    CHECK(add(0, "abcd") == "added");
    CHECK_FALSE(file.complete());
    CHECK(add(4, "efghij") == "added");
    CHECK(file.complete());
    CHECK(content() == "abcdefghij");
}

TEST_CASE_METHOD(Desk, "piece file: a piece that comes again is passed over", "[sync]") {
    add(0, "abcd");
    CHECK(add(0, "abcd") == "added");
    CHECK(add(2, "cd") == "added");
    CHECK(file.received() == 4);
    CHECK(content() == "abcd");
}

TEST_CASE_METHOD(Desk, "piece file: a gap and half a repetition are refused", "[sync]") {
    add(0, "abcd");
    CHECK(add(5, "f") == "gap");
    CHECK(add(-1, "a") == "gap");
    CHECK(add(2, "cdef") == "gap");
    CHECK(content() == "abcd");
}

TEST_CASE_METHOD(Desk, "piece file: no more than was declared, however it is sent", "[sync]") {
    CHECK(add(0, "abcdefghijk") == "longer-than-declared");
    add(0, "abcdefghij");
    CHECK(add(10, "k") == "longer-than-declared");
    CHECK(content() == "abcdefghij");
    CHECK(add(0, std::string(kPieceBytesMax + 1, 'x')) == "piece-too-large");
}

TEST_CASE("piece file: the file goes with its holder", "[sync]") {
    const test::Folder folder("pieces");
    {
        PieceFile file(folder / "one", 1);
        REQUIRE(file.add(0, "a"));
        CHECK(std::filesystem::exists(folder / "one"));
    }
    CHECK_FALSE(std::filesystem::exists(folder / "one"));
}
