#include "common/api/sheet_rows.hpp"

#include "common/api/records.hpp"
#include "common/base/list.hpp"

namespace branchline::api {

namespace {

using schema::Field;
using schema::Type;
using sheet::Kind;

Kind kind_of(const Field& field) {
    if (field.merge == schema::Merge::set) return Kind::text;
    switch (field.type.type) {
        case Type::integer: return Kind::integer;
        case Type::decimal: return Kind::decimal;
        case Type::date: return Kind::date;
        case Type::instant: return Kind::instant;
        case Type::flag: return Kind::flag;
        case Type::text:
        case Type::enumeration:
        case Type::ref:
        case Type::key:
        case Type::bytes: break;
    }
    return Kind::text;
}

std::string label_of(const Field& field) {
    std::string out(field.label.empty() ? field.name : field.label);
    if (kind_of(field) == Kind::instant) out += " (UTC)";
    return out;
}

struct CellOf {
    sheet::Cell operator()(std::monostate) const { return {}; }
    sheet::Cell operator()(bool value) const { return value; }
    sheet::Cell operator()(std::int64_t value) const { return value; }
    sheet::Cell operator()(const std::string& value) const { return value; }
    sheet::Cell operator()(const Bytes& value) const { return to_hex(value); }
    sheet::Cell operator()(const std::vector<std::string>& value) const {
        return joined(value, "; ");
    }
};

}  // namespace

std::vector<sheet::Column> sheet_columns(const schema::Entity& entity, Headings headings) {
    const bool named = headings == Headings::names;
    std::vector<sheet::Column> out;
    for (const Field& field : entity.fields) {
        out.push_back(
            {named ? std::string(field.name) : label_of(field), kind_of(field), field.type.scale});
    }
    out.push_back({named ? "life" : "Life", Kind::text, 0});
    out.push_back({named ? "sync" : "Progress", Kind::text, 0});
    out.push_back({named ? "id" : "Id", Kind::text, 0});
    return out;
}

sheet::Row sheet_row(const engine::Record& record) {
    sheet::Row out;
    for (const Field& field : record.entity->fields) {
        out.push_back(std::visit(CellOf{}, value_of(record, field)));
    }
    out.emplace_back(record.life);
    out.emplace_back(std::string(engine::name_of(record.progress)));
    out.emplace_back(to_hex(record.id));
    return out;
}

}  // namespace branchline::api
