// Words of permission checked against what there is: a misspelt one would permit nothing, and
// nobody would notice.
#pragma once

#include <string_view>

#include "common/schema/registry.hpp"

namespace branchline::identity {

/// Code::not_found "unknown-entity", Code::invalid "unknown-verb".
Result<> check_permits(const schema::Registry& registry, std::string_view permits);

/// Verbs of an entity: read, write, void and the commands of its flow, each once.
std::vector<std::string_view> verbs_of(const schema::Entity& entity);

}  // namespace branchline::identity
