// What the parts of a replica share: one database connection, the books, policy, declarations.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <span>

#include "common/engine/rule.hpp"
#include "sync/replica/blob_store.hpp"
#include "sync/replica/books.hpp"
#include "sync/replica/log_store.hpp"
#include "sync/replica/row_table.hpp"

namespace branchline::sync {

struct ReplicaState {
    ReplicaState(db::Database& database_,
                 const schema::Registry& registry_,
                 std::span<const engine::Rule> rules_)
        : database(database_),
          registry(registry_),
          rules(rules_),
          log_store(database_),
          blobs(database_) {
        for (const schema::Entity* entity : registry.entities()) {
            tables.emplace(entity->id, RowTable(database, books, *entity));
        }
        for (const engine::Rule& rule : rules) ruled.insert(rule.entity);
    }

    db::Database& database;
    const schema::Registry& registry;
    std::span<const engine::Rule> rules;
    SqliteLogStore log_store;
    BlobStore blobs;
    Books books;
    Policy policy;
    std::map<std::uint16_t, RowTable> tables;
    std::set<std::string_view> ruled;  ///< Names of the entities that have rules.
    bool is_hub = false;
#ifdef BRANCHLINE_PLANT
    bool compares_values = false;
#endif
    Instant now;  ///< Of the current transaction; stamps and holds, never a verdict.

    bool has_rules(const schema::Entity& entity) const { return ruled.contains(entity.name); }
    RowTable& table(const schema::Entity& entity) { return tables.at(entity.id); }
    /// Position of the policy that this replica has applied.
    std::uint64_t policy_epoch() const {
        const StreamBook* stream = books.stream("policy");
        return stream == nullptr || stream->hub_log == nullptr ? 0 : stream->hub_log->applied_seq;
    }
    /// A stored entry, decoded.
    Result<Entry> entry(const LogBook& log, std::uint64_t seq);
    /// Forgets what was decoded: a group that is abandoned takes its runs with it.
    void forget_decoded() {
        decoded_ = {};
        pasts_.clear();
    }
    /// What the author of an applied entry had seen; the answer holds until the next question.
    Result<const CausalPast*> past_of(const Dot& dot);

private:
    /// The run that was read last: its entries are asked for one by one.
    struct Decoded {
        std::int64_t log = 0;
        std::uint64_t first = 0;
        std::vector<Entry> entries;
    };
    Decoded decoded_;
    std::map<Dot, CausalPast> pasts_;  ///< Answers of past_of(): one entry is asked for row by row.
};

/// Facts of the past of one entry, for the verdict.
class EntryPast final : public Past {
public:
    /// `previous` is the author's entry before; its past is the log's applied past plus itself.
    static Result<EntryPast> gather(ReplicaState& state,
                                    StreamBook& stream,
                                    LogTip tip,
                                    const Entry& entry);

    std::optional<Seen> entry(const Dot& dot) const override;
    bool holds(const Dot& dot) const override;
    std::optional<std::string> home_of(std::uint16_t entity, const RowId& row) const override;
    std::optional<PublicKey> author_of(LogPrefix log) const override;
    std::vector<Grant> grants_of(const RowId& actor) const override;

    /// Rows that earlier parts of the same transaction make, with their homes.
    void add_rows(const std::map<RowId, std::string>& made) { made_ = &made; }

    const CausalPast& causal() const { return causal_; }
    /// The first failure of the database while answering; a verdict after one means nothing.
    Result<> status() const;

private:
    EntryPast(ReplicaState& state, StreamBook& stream) : state_(&state), stream_(&stream) {}
    ReplicaState* state_;
    StreamBook* stream_;
    CausalPast causal_;
    std::map<Dot, Seen> seen_;
    const std::map<RowId, std::string>* made_ = nullptr;
    mutable std::optional<Error> failure_;
};

/// The files that the fields of an op name.
std::vector<Hash> blobs_named(const schema::Entity& entity, const RowOp& op);

/// The dot rows that an entry makes, with the branch that each names.
std::map<RowId, std::string> rows_made(const schema::Registry& registry,
                                       const Entry& entry,
                                       LogPrefix log);

}  // namespace branchline::sync
