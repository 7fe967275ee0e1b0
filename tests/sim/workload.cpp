#include "tests/sim/workload.hpp"

#include <fmt/format.h>

#include "common/domain/modules.hpp"
#include "sync/entry/hybrid_clock.hpp"

namespace branchline::sim {

namespace {

using engine::Edit;
using engine::RowEdit;
using schema::Entity;
using schema::Value;

const Entity& entity(std::string_view name) {
    return *domain::registry().by_name(name);
}

RowEdit row_of(std::string_view name, const std::map<std::string, Value>& values) {
    RowEdit row{.entity = &entity(name)};
    for (const auto& [field, value] : values) row.wishes[row.entity->field(field)->id] = value;
    return row;
}

std::string stream_of(const std::string& dealer) {
    return "dealer/" + dealer;
}

}  // namespace

std::string mark_of(const std::string& dealer) {
    return "mark-of-" + dealer;
}

/// One of the newest, so that people meet on the same rows; nothing when there is none.
template <class Some>
const Some* Workload::pick(const std::vector<Some>& all, std::size_t newest) {
    if (all.empty()) return nullptr;
    const std::size_t count = std::min(newest, all.size());
    return &all[all.size() - 1 - random_.below(count)];
}

std::string Workload::text_for(const std::string& dealer) {
    return fmt::format("{:03} {} {}", random_.below(1000), mark_of(dealer), ++made_);
}

engine::Edit Workload::compose(sync::Replica& replica, const Desk& desk) {
    const std::string dealer = desk.at_hub() ? *pick(dealers_) : desk.dealer;
    Edit edit{.stream = stream_of(dealer)};
    edit.rows.push_back(edit_row(replica, desk, edit));
    if (!desk.at_hub()) add_people_edit(desk, edit);
    if (one_in(2)) {
        Bytes key;
        append_big_endian(key, ++made_, 8);
        edit.client_key = key;
    }
    return edit;
}

RowEdit Workload::edit_row(sync::Replica& replica, const Desk& desk, Edit& edit) {
    const std::string dealer = edit.stream.substr(stream_of("").size());
    const std::uint64_t choice = random_.below(100);
    if (choice < 63) {
        if (auto row = note_edit(replica, desk, dealer, edit.command)) return *row;
    }
    if (choice < 72) {
        edit.command = 0x0301;
        return new_note(dealer, desk.at_hub() ? *pick(rows_[dealer].branches) : desk.branch);
    }
    if (choice < 82 || desk.at_hub()) return bin_edit(desk, dealer);
    if (one_in(25)) {
        if (auto row = new_evidence(replica, desk)) return *row;
    }
    const RowId* move = pick(rows_[dealer].moves, 12);
    if (choice < 84 && move != nullptr) {
        RowEdit row{.entity = &entity("stock.move"), .id = *move};
        row.make_void = true;
        return row;
    }
    return new_move(desk);
}

RowEdit Workload::new_note(const std::string& dealer, const std::string& branch) {
    RowEdit row = row_of("notes.note", {
                                           {"branch", branch          },
                                           {"title",  text_for(dealer)}
    });
    return row;
}

RowEdit Workload::new_move(const Desk& desk) {
    static constexpr std::int64_t kAmounts[] = {1000, 2000, 5000, -1000, -2000, -3000, -4000};
    const std::int64_t amount = kAmounts[random_.below(std::size(kAmounts))];
    return row_of("stock.move", {
                                    {"branch", desk.branch},
                                    {"part", fmt::format("P-{}", random_.below(2))},
                                    {"bin", std::string("A1")},
                                    {"quantity", amount},
                                    {"reason", std::string(amount > 0 ? "receipt" : "sale")},
                                    {"document", text_for(desk.dealer)}
    });
}

/// A picture of some parts, and the record that names it; nothing when the disk has no room.
std::optional<RowEdit> Workload::new_evidence(sync::Replica& replica, const Desk& desk) {
    Bytes picture(1 + random_.below(sync::kBlobPartBytes * 5 / 4));
    SeededRandom(++made_).fill(picture);
    const auto hash = replica.state().blobs.put(picture, replica.state().now);
    if (!hash) return std::nullopt;
    return row_of("warranty.attachment", {
                                             {"branch", desk.branch},
                                             {"claim", Bytes(RowId::kSize, 7)},
                                             {"kind", std::string("photo")},
                                             {"label", text_for(desk.dealer)},
                                             {"file", to_bytes(hash->view())}
    });
}

RowEdit Workload::bin_edit(const Desk& desk, const std::string& dealer) {
    const std::string branch =
        desk.at_hub() || one_in(3) ? *pick(rows_[dealer].branches) : desk.branch;
    RowEdit row{
        .entity = &entity("stock.bin"),
        .key = {branch, fmt::format("P-{}", random_.below(2)), "A1"}
    };
    const auto wish = [&](std::string_view field, Value value) {
        row.wishes[row.entity->field(field)->id] = std::move(value);
    };
    if (desk.at_hub()) {
        wish("allow_negative", one_in(2));
        return row;
    }
    if (branch == desk.branch && one_in(2)) {
        wish("minimum", static_cast<std::int64_t>(random_.below(9000)));
    } else {
        wish("remark", text_for(dealer));
    }
    return row;
}

std::optional<RowEdit> Workload::note_edit(sync::Replica& replica,
                                           const Desk& desk,
                                           const std::string& dealer,
                                           std::uint16_t& command) {
    const RowId* note = pick(rows_[dealer].notes, 3);
    if (note == nullptr) return std::nullopt;
    RowEdit row{.entity = &entity("notes.note"), .id = *note};
    const auto wish = [&](std::string_view field, Value value) {
        row.wishes[row.entity->field(field)->id] = std::move(value);
    };
    if (one_in(3) && add_transition(replica, desk, row, command)) {
        if (one_in(2)) wish(desk.at_hub() ? "answer" : "text", text_for(dealer));
        return row;
    }
    if (desk.at_hub()) {
        if (one_in(2)) {
            wish("locked", !one_in(3));
        } else {
            wish("answer", text_for(dealer));
        }
        return row;
    }
    if (one_in(20)) {
        row.make_void = true;
        return row;
    }
    add_branch_wish(dealer, row);
    if (one_in(4)) add_branch_wish(dealer, row);
    return row;
}

void Workload::add_branch_wish(const std::string& dealer, RowEdit& row) {
    static constexpr const char* kTags[] = {"blue", "hot", "old", "red"};
    const auto wish = [&](std::string_view field, Value value) {
        row.wishes[row.entity->field(field)->id] = std::move(value);
    };
    const std::uint64_t choice = random_.below(100);
    if (choice < 42) return wish("text", text_for(dealer));
    if (choice < 58) {
        std::vector<std::string> tags;
        for (const char* tag : kTags) {
            if (one_in(2)) tags.emplace_back(tag);
        }
        return wish("tags", tags);
    }
    if (choice < 70) {
        row.correct_reading = one_in(5);
        return wish("odometer_km", static_cast<std::int64_t>(random_.below(200'000)));
    }
    if (choice < 82) return wish("stop_sale", !one_in(3));
    if (choice < 88) return wish("reference", text_for(dealer));
    if (choice < 93) return wish("noticed_on", static_cast<std::int64_t>(random_.below(20'000)));
    wish("title", text_for(dealer));
}

/// A change of status that the screen offers here.
bool Workload::add_transition(sync::Replica& replica,
                              const Desk& desk,
                              RowEdit& row,
                              std::uint16_t& command) {
    const auto record = replica.find(*row.entity, *row.id);
    if (!record) return false;
    const Value& now = record->values[row.entity->index_of(row.entity->state_field()->id)];
    const auto* state = std::get_if<std::string>(&now);
    std::vector<schema::Transition> offered;
    for (const schema::Transition& t : row.entity->flow) {
        const bool here =
            t.side == schema::Side::either || (t.side == schema::Side::hub) == desk.at_hub();
        if (state != nullptr && t.from == *state && here) offered.push_back(t);
    }
    const schema::Transition* chosen = pick(offered);
    if (chosen == nullptr) return false;
    row.transition = std::string(chosen->to);
    command = chosen->id;
    return true;
}

/// More rows in the same entry, users and their grants, and edits in a user's name.
void Workload::add_people_edit(const Desk& desk, Edit& edit) {
    Rows& rows = rows_[desk.dealer];
    if (one_in(8)) edit.rows.push_back(new_move(desk));
    if (one_in(16)) edit.rows.push_back(new_note(desk.dealer, desk.branch));
    if (one_in(10)) {
        edit.rows = {
            row_of("org.user", {{"name", text_for(desk.dealer)}, {"branch", desk.branch}}
             )
        };
        edit.command = 0;
    }
    const RowId* user = pick(rows.users, 4);
    if (user != nullptr && one_in(12)) {
        edit.rows = {
            row_of("org.grant",
                   {{"user", to_bytes(user->view())}, {"role", std::string("clerk")}}
                   )
        };
        edit.command = 0;
    } else if (const RowId* grant = pick(rows.grants, 4); grant != nullptr && one_in(40)) {
        edit.rows = {
            row_of("org.revocation", {{"grant", to_bytes(grant->view())}}
             )
        };
        edit.command = 0;
    } else if (user != nullptr && one_in(5)) {
        edit.actor = *user;
    }
}

void Workload::remember(const Edit& edit, const engine::Committed& committed) {
    Rows& rows = rows_[edit.stream.substr(stream_of("").size())];
    for (std::size_t i = 0; i < edit.rows.size(); ++i) {
        const RowEdit& row = edit.rows[i];
        if (row.id || row.entity->keyed()) continue;
        if (row.entity->name == "notes.note") rows.notes.push_back(committed.rows[i]);
        if (row.entity->name == "stock.move") rows.moves.push_back(committed.rows[i]);
        if (row.entity->name == "org.user") rows.users.push_back(committed.rows[i]);
        if (row.entity->name == "org.grant") rows.grants.push_back(committed.rows[i]);
    }
}

Result<> Workload::forge(sync::Replica& replica, const Desk& desk) {
    sync::StreamBook* stream = replica.state().books.stream(stream_of(desk.dealer));
    sync::LogBook* log = stream == nullptr ? nullptr : stream->own_log;
    const std::vector<RowId>& notes = rows_[desk.dealer].notes;
    if (log == nullptr || log->applied_seq != log->head_seq || notes.empty()) return {};
    const auto plain = [](const Entity& declared, std::string_view field, Value value) {
        return sync::FieldWrite{declared.field(field)->id,
                                sync::encode_payload(sync::Plain{std::move(value)})};
    };
    sync::Body body{.actor = sync::operator_of(replica.key().public_key())};
    sync::RowOp op{.entity = entity("notes.note").id};
    switch (random_.below(3)) {
        case 0:  // A field of the importer, with one that would be fine.
            op.row.kind = sync::RowRef::Kind::dot;
            op.row.row = *pick(notes, 6);
            op.writes = {plain(entity("notes.note"), "text", text_for(desk.dealer)),
                         plain(entity("notes.note"), "locked", true)};
            break;
        case 1:  // Nobody has heard of this user.
            body.actor = RowId::from(Bytes(16, 0x5a));
            op.writes = {plain(entity("notes.note"), "branch", desk.branch)};
            break;
        default:  // A row of another dealer's branch.
            op.writes = {plain(entity("notes.note"), "branch", std::string("B9999")),
                         plain(entity("notes.note"), "title", text_for(desk.dealer))};
    }
    body.ops.emplace_back(std::move(op));
    sync::Header header{.seq = log->head_seq + 1, .prev = log->head_hash};
    header.hlc = sync::next_hlc(log->applied_hlc, replica.state().now);
    header.policy_epoch = std::max(log->applied_epoch, replica.state().policy_epoch());
    header.schema_version = schema::kSchemaVersion;
    const sync::Entry entry = sync::make_entry(std::move(header), body);
    sync::StoredRun run{.first = entry.header.seq, .last = entry.header.seq};
    run.prev = entry.header.prev;
    run.head = entry.hash;
    run.entries = entry.wire;
    TRY_VOID(replica.state().log_store.append(log->id, log->head_seq, run));
    log->head_seq = entry.header.seq;
    log->head_hash = entry.hash;
    return replica.apply_waiting();
}

}  // namespace branchline::sim
