#include "hub/desk/desk.hpp"

#include "common/engine/each_record.hpp"

namespace branchline::hub {

using engine::Edit;
using engine::Record;
using engine::RowEdit;

Positions positions_of(const sync::Replica& hub) {
    Positions out;
    for (const auto& [name, stream] : hub.state().books.streams()) {
        if (stream->parsed.kind != schema::StreamKind::dealer) continue;
        for (const sync::LogBook* log : stream->logs) out[log->id] = log->applied_seq;
    }
    return out;
}

std::uint64_t applied_in(const sync::StreamBook& stream) {
    std::uint64_t out = 0;
    for (const sync::LogBook* log : stream.logs) out += log->applied_seq;
    return out;
}

Edit transition_of(const Record& record, std::string_view from, std::string_view to) {
    Edit edit{.stream = record.stream};
    for (const schema::Transition& row : record.entity->flow) {
        if (row.from == from && row.to == to) edit.command = row.id;
    }
    RowEdit row{.entity = record.entity, .id = record.id};
    row.transition = std::string(to);
    edit.rows.push_back(std::move(row));
    return edit;
}

Result<> each_in_state(sync::Replica& hub,
                       std::string_view entity,
                       std::string_view state,
                       const std::function<Result<>(const Record&)>& visit) {
    const schema::Field* status = hub.entity(entity).field("status");
    return engine::for_each_record(
        hub, entity, {.filters = {{status, schema::Value(std::string(state))}}}, visit);
}

}  // namespace branchline::hub
