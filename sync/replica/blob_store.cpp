#include "sync/replica/blob_store.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "sync/replica/stored.hpp"

namespace branchline::sync {

namespace {

/// A file that was brought and that no record has named for so long is forgotten.
constexpr std::chrono::hours kUnnamedFor{24};
/// Parts of a file have ids of their own: its id and the number of the part.
constexpr std::int64_t kPartsMax = 1LL << 12U;
static_assert(kBlobBytesMax / kBlobPartBytes < kPartsMax);

std::int64_t part_id(std::int64_t blob, std::uint64_t from) {
    return blob * kPartsMax + static_cast<std::int64_t>(from / kBlobPartBytes);
}

std::int64_t milliseconds(Instant at) {
    return at.time_since_epoch().count();
}

}  // namespace

Hash blob_hash(ByteView bytes) {
    return crypto::blake2b("bl/blob/1", {bytes});
}

Result<std::optional<BlobStore::Row>> BlobStore::find(const Hash& hash) {
    auto& rows = database_->prepare("SELECT id, size, have FROM blob WHERE hash = ?");
    rows.bind(1, hash.view());
    TRY(const bool found, rows.step());
    if (!found) return std::nullopt;
    const Row row{.id = rows.integer(0),
                  .size = static_cast<std::uint64_t>(rows.integer(1)),
                  .have = static_cast<std::uint64_t>(rows.integer(2))};
    rows.reset();
    return row;
}

Result<BlobStore::Row> BlobStore::begin(const Hash& hash, std::uint64_t size, Instant now) {
    auto& insert = database_->prepare(
        "INSERT INTO blob(hash, size, have, at, named)"
        " VALUES(?1, ?2, 0, ?3, EXISTS (SELECT 1 FROM blob_name WHERE hash = ?1))");
    insert.bind(1, hash.view()).bind(2, as_signed(size)).bind(3, milliseconds(now));
    TRY_VOID(insert.run());
    return Row{.id = database_->last_insert_id(), .size = size};
}

Result<> BlobStore::append(Row& row, ByteView bytes) {
    auto& insert = database_->prepare("INSERT INTO blob_part(id, bytes) VALUES(?, ?)");
    TRY_VOID(insert.bind(1, part_id(row.id, row.have)).bind(2, bytes).run());
    row.have += bytes.size();
    auto& update = database_->prepare("UPDATE blob SET have = ? WHERE id = ?");
    return update.bind(1, as_signed(row.have)).bind(2, row.id).run();
}

Result<> BlobStore::finish(const Hash& hash) {
    auto& done = database_->prepare("DELETE FROM blob_want WHERE hash = ?");
    return done.bind(1, hash.view()).run();
}

Result<> BlobStore::forget(const Row& row) {
    auto& parts = database_->prepare("DELETE FROM blob_part WHERE id >= ? AND id < ?");
    TRY_VOID(parts.bind(1, part_id(row.id, 0)).bind(2, part_id(row.id + 1, 0)).run());
    auto& blob = database_->prepare("DELETE FROM blob WHERE id = ?");
    return blob.bind(1, row.id).run();
}

Result<> BlobStore::forget_unnamed(Instant before) {
    std::vector<Row> old;
    auto& rows = database_->prepare("SELECT id FROM blob WHERE named = 0 AND at < ?");
    rows.bind(1, milliseconds(before));
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) break;
        old.push_back({.id = rows.integer(0)});
    }
    rows.reset();
    for (const Row& row : old) TRY_VOID(forget(row));
    return {};
}

Result<Hash> BlobStore::put(ByteView bytes, Instant now) {
    if (bytes.empty()) return fail(Code::invalid, "file-empty", "the file has no bytes");
    if (bytes.size() > kBlobBytesMax) {
        return fail(
            Code::too_large, "file-too-large",
            fmt::format("the file has {} bytes; at most {} are kept", bytes.size(), kBlobBytesMax),
            "Make the picture smaller, or split the document.");
    }
    TRY_VOID(forget_unnamed(now - kUnnamedFor));
    const Hash hash = blob_hash(bytes);
    TRY(const auto known, find(hash));
    if (known && known->complete()) return hash;
    if (known) TRY_VOID(forget(*known));
    TRY(Row row, begin(hash, bytes.size(), now));
    while (!row.complete()) {
        const std::size_t left = bytes.size() - row.have;
        TRY_VOID(append(row, bytes.subspan(row.have, std::min<std::size_t>(left, kBlobPartBytes))));
    }
    TRY_VOID(finish(hash));
    return hash;
}

Result<> BlobStore::name(std::int64_t s, const Hash& hash) {
    auto& note = database_->prepare("INSERT OR IGNORE INTO blob_name VALUES(?, ?)");
    TRY_VOID(note.bind(1, hash.view()).bind(2, s).run());
    auto& mark = database_->prepare("UPDATE blob SET named = 1 WHERE hash = ? AND named = 0");
    TRY_VOID(mark.bind(1, hash.view()).run());
    TRY(const bool held, holds(hash));
    if (held) return {};
    auto& want = database_->prepare("INSERT OR IGNORE INTO blob_want(s, hash) VALUES(?, ?)");
    return want.bind(1, s).bind(2, hash.view()).run();
}

Result<BlobKeep> BlobStore::keep(const Hash& hash, const BlobPiece& piece, Instant now) {
    auto& want = database_->prepare("SELECT 1 FROM blob_want WHERE hash = ? LIMIT 1");
    TRY(const bool wanted, want.bind(1, hash.view()).step());
    want.reset();
    if (!wanted || piece.size == 0 || piece.size > kBlobBytesMax) return BlobKeep::refused;
    TRY(auto row, find(hash));
    // Another peer may have told another size: one of them is wrong, so the file begins anew.
    if (row && row->size != piece.size) {
        TRY_VOID(forget(*row));
        row.reset();
    }
    const std::uint64_t have = row ? row->have : 0;
    const std::uint64_t length = std::min(piece.size - have, kBlobPartBytes);
    if (piece.from != have || piece.bytes.size() != length) return BlobKeep::refused;
    if (!row) {
        TRY(row, begin(hash, piece.size, now));
    }
    TRY_VOID(append(*row, piece.bytes));
    if (!row->complete()) return BlobKeep::part;
    TRY(const Bytes whole, bytes_of(*row));
    if (blob_hash(whole) != hash) {
        TRY_VOID(forget(*row));
        return BlobKeep::refused;
    }
    TRY_VOID(finish(hash));
    return BlobKeep::complete;
}

Result<bool> BlobStore::holds(const Hash& hash) {
    TRY(const auto row, find(hash));
    return row && row->complete();
}

Result<bool> BlobStore::is_named(std::int64_t s, const Hash& hash) {
    auto& rows = database_->prepare("SELECT 1 FROM blob_name WHERE s = ? AND hash = ?");
    TRY(const bool found, rows.bind(1, s).bind(2, hash.view()).step());
    rows.reset();
    return found;
}

Result<Bytes> BlobStore::bytes_of(const Row& row) {
    Bytes out;
    out.reserve(row.size);
    auto& parts =
        database_->prepare("SELECT bytes FROM blob_part WHERE id >= ? AND id < ? ORDER BY id");
    parts.bind(1, part_id(row.id, 0)).bind(2, part_id(row.id + 1, 0));
    for (;;) {
        TRY(const bool more, parts.step());
        if (!more) break;
        const ByteView bytes = parts.blob(0);
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
    parts.reset();
    return out;
}

Result<std::optional<Bytes>> BlobStore::read(const Hash& hash) {
    TRY(const auto row, find(hash));
    if (!row || !row->complete()) return std::nullopt;
    TRY(Bytes bytes, bytes_of(*row));
    return bytes;
}

Result<BlobPiece> BlobStore::piece(const Hash& hash, std::uint64_t from) {
    TRY(const auto row, find(hash));
    if (!row || !row->complete() || from >= row->size || from % kBlobPartBytes != 0) {
        return BlobPiece{};
    }
    auto& part = database_->prepare("SELECT bytes FROM blob_part WHERE id = ?");
    TRY(const bool found, part.bind(1, part_id(row->id, from)).step());
    if (!found) return fail(Code::corrupt, "file-incomplete", "a stored file lacks a part");
    BlobPiece out{.size = row->size, .from = from, .bytes = to_bytes(part.blob(0))};
    part.reset();
    return out;
}

Result<bool> BlobStore::wants_any() {
    auto& rows = database_->prepare("SELECT 1 FROM blob_want LIMIT 1");
    TRY(const bool found, rows.step());
    rows.reset();
    return found;
}

Result<std::vector<WantedBlob>> BlobStore::wanted(std::int64_t s, std::size_t limit) {
    std::vector<WantedBlob> out;
    auto& rows = database_->prepare(
        "SELECT w.hash, coalesce(b.have, 0) FROM blob_want AS w"
        " LEFT JOIN blob AS b ON b.hash = w.hash WHERE w.s = ? ORDER BY w.place LIMIT ?");
    rows.bind(1, s).bind(2, static_cast<std::int64_t>(limit));
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) break;
        out.push_back({Hash::from(rows.blob(0)), static_cast<std::uint64_t>(rows.integer(1))});
    }
    rows.reset();
    return out;
}

Result<BlobCounts> BlobStore::counts() {
    auto& rows = database_->prepare(
        "SELECT (SELECT count(*) FROM blob WHERE have = size),"
        " (SELECT count(*) FROM blob_want), (SELECT coalesce(sum(have), 0) FROM blob)");
    TRY_VOID(rows.step());
    const BlobCounts out{.held = static_cast<std::uint64_t>(rows.integer(0)),
                         .wanted = static_cast<std::uint64_t>(rows.integer(1)),
                         .bytes = static_cast<std::uint64_t>(rows.integer(2))};
    rows.reset();
    return out;
}

}  // namespace branchline::sync
