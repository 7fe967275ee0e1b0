// What an entity is: the whole vocabulary of declarations. One table per entity gives fields,
// types, merge kinds, owners, stream and state machine; tables, merge, authority and the JSON API
// derive from it at run time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace branchline::schema {

/// The frozen registry that this program writes. Permanent: it stands in every entry, and its
/// hash stands in the policy stream.
inline constexpr std::uint32_t kSchemaVersion = 1;

enum class Type : std::uint8_t {
    text,
    integer,
    decimal,  ///< Scaled 64-bit integer; `scale` digits behind the point.
    date,     ///< Days since 1970-01-01.
    instant,  ///< Milliseconds since 1970-01-01 UTC.
    flag,
    enumeration,  ///< One of the words in `target`, separated by '|'.
    ref,          ///< Row id of a dot row of the entity `target`.
    key,          ///< Natural key (one text) of a keyed row of the entity `target`.
    bytes,
};

/// A type with what it needs to be checked.
struct TypeSpec {
    Type type = Type::text;
    std::string_view target = {};
    std::uint8_t scale = 0;
    std::uint32_t size_max = 4096;  ///< Bytes of a text or byte string.
};

/// How concurrent writes of one field become one value; see design section 4.
enum class Merge : std::uint8_t { own, lww, set, ledger, state, max, restrict, life, min };

/// Readings grow or shrink inside a generation; a correction opens the next one.
constexpr bool is_reading(Merge merge) {
    return merge == Merge::max || merge == Merge::min;
}

enum class Owner : std::uint8_t {
    hub,
    dealer,  ///< Any node of the stream's dealer.
    branch,  ///< Only nodes of the branch in the row's write-once `branch` field.
    author,  ///< The branch that created the row.
    flow,    ///< The transition row names the side.
    nobody,  ///< Derived; no entry may write it.
};

enum class StreamKind : std::uint8_t { policy, reference, catalog, price, network, dealer, hub };

/// Properties of a field, combined with `|`.
enum class Need : std::uint8_t {
    optional = 0,
    required = 1,   ///< Must be written by the entry that creates the row.
    once = 2,       ///< The first in holds; later writes become conflicts.
    sensitive = 4,  ///< Not in digests, logs or `why` output.
};
constexpr Need operator|(Need a, Need b) {
    return static_cast<Need>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
constexpr bool has(Need needs, Need wanted) {
    return (static_cast<std::uint8_t>(needs) & static_cast<std::uint8_t>(wanted)) != 0;
}

struct Field {
    std::uint16_t id = 0;  ///< Permanent: stands in signed bytes. Never reused; 0 is life.
    std::string_view name;
    TypeSpec type;
    Owner owner = Owner::hub;
    Merge merge = Merge::own;
    Need need = Need::optional;
    std::string_view label;

    constexpr bool required() const { return has(need, Need::required); }
    constexpr bool once() const { return has(need, Need::once); }
    constexpr bool sensitive() const { return has(need, Need::sensitive); }
};

enum class Side : std::uint8_t { node, hub, either };

/// A legal change of the entity's `state` field. `from` empty: the state a new row starts in.
/// `command` is the verb of the API: POST /<collection>/<id>:<command>.
struct Transition {
    std::string_view from;
    std::string_view to;
    Side side = Side::either;
    std::string_view command;
    std::uint16_t id = 0;  ///< Permanent command id; stands in signed bytes.
    /// Entity whose rows in the same entry are physical facts (part issued, cash taken): they stay
    /// even when another transition was first.
    std::string_view keeps = {};
};

/// A ledger entity posts each of its rows to a balance: the row of `target` whose key values are
/// this row's fields of the same names; its field `balance` grows by this row's field `amount`.
struct Posting {
    std::string_view target;
    std::string_view balance;
    std::string_view amount;
};

/// Rows that the authority check itself reads; see sync/authority.
enum class Purpose : std::uint8_t {
    business,
    role,        ///< key `role`; field `permits`: entity names separated by '|', or "*".
    grant,       ///< write-once fields `user` and `role`.
    revocation,  ///< write-once field `grant`.
};

struct Entity {
    std::uint16_t id = 0;         ///< Permanent; below 16 is reserved for the engine.
    std::string_view name;        ///< module.entity
    std::string_view collection;  ///< Plural kebab-case, in URLs.
    StreamKind stream = StreamKind::dealer;
    std::span<const std::string_view> key = {};  ///< Empty: dot rows. Else the natural key.
    std::span<const Field> fields;
    std::span<const Transition> flow = {};
    std::span<const Posting> posts = {};
    Purpose purpose = Purpose::business;
    /// Key field that names the stream's scope, where the importer alone writes: brand, list.
    std::string_view scope = {};
    /// Entity whose rows publish the editions of this one. Both have `edition` last in their keys;
    /// lists show of each record the newest edition that is published.
    std::string_view edition = {};
    /// Field that is set when the record has moved on to another stream: it stays for what refers
    /// to it, but lists leave it out and look-ups prefer the row that has not left.
    std::string_view left = {};
    /// Word of the printed document number, as in B0101-RO-01-000042. A new row without a `number`
    /// gets the next one of this incarnation; gaps are allowed, reuse never.
    std::string_view number = {};
    /// Fields that people search and sort by: "part" or "branch,part". Never hashed, so they may
    /// change with any version of the program.
    std::span<const std::string_view> indexes = {};
    std::span<const std::uint16_t> retired = {};  ///< Field ids that must never come back.

    constexpr bool keyed() const { return !key.empty(); }
    /// Records that move begin and end in the importer's own stream.
    constexpr bool lives_in(StreamKind kind) const {
        return kind == stream || (!left.empty() && kind == StreamKind::hub);
    }
    constexpr const Field* field(std::string_view wanted) const {
        for (const Field& f : fields) {
            if (f.name == wanted) return &f;
        }
        return nullptr;
    }
    constexpr const Field* field(std::uint16_t wanted) const {
        for (const Field& f : fields) {
            if (f.id == wanted) return &f;
        }
        return nullptr;
    }
    /// Position of a field in `fields`; fields.size() when it is not there.
    constexpr std::size_t index_of(std::uint16_t wanted) const {
        std::size_t at = 0;
        while (at < fields.size() && fields[at].id != wanted) ++at;
        return at;
    }
    constexpr bool in_key(std::string_view wanted) const {
        for (const std::string_view part : key) {
            if (part == wanted) return true;
        }
        return false;
    }
    constexpr const Field* state_field() const {
        for (const Field& f : fields) {
            if (f.merge == Merge::state) return &f;
        }
        return nullptr;
    }
};

inline constexpr std::uint16_t kLifeField = 0;  ///< Permanent: the existence of a row.

}  // namespace branchline::schema
