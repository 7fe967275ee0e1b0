// What our own columns take on disk: the rows of one entity as they stand in a replica, beside the
// same rows in a plain table with the same indexes. Both are copied into files of their own, so
// that only what they hold counts.
#include <filesystem>

#include <fmt/format.h>

#include "common/db/database.hpp"
#include "tests/bench/site.hpp"

namespace branchline::bench {

namespace {

using Path = std::filesystem::path;

constexpr std::string_view kFields =
    "part_no, descr, brand, list_price, net_price, superseded_by, weight, updated_at";

std::unique_ptr<db::Database> open_beside(const Path& file, const Path& replica) {
    auto database = must(db::Database::open(file, {}));
    must(database->execute(fmt::format("ATTACH '{}' AS replica", replica.string())));
    return database;
}

std::uint64_t size_of(std::unique_ptr<db::Database> database, const Path& file) {
    must(database->execute("DETACH replica"));
    must(database->checkpoint());
    database.reset();
    return std::filesystem::file_size(file);
}

/// The statements that made a table and its indexes.
std::vector<std::string> statements_of(db::Database& database, std::string_view table) {
    std::vector<std::string> out;
    db::Statement& rows = database.prepare(
        "SELECT sql FROM replica.sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL "
        "ORDER BY type DESC");
    rows.bind(1, table);
    while (must(rows.step())) out.emplace_back(rows.text(0));
    rows.reset();
    return out;
}

std::uint64_t as_stored(const Path& file, const Path& replica) {
    auto database = open_beside(file, replica);
    for (const std::string& statement : statements_of(*database, "bench_part_rows")) {
        must(database->execute(statement));
    }
    must(
        database->execute("INSERT INTO main.bench_part_rows "
                          "SELECT * FROM replica.bench_part_rows ORDER BY rowid"));
    return size_of(std::move(database), file);
}

std::uint64_t as_plain(const Path& file, const Path& replica) {
    auto database = open_beside(file, replica);
    must(database->execute(fmt::format(
        "CREATE TABLE part(row BLOB, part_no TEXT, descr TEXT, brand TEXT, list_price INTEGER, "
        "net_price INTEGER, superseded_by TEXT, weight INTEGER, updated_at INTEGER);"
        "CREATE UNIQUE INDEX part_place ON part(row); CREATE INDEX part_number ON part(part_no);"
        "INSERT INTO part SELECT row, {} FROM replica.bench_part_rows ORDER BY rowid",
        kFields)));
    return size_of(std::move(database), file);
}

}  // namespace

text::Json metadata_of(const Path& dir) {
    const Path replica = dir / "replica.db";
    const std::uint64_t stored = as_stored(dir / "stored.db", replica);
    const std::uint64_t plain = as_plain(dir / "plain.db", replica);
    return {
        {"stored_bytes", stored},
        {"plain_bytes",  plain },
    };
}

}  // namespace branchline::bench
