#include "hub/import/publication.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"
#include "common/schema/stream.hpp"

namespace branchline::hub {

namespace {

using engine::Query;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Value;
using sync::Replica;

constexpr std::size_t kPage = 500;

engine::Filter scope_filter(const Entity& entity, const EditionOf& of) {
    return {.field = entity.field(entity.scope), .value = Value(of.scope)};
}

RowEdit edit_of(const SourceRow& row) {
    return {.entity = row.entity, .key = row.key, .wishes = row.values};
}

}  // namespace

EditionOf parts_of(const std::string& brand) {
    return {.stream = schema::stream_name(schema::StreamKind::catalog, brand),
            .scope = brand,
            .editions = "catalog.edition",
            .rows = "catalog.part"};
}

EditionOf prices_of(const std::string& list) {
    return {.stream = schema::stream_name(schema::StreamKind::price, list),
            .scope = list,
            .editions = "price.edition",
            .rows = "price.row"};
}

Result<> for_each_record(Replica& replica,
                         const Entity& entity,
                         const engine::Filter& filter,
                         const std::function<void(const Record&)>& each) {
    Query query{.limit = kPage};
    if (filter.field != nullptr) query.filters.push_back(filter);
    return engine::for_each_record(replica, entity.name, query, [&](const Record& one) -> Result<> {
        each(one);
        return {};
    });
}

Result<std::optional<Record>> row_on(Replica& replica,
                                     const EditionOf& of,
                                     const std::string& part,
                                     std::int64_t day) {
    const Entity& entity = replica.entity(of.rows);
    const Query query{
        .filters = {scope_filter(entity, of),
                    {.field = entity.field("part"), .value = Value(part)}},
        .limit = 1,
        .as_of = day
    };
    TRY(engine::Page page, replica.list(entity, query));
    if (page.records.empty()) return std::nullopt;
    return std::optional(std::move(page.records.front()));
}

Result<std::optional<std::string>> edition_from(Replica& replica,
                                                const EditionOf& of,
                                                const std::string& source) {
    std::optional<std::string> found;
    const Entity& editions = replica.entity(of.editions);
    TRY_VOID(for_each_record(replica, editions, scope_filter(editions, of), [&](const auto& one) {
        const bool same = domain::text_of(one, "source") == source;
        if (same && domain::flag_of(one, "published")) found = domain::text_of(one, "edition");
    }));
    return found;
}

void Publication::add(const Entity& rows,
                      const std::string& part,
                      std::map<std::uint16_t, Value> values) {
    values[rows.field("valid_from")->id] = valid_from_;
    const schema::Field* amount = rows.field("amount");
    if (terms_.staged && amount != nullptr) {
        const auto& price = values.at(amount->id);
        terms_.staged->prices.emplace_back(part, std::get<std::int64_t>(price));
    }
    rows_.push_back({
        .entity = &rows, .key = {of_.scope, part, {}},
             .values = std::move(values)
    });
    bytes_ += rows_.back().size() + 8;
}

/// The first slice takes the number and says so in the same entry.
Result<> Publication::take_number(Replica& replica) {
    std::uint64_t last = 0;
    const Entity& editions = replica.entity(of_.editions);
    TRY_VOID(for_each_record(replica, editions, scope_filter(editions, of_), [&](const auto& one) {
        const std::string text = domain::text_of(one, "edition");
        std::uint64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        last = std::max(last, number);
    }));
    edition_ = fmt::format("{:06}", last + 1);
    if (terms_.staged) {
        terms_.staged->edition = edition_;
        terms_.staged->valid_from = valid_from_;
    }
    return {};
}

/// The edition as its first entry tells of it: nobody sees its rows yet.
RowEdit Publication::first_row(const Replica& replica) const {
    const Entity& editions = replica.entity(of_.editions);
    RowEdit row{
        .entity = &editions, .key = {of_.scope, edition_}
    };
    row.wishes[editions.field("published")->id] = false;
    row.wishes[editions.field("row_count")->id] = std::int64_t{0};
    row.wishes[editions.field("valid_from")->id] = valid_from_;
    row.wishes[editions.field("source")->id] = source_;
    if (terms_.staged && !terms_.staged->title.empty()) {
        row.wishes[editions.field("title")->id] = terms_.staged->title;
    }
    return row;
}

/// Its rows are all written.
RowEdit Publication::last_row(const Replica& replica) const {
    const Entity& editions = replica.entity(of_.editions);
    RowEdit row{
        .entity = &editions, .key = {of_.scope, edition_}
    };
    row.wishes[editions.field("row_count")->id] = written_;
    if (!terms_.staged) row.wishes[editions.field("published")->id] = true;
    return row;
}

Result<> Publication::commit(Replica& replica, engine::Edit edit) {
    edit.stream = of_.stream;
    edit.actor = terms_.actor;
    TRY_VOID(replica.commit(edit));
    ++entries_;
    return {};
}

Result<> Publication::write(Replica& replica) {
    if (rows_.empty()) return {};
    engine::Edit edit;
    if (edition_.empty()) {
        TRY_VOID(take_number(replica));
        edit.rows.push_back(first_row(replica));
    }
    for (SourceRow& row : rows_) {
        row.key.back() = edition_;
        edit.rows.push_back(edit_of(row));
    }
    TRY_VOID(commit(replica, std::move(edit)));
    written_ += static_cast<std::int64_t>(rows_.size());
    rows_.clear();
    bytes_ = 0;
    return {};
}

Result<bool> Publication::publish(Replica& replica) {
    if (!rows_.empty()) {
        TRY_VOID(write(replica));
        return true;
    }
    const std::size_t count = std::min(company_.size(), kSliceRows);
    const auto end = company_.begin() + static_cast<std::ptrdiff_t>(count);
    const bool last = end == company_.end();
    engine::Edit edit;
    for (auto row = company_.begin(); row != end; ++row) edit.rows.push_back(edit_of(*row));
    if (last && !edition_.empty()) edit.rows.push_back(last_row(replica));
    if (!edit.rows.empty()) TRY_VOID(commit(replica, std::move(edit)));
    company_.erase(company_.begin(), end);
    const bool complete = last && !edition_.empty();
    published_ = complete && !terms_.staged;
    if (terms_.staged) terms_.staged->complete = complete;
    return !last;
}

}  // namespace branchline::hub
