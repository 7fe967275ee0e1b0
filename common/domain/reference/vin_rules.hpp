// What rule rows of entities with a field "vin" share. A rule judges the shape alone: whether a
// year code and a check digit may be demanded depends on the market, and a workshop sees all cars.
#pragma once

#include "common/engine/rule.hpp"

namespace branchline::reference {

inline constexpr std::string_view kVinLengthText = "a VIN has 17 characters, without blanks";
inline constexpr std::string_view kVinCharacterText =
    "a VIN has capital letters and digits alone, never I, O or Q";
inline constexpr std::string_view kVinRemedy =
    "compare the VIN with the car or its papers; what looks like I or O is 1 or 0";

/// Breaks for a new row alone: the records of earlier years stay editable.
bool is_new_with_vin_of_wrong_length(const engine::Proposal& change);
bool is_new_with_wrong_character_in_vin(const engine::Proposal& change);

}  // namespace branchline::reference
