// Turns entries into rows: applies, revokes and settles what they say, and keeps digests, balances
// and guards in step. Everything happens inside the transaction of the caller.
#pragma once

#include <deque>

#include "sync/replica/state.hpp"

namespace branchline::sync {

class Applier final : public merge::Context {
public:
    explicit Applier(ReplicaState& state) : state_(state) {}

    bool covers(const Dot& later, const Dot& earlier) const override;
    std::optional<merge::Decided> decided(const Dot& dot) const override;
    bool lasting(const Dot& dot) const override;
#ifdef BRANCHLINE_PLANT
    bool compares_values() const override { return state_.compares_values; }
#endif

    /// How an entry counts when its turn comes.
    enum class Standing : std::uint8_t { effective, rejected, beyond_cut, voided };

    /// Applies the next entry of a log and moves the applied vector.
    Result<> apply(StreamBook& stream,
                   LogBook& log,
                   const Entry& entry,
                   const CausalPast& past,
                   Standing standing);
    Result<> record_void(const LogBook& log, std::uint64_t seq, VoidCode code);
    /// Takes back an applied entry, after a rejection or behind a cut.
    Result<> revoke(StreamBook& stream, const LogBook& log, std::uint64_t seq);
    /// Notes an exception with the rows it touches, so that people find the reason there.
    Result<> record_exception(StreamBook& stream,
                              const LogBook& log,
                              const Exception& exception,
                              std::uint64_t hub_seq);

    /// The hub's verdict on business: the rule that the entry breaks, if any.
    Result<std::optional<Exception>> judge(StreamBook& stream,
                                           const LogBook& log,
                                           const Entry& entry);

    /// A row as it stands, for queries.
    Result<std::optional<merge::Row>> row(std::int64_t s,
                                          const schema::Entity& entity,
                                          const RowId& id);
    merge::RowView view(const schema::Entity& entity, const merge::Row& row) const {
        return merge::view_row(entity, row, *this);
    }
    Hash row_hash(const schema::Entity& entity, const RowId& id, const merge::RowView& view) const;
    /// The first database failure inside a fold; folds themselves cannot fail.
    Result<> status();
    /// Drops what an abandoned group had left to do.
    void forget() {
        switches_.clear();
        lasting_.clear();
        failure_.reset();
    }

private:
    struct Open {
        const schema::Entity* entity = nullptr;
        bool stored = false;  ///< The table has it, and shows `before`.
        merge::Row row;
        merge::RowView before;
    };
    struct Switch {
        Dot dot;
        bool counts = false;
    };
    enum class Change : std::uint8_t { apply, revoke };
    /// Which ops of a guarded entry: its transition, the physical facts that stay whatever becomes
    /// of the transition, or the rest, which follows the path.
    enum class Part : std::uint8_t { all, guard, facts, rest };

    Result<Open> open(StreamBook& stream, const schema::Entity& entity, const RowId& id);
    Result<> close(StreamBook& stream, Open& open);
    Result<> post(StreamBook& stream, const Open& open, const merge::RowView& after);
    Result<> note_contested(StreamBook& stream, const Open& open);
    Result<> note_switches(const Open& open, const merge::RowView& after);
    Result<> run_switches(StreamBook& stream);

    Result<> apply_effects(StreamBook& stream, const LogBook& log, const Entry& entry);
    Result<> change_rows(
        StreamBook& stream, const LogBook& log, const Entry& entry, Change change, Part part);
    Result<> change_row(StreamBook& stream,
                        const LogBook& log,
                        const Entry& entry,
                        const RowOp& op,
                        Change change,
                        bool guarded);
    static std::string home_named(const schema::Entity& entity, const RowOp& op);
    Result<bool> insert_plain(StreamBook& stream,
                              const LogBook& log,
                              const Entry& entry,
                              const RowOp& op,
                              const RowId& id);
    Result<bool> update_plain(StreamBook& stream,
                              const LogBook& log,
                              const Entry& entry,
                              const RowOp& op,
                              const RowId& id);
    bool read_plain(const schema::Entity& entity,
                    const RowOp& op,
                    std::vector<schema::Value>& into);
    Hash plain_hash(const schema::Entity& entity,
                    const RowId& id,
                    std::span<const schema::Value> values,
                    const std::function<const Version*(std::uint16_t)>& version_of) const;
    Result<> apply_engine_op(StreamBook& stream, const Entry& entry, const Op& op);
    Result<> take_receipt(StreamBook& stream,
                          const Receipt& receipt,
                          std::uint64_t hub_seq,
                          std::uint64_t place);
    Result<> take_cut(StreamBook& stream, const Cut& cut);
    Result<> note_lasting_facts(StreamBook& stream,
                                const LogBook& log,
                                const Entry& entry,
                                Standing standing);
    Result<> note_policy_facts(const LogBook& log, const Entry& entry, const RowOp& op);
    Result<> note_grant_facts(StreamBook& stream,
                              const LogBook& log,
                              const Entry& entry,
                              const RowOp& op);
    Result<bool> may_mark(StreamBook& stream,
                          const LogBook& log,
                          std::uint64_t seq,
                          const RowOp& op);
    Result<> note_rejected_rows(StreamBook& stream, const LogBook& log, const Entry& entry);
    Result<std::vector<Open>> open_contested(StreamBook& stream,
                                             const LogBook& log,
                                             std::uint64_t up_to);
    Result<bool> is_void(const LogBook& log, std::uint64_t seq);
    const RowOp* guard_of(const Entry& entry) const;
    bool is_fact(const Entry& entry, const RowOp& guard, const RowOp& op) const;
    engine::Proposal proposal(const schema::Entity& entity, const RowOp& op) const;
    Result<> add_account(StreamBook& stream,
                         const RowOp& op,
                         engine::Proposal& proposal,
                         std::vector<schema::Value>& account);

    ReplicaState& state_;
    std::deque<Switch> switches_;
    std::vector<schema::Value> values_;    ///< Of the op at hand, by field; kept for its memory.
    mutable std::map<Dot, bool> lasting_;  ///< Answers about decided entries.
    mutable std::optional<Error> failure_;
};

}  // namespace branchline::sync
