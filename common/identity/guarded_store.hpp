// The store as one person may use it: reads what the person's roles permit, without masked values,
// and writes in the person's name. What the API reaches, it reaches through this door.
#pragma once

#include "common/engine/store.hpp"
#include "common/identity/person.hpp"

namespace branchline::identity {

/// Verbs that an edit of one row asks for, as the verdict reads them out of the entry.
std::vector<std::string_view> verbs_of(const engine::Edit& edit, const engine::RowEdit& row);

class GuardedStore final : public engine::Store {
public:
    /// Both must outlive the store.
    GuardedStore(engine::Store& inner, const Person& person) : inner_(inner), person_(person) {}

    const schema::Entity& entity(std::string_view name) const override {
        return inner_.entity(name);
    }
    Result<engine::Record> find(const schema::Entity& entity, const RowId& id) override;
    /// A masked field can neither be compared nor sorted by: Code::forbidden "field-masked".
    Result<engine::Page> list(const schema::Entity& entity, const engine::Query& query) override;
    /// As list().
    Result<engine::Count> count(const schema::Entity& entity,
                                const engine::Query& query,
                                std::size_t most) override;
    /// Refuses before anything is written.
    Result<engine::Committed> commit(const engine::Edit& edit) override;

    Result<bool> is_answered(const Bytes& client_key) override {
        return inner_.is_answered(client_key);
    }

    std::vector<std::string> streams() const override { return inner_.streams(); }
    Result<engine::StreamStatus> status(const std::string& stream) override {
        return inner_.status(stream);
    }
    Result<engine::StreamDigest> digest(const std::string& stream) override {
        return inner_.digest(stream);
    }
    /// Those of records that the person may read.
    Result<std::vector<engine::Conflict>> conflicts(const std::string& stream) override;
    Result<std::vector<engine::RejectedEntry>> rejected(const std::string& stream) override;
    Result<engine::Why> why(const schema::Entity& entity,
                            const RowId& id,
                            const schema::Field& field) override;
    Result<engine::Trace> trace(const schema::Entity& entity, const RowId& id) override;

private:
    Result<> may_read(const schema::Entity& entity) const;
    Result<> may_compare(const schema::Entity& entity, const schema::Field& field) const;
    Result<> may_list(const schema::Entity& entity, const engine::Query& query) const;
    void mask(engine::Record& record) const;

    engine::Store& inner_;
    const Person& person_;
};

}  // namespace branchline::identity
