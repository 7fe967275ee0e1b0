// An engine::Store in memory, small and honest: it keeps values and versions, knows owners, flows
// and client keys, and never merges. What it tells of digests, conflicts and rejections is put in.
#pragma once

#include <functional>
#include <set>

#include "common/engine/store.hpp"

namespace branchline::test {

class MemoryStore final : public engine::Store {
public:
    /// Whether it writes as the importer.
    bool hub = false;
    std::vector<std::string> held_streams = {"policy", "dealer/D01"};
    /// Breaks where it answers; asked after everything else.
    std::function<std::optional<Error>(const engine::Edit&)> rule;
    /// For entity(); a test that asks by name sets it.
    const schema::Registry* registry = nullptr;
    /// Answered by every call when set: the disk has failed.
    std::optional<Error> broken;
    /// Rows that nobody finds, as those of an edition that is not published.
    std::set<RowId> hidden;
    std::map<std::string, std::vector<engine::Conflict>> told_conflicts;
    std::map<std::string, std::vector<engine::RejectedEntry>> told_rejected;
    std::optional<engine::Why> told_why;

    /// The last edit that was written.
    const engine::Edit& last_edit() const { return last_edit_; }
    /// The last list that was asked for.
    const engine::Query& last_query() const { return last_query_; }
    std::size_t writes() const { return seq_; }
    /// Changes a row behind the caller's back, as a received entry would.
    void set(const schema::Entity& entity,
             const RowId& id,
             std::string_view field,
             schema::Value value);
    engine::Record& record(const schema::Entity& entity, const RowId& id);

    const schema::Entity& entity(std::string_view name) const override;
    Result<engine::Record> find(const schema::Entity& entity, const RowId& id) override;
    Result<engine::Page> list(const schema::Entity& entity, const engine::Query& query) override;
    Result<engine::Count> count(const schema::Entity& entity,
                                const engine::Query& query,
                                std::size_t most) override;
    Result<engine::Committed> commit(const engine::Edit& edit) override;
    Result<bool> is_answered(const Bytes& client_key) override {
        return answered_.contains(client_key);
    }
    std::vector<std::string> streams() const override { return held_streams; }
    Result<engine::StreamStatus> status(const std::string& stream) override;
    Result<engine::StreamDigest> digest(const std::string& stream) override;
    Result<std::vector<engine::Conflict>> conflicts(const std::string& stream) override;
    Result<std::vector<engine::RejectedEntry>> rejected(const std::string& stream) override;
    Result<engine::Why> why(const schema::Entity& entity,
                            const RowId& id,
                            const schema::Field& field) override;
    /// One hop, by the branch B0101.
    Result<engine::Trace> trace(const schema::Entity& entity, const RowId& id) override;

private:
    Result<engine::Record> begin(const engine::Edit& edit, const engine::RowEdit& row);
    Result<> write_fields(const engine::RowEdit& row, engine::Record& record) const;
    Result<> write_state(const engine::Edit& edit,
                         const engine::RowEdit& row,
                         engine::Record& record) const;
    void stamp(engine::Record& record);

    std::map<std::pair<std::uint16_t, RowId>, engine::Record> rows_;
    std::map<Bytes, std::pair<std::string, engine::Committed>> answered_;
    engine::Edit last_edit_;
    engine::Query last_query_;
    std::uint64_t seq_ = 0;
    std::uint64_t changes_ = 0;
};

}  // namespace branchline::test
