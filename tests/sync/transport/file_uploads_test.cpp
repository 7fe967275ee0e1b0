// Who may have how many files on their way.
#include "sync/transport/file_uploads.hpp"

#include <catch2/catch.hpp>

#include "sync/replica/blob_store.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

RowId person(std::uint8_t number) {
    return RowId::from(Bytes(16, number));
}

struct Desk {
    std::string open(const std::optional<RowId>& actor, std::int64_t size = 10) {
        const auto upload = uploads.open(actor, size);
        return upload ? (*upload)->id : upload.error().id;
    }
    bool knows(const std::string& id, const std::optional<RowId>& actor) const {
        return uploads.find(id, actor).has_value();
    }

    test::Folder folder{"uploads"};
    SeededRandom random{7};
    FileUploads uploads{folder / "uploads", random};
};

}  // namespace

TEST_CASE_METHOD(Desk, "file uploads: each belongs to who has begun it", "[sync]") {
    const std::string mine = open(person(1));
    CHECK(knows(mine, person(1)));
    CHECK_FALSE(knows(mine, person(2)));
    CHECK_FALSE(knows(mine, std::nullopt));
    uploads.close(mine);
    CHECK_FALSE(knows(mine, person(1)));
}

TEST_CASE_METHOD(Desk, "file uploads: sizes are refused before a byte is written", "[sync]") {
    CHECK(open(person(1), 0) == "file-empty");
    CHECK(open(person(1), -5) == "file-empty");
    CHECK(open(person(1), static_cast<std::int64_t>(kBlobBytesMax) + 1) == "file-too-large");
    CHECK_FALSE(std::filesystem::exists(folder / "uploads"));
    CHECK(knows(open(person(1), static_cast<std::int64_t>(kBlobBytesMax)), person(1)));
}

TEST_CASE_METHOD(Desk, "file uploads: one person's oldest gives way, others' stay", "[sync]") {
    const std::string other = open(person(2));
    std::vector<std::string> mine;
    for (std::size_t i = 0; i <= FileUploads::kOfOneMax; ++i) mine.push_back(open(person(1)));
    CHECK_FALSE(knows(mine.front(), person(1)));
    CHECK(knows(mine[1], person(1)));
    CHECK(knows(mine.back(), person(1)));
    CHECK(knows(other, person(2)));
}

TEST_CASE_METHOD(Desk, "file uploads: a crowd is asked to wait", "[sync]") {
    for (std::size_t i = 0; i < FileUploads::kMax; ++i) {
        CHECK(open(person(static_cast<std::uint8_t>(i + 1))) != "too-many-uploads");
    }
    CHECK(open(person(200)) == "too-many-uploads");
}

TEST_CASE("file uploads: what an earlier process left behind is removed", "[sync]") {
    const test::Folder folder("uploads");
    SeededRandom random(7);
    {
        FileUploads uploads(folder / "uploads", random);
        const auto upload = uploads.open(std::nullopt, 3);
        REQUIRE((*upload)->file.add(0, "abc"));
        // As after a kill: the holder never ran to its end.
        std::filesystem::copy(folder / "uploads", folder / "kept");
    }
    std::filesystem::rename(folder / "kept", folder / "uploads2");
    const FileUploads again(folder / "uploads2", random);
    CHECK_FALSE(std::filesystem::exists(folder / "uploads2"));
}
