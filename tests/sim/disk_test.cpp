#include "tests/sim/disk.hpp"

#include <cstdlib>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include "common/db/database.hpp"

namespace branchline::sim {

namespace {

/// A file opened past SQLite's core, to try single operations.
class OpenFile {
public:
    OpenFile(const Disk& disk, const char* path) {
        sqlite3_vfs* vfs = sqlite3_vfs_find(disk.name().c_str());
        file_ = static_cast<sqlite3_file*>(std::calloc(1, std::size_t(vfs->szOsFile)));
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB;
        REQUIRE(vfs->xOpen(vfs, path, file_, flags, nullptr) == SQLITE_OK);
    }
    ~OpenFile() {
        file_->pMethods->xClose(file_);
        std::free(file_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int write(const Bytes& bytes, sqlite3_int64 offset) {
        return file_->pMethods->xWrite(file_, bytes.data(), int(bytes.size()), offset);
    }
    int sync() { return file_->pMethods->xSync(file_, SQLITE_SYNC_NORMAL); }
    int truncate(sqlite3_int64 size) { return file_->pMethods->xTruncate(file_, size); }
    int size() {
        sqlite3_int64 size = 0;
        return file_->pMethods->xFileSize(file_, &size);
    }
    int lock(int level) { return file_->pMethods->xLock(file_, level); }

private:
    sqlite3_file* file_ = nullptr;
};

Bytes sectors(std::size_t count, std::uint8_t value) {
    return Bytes(count * 512, value);
}

/// A disk, and its file of some sectors of ones, synced.
struct SyncedFile {
    SyncedFile(std::uint64_t seed, std::size_t count) : disk("disk", seed), file(disk, "f") {
        REQUIRE(file.write(sectors(count, 1), 0) == SQLITE_OK);
        REQUIRE(file.sync() == SQLITE_OK);
    }

    Disk disk;
    OpenFile file;
};

/// What is on the disk after three sectors of ones were synced, then written as twos, then power
/// went.
Bytes torn(std::uint64_t seed) {
    SyncedFile synced(seed, 3);
    auto& [disk, file] = synced;
    file.write(sectors(3, 2), 0);
    disk.crash();
    return disk.image("f");
}

/// A small database's bytes after some work.
Bytes database_image(std::uint64_t seed) {
    Disk disk("disk", seed);
    const db::Options options{
        .access = db::Access::writer, .vfs = disk.name(), .exclusive_locking = true};
    const auto database = db::Database::open("d", options).value();
    REQUIRE(database->execute("CREATE TABLE t(x); INSERT INTO t VALUES(randomblob(2000))"));
    Bytes out = disk.image("d");
    append(out, disk.image("d-wal"));
    return out;
}

}  // namespace

TEST_CASE("disk: synced bytes survive a crash", "[sim]") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        Disk disk("disk", seed);
        OpenFile file(disk, "f");
        REQUIRE(file.write(sectors(3, 1), 700) == SQLITE_OK);
        REQUIRE(file.sync() == SQLITE_OK);
        const Bytes before = disk.image("f");
        CHECK(disk.durable_image("f") == before);
        disk.crash();
        CHECK(disk.image("f") == before);
    }
}

TEST_CASE("disk: unsynced sectors survive each by itself, whole or not at all", "[sim]") {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const Bytes after = torn(seed);
        REQUIRE(after.size() == 3 * 512);
        std::string outcome;
        for (std::size_t i = 0; i < 3; ++i) {
            const ByteView sector = ByteView(after).subspan(i * 512, 512);
            CHECK(equal(sector, sectors(1, sector[0])));
            outcome += std::to_string(sector[0]);
        }
        outcomes.insert(outcome);
    }
    CHECK(outcomes ==
          std::set<std::string>{"111", "112", "121", "122", "211", "212", "221", "222"});
}

TEST_CASE("disk: an unsynced extension may be lost, also in part", "[sim]") {
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SyncedFile synced(seed, 1);
        auto& [disk, file] = synced;
        file.write(sectors(1, 2), 512);
        file.write(sectors(1, 3), 1024);
        disk.crash();
        sizes.insert(disk.image("f").size());
    }
    CHECK(sizes == std::set<std::size_t>{512, 1024, 1536});
}

TEST_CASE("disk: an unsynced truncation may come undone", "[sim]") {
    std::set<std::size_t> sizes;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SyncedFile synced(seed, 2);
        auto& [disk, file] = synced;
        file.truncate(100);
        CHECK(disk.image("f").size() == 100);
        disk.crash();
        sizes.insert(disk.image("f").size());
    }
    CHECK(sizes == std::set<std::size_t>{100, 1024});
}

TEST_CASE("disk: the same seed gives the same outcome and the same bytes", "[sim]") {
    for (std::uint64_t seed = 0; seed < 20; ++seed) CHECK(torn(seed) == torn(seed));
    CHECK(database_image(1) == database_image(1));
    CHECK(database_image(1) != database_image(2));
}

TEST_CASE("disk: handles from before a crash answer only with errors", "[sim]") {
    Disk disk("disk", 1);
    OpenFile old(disk, "f");
    disk.crash();
    CHECK(old.write(sectors(1, 1), 0) == SQLITE_IOERR_WRITE);
    CHECK(old.sync() == SQLITE_IOERR_FSYNC);
    CHECK(old.truncate(0) == SQLITE_IOERR_TRUNCATE);
    CHECK(old.size() == SQLITE_IOERR_FSTAT);
    OpenFile fresh(disk, "f");
    CHECK(fresh.write(sectors(1, 1), 0) == SQLITE_OK);
}

TEST_CASE("disk: an old connection closes without touching the new one's files", "[sim]") {
    Disk disk("disk", 1);
    const db::Options options{
        .access = db::Access::writer, .vfs = disk.name(), .exclusive_locking = true};
    auto old = db::Database::open("d", options).value();
    REQUIRE(old->execute("CREATE TABLE t(x)"));
    REQUIRE(old->begin());
    REQUIRE(old->execute("INSERT INTO t VALUES(1)"));
    disk.crash();
    const auto fresh = db::Database::open("d", options).value();
    REQUIRE(fresh->execute("INSERT INTO t VALUES(2)"));
    const auto operations = disk.operations();
    old.reset();
    CHECK(disk.operations() == operations);
    CHECK(fresh->execute("INSERT INTO t VALUES(3)"));
    CHECK(fresh->integrity_check().value() == "ok");
}

TEST_CASE("disk: power goes at the chosen operation and stays away until the crash", "[sim]") {
    Disk disk("disk", 1);
    OpenFile file(disk, "f");
    disk.crash_after(3);
    CHECK(file.write(sectors(1, 1), 0) == SQLITE_OK);
    CHECK(file.sync() == SQLITE_OK);
    CHECK(file.write(sectors(1, 2), 0) == SQLITE_IOERR_WRITE);
    CHECK_FALSE(disk.has_power());
    CHECK(file.sync() == SQLITE_IOERR_FSYNC);
    CHECK(file.size() == SQLITE_IOERR_FSTAT);
    disk.crash();
    CHECK(disk.has_power());
}

TEST_CASE("disk: a write during which power goes may survive", "[sim]") {
    std::set<std::uint8_t> outcomes;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SyncedFile synced(seed, 1);
        auto& [disk, file] = synced;
        disk.crash_after(1);
        CHECK(file.write(sectors(1, 2), 0) == SQLITE_IOERR_WRITE);
        disk.crash();
        outcomes.insert(disk.image("f").at(0));
    }
    CHECK(outcomes == std::set<std::uint8_t>{1, 2});
}

TEST_CASE("disk: what a failed sync dropped, no later sync brings back", "[sim]") {
    std::set<std::uint8_t> outcomes;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        SyncedFile synced(seed, 1);
        auto& [disk, file] = synced;
        disk.fail_next_sync();
        file.write(sectors(1, 2), 0);
        CHECK(file.sync() == SQLITE_IOERR_FSYNC);
        CHECK(file.sync() == SQLITE_OK);
        CHECK(disk.image("f").at(0) == 2);
        disk.crash();
        outcomes.insert(disk.image("f").at(0));
    }
    CHECK(outcomes == std::set<std::uint8_t>{1, 2});
}

TEST_CASE("disk: only the chosen sync fails", "[sim]") {
    Disk disk("disk", 1);
    OpenFile file(disk, "f");
    disk.fail_next_sync(2);
    CHECK(file.sync() == SQLITE_OK);
    CHECK(file.sync() == SQLITE_IOERR_FSYNC);
    CHECK(file.sync() == SQLITE_OK);
}

TEST_CASE("disk: a write beyond the capacity changes nothing", "[sim]") {
    Disk disk("disk", 1);
    OpenFile file(disk, "f");
    OpenFile other(disk, "g");
    disk.set_capacity(1024);
    CHECK(file.write(sectors(1, 1), 0) == SQLITE_OK);
    CHECK(other.write(sectors(2, 1), 0) == SQLITE_FULL);
    CHECK(other.write(sectors(1, 1), 0) == SQLITE_OK);
    CHECK(file.write(sectors(1, 2), 0) == SQLITE_OK);
    CHECK(disk.used_bytes() == 1024);
}

TEST_CASE("disk: two handles exclude each other as SQLite expects", "[sim]") {
    Disk disk("disk", 1);
    OpenFile a(disk, "f");
    OpenFile b(disk, "f");
    CHECK(a.lock(SQLITE_LOCK_SHARED) == SQLITE_OK);
    CHECK(b.lock(SQLITE_LOCK_SHARED) == SQLITE_OK);
    CHECK(a.lock(SQLITE_LOCK_RESERVED) == SQLITE_OK);
    CHECK(b.lock(SQLITE_LOCK_RESERVED) == SQLITE_BUSY);
    CHECK(a.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_BUSY);
}

TEST_CASE("disk: a slot is durable once written", "[sim]") {
    Disk disk("disk", 1);
    CHECK(disk.read_slot("high-water").empty());
    REQUIRE(disk.write_slot("high-water", as_bytes("one")));
    disk.crash();
    CHECK(disk.read_slot("high-water") == to_bytes(as_bytes("one")));
}

TEST_CASE("disk: a slot hit by the power cut holds the old record or the new one", "[sim]") {
    std::set<std::string> outcomes;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Disk disk("disk", seed);
        REQUIRE(disk.write_slot("high-water", as_bytes("old")));
        disk.crash_after(1);
        CHECK_FALSE(disk.write_slot("high-water", as_bytes("new")));
        CHECK_FALSE(disk.write_slot("high-water", as_bytes("later")));
        disk.crash();
        outcomes.insert(std::string(as_text(disk.read_slot("high-water"))));
    }
    CHECK(outcomes == std::set<std::string>{"old", "new"});
}

TEST_CASE("disk: a loaded file is durable and listed", "[sim]") {
    Disk disk("disk", 1);
    disk.load("backup", sectors(1, 9));
    disk.crash();
    CHECK(disk.image("backup") == sectors(1, 9));
    CHECK(disk.files() == std::vector<std::string>{"backup"});
}

}  // namespace branchline::sim
