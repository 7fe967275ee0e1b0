// What people ask about records beside their values: where they stand, what disagrees, what was
// rejected, and why a value is what it is. All of it is answered from local data, also offline.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/schema/registry.hpp"
#include "common/schema/value.hpp"

namespace branchline::engine {

struct Reason {
    std::string code;
    std::string text;
    std::string remedy;
};

/// The state of a stream that two replicas can compare: equal vectors must give equal digests.
struct StreamDigest {
    std::string stream;
    struct Applied {
        LogId log;
        std::uint64_t seq = 0;
        Hash hash;
        bool operator==(const Applied&) const = default;
    };
    std::vector<Applied> vector;  ///< Ascending by log id; empty logs are left out.
    Hash digest;
    bool operator==(const StreamDigest&) const = default;
};

/// One of the values that disagree.
struct ConflictSide {
    schema::Value value;
    std::string branch;  ///< Of the author; "hub" for the importer.
    Instant at;
    std::string log;  ///< Hex of the log id.
    std::uint64_t seq = 0;
    bool wins = false;
};

/// An open conflict, for a person.
struct Conflict {
    const schema::Entity* entity = nullptr;
    RowId row;
    const schema::Field* field = nullptr;  ///< None: late edits of a voided row.
    std::vector<ConflictSide> sides;       ///< The winner first.
};

/// An entry that does not count, and why.
struct RejectedEntry {
    std::string stream;
    LogId log;
    std::uint64_t seq = 0;
    std::string branch;
    Reason reason;
    Instant at;
    std::vector<std::pair<const schema::Entity*, RowId>> rows;
    std::vector<std::pair<std::string, schema::Value>> values;  ///< What it wanted to write.
};

/// Why a value is what it is.
struct Why {
    schema::Value value;
    std::string rule;  ///< The merge kind.
    struct Step {
        schema::Value value;
        std::string branch;
        std::string log;  ///< Hex of the log id.
        std::uint64_t seq = 0;
        Instant at;
        std::string standing;  ///< provisional, settled or rejected.
        bool wins = false;
        std::optional<Reason> reason;  ///< Of a rejected write.
    };
    std::vector<Step> writes;  ///< Newest first.
};

/// The way of a record through the network: the entries that show in it, oldest first. What later
/// writes have replaced for good is no longer known.
struct Trace {
    struct Hop {
        std::string log;  ///< Hex of the log id.
        std::uint64_t seq = 0;
        std::string branch;  ///< Of the author; "hub" for the importer.
        PublicKey signer;    ///< The author's key: its signature covers the entry.
        Hash hash;           ///< Of the entry.
        Instant at;          ///< When it was written, as its author stamped it.
        std::optional<RowId> actor;
        std::string command;              ///< The verb of the record's flow, if it was one.
        std::vector<std::string> fields;  ///< Of this record, as the entry wrote them.
        std::string standing;             ///< provisional, settled or rejected.
        /// When the importer took it over: the time of the receipt that covers it. Of the
        /// importer's own entries the time they were written.
        std::optional<Instant> decided_at;
        std::optional<Reason> reason;  ///< Of a rejected entry.
    };
    std::vector<Hop> hops;
};

/// Counts of one stream for `status`.
struct StreamStatus {
    std::string stream;
    std::uint64_t entries = 0;  ///< Stored.
    std::uint64_t applied = 0;
    std::uint64_t waiting = 0;        ///< Stored, but their past or policy is not here yet.
    std::uint64_t own_unsent = 0;     ///< Ours, not yet durable at the hub.
    std::uint64_t own_unsettled = 0;  ///< Ours, not yet decided.
    std::uint64_t rejected = 0;
    std::uint64_t conflicts = 0;
};

}  // namespace branchline::engine
