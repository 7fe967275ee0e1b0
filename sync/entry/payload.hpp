// The payload of a field write: its shape depends on the field's merge kind.
#pragma once

#include <variant>

#include "common/schema/value.hpp"
#include "sync/entry/entry.hpp"

namespace branchline::sync {

/// own, lww: the value itself.
struct Plain {
    schema::Value value;
    bool operator==(const Plain&) const = default;
};

/// set: elements added, and for each removed element the adds that the author saw.
struct SetChange {
    struct Removal {
        std::string element;
        std::vector<Dot> seen;
        bool operator==(const Removal&) const = default;
    };
    std::vector<std::string> add;  ///< Ascending.
    std::vector<Removal> remove;   ///< Ascending by element.
    bool operator==(const SetChange&) const = default;
};

/// max: the greatest value of the latest generation; a correction opens the next generation.
struct Reading {
    std::uint64_t generation = 0;
    std::int64_t value = 0;
    bool operator==(const Reading&) const = default;
};

/// restrict: sets the restriction, or lifts the restrictive writes that the author saw.
struct Restriction {
    bool restrictive = false;
    std::vector<Dot> lifted;
    bool operator==(const Restriction&) const = default;
};

/// state: a transition names the state it leaves and the write that had led there. No `left`: the
/// state in which a row begins.
struct Step {
    std::string to;
    std::string from;
    std::optional<Dot> left;
    bool operator==(const Step&) const = default;
};

/// life: the rank that a row reaches.
enum class Life : std::uint8_t { absent = 0, alive = 1, voided = 2, erased = 3 };

using Payload = std::variant<Plain, SetChange, Reading, Restriction, Step, Life>;

/// Checks shape and type against the declaration. Payloads of `ledger` fields do not exist.
Result<Payload> decode_payload(const schema::Field& field, ByteView packed);
Bytes encode_payload(const Payload& payload);
Result<Life> decode_life(ByteView packed);

/// Dots that the payload names; the verdict demands that they lie in the author's past.
std::vector<Dot> dots_named(const Payload& payload);

}  // namespace branchline::sync
