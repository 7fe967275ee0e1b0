// Compile-time checks behind every static_assert(is_well_formed(kEntity)).
#pragma once

#include "common/schema/blob.hpp"
#include "common/schema/entity.hpp"

namespace branchline::schema {

constexpr bool is_snake_case(std::string_view name) {
    if (name.empty() || name.front() == '_' || name.back() == '_') return false;
    for (const char c : name) {
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return false;
    }
    return true;
}

/// Columns of tables and views that the engine fills itself, beside those of the fields.
constexpr bool is_column_of_engine(std::string_view name) {
    for (const std::string_view ours :
         {"s", "row", "v", "x", "life", "home", "conflicts", "stream", "id"}) {
        if (name == ours) return true;
    }
    return false;
}

constexpr bool fields_are_distinct(const Entity& entity) {
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (entity.fields[i].id == entity.fields[j].id) return false;
            if (entity.fields[i].name == entity.fields[j].name) return false;
        }
        for (const std::uint16_t old : entity.retired) {
            if (entity.fields[i].id == old) return false;
        }
    }
    return true;
}

constexpr bool field_is_well_formed(const Entity& entity, const Field& field) {
    if (field.id == kLifeField || !is_snake_case(field.name) || field.label.empty()) return false;
    if (is_column_of_engine(field.name)) return false;
    const bool names_target = field.type.type == Type::ref || field.type.type == Type::key ||
                              field.type.type == Type::enumeration || names_blob(field);
    if (names_target == field.type.target.empty()) return false;
    if (field.merge == Merge::state && field.owner != Owner::flow) return false;
    if (field.merge == Merge::state && entity.flow.empty()) return false;
    if (field.merge == Merge::ledger && field.owner != Owner::nobody) return false;
    if (field.merge == Merge::restrict && field.type.type != Type::flag) return false;
    const bool counts = field.type.type == Type::integer || field.type.type == Type::date;
    if (is_reading(field.merge) && !counts) return false;
    if (field.merge == Merge::set && field.type.type != Type::text) return false;
    if (field.owner == Owner::branch && entity.field("branch") == nullptr) return false;
    return true;
}

constexpr bool key_is_well_formed(const Entity& entity) {
    for (const std::string_view part : entity.key) {
        const Field* field = entity.field(part);
        if (field == nullptr || field->merge != Merge::own) return false;
        if (!field->required() || !field->once()) return false;
    }
    return true;
}

/// Ids distinct and not retired, names in form, merge kinds with fitting types and owners.
constexpr bool is_well_formed(const Entity& entity) {
    if (entity.id < 16 || entity.name.empty() || entity.collection.empty()) return false;
    if (entity.fields.empty() || entity.fields.size() > 64) return false;
    if (!fields_are_distinct(entity) || !key_is_well_formed(entity)) return false;
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        if (!field_is_well_formed(entity, entity.fields[i])) return false;
        // Ops list fields in id order; declarations do so too.
        if (i > 0 && entity.fields[i - 1].id >= entity.fields[i].id) return false;
    }
    return true;
}

}  // namespace branchline::schema
