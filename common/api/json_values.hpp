// Field values as JSON. No value is ever a floating-point number, in either direction.
//
// Text, enumeration, key: string. Integer: number. Decimal: string with every digit of the scale.
// Date: "2026-11-21". Instant: RFC 3339 in UTC. Flag: true or false. Ref and bytes: lower-case
// hexadecimal digits. Set: array of strings.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "common/schema/value.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::api {

/// Why a JSON value does not fit a field.
struct Misfit {
    std::string expected;  ///< "a whole number"
    std::string hint;      ///< May be empty.
};

/// What fits the field, in words.
std::string expectation(const schema::Field& field);

/// Null is no value: who allows it asks first.
std::expected<schema::Value, Misfit> value_from_json(const schema::Field& field,
                                                     const text::Json& json);
/// From a query parameter, where every value is text.
std::expected<schema::Value, Misfit> value_from_text(const schema::Field& field,
                                                     std::string_view text);

/// A number that no calendar holds (a peer may have written it) comes out as a number.
text::Json value_to_json(const schema::Field& field, const schema::Value& value);
/// By the kind of value alone, where the field is not known.
text::Json value_to_json(const schema::Value& value);

}  // namespace branchline::api
