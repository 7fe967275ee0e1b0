#include "hub/desk/desk.hpp"

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
    constexpr std::size_t kPage = 100;
    const schema::Entity& declared = hub.entity(entity);
    engine::Query query{.filters = {{declared.field("status"), schema::Value(std::string(state))}},
                        .limit = kPage};
    for (bool more = true; more;) {
        TRY(const engine::Page page, hub.list(declared, query));
        for (const Record& record : page.records) {
            if (record.life == "alive") TRY_VOID(visit(record));
        }
        if (!page.records.empty()) query.after = page.records.back().id;
        more = page.more;
    }
    return {};
}

}  // namespace branchline::hub
