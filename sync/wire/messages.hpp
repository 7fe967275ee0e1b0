// Every message that peers exchange, one struct each. docs/formats/messages.md gives the bytes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/time.hpp"
#include "sync/entry/run.hpp"

namespace branchline::sync {

inline constexpr std::uint64_t kProtocol = 1;  ///< Permanent: spoken in HELLO.

/// First message of both sides.
struct Hello {
    std::uint64_t protocol = kProtocol;
    std::uint64_t entry_format = kFormat;
    std::uint64_t schema_version = 0;
    NetId net;
    PublicKey incarnation;
    std::string software;
    Instant clock;
    bool operator==(const Hello&) const = default;
};

/// The logs of one stream that the speaker knows, each with a number that its DATA will use.
struct Heads {
    std::string stream;
    bool again = false;  ///< The speaker has not heard the listener's HEADS: please repeat them.
    struct Log {
        std::uint64_t number = 0;
        LogHead head;
        bool operator==(const Log&) const = default;
    };
    std::vector<Log> logs;
    bool operator==(const Heads&) const = default;
};

/// Runs, each of a log by the sender's number. Compressed as a whole when that is smaller.
struct Data {
    struct Numbered {
        std::uint64_t number = 0;
        Run run;  ///< Its `log` does not travel.
        bool operator==(const Numbered&) const = default;
    };
    std::vector<Numbered> runs;
    bool operator==(const Data&) const = default;
};

/// What the receiver holds durably, by the sender's numbers; returns `credit` bytes.
struct Ack {
    struct Held {
        std::uint64_t number = 0;
        std::uint64_t seq = 0;
        bool operator==(const Held&) const = default;
    };
    std::vector<Held> held;
    std::uint64_t credit = 0;
    bool operator==(const Ack&) const = default;
};

/// A run was refused and will not be asked for again. `seq` is the position at fault.
struct Nack {
    std::uint64_t number = 0;
    std::uint64_t seq = 0;
    std::uint64_t code = 0;  ///< RefusalCode.
    std::string text;
    std::uint64_t credit = 0;
    bool operator==(const Nack&) const = default;
};

struct Ping {
    bool operator==(const Ping&) const = default;
};
struct Pong {
    bool operator==(const Pong&) const = default;
};

/// The speaker ends the session, and why.
struct Bye {
    std::string code;
    std::string text;
    std::string remedy;
    bool operator==(const Bye&) const = default;
};

/// A new node asks to be enrolled; the connection itself is keyed by the token's id.
struct Join {
    Bytes token_id;  ///< 8 bytes.
    Hash proof;      ///< join_proof() of sync/engine/token.hpp.
    PublicKey incarnation;
    TransportKey transport;
    Signature possession;  ///< Of the incarnation key over the proof.
    bool operator==(const Join&) const = default;
};

/// Enrolled: the manifests from version 1 on, and the certificate.
struct Joined {
    std::vector<Bytes> manifests;
    Bytes certificate;
    bool operator==(const Joined&) const = default;
};

/// A person must approve first; ask again.
struct JoinWait {
    std::string text;
    bool operator==(const JoinWait&) const = default;
};

/// Too much is going on: come back after `wait`.
struct Later {
    Milliseconds wait{0};
    bool operator==(const Later&) const = default;
};

/// Please send the piece at `from` of a file that a record of `stream` names.
struct BlobAsk {
    std::string stream;
    Hash blob;
    std::uint64_t from = 0;
    bool operator==(const BlobAsk&) const = default;
};

/// The answer to a BlobAsk. `size` is that of the whole file; zero: the speaker does not have it.
struct BlobPart {
    Hash blob;
    std::uint64_t size = 0;
    std::uint64_t from = 0;
    Bytes bytes;
    bool operator==(const BlobPart&) const = default;
};

using Message = std::variant<Hello,
                             Heads,
                             Data,
                             Ack,
                             Nack,
                             Ping,
                             Pong,
                             Bye,
                             Join,
                             Joined,
                             JoinWait,
                             Later,
                             BlobAsk,
                             BlobPart>;

Bytes encode(const Message& message);
Result<Message> decode(ByteView frame);

/// A frame as it came. Decoding is pure, so that any thread may do it before the engine's gets to
/// it: then `message` is what decode() says, with the entries of its runs.
struct HeardFrame {
    HeardFrame(Bytes bytes) : frame(std::move(bytes)) {}  // NOLINT: a frame is a frame
    Bytes frame;
    std::shared_ptr<const Result<Message>> message;
};
HeardFrame decode_ahead(Bytes frame);

}  // namespace branchline::sync
