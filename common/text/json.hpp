// JSON values, the strict reader for input we do not trust, and the writer. Heavy to compile:
// headers that only mention Json include json_fwd.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/base/result.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::text {

struct Limits {
    std::size_t depth_max = 32;                       ///< Arrays and objects inside each other.
    std::size_t size_max = std::size_t{1024} * 1024;  ///< Bytes of the whole text.
};

/// Reads exactly one JSON value (RFC 8259). Refuses what two readers could understand differently:
/// a member named twice, invalid UTF-8, a byte order mark. Numbers with a fraction or beyond 64
/// bits come back as floating point; the typed readers below refuse them. The error names line,
/// column and byte offset.
Result<Json> parse_json(std::string_view text, Limits limits = {});

/// One line, members in order; bytes that are not UTF-8 become U+FFFD, so writing never fails.
std::string dump(const Json& value);
/// The same with line breaks and two spaces of indentation, for people.
std::string dump_pretty(const Json& value);

// Typed reading: nlohmann's own accessors throw, these answer.

/// Null when `object` is no object or has no such member.
const Json* find(const Json& object, std::string_view name);
Result<std::string> string_of(const Json& object, std::string_view name);
/// Refuses fractions and numbers beyond 64 bits.
Result<std::int64_t> integer_of(const Json& object, std::string_view name);
Result<bool> flag_of(const Json& object, std::string_view name);

}  // namespace branchline::text
