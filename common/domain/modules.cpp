#include "common/domain/modules.hpp"

#include <vector>

#include "common/base/assert.hpp"
#include "common/domain/module.hpp"

namespace branchline::domain {

namespace {

// The one list of modules.
const std::vector<Module>& modules() {
    static const std::vector<Module> kModules{
        org::module(),       stock::module(),      notes::module(),   catalog::module(),
        reference::module(), vehicles::module(),   service::module(), warranty::module(),
        price::module(),     accounting::module(), orders::module(),  allocation::module(),
        sales::module(),     figures::module(),
    };
    return kModules;
}

}  // namespace

std::span<const schema::Entity* const> entities() {
    static const std::vector<const schema::Entity*> kEntities = [] {
        std::vector<const schema::Entity*> all;
        for (const Module& module : modules()) {
            all.insert(all.end(), module.entities.begin(), module.entities.end());
        }
        return all;
    }();
    return kEntities;
}

std::span<const engine::Rule> rules() {
    static const std::vector<engine::Rule> kRules = [] {
        std::vector<engine::Rule> all;
        for (const Module& module : modules()) {
            all.insert(all.end(), module.rules.begin(), module.rules.end());
        }
        return all;
    }();
    return kRules;
}

std::span<const engine::Question> questions() {
    static const std::vector<engine::Question> kQuestions = [] {
        std::vector<engine::Question> all;
        for (const Module& module : modules()) {
            all.insert(all.end(), module.questions.begin(), module.questions.end());
        }
        return all;
    }();
    return kQuestions;
}

std::span<const engine::Document> documents() {
    static const std::vector<engine::Document> kDocuments = [] {
        std::vector<engine::Document> all;
        for (const Module& module : modules()) {
            all.insert(all.end(), module.documents.begin(), module.documents.end());
        }
        return all;
    }();
    return kDocuments;
}

std::span<const engine::Precondition> preconditions() {
    static const std::vector<engine::Precondition> kPreconditions = [] {
        std::vector<engine::Precondition> all;
        for (const Module& module : modules()) {
            all.insert(all.end(), module.preconditions.begin(), module.preconditions.end());
        }
        return all;
    }();
    return kPreconditions;
}

const schema::Registry& registry() {
    static const schema::Registry kRegistry = [] {
        auto built = schema::Registry::build(entities());
        ASSERT(built);
        return *std::move(built);
    }();
    return kRegistry;
}

}  // namespace branchline::domain
