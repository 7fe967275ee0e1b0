// What may not be said of a repair order.
#include "common/domain/service/rules.hpp"

#include "common/domain/reference/vin_rules.hpp"

namespace branchline::service {

namespace {

constexpr engine::Rule kRules[] = {
    {.entity = "service.repair_order",
     .code = "BAD_VIN",
     .text = reference::kVinLengthText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_vin_of_wrong_length   },
    {.entity = "service.repair_order",
     .code = "BAD_VIN",
     .text = reference::kVinCharacterText,
     .remedy = reference::kVinRemedy,
     .breaks = reference::is_new_with_wrong_character_in_vin},
};

}  // namespace

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::service
