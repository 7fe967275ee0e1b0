// Inputs and effects of a session: all that it hears and all that it asks for.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "sync/entry/codec.hpp"
#include "sync/wire/messages.hpp"

namespace branchline::sync {

/// What this replica holds durably, by stream; only streams that the peer may hold too.
using LocalHeads = std::map<std::string, std::vector<LogHead>>;

// Inputs.

/// The line is up and the peer's transport key is known.
struct Connected {};
/// One frame from the peer.
struct Received {
    HeardFrame heard;
};
/// A run that the session asked to store is durable here, or was here before.
struct Stored {
    std::string stream;
    LogId log;
    std::uint64_t durable_seq = 0;
    std::uint64_t bytes = 0;     ///< Credit to give back.
    std::uint64_t last_seq = 0;  ///< Of the run: the peer has that much.
};
/// Entries of other authors up to here are verified and in the transaction, though not durable yet.
/// They may go on: whoever forwards promises nothing.
struct Verified {
    LogId log;
    std::uint64_t seq = 0;
};
/// A run was refused; it will not be asked for again.
struct RunRefused {
    std::string stream;
    LogId log;
    Refusal refusal;
    std::uint64_t bytes = 0;
};
/// The answer to Fetch. Nothing: there is no signed head behind that position.
struct Fetched {
    std::string stream;
    LogId log;
    std::optional<Run> run;
};
/// This replica has more than before.
struct Advanced {
    LocalHeads heads;
};
/// Time passes.
struct Tick {};
/// A file that records name and that is not here; `from` is how much of it is.
struct BlobWish {
    std::string stream;
    Hash blob;
    std::uint64_t from = 0;
};
/// Files that the peer may have. They replace those that were wished for before.
struct BlobsWished {
    std::vector<BlobWish> wishes;
};
/// The answer to FetchBlob.
struct BlobFetched {
    BlobPart part;
};
/// The answer to KeepBlob.
struct BlobKept {
    enum class Outcome : std::uint8_t {
        part,
        complete,
        refused,
        dropped,  ///< The disk would not take it.
    };
    Hash blob;
    Outcome outcome = Outcome::part;
};

using SessionInput = std::variant<Connected,
                                  Received,
                                  Stored,
                                  Verified,
                                  RunRefused,
                                  Fetched,
                                  Advanced,
                                  Tick,
                                  BlobsWished,
                                  BlobFetched,
                                  BlobKept>;

// Effects.

struct SendFrame {
    Bytes frame;
    bool operator==(const SendFrame&) const = default;
};
/// Verify and store a run, sync, then answer with Stored or RunRefused.
struct StoreRun {
    std::string stream;
    PublicKey author;
    Run run;
    std::uint64_t bytes = 0;
    bool operator==(const StoreRun&) const = default;
};
/// Read entries behind `from` and answer with Fetched before anything else.
struct Fetch {
    std::string stream;
    LogId log;
    std::uint64_t from = 0;
    std::size_t bytes_max = 0;
    bool operator==(const Fetch&) const = default;
};
/// The peer holds this much of a log durably, or was sent it.
struct PeerHolds {
    std::string stream;
    LogId log;
    std::uint64_t seq = 0;
    bool durable = false;
    bool operator==(const PeerHolds&) const = default;
};
/// The greeting has been exchanged; `clock` is the peer's.
struct Established {
    Hello hello;
    bool operator==(const Established&) const = default;
};
/// End the connection; `Bye` has been sent when there was something to say.
struct EndSession {
    Bye why;
    Milliseconds retry_after{0};  ///< The peer asked for so much patience.
    bool operator==(const EndSession&) const = default;
};
/// The peer refused a run of ours.
struct PeerRefused {
    std::string stream;
    LogId log;
    Refusal refusal;
};

/// Read a piece of a file, if a record of the stream names it, and answer with BlobFetched.
struct FetchBlob {
    BlobAsk ask;
    bool operator==(const FetchBlob&) const = default;
};
/// Keep a piece of a file that was asked for, then answer with BlobKept.
struct KeepBlob {
    BlobPart part;
    bool operator==(const KeepBlob&) const = default;
};

using Effect = std::variant<SendFrame,
                            StoreRun,
                            Fetch,
                            PeerHolds,
                            Established,
                            EndSession,
                            PeerRefused,
                            FetchBlob,
                            KeepBlob>;
using Effects = std::vector<Effect>;

}  // namespace branchline::sync
