// A field's value as people see it, and its canonical bytes.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"
#include "common/schema/entity.hpp"

namespace branchline::schema {

/// Nothing, a flag, a number (also dates, instants, scaled decimals), a text (also enumerations,
/// keys and states), bytes (also refs), or the sorted elements of a set.
using Value =
    std::variant<std::monostate, bool, std::int64_t, std::string, Bytes, std::vector<std::string>>;

void write_value(pack::Writer& writer, const Value& value);
Bytes encode_value(const Value& value);
/// Reads whatever plain value is next; arrays must be sets of texts.
Value read_value(pack::Reader& reader);
Result<Value> decode_value(ByteView packed);
/// The same for a value that is no set; nothing for anything that decode_value() has to look at.
std::optional<Value> decode_scalar(ByteView packed);

/// Does the value fit the type? Nothing always fits; need is checked elsewhere.
Result<> check_value(const Field& field, const Value& value);

/// Quick and sure of its yes: the bytes are one plain value, no set, that check_value() accepts and
/// the field's need too. A no means that somebody has to decode it to say what is wrong, if it is.
bool is_fitting_scalar(const Field& field, ByteView packed);

/// True when `word` is one of the words of "a|b|c".
bool is_one_of(std::string_view words, std::string_view word);

}  // namespace branchline::schema
