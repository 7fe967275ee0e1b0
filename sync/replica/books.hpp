// What a replica knows of streams and logs, held in memory beside the tables. After a failed
// transaction the books are read again from the database.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/db/database.hpp"
#include "sync/authority/verdict.hpp"
#include "sync/merge/row.hpp"

namespace branchline::sync {

/// For each log of a stream the greatest position that an entry's author had seen.
using CausalPast = std::map<LogPrefix, std::uint64_t>;

Bytes encode_past(const CausalPast& past);
Result<CausalPast> decode_past(ByteView bytes);
void merge_past(CausalPast& into, const CausalPast& other);

struct LogBook {
    std::int64_t id = 0;  ///< Dense, local.
    std::int64_t s = 0;
    LogId log_id;
    LogPrefix prefix = 0;
    PublicKey author;
    bool hub = false;  ///< Authored by the hub.
    bool own = false;  ///< Authored by this replica.

    std::uint64_t head_seq = 0;  ///< Stored.
    Hash head_hash;
    std::uint64_t applied_seq = 0;
    Hash applied_hash;
    std::uint64_t applied_hlc = 0;
    std::uint64_t applied_epoch = 0;
    CausalPast past;  ///< Of the applied head.
    std::optional<std::uint64_t> cut_at;
    bool frozen = false;  ///< A fork was proven: nothing more is taken.

    /// The hub's decisions, ascending by up_to; contiguous from 1.
    struct Settled {
        std::uint64_t up_to = 0;
        std::uint64_t hub_seq = 0;
        std::uint64_t place = 0;
    };
    std::vector<Settled> receipts;
    std::uint64_t settled_seq() const { return receipts.empty() ? 0 : receipts.back().up_to; }

    // Progress of our own entries towards the hub; not stored, the next session tells it again.
    std::uint64_t sent_seq = 0;
    std::uint64_t received_seq = 0;

    /// What the table says of this log: a group saves the logs that it has moved.
    struct Saved {
        std::uint64_t head_seq = 0;
        std::uint64_t applied_seq = 0;
        std::optional<std::uint64_t> cut_at;
        bool frozen = false;
        bool operator==(const Saved&) const = default;
    };
    Saved present() const { return {head_seq, applied_seq, cut_at, frozen}; }
    Saved saved;
};

/// How far a log is applied, and what its author had seen there.
struct LogTip {
    LogPrefix prefix = 0;
    std::uint64_t seq = 0;
    Hash hash;
    std::uint64_t hlc = 0;
    std::uint64_t epoch = 0;
    CausalPast past;
};
LogTip tip_of(const LogBook& log);

struct StreamBook {
    std::int64_t s = 0;
    std::string name;
    StreamName parsed;
    Hash digest;
    Hash saved_digest;           ///< What the table says.
    std::vector<LogBook*> logs;  ///< In order of their dense ids.
    LogBook* hub_log = nullptr;
    LogBook* own_log = nullptr;
    std::vector<Receipt> pending;  ///< The hub's decisions of this transaction.

    LogBook* log(LogPrefix prefix) const;
};

/// What the books said of a stream, to put it back when what was written is taken back.
struct StreamBefore {
    struct Log {
        LogBook book;  ///< Without receipts: a log has many, and only the end of them changes.
        std::size_t receipts = 0;
        std::optional<LogBook::Settled> last_receipt;
    };
    Hash digest;
    Hash saved_digest;
    std::vector<Receipt> pending;
    std::map<LogPrefix, Log> logs;
};

class Books {
public:
    Result<> load(db::Database& database, const Policy& policy, const PublicKey& self);

    const std::map<std::string, std::unique_ptr<StreamBook>>& streams() const { return streams_; }
    StreamBook* stream(std::string_view name) const;
    StreamBook* stream_of(std::int64_t s) const;
    LogBook* log(LogPrefix prefix) const;
    LogBook* log_by_id(std::int64_t id) const;
    LogBook* log(const LogId& log_id) const;

    Result<StreamBook*> add_stream(db::Database& database, const std::string& name);
    Result<LogBook*> add_log(db::Database& database,
                             StreamBook& stream,
                             const PublicKey& author,
                             const LogId& log_id);
    /// Nothing when the table says the same already.
    Result<> save(db::Database& database, LogBook& log);
    Result<> save(db::Database& database, StreamBook& stream);

    /// Of a stream and what its logs say; put_back() also forgets the logs that came since. The
    /// tables are the caller's to roll back.
    static StreamBefore before(StreamBook& stream);
    void put_back(StreamBook& stream, StreamBefore before);

    void set_identity(const Policy& policy, const PublicKey& self);

private:
    void link(StreamBook& stream, LogBook& log);
    void forget(StreamBook& stream, LogBook& log);
    Result<> load_streams(db::Database& database);
    Result<> load_logs(db::Database& database);
    Result<> load_receipts(db::Database& database);

    const Policy* policy_ = nullptr;
    PublicKey self_;
    std::map<std::string, std::unique_ptr<StreamBook>> streams_;
    std::unordered_map<std::int64_t, StreamBook*> by_s_;
    std::unordered_map<LogPrefix, std::unique_ptr<LogBook>> logs_;
    std::unordered_map<std::int64_t, LogBook*> by_id_;
};

}  // namespace branchline::sync
