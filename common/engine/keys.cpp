#include "common/engine/keys.hpp"

#include "common/crypto/row_id.hpp"

namespace branchline::engine {

RowId keyed_row_id(const schema::Entity& entity, const std::vector<std::string>& key) {
    return crypto::keyed_row_id(entity.id, schema::encode_value(key));
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
