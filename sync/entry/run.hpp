// A run: contiguous entries of one log on their way, closed by a signed head.
#pragma once

#include <memory>

#include "sync/entry/codec.hpp"

namespace branchline::sync {

/// What decode_entries() says of a run, when somebody had the time to ask before its turn came.
/// It follows from the run, so runs are compared without it.
struct DecodedAhead {
    std::shared_ptr<std::expected<std::vector<Entry>, Refusal>> entries;
    bool operator==(const DecodedAhead&) const { return true; }
};

struct Run {
    LogId log;
    std::uint64_t first_seq = 0;
    std::uint64_t last_seq = 0;  ///< Known to whoever read or decoded it; does not travel.
    Hash prev;                   ///< Of the first entry.
    std::uint64_t head_prefix =
        0;                ///< First eight bytes of the last entry's hash, as the sender has it.
    Bytes entries;        ///< Concatenated wire forms.
    Signature signature;  ///< Of the author, over the last entry.
    DecodedAhead ahead;
    bool operator==(const Run&) const = default;
};

/// A log as peers name it to each other: who writes it, and how far the speaker has it.
struct LogHead {
    LogId log;
    PublicKey author;
    std::uint64_t seq = 0;  ///< Durable at the speaker; 0 when it only knows the name.
    Hash hash;              ///< Of that entry; the log id when seq is 0.
    bool operator==(const LogHead&) const = default;
};

}  // namespace branchline::sync
