// Reading: one record, conflicts, rejections, and why a value is what it is.
#include <algorithm>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "sync/entry/hybrid_clock.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::sync {

namespace {

using engine::Conflict;
using engine::ConflictSide;
using engine::Progress;
using engine::Reason;
using engine::Record;
using engine::RejectedEntry;
using engine::StreamStatus;
using engine::Why;
using merge::Row;
using merge::RowView;
using schema::Entity;
using schema::Field;
using schema::Value;

Value value_of(const Payload& payload) {
    if (const auto* plain = std::get_if<Plain>(&payload)) return plain->value;
    if (const auto* reading = std::get_if<Reading>(&payload)) return reading->value;
    if (const auto* restriction = std::get_if<Restriction>(&payload))
        return restriction->restrictive;
    if (const auto* step = std::get_if<Step>(&payload)) return step->to;
    if (const auto* change = std::get_if<SetChange>(&payload)) {
        std::vector<std::string> out;
        for (const std::string& element : change->add) out.push_back("+" + element);
        for (const auto& removal : change->remove) out.push_back("-" + removal.element);
        return out;
    }
    return {};
}

std::string_view life_name(Life life) {
    switch (life) {
        case Life::absent: return "absent";
        case Life::alive: return "alive";
        case Life::voided: return "void";
        case Life::erased: return "erased";
    }
    return "absent";
}

/// Of a record that has moved on a row stays in the stream that it left.
bool has_left(const Entity& entity, const Row& row, const merge::Context& context) {
    const Field& field = *entity.field(entity.left);
    return merge::view(field, row.cells[entity.index_of(field.id)], context).value != Value();
}

}  // namespace

Result<Record> Replica::record(const StreamBook& stream, const Entity& entity, const Row& row) {
    const RowView view = applier_->view(entity, row);
    Record out{.entity = &entity, .id = row.id, .stream = stream.name};
    out.version = to_hex(applier_->row_hash(entity, row.id, view).view().first(8));
    out.life = life_name(view.life);
    out.conflicts = view.conflicts();
    for (const merge::View& field : view.fields) out.values.push_back(field.value);
    TRY_VOID(add_progress(stream, view, out));
    TRY_VOID(applier_->status());
    return out;
}

/// A record is as far as its least settled value; when the newest word on it was a rejection, it
/// is rejected.
Result<> Replica::add_progress(const StreamBook& stream, const RowView& view, Record& out) {
    out.progress = Progress::accepted;
    std::uint64_t newest = 0;
    for (const merge::View& field : view.fields) {
        if (!field.version) continue;
        newest = std::max(newest, field.version->hlc);
        if (applier_->decided(field.version->dot())) continue;
        const LogBook* log = state_->books.log(field.version->log);
        Progress progress = Progress::received;  // Of a colleague: it came through the hub.
        if (log != nullptr && log->own) {
            const std::uint64_t seq = field.version->seq;
            progress = seq <= log->received_seq ? Progress::received
                       : seq <= log->sent_seq   ? Progress::sent
                                                : Progress::local;
        }
        out.progress = std::min(out.progress, progress);
    }
    auto& find = state_->database.prepare(
        "SELECT e.code, e.text, e.remedy, e.hlc FROM rejected_row AS r JOIN exception AS e"
        " USING (log, seq) WHERE r.s = ? AND r.entity = ? AND r.row = ? ORDER BY e.hlc DESC LIMIT "
        "1");
    find.bind(1, stream.s).bind(2, std::int64_t{out.entity->id}).bind(3, out.id.view());
    TRY(const bool found, find.step());
    if (found) {
        const auto hlc = static_cast<std::uint64_t>(find.integer(3));
        out.rejection =
            Reason{std::string(find.text(0)), std::string(find.text(1)), std::string(find.text(2))};
        if (hlc > newest) out.progress = Progress::rejected;
    }
    find.reset();
    return {};
}

Result<std::optional<std::pair<StreamBook*, Row>>> Replica::locate(const Entity& entity,
                                                                   const RowId& id) {
    std::optional<std::pair<StreamBook*, Row>> found;
    for (const auto& [name, stream] : state_->books.streams()) {
        if (!entity.lives_in(stream->parsed.kind)) continue;
        TRY(auto row, applier_->row(stream->s, entity, id));
        if (!row) continue;
        const bool here = entity.left.empty() || !has_left(entity, *row, *applier_);
        if (here || !found) found = std::pair(stream.get(), std::move(*row));
        if (here) break;
    }
    return found;
}

const Entity& Replica::entity(std::string_view name) const {
    const Entity* declared = state_->registry.by_name(name);
    ASSERT(declared != nullptr);
    return *declared;
}

ConflictSide Replica::side_of(const merge::Write& write, bool wins) const {
    const LogBook* log = state_->books.log(write.version.log);
    return {.value = value_of(write.payload),
            .branch = log == nullptr ? "unknown" : branch_of(*log),
            .at = instant_of(write.version.hlc),
            .log = log == nullptr ? "" : to_hex(log->log_id),
            .seq = write.version.seq,
            .wins = wins};
}

Result<> Replica::add_conflicts(const StreamBook&,
                                const Entity& entity,
                                const Row& row,
                                std::vector<Conflict>& out) {
    const RowView view = applier_->view(entity, row);
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        const merge::View& cell = view.fields[i];
        if (cell.conflicts.empty()) continue;
        Conflict conflict{
            .entity = &entity, .row = row.id, .field = &entity.fields[i], .sides = {}};
        for (const merge::Write& write : row.cells[i].writes) {
            const bool wins = cell.version && write.version == *cell.version;
            const bool loses = std::find(cell.conflicts.begin(), cell.conflicts.end(),
                                         write.version) != cell.conflicts.end();
            if (wins || loses) conflict.sides.push_back(side_of(write, wins));
        }
        std::stable_sort(conflict.sides.begin(), conflict.sides.end(),
                         [](const auto& a, const auto& b) { return a.wins > b.wins; });
        out.push_back(std::move(conflict));
    }
    if (!view.late.empty()) {
        Conflict conflict{.entity = &entity, .row = row.id, .field = nullptr, .sides = {}};
        for (const merge::Cell& cell : row.cells) {
            for (const merge::Write& write : cell.writes) {
                const bool late =
                    std::find(view.late.begin(), view.late.end(), write.version) != view.late.end();
                if (late) conflict.sides.push_back(side_of(write, false));
            }
        }
        out.push_back(std::move(conflict));
    }
    return applier_->status();
}

Result<std::vector<Conflict>> Replica::conflicts(const std::string& name) {
    std::vector<Conflict> out;
    const StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) return out;
    for (auto& [id, table] : state_->tables) {
        if (!table.entity().lives_in(stream->parsed.kind)) continue;
        TRY(const auto ids, table.ids(stream->s, std::nullopt, 1000, true));
        for (const RowId& row_id : ids) {
            TRY(auto row, table.load(stream->s, row_id));
            TRY_VOID(add_conflicts(*stream, table.entity(), *row, out));
        }
    }
    return out;
}

Result<RejectedEntry> Replica::rejected_entry(const StreamBook& stream,
                                              const LogBook& log,
                                              const Exception& exception) {
    RejectedEntry out{.stream = stream.name, .log = log.log_id, .seq = exception.seq};
    out.branch = branch_of(log);
    out.reason = {exception.code, exception.text, exception.remedy};
    if (exception.seq > log.head_seq) return out;
    TRY(const Entry entry, state_->entry(log, exception.seq));
    out.at = instant_of(entry.header.hlc);
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        const Entity* entity = row_op == nullptr ? nullptr : state_->registry.by_id(row_op->entity);
        if (entity == nullptr) continue;
        out.rows.emplace_back(entity, row_id_of(*row_op, log.prefix, exception.seq));
        for (const FieldWrite& write : row_op->writes) {
            const Field* field = entity->field(write.field);
            if (field == nullptr || field->sensitive()) continue;
            if (const auto payload = decode_payload(*field, write.payload)) {
                out.values.emplace_back(field->name, value_of(*payload));
            }
        }
    }
    return out;
}

Result<std::vector<RejectedEntry>> Replica::rejected(const std::string& name) {
    std::vector<RejectedEntry> out;
    const StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) return out;
    for (const LogBook* log : stream->logs) {
        std::vector<Exception> exceptions;
        auto& rows = state_->database.prepare(
            "SELECT seq, code, text, remedy FROM exception WHERE log = ? ORDER BY seq");
        rows.bind(1, log->id);
        for (;;) {
            TRY(const bool more, rows.step());
            if (!more) break;
            exceptions.push_back({static_cast<std::uint64_t>(rows.integer(0)),
                                  std::string(rows.text(1)), std::string(rows.text(2)),
                                  std::string(rows.text(3))});
        }
        for (const Exception& exception : exceptions) {
            TRY(RejectedEntry entry, rejected_entry(*stream, *log, exception));
            out.push_back(std::move(entry));
        }
    }
    return out;
}

Result<Why> Replica::why(const Entity& entity, const RowId& id, const Field& field) {
    TRY(auto located, locate(entity, id));
    if (!located) {
        return fail(Code::not_found, "not-found",
                    fmt::format("{} {} does not exist", entity.name, to_hex(id)));
    }
    const auto& [stream, row] = *located;
    const std::size_t at = entity.index_of(field.id);
    const merge::View cell = applier_->view(entity, row).fields[at];
    Why out{.value = cell.value, .rule = std::string(schema::name_of(field.merge)), .writes = {}};
    if (field.sensitive()) out.value = {};
    for (const merge::Write& write : row.cells[at].writes) {
        const ConflictSide side = side_of(write, cell.version && write.version == *cell.version);
        const LogBook* log = state_->books.log(write.version.log);
        out.writes.push_back(
            {.value = field.sensitive() ? Value{} : side.value,
             .branch = side.branch,
             .log = to_hex(log->log_id),
             .seq = write.version.seq,
             .at = side.at,
             .standing = applier_->decided(write.version.dot()) ? "settled" : "provisional",
             .wins = side.wins,
             .reason = {}});
    }
    TRY(const auto rejected_here, rejected(stream->name));
    for (const RejectedEntry& entry : rejected_here) {
        const auto named = std::find(entry.rows.begin(), entry.rows.end(), std::pair(&entity, id));
        if (named == entry.rows.end()) continue;
        for (const auto& [name, value] : entry.values) {
            if (name != field.name) continue;
            out.writes.push_back({value, entry.branch, to_hex(entry.log), entry.seq, entry.at,
                                  "rejected", false, entry.reason});
        }
    }
    std::sort(out.writes.begin(), out.writes.end(),
              [](const Why::Step& a, const Why::Step& b) { return a.at > b.at; });
    TRY_VOID(applier_->status());
    return out;
}

std::vector<std::string> Replica::streams() const {
    std::vector<std::string> out;
    for (const auto& [name, stream] : state_->books.streams()) out.push_back(name);
    return out;
}

Result<StreamStatus> Replica::status(const std::string& name) {
    const StreamBook* stream = state_->books.stream(name);
    if (stream == nullptr) {
        return fail(Code::not_found, "unknown-stream", fmt::format("{} is not held here", name));
    }
    StreamStatus out{.stream = name};
    for (const LogBook* log : stream->logs) {
        out.entries += log->head_seq;
        out.applied += log->applied_seq;
        out.waiting += log->head_seq - log->applied_seq;
        if (log->own && !log->hub) {
            out.own_unsent = log->head_seq - std::min(log->head_seq, log->received_seq);
            // What stands behind a cut is decided, too.
            const std::uint64_t open = std::min(log->head_seq, log->cut_at.value_or(UINT64_MAX));
            out.own_unsettled = open - std::min(open, log->settled_seq());
        }
        auto& count = state_->database.prepare("SELECT count(*) FROM exception WHERE log = ?");
        count.bind(1, log->id);
        TRY_VOID(count.step());
        out.rejected += static_cast<std::uint64_t>(count.integer(0));
        count.reset();
    }
    for (auto& [id, table] : state_->tables) {
        if (!table.entity().lives_in(stream->parsed.kind)) continue;
        TRY(const std::size_t conflicts, table.count_conflicts(stream->s));
        out.conflicts += conflicts;
    }
    return out;
}

}  // namespace branchline::sync
