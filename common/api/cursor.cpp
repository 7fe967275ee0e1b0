#include "common/api/cursor.hpp"

#include "common/crypto/hash.hpp"

namespace branchline::api {

// Against mistakes, not against forgery: a forged cursor shows nothing that the list does not.
constexpr std::size_t kCheckSize = 4;

std::string write_cursor(const schema::Entity& entity,
                         std::string_view filters,
                         const RowId& last) {
    Bytes id;
    append_big_endian(id, entity.id, 2);
    const Hash check = crypto::blake2b("bl/cursor/1", {id, last, as_bytes(filters)});
    return to_hex(last) + to_hex(check.view().first(kCheckSize));
}

std::optional<RowId> read_cursor(const schema::Entity& entity,
                                 std::string_view filters,
                                 std::string_view cursor) {
    const auto last = fixed_from_hex<RowId>(cursor.substr(0, RowId::kSize * 2));
    if (!last || write_cursor(entity, filters, *last) != cursor) return std::nullopt;
    return *last;
}

}  // namespace branchline::api
