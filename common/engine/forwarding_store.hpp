// A store that passes everything on; whoever derives from it changes what it is there to change.
#pragma once

#include "common/engine/store.hpp"

namespace branchline::engine {

class ForwardingStore : public Store {
public:
    /// The inner one must outlive this.
    explicit ForwardingStore(Store& inner) : inner_(inner) {}

    const schema::Entity& entity(std::string_view name) const override {
        return inner_.entity(name);
    }
    Result<Record> find(const schema::Entity& entity, const RowId& id) override {
        return inner_.find(entity, id);
    }
    Result<Page> list(const schema::Entity& entity, const Query& query) override {
        return inner_.list(entity, query);
    }
    Result<Count> count(const schema::Entity& entity,
                        const Query& query,
                        std::size_t most) override {
        return inner_.count(entity, query, most);
    }
    Result<Committed> commit(const Edit& edit) override { return inner_.commit(edit); }
    Result<bool> is_answered(const Bytes& client_key) override {
        return inner_.is_answered(client_key);
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

protected:
    Store& inner() { return inner_; }

private:
    Store& inner_;
};

}  // namespace branchline::engine
