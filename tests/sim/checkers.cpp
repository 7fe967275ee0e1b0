#include "tests/sim/checkers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/modules.hpp"
#include "tests/sim/workload.hpp"

namespace branchline::sim {

namespace {

using schema::Entity;
using sync::Dot;
using sync::LogBook;

const Holder& hub_of(const Evidence& evidence) {
    return evidence.holders.front();
}

/// The files that a stream names.
std::vector<Hash> files_of(const Holder& holder, const std::string& stream) {
    std::vector<Hash> out;
    sync::ReplicaState& state = holder.replica->state();
    const sync::StreamBook* book = state.books.stream(stream);
    auto& rows = state.database.prepare("SELECT hash FROM blob_name WHERE s = ? ORDER BY hash");
    rows.bind(1, book == nullptr ? 0 : book->s);
    for (;;) {
        const auto more = rows.step();
        if (!more || !*more) return out;
        out.push_back(Hash::from(rows.blob(0)));
    }
}

std::vector<engine::Record> all_records(const Holder& holder, const Entity& entity) {
    auto page = holder.replica->list(entity, {.filters = {}, .after = {}, .limit = 1'000'000});
    return page ? std::move(page->records) : std::vector<engine::Record>();
}

/// Every replica of a stream has applied the same and shows the same.
void check_convergence(const Evidence& evidence, Findings& findings) {
    for (const std::string& stream : evidence.streams) {
        const auto at_hub = hub_of(evidence).replica->digest(stream);
        for (const Holder& holder : evidence.holders) {
            if (!holder.streams.contains(stream)) continue;
            const auto here = holder.replica->digest(stream);
            if (!here || !at_hub) {
                findings.push_back("convergence: " + holder.name + ": no digest of " + stream);
            } else if (here->vector != at_hub->vector) {
                findings.push_back("convergence: " + holder.name + ": another vector of " + stream);
            } else if (here->digest != at_hub->digest) {
                findings.push_back("convergence: " + holder.name +
                                   ": equal vectors, another digest of " + stream);
            }
        }
    }
}

/// All that is stored is applied, and the hub has decided on all of it.
void check_rest(const Evidence& evidence, Findings& findings) {
    for (const Holder& holder : evidence.holders) {
        for (const std::string& stream : holder.streams) {
            const auto status = holder.replica->status(stream);
            if (!status) {
                findings.push_back("rest: " + holder.name + ": " + status.error().what);
            } else if (status->waiting + status->own_unsettled > 0) {
                findings.push_back(fmt::format("rest: {}: {}: {} waiting, {} unsettled",
                                               holder.name, stream, status->waiting,
                                               status->own_unsettled));
            }
        }
    }
}

/// What somebody was told is saved stands in the author's log everywhere, byte for byte.
void check_durability(const Evidence& evidence, Findings& findings) {
    for (const Acknowledged& saved : evidence.acknowledged) {
        for (const Holder& holder : evidence.holders) {
            if (!holder.streams.contains(saved.stream)) continue;
            sync::ReplicaState& state = holder.replica->state();
            const LogBook* log = state.books.log(saved.log);
            const bool there = log != nullptr && log->head_seq >= saved.seq;
            const auto entry = there ? state.entry(*log, saved.seq)
                                     : fail(Code::not_found, "not-found", "not there");
            if (entry && (saved.hash.is_zero() || entry->hash == saved.hash)) continue;
            findings.push_back(fmt::format(
                "durability: {}: entry {} of log {} was acknowledged: {}", holder.name, saved.seq,
                to_hex(saved.log.view().first(4)), entry ? "now another one" : entry.error().what));
        }
    }
}

/// Chains and signatures hold, and no idempotency key made two entries.
void check_logs(const Evidence& evidence, Findings& findings) {
    for (const Holder& holder : evidence.holders) {
        for (const std::string& stream : holder.streams) {
            for (const sync::LogHead& head : holder.replica->heads(stream)) {
                const auto log = read_log(*holder.replica, stream, head);
                if (!log) {
                    findings.push_back("chain: " + holder.name + ": " + log.error().what);
                    continue;
                }
                std::set<Bytes> keys;
                for (const sync::Entry& entry : log->entries) {
                    const auto& key = entry.body.client_key;
                    if (!key || keys.insert(*key).second) continue;
                    findings.push_back(fmt::format("doubled: {}: entry {} repeats a client key",
                                                   holder.name, entry.header.seq));
                }
            }
        }
    }
}

/// Whoever holds a stream holds the files that it names, as far as anybody of the stream does.
void check_files(const Evidence& evidence, Findings& findings) {
    std::map<std::string, std::set<Hash>> held;
    for (const Holder& holder : evidence.holders) {
        for (const std::string& stream : holder.streams) {
            for (const Hash& file : files_of(holder, stream)) {
                const auto bytes = holder.replica->state().blobs.read(file);
                if (!bytes || !*bytes) continue;
                held[stream].insert(file);
                if (sync::blob_hash(**bytes) == file) continue;
                findings.push_back("files: " + holder.name + ": not what its hash says");
            }
        }
    }
    for (const Holder& holder : evidence.holders) {
        for (const std::string& stream : holder.streams) {
            for (const Hash& file : held[stream]) {
                const auto has = holder.replica->state().blobs.holds(file);
                if (has && *has) continue;
                findings.push_back("files: " + holder.name + ": lacks one of " + stream);
            }
        }
    }
}

std::set<Dot> dots_in(const Holder& holder, const char* table) {
    std::set<Dot> out;
    sync::ReplicaState& state = holder.replica->state();
    auto& rows = state.database.prepare(fmt::format("SELECT log, seq FROM {}", table));
    for (;;) {
        const auto more = rows.step();
        if (!more || !*more) return out;
        const LogBook* log = state.books.log_by_id(rows.integer(0));
        const auto seq = static_cast<std::uint64_t>(rows.integer(1));
        if (log != nullptr) out.insert({log->prefix, seq});
    }
}

/// Everybody excepts and voids the same entries: those of the hub that lie in their streams.
void check_standing(const Evidence& evidence, Findings& findings) {
    for (const char* table : {"void_entry", "exception"}) {
        const std::set<Dot> at_hub = dots_in(hub_of(evidence), table);
        for (const Holder& holder : evidence.holders) {
            std::set<Dot> expected;
            for (const Dot& dot : at_hub) {
                if (holder.replica->state().books.log(dot.log) != nullptr) expected.insert(dot);
            }
            const std::set<Dot> here = dots_in(holder, table);
            if (here == expected) continue;
            findings.push_back(fmt::format("standing: {}: {} rows in {}, should be {}", holder.name,
                                           here.size(), table, expected.size()));
        }
    }
    const std::set<Dot> excepted = dots_in(hub_of(evidence), "exception");
    for (const Dot& dot : dots_in(hub_of(evidence), "void_entry")) {
        const LogBook* log = hub_of(evidence).replica->state().books.log(dot.log);
        const bool is_cut_off = log->cut_at && dot.seq > *log->cut_at;
        if (is_cut_off || excepted.contains(dot)) continue;
        findings.push_back("standing: hub: a void entry without an exception");
    }
}

/// A late edit of a voided row is one conflict, however many values it brought.
std::size_t count_shown_conflicts(sync::Replica& replica, const std::string& stream) {
    std::size_t shown = 0;
    for (const engine::Conflict& conflict :
         replica.conflicts(stream).value_or(std::vector<engine::Conflict>())) {
        std::set<std::pair<std::string, std::uint64_t>> entries;
        for (const engine::ConflictSide& side : conflict.sides) {
            if (!side.wins) entries.emplace(side.log, side.seq);
        }
        shown += entries.size();
    }
    return shown;
}

/// The digest that is kept while entries come and go is the one of the rows as they stand; the
/// conflicts that people are shown are as many as the rows count; and the file is sound.
void check_books(const Evidence& evidence, Findings& findings) {
    for (const Holder& holder : evidence.holders) {
        sync::ReplicaState& state = holder.replica->state();
        std::map<std::string, Hash> digests;
        std::map<std::string, std::size_t> conflicts;
        for (const Entity* entity : domain::registry().entities()) {
            for (const engine::Record& record : all_records(holder, *entity)) {
                conflicts[record.stream] += record.conflicts;
                if (record.life != "alive") continue;
                const auto s = state.books.stream(record.stream)->s;
                const auto row = holder.replica->applier().row(s, *entity, record.id);
                if (!row || !*row) continue;
                const auto view = holder.replica->applier().view(*entity, **row);
                sync::merge::add_to_digest(
                    digests[record.stream],
                    holder.replica->applier().row_hash(*entity, record.id, view));
            }
        }
        for (const std::string& stream : holder.streams) {
            if (state.books.stream(stream)->digest != digests[stream]) {
                findings.push_back("books: " + holder.name + ": the digest of " + stream +
                                   " is not that of its rows");
            }
            const std::size_t shown = count_shown_conflicts(*holder.replica, stream);
            const auto status = holder.replica->status(stream);
            const std::size_t counted = status ? status->conflicts : 0;
            if (shown == counted && counted == conflicts[stream]) continue;
            findings.push_back(
                fmt::format("books: {}: {}: {} conflicts shown, {} counted, {} in rows",
                            holder.name, stream, shown, counted, conflicts[stream]));
        }
        const auto sound = state.database.integrity_check();
        if (!sound || *sound != "ok")
            findings.push_back("books: " + holder.name + ": damaged file");
    }
}

/// No cell of a visible row holds a word of an entry that does not count.
void check_visibility(const Evidence& evidence, Findings& findings) {
    for (const Holder& holder : evidence.holders) {
        sync::ReplicaState& state = holder.replica->state();
        std::set<Dot> banned = dots_in(holder, "exception");
        banned.merge(dots_in(holder, "void_entry"));
        if (banned.empty()) continue;
        for (const Entity* entity : domain::registry().entities()) {
            for (const engine::Record& record : all_records(holder, *entity)) {
                const auto s = state.books.stream(record.stream)->s;
                const auto row = holder.replica->applier().row(s, *entity, record.id);
                if (!row || !*row) continue;
                std::vector<sync::merge::Cell> cells = (*row)->cells;
                cells.push_back((*row)->life);
                for (const sync::merge::Cell& cell : cells) {
                    for (const sync::merge::Write& write : cell.writes) {
                        if (!banned.contains(write.version.dot())) continue;
                        findings.push_back(fmt::format("visible: {}: {} {} holds entry {}",
                                                       holder.name, entity->name, to_hex(record.id),
                                                       write.version.seq));
                    }
                }
            }
        }
    }
}

/// The balance of every visible bin is the sum of its visible movements.
void check_balances(const Evidence& evidence, Findings& findings) {
    const Entity& moves = *domain::registry().by_name("stock.move");
    const Entity& bins = *domain::registry().by_name("stock.bin");
    const auto at = [](const Entity& entity, std::string_view name) {
        return entity.index_of(entity.field(name)->id);
    };
    const auto key_of = [&](const Entity& entity, const engine::Record& record) {
        std::vector<schema::Value> key;
        for (const char* part : {"branch", "part", "bin"}) {
            key.push_back(record.values[at(entity, part)]);
        }
        return key;
    };
    for (const Holder& holder : evidence.holders) {
        std::map<std::vector<schema::Value>, std::int64_t> sums;
        for (const engine::Record& move : all_records(holder, moves)) {
            if (move.life != "alive") continue;
            sums[key_of(moves, move)] += std::get<std::int64_t>(move.values[at(moves, "quantity")]);
        }
        for (const engine::Record& bin : all_records(holder, bins)) {
            const auto shown = std::get<std::int64_t>(bin.values[at(bins, "on_hand")]);
            const std::int64_t sum = sums[key_of(bins, bin)];
            if (shown == sum) continue;
            findings.push_back(fmt::format("balance: {}: bin {} shows {}, its movements sum to {}",
                                           holder.name, to_hex(bin.id), shown, sum));
        }
    }
}

/// Not one byte of a dealer's rows lies on another dealer's disk, deleted pages included.
void check_scope(const Evidence& evidence, Findings& findings) {
    for (const Holder& holder : evidence.holders) {
        if (holder.dealer.empty()) continue;
        for (const std::string& dealer : evidence.dealers) {
            if (dealer == holder.dealer) continue;
            const std::string mark = mark_of(dealer);
            for (const std::string& file : holder.disk->files()) {
                const Bytes image = holder.disk->image(file);
                if (as_text(image).find(mark) == std::string_view::npos) continue;
                findings.push_back("scope: " + holder.name + ": " + file + " holds bytes of " +
                                   dealer);
            }
        }
    }
}

/// The row by row comparison with the state computed slowly.
void check_oracle(const Evidence& evidence, Findings& findings) {
    for (const std::string& stream : evidence.streams) {
        if (!hub_of(evidence).streams.contains(stream)) continue;
        const auto oracle = Oracle::read(*hub_of(evidence).replica, stream);
        if (!oracle) {
            findings.push_back("oracle: " + stream + ": " + oracle.error().what);
            continue;
        }
        for (const Holder& holder : evidence.holders) {
            if (holder.streams.contains(stream)) oracle->compare(holder, findings);
        }
    }
}

}  // namespace

Findings check_all(const Evidence& evidence) {
    using Checker = void (*)(const Evidence&, Findings&);
    static constexpr Checker kCheckers[] = {
        check_convergence, check_rest,  check_durability, check_logs,
        check_standing,    check_files, check_books,      check_visibility,
        check_balances,    check_scope, check_oracle,
    };
    Findings findings;
    for (const Checker check : kCheckers) check(evidence, findings);
    return findings;
}

}  // namespace branchline::sim
