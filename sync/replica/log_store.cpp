#include "sync/replica/log_store.hpp"

#include <fmt/format.h>

#include "common/compress/zstd.hpp"
#include "common/pack/reader.hpp"
#include "sync/replica/stored.hpp"

namespace branchline::sync {

namespace {
/// Shorter runs would not get smaller by much.
constexpr std::size_t kCompressFrom = 1024;
/// Of one stored run: what a frame may hold.
constexpr std::size_t kRunBytesMax = 4U << 20U;

/// Entries begin as arrays of MessagePack, which compressed bytes never do.
Result<Bytes> unpacked(ByteView stored) {
    if (!compress::is_compressed(stored)) return to_bytes(stored);
    return compress::decompress(stored, kRunBytesMax);
}

}  // namespace

Result<> SqliteLogStore::append(std::int64_t log,
                                std::uint64_t expected_head,
                                const StoredRun& run) {
    TRY(std::uint64_t present, head(log));
#ifdef BRANCHLINE_PLANT
    if (accepts_leaps) present = expected_head = run.first - 1;
#endif
    if (present != expected_head || run.first != expected_head + 1 || run.last < run.first) {
        return fail(Code::conflict, "log-moved-on",
                    fmt::format("log {} stands at {}, not at {}", log, present, expected_head));
    }
    auto& insert = database_.prepare("INSERT INTO run VALUES(?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, log).bind(2, as_signed(run.first)).bind(3, as_signed(run.last));
    const Bytes packed = run.entries.size() < kCompressFrom
                             ? Bytes()
                             : compress::compress(run.entries, compress::Effort::little);
    const bool smaller = !packed.empty() && packed.size() < run.entries.size();
    insert.bind(4, run.prev.view()).bind(5, run.head.view());
    insert.bind(6, ByteView(smaller ? packed : run.entries));
    if (run.signature) {
        insert.bind(7, run.signature->view());
    } else {
        insert.bind_null(7);
    }
    return insert.run();
}

Result<std::optional<StoredRun>> SqliteLogStore::find(std::int64_t log, std::uint64_t seq) {
    auto& rows = database_.prepare(
        "SELECT first, last, prev, head, entries, signature FROM run WHERE log = ? AND first <= ?"
        " ORDER BY first DESC LIMIT 1");
    rows.bind(1, log).bind(2, as_signed(seq));
    TRY(const bool found, rows.step());
    if (!found || static_cast<std::uint64_t>(rows.integer(1)) < seq) return std::nullopt;
    StoredRun run;
    run.first = static_cast<std::uint64_t>(rows.integer(0));
    run.last = static_cast<std::uint64_t>(rows.integer(1));
    run.prev = Hash::from(rows.blob(2));
    run.head = Hash::from(rows.blob(3));
    auto entries = unpacked(rows.blob(4));
    if (!entries) {
        rows.reset();
        return std::unexpected(entries.error());
    }
    run.entries = *std::move(entries);
    if (!rows.is_null(5)) run.signature = Signature::from(rows.blob(5));
    rows.reset();
    return run;
}

Result<std::uint64_t> SqliteLogStore::head(std::int64_t log) {
    auto& rows =
        database_.prepare("SELECT last FROM run WHERE log = ? ORDER BY first DESC LIMIT 1");
    rows.bind(1, log);
    TRY(const bool found, rows.step());
    const auto last = found ? static_cast<std::uint64_t>(rows.integer(0)) : 0;
    rows.reset();
    return last;
}

Result<ByteView> skip_entries(ByteView entries, std::uint64_t count) {
    if (count == 0) return entries;
    TRY(const pack::Document document, pack::Document::parse_sequence(entries));
    pack::Reader r(document);
    const std::size_t total = r.array();
    if (count > total) return fail(Code::corrupt, "short-run", "a stored run lacks entries");
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < count; ++i) at += r.raw().size();
    return entries.subspan(at);
}

}  // namespace branchline::sync
