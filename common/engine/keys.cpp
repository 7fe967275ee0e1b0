#include "common/engine/keys.hpp"

#include "common/crypto/hash.hpp"

namespace branchline::engine {

RowId keyed_row_id(const schema::Entity& entity, const std::vector<std::string>& key) {
    Bytes id;
    append_big_endian(id, entity.id, 2);
    const Bytes values = schema::encode_value(key);
    return RowId::from(crypto::blake2b("bl/key/1", {id, values}).view().first(RowId::kSize));
}

Result<std::optional<Record>> find_by_key(Store& store,
                                          std::string_view entity,
                                          const std::vector<std::string>& key) {
    const schema::Entity& declared = store.entity(entity);
    auto found = store.find(declared, keyed_row_id(declared, key));
    if (!found && found.error().code != Code::not_found) return std::unexpected(found.error());
    if (!found || found->life != "alive") return std::nullopt;
    return *std::move(found);
}

}  // namespace branchline::engine
