#include "hub/import/rows.hpp"

#include <optional>

namespace branchline::hub {

namespace {

constexpr std::size_t kRowBytes = 24;
constexpr std::size_t kFieldBytes = 8;

std::size_t size_of(const schema::Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    return kFieldBytes + (text == nullptr ? 0 : text->size());
}

/// What must be written to make the row as the source has it; a field without a value there loses
/// the one it has here.
std::map<std::uint16_t, schema::Value> differences(const SourceRow& row,
                                                   const engine::Record& here) {
    std::map<std::uint16_t, schema::Value> out;
    for (std::size_t i = 0; i < row.entity->fields.size(); ++i) {
        const schema::Field& field = row.entity->fields[i];
        if (row.entity->in_key(field.name)) continue;
        const auto found = row.values.find(field.id);
        const schema::Value wanted = found == row.values.end() ? schema::Value() : found->second;
        if (wanted != here.values[i]) out[field.id] = wanted;
    }
    return out;
}

Result<std::optional<engine::Record>> record_here(sync::Replica& replica, const SourceRow& row) {
    auto found = replica.find(*row.entity, sync::keyed_row_id(row.entity->id, row.key));
    if (found) return std::optional(*std::move(found));
    if (found.error().code == Code::not_found) return std::optional<engine::Record>();
    return std::unexpected(std::move(found).error());
}

}  // namespace

void RowList::add(std::vector<std::string> key,
                  const std::map<std::string_view, schema::Value>& values) {
    SourceRow row{.entity = &entity_, .key = std::move(key), .values = {}};
    for (const auto& [name, value] : values) row.values[entity_.field(name)->id] = value;
    out.push_back(std::move(row));
}

std::size_t SourceRow::size() const {
    std::size_t bytes = kRowBytes;
    for (const std::string& part : key) bytes += kFieldBytes + part.size();
    for (const auto& [field, value] : values) bytes += size_of(value);
    return bytes;
}

Result<> write_rows(sync::Replica& replica,
                    const std::string& stream,
                    std::span<const SourceRow> rows,
                    RowFigures& figures) {
    engine::Edit edit{.stream = stream};
    RowFigures counted = figures;
    for (const SourceRow& row : rows) {
        TRY(const auto here, record_here(replica, row));
        engine::RowEdit change{.entity = row.entity, .key = row.key, .wishes = row.values};
        if (here) change.wishes = differences(row, *here);
        if (here && change.wishes.empty()) {
            ++counted.unchanged;
            continue;
        }
        ++(here ? counted.changed : counted.added);
        edit.rows.push_back(std::move(change));
    }
    if (!edit.rows.empty()) TRY_VOID(replica.commit(edit));
    figures = counted;
    return {};
}

}  // namespace branchline::hub
