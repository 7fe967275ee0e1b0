// A replica: entity tables, logs and policy of one data directory, driven by one thread.
//
// All writing happens in groups: begin(), any number of edits and received runs, end(). What was
// said to a group is durable when end() returns; only then may anyone hear of it. A group that
// fails is abandoned whole and the books are read again from the database.
#pragma once

#include <functional>

#include "common/crypto/signing.hpp"
#include "sync/entry/codec.hpp"
#include "sync/entry/run.hpp"
#include "sync/replica/applier.hpp"

namespace branchline::sync {

/// A planted bug of the simulator's own test; compiled out of product builds.
enum class Plant : std::uint8_t {
    none,
    acknowledge_before_commit,
    accept_beyond_head,
    compare_values
};

struct ReplicaOptions {
    crypto::SigningKey key;  ///< Of this incarnation; at the hub the decide key.
    SignedManifest manifest;
    NetId net;
    bool hub = false;
    std::span<const engine::Rule> rules;
    Plant plant = Plant::none;
};

class Replica final : public engine::Store {
public:
    static Result<std::unique_ptr<Replica>> open(db::Database& database,
                                                 const schema::Registry& registry,
                                                 const ReplicaOptions& options);

    Result<> begin(Instant now);
    /// Writes the hub's receipts, saves and syncs. After an error the group is gone.
    Result<> end();
    void abandon();
    /// For moments without work, outside a group: a checkpoint, and memory is given back.
    Result<> rest() { return state_->database.rest(); }

    // Writing, inside a group.
    Result<engine::Committed> commit(const engine::Edit& edit) override;
    /// Runs `work`, which may write by commit() and author(), and takes back what it wrote, as if
    /// it had never been; what the group has written before stays. It costs what `work` costs.
    /// After an error the group is gone.
    Result<> rehearse(const std::function<void()>& work);
    /// Writes the hub's decisions of this group now; end() does it with those that are left.
    Result<> write_receipts();
    /// An entry of our own with ops that no edit can express.
    Result<std::uint64_t> author(const std::string& stream, Body body);
    /// Takes a run from a peer. The outer error is ours (disk); the refusal is the peer's. Of a run
    /// that is taken `last_seq` tells where it ends, to whoever asks.
    Result<std::optional<Refusal>> receive(const std::string& stream,
                                           const PublicKey& author,
                                           const Run& run,
                                           std::uint64_t* last_seq = nullptr);
    /// Starts to hold a stream.
    Result<> hold_stream(const std::string& stream);
    /// Does something stored wait to be applied?
    bool has_waiting() const;
    /// Applies what waited for time alone.
    Result<> apply_waiting();
    Result<> quarantine(const std::string& peer,
                        const std::string& stream,
                        const Run& run,
                        const Refusal& refusal);

    // Reading; sees the current group.
    Result<bool> is_answered(const Bytes& client_key) override;
    const schema::Entity& entity(std::string_view name) const override;
    Result<engine::Record> find(const schema::Entity& entity, const RowId& id) override;
    Result<engine::Page> list(const schema::Entity& entity, const engine::Query& query) override;
    Result<engine::Count> count(const schema::Entity& entity,
                                const engine::Query& query,
                                std::size_t most) override;
    Result<engine::StreamDigest> digest(const std::string& stream) override;
    Result<std::vector<engine::Conflict>> conflicts(const std::string& stream) override;
    Result<std::vector<engine::RejectedEntry>> rejected(const std::string& stream) override;
    Result<engine::Why> why(const schema::Entity& entity,
                            const RowId& id,
                            const schema::Field& field) override;
    Result<engine::Trace> trace(const schema::Entity& entity, const RowId& id) override;
    Result<engine::StreamStatus> status(const std::string& stream) override;
    std::vector<std::string> streams() const override;

    // Logs as peers see them.
    std::vector<LogHead> heads(const std::string& stream) const;
    /// Entries behind `from`, at least one and at most about `bytes_max`, ending at a head that is
    /// signed; signs our own. Nothing when there are none.
    Result<std::optional<Run>> read_run(const std::string& stream,
                                        const LogId& log,
                                        std::uint64_t from,
                                        std::size_t bytes_max);

    ReplicaState& state() { return *state_; }
    const ReplicaState& state() const { return *state_; }
    const crypto::SigningKey& key() const { return options_.key; }
    Applier& applier() { return *applier_; }
    const NetId& net() const { return options_.net; }
    const SignedManifest& manifest() const { return options_.manifest; }
    Policy& policy() { return state_->policy; }
    bool is_hub() const { return options_.hub; }
    /// Set when an entry of our own log came back that we do not have: this is a copy or an old
    /// backup, and it must not write any more.
    bool in_doubt() const { return in_doubt_; }
    /// The certificate of this incarnation; nothing at the hub and before the first sync.
    const Certificate* certificate() const;
    /// The exact bytes of all certificates that name a stream, by serial.
    Result<std::vector<Bytes>> certificates_of(const std::string& stream) const;
    /// The branch of a log's author, "hub" for the importer.
    std::string branch_of(const LogBook& log) const;

private:
    Replica(db::Database& database,
            const schema::Registry& registry,
            const ReplicaOptions& options);
    Result<> load_policy();
    Result<> reload();
    /// Writes the hub's receipts, and into the tables what the books say.
    Result<> save_books();

    /// What a rehearsal that runs has to put back.
    struct Rehearsal {
        std::map<StreamBook*, StreamBefore> streams;
        std::optional<Policy> policy;  ///< When the policy is written.
    };
    /// Before a rehearsal writes into a stream: what it may change in memory.
    void note_before(StreamBook& stream);
    void take_back(Rehearsal before);

    /// Remembers a failure of the disk, which spoils the whole group; a refusal does not.
    void note_failure(const Error& error);
#ifdef BRANCHLINE_PLANT
    Plant planted() const { return options_.plant; }
#endif

    // Writing.
    Result<engine::Committed> write(const engine::Edit& edit);
    Result<std::uint64_t> write_entry(const std::string& stream, const Body& body);
    Result<Entry> compose_entry(StreamBook& stream, LogBook& log, const Body& body);
    Result<> append_own(StreamBook& stream, LogBook& log, const Entry& entry);
    Result<LogBook*> own_log(StreamBook& stream);
    /// Gives a new document its number.
    Result<engine::RowEdit> numbered(engine::RowEdit edit);
    Result<RowOp> compose_op(StreamBook& stream,
                             const engine::RowEdit& edit,
                             std::uint64_t ordinal);
    Result<> compose_wishes(const engine::RowEdit& edit, const merge::Row& row, RowOp& op);
    Result<> compose_transition(const engine::RowEdit& edit,
                                const merge::Row& row,
                                bool fresh,
                                RowOp& op);
    Result<std::optional<engine::Committed>> answered(const engine::Edit& edit, ByteView request);
    Result<> remember_answer(const engine::Edit& edit,
                             ByteView request,
                             const engine::Committed& answer);
    Result<> flush_receipts(StreamBook& stream);

    // Receiving.
    Result<std::optional<Refusal>> take(const std::string& stream,
                                        const PublicKey& author,
                                        const Run& run,
                                        std::uint64_t* last_seq);
    std::unexpected<Error> doubt_identity();
    Result<std::optional<Refusal>> check_known(StreamBook& stream,
                                               LogBook*& log,
                                               const PublicKey& author,
                                               const Run& run);
    Result<std::optional<Refusal>> check_place(const LogBook& log,
                                               const Run& run,
                                               std::uint64_t& overlap);
    Result<std::optional<Refusal>> check_overlap(LogBook& log,
                                                 const std::vector<Entry>& entries,
                                                 std::uint64_t overlap);
    Result<> store_run(StreamBook& stream,
                       LogBook& log,
                       const Run& run,
                       std::vector<Entry> entries,
                       std::uint64_t overlap);
    Result<> advance(StreamBook& stream);
    Result<bool> advance_log(StreamBook& stream, LogBook& log);
    Result<std::optional<Entry>> take_next(const StreamBook& stream, LogBook& log);
    Result<bool> knows_decided_logs(StreamBook& stream, const Entry& decision);
    bool is_ready(const StreamBook& stream, const LogBook& log, const Entry& entry) const;
    Result<std::optional<std::vector<Entry>>> whole_transaction(LogBook& log, Entry first);
    /// What was found against a transaction, which counts for all its parts.
    struct Judged {
        std::optional<VoidCode> code;
        std::optional<Exception> broken;  ///< At the hub: the first rule that a part breaks.
    };
    Result<> apply_judged(StreamBook& stream, LogBook& log, const std::vector<Entry>& entries);
    Result<> apply_transaction(StreamBook& stream,
                               LogBook& log,
                               const std::vector<Entry>& entries,
                               Judged& judged);
    Result<> apply_parts(StreamBook& stream,
                         LogBook& log,
                         const std::vector<Entry>& entries,
                         Judged& judged);
    Result<Applier::Standing> standing_of(StreamBook& stream,
                                          LogBook& log,
                                          const Entry& entry,
                                          Judged& judged);
    void note_decision(StreamBook& stream,
                       LogBook& log,
                       const Entry& entry,
                       std::optional<Exception> exception);

    // Reading.
    Result<engine::Trace::Hop> hop_of(const schema::Entity& entity,
                                      const RowId& id,
                                      const LogBook& log,
                                      std::uint64_t seq);
    Result<engine::Record> record(const StreamBook& stream,
                                  const schema::Entity& entity,
                                  const merge::Row& row);
    Result<> add_progress(const StreamBook& stream,
                          const merge::RowView& view,
                          engine::Record& record);
    Result<> add_conflicts(const StreamBook& stream,
                           const schema::Entity& entity,
                           const merge::Row& row,
                           std::vector<engine::Conflict>& out);
    engine::ConflictSide side_of(const merge::Write& write, bool wins) const;
    Result<engine::RejectedEntry> rejected_entry(const StreamBook& stream,
                                                 const LogBook& log,
                                                 const Exception& exception);
    Result<std::optional<std::pair<StreamBook*, merge::Row>>> locate(const schema::Entity& entity,
                                                                     const RowId& id);

    ReplicaOptions options_;
    std::unique_ptr<ReplicaState> state_;
    std::unique_ptr<Applier> applier_;
    std::map<std::int64_t, std::deque<Entry>> fresh_;  ///< Decoded and not applied yet, by log.
    bool in_doubt_ = false;
    std::optional<Rehearsal> rehearsal_;  ///< While one runs.
    std::optional<Error> broken_;         ///< A write failed half-way: the group cannot end well.
};

}  // namespace branchline::sync
