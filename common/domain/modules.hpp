// The one list of modules: what they declare and which rules they bring.
#pragma once

#include <span>

#include "common/engine/document.hpp"
#include "common/engine/precondition.hpp"
#include "common/engine/question.hpp"
#include "common/engine/rule.hpp"
#include "common/schema/registry.hpp"

namespace branchline::domain {

/// All entities of the product, in the order of their modules.
std::span<const schema::Entity* const> entities();
/// All business rules, asked at the branch and decided at the hub.
std::span<const engine::Rule> rules();
/// What can be asked beside records.
std::span<const engine::Question> questions();
/// What can be printed.
std::span<const engine::Document> documents();
/// What must hold of other records before a person's edit is written.
std::span<const engine::Precondition> preconditions();
/// The registry of the product; a declaration that contradicts another ends the program.
const schema::Registry& registry();

}  // namespace branchline::domain
