// Authority: one pure function, decided alike on every replica. It reads the entry, the policy at
// the epoch that the entry names, the registry of its schema version, and facts that never change
// once the entries in its past are applied. It never reads a mutable cell, a clock, a local
// account, a setting or another stream.
#pragma once

#include <optional>
#include <string_view>

#include "common/schema/registry.hpp"
#include "common/schema/stream.hpp"
#include "sync/authority/policy.hpp"
#include "sync/entry/entry.hpp"

namespace branchline::sync {

/// Why an entry is void. Permanent: codes stand in logs and messages to people.
enum class VoidCode : std::uint8_t {
    clock_order = 1,
    epoch_order,
    bad_dep,
    no_certificate,
    stream_not_granted,
    no_actor,
    no_grant,
    hub_only,
    bad_certificate,
    unknown_entity,
    wrong_stream,
    unknown_field,
    bad_value,
    missing_field,
    row_kind,
    unknown_row,
    unknown_dot,
    hub_field,
    dealer_field,
    derived_field,
    foreign_dealer,
    foreign_branch,
    bad_transition,
    several_transitions,
    home_field,
};

struct VoidText {
    std::string_view id;      ///< snake_case, as in the enumeration.
    std::string_view text;    ///< What was wrong.
    std::string_view remedy;  ///< What a person does about it.
};
VoidText text_of(VoidCode code);

using schema::StreamName;

/// A user's grant as the stream's write-once rows tell it.
struct Grant {
    Dot dot;  ///< The entry that granted.
    std::string role;
    std::vector<Dot> revoked;  ///< Entries that revoked it.
};

/// What the past of one entry holds. Answers are facts of the log, equal on all replicas that have
/// applied the entry's deps.
class Past {
public:
    virtual ~Past() = default;
    struct Seen {
        std::uint64_t hlc = 0;
        std::uint64_t policy_epoch = 0;
        std::uint64_t hash_prefix = 0;
    };
    /// An applied entry of any log of the stream.
    virtual std::optional<Seen> entry(const Dot& dot) const = 0;
    /// Is this entry in the causal past of the judged one (its own log included)?
    virtual bool holds(const Dot& dot) const = 0;
    /// The write-once `branch` of a dot row; nothing when its creation is unknown or void.
    virtual std::optional<std::string> home_of(std::uint16_t entity, const RowId& row) const = 0;
    /// The author of a log of this stream.
    virtual std::optional<PublicKey> author_of(LogPrefix log) const = 0;
    virtual std::vector<Grant> grants_of(const RowId& actor) const = 0;
};

/// The log that an entry stands in.
struct LogName {
    LogPrefix prefix = 0;
    PublicKey author;
    StreamName stream;
    std::string stream_text;
};

/// Nothing: accepted. Else the first rule that the entry breaks.
std::optional<VoidCode> verdict(const Entry& entry,
                                const LogName& log,
                                const Policy& policy,
                                const schema::Registry& registry,
                                const Past& past);

}  // namespace branchline::sync
