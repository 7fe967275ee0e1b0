// Where the exact bytes of logs live. The hub's shared truth sits behind this seam, so that several
// hub processes can share a server later; a replica's own store is a table of its database and
// takes part in its transactions.
#pragma once

#include <optional>

#include "common/db/database.hpp"
#include "sync/entry/entry.hpp"

namespace branchline::sync {

/// Contiguous entries as they travelled, and the author's signature over the last one.
struct StoredRun {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    Hash prev;                           ///< Hash of the entry before the first.
    Hash head;                           ///< Hash of the last entry.
    Bytes entries;                       ///< Concatenated wire forms.
    std::optional<Signature> signature;  ///< None in our own log: we sign what we speak.
};

class LogStore {
public:
    virtual ~LogStore() = default;
    /// Appends behind the expected head; refuses when the log has moved on or lags behind.
    virtual Result<> append(std::int64_t log,
                            std::uint64_t expected_head,
                            const StoredRun& run) = 0;
    /// The stored run that holds `seq`; nothing when it is not there.
    virtual Result<std::optional<StoredRun>> find(std::int64_t log, std::uint64_t seq) = 0;
    /// Position of the last stored entry; 0 for an empty log.
    virtual Result<std::uint64_t> head(std::int64_t log) = 0;
};

class SqliteLogStore final : public LogStore {
public:
    explicit SqliteLogStore(db::Database& database) : database_(database) {}
    Result<> append(std::int64_t log, std::uint64_t expected_head, const StoredRun& run) override;
    Result<std::optional<StoredRun>> find(std::int64_t log, std::uint64_t seq) override;
    Result<std::uint64_t> head(std::int64_t log) override;
#ifdef BRANCHLINE_PLANT
    bool accepts_leaps = false;
#endif

private:
    db::Database& database_;
};

/// The bytes behind the first `count` entries of a sequence.
Result<ByteView> skip_entries(ByteView entries, std::uint64_t count);

}  // namespace branchline::sync
