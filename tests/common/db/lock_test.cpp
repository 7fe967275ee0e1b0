#include "common/db/lock.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "tests/support/folder.hpp"

namespace branchline::db {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSlot = 4096;

using test::Folder;

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Overwrites the start of a slot's payload, as a torn write does.
void tear(const fs::path& path, std::size_t slot) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(slot * kSlot + 12));
    file << "torn";
}

Bytes payload(std::string_view text) {
    return to_bytes(as_bytes(text));
}

/// A file whose records were "one" to the given text, the newest in the slot of its counter.
void write_records(const fs::path& path, std::initializer_list<std::string_view> texts) {
    const auto file = SlotFile::open(path).value();
    for (const auto text : texts) REQUIRE(file->write(as_bytes(text)));
}

Result<Bytes> read_again(const fs::path& path) {
    TRY(const auto file, SlotFile::open(path));
    return file->read();
}

}  // namespace

TEST_CASE("lock: who holds it can be asked, without taking or making it", "[db]") {
    const Folder folder;
    const fs::path file = folder / "lock";
    CHECK(DirectoryLock::holder(file).value() == std::nullopt);
    CHECK_FALSE(fs::exists(file));
    {
        const auto lock = DirectoryLock::acquire(file).value();
        CHECK(DirectoryLock::holder(file).value() ==
              "held by process " + std::to_string(::getpid()));
    }
    CHECK(DirectoryLock::holder(file).value() == std::nullopt);
    CHECK(DirectoryLock::holder(folder / "no" / "lock").value() == std::nullopt);
    CHECK(DirectoryLock::holder(folder.path()).error().code == Code::io);
}

TEST_CASE("directory lock: a second holder is refused and told the first one's id", "[db]") {
    const Folder folder;
    const auto first = DirectoryLock::acquire(folder / "lock");
    REQUIRE(first);
    const auto second = DirectoryLock::acquire(folder / "lock");
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Code::locked);
    CHECK(second.error().id == "data-directory-locked");
    CHECK_THAT(second.error().what,
               Catch::EndsWith("held by process " + std::to_string(::getpid())));
}

TEST_CASE("directory lock: is free after its holder", "[db]") {
    const Folder folder;
    REQUIRE(DirectoryLock::acquire(folder / "lock"));
    CHECK(DirectoryLock::acquire(folder / "lock"));
}

TEST_CASE("directory lock: a file left behind is no lock", "[db]") {
    const Folder folder;
    std::ofstream(folder / "lock") << "999999999999\n";
    REQUIRE(DirectoryLock::acquire(folder / "lock"));
    CHECK(content(folder / "lock") == std::to_string(::getpid()) + "\n");
}

TEST_CASE("directory lock: a missing folder is an error of the disk", "[db]") {
    const Folder folder;
    CHECK(DirectoryLock::acquire(folder / "none" / "lock").error().code == Code::io);
}

TEST_CASE("slot file: a new one is preallocated, private and empty", "[db]") {
    const Folder folder;
    const auto file = SlotFile::open(folder / "high-water").value();
    CHECK(file->read().value().empty());
    CHECK(fs::file_size(folder / "high-water") == 2 * kSlot);
    CHECK((fs::status(folder / "high-water").permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("slot file: the newest record comes back, also after a restart", "[db]") {
    const Folder folder;
    write_records(folder / "high-water", {"one", "two", "three"});
    CHECK(read_again(folder / "high-water").value() == payload("three"));
    CHECK(fs::file_size(folder / "high-water") == 2 * kSlot);
}

TEST_CASE("slot file: the bytes on disk are as documented", "[db]") {
    const Folder folder;
    write_records(folder / "high-water", {"abc"});
    const std::string bytes = content(folder / "high-water");
    CHECK(to_hex(as_bytes(bytes).subspan(kSlot, 24)) ==
          "000000000000000100000003616263263665d1860a591100");
}

TEST_CASE("slot file: a torn newest record leaves the one before", "[db]") {
    const Folder folder;
    const auto path = folder / "high-water";
    write_records(path, {"one", "two", "three"});  // Counters 1 and 2, then 3, then 4.
    tear(path, 0);
    CHECK(read_again(path).value() == payload("two"));
    write_records(path, {"four"});
    CHECK(read_again(path).value() == payload("four"));
    tear(path, 1);
    CHECK(read_again(path).value() == payload("four"));
}

TEST_CASE("slot file: the first record survives damage to either slot", "[db]") {
    for (const std::size_t slot : {std::size_t{0}, std::size_t{1}}) {
        const Folder folder;
        write_records(folder / "high-water", {"one"});
        tear(folder / "high-water", slot);
        CHECK(read_again(folder / "high-water").value() == payload("one"));
    }
}

TEST_CASE("slot file: both slots torn are corrupt, and nothing is written over them", "[db]") {
    const Folder folder;
    const auto path = folder / "high-water";
    write_records(path, {"one", "two"});
    const auto file = SlotFile::open(path).value();
    tear(path, 0);
    tear(path, 1);
    CHECK(file->read().error().code == Code::corrupt);
    const auto again = SlotFile::open(path);
    REQUIRE_FALSE(again);
    CHECK(again.error().id == "slot-file-corrupt");
}

TEST_CASE("slot file: a first write that was torn counts as never written", "[db]") {
    const Folder folder;
    const auto path = folder / "high-water";
    REQUIRE(SlotFile::open(path));
    tear(path, 1);
    CHECK(read_again(path).value().empty());
}

TEST_CASE("slot file: takes payloads up to its limit and refuses more", "[db]") {
    const Folder folder;
    const auto file = SlotFile::open(folder / "high-water").value();
    const Bytes largest(SlotFile::kPayloadMax, 7);
    REQUIRE(file->write(largest));
    CHECK(file->write(Bytes(SlotFile::kPayloadMax + 1)).error().code == Code::too_large);
    CHECK(file->read().value() == largest);
}

}  // namespace branchline::db
