// What a VIN says by itself: its shape, check digit, maker's code and model years. ISO 3779 and
// 3780, and the pattern keys of NHTSA's vPIC. Positions count from 1, as in the standards.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace branchline::reference {

inline constexpr std::size_t kVinLength = 17;

/// As it stands on the car: capitals, without the blanks that people write between groups.
std::string normalised_vin(std::string_view written);

/// What is demanded beyond the shape. Europe codes no year in position 10 and computes no check
/// digit, so neither may be asked of a VIN whose market does not require it.
struct VinDemands {
    bool year_code = false;
    bool check_digit = false;
};

/// Whether the market that the first characters name requires a check digit and a model year:
/// 1 to 5, and 7 without New Zealand's 7A to 7E.
bool is_north_american(std::string_view vin);

bool has_vin_length(std::string_view vin);
/// Capitals and digits alone, never I, O or Q.
bool has_vin_characters(std::string_view vin);

/// The first thing wrong with a normalised VIN, by position and character: "vin-length",
/// "vin-character", "vin-year-code", "vin-check-digit".
Result<> check_vin(std::string_view vin, VinDemands demands);

/// What position 9 must be, from the other characters of a VIN of good shape.
char vin_check_digit(std::string_view vin);

/// The world manufacturer identifier: three characters; six for a small maker, whose third is 9
/// and who is told apart by positions 12 to 14.
std::string wmi_of(std::string_view vin);

/// The model years that position 10 may mean, the most plausible first, none after `newest`. In
/// North America a digit in position 7 means the cycle of 1980, a letter that of 2010; elsewhere
/// the newest comes first. Empty when position 10 codes no year.
std::vector<std::int64_t> model_years_of(std::string_view vin, std::int64_t newest);

/// Positions 4 to 8, '|', positions 10 to 17: what the keys of patterns are compared with.
std::string descriptor_of(std::string_view vin);

/// Keys: '*' any character, '#' a digit, '[AC-F]' one of these, others themselves. Keys that are
/// shorter than the descriptor match its beginning; keys that are not well formed match nothing.
bool pattern_matches(std::string_view keys, std::string_view descriptor);

/// How much keys say: every character that is named counts more than one of a class.
std::int64_t pattern_weight(std::string_view keys);

}  // namespace branchline::reference
