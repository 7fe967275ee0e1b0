// What the cells of a supplier's table mean. Strict: a value that two people could read differently
// is refused with the reason and what to write instead.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.hpp"

namespace branchline::hub {

enum class DecimalMark : std::uint8_t { unknown, comma, point };

/// "comma" or "point".
Result<DecimalMark> decimal_mark_of(std::string_view name);
std::string_view name_of(DecimalMark mark);

/// Reads amounts in minor units. A file has one decimal mark: the one that was given, or the one
/// that the first amount shows. Without a given mark 1.234 may be a thousand or a fraction, and is
/// refused.
class AmountReader {
public:
    explicit AmountReader(DecimalMark given = DecimalMark::unknown)
        : mark_(given), given_(given != DecimalMark::unknown) {}

    Result<std::int64_t> read(std::string_view text);
    DecimalMark mark() const { return mark_; }

private:
    Result<> accept(DecimalMark mark, std::string_view text);

    DecimalMark mark_;
    bool given_;
};

/// A whole number without a sign.
Result<std::int64_t> read_count(std::string_view text, std::int64_t least, std::int64_t most);
/// A quantity such as 2 or 0.5 or 0,5 in thousandths, more than nothing.
Result<std::int64_t> read_quantity(std::string_view text);
/// yes or no, true or false, 1 or 0.
Result<bool> read_flag(std::string_view text);
/// 2026-11-21, in days since 1970-01-01.
Result<std::int64_t> read_date(std::string_view text);
/// One line of text: line breaks and tabs become blanks.
Result<std::string> read_text(std::string_view text, std::size_t bytes_max);
/// The number as people write it, trimmed; refused when nothing is left of it for look-up.
Result<std::string> read_part(std::string_view text);

}  // namespace branchline::hub
