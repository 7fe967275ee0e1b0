// Which changes are events for other programs, and how an event is written: CloudEvents 1.0, with
// an id that is the same on every replica and in every repetition. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/time.hpp"
#include "common/schema/registry.hpp"
#include "common/text/json_fwd.hpp"
#include "sync/entry/codec.hpp"

namespace branchline::sync {

/// One row of the table: a command of an entity's flow, or a value that a new row is written with.
struct EventKind {
    std::string_view name;     ///< Permanent: "ClaimApproved".
    std::string_view entity;   ///< "warranty.claim"
    std::string_view command;  ///< Verb of the flow; empty: by field and value.
    std::string_view field;
    std::string_view value;  ///< The word, or "true".
};
std::span<const EventKind> event_kinds();
/// By name; none when there is no such kind.
const EventKind* event_kind(std::string_view name);

/// An event inside an entry.
struct Occurrence {
    const EventKind* kind = nullptr;
    const schema::Entity* entity = nullptr;
    RowId row;
    std::size_t ordinal = 0;  ///< Of the op in its entry.
    std::string from;         ///< State before; empty where it is no transition.
    std::string to;
};
/// The events of an entry, in its order.
std::vector<Occurrence> occurrences(const schema::Registry& registry,
                                    const Entry& entry,
                                    LogPrefix log);

/// What is known of an event beside its entry.
struct EventPlace {
    LogId log;
    std::string stream;
    std::string source;   ///< "urn:branchline:<net>:<branch or hub>", who tells.
    std::string branch;   ///< Who wrote the entry; "hub" for the importer.
    std::string subject;  ///< What people call the record; empty: its id.
};
/// Its id: 16 digits of the log, the sequence and the op.
std::string event_id(const LogId& log, std::uint64_t seq, std::size_t ordinal);
text::Json event_json(const Occurrence& event, const Entry& entry, const EventPlace& place);

/// A sample that a receiver can try its verification with.
text::Json sample_event(const std::string& source, const std::string& id, Instant now);

}  // namespace branchline::sync
