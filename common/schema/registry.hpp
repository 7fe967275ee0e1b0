// All entities of a program, looked up by id, name or collection.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/schema/entity.hpp"

namespace branchline::schema {

class Registry {
public:
    /// Checks ids, names and cross-references once; entities must outlive the registry.
    static Result<Registry> build(std::span<const Entity* const> entities);

    std::span<const Entity* const> entities() const { return entities_; }
    const Entity* by_id(std::uint64_t id) const;
    const Entity* by_name(std::string_view name) const;
    const Entity* by_collection(std::string_view collection) const;

    /// A text that lists every declaration with all its properties: golden test, `schema` command,
    /// and the bytes whose hash stands in the policy stream.
    std::string describe() const;

private:
    std::vector<const Entity*> entities_;
    std::unordered_map<std::uint64_t, const Entity*> by_id_;
    std::unordered_map<std::string_view, const Entity*> by_name_;
    std::unordered_map<std::string_view, const Entity*> by_collection_;
};

/// Words of the vocabulary, for descriptions and documents.
std::string_view name_of(Type type);
std::string_view name_of(Merge merge);
std::string_view name_of(Owner owner);
std::string_view name_of(Purpose purpose);
std::string_view name_of(Side side);

}  // namespace branchline::schema
