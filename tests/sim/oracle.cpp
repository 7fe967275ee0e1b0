#include "tests/sim/oracle.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/modules.hpp"
#include "sync/entry/chain.hpp"
#include "tests/sync/merge/oracle.hpp"

namespace branchline::sim {

namespace {

using schema::Entity;
using schema::Field;
using schema::Merge;
using schema::Value;
using sync::Dot;
using sync::Entry;
using sync::Life;
using sync::LogPrefix;
using sync::RowOp;
using test::Writes;

constexpr std::size_t kRunBytes = 64U << 10U;
using Seen = std::map<LogPrefix, std::uint64_t>;

/// What the logs say of order: who knew what, and where the hub decided.
class Order final : public sync::merge::Context {
public:
    bool covers(const Dot& later, const Dot& earlier) const override {
        if (later.log == earlier.log) return earlier.seq <= later.seq;
        const auto past = past_.find(later);
        if (past == past_.end()) return false;
        const auto seen = past->second.find(earlier.log);
        return seen != past->second.end() && earlier.seq <= seen->second;
    }
    std::optional<sync::merge::Decided> decided(const Dot& dot) const override {
        const auto found = decided_.find(dot);
        if (found == decided_.end()) return std::nullopt;
        return found->second;
    }

    /// False while something that the entry names has not been read.
    bool read_past(const Entry& entry, LogPrefix log) {
        Seen past;
        if (entry.header.seq > 1) {
            const auto before = past_.find({log, entry.header.seq - 1});
            if (before == past_.end()) return false;
            past = before->second;
        }
        for (const sync::Dep& dep : entry.header.deps) {
            const auto named = past_.find({dep.log, dep.seq});
            if (named == past_.end()) return false;
            for (const auto& [other, seq] : named->second) raise(past, other, seq);
            raise(past, dep.log, dep.seq);
        }
        past.erase(log);
        past_[{log, entry.header.seq}] = std::move(past);
        return true;
    }
    void decide(const Dot& dot, const sync::merge::Decided& at) { decided_.emplace(dot, at); }

private:
    static void raise(Seen& past, LogPrefix log, std::uint64_t seq) {
        past[log] = std::max(past[log], seq);
    }
    std::map<Dot, Seen> past_;
    std::map<Dot, sync::merge::Decided> decided_;
};

struct Effective {
    Entry entry;
    LogPrefix log = 0;
    const RowOp* guard = nullptr;
    Dot dot() const { return {log, entry.header.seq}; }
};

/// The writes of one row that count.
struct RowWrites {
    std::vector<std::string> key;
    Writes life;
    std::vector<Writes> cells;
};

const Entity* entity_of(const RowOp& op) {
    return domain::registry().by_id(op.entity);
}

/// The op whose transition the whole entry hangs on: a change of status of an existing row.
const RowOp* guard_of(const Entry& entry) {
    for (const sync::Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr || row_op->row.kind == sync::RowRef::Kind::ordinal) continue;
        const Field* state = entity_of(*row_op)->state_field();
        for (const sync::FieldWrite& write : row_op->writes) {
            if (state != nullptr && write.field == state->id) return row_op;
        }
    }
    return nullptr;
}

/// "physical facts the command declares": rows that stay whatever becomes of the transition.
bool is_fact(const Effective& effective, const RowOp& op) {
    for (const schema::Transition& t : entity_of(*effective.guard)->flow) {
        const bool declares = t.id == effective.entry.body.command && !t.keeps.empty();
        if (declares && t.keeps == entity_of(op)->name) return true;
    }
    return false;
}

Life rank_of(const Writes& life) {
    Life rank = Life::absent;
    for (const auto& write : life) rank = std::max(rank, std::get<Life>(write.payload));
    return rank;
}

std::string name_of(Life life) {
    static constexpr const char* kNames[] = {"absent", "alive", "void", "erased"};
    return kNames[static_cast<std::size_t>(life)];
}

std::string to_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return '"' + *text + '"';
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (std::holds_alternative<std::monostate>(value)) return "nothing";
    return to_hex(schema::encode_value(value));
}

}  // namespace

Result<ReadLog> read_log(sync::Replica& replica,
                         const std::string& stream,
                         const sync::LogHead& head) {
    ReadLog out{.head = head, .entries = {}};
    Hash prev = Hash::from(head.log);
    while (out.entries.size() < head.seq) {
        const auto wrong = [&](const std::string& what) {
            return fail(Code::corrupt, "bad-log",
                        fmt::format("{} behind {} of log {}", what, out.entries.size(),
                                    to_hex(head.log.view().first(4))));
        };
        TRY(const auto run, replica.read_run(stream, head.log, out.entries.size(), kRunBytes));
        if (!run) return wrong("nothing is given");
        if (run->prev != prev) return wrong("the chain breaks");
        auto entries = sync::decode_entries(run->entries, run->first_seq, run->prev);
        if (!entries || entries->empty()) return wrong("no entry can be read");
        prev = entries->back().hash;
        if (!sync::verify_head(head.author, replica.net(), prev, run->signature)) {
            return wrong("the head is not signed");
        }
        for (Entry& entry : *entries) out.entries.push_back(std::move(entry));
    }
    if (prev != head.hash) return fail(Code::corrupt, "bad-log", "the chain ends elsewhere");
    return out;
}

/// Gathers, orders and folds the entries of one stream.
class Oracle::Folder {
public:
    Result<> gather(sync::Replica& hub, const std::string& stream) {
        std::vector<std::pair<LogPrefix, ReadLog>> logs;
        for (const sync::LogHead& head : hub.heads(stream)) {
            TRY(ReadLog log, read_log(hub, stream, head));
            if (hub.policy().is_hub(head.author)) read_decisions(log, sync::prefix_of(head.log));
            logs.emplace_back(sync::prefix_of(head.log), std::move(log));
        }
        TRY_VOID(read_pasts(logs));
        for (auto& [prefix, log] : logs) {
            for (Entry& entry : log.entries) {
                if (excepted_.contains({prefix, entry.header.seq})) continue;
                if (is_cut_off(prefix, entry.header.seq)) continue;
                entries_.push_back({std::move(entry), prefix, nullptr});
            }
        }
        std::sort(entries_.begin(), entries_.end(), [](const Effective& a, const Effective& b) {
            return a.entry.version(a.log) < b.entry.version(b.log);
        });
        for (Effective& effective : entries_) effective.guard = guard_of(effective.entry);
        return {};
    }

    /// "An entry with a transition is guarded by it": who is on a path decides what counts, and
    /// what counts decides the paths, so this is repeated until nothing changes.
    void settle_guards() {
        for (;;) {
            fold();
            std::set<Dot> on_path;
            for (const auto& [name, row] : rows_) {
                const Entity& entity = *domain::registry().by_id(name.first);
                const Field* state = entity.state_field();
                if (state == nullptr) continue;
                const auto view =
                    test::slow_view(*state, row.cells[entity.index_of(state->id)], order_);
                on_path.insert(view.path.begin(), view.path.end());
            }
            if (on_path == on_path_) return;
            on_path_ = std::move(on_path);
        }
    }

    std::map<std::uint16_t, Rows> view() {
        add_up();
        std::map<std::uint16_t, Rows> out;
        for (const auto& [name, row] : rows_) {
            const Life life = rank_of(row.life);
            if (life == Life::absent) continue;
            out[name.first].emplace(
                name.second, view_row(*domain::registry().by_id(name.first), name.second, row));
        }
        return out;
    }

private:
    using RowName = std::pair<std::uint16_t, RowId>;

    /// "The first decision in hub-log order holds for ever."
    void read_decisions(const ReadLog& log, LogPrefix hub) {
        for (const Entry& entry : log.entries) {
            order_.decide({hub, entry.header.seq}, {entry.header.seq, 0, 0});
            std::uint64_t place = 0;
            for (const sync::Op& op : entry.body.ops) {
                if (const auto* cut = std::get_if<sync::Cut>(&op)) {
                    cuts_.emplace(cut->log, std::max(cut->last_good, settled_[cut->log]));
                }
                const auto* receipt = std::get_if<sync::Receipt>(&op);
                if (receipt == nullptr) continue;
                settled_[receipt->log] = receipt->up_to;
                ++place;
                for (std::uint64_t seq = receipt->from; seq <= receipt->up_to; ++seq) {
                    order_.decide({receipt->log, seq}, {entry.header.seq, place, seq});
                }
                for (const auto& exception : receipt->exceptions) {
                    excepted_.insert({receipt->log, exception.seq});
                }
            }
        }
    }

    bool is_cut_off(LogPrefix log, std::uint64_t seq) const {
        const auto cut = cuts_.find(log);
        return cut != cuts_.end() && seq > cut->second;
    }

    Result<> read_pasts(const std::vector<std::pair<LogPrefix, ReadLog>>& logs) {
        std::map<LogPrefix, std::size_t> read;
        std::size_t left = 0;
        for (const auto& [prefix, log] : logs) left += log.entries.size();
        for (bool moved = true; moved && left > 0;) {
            moved = false;
            for (const auto& [prefix, log] : logs) {
                std::size_t& at = read[prefix];
                while (at < log.entries.size() && order_.read_past(log.entries[at], prefix)) {
                    ++at;
                    --left;
                    moved = true;
                }
            }
        }
        if (left == 0) return {};
        return fail(Code::corrupt, "bad-order", fmt::format("{} entries name no past", left));
    }

    void fold() {
        rows_.clear();
        for (const Effective& effective : entries_) {
            for (const sync::Op& op : effective.entry.body.ops) {
                if (const auto* row_op = std::get_if<RowOp>(&op)) add(effective, *row_op);
            }
        }
    }

    void add(const Effective& effective, const RowOp& op) {
        const Field* state = entity_of(op)->state_field();
        const bool counts = effective.guard == nullptr || on_path_.contains(effective.dot());
        const bool is_guard = &op == effective.guard;
        if (!counts && !is_guard && !is_fact(effective, op)) return;
        RowWrites& row = row_of(effective, op);
        const sync::Version version = effective.entry.version(effective.log);
        Life life = op.row.kind == sync::RowRef::Kind::dot ? Life::absent : Life::alive;
        for (const sync::FieldWrite& write : op.writes) {
            if (!counts && is_guard && write.field != state->id) continue;
            if (write.field == schema::kLifeField) {
                life = sync::decode_life(write.payload).value_or(life);
                continue;
            }
            const Field* field = entity_of(op)->field(write.field);
            const auto payload = sync::decode_payload(*field, write.payload);
            Writes& cell = row.cells[entity_of(op)->index_of(field->id)];
            if (payload) cell.emplace_back(version, *payload);
        }
        if (life != Life::absent) row.life.emplace_back(version, life);
    }

    RowWrites& row_of(const Effective& effective, const RowOp& op) {
        const RowId id = sync::row_id_of(op, effective.log, effective.entry.header.seq);
        RowWrites& row = rows_[{op.entity, id}];
        row.cells.resize(entity_of(op)->fields.size());
        if (op.row.kind == sync::RowRef::Kind::keyed) row.key = op.row.key;
        return row;
    }

    /// A balance is the sum of the movements that stand.
    void add_up() {
        for (const auto& [name, row] : rows_) {
            const Entity& entity = *domain::registry().by_id(name.first);
            if (entity.posts.empty() || rank_of(row.life) != Life::alive) continue;
            for (const schema::Posting& posting : entity.posts) {
                const Entity& account = *domain::registry().by_name(posting.target);
                std::vector<std::string> key;
                for (const std::string_view part : account.key) {
                    key.push_back(std::get<std::string>(value_of(entity, row, part)));
                }
                const auto amount = std::get<std::int64_t>(value_of(entity, row, posting.amount));
                balances_[{account.id, sync::keyed_row_id(account.id, key)}] += amount;
            }
        }
    }

    Value value_of(const Entity& entity, const RowWrites& row, std::string_view name) const {
        const Field& field = *entity.field(name);
        return test::slow_view(field, row.cells[entity.index_of(field.id)], order_).value;
    }

    ExpectedRow view_row(const Entity& entity, const RowId& id, const RowWrites& row) const {
        const Life life = rank_of(row.life);
        ExpectedRow out{.life = name_of(life), .values = {}, .conflicts = 0};
        std::set<sync::Version> shown;
        for (std::size_t i = 0; i < entity.fields.size(); ++i) {
            const Field& field = entity.fields[i];
            const auto part = std::find(entity.key.begin(), entity.key.end(), field.name);
            if (part != entity.key.end()) {
                out.values.emplace_back(
                    row.key[static_cast<std::size_t>(part - entity.key.begin())]);
            } else if (field.merge == Merge::ledger) {
                const auto balance = balances_.find({entity.id, id});
                out.values.emplace_back(balance == balances_.end() ? std::int64_t{0}
                                                                   : balance->second);
            } else {
                const auto view = test::slow_view(field, row.cells[i], order_);
                out.values.push_back(view.value);
                out.conflicts += view.conflicts.size();
                if (view.version) shown.insert(*view.version);
                shown.insert(view.conflicts.begin(), view.conflicts.end());
            }
        }
        if (life >= Life::voided) out.conflicts += count_late(row, shown);
        return out;
    }

    /// "late edits of a void row become conflicts": those that no voiding knew of.
    std::size_t count_late(const RowWrites& row, const std::set<sync::Version>& shown) const {
        const auto is_known = [&](const sync::Version& version) {
            return std::any_of(row.life.begin(), row.life.end(), [&](const auto& write) {
                return std::get<Life>(write.payload) >= Life::voided &&
                       (write.version == version ||
                        order_.covers(write.version.dot(), version.dot()));
            });
        };
        return static_cast<std::size_t>(
            std::count_if(shown.begin(), shown.end(),
                          [&](const sync::Version& version) { return !is_known(version); }));
    }

    Order order_;
    std::set<Dot> excepted_;
    std::map<LogPrefix, std::uint64_t> settled_;
    std::map<LogPrefix, std::uint64_t> cuts_;
    std::vector<Effective> entries_;  ///< By version.
    std::set<Dot> on_path_;
    std::map<RowName, RowWrites> rows_;
    std::map<RowName, std::int64_t> balances_;
};

Result<Oracle> Oracle::read(sync::Replica& hub, const std::string& stream) {
    Folder folder;
    TRY_VOID(folder.gather(hub, stream));
    folder.settle_guards();
    Oracle oracle;
    oracle.stream_ = stream;
    oracle.rows_ = folder.view();
    return oracle;
}

void Oracle::compare(const Holder& holder, Findings& findings) const {
    static const Rows kNone;
    const auto kind = sync::StreamName::parse(stream_)->kind;
    for (const Entity* entity : domain::registry().entities()) {
        if (entity->stream != kind) continue;
        const auto expected = rows_.find(entity->id);
        compare_rows(holder, *entity, expected == rows_.end() ? kNone : expected->second, findings);
    }
}

void Oracle::compare_rows(const Holder& holder,
                          const Entity& entity,
                          const Rows& expected,
                          Findings& findings) const {
    const auto say = [&](const RowId& row, const std::string& what) {
        findings.push_back(fmt::format("oracle: {}: {} {} {}: {}", holder.name, stream_,
                                       entity.name, to_hex(row), what));
    };
    const auto page =
        holder.replica->list(entity, {.filters = {}, .after = {}, .limit = 1'000'000});
    if (!page) return say({}, page.error().what);
    std::set<RowId> shown;
    for (const engine::Record& record : page->records) {
        if (record.stream != stream_) continue;
        shown.insert(record.id);
        const auto found = expected.find(record.id);
        if (found == expected.end()) {
            say(record.id, "should not be visible");
            continue;
        }
        if (record.life != found->second.life) {
            say(record.id, fmt::format("is {}, should be {}", record.life, found->second.life));
        }
        for (std::size_t i = 0; i < entity.fields.size(); ++i) {
            if (record.values[i] == found->second.values[i]) continue;
            say(record.id,
                fmt::format("{} is {}, should be {}", entity.fields[i].name,
                            to_text(record.values[i]), to_text(found->second.values[i])));
        }
        if (record.conflicts != found->second.conflicts) {
            say(record.id, fmt::format("{} conflicts, should be {}", record.conflicts,
                                       found->second.conflicts));
        }
    }
    for (const auto& [id, row] : expected) {
        if (!shown.contains(id)) say(id, "should be visible");
    }
}

}  // namespace branchline::sim
