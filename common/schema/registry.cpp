#include "common/schema/registry.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/schema/check.hpp"
#include "common/schema/stream.hpp"

namespace branchline::schema {

namespace {

template <std::size_t N, class Enum>
std::string_view word(const std::string_view (&words)[N], Enum value) {
    const auto at = static_cast<std::size_t>(value);
    return at < N ? words[at] : "?";
}

std::unexpected<Error> wrong(const Entity& entity, std::string_view what) {
    return fail(Code::configuration, "bad-declaration", fmt::format("{}: {}", entity.name, what));
}

Result<> check_targets(const Registry& registry, const Entity& entity) {
    for (const Field& field : entity.fields) {
        if (field.type.type != Type::ref && field.type.type != Type::key) continue;
        const Entity* target = registry.by_name(field.type.target);
        if (target == nullptr) {
            return wrong(entity, fmt::format("{} refers to {}, which is not declared", field.name,
                                             field.type.target));
        }
        const bool by_key = field.type.type == Type::key;
        if (by_key != target->keyed()) {
            return wrong(entity,
                         fmt::format("{} must be a {}", field.name, by_key ? "ref" : "key"));
        }
        if (by_key && target->key.size() != 1) {
            return wrong(entity, fmt::format("{} names a key of several parts", field.name));
        }
    }
    return {};
}

Result<> check_postings(const Registry& registry, const Entity& entity) {
    for (const Posting& posting : entity.posts) {
        const Entity* target = registry.by_name(posting.target);
        if (target == nullptr || !target->keyed()) return wrong(entity, "posts to no keyed entity");
        if (target->stream != entity.stream) return wrong(entity, "posts to another stream");
        const Field* balance = target->field(posting.balance);
        if (balance == nullptr || balance->merge != Merge::ledger) {
            return wrong(entity, "posts to a field that is no balance");
        }
        const Field* amount = entity.field(posting.amount);
        if (amount == nullptr || !amount->once() || !amount->required()) {
            return wrong(entity, "posts an amount that may change");
        }
        for (const std::string_view part : target->key) {
            const Field* field = entity.field(part);
            if (field == nullptr || !field->once() || !field->required()) {
                return wrong(entity, fmt::format("lacks the write-once field {}", part));
            }
        }
    }
    return {};
}

bool is_edition_key(const Entity& entity) {
    return entity.keyed() && entity.key.back() == "edition";
}

Result<> check_publication(const Registry& registry, const Entity& entity) {
    if (entity.edition.empty()) return {};
    const Entity* publisher = registry.by_name(entity.edition);
    const bool fits = publisher != nullptr && is_edition_key(*publisher) &&
                      is_edition_key(entity) && publisher->stream == entity.stream &&
                      publisher->scope == entity.scope && publisher->key.size() == 2;
    return fits ? Result<>() : wrong(entity, "has editions that nothing publishes");
}

bool names_fields(const Entity& entity, std::string_view index) {
    while (true) {
        const std::size_t comma = std::min(index.find(','), index.size());
        if (entity.field(index.substr(0, comma)) == nullptr) return false;
        if (comma == index.size()) return true;
        index.remove_prefix(comma + 1);
    }
}

Result<> check_stream(const Entity& entity) {
    const bool by_scope = entity.stream == StreamKind::catalog ||
                          entity.stream == StreamKind::price ||
                          entity.stream == StreamKind::network;
    if (by_scope != !entity.scope.empty()) return wrong(entity, "must name its stream's scope");
    if (by_scope && !entity.in_key(entity.scope)) return wrong(entity, "has no scope in its key");
    const bool can_leave = entity.left.empty() || entity.field(entity.left) != nullptr;
    if (!can_leave) return wrong(entity, "has no field that says when it left");
    const Field* number = entity.field("number");
    const bool numbered = number != nullptr && number->once() && !number->required() &&
                          number->type.type == Type::text && entity.field("branch") != nullptr;
    if (!entity.number.empty() && !numbered) return wrong(entity, "has no field for its number");
    for (const std::string_view index : entity.indexes) {
        if (!names_fields(entity, index)) return wrong(entity, "indexes an unknown field");
    }
    return {};
}

}  // namespace

std::string_view name_of(Type type) {
    static constexpr std::string_view kWords[] = {"text",    "integer", "decimal",     "date",
                                                  "instant", "flag",    "enumeration", "ref",
                                                  "key",     "bytes"};
    return word(kWords, type);
}
std::string_view name_of(Merge merge) {
    static constexpr std::string_view kWords[] = {"own", "lww",      "set",  "ledger", "state",
                                                  "max", "restrict", "life", "min"};
    return word(kWords, merge);
}
std::string_view name_of(Owner owner) {
    static constexpr std::string_view kWords[] = {"hub",    "dealer", "branch",
                                                  "author", "flow",   "nobody"};
    return word(kWords, owner);
}
std::string_view name_of(Purpose purpose) {
    static constexpr std::string_view kWords[] = {"business", "role", "grant", "revocation"};
    return word(kWords, purpose);
}
std::string_view name_of(Side side) {
    static constexpr std::string_view kWords[] = {"node", "hub", "either"};
    return word(kWords, side);
}

Result<Registry> Registry::build(std::span<const Entity* const> entities) {
    Registry registry;
    for (const Entity* entity : entities) {
        if (!is_well_formed(*entity)) return wrong(*entity, "is not well formed");
        const bool fresh = registry.by_id_.emplace(entity->id, entity).second &&
                           registry.by_name_.emplace(entity->name, entity).second &&
                           registry.by_collection_.emplace(entity->collection, entity).second;
        if (!fresh) return wrong(*entity, "shares its id, name or collection with another entity");
        registry.entities_.push_back(entity);
    }
    for (const Entity* entity : entities) {
        TRY_VOID(check_targets(registry, *entity));
        TRY_VOID(check_postings(registry, *entity));
        TRY_VOID(check_stream(*entity));
        TRY_VOID(check_publication(registry, *entity));
    }
    return registry;
}

const Entity* Registry::by_id(std::uint64_t id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}
const Entity* Registry::by_name(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}
const Entity* Registry::by_collection(std::string_view collection) const {
    const auto found = by_collection_.find(collection);
    return found == by_collection_.end() ? nullptr : found->second;
}

std::string Registry::describe() const {
    std::string out = fmt::format("schema {}\n", kSchemaVersion);
    for (const Entity* entity : entities_) {
        out += fmt::format("\nentity {:#06x} {} /{} stream {}", entity->id, entity->name,
                           entity->collection, name_of(entity->stream));
        if (entity->purpose != Purpose::business) {
            out += fmt::format(" purpose {}", name_of(entity->purpose));
        }
        for (const std::string_view part : entity->key) out += fmt::format(" key {}", part);
        if (!entity->scope.empty()) out += fmt::format(" scope {}", entity->scope);
        if (!entity->edition.empty()) out += fmt::format(" edition {}", entity->edition);
        out += '\n';
        for (const Field& f : entity->fields) {
            out += fmt::format("  {:>3} {:<20} {:<12}{:<16} {} {:<6}{:<7}{:<9}{}{}{}{}\n", f.id,
                               f.name, name_of(f.type.type), f.type.target, f.type.scale,
                               f.type.size_max, name_of(f.owner), name_of(f.merge),
                               f.required() ? "required " : "", f.once() ? "once " : "",
                               f.sensitive() ? "sensitive " : "", f.label);
        }
        for (const Transition& t : entity->flow) {
            out += fmt::format("  flow {} {} -> {} by {}: {}{}{}\n", t.id,
                               t.from.empty() ? "*" : t.from, t.to, name_of(t.side), t.command,
                               t.keeps.empty() ? "" : " keeps ", t.keeps);
        }
        for (const Posting& p : entity->posts) {
            out += fmt::format("  posts {} to {}.{}\n", p.amount, p.target, p.balance);
        }
        for (const std::uint16_t id : entity->retired) out += fmt::format("  retired {}\n", id);
    }
    return out;
}

}  // namespace branchline::schema
