// The only door to SQLite. Settings that keep our promises are made here once: WAL, FULL, no mmap,
// defensive, one writer that alone checkpoints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace branchline::db {

class Database;

/// A prepared statement bound to one execution. Binding is positional and starts at 1; columns
/// start at 0. Views returned by text() and blob() live until the next step() or reset(). A
/// statement left in the middle of its rows keeps its read snapshot until it is reset.
class Statement {
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* statement, Database* owner = nullptr)
        : statement_(statement), owner_(owner) {}

    Statement& bind(int at, std::int64_t value);
    /// The text is copied.
    Statement& bind(int at, std::string_view text);
    /// The bytes must outlive the execution; they are not copied. No bytes are an empty blob, not
    /// null.
    Statement& bind(int at, ByteView blob);
    Statement& bind_null(int at);

    /// True while there is a row. Statements reset themselves when they are taken from the cache.
    Result<bool> step();
    /// Runs a statement that returns no row, and resets it. A row is a bug and ends the process.
    Result<> run();
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    ByteView blob(int column) const;

private:
    friend class Database;
    sqlite3_stmt* statement_ = nullptr;
    Database* owner_ = nullptr;
    std::optional<Error> unprepared_;  ///< The disk did not yield the schema; step() says so.
};

enum class Access {
    writer,  ///< Creates the file, alone writes and checkpoints.
    reader,  ///< query_only; never checkpoints.
};

struct Options {
    Access access = Access::writer;
    std::string vfs;  ///< Empty: the operating system's. The simulator names its own.
    bool exclusive_locking = false;  ///< For file systems without shared memory.
};

/// One connection. Not shared between threads.
///
/// Errors: disk_full "disk-full", io "disk-failed", corrupt "database-corrupt", unavailable
/// "database-busy", anything else invalid "database-error".
///
/// Fail-stop: after a "disk-failed" the connection refuses every further write with that same
/// error and does not checkpoint when it closes. A failed fsync may have dropped what it was asked
/// to keep, and a second one on the same descriptor would report success. Only a new process that
/// reads the file again knows what is there.
///
/// A failure may make SQLite roll back in the middle of a transaction (a full disk does). From then
/// until rollback() or commit() every write answers with that failure: otherwise the rest of the
/// transaction would be committed, statement by statement, without its beginning.
class Database {
public:
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path,
                                                  const Options& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs one or more statements without parameters.
    Result<> execute(std::string_view sql);
    /// A cached prepared statement, reset and with bindings cleared. A syntax error is a bug of
    /// ours and ends the process. One text may not be executing twice at once.
    Statement& prepare(std::string_view sql);

    Result<> begin();   ///< BEGIN IMMEDIATE. For a reader: one snapshot from its first row on.
    Result<> commit();  ///< Returns after the fsync. On an error the transaction is rolled back.
    void rollback();    ///< Nothing when there is no transaction.
    bool in_transaction() const;

    /// Copies the WAL into the database file as far as readers allow; for idle moments of the
    /// writer. A commit does it too when the WAL has passed about 40 MB.
    Result<> checkpoint();
    /// For a writer that has been idle for a while: a checkpoint, and the page cache is given back.
    Result<> rest();
    /// Rows changed by the last statement.
    std::int64_t changes() const;
    std::int64_t last_insert_id() const;
    /// "ok", or what SQLite's integrity check found, a line each.
    Result<std::string> integrity_check();
    /// The failure that stopped this connection, if one did.
    const std::optional<Error>& failed() const { return failed_; }

private:
    friend class Statement;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };

    Database(sqlite3* handle, Access access) : handle_(handle), access_(access) {}
    Result<> configure(const Options& options);
    Result<> configure_writer();
    void compile(std::string_view sql, Statement& into);
    /// Turns SQLite's code into an error and, for a failed disk, stops the connection.
    Error failure(int code);
    /// Why nothing may be written at present: a failed disk, or a transaction that is lost.
    const std::optional<Error>& refusal() const { return failed_ ? failed_ : lost_; }
    void end_transaction();
    void limit_wal();
    static int on_wal_commit(void* self, sqlite3* handle, const char* name, int pages);

    sqlite3* handle_;
    Access access_;
    std::optional<Error> failed_;
    bool began_ = false;           ///< Between begin() and its commit() or rollback().
    std::optional<Error> lost_;    ///< What made SQLite roll back what was begun.
    int wal_pages_ = 0;            ///< In the WAL after the last commit.
    int checkpoint_at_pages_ = 0;  ///< A commit that reaches this checkpoints.
    std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>> cache_;
};

}  // namespace branchline::db
