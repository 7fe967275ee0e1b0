// The entry: one signed local transaction of one author in one stream. docs/formats/entry.md
// describes every byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/bytes.hpp"

namespace branchline::sync {

/// Permanent limits of format 1. They are part of the verdict, so they are no settings.
inline constexpr std::uint64_t kFormat = 1;
inline constexpr std::size_t kEntryBytesMax = 256U << 10U;
inline constexpr std::size_t kDepsMax = 256;
inline constexpr std::size_t kOpsMax = 20'000;
inline constexpr std::uint64_t kTxPartsMax = 16;
inline constexpr std::uint64_t kSequenceMax = (1ULL << 48U) - 1;  ///< Six bytes in a row id.
inline constexpr std::uint64_t kOrdinalMax = 65535;               ///< Two bytes in a row id.

/// The first eight bytes of a log id, unique in a network (checked at enrolment).
using LogPrefix = std::uint64_t;
LogPrefix prefix_of(const LogId& log);
/// log_id = BLAKE2b-256("bl/log/1" || net_id || stream || incarnation key).
LogId make_log_id(const NetId& net, std::string_view stream, const PublicKey& author);

/// One entry of one log.
struct Dot {
    LogPrefix log = 0;
    std::uint64_t seq = 0;
    auto operator<=>(const Dot&) const = default;
};

/// Orders writes of one cell: (arbitration HLC, log, seq), compared in that order; never values.
/// The prefix orders like the whole log id because prefixes are unique.
struct Version {
    std::uint64_t hlc = 0;
    LogPrefix log = 0;
    std::uint64_t seq = 0;
    auto operator<=>(const Version&) const = default;
    Dot dot() const { return {log, seq}; }
};

/// A head of another log of the stream that the author had applied.
struct Dep {
    LogPrefix log = 0;
    std::uint64_t seq = 0;
    std::uint64_t hash_prefix = 0;  ///< First eight bytes of that entry's hash.
    auto operator<=>(const Dep&) const = default;
};

/// A transaction larger than one entry: contiguous entries of one log, judged whole.
struct TxPart {
    std::uint64_t first_seq = 0;
    std::uint64_t part = 0;  ///< From 1.
    std::uint64_t parts = 0;
    auto operator<=>(const TxPart&) const = default;
};

struct Header {
    std::uint64_t format = kFormat;
    std::uint64_t seq = 0;
    Hash prev;  ///< Hash of the entry before; the log id for the first.
    std::uint64_t hlc = 0;
    std::vector<Dep> deps;  ///< Ascending by log; only heads that changed since our last entry.
    std::uint64_t policy_epoch = 0;
    std::uint64_t schema_version = 0;
    std::optional<TxPart> tx;
    std::uint64_t body_size = 0;
    Hash body_hash;
    bool operator==(const Header&) const = default;
};

/// Names the row of an op: created here, existing by its dot, or by its natural key.
struct RowRef {
    enum class Kind : std::uint8_t { ordinal, dot, keyed };
    Kind kind = Kind::ordinal;
    std::uint64_t ordinal = 0;     ///< The n-th creation of this entry, from 0.
    RowId row;                     ///< Of an existing dot row.
    std::vector<std::string> key;  ///< Key values in the order of the declaration.
    bool operator==(const RowRef&) const = default;
};

/// `payload` is canonical MessagePack whose shape the field's merge kind decides.
struct FieldWrite {
    std::uint16_t field = 0;
    Bytes payload;
    bool operator==(const FieldWrite&) const = default;
};

struct RowOp {
    std::uint16_t entity = 0;
    RowRef row;
    std::vector<FieldWrite> writes;  ///< Ascending by field id.
    bool operator==(const RowOp&) const = default;
};

/// Why the hub did not accept an entry; readable offline at the branch.
struct Exception {
    std::uint64_t seq = 0;
    std::string code;  ///< Stable, upper case: NEGATIVE_BALANCE.
    std::string text;
    std::string remedy;
    bool operator==(const Exception&) const = default;
};

/// The hub's decision on a contiguous range of one log. Only in the hub's own log of the stream.
struct Receipt {
    LogPrefix log = 0;
    std::uint64_t from = 0;
    std::uint64_t up_to = 0;
    Hash head_hash;  ///< Of the entry at up_to.
    std::vector<Exception> exceptions;
    bool operator==(const Receipt&) const = default;
};

/// Everything of `log` behind last_good contributes nothing, whatever its time or epoch says.
struct Cut {
    LogPrefix log = 0;
    std::uint64_t last_good = 0;
    Hash head_hash;
    std::string reason;
    bool operator==(const Cut&) const = default;
};

/// A certificate enters force with the policy entry that carries it.
struct Enrolment {
    Bytes certificate;  ///< docs/formats/certificate.md
    bool operator==(const Enrolment&) const = default;
};

using Op = std::variant<RowOp, Receipt, Cut, Enrolment>;

/// An entry taken over from another log, after a fork or from below a floor.
struct Origin {
    LogPrefix log = 0;
    std::uint64_t seq = 0;
    Hash hash;
    bool operator==(const Origin&) const = default;
};

struct Body {
    std::optional<RowId> actor;  ///< The acting user's row; none for the daemon itself.
    std::uint64_t command = 0;   ///< Permanent command id; 0 for plain edits.
    std::optional<Bytes> client_key;
    std::optional<Origin> origin;
    std::optional<Bytes> enc_key;  ///< Reserved by format 1 for sealed values.
    std::vector<Op> ops;
    bool operator==(const Body&) const = default;
};

/// A decoded entry with the bytes that were hashed.
struct Entry {
    Header header;
    Hash hash;
    Bytes wire;  ///< As it travels and is stored: docs/formats/entry.md.
    Body body;
    Version version(LogPrefix log) const { return {header.hlc, log, header.seq}; }
};

/// dot row id = (log prefix 8, sequence 6, ordinal 2), most significant byte first.
RowId dot_row_id(LogPrefix log, std::uint64_t seq, std::uint64_t ordinal);
/// The entry that created a dot row.
Dot creator_of(const RowId& row);
/// keyed row id = first 16 bytes of BLAKE2b-256("bl/key/1" || entity id || packed key values).
RowId keyed_row_id(std::uint16_t entity, const std::vector<std::string>& key);
/// The row an op of entry (log, seq) speaks of.
RowId row_id_of(const RowOp& op, LogPrefix log, std::uint64_t seq);

/// True when the entry holds only receipts and cuts; it then waits for nothing.
bool is_decision(const Body& body);

}  // namespace branchline::sync
