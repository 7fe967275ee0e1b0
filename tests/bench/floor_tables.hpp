// The tables of plain SQLite, the files they lie in, and rows and changes as bytes.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "common/base/bytes.hpp"
#include "common/db/database.hpp"
#include "tests/bench/data.hpp"

namespace branchline::bench::floor {

// Files

/// WAL, a synced commit, 64 MB of cache, and SQLite's own defaults for everything else.
Result<std::unique_ptr<db::Database>> open_plain(const std::filesystem::path& file);

enum class Outbox {
    without,
    with,  ///< With the tables of changes that wait and of who wrote a field last.
};
Result<> create_tables(db::Database& database, Outbox outbox);

/// Makes a database file in a process of its own, so that its memory counts for nobody.
Result<> make_base(const std::filesystem::path& file,
                   Outbox outbox,
                   const std::function<Result<>(db::Database&)>& fill);
/// The copy lies on the disk when this returns; the measurement does not pay for writing it.
Result<> copy_base(const std::filesystem::path& base, const std::filesystem::path& to);
/// The database with its log.
std::uint64_t disk_bytes(const std::filesystem::path& file);

// Rows

Result<> insert_parts(db::Database& database, const std::vector<Part>& parts);
Result<> insert_stock(db::Database& database, const std::vector<Stock>& stock);

// Every column of a table as one text a row, in a fixed order.
inline constexpr std::string_view kPartRows =
    "SELECT json_array(part_no, descr, brand, list_price, net_price, superseded_by, weight,"
    " updated_at) FROM parts ORDER BY part_no";
inline constexpr std::string_view kStockRows =
    "SELECT json_array(stock_id, part_no, branch, qty, reserved, bin, last_moved, updated_at)"
    " FROM stock ORDER BY stock_id";
inline constexpr std::string_view kClaimRows =
    "SELECT json_array(claim_id, vin, dealer, part_no, labour_op, hours, amount, status, descr,"
    " created_at) FROM claims ORDER BY claim_id";
/// Whether a query of one text column gives the same rows in both files.
Result<bool> is_equal(const std::filesystem::path& one,
                      const std::filesystem::path& other,
                      std::string_view query);
Result<std::int64_t> number_of(db::Database& database, std::string_view query);

/// Runs `work` in one transaction.
Result<> transact(db::Database& database, const std::invocable auto& work) {
    TRY_VOID(database.begin());
    TRY_VOID(work());
    return database.commit();
}

// Bytes

// A cell is a byte that tells its kind, then a number of seven bits a byte, or text behind its
// length.
void put_null(Bytes& to);
void put(Bytes& to, std::int64_t number);
void put(Bytes& to, std::string_view text);

/// Reads cells in the order in which they were put. What is wrong is remembered: ask once a row.
class Cells {
public:
    explicit Cells(ByteView bytes) : rest_(bytes) {}

    bool is_over() const { return rest_.empty() || is_wrong_; }
    /// Code::corrupt "bench-cells-malformed" when any byte so far was not what it should be.
    Result<> check() const;

    std::uint8_t byte();
    std::int64_t integer();
    std::string_view text();  ///< Lives as long as the bytes.
    /// Binds the next cell, whatever its kind.
    void bind_next(db::Statement& statement, int at);

private:
    std::uint64_t number();
    std::string_view characters();

    ByteView rest_;
    bool is_wrong_ = false;
};

/// The changes of a burst: made here, or as bytes that came over the line.
class Changes {
public:
    explicit Changes(db::Database& database);

    Result<> make(const BurstOp& op);
    /// Every change in these bytes; a transaction is the caller's.
    Result<> apply(ByteView packed);

    static void pack(const BurstOp& op, Bytes& to);

private:
    db::Statement& update_;
    db::Statement& insert_;
};

}  // namespace branchline::bench::floor
