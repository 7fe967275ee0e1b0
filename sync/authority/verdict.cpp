#include "sync/authority/verdict.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/schema/permit.hpp"
#include "sync/entry/payload.hpp"

namespace branchline::sync {

namespace {

using schema::Entity;
using schema::Field;
using schema::Owner;
using schema::Side;
using schema::StreamKind;
using Answer = std::optional<VoidCode>;

// One row a code. Texts are for people who read a rejection with the line down.
struct VoidRow {
    VoidCode code;
    VoidText text;
};

constexpr std::string_view kReenter = "enter the change again";
constexpr std::string_view kAskImporter = "ask the importer's network desk";
constexpr std::string_view kOwnFields = "change only what belongs to your side";

constexpr VoidRow row(VoidCode code,
                      std::string_view id,
                      std::string_view text,
                      std::string_view remedy) {
    return {
        code, {id, text, remedy}
    };
}

constexpr VoidRow kTexts[] = {
    row(VoidCode::clock_order,
        "clock_order",
        "the entry's time is not behind all it has seen",
        kReenter),
    row(VoidCode::epoch_order,
        "epoch_order",
        "the entry names an older policy than its past",
        kReenter),
    row(VoidCode::bad_dep, "bad_dep", "the entry names another history than ours", kAskImporter),
    row(VoidCode::no_certificate, "no_certificate", "the author had no certificate", "join again"),
    row(VoidCode::stream_not_granted,
        "stream_not_granted",
        "the certificate does not name this stream",
        kAskImporter),
    row(VoidCode::no_actor,
        "no_actor",
        "no known user stands behind the entry",
        "sign in and enter it again"),
    row(VoidCode::no_grant,
        "no_grant",
        "the user had no role that permits this",
        "ask your dealer's administrator"),
    row(VoidCode::hub_only, "hub_only", "only the importer's hub may write this", kOwnFields),
    row(VoidCode::bad_certificate,
        "bad_certificate",
        "a certificate not signed by the enrol role",
        kAskImporter),
    row(VoidCode::unknown_entity,
        "unknown_entity",
        "the entity is not declared",
        "update the program"),
    row(VoidCode::wrong_stream,
        "wrong_stream",
        "the entity does not live in this stream",
        kReenter),
    row(VoidCode::unknown_field,
        "unknown_field",
        "the field is not declared",
        "update the program"),
    row(VoidCode::bad_value, "bad_value", "a value does not fit its field", kReenter),
    row(VoidCode::missing_field, "missing_field", "a required value is missing", kReenter),
    row(VoidCode::row_kind, "row_kind", "the row is named in the wrong way", kReenter),
    row(VoidCode::unknown_row,
        "unknown_row",
        "the row is not in the entry's past",
        "load the record again"),
    row(VoidCode::unknown_dot,
        "unknown_dot",
        "a write that is not in the entry's past",
        "load the record again"),
    row(VoidCode::hub_field, "hub_field", "a branch wrote a field of the importer", kOwnFields),
    row(VoidCode::dealer_field,
        "dealer_field",
        "the importer wrote a field of the dealer",
        kOwnFields),
    row(VoidCode::derived_field,
        "derived_field",
        "a derived value was written",
        "post a movement instead"),
    row(VoidCode::foreign_dealer,
        "foreign_dealer",
        "the row belongs to another dealer",
        kOwnFields),
    row(VoidCode::foreign_branch,
        "foreign_branch",
        "the row belongs to another branch",
        "ask that branch to change it"),
    row(VoidCode::bad_transition,
        "bad_transition",
        "the status cannot change like this",
        "load the record again"),
    row(VoidCode::several_transitions,
        "several_transitions",
        "more than one status change in one entry",
        kReenter),
    row(VoidCode::home_field,
        "home_field",
        "the branch of a row was changed",
        "void it and create another"),
};

/// Everything the rules below look at, gathered once.
struct Case {
    const Entry& entry;
    const LogName& log;
    const Policy& policy;
    const schema::Registry& registry;
    const Past& past;
    bool hub = false;
    const Certificate* certificate = nullptr;  ///< Of a node.
};

Answer check_order(const Case& c) {
    const Header& h = c.entry.header;
    std::uint64_t hlc = 0;
    std::uint64_t epoch = 0;
    if (h.seq > 1) {
        const auto previous = c.past.entry({c.log.prefix, h.seq - 1});
        if (!previous) return VoidCode::bad_dep;
        hlc = previous->hlc;
        epoch = previous->policy_epoch;
    }
    for (const Dep& dep : h.deps) {
        const auto seen = c.past.entry({dep.log, dep.seq});
        if (!seen) continue;  // Behind a cut: counts as present, contributes nothing.
        if (seen->hash_prefix != dep.hash_prefix) return VoidCode::bad_dep;
        hlc = std::max(hlc, seen->hlc);
        epoch = std::max(epoch, seen->policy_epoch);
    }
    if (h.hlc <= hlc) return VoidCode::clock_order;
    if (h.policy_epoch < epoch) return VoidCode::epoch_order;
    return {};
}

Answer check_author(Case& c) {
    c.hub = c.policy.is_hub(c.log.author);
    if (c.hub) return {};
    c.certificate = c.policy.certificate(c.log.author, c.entry.header.policy_epoch);
    if (c.certificate == nullptr) return VoidCode::no_certificate;
    const bool writes = c.log.stream.kind == StreamKind::dealer &&
                        c.certificate->holds(c.log.stream_text) &&
                        c.certificate->dealer == c.log.stream.scope;
    if (!writes) return VoidCode::stream_not_granted;
    return {};
}

bool is_live(const Case& c, const Grant& grant) {
    const auto known = [&](const Dot& dot) { return c.past.holds(dot); };
    return known(grant.dot) && std::none_of(grant.revoked.begin(), grant.revoked.end(), known);
}

bool is_granted(const Case& c,
                const std::vector<Grant>& grants,
                const Entity& entity,
                std::string_view verb) {
    return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
        return is_live(c, grant) &&
               c.policy.role_permits(grant.role, entity.name, verb, c.entry.header.policy_epoch);
    });
}

/// The command of a status change, which is what its author must be permitted; nothing for a row's
/// beginning and for every other write.
std::string_view command_of(const Case& c, const Entity& entity, const FieldWrite& write) {
    const Field* field = entity.field(write.field);
    if (field == nullptr || field->merge != schema::Merge::state) return {};
    const auto payload = decode_payload(*field, write.payload);
    const auto* step = payload ? std::get_if<Step>(&*payload) : nullptr;
    if (step == nullptr || !step->left) return {};
    for (const schema::Transition& t : entity.flow) {
        if (t.id == c.entry.body.command) return t.command;
    }
    return {};
}

/// A command covers the values that it brings along; the end of a row is asked for by itself.
bool is_permitted(const Case& c,
                  const std::vector<Grant>& grants,
                  const Entity& entity,
                  const RowOp& op) {
    std::string_view verb = schema::kWriteVerb;
    bool ends = false;
    for (const FieldWrite& write : op.writes) {
        ends = ends || write.field == schema::kLifeField;
        const std::string_view command = command_of(c, entity, write);
        if (!command.empty()) verb = command;
    }
    if (ends && !is_granted(c, grants, entity, schema::kVoidVerb)) return false;
    const bool only_ends = ends && op.writes.size() == 1;
    return only_ends || is_granted(c, grants, entity, verb);
}

/// The importer's users live in the hub's stream, which branches do not hold: the hub judges its
/// own actors. A node's entry names a user whose grants every holder of the stream can check.
Answer check_actor(const Case& c) {
    if (c.hub) return {};
    const auto& actor = c.entry.body.actor;
    if (!actor) return VoidCode::no_actor;
    if (*actor == c.certificate->operator_id) return {};
    const std::vector<Grant> grants = c.past.grants_of(*actor);
    if (grants.empty()) return VoidCode::no_actor;
    for (const Op& op : c.entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr) continue;
        const Entity* entity = c.registry.by_id(row_op->entity);
        if (entity == nullptr || !is_permitted(c, grants, *entity, *row_op)) {
            return VoidCode::no_grant;
        }
    }
    return {};
}

/// The branch that a row belongs to: named by this op when it creates the row or names its key,
/// else by the entry that created it. Empty: the row belongs to the whole dealer.
std::expected<std::string, VoidCode> home_of(const Case& c, const Entity& entity, const RowOp& op) {
    if (op.row.kind == RowRef::Kind::dot) {
        if (!c.past.holds(creator_of(op.row.row))) return std::unexpected(VoidCode::unknown_row);
        const auto home = c.past.home_of(entity.id, op.row.row);
        if (!home) return std::unexpected(VoidCode::unknown_row);
        return *home;
    }
    if (op.row.kind == RowRef::Kind::keyed) {
        for (std::size_t i = 0; i < entity.key.size(); ++i) {
            if (entity.key[i] == "branch") return op.row.key[i];
        }
        return std::string();
    }
    const Field* branch = entity.field("branch");
    for (const FieldWrite& write : op.writes) {
        if (branch == nullptr || write.field != branch->id) continue;
        const auto payload = decode_payload(*branch, write.payload);
        const auto* plain = payload ? std::get_if<Plain>(&*payload) : nullptr;
        const auto* text = plain != nullptr ? std::get_if<std::string>(&plain->value) : nullptr;
        if (text != nullptr) return *text;
    }
    return std::string();
}

Answer check_home(const Case& c, const std::string& home) {
    if (c.hub || home.empty() || home == c.certificate->branch) return {};
    const auto dealer = c.policy.dealer_of(home, c.entry.header.policy_epoch);
    if (dealer && *dealer != c.certificate->dealer) return VoidCode::foreign_dealer;
    return VoidCode::foreign_branch;
}

bool is_row_author(const Case& c, const RowOp& op) {
    if (op.row.kind == RowRef::Kind::ordinal) return true;
    if (op.row.kind == RowRef::Kind::keyed) return false;
    const auto author = c.past.author_of(creator_of(op.row.row).log);
    if (!author) return false;
    if (c.hub) return c.policy.is_hub(*author);
    const Certificate* creator = c.policy.certificate(*author, c.entry.header.policy_epoch);
    return creator != nullptr && creator->branch == c.certificate->branch &&
           creator->dealer == c.certificate->dealer;
}

Answer check_owner(const Case& c, const Field& field, const RowOp& op, const std::string& home) {
    switch (field.owner) {
        case Owner::hub: return c.hub ? Answer{} : VoidCode::hub_field;
        case Owner::dealer: return c.hub ? Answer{VoidCode::dealer_field} : Answer{};
        case Owner::branch: return c.hub ? Answer{VoidCode::dealer_field} : check_home(c, home);
        case Owner::author:
            if (is_row_author(c, op)) return c.hub ? Answer{} : check_home(c, home);
            if (c.hub) return VoidCode::dealer_field;
            return check_home(c, home) ? check_home(c, home) : VoidCode::foreign_branch;
        case Owner::flow: return {};  // The transition row names the side.
        case Owner::nobody: return VoidCode::derived_field;
    }
    return VoidCode::unknown_field;
}

Answer check_step(const Case& c, const Entity& entity, const RowOp& op, const Step& step) {
    if (!step.left && op.row.kind == RowRef::Kind::dot) return VoidCode::bad_transition;
    if (step.left && op.row.kind == RowRef::Kind::ordinal) return VoidCode::bad_transition;
    const Side side = c.hub ? Side::hub : Side::node;
    const bool legal =
        std::any_of(entity.flow.begin(), entity.flow.end(), [&](const schema::Transition& t) {
            return t.from == step.from && t.to == step.to &&
                   (t.side == Side::either || t.side == side) &&
                   (!step.left || t.id == c.entry.body.command);
        });
    return legal ? Answer{} : VoidCode::bad_transition;
}

Answer check_life(const Case& c, const FieldWrite& write, const std::string& home) {
    const auto life = decode_life(write.payload);
    if (!life || *life < Life::voided) return VoidCode::bad_value;
    if (*life == Life::erased && !c.hub) return VoidCode::hub_field;
    return check_home(c, home);
}

Answer check_write(const Case& c,
                   const Entity& entity,
                   const RowOp& op,
                   const FieldWrite& write,
                   const std::string& home) {
    if (write.field == schema::kLifeField) return check_life(c, write, home);
    const Field* field = entity.field(write.field);
    if (field == nullptr) return VoidCode::unknown_field;
    if (const Answer wrong = check_owner(c, *field, op, home)) return wrong;
    if (entity.in_key(field->name)) return VoidCode::row_kind;  // The key names it already.
    if (field->name == "branch" && op.row.kind == RowRef::Kind::dot) return VoidCode::home_field;
    const bool plain = field->merge == schema::Merge::own || field->merge == schema::Merge::lww;
    if (plain && schema::is_fitting_scalar(*field, write.payload)) return {};
    const auto payload = decode_payload(*field, write.payload);
    if (!payload) return VoidCode::bad_value;
    for (const Dot& dot : dots_named(*payload)) {
        if (!c.past.holds(dot)) return VoidCode::unknown_dot;
    }
    if (const auto* step = std::get_if<Step>(&*payload)) return check_step(c, entity, op, *step);
    return {};
}

Answer check_complete(const Entity& entity, const RowOp& op) {
    if (op.row.kind != RowRef::Kind::ordinal) return {};
    for (const Field& field : entity.fields) {
        if (!field.required()) continue;
        const bool written = std::any_of(op.writes.begin(), op.writes.end(),
                                         [&](const FieldWrite& w) { return w.field == field.id; });
        if (!written) return VoidCode::missing_field;
    }
    return {};
}

/// A row of one brand or price list cannot stand in the stream of another.
std::string_view scope_of(const Entity& entity, const std::vector<std::string>& key) {
    const auto at = std::find(entity.key.begin(), entity.key.end(), entity.scope);
    return key[static_cast<std::size_t>(at - entity.key.begin())];
}

Answer check_row_op(const Case& c, const RowOp& op) {
    const Entity* entity = c.registry.by_id(op.entity);
    if (entity == nullptr) return VoidCode::unknown_entity;
    if (!entity->lives_in(c.log.stream.kind)) return VoidCode::wrong_stream;
    const bool by_key = op.row.kind == RowRef::Kind::keyed;
    if (by_key != entity->keyed()) return VoidCode::row_kind;
    if (by_key && op.row.key.size() != entity->key.size()) return VoidCode::row_kind;
    if (!entity->scope.empty() && scope_of(*entity, op.row.key) != c.log.stream.scope) {
        return VoidCode::wrong_stream;
    }
    const auto home = home_of(c, *entity, op);
    if (!home) return home.error();
    if (op.row.kind == RowRef::Kind::ordinal) {
        if (const Answer wrong = check_home(c, *home)) return wrong;
    }
    for (const FieldWrite& write : op.writes) {
        if (const Answer wrong = check_write(c, *entity, op, write, *home)) return wrong;
    }
    return check_complete(*entity, op);
}

Answer check_op(const Case& c, const Op& op) {
    if (const auto* row_op = std::get_if<RowOp>(&op)) return check_row_op(c, *row_op);
    if (!c.hub) return VoidCode::hub_only;
    if (const auto* enrolment = std::get_if<Enrolment>(&op)) {
        if (c.log.stream.kind != StreamKind::policy) return VoidCode::wrong_stream;
        const auto certificate = decode_certificate(enrolment->certificate, c.policy.net(),
                                                    c.policy.manifest().enrol_keys);
        if (!certificate) return VoidCode::bad_certificate;
    }
    return {};
}

/// At most one guard: the beginning of a row made here cannot lose to another.
Answer check_guards(const Case& c) {
    int guards = 0;
    for (const Op& op : c.entry.body.ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr || row_op->row.kind == RowRef::Kind::ordinal) continue;
        const Field* state = c.registry.by_id(row_op->entity)->state_field();
        for (const FieldWrite& write : row_op->writes) {
            if (state != nullptr && write.field == state->id) ++guards;
        }
    }
    return guards > 1 ? Answer{VoidCode::several_transitions} : Answer{};
}

}  // namespace

VoidText text_of(VoidCode code) {
    for (const VoidRow& row : kTexts) {
        if (row.code == code) return row.text;
    }
    return {"unknown", "unknown", ""};
}

std::optional<VoidCode> verdict(const Entry& entry,
                                const LogName& log,
                                const Policy& policy,
                                const schema::Registry& registry,
                                const Past& past) {
    Case c{entry, log, policy, registry, past};
    if (const Answer wrong = check_order(c)) return wrong;
    if (const Answer wrong = check_author(c)) return wrong;
    if (const Answer wrong = check_actor(c)) return wrong;
    for (const Op& op : entry.body.ops) {
        if (const Answer wrong = check_op(c, op)) return wrong;
    }
    return check_guards(c);
}

}  // namespace branchline::sync
