// Files that no folder lists.
#include "common/sheet/nameless_file.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sheet;

TEST_CASE("nameless file: nobody sees it, and its user writes and reads it", "[sheet]") {
    const test::Folder folder;
    auto file = NamelessFile::make(folder.path());
    REQUIRE(file);
    CHECK(std::filesystem::is_empty(folder.path()));
    std::ofstream(file->path()) << "hello";
    const NamelessFile moved = *std::move(file);
    CHECK(moved.size() == 5);
    CHECK(moved.read(0, 4) == "hell");
    CHECK(moved.read(4, 100) == "o");
    CHECK(moved.read(5, 100) == "");
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("nameless file: a folder that is not there is an error", "[sheet]") {
    const auto file = NamelessFile::make("/nonexistent/branchline");
    REQUIRE_FALSE(file);
    CHECK(file.error().id == "disk-failed");
}
