#include "common/domain/reference/vin_rules.hpp"

#include "common/domain/reference/vin.hpp"

namespace branchline::reference {

namespace {

/// The VIN that a new row is created with; null when it is no new row or names none.
const std::string* vin_of_new(const engine::Proposal& change) {
    return change.before.empty() ? engine::text_of(change.written("vin")) : nullptr;
}

}  // namespace

bool is_new_with_vin_of_wrong_length(const engine::Proposal& change) {
    const std::string* vin = vin_of_new(change);
    return vin != nullptr && !has_vin_length(*vin);
}

bool is_new_with_wrong_character_in_vin(const engine::Proposal& change) {
    const std::string* vin = vin_of_new(change);
    return vin != nullptr && !has_vin_characters(*vin);
}

}  // namespace branchline::reference
