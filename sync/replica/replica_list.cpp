// Which records people find: lists over all streams of a kind, in one order, and single records.
// What was not published is in none of them.
#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::sync {

namespace {

using engine::Filter;
using engine::Match;
using engine::Page;
using engine::Query;
using engine::Record;
using schema::Entity;
using schema::Value;

/// Room for one more can always be added to it.
std::size_t limit_of(const Query& query) {
    return std::min<std::size_t>(query.limit, std::numeric_limits<std::int32_t>::max());
}

/// A row of the page, and where it is.
struct Found {
    ListPlace place;
    const StreamBook* stream = nullptr;
};

struct FoundOrder {
    bool descending = false;
    bool operator()(const Found& a, const Found& b) const {
        if (comes_before(a.place, b.place, descending)) return true;
        if (comes_before(b.place, a.place, descending)) return false;
        return a.stream->s < b.stream->s;
    }
};

/// The first rows of a list, in its order. A key may stand in several streams; rows of one place
/// are never torn apart, because the next page begins behind the place.
class FirstRows {
public:
    FirstRows(const Query& query, std::size_t streams)
        : limit_(limit_of(query)), room_(limit_ + streams), rows_(FoundOrder{query.descending}) {}

    std::size_t size() const { return rows_.size(); }
    bool is_full() const { return rows_.size() >= room_; }
    const ListPlace& last() const { return rows_.rbegin()->place; }
    /// False when the row is behind all that is wanted, so that later ones are too.
    bool add(Found found) {
        if (is_full() && rows_.key_comp()(*rows_.rbegin(), found)) return false;
        rows_.insert(std::move(found));
        if (rows_.size() > room_) rows_.erase(std::prev(rows_.end()));
        return true;
    }
    /// The rows of the page; `more` is set when others follow.
    std::vector<Found> take(bool& more) const {
        std::vector<Found> out;
        for (const Found& found : rows_) {
            const bool same_place = !out.empty() && out.back().place.row == found.place.row &&
                                    out.back().place.value == found.place.value;
            more = out.size() >= limit_ && !same_place;
            if (more) break;
            out.push_back(found);
        }
        return out;
    }

private:
    std::size_t limit_;
    std::size_t room_;
    std::set<Found, FoundOrder> rows_;
};

bool is_scope(const Entity& entity, const schema::Field* field) {
    return field != nullptr && !entity.scope.empty() && field->name == entity.scope;
}

/// The field that names the scope is the same in a whole stream: the stream answers for it. Nothing
/// when the stream has no row of the list.
std::optional<ListPart> part_of(const Entity& entity,
                                const Query& query,
                                const StreamBook& stream) {
    ListPart part{.s = stream.s,
                  .filters = {},
                  .sort = query.sort,
                  .descending = query.descending,
                  .after = {},
                  .last = {},
                  .edition = {},
                  .limit = limit_of(query) + 1};
    const Value scope = stream.parsed.scope;
    for (const Filter& filter : query.filters) {
        if (!is_scope(entity, filter.field) || filter.match != Match::equal) {
            part.filters.push_back(filter);
        } else if (filter.value != scope) {
            return std::nullopt;
        }
    }
    if (query.after)
        part.after = {query.sort == nullptr ? Value() : query.after_value, *query.after};
    if (!is_scope(entity, query.sort)) return part;
    part.sort = nullptr;
    if (part.after && part.after->value != scope) {
        const bool behind =
            query.descending ? scope < part.after->value : part.after->value < scope;
        if (!behind) return std::nullopt;
        part.after.reset();
    } else if (part.after) {
        part.after->value = {};
    }
    return part;
}

/// Takes the edition that a list asks for by name out of its filters.
std::optional<std::string> take_edition(const Entity& entity, ListPart& part) {
    if (entity.edition.empty()) return std::nullopt;
    const auto named = std::find_if(part.filters.begin(), part.filters.end(), [](const Filter& f) {
        return f.field->name == "edition" && f.match == Match::equal &&
               std::holds_alternative<std::string>(f.value);
    });
    if (named == part.filters.end()) return std::nullopt;
    std::string edition = std::get<std::string>(named->value);
    part.filters.erase(named);
    return edition;
}

/// Do the filters name the whole key, but for the edition?
bool names_one_record(const Entity& entity, const ListPart& part) {
    return std::all_of(entity.key.begin(), entity.key.end(), [&](std::string_view key) {
        const auto names = [&](const Filter& filter) {
            return filter.field->name == key && filter.match == Match::equal;
        };
        return key == entity.scope || key == "edition" ||
               std::any_of(part.filters.begin(), part.filters.end(), names);
    });
}

const Entity& publisher_of(const ReplicaState& state, const Entity& entity) {
    const Entity* publisher = state.registry.by_name(entity.edition);
    ASSERT(publisher != nullptr);
    return *publisher;
}

/// Was it published, for whichever day?
Result<bool> is_published(ReplicaState& state,
                          const Entity& entity,
                          std::int64_t s,
                          const std::string& edition) {
    auto& find = state.database.prepare(
        fmt::format("SELECT 1 FROM {}_rows WHERE s = ? AND edition = ? AND life = 1 AND"
                    " published = 1",
                    table_name(publisher_of(state, entity))));
    find.bind(1, s).bind(2, std::string_view(edition));
    TRY(const bool found, find.step());
    find.reset();
    return found;
}

/// Editions that count on a day, the newest first.
Result<std::vector<std::string>> editions_on(ReplicaState& state,
                                             const Entity& entity,
                                             std::int64_t s,
                                             std::int64_t day) {
    auto& rows = state.database.prepare(
        fmt::format("SELECT edition FROM {}_rows WHERE s = ? AND life = 1 AND published = 1 AND"
                    " valid_from <= ? ORDER BY valid_from DESC, edition DESC",
                    table_name(publisher_of(state, entity))));
    rows.bind(1, s).bind(2, day);
    std::vector<std::string> out;
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) return out;
        out.emplace_back(rows.text(0));
    }
}

/// One stream's share of a list. Newer editions come first: where they fill the page, older ones
/// are searched up to its end alone.
class StreamList {
public:
    StreamList(ReplicaState& state, const Entity& entity, const Query& query, FirstRows& rows)
        : state_(state), entity_(entity), query_(query), rows_(rows) {}

    Result<> add(const StreamBook& stream) {
        auto part = part_of(entity_, query_, stream);
        if (!part) return {};
        if (entity_.edition.empty()) return add_part(stream, *part);
        if (auto named = take_edition(entity_, *part)) {
            TRY(const bool published, is_published(state_, entity_, stream.s, *named));
            if (!published) return {};
            part->edition = {.edition = *std::move(named), .newest_only = false, .newer = {}};
            return add_part(stream, *part);
        }
        TRY(auto editions, editions_on(state_, entity_, stream.s, query_.as_of));
        const bool one_record = names_one_record(entity_, *part);
        EditionRows rows;
        for (std::string& edition : editions) {
            rows.edition = edition;
            part->edition = rows;
            const std::size_t before = rows_.size();
            TRY_VOID(add_part(stream, *part));
            if (one_record && rows_.size() > before) break;
            rows.newer.push_back(std::move(edition));
        }
        return {};
    }

private:
    Result<> add_part(const StreamBook& stream, ListPart part) {
        const bool by_scope = is_scope(entity_, query_.sort);
        if (rows_.is_full()) {
            part.last = rows_.last();
            const Value scope = stream.parsed.scope;
            if (by_scope && part.last->value != scope) part.last.reset();
            if (by_scope && part.last) part.last->value = {};
        }
        return state_.table(entity_).list(part, [&](ListPlace place) {
            if (by_scope) place.value = stream.parsed.scope;
            return rows_.add({std::move(place), &stream});
        });
    }

    ReplicaState& state_;
    const Entity& entity_;
    const Query& query_;
    FirstRows& rows_;
};

std::vector<const StreamBook*> streams_with(const ReplicaState& state,
                                            const Entity& entity,
                                            const Query& query) {
    std::vector<const StreamBook*> out;
    for (const auto& [name, stream] : state.books.streams()) {
        const bool wanted = query.stream.empty() || query.stream == name;
        if (wanted && entity.lives_in(stream->parsed.kind)) out.push_back(stream.get());
    }
    return out;
}

}  // namespace

Result<Record> Replica::find(const Entity& entity, const RowId& id) {
    const auto missing = [&] {
        return fail(Code::not_found, "not-found",
                    fmt::format("{} {} does not exist", entity.name, to_hex(id)));
    };
    TRY(auto located, locate(entity, id));
    if (!located) return missing();
    const auto& [stream, row] = *located;
    if (!entity.edition.empty()) {
        TRY(const bool published, is_published(*state_, entity, stream->s, row.key.back()));
        if (!published) return missing();
    }
    TRY(Record out, record(*stream, entity, row));
    if (out.life == "absent" && !out.rejection) return missing();
    return out;
}

/// The places are counted, and no record is read.
Result<engine::Count> Replica::count(const Entity& entity, const Query& query, std::size_t most) {
    Query whole = query;
    whole.after.reset();
    whole.after_value = {};
    whole.sort = nullptr;
    whole.descending = false;
    whole.limit = most;
    const auto streams = streams_with(*state_, entity, whole);
    FirstRows rows(whole, streams.size());
    StreamList list(*state_, entity, whole, rows);
    for (const StreamBook* stream : streams) TRY_VOID(list.add(*stream));
    engine::Count out;
    out.total = rows.take(out.more).size();
    return out;
}

Result<Page> Replica::list(const Entity& entity, const Query& query) {
    const auto streams = streams_with(*state_, entity, query);
    FirstRows rows(query, streams.size());
    StreamList list(*state_, entity, query, rows);
    for (const StreamBook* stream : streams) TRY_VOID(list.add(*stream));
    Page page;
    for (const auto& [place, stream] : rows.take(page.more)) {
        TRY(const auto row, applier_->row(stream->s, entity, place.row));
        ASSERT(row.has_value());
        TRY(Record found, record(*stream, entity, *row));
        page.records.push_back(std::move(found));
    }
    return page;
}

}  // namespace branchline::sync
