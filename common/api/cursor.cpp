#include "common/api/cursor.hpp"

#include "common/crypto/hash.hpp"

namespace branchline::api {

// Against mistakes, not against forgery: a forged cursor shows nothing that the list does not.
constexpr std::size_t kCheckSize = 4;
// Digits of the id and of the check; those of the value follow, if there is one.
constexpr std::size_t kIdDigits = RowId::kSize * 2;
constexpr std::size_t kFixedDigits = kIdDigits + kCheckSize * 2;

std::string write_cursor(const schema::Entity& entity, std::string_view list, const Place& last) {
    Bytes id;
    append_big_endian(id, entity.id, 2);
    Bytes value;
    if (last.value != schema::Value()) value = schema::encode_value(last.value);
    const Hash check =
        crypto::blake2b("bl/cursor/1", {id, last.id, ByteView(value), as_bytes(list)});
    return to_hex(last.id) + to_hex(check.view().first(kCheckSize)) + to_hex(value);
}

std::optional<Place> read_cursor(const schema::Entity& entity,
                                 std::string_view list,
                                 std::string_view cursor) {
    const auto id = fixed_from_hex<RowId>(cursor.substr(0, kIdDigits));
    if (!id || cursor.size() < kFixedDigits) return std::nullopt;
    Place last{.id = *id, .value = {}};
    if (cursor.size() > kFixedDigits) {
        const auto packed = from_hex(cursor.substr(kFixedDigits));
        auto value = packed ? schema::decode_value(*packed) : fail(Code::invalid, "cursor", "");
        if (!value) return std::nullopt;
        last.value = *std::move(value);
    }
    if (write_cursor(entity, list, last) != cursor) return std::nullopt;
    return last;
}

}  // namespace branchline::api
