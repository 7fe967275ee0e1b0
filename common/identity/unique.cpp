#include "common/identity/unique.hpp"

#include <fmt/format.h>

namespace branchline::identity {

namespace {

using engine::Edit;
using engine::RowEdit;
using engine::Store;

struct UniqueField {
    std::string_view entity;
    std::string_view field;
    std::string_view refusal;  ///< Permanent.
    std::string_view what;
    std::string_view remedy;
};

constexpr UniqueField kUnique[] = {
    {"org.importer_user", "oidc_subject", "subject-taken", "somebody is linked with this subject",
     "End that link first, or look whether this person has an account already."},
};

std::unexpected<Error> taken(const UniqueField& unique) {
    return fail(Code::conflict, unique.refusal, std::string(unique.what),
                std::string(unique.remedy));
}

Result<bool> is_held(Store& store,
                     const Edit& edit,
                     const RowEdit& row,
                     const schema::Field& field,
                     const schema::Value& value) {
    engine::Query query{.stream = edit.stream, .limit = 10};
    query.filters.push_back({.field = &field, .value = value});
    while (true) {
        TRY(const engine::Page page, store.list(*row.entity, query));
        for (const engine::Record& record : page.records) {
            query.after = record.id;
            if (record.life == "alive" && record.id != row.id) return true;
        }
        if (!page.more || page.records.empty()) return false;
    }
}

Result<> check_row(Store& store, const Edit& edit, const RowEdit& row, const UniqueField& unique) {
    const schema::Field* field = row.entity->field(unique.field);
    const auto wish = row.wishes.find(field->id);
    if (wish == row.wishes.end()) return {};
    const auto* text = std::get_if<std::string>(&wish->second);
    if (text == nullptr || text->empty()) return {};
    for (const RowEdit& other : edit.rows) {
        const auto also = other.wishes.find(field->id);
        const bool twice = &other != &row && other.entity == row.entity &&
                           also != other.wishes.end() && also->second == wish->second;
        if (twice) return taken(unique);
    }
    TRY(const bool held, is_held(store, edit, row, *field, wish->second));
    if (held) return taken(unique);
    return {};
}

}  // namespace

Result<> check_unique(Store& store, const Edit& edit) {
    for (const RowEdit& row : edit.rows) {
        for (const UniqueField& unique : kUnique) {
            if (row.entity->name == unique.entity) TRY_VOID(check_row(store, edit, row, unique));
        }
    }
    return {};
}

}  // namespace branchline::identity
