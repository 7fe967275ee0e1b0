#include "common/api/recall.hpp"

#include <fmt/format.h>

#include "common/api/caller.hpp"

namespace branchline::api {

void Recall::note(const std::string& viewer, const engine::Record& record) {
    Key key{viewer, record.entity->id, record.id, record.version};
    const auto [at, is_new] = known_.try_emplace(key, record.values);
    if (!is_new) return;
    order_.push_back(std::move(key));
    if (order_.size() <= kRecordsMax) return;
    known_.erase(order_.front());
    order_.pop_front();
}

const std::vector<schema::Value>* Recall::values(const std::string& viewer,
                                                 const schema::Entity& entity,
                                                 const RowId& id,
                                                 const std::string& version) const {
    const auto found = known_.find(Key{viewer, entity.id, id, version});
    return found == known_.end() ? nullptr : &found->second;
}

void Viewer::shown(const engine::Record& record) const {
    if (recall != nullptr) recall->note(name, record);
}

const std::vector<schema::Value>* Viewer::saw(const engine::Record& current,
                                              const std::string& version) const {
    return recall ? recall->values(name, *current.entity, current.id, version) : nullptr;
}

Viewer viewer_of(const http::Request& request, std::shared_ptr<Recall> recall) {
    const identity::Person& person = *caller_of(request)->person;
    std::string name = person.is_operator ? "operator" : "";
    if (person.user) name = fmt::format("{} {}", to_hex(*person.user), person.scope);
    return {.recall = std::move(recall), .name = std::move(name)};
}

}  // namespace branchline::api
