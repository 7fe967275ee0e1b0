// What a module of the business brings: entities, rules, preconditions, questions and documents.
#pragma once

#include <span>
#include <string_view>

#include "common/engine/document.hpp"
#include "common/engine/precondition.hpp"
#include "common/engine/question.hpp"
#include "common/engine/rule.hpp"
#include "common/schema/entity.hpp"

namespace branchline::domain {

struct Module {
    std::string_view name;
    std::span<const schema::Entity* const> entities;
    std::span<const engine::Rule> rules;
    std::span<const engine::Question> questions = {};
    std::span<const engine::Document> documents = {};
    std::span<const engine::Precondition> preconditions = {};
};

}  // namespace branchline::domain

// Each module defines its own at the end of its entities.cpp.
namespace branchline::org {
domain::Module module();
}
namespace branchline::stock {
domain::Module module();
}
namespace branchline::notes {
domain::Module module();
}
namespace branchline::catalog {
domain::Module module();
}
namespace branchline::reference {
domain::Module module();
}
namespace branchline::vehicles {
domain::Module module();
}
namespace branchline::service {
domain::Module module();
}
namespace branchline::warranty {
domain::Module module();
}
namespace branchline::price {
domain::Module module();
}
namespace branchline::accounting {
domain::Module module();
}
namespace branchline::orders {
domain::Module module();
}
namespace branchline::allocation {
domain::Module module();
}
namespace branchline::sales {
domain::Module module();
}
namespace branchline::figures {
domain::Module module();
}
