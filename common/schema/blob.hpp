// Fields that name a file: the record holds its hash, the bytes lie beside the records and travel
// behind them. A blob is never changed; another file is another hash.
#pragma once

#include "common/schema/entity.hpp"

namespace branchline::schema {

/// What stands for the target in the type of such a field.
inline constexpr std::string_view kBlobTarget = "blob";
inline constexpr std::uint32_t kBlobHashBytes = 32;

constexpr bool names_blob(const Field& field) {
    return field.type.type == Type::bytes && field.type.target == kBlobTarget;
}

constexpr bool names_blobs(const Entity& entity) {
    for (const Field& field : entity.fields) {
        if (names_blob(field)) return true;
    }
    return false;
}

}  // namespace branchline::schema
