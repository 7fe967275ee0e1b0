// A stream as a file that anybody can check without a replica: trust manifests, certificates, and
// the exact bytes of every log up to its last signed head. docs/formats/log_file.md gives every
// byte.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::sync {

/// Takes the next bytes of the file; its error ends the writing.
using ByteSink = std::function<Result<>(ByteView)>;

/// Writes all logs of a stream. `manifests` are all that are kept here, signed, from version 1 on.
/// Our own heads are signed for it: the caller covers them in the high-water record before the file
/// leaves the machine (Engine::cover_own_heads). Code::not_found when the stream is not held here.
Result<> write_log_file(Replica& replica,
                        const std::vector<Bytes>& manifests,
                        const std::string& stream,
                        const ByteSink& sink);

/// What a log file proves. It proves nothing about what was left out: whoever made it may have
/// ended a log early, at any signed head.
struct LogFileReport {
    NetId net;
    std::string organisation;  ///< As the newest manifest names it.
    std::string stream;
    /// When the newest entry was written, by its author's clock. The file itself has no time:
    /// nobody signs one.
    std::optional<Instant> newest;

    struct Log {
        LogId id;
        PublicKey author;
        std::string branch;  ///< "hub" for the importer.
        std::uint64_t entries = 0;
        Hash head;
        std::uint64_t settled = 0;  ///< Decided by receipts in this file.
        std::uint64_t exceptions = 0;
    };
    std::vector<Log> logs;  ///< In the order of the file.
    std::uint64_t entries = 0;
    std::uint64_t receipts = 0;
    std::uint64_t exceptions = 0;
    std::uint64_t cuts = 0;
    /// Receipts over positions that are not in the file, so that their hashes could not be
    /// compared.
    std::uint64_t receipts_ahead = 0;
    std::optional<Hash> digest;  ///< As the exporting replica states it.

    /// The file ends early; what stands before the end is verified.
    bool truncated = false;

    struct Problem {
        std::string where;  ///< Byte offset of the record, or log and position.
        std::string code;   ///< Permanent, snake_case.
        std::string text;
    };
    std::vector<Problem> problems;

    /// Whole, and nothing wrong with it.
    bool sound() const { return !truncated && problems.empty(); }
};

/// Checks the trailer, manifests, certificates, log ids, chains, body hashes, signatures and the
/// hashes that receipts name. Without `expected` the file is checked against the network that it
/// names itself. A bad file is no error but a report.
LogFileReport verify_log_file(ByteView file, const std::optional<NetId>& expected = {});

}  // namespace branchline::sync
