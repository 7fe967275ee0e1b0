// Which values only some people see. One row a field; whoever lacks the word "see:<kind>" gets the
// record without the value and cannot look for it either.
#pragma once

#include <span>
#include <string_view>

#include "common/schema/entity.hpp"

namespace branchline::identity {

/// `secret` is shown to nobody and written by no ordinary request.
enum class Mask { none, cost, margin, personal, secret };
/// Permanent: "cost", "margin", "personal"; verbs of the area "see".
std::string_view name_of(Mask mask);

struct MaskedField {
    std::string_view entity;
    std::string_view field;
    Mask mask;
};
std::span<const MaskedField> masked_fields();

/// A sensitive field without a row is personal.
Mask mask_of(const schema::Entity& entity, const schema::Field& field);

}  // namespace branchline::identity
