#include "tests/bench/floor_tables.hpp"

#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "common/base/disk_error.hpp"
#include "tests/bench/floor_player.hpp"

namespace branchline::bench::floor {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTables = R"(
    CREATE TABLE parts (
        part_no TEXT PRIMARY KEY NOT NULL, descr TEXT, brand TEXT, list_price INTEGER,
        net_price INTEGER, superseded_by TEXT, weight INTEGER, updated_at INTEGER);
    CREATE TABLE stock (
        stock_id TEXT PRIMARY KEY NOT NULL, part_no TEXT, branch TEXT, qty INTEGER,
        reserved INTEGER, bin TEXT, last_moved INTEGER, updated_at INTEGER);
    CREATE TABLE claims (
        claim_id TEXT PRIMARY KEY NOT NULL, vin TEXT, dealer TEXT, part_no TEXT, labour_op TEXT,
        hours INTEGER, amount INTEGER, status TEXT, descr TEXT, created_at INTEGER);
)";
constexpr std::string_view kOutboxTables = R"(
    CREATE TABLE outbox (seq INTEGER PRIMARY KEY, change BLOB);
    CREATE TABLE field_clock (
        part_no TEXT, field TEXT, written_at INTEGER, writer INTEGER,
        PRIMARY KEY (part_no, field)) WITHOUT ROWID;
)";

constexpr std::uint8_t kNull = 0;
constexpr std::uint8_t kInteger = 1;
constexpr std::uint8_t kText = 2;

constexpr std::uint8_t kUpdate = 'U';
constexpr std::uint8_t kInsert = 'I';
constexpr int kUpdateCells = 4;
constexpr int kInsertCells = 10;

void bind(db::Statement& statement, const StockChange& change) {
    statement.bind(1, change.stock_id)
        .bind(2, change.qty)
        .bind(3, change.last_moved)
        .bind(4, change.updated_at);
}

void bind(db::Statement& statement, const Claim& claim) {
    statement.bind(1, claim.claim_id)
        .bind(2, claim.vin)
        .bind(3, claim.dealer)
        .bind(4, claim.part_no)
        .bind(5, claim.labour_op)
        .bind(6, claim.hours)
        .bind(7, claim.amount)
        .bind(8, claim.status)
        .bind(9, claim.descr)
        .bind(10, claim.created_at);
}

Result<bool> have_equal_rows(db::Statement& here, db::Statement& there) {
    for (;;) {
        TRY(const bool is_here, here.step());
        TRY(const bool is_there, there.step());
        if (!is_here || !is_there) return is_here == is_there;
        if (here.text(0) != there.text(0)) return false;
    }
}

void put_number(Bytes& to, std::uint64_t number) {
    for (; number > 0x7f; number >>= 7) to.push_back(static_cast<std::uint8_t>(number | 0x80));
    to.push_back(static_cast<std::uint8_t>(number));
}

}  // namespace

// Files

Result<std::unique_ptr<db::Database>> open_plain(const fs::path& file) {
    TRY(auto database, db::Database::open(file, {}));
    // Takes back what our databases do otherwise: a checkpoint is due after 1,000 pages.
    TRY_VOID(
        database->execute("PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 1000;"
                          "PRAGMA cell_size_check = OFF; PRAGMA temp_store = DEFAULT"));
    return database;
}

Result<> create_tables(db::Database& database, Outbox outbox) {
    TRY_VOID(database.execute(kTables));
    return outbox == Outbox::with ? database.execute(kOutboxTables) : Result<>();
}

Result<> make_base(const fs::path& file,
                   Outbox outbox,
                   const std::function<Result<>(db::Database&)>& fill) {
    return play_alone("maker of " + file.filename().string(), [&]() -> Result<> {
        TRY(const auto database, open_plain(file));
        TRY_VOID(create_tables(*database, outbox));
        return transact(*database, [&] { return fill(*database); });
    });
}

Result<> copy_base(const fs::path& base, const fs::path& to) {
    std::error_code wrong;
    fs::copy_file(base, to, fs::copy_options::overwrite_existing, wrong);
    if (wrong) return disk_error("copy", to, wrong.value());
    const int descriptor = ::open(to.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return disk_error("open", to, errno);
    const bool synced = ::fsync(descriptor) == 0;
    const int number = errno;
    ::close(descriptor);
    return synced ? Result<>() : disk_error("sync", to, number);
}

std::uint64_t disk_bytes(const fs::path& file) {
    std::uint64_t bytes = 0;
    for (const auto* suffix : {"", "-wal"}) {
        std::error_code wrong;
        const auto size = fs::file_size(file.string() + suffix, wrong);
        if (!wrong) bytes += size;
    }
    return bytes;
}

// Rows

Result<> insert_parts(db::Database& database, const std::vector<Part>& parts) {
    db::Statement& insert = database.prepare("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Part& part : parts) {
        insert.bind(1, part.part_no).bind(2, part.descr).bind(3, part.brand);
        insert.bind(4, part.list_price).bind(5, part.net_price);
        if (part.superseded_by.empty()) {
            insert.bind_null(6);
        } else {
            insert.bind(6, part.superseded_by);
        }
        TRY_VOID(insert.bind(7, part.weight).bind(8, part.updated_at).run());
    }
    return {};
}

Result<> insert_stock(db::Database& database, const std::vector<Stock>& stock) {
    db::Statement& insert = database.prepare("INSERT INTO stock VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const Stock& row : stock) {
        insert.bind(1, row.stock_id).bind(2, row.part_no).bind(3, row.branch);
        insert.bind(4, row.qty).bind(5, row.reserved).bind(6, row.bin);
        TRY_VOID(insert.bind(7, row.last_moved).bind(8, row.updated_at).run());
    }
    return {};
}

Result<bool> is_equal(const fs::path& one, const fs::path& other, std::string_view query) {
    Shared<bool> found;
    TRY_VOID(play_alone("comparison", [&]() -> Result<> {
        TRY(const auto first, open_plain(one));
        TRY(const auto second, open_plain(other));
        TRY(*found, have_equal_rows(first->prepare(query), second->prepare(query)));
        return {};
    }));
    return *found;
}

Result<std::int64_t> number_of(db::Database& database, std::string_view query) {
    db::Statement& asked = database.prepare(query);
    TRY(const bool has_row, asked.step());
    const std::int64_t number = has_row ? asked.integer(0) : 0;
    asked.reset();
    return number;
}

// Bytes

void put_null(Bytes& to) {
    to.push_back(kNull);
}

void put(Bytes& to, std::int64_t number) {
    to.push_back(kInteger);
    put_number(to, static_cast<std::uint64_t>(number));
}

void put(Bytes& to, std::string_view text) {
    to.push_back(kText);
    put_number(to, text.size());
    append(to, as_bytes(text));
}

Result<> Cells::check() const {
    if (!is_wrong_) return {};
    return fail(Code::corrupt, "bench-cells-malformed", "bytes that are no cells");
}

std::uint8_t Cells::byte() {
    if (rest_.empty()) is_wrong_ = true;
    if (is_wrong_) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
}

std::int64_t Cells::integer() {
    if (byte() != kInteger) is_wrong_ = true;
    return static_cast<std::int64_t>(number());
}

std::string_view Cells::text() {
    if (byte() != kText) is_wrong_ = true;
    return characters();
}

void Cells::bind_next(db::Statement& statement, int at) {
    switch (byte()) {
        case kNull: statement.bind_null(at); return;
        case kInteger: statement.bind(at, static_cast<std::int64_t>(number())); return;
        case kText: statement.bind(at, characters()); return;
        default: is_wrong_ = true;
    }
}

std::uint64_t Cells::number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const std::uint8_t next = byte();
        value |= std::uint64_t{next & 0x7fU} << shift;
        if (next <= 0x7f) return value;
    }
    is_wrong_ = true;
    return 0;
}

std::string_view Cells::characters() {
    const std::uint64_t size = number();
    if (size > rest_.size()) is_wrong_ = true;
    if (is_wrong_) return {};
    const ByteView found = rest_.first(static_cast<std::size_t>(size));
    rest_ = rest_.subspan(found.size());
    return as_text(found);
}

Changes::Changes(db::Database& database)
    : update_(database.prepare(
          "UPDATE stock SET qty = ?2, last_moved = ?3, updated_at = ?4 WHERE stock_id = ?1")),
      insert_(database.prepare("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {}

Result<> Changes::make(const BurstOp& op) {
    if (const auto* change = std::get_if<StockChange>(&op)) {
        bind(update_, *change);
        return update_.run();
    }
    bind(insert_, std::get<Claim>(op));
    return insert_.run();
}

Result<> Changes::apply(ByteView packed) {
    Cells cells(packed);
    while (!cells.is_over()) {
        const bool is_update = cells.byte() == kUpdate;
        db::Statement& statement = is_update ? update_ : insert_;
        const int count = is_update ? kUpdateCells : kInsertCells;
        for (int at = 1; at <= count; ++at) cells.bind_next(statement, at);
        TRY_VOID(cells.check());
        TRY_VOID(statement.run());
    }
    return {};
}

void Changes::pack(const BurstOp& op, Bytes& to) {
    if (const auto* change = std::get_if<StockChange>(&op)) {
        to.push_back(kUpdate);
        put(to, change->stock_id);
        for (const auto number : {change->qty, change->last_moved, change->updated_at}) {
            put(to, number);
        }
        return;
    }
    const auto& claim = std::get<Claim>(op);
    to.push_back(kInsert);
    for (const auto* text :
         {&claim.claim_id, &claim.vin, &claim.dealer, &claim.part_no, &claim.labour_op}) {
        put(to, *text);
    }
    put(to, claim.hours);
    put(to, claim.amount);
    put(to, claim.status);
    put(to, claim.descr);
    put(to, claim.created_at);
}

}  // namespace branchline::bench::floor
