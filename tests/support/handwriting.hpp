// Entries written by hand: ops by the names of fields, and a log of them under any key. Needs no
// replica, so that a test can write what none would.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/signing.hpp"
#include "sync/entry/codec.hpp"
#include "sync/entry/payload.hpp"
#include "sync/entry/run.hpp"

namespace branchline::test {

/// One log of one stream, of which every byte may be wrong.
class WrittenLog {
public:
    WrittenLog(const NetId& net, std::string stream, crypto::SigningKey key);

    /// A sound header for the next entry, but for its stamp.
    sync::Header next_at(std::uint64_t hlc) const;
    /// Adds an entry and answers its position.
    std::uint64_t add(const sync::Header& header, const sync::Body& body);

    const sync::Entry& entry(std::uint64_t seq) const { return entries_.at(seq - 1); }
    std::uint64_t size() const { return entries_.size(); }
    /// Forgets the entries behind `seq`, to write another history.
    void rewind(std::uint64_t seq) { entries_.resize(seq); }
    sync::Run run(std::uint64_t first, std::uint64_t last) const;
    sync::Run all() const { return run(1, size()); }

    const LogId& log() const { return log_; }
    sync::LogPrefix prefix() const { return sync::prefix_of(log_); }
    const crypto::SigningKey& key() const { return key_; }
    const PublicKey& author() const { return key_.public_key(); }
    const std::string& stream() const { return stream_; }
    /// The row that the n-th creation of an entry makes.
    RowId row(std::uint64_t seq, std::uint64_t ordinal = 0) const {
        return sync::dot_row_id(prefix(), seq, ordinal);
    }

    std::uint64_t policy_epoch = 0;  ///< Of the next entry.

private:
    NetId net_;
    std::string stream_;
    crypto::SigningKey key_;
    LogId log_;
    std::vector<sync::Entry> entries_;
};

using Payloads = std::map<std::string, sync::Payload>;

/// Ops by names; field "life" is the existence of the row.
sync::RowOp make_op(std::string_view entity, const Payloads& writes);
sync::RowOp change_op(std::string_view entity, const RowId& row, const Payloads& writes);
sync::RowOp keyed_op(std::string_view entity,
                     const std::vector<std::string>& key,
                     const Payloads& writes);
sync::Body body_of(std::vector<sync::Op> ops);

sync::Payload plain(std::string_view text);
sync::Payload plain(std::int64_t number);
sync::Payload plain_flag(bool flag);
/// The beginning of a row's state.
sync::Payload begins(std::string_view state);
sync::Payload steps(std::string_view from, const sync::Dot& left, std::string_view to);

/// A note of a branch, for the next entry; sound but for the writes that are added.
sync::RowOp note_op(const std::string& branch,
                    std::string_view text = "as found",
                    const Payloads& more = {});
/// Makes the bin (branch, P-1, A1), which shows its balance only when it exists.
sync::RowOp bin_op(const std::string& branch);
/// A movement of stock in that bin.
sync::RowOp move_op(const std::string& branch, std::int64_t quantity);
RowId bin_of(const std::string& branch);

}  // namespace branchline::test
