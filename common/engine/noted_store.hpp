// A store that remembers which entry was written through it last.
#pragma once

#include <optional>

#include "common/engine/store.hpp"

namespace branchline::engine {

class NotedStore final : public Store {
public:
    explicit NotedStore(Store& inner) : inner_(inner) {}

    const std::optional<Committed>& last() const { return last_; }

    Result<Committed> commit(const Edit& edit) override {
        auto done = inner_.commit(edit);
        if (done) last_ = *done;
        return done;
    }
    const schema::Entity& entity(std::string_view name) const override {
        return inner_.entity(name);
    }
    Result<Record> find(const schema::Entity& entity, const RowId& id) override {
        return inner_.find(entity, id);
    }
    Result<Page> list(const schema::Entity& entity, const Query& query) override {
        return inner_.list(entity, query);
    }
    std::vector<std::string> streams() const override { return inner_.streams(); }
    Result<StreamStatus> status(const std::string& stream) override {
        return inner_.status(stream);
    }
    Result<StreamDigest> digest(const std::string& stream) override {
        return inner_.digest(stream);
    }
    Result<std::vector<Conflict>> conflicts(const std::string& stream) override {
        return inner_.conflicts(stream);
    }
    Result<std::vector<RejectedEntry>> rejected(const std::string& stream) override {
        return inner_.rejected(stream);
    }
    Result<Why> why(const schema::Entity& entity,
                    const RowId& id,
                    const schema::Field& field) override {
        return inner_.why(entity, id, field);
    }
    Result<Trace> trace(const schema::Entity& entity, const RowId& id) override {
        return inner_.trace(entity, id);
    }

private:
    Store& inner_;
    std::optional<Committed> last_;
};

}  // namespace branchline::engine
