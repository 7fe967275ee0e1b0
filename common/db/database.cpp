#include "common/db/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "common/base/assert.hpp"
#include "common/base/disk_error.hpp"
#include "common/base/log.hpp"

namespace branchline::db {

namespace {

// About 40 MB of 4096-byte pages. A reader that holds an old snapshot stops a checkpoint half way;
// the next try then waits for this many pages more, so that not every commit pays for one.
constexpr int kWalPagesMax = 10'000;
constexpr int kWalPagesRetry = 1'000;
constexpr int kReaderWaitMs = 1'000;

/// The error number of the last system call that failed on a file; 0 when there was none.
int last_errno(sqlite3_file* file) {
    int number = 0;
    if (file == nullptr || file->pMethods == nullptr) return 0;
    const int code = file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number);
    return code == SQLITE_OK ? number : 0;
}

/// SQLite reports only ENOSPC as full; a file size limit and a quota arrive as a failed write. A
/// failed sync is never among them: it is a failed disk whatever its number. The number is asked of
/// the files, because sqlite3_system_errno() is not set on the path of a COMMIT (checked, 3.40).
bool is_no_space(sqlite3* handle, int code) {
    if (code == SQLITE_IOERR_SHMSIZE) return is_space_errno(errno);
    if (code != SQLITE_IOERR_WRITE) return false;
    sqlite3_file* file = nullptr;
    sqlite3_file* wal = nullptr;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    const int of_file = last_errno(file);
    const int of_wal = last_errno(wal);
    const bool is_other =
        (of_file != 0 && !is_space_errno(of_file)) || (of_wal != 0 && !is_space_errno(of_wal));
    return !is_other && (is_space_errno(of_file) || is_space_errno(of_wal));
}

Error classify(int code, bool no_space, std::string what) {
    const auto error = [&](Code kind, const char* id, const char* hint) {
        return Error{kind, id, std::move(what), hint};
    };
    if ((code & 0xff) == SQLITE_FULL || no_space) {
        return error(Code::disk_full, "disk-full", "nothing was written; free some space");
    }
    switch (code & 0xff) {
        case SQLITE_IOERR:
            return error(Code::io, "disk-failed", "check the disk, then start the daemon again");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return error(Code::corrupt, "database-corrupt",
                         "keep the file, and rebuild the replica from its peers");
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return error(Code::unavailable, "database-busy", "try again");
        case SQLITE_CANTOPEN:
            return error(Code::invalid, "database-error",
                         "the folder must exist, have room, and let this user write");
        case SQLITE_READONLY:
            return error(Code::invalid, "database-error",
                         "the file, its folder or its file system may only be read");
        default: return error(Code::invalid, "database-error", "");
    }
}

void set_flag(sqlite3* handle, int flag, bool on) {
    const int code = sqlite3_db_config(handle, flag, on ? 1 : 0, static_cast<int*>(nullptr));
    ASSERT(code == SQLITE_OK);
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

}  // namespace

// Statement

Statement& Statement::bind(int at, std::int64_t value) {
    if (unprepared_) return *this;
    const int code = sqlite3_bind_int64(statement_, at, value);
    ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
    if (unprepared_) return *this;
    const char* start = text.data() == nullptr ? "" : text.data();  // Null would bind NULL.
    const int code =
        sqlite3_bind_text64(statement_, at, start, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int at, ByteView blob) {
    if (unprepared_) return *this;
    const void* start = blob.data() == nullptr ? static_cast<const void*>("") : blob.data();
    const int code = sqlite3_bind_blob64(statement_, at, start, blob.size(), SQLITE_STATIC);
    ASSERT(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_null(int at) {
    if (unprepared_) return *this;
    const int code = sqlite3_bind_null(statement_, at);
    ASSERT(code == SQLITE_OK);
    return *this;
}

Result<bool> Statement::step() {
    if (unprepared_) return std::unexpected(*unprepared_);
    ASSERT(statement_ != nullptr && owner_ != nullptr);
    if (owner_->refusal() && sqlite3_stmt_readonly(statement_) == 0) {
        return std::unexpected(*owner_->refusal());
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    Error error = owner_->failure(code);
    reset();
    return std::unexpected(std::move(error));
}

Result<> Statement::run() {
    TRY(const bool has_row, step());
    ASSERT(!has_row);
    reset();
    return {};
}

void Statement::reset() {
    // The code repeats the failure that step() has already reported.
    static_cast<void>(sqlite3_reset(statement_));
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
    const auto* start = sqlite3_column_text(statement_, column);
    if (start == nullptr) return {};
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return as_text({start, size});
}

ByteView Statement::blob(int column) const {
    const void* start = sqlite3_column_blob(statement_, column);
    if (start == nullptr) return {};
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return {static_cast<const std::uint8_t*>(start), size};
}

// Database: opening

namespace {

/// SQLite counts the memory that it takes under a lock of the whole process; nobody asks for it.
void leave_memory_uncounted() {
    static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)done;  // Refused when SQLite is in use already, as in a test with a disk of its own.
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path,
                                                 const Options& options) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (options.access == Access::writer) flags |= SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    leave_memory_uncounted();
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags,
                                     options.vfs.empty() ? nullptr : options.vfs.c_str());
    ASSERT(handle != nullptr);  // Null only when memory is gone.
    std::unique_ptr<Database> made(new Database(handle, options.access));
    auto ready = code == SQLITE_OK ? made->configure(options)
                                   : Result<>(std::unexpected(made->failure(code)));
    if (!ready) {
        Error error = std::move(ready).error();
        error.what = path.string() + ": " + error.what;
        return std::unexpected(std::move(error));
    }
    return made;
}

Database::~Database() {
    cache_.clear();
    for (auto* at = sqlite3_next_stmt(handle_, nullptr); at != nullptr;) {
        auto* next = sqlite3_next_stmt(handle_, at);
        sqlite3_finalize(at);
        at = next;
    }
    const int code = sqlite3_close(handle_);
    ASSERT(code == SQLITE_OK);
}

Result<> Database::configure(const Options& options) {
    set_flag(handle_, SQLITE_DBCONFIG_DEFENSIVE, true);
    set_flag(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
    set_flag(handle_, SQLITE_DBCONFIG_DQS_DDL, false);
    set_flag(handle_, SQLITE_DBCONFIG_DQS_DML, false);
    set_flag(handle_, SQLITE_DBCONFIG_ENABLE_FKEY, false);
    if (access_ == Access::reader) set_flag(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    sqlite3_busy_timeout(handle_, access_ == Access::reader ? kReaderWaitMs : 0);
    // Before anything touches the file: WAL without shared memory needs the lock from the start.
    if (options.exclusive_locking) TRY_VOID(execute("PRAGMA locking_mode = EXCLUSIVE"));
    TRY_VOID(
        execute("PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;"
                "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0"));
    if (access_ == Access::writer) return configure_writer();
    return execute("PRAGMA query_only = ON; PRAGMA schema_version");
}

Result<> Database::configure_writer() {
    Statement mode;
    compile("PRAGMA journal_mode = WAL", mode);
    TRY(const bool has_row, mode.step());
    const std::string got(has_row ? mode.text(0) : std::string_view());
    sqlite3_finalize(mode.statement_);
    if (got != "wal") {
        return fail(Code::invalid, "database-error", "the journal stays \"" + got + "\", not WAL",
                    "the file system lacks shared memory or locks: use a local disk");
    }
    // Random rows of a large table are the rule; rest() gives the memory back.
    TRY_VOID(execute("PRAGMA cache_size = -65536"));
    TRY_VOID(execute("PRAGMA synchronous = FULL; PRAGMA schema_version"));
    checkpoint_at_pages_ = kWalPagesMax;
    sqlite3_wal_hook(handle_, &Database::on_wal_commit, this);
    return {};
}

// Database: statements

Result<> Database::execute(std::string_view sql) {
    if (refusal()) return std::unexpected(*refusal());
    const std::string text(sql);
    const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return std::unexpected(failure(code));
    return {};
}

Statement& Database::prepare(std::string_view sql) {
    auto found = cache_.find(sql);
    if (found == cache_.end()) {
        found = cache_.emplace(std::string(sql), std::make_unique<Statement>()).first;
    }
    Statement& statement = *found->second;
    if (statement.statement_ == nullptr) {
        compile(sql, statement);
        return statement;
    }
    statement.reset();
    sqlite3_clear_bindings(statement.statement_);
    return statement;
}

void Database::compile(std::string_view sql, Statement& into) {
    into = Statement(nullptr, this);
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &into.statement_, &tail);
    if (code == SQLITE_ERROR) {
        log::error("db", fmt::format("{} in: {}", sqlite3_errmsg(handle_), sql));
        ASSERT(code != SQLITE_ERROR);
    }
    if (code != SQLITE_OK) {
        into.unprepared_ = failure(code);
        return;
    }
    ASSERT(into.statement_ != nullptr && is_blank(sql.substr(std::size_t(tail - sql.data()))));
}

// Database: transactions

Result<> Database::begin() {
    if (refusal()) return std::unexpected(*refusal());
    TRY_VOID(prepare(access_ == Access::writer ? "BEGIN IMMEDIATE" : "BEGIN").run());
    began_ = true;
    return {};
}

Result<> Database::commit() {
    auto done = refusal() ? Result<>(std::unexpected(*refusal())) : prepare("COMMIT").run();
    if (done) {
        end_transaction();
        limit_wal();
    } else {
        rollback();
    }
    return done;
}

void Database::rollback() {
    // SQLite has often rolled back by itself after a failure. When a ROLLBACK fails, the
    // transaction is over nevertheless, and failure() has stopped the connection.
    if (in_transaction()) static_cast<void>(prepare("ROLLBACK").run());
    end_transaction();
}

void Database::end_transaction() {
    began_ = false;
    lost_.reset();
}

bool Database::in_transaction() const {
    return sqlite3_get_autocommit(handle_) == 0;
}

Result<> Database::checkpoint() {
    if (failed_) return std::unexpected(*failed_);
    if (access_ == Access::reader) {
        return fail(Code::invalid, "database-error", "a reader never checkpoints");
    }
    const int code =
        sqlite3_wal_checkpoint_v2(handle_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK) return std::unexpected(failure(code));
    return {};
}

Result<> Database::rest() {
    TRY_VOID(checkpoint());
    sqlite3_db_release_memory(handle_);
    return {};
}

/// The commit before it is durable whatever happens here, so a failure is told by the next begin().
void Database::limit_wal() {
    if (wal_pages_ < kWalPagesMax) {
        checkpoint_at_pages_ = kWalPagesMax;
        return;
    }
    if (wal_pages_ < checkpoint_at_pages_) return;
    checkpoint_at_pages_ = wal_pages_ + kWalPagesRetry;
    if (const auto done = checkpoint(); !done) log::warning("db", done.error().what);
}

int Database::on_wal_commit(void* self, sqlite3* /*handle*/, const char* /*name*/, int pages) {
    static_cast<Database*>(self)->wal_pages_ = pages;
    return SQLITE_OK;
}

// Database: facts

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_);
}

std::int64_t Database::last_insert_id() const {
    return sqlite3_last_insert_rowid(handle_);
}

Result<std::string> Database::integrity_check() {
    Statement& check = prepare("PRAGMA integrity_check");
    std::string found;
    for (;;) {
        TRY(const bool has_row, check.step());
        if (!has_row) break;
        if (!found.empty()) found += '\n';
        found += check.text(0);
    }
    check.reset();
    return found;
}

Error Database::failure(int code) {
    // Both facts belong to the newest call, which is the one that failed.
    const bool no_space = is_no_space(handle_, code);
    std::string what = fmt::format("{} (SQLite code {})", sqlite3_errmsg(handle_), code);
    Error error = classify(code, no_space, std::move(what));
    if (error.code == Code::io && !failed_) {
        failed_ = error;
        set_flag(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    }
    if (began_ && !in_transaction() && !lost_) lost_ = error;
    return error;
}

}  // namespace branchline::db
