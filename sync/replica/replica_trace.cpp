// The way of a record through the network, from the entries that show in it.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sync/entry/hybrid_clock.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::sync {

namespace {

using engine::Trace;
using schema::Entity;

/// Every entry that a row still knows of.
std::set<Dot> entries_of(const Entity& entity, const merge::Row& row) {
    std::set<Dot> out;
    const auto note = [&](const merge::Cell& cell) {
        for (const merge::Write& write : cell.writes) out.insert(write.version.dot());
    };
    for (const merge::Cell& cell : row.cells) note(cell);
    note(row.life);
    if (!entity.keyed()) out.insert(creator_of(row.id));
    return out;
}

std::string command_of(const Entity& entity, std::uint64_t id) {
    for (const schema::Transition& row : entity.flow) {
        if (row.id == id) return std::string(row.command);
    }
    return {};
}

}  // namespace

Result<Trace::Hop> Replica::hop_of(const Entity& entity,
                                   const RowId& id,
                                   const LogBook& log,
                                   std::uint64_t seq) {
    TRY(const Entry entry, state_->entry(log, seq));
    const auto decided = applier_->decided({log.prefix, seq});
    Trace::Hop hop{.log = to_hex(log.log_id),
                   .seq = seq,
                   .branch = branch_of(log),
                   .signer = log.author,
                   .hash = entry.hash,
                   .at = instant_of(entry.header.hlc),
                   .actor = entry.body.actor,
                   .command = command_of(entity, entry.body.command),
                   .standing = decided ? "settled" : "provisional"};
    for (const Op& op : entry.body.ops) {
        const auto* row = std::get_if<RowOp>(&op);
        if (row == nullptr || row->entity != entity.id) continue;
        if (row_id_of(*row, log.prefix, seq) != id) continue;
        for (const FieldWrite& write : row->writes) {
            const schema::Field* field = entity.field(write.field);
            hop.fields.emplace_back(field == nullptr ? "life" : field->name);
        }
    }
    if (decided) {
        const LogBook& hub = *state_->books.stream_of(log.s)->hub_log;
        TRY(const Entry decision, state_->entry(hub, decided->hub_seq));
        hop.decided_at = instant_of(decision.header.hlc);
    }
    return hop;
}

Result<Trace> Replica::trace(const Entity& entity, const RowId& id) {
    TRY(const auto located, locate(entity, id));
    if (!located) {
        return fail(Code::not_found, "not-found",
                    fmt::format("{} {} does not exist", entity.name, to_hex(id)));
    }
    const auto& [stream, row] = *located;
    Trace out;
    for (const Dot& dot : entries_of(entity, row)) {
        const LogBook* log = state_->books.log(dot.log);
        if (log == nullptr || dot.seq > log->head_seq) continue;
        TRY(Trace::Hop hop, hop_of(entity, id, *log, dot.seq));
        out.hops.push_back(std::move(hop));
    }
    TRY(const auto rejected_here, rejected(stream->name));
    for (const engine::RejectedEntry& entry : rejected_here) {
        if (std::ranges::find(entry.rows, std::pair(&entity, id)) == entry.rows.end()) continue;
        const LogBook* log = state_->books.log(entry.log);
        std::erase_if(out.hops, [&](const Trace::Hop& hop) {
            return hop.seq == entry.seq && hop.log == to_hex(entry.log);
        });
        TRY(Trace::Hop hop, hop_of(entity, id, *log, entry.seq));
        hop.standing = "rejected";
        hop.reason = entry.reason;
        out.hops.push_back(std::move(hop));
    }
    std::ranges::sort(out.hops, [](const Trace::Hop& a, const Trace::Hop& b) {
        return std::tie(a.at, a.log, a.seq) < std::tie(b.at, b.log, b.seq);
    });
    TRY_VOID(applier_->status());
    return out;
}

}  // namespace branchline::sync
