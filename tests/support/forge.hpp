// Logs written by hand, so that tests can say what no honest replica would say.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sync/entry/codec.hpp"
#include "sync/entry/payload.hpp"
#include "sync/entry/run.hpp"
#include "tests/support/network.hpp"

namespace branchline::test {

/// One log of one stream under any key.
class Forger {
public:
    Forger(sync::Replica& like, std::string stream, const crypto::SigningKey& key);
    Forger(Site& like, const std::string& stream, const crypto::SigningKey& key)
        : Forger(like.replica(), stream, key) {}
    /// Writes as the node of a site; its log must be empty so far.
    Forger(Site& site, const std::string& stream) : Forger(site, stream, site.key()) {}

    /// A sound header for the next entry: stamped behind the last, of the site's policy.
    sync::Header next() const;
    /// Adds an entry and answers its position. The actor is the key's operator unless given.
    std::uint64_t add(const sync::Body& body);
    std::uint64_t add(const sync::Header& header, sync::Body body);

    const sync::Entry& entry(std::uint64_t seq) const { return entries_.at(seq - 1); }
    std::uint64_t size() const { return entries_.size(); }
    /// Forgets the entries behind `seq`, to write another history.
    void rewind(std::uint64_t seq) { entries_.resize(seq); }
    sync::Run run(std::uint64_t first, std::uint64_t last) const;
    sync::Run all() const { return run(1, size()); }

    sync::LogPrefix prefix() const { return sync::prefix_of(log_); }
    const LogId& log() const { return log_; }
    const PublicKey& author() const { return key_.public_key(); }
    const std::string& stream() const { return stream_; }
    /// The row that the n-th creation of an entry makes.
    RowId row(std::uint64_t seq, std::uint64_t ordinal = 0) const {
        return sync::dot_row_id(prefix(), seq, ordinal);
    }

    std::uint64_t hlc;           ///< Of the next entry; grows by one.
    std::uint64_t policy_epoch;  ///< Of the next entry.

private:
    std::string stream_;
    crypto::SigningKey key_;
    NetId net_;
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

/// A sound note of a branch, for the next entry.
sync::RowOp note_op(const std::string& branch, std::string_view text = "as found");
/// Makes the bin (branch, P-1, A1), which shows its balance only when it exists.
sync::RowOp bin_op(const std::string& branch);
/// A movement of stock in that bin.
sync::RowOp move_op(const std::string& branch, std::int64_t quantity);
RowId bin_of(const std::string& branch);

/// Hands a run to a replica in a group of its own. "taken", or the name of the refusal.
std::string receive(Network& network, Site& site, const Forger& log, const sync::Run& run);
/// Hands all that `from` has of an author's log to `to`, as the line would. "nothing" when there is
/// no more, else as receive().
std::string carry(
    Network& network, Site& from, Site& to, const std::string& stream, const PublicKey& author);
/// The void code of an entry as recorded by a replica; "-" when it is not void.
std::string void_code(Site& site, const LogId& log, std::uint64_t seq);
/// The single number that a query answers.
std::int64_t count_of(Site& site, const std::string& sql);
/// "equal", or what differs between the two replicas' digests of a stream.
std::string compare(Site& a, Site& b, const std::string& stream);

}  // namespace branchline::test
