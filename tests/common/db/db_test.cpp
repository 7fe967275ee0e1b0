#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "common/db/database.hpp"
#include "tests/sim/disk.hpp"
#include "tests/support/folder.hpp"

namespace branchline::db {

namespace {

namespace fs = std::filesystem;

using test::Folder;

/// Lets no file of this process grow beyond a size while it lives.
struct FileSizeLimit {
    rlimit before{};
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit now{bytes, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
};

constexpr auto kSchema = "CREATE TABLE IF NOT EXISTS part(id INTEGER PRIMARY KEY, v BLOB) STRICT";
const Options kReader{.access = Access::reader, .vfs = {}, .exclusive_locking = false};

Options on(const sim::Disk& disk) {
    return {.access = Access::writer, .vfs = disk.name(), .exclusive_locking = true};
}

std::unique_ptr<Database> open_parts(const fs::path& path, const Options& options = {}) {
    auto database = Database::open(path, options).value();
    REQUIRE(database->execute(kSchema));
    return database;
}

/// One row of `size` bytes.
Result<> insert(Database& database, std::int64_t id, std::size_t size = 10) {
    const Bytes value(size, static_cast<std::uint8_t>(id));
    return database.prepare("INSERT INTO part VALUES(?, ?)").bind(1, id).bind(2, value).run();
}

Result<> insert_committed(Database& database, std::int64_t id, std::size_t size = 10) {
    TRY_VOID(database.begin());
    if (auto done = insert(database, id, size); !done) {
        database.rollback();
        return done;
    }
    return database.commit();
}

std::int64_t number(Database& database, std::string_view sql) {
    Statement& statement = database.prepare(sql);
    REQUIRE(statement.step().value());
    const std::int64_t out = statement.integer(0);
    statement.reset();
    return out;
}

std::int64_t count(Database& database) {
    return number(database, "SELECT count(*) FROM part");
}

std::string setting(Database& database, const std::string& name) {
    Statement& statement = database.prepare("PRAGMA " + name);
    REQUIRE(statement.step().value());
    const std::string out(statement.text(0));
    statement.reset();
    return out;
}

}  // namespace

// Settings

TEST_CASE("database: a writer keeps every promise in its settings", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    CHECK(setting(*writer, "journal_mode") == "wal");
    CHECK(setting(*writer, "synchronous") == "2");
    CHECK(setting(*writer, "foreign_keys") == "0");
    CHECK(setting(*writer, "trusted_schema") == "0");
    CHECK(setting(*writer, "cell_size_check") == "1");
    CHECK(setting(*writer, "mmap_size") == "0");
    CHECK(setting(*writer, "temp_store") == "2");
    CHECK(setting(*writer, "busy_timeout") == "0");
    CHECK(setting(*writer, "query_only") == "0");
}

TEST_CASE("database: a double-quoted word is never a string", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    const auto done = writer->execute("SELECT \"nothing by this name\"");
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Code::invalid);
    CHECK(done.error().id == "database-error");
}

TEST_CASE("database: the schema table cannot be edited", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    REQUIRE(writer->execute("PRAGMA writable_schema = ON"));
    CHECK_FALSE(writer->execute("DELETE FROM sqlite_schema"));
}

// Statements

TEST_CASE("statement: every kind of value comes back as it went in", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    const Bytes blob{1, 0, 2};
    Statement& statement = writer->prepare("SELECT ?, ?, ?, ?");
    statement.bind(1, -7).bind(2, "Aksel").bind(3, blob).bind_null(4);
    REQUIRE(statement.step().value());
    CHECK(statement.integer(0) == -7);
    CHECK(statement.text(1) == "Aksel");
    CHECK(equal(statement.blob(2), blob));
    CHECK(statement.is_null(3));
    CHECK_FALSE(statement.step().value());
}

TEST_CASE("statement: empty text and an empty blob are not null", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    Statement& statement = writer->prepare("SELECT typeof(?), typeof(?)");
    statement.bind(1, std::string_view()).bind(2, ByteView());
    REQUIRE(statement.step().value());
    CHECK(statement.text(0) == "text");
    CHECK(statement.text(1) == "blob");
}

TEST_CASE("statement: comes from the cache without its old bindings", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    Statement& first = writer->prepare("SELECT ?");
    first.bind(1, 5);
    REQUIRE(first.step().value());
    Statement& second = writer->prepare("SELECT ?");
    CHECK(&first == &second);
    REQUIRE(second.step().value());
    CHECK(second.is_null(0));
}

TEST_CASE("statement: a broken constraint is an error and leaves the connection usable", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    REQUIRE(insert(*writer, 1));
    CHECK(insert(*writer, 1).error().id == "database-error");
    CHECK(insert(*writer, 2));
    CHECK(writer->changes() == 1);
    CHECK(writer->last_insert_id() == 2);
}

// Transactions and several connections

TEST_CASE("database: a rollback leaves nothing", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    REQUIRE(writer->begin());
    REQUIRE(insert(*writer, 1));
    CHECK(writer->in_transaction());
    writer->rollback();
    CHECK_FALSE(writer->in_transaction());
    CHECK(count(*writer) == 0);
}

TEST_CASE("database: a reader sees only what is committed", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    const auto reader = Database::open(folder / "replica.db", kReader).value();
    REQUIRE(writer->begin());
    REQUIRE(insert(*writer, 1));
    CHECK(count(*reader) == 0);
    REQUIRE(writer->commit());
    CHECK(count(*reader) == 1);
}

TEST_CASE("database: a reader's transaction is one snapshot", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    const auto reader = Database::open(folder / "replica.db", kReader).value();
    REQUIRE(reader->begin());
    CHECK(count(*reader) == 0);
    REQUIRE(insert_committed(*writer, 1));
    CHECK(count(*reader) == 0);
    REQUIRE(reader->commit());
    CHECK(count(*reader) == 1);
}

TEST_CASE("database: a reader cannot write, nor checkpoint", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    const auto reader = Database::open(folder / "replica.db", kReader).value();
    CHECK(insert(*reader, 1).error().id == "database-error");
    CHECK_FALSE(reader->execute("CREATE TABLE other(x)"));
    CHECK(reader->checkpoint().error().id == "database-error");
    CHECK(count(*writer) == 0);
}

TEST_CASE("database: a reader that closes last leaves the WAL to the writer", "[db]") {
    const Folder folder;
    auto writer = open_parts(folder / "replica.db");
    auto reader = Database::open(folder / "replica.db", kReader).value();
    REQUIRE(insert_committed(*writer, 1, 20'000));
    writer.reset();
    reader.reset();
    CHECK(fs::file_size(folder / "replica.db-wal") > 20'000);
    CHECK(count(*open_parts(folder / "replica.db")) == 1);
}

TEST_CASE("database: a reader creates no file", "[db]") {
    const Folder folder;
    CHECK_FALSE(Database::open(folder / "replica.db", kReader));
    CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("database: a second writer is told at once that the database is busy", "[db]") {
    const Folder folder;
    const auto first = open_parts(folder / "replica.db");
    const auto second = Database::open(folder / "replica.db", {}).value();
    REQUIRE(first->begin());
    const auto refused = second->begin();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::unavailable);
    CHECK(refused.error().id == "database-busy");
    first->rollback();
}

TEST_CASE("database: a checkpoint carries the rows into the main file", "[db]") {
    sim::Disk disk("checkpoint", 1);
    const auto writer = open_parts("replica.db", on(disk));
    REQUIRE(insert_committed(*writer, 1, 20'000));
    const auto before = disk.image("replica.db").size();
    REQUIRE(writer->checkpoint());
    CHECK(disk.image("replica.db").size() >= before + 20'000);
}

TEST_CASE("database: commits alone keep the WAL near its cap", "[db]") {
    sim::Disk disk("wal-cap", 1);
    const auto writer = open_parts("replica.db", on(disk));
    for (int i = 0; i < 100; ++i) REQUIRE(insert_committed(*writer, i, 1'000'000));
    CHECK(disk.image("replica.db-wal").size() < 45'000'000);
    CHECK(count(*writer) == 100);
}

// Damage

TEST_CASE("database: a file that is no database is refused as corrupt", "[db]") {
    const Folder folder;
    std::ofstream(folder / "replica.db") << std::string(8192, 'x');
    for (const Options& options : {Options{}, kReader}) {
        const auto opened = Database::open(folder / "replica.db", options);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == Code::corrupt);
        CHECK(opened.error().id == "database-corrupt");
    }
}

TEST_CASE("database: the integrity check is ok on a sound file", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    REQUIRE(insert_committed(*writer, 1, 50'000));
    CHECK(writer->integrity_check().value() == "ok");
}

TEST_CASE("database: the integrity check finds a damaged page", "[db]") {
    sim::Disk disk("bit-rot", 1);
    {
        const auto writer = open_parts("replica.db", on(disk));
        for (int i = 0; i < 500; ++i) REQUIRE(insert(*writer, i, 500));
    }
    Bytes image = disk.image("replica.db");
    REQUIRE(image.size() > 20 * 4096);
    std::fill_n(image.begin() + 10 * 4096, 4096, std::uint8_t{0xff});
    disk.load("replica.db", image);
    const auto writer = Database::open("replica.db", on(disk)).value();
    const auto found = writer->integrity_check();
    CHECK((found ? *found : found.error().id) != "ok");
}

TEST_CASE("database: reading a damaged page is an error, not a row", "[db]") {
    sim::Disk disk("bit-rot", 1);
    {
        const auto writer = open_parts("replica.db", on(disk));
        for (int i = 0; i < 500; ++i) REQUIRE(insert(*writer, i, 500));
    }
    Bytes image = disk.image("replica.db");
    std::fill_n(image.begin() + 10 * 4096, 4096, std::uint8_t{0xff});
    disk.load("replica.db", image);
    const auto writer = Database::open("replica.db", on(disk)).value();
    const auto sum = writer->prepare("SELECT sum(length(v)) FROM part").step();
    REQUIRE_FALSE(sum);
    CHECK(sum.error().id == "database-corrupt");
}

// A failing disk

TEST_CASE("failed fsync: the commit fails, and so does every later write", "[db]") {
    sim::Disk disk("fail-stop", 1);
    const auto writer = open_parts("replica.db", on(disk));
    REQUIRE(insert_committed(*writer, 1));
    disk.fail_next_sync();
    const auto failed = insert_committed(*writer, 2);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == Code::io);
    CHECK(failed.error().id == "disk-failed");
    CHECK_FALSE(writer->in_transaction());
    const auto operations = disk.operations();
    CHECK(writer->begin() == failed);
    CHECK(insert(*writer, 3) == failed);
    CHECK(writer->execute("DELETE FROM part") == failed);
    CHECK(writer->checkpoint() == failed);
    CHECK(disk.operations() == operations);
}

TEST_CASE("failed fsync: reads go on", "[db]") {
    sim::Disk disk("fail-stop", 1);
    const auto writer = open_parts("replica.db", on(disk));
    REQUIRE(insert_committed(*writer, 1));
    disk.fail_next_sync();
    REQUIRE_FALSE(insert_committed(*writer, 2));
    CHECK(count(*writer) == 1);
}

TEST_CASE("failed fsync: closing touches the disk no more", "[db]") {
    sim::Disk disk("fail-stop", 1);
    auto writer = open_parts("replica.db", on(disk));
    disk.fail_next_sync();
    REQUIRE_FALSE(insert_committed(*writer, 1));
    const auto operations = disk.operations();
    writer.reset();
    CHECK(disk.operations() == operations);
    CHECK_FALSE(disk.image("replica.db-wal").empty());
}

TEST_CASE("failed fsync: of a checkpoint stops the connection too", "[db]") {
    sim::Disk disk("fail-stop", 1);
    const auto writer = open_parts("replica.db", on(disk));
    REQUIRE(insert_committed(*writer, 1));
    disk.fail_next_sync(2);
    const auto failed = writer->checkpoint();
    REQUIRE_FALSE(failed);
    CHECK(failed.error().id == "disk-failed");
    CHECK(writer->begin() == failed);
    REQUIRE(writer->failed());
}

TEST_CASE("failed fsync: what was committed before is there after a restart", "[db]") {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        sim::Disk disk("fail-stop", seed);
        auto writer = open_parts("replica.db", on(disk));
        std::int64_t committed = 0;
        disk.fail_next_sync(1 + seed % 12);
        while (insert_committed(*writer, committed + 1, 3'000)) {
            ++committed;
            if (committed % 3 == 0 && !writer->checkpoint()) break;
        }
        writer.reset();
        disk.crash();
        writer = Database::open("replica.db", on(disk)).value();
        const auto kept = count(*writer);
        INFO("seed " << seed << " committed " << committed << " kept " << kept);
        CHECK((kept == committed || kept == committed + 1));
    }
}

// A full disk

TEST_CASE("disk full: leaves nothing half, and writing goes on when there is space", "[db]") {
    sim::Disk disk("full", 1);
    const auto writer = open_parts("replica.db", on(disk));
    REQUIRE(insert_committed(*writer, 1));
    const std::uint64_t used = disk.used_bytes();
    for (std::uint64_t spare = 0; spare < 190'000; spare += 3'000) {
        disk.set_capacity(used + spare);
        const auto failed = insert_committed(*writer, 2, 200'000);
        REQUIRE_FALSE(failed);
        CHECK(failed.error().code == Code::disk_full);
        CHECK(failed.error().id == "disk-full");
        CHECK(count(*writer) == 1);
    }
    disk.set_capacity(std::nullopt);
    REQUIRE(insert_committed(*writer, 2, 200'000));
    CHECK(count(*writer) == 2);
    CHECK(writer->integrity_check().value() == "ok");
}

TEST_CASE("disk full: in the middle of a transaction, what follows is refused as well", "[db]") {
    sim::Disk disk("full", 1);
    const auto writer = open_parts("replica.db", on(disk));
    disk.set_capacity(disk.used_bytes() + 1'000'000);
    REQUIRE(writer->execute("PRAGMA cache_size = -2000"));
    REQUIRE(writer->begin());
    REQUIRE(insert(*writer, 1));
    // More than the cache holds: SQLite writes now, and rolls back when it cannot.
    REQUIRE_FALSE(insert(*writer, 2, 9'000'000));
    REQUIRE_FALSE(writer->in_transaction());
    CHECK(insert(*writer, 3).error().id == "disk-full");
    CHECK(writer->execute("SAVEPOINT part").error().id == "disk-full");
    CHECK(writer->begin().error().id == "disk-full");
    CHECK(writer->commit().error().id == "disk-full");
    CHECK(count(*writer) == 0);
    CHECK(insert_committed(*writer, 4));
}

TEST_CASE("disk full: of a checkpoint loses no row", "[db]") {
    sim::Disk disk("full", 1);
    auto writer = open_parts("replica.db", on(disk));
    REQUIRE(insert_committed(*writer, 1, 200'000));
    disk.set_capacity(disk.used_bytes());
    CHECK(writer->checkpoint().error().id == "disk-full");
    CHECK(count(*writer) == 1);
    disk.crash();
    writer.reset();
    disk.set_capacity(std::nullopt);
    writer = Database::open("replica.db", on(disk)).value();
    CHECK(count(*writer) == 1);
}

TEST_CASE("disk full: a file size limit counts as one", "[db]") {
    const Folder folder;
    const auto writer = open_parts(folder / "replica.db");
    {
        const FileSizeLimit limit(100'000);
        const auto failed = insert_committed(*writer, 1, 500'000);
        REQUIRE_FALSE(failed);
        CHECK(failed.error().id == "disk-full");
    }
    CHECK(insert_committed(*writer, 1, 500'000));
    CHECK(count(*writer) == 1);
}

// Power cuts

namespace {

/// What a run that ended in a power cut left.
struct Aftermath {
    std::int64_t committed = 0;  ///< Commits that had returned.
    std::int64_t kept = -1;      ///< Rows after the restart; -1: the file could not be read.
    std::string integrity;
    bool is_gapless = false;
};

Result<> work_until_power_goes(Database& database, std::int64_t& committed) {
    TRY_VOID(database.execute(kSchema));
    for (;;) {
        TRY_VOID(insert_committed(database, committed + 1, 3'000));
        ++committed;
        if (committed % 7 == 0) TRY_VOID(database.checkpoint());
    }
}

void inspect(Database& database, Aftermath& found) {
    const auto integrity = database.integrity_check();
    found.integrity = integrity ? *integrity : integrity.error().id;
    if (!database.execute(kSchema)) return;
    Statement& rows = database.prepare("SELECT count(*), ifnull(max(id), 0) FROM part");
    const auto has_row = rows.step();
    if (!has_row) return;
    found.kept = rows.integer(0);
    found.is_gapless = rows.integer(1) == found.kept;
    rows.reset();
}

/// Power goes at the n-th operation of the disk, the first ones being those that create the file.
Aftermath cut_power(std::uint64_t seed, std::string_view settings) {
    sim::Disk disk("power-cut", seed);
    Aftermath found;
    disk.crash_after(1 + seed);
    if (auto database = Database::open("replica.db", on(disk))) {
        if ((*database)->execute(settings)) {
            REQUIRE_FALSE(work_until_power_goes(**database, found.committed));
        }
    }
    REQUIRE_FALSE(disk.has_power());
    disk.crash();
    if (const auto database = Database::open("replica.db", on(disk))) inspect(**database, found);
    return found;
}

}  // namespace

TEST_CASE("power cut: every committed row survives at 200 places", "[db]") {
    std::int64_t committed = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Aftermath found = cut_power(seed, "");
        INFO("seed " << seed << " committed " << found.committed << " kept " << found.kept);
        CHECK(found.integrity == "ok");
        CHECK(found.is_gapless);
        CHECK((found.kept == found.committed || found.kept == found.committed + 1));
        committed += found.committed;
    }
    CHECK(committed > 500);
}

TEST_CASE("power cut: without fsync the same check finds lost rows", "[db]") {
    int losses = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Aftermath found = cut_power(seed, "PRAGMA synchronous = OFF");
        if (found.integrity != "ok" || found.kept < found.committed) ++losses;
    }
    CHECK(losses > 50);
}

}  // namespace branchline::db
