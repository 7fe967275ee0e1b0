#include "common/domain/quantity.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace branchline::domain {

namespace {

// __extension__ because ISO C++ has no integer of 128 bits.
__extension__ using Wide = __int128;

constexpr std::size_t kDigitsBefore = 15;
constexpr std::size_t kDigitsBehind = 3;
constexpr std::uint64_t kScale = 1'000;

bool are_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::int64_t number_of(std::string_view digits) {
    std::int64_t out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

}  // namespace

Result<std::int64_t> quantity_of(std::string_view written) {
    const bool negative = written.starts_with('-');
    const std::string_view size = negative ? written.substr(1) : written;
    const std::size_t point = size.find('.');
    const std::string_view before = size.substr(0, point);
    const std::string_view behind = point == size.npos ? "0" : size.substr(point + 1);
    if (!are_digits(before) || !are_digits(behind) || before.size() > kDigitsBefore ||
        behind.size() > kDigitsBehind) {
        return fail(Code::invalid, "bad-quantity",
                    fmt::format("'{}' is no quantity", written.substr(0, 40)),
                    "write digits, and at most three behind a point, as in 2.5");
    }
    std::int64_t thousandths = number_of(behind);
    for (std::size_t i = behind.size(); i < kDigitsBehind; ++i) thousandths *= 10;
    thousandths += number_of(before) * static_cast<std::int64_t>(kScale);
    return negative ? -thousandths : thousandths;
}

std::string quantity_text(std::int64_t thousandths) {
    // The magnitude in unsigned arithmetic: the smallest number has no positive counterpart.
    const auto bits = static_cast<std::uint64_t>(thousandths);
    const std::uint64_t size = thousandths < 0 ? 0 - bits : bits;
    return fmt::format("{}{}.{:03}", thousandths < 0 ? "-" : "", size / kScale, size % kScale);
}

Result<std::int64_t> converted_quantity(std::int64_t quantity, std::int64_t from, std::int64_t to) {
    if (from <= 0 || to <= 0) {
        return fail(Code::invalid, "bad-unit", "a unit must hold more than nothing of the part",
                    "ask the importer's catalogue desk to mend the unit");
    }
    const Wide whole = static_cast<Wide>(quantity) * from;
    if (whole % to != 0) {
        return fail(Code::invalid, "not-exact",
                    "the quantity is no whole number of thousandths of that unit",
                    "keep it in the unit that it was counted in");
    }
    const Wide out = whole / to;
    if (out > std::numeric_limits<std::int64_t>::max() ||
        out < std::numeric_limits<std::int64_t>::min()) {
        return fail(Code::invalid, "out-of-range", "the quantity is too large",
                    "enter it in a larger unit");
    }
    return static_cast<std::int64_t>(out);
}

}  // namespace branchline::domain
