#include "common/domain/warranty/lookup.hpp"

#include <algorithm>

#include "common/domain/text.hpp"

namespace branchline::warranty {

namespace {

constexpr std::size_t kRowsMax = 10'000;

}  // namespace

Known known(const engine::Record& record, std::string_view field) {
    if (!domain::has_value(record, field)) return std::nullopt;
    return domain::integer_of(record, field);
}

std::optional<RowId> row_of(const engine::Record& record, std::string_view field) {
    const auto* bytes = std::get_if<Bytes>(&domain::value_of(record, field));
    if (bytes == nullptr || bytes->size() != RowId::kSize) return std::nullopt;
    return RowId::from(*bytes);
}

bool holds(const engine::Store& store, const std::string& stream) {
    const auto streams = store.streams();
    return std::find(streams.begin(), streams.end(), stream) != streams.end();
}

Result<std::vector<engine::Record>> rows_with(engine::Store& store,
                                              std::string_view entity,
                                              std::string_view field,
                                              schema::Value value,
                                              std::int64_t day) {
    const schema::Entity& declared = store.entity(entity);
    engine::Query query{
        .filters = {{declared.field(field), std::move(value)}}, .limit = kRowsMax, .as_of = day};
    TRY(engine::Page page, store.list(declared, query));
    std::erase_if(page.records, [](const auto& record) { return record.life != "alive"; });
    return std::move(page.records);
}

bool is_valid(const engine::Record& record, std::int64_t day) {
    return known(record, "valid_from").value_or(day) <= day &&
           day <= known(record, "valid_until").value_or(day);
}

bool comes_before(const engine::Record& a, const engine::Record& b) {
    const std::int64_t day_a = domain::integer_of(a, "valid_from");
    const std::int64_t day_b = domain::integer_of(b, "valid_from");
    if (day_a != day_b) return day_a < day_b;
    return domain::version_order(domain::text_of(a, "version"), domain::text_of(b, "version")) < 0;
}

}  // namespace branchline::warranty
