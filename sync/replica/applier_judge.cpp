// The hub's business verdict: an entry as the rules see it, and the first rule that it breaks.
#include "sync/replica/applier.hpp"

namespace branchline::sync {

namespace {

using merge::RowView;
using schema::Entity;
using schema::Field;
using schema::Value;

std::vector<Value> values_of(const RowView& view) {
    std::vector<Value> out;
    out.reserve(view.fields.size());
    for (const merge::View& field : view.fields) out.push_back(field.value);
    return out;
}

}  // namespace

engine::Proposal Applier::proposal(const Entity& entity, const RowOp& op) const {
    engine::Proposal out{.entity = entity};
    // The key of a keyed row travels beside the writes.
    for (std::size_t i = 0; i < entity.key.size() && i < op.row.key.size(); ++i) {
        out.writes[entity.field(entity.key[i])->id] = op.row.key[i];
    }
    for (const FieldWrite& write : op.writes) {
        if (write.field == schema::kLifeField && write.payload == encode_payload(Life::voided)) {
            out.writes[schema::kLifeField] = Value(std::string("void"));
        }
        const Field* field = entity.field(write.field);
        if (field == nullptr) continue;
        const auto payload = decode_payload(*field, write.payload);
        if (!payload) continue;
        if (const auto* plain = std::get_if<Plain>(&*payload)) {
            out.writes[write.field] = plain->value;
        } else if (const auto* reading = std::get_if<Reading>(&*payload)) {
            out.writes[write.field] = reading->value;
        } else if (const auto* step = std::get_if<Step>(&*payload)) {
            out.writes[write.field] = step->to;
        }
    }
    return out;
}

Result<> Applier::add_account(StreamBook& stream,
                              const RowOp& op,
                              engine::Proposal& proposal,
                              std::vector<Value>& account) {
    if (proposal.entity.posts.empty() || op.row.kind != RowRef::Kind::ordinal) return {};
    const Entity& target = *state_.registry.by_name(proposal.entity.posts.front().target);
    std::vector<std::string> key;
    for (const std::string_view part : target.key) {
        const std::string* text = engine::text_of(proposal.written(part));
        if (text == nullptr) return {};
        key.push_back(*text);
    }
    TRY(auto row, state_.table(target).load(stream.s, keyed_row_id(target.id, key)));
    if (!row) row = merge::make_row(target, keyed_row_id(target.id, key));
    account = values_of(view(target, *row));
    proposal.account = &target;
    proposal.account_before = account;
    return {};
}

Result<std::optional<Exception>> Applier::judge(StreamBook& stream,
                                                const LogBook& log,
                                                const Entry& entry) {
    for (const Op& op : entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr) continue;
        const Entity& entity = *state_.registry.by_id(row_op->entity);
        if (!state_.has_rules(entity)) continue;
        const RowId id = row_id_of(*row_op, log.prefix, entry.header.seq);
        TRY(auto row, state_.table(entity).load(stream.s, id));
        engine::Proposal proposed = proposal(entity, *row_op);
        std::vector<Value> before;
        std::vector<Value> account;
        if (row) before = values_of(view(entity, *row));
        proposed.before = before;
        proposed.actor = entry.body.actor;
        TRY_VOID(add_account(stream, *row_op, proposed, account));
        if (const engine::Rule* rule = engine::first_broken(state_.rules, proposed)) {
            return Exception{entry.header.seq, std::string(rule->code), std::string(rule->text),
                             std::string(rule->remedy)};
        }
    }
    return std::nullopt;
}

}  // namespace branchline::sync
