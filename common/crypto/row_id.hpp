// The id of a keyed row. Entries and queries compute it in layers that know nothing of each other,
// and every replica must come to the same one.
#pragma once

#include "common/crypto/hash.hpp"

namespace branchline::crypto {

/// First 16 bytes of BLAKE2b-256("bl/key/1" || entity id || packed key values): permanent, see
/// docs/formats/entry.md. The key values are packed as an array of texts.
inline RowId keyed_row_id(std::uint16_t entity, ByteView packed_key) {
    const std::array<std::uint8_t, 2> id{static_cast<std::uint8_t>(entity >> 8U),
                                         static_cast<std::uint8_t>(entity & 0xFFU)};
    return RowId::from(blake2b("bl/key/1", {id, packed_key}).view().first(RowId::kSize));
}

}  // namespace branchline::crypto
