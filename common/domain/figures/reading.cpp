#include "common/domain/figures/reading.hpp"

#include <algorithm>

#include "common/domain/text.hpp"
#include "common/schema/stream.hpp"

namespace branchline::figures {

namespace {

constexpr std::size_t kPage = 1'000;

bool has_field(const engine::Record& record, std::string_view name) {
    return record.entity->field(name) != nullptr;
}

/// Does an index begin with it, so that a list comes in its order without being sorted?
bool is_indexed(const schema::Entity& entity, std::string_view field) {
    return std::find(entity.indexes.begin(), entity.indexes.end(), field) != entity.indexes.end();
}

}  // namespace

bool Reading::note_hidden(std::string_view entity, const Error& error) {
    if (error.code != Code::forbidden) return false;
    facts.hidden.emplace(entity);
    return true;
}

Result<> Reading::each(std::string_view entity, const std::vector<With>& with, const Visit& visit) {
    const schema::Entity& declared = store.entity(entity);
    engine::Query query{.filters = {}, .limit = kPage};
    for (const With& one : with) {
        const schema::Field* field = declared.field(one.field);
        query.filters.push_back({field, one.value, one.match});
        // Each page goes on in the index where the last one ended.
        if (one.match != engine::Match::equal && is_indexed(declared, one.field)) {
            query.sort = field;
        }
    }
    if (declared.stream == schema::StreamKind::dealer && !scope.dealer.empty()) {
        query.stream = schema::stream_name(schema::StreamKind::dealer, scope.dealer);
    }
    for (bool more = true; more;) {
        const auto page = store.list(declared, query);
        if (!page && note_hidden(entity, page.error())) return {};
        if (!page) return std::unexpected(page.error());
        for (const engine::Record& record : page->records) {
            if (record.life == "alive") TRY_VOID(visit(record));
        }
        if (!page->records.empty()) {
            const engine::Record& last = page->records.back();
            query.after = last.id;
            if (query.sort != nullptr) {
                query.after_value = domain::value_of(last, query.sort->name);
            }
        }
        more = page->more;
    }
    return {};
}

Result<std::optional<engine::Record>> Reading::find(std::string_view entity,
                                                    const std::optional<RowId>& id) {
    if (!id) return std::optional<engine::Record>();
    auto found = store.find(store.entity(entity), *id);
    if (found) return std::optional(*std::move(found));
    const bool gone = found.error().code == Code::not_found;
    if (gone || note_hidden(entity, found.error())) return std::optional<engine::Record>();
    return std::unexpected(found.error());
}

Known Reading::known(const engine::Record& record, std::string_view field) const {
    if (!domain::has_value(record, field)) return std::nullopt;
    return domain::integer_of(record, field);
}

std::optional<RowId> Reading::row_of(const engine::Record& record, std::string_view field) const {
    const auto* bytes = std::get_if<Bytes>(&domain::value_of(record, field));
    if (bytes == nullptr || bytes->size() != RowId::kSize) return std::nullopt;
    return RowId::from(*bytes);
}

Place Reading::place_of(const engine::Record& record) const {
    Place out;
    if (has_field(record, "brand")) out.brand = domain::text_of(record, "brand");
    if (has_field(record, "branch")) out.branch = domain::text_of(record, "branch");
    const auto stream = schema::StreamName::parse(record.stream);
    if (stream && stream->kind == schema::StreamKind::dealer) out.dealer = stream->scope;
    return out;
}

bool Reading::is_importer() const {
    const auto streams = store.streams();
    const std::string own = schema::stream_name(schema::StreamKind::hub);
    return std::find(streams.begin(), streams.end(), own) != streams.end();
}

}  // namespace branchline::figures
