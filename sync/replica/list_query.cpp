#include "sync/replica/list_query.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "common/base/bytes.hpp"
#include "common/text/json.hpp"

namespace branchline::sync {

namespace {

using engine::Filter;
using engine::Match;
using schema::Entity;
using schema::Field;
using schema::Value;

/// Which of the two kinds of rows a statement asks for; all where nothing is sorted by.
enum class Segment : std::uint8_t { all, without_value, with_value };

/// The least text behind every text that begins with `prefix`; nothing when there is none.
std::optional<std::string> end_of_prefix(std::string prefix) {
    while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
    if (prefix.empty()) return std::nullopt;
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
    return prefix;
}

/// Can an index on the column answer the filter, as one value or as a range?
bool is_equality(const Filter& filter) {
    return filter.match == Match::equal && filter.field->merge != schema::Merge::set;
}
bool is_range(const Filter& filter) {
    return filter.match != Match::equal && filter.field->merge != schema::Merge::set;
}

/// Collects conditions with the values of their marks, in this order.
class Conditions {
public:
    explicit Conditions(const ListPart& part) : part_(part) {}

    void add(std::string_view condition) { sql_ += fmt::format(" AND {}", condition); }
    void add(std::string_view condition, Value value) {
        add(condition);
        values_.push_back(std::move(value));
    }
    void add_filter(const Filter& filter);
    void add_edition(const Entity& entity,
                     const std::vector<RowIndex>& indexes,
                     const EditionRows& rows);
    void add_place(Segment segment);

    const std::string& sql() const { return sql_; }
    std::vector<Value> take_values() { return std::move(values_); }

private:
    /// `column` is as it stands in the statement.
    void add_match(const std::string& column, const Filter& filter);
    void add_bound(Segment segment, const ListPlace& place, std::string_view comparison);
    std::string left_to_place(const Filter& filter, bool lower) const;

    const ListPart& part_;
    std::string sql_;
    std::vector<Value> values_;
};

void Conditions::add_match(const std::string& column, const Filter& filter) {
    const auto add_lower = [&](const Value& value) {
        add(left_to_place(filter, true) + column + " >= ?", value);
    };
    const auto add_upper = [&](std::string_view comparison, Value value) {
        add(fmt::format("{}{} {} ?", left_to_place(filter, false), column, comparison),
            std::move(value));
    };
    switch (filter.match) {
        case Match::equal:
            if (filter.value == Value()) return add(column + " IS NULL");
            return add(column + " = ?", filter.value);
        case Match::at_least: return add_lower(filter.value);
        case Match::at_most: return add_upper("<=", filter.value);
        case Match::prefix: break;
    }
    const auto* prefix = std::get_if<std::string>(&filter.value);
    add_lower(filter.value);
    if (prefix == nullptr) return;
    if (auto end = end_of_prefix(*prefix)) add_upper("<", *std::move(end));
}

/// A place of the list is the better end of a range on the field that it is sorted by. A plus sign
/// before the filter's own end leaves the index to the place.
std::string Conditions::left_to_place(const Filter& filter, bool lower) const {
    if (filter.field != part_.sort) return "";
    const auto& place = lower != part_.descending ? part_.after : part_.last;
    return place && place->value != Value() ? "+" : "";
}

void Conditions::add_filter(const Filter& filter) {
    const std::string column = fmt::format("r.\"{}\"", filter.field->name);
    const bool whole =
        std::holds_alternative<std::vector<std::string>>(filter.value) || filter.value == Value();
    if (filter.field->merge != schema::Merge::set || whole) return add_match(column, filter);
    sql_ += fmt::format(" AND EXISTS (SELECT 1 FROM json_each({}) AS e WHERE 1", column);
    add_match("e.value", filter);
    sql_ += ")";
}

/// The index of all editions of one row.
std::string key_index(const Entity& entity, const std::vector<RowIndex>& indexes) {
    std::vector<std::string> key;
    for (const std::string_view part : entity.key) {
        if (part != entity.scope) key.emplace_back(part);
    }
    const auto found = std::find_if(indexes.begin(), indexes.end(),
                                    [&](const RowIndex& index) { return index.columns == key; });
    ASSERT(found != indexes.end());
    return found->name;
}

void Conditions::add_edition(const Entity& entity,
                             const std::vector<RowIndex>& indexes,
                             const EditionRows& rows) {
    add("r.\"edition\" = ?", rows.edition);
    if (!rows.newest_only || rows.newer.empty()) return;
    std::string same;
    for (const std::string_view part : entity.key) {
        if (part == entity.scope || part == "edition") continue;
        same += fmt::format(" AND n.\"{0}\" = r.\"{0}\"", part);
    }
    text::Json newer = text::Json::array();
    for (const std::string& edition : rows.newer) newer.push_back(edition);
    // A row has few editions, the stream may have many: the plus sign goes through those of the
    // row.
    sql_ += fmt::format(
        " AND NOT EXISTS (SELECT 1 FROM {}_rows AS n INDEXED BY {} WHERE n.s = r.s{} AND"
        " +n.\"edition\" IN (SELECT value FROM json_each(?)) AND n.life = 1)",
        table_name(entity), key_index(entity, indexes), same);
    values_.emplace_back(text::dump(newer));
}

void Conditions::add_bound(Segment segment, const ListPlace& place, std::string_view comparison) {
    const Value row = to_bytes(place.row.view());
    if (segment != Segment::with_value) return add(fmt::format("r.row {} ?", comparison), row);
    add(fmt::format("(r.\"{}\", r.row) {} (?, ?)", part_.sort->name, comparison), place.value);
    values_.push_back(row);
}

void Conditions::add_place(Segment segment) {
    if (segment == Segment::without_value) add(fmt::format("r.\"{}\" IS NULL", part_.sort->name));
    if (segment == Segment::with_value) add(fmt::format("r.\"{}\" IS NOT NULL", part_.sort->name));
    const auto bounds = [&](const std::optional<ListPlace>& place) {
        const bool has_value = place && place->value != Value();
        return place && (segment == Segment::all || has_value == (segment == Segment::with_value));
    };
    if (bounds(part_.after)) add_bound(segment, *part_.after, part_.descending ? "<" : ">");
    if (bounds(part_.last)) add_bound(segment, *part_.last, part_.descending ? ">=" : "<=");
}

/// What is left of a list behind `after` and up to `last`.
std::vector<Segment> segments_of(const ListPart& part) {
    if (part.sort == nullptr) return {Segment::all};
    const bool compares = std::any_of(part.filters.begin(), part.filters.end(), [&](const auto& f) {
        return f.field == part.sort && (is_range(f) || (is_equality(f) && f.value != Value()));
    });
    if (compares) return {Segment::with_value};
    std::vector<Segment> out{Segment::without_value, Segment::with_value};
    if (part.descending) std::reverse(out.begin(), out.end());
    const auto segment_at = [](const ListPlace& place) {
        return place.value == Value() ? Segment::without_value : Segment::with_value;
    };
    if (part.after && segment_at(*part.after) == out.back()) out.erase(out.begin());
    if (part.last && segment_at(*part.last) == out.front()) out.resize(1);
    return out;
}

/// How well an index answers: columns with one value first, then a range, then the order.
int worth_of(const RowIndex& index, const ListPart& part) {
    const auto any = [&](const std::string& column, bool (*fits)(const Filter&)) {
        return std::any_of(part.filters.begin(), part.filters.end(), [&](const Filter& filter) {
            return filter.field->name == column && fits(filter);
        });
    };
    std::size_t equal = 0;
    bool sorts = part.sort == nullptr;
    for (; equal < index.columns.size(); ++equal) {
        const std::string& column = index.columns[equal];
        if (!(part.edition && column == "edition") && !any(column, is_equality)) break;
        sorts = sorts || (part.sort != nullptr && part.sort->name == column);
    }
    const bool ends = equal == index.columns.size();
    const bool ranges = !ends && any(index.columns[equal], is_range);
    const bool next_sorts = !ends && equal + 1 == index.columns.size() && part.sort != nullptr &&
                            part.sort->name == index.columns[equal];
    const bool in_order = next_sorts || (ends && sorts);
    return static_cast<int>(equal) * 4 + (ranges ? 2 : 0) + (in_order ? 1 : 0);
}

/// Named in the statement: without statistics SQLite would guess.
std::string index_clause(const Entity& entity,
                         const std::vector<RowIndex>& indexes,
                         const ListPart& part) {
    // Dot rows stand in order of their ids.
    int best = part.sort == nullptr ? 1 : 0;
    std::string out = entity.keyed() ? "INDEXED BY " + place_index(entity) : "NOT INDEXED";
    for (const RowIndex& index : indexes) {
        const int worth = worth_of(index, part);
        if (worth <= best) continue;
        best = worth;
        out = "INDEXED BY " + index.name;
    }
    return out;
}

/// Who asks when records left gets those that did.
bool leaves_out_left(const Entity& entity, const ListPart& part) {
    if (entity.left.empty()) return false;
    return std::none_of(part.filters.begin(), part.filters.end(),
                        [&](const Filter& filter) { return filter.field->name == entity.left; });
}

}  // namespace

bool comes_before(const ListPlace& a, const ListPlace& b, bool descending) {
    const auto& [first, second] = descending ? std::tie(b, a) : std::tie(a, b);
    return std::tie(first.value, first.row) < std::tie(second.value, second.row);
}

std::vector<ListStatement> list_statements(const Entity& entity,
                                           const std::vector<RowIndex>& indexes,
                                           const ListPart& part) {
    const std::string_view direction = part.descending ? " DESC" : "";
    std::string columns = "r.row";
    std::string order = fmt::format("r.row{}", direction);
    if (part.sort != nullptr) {
        columns += fmt::format(", r.\"{}\"", part.sort->name);
        order = fmt::format("r.\"{}\"{}, {}", part.sort->name, direction, order);
    }
    const bool alive_only = part.edition && part.edition->newest_only;
    std::vector<ListStatement> out;
    for (const Segment segment : segments_of(part)) {
        Conditions conditions(part);
        conditions.add("r.s = ?", part.s);
        conditions.add(alive_only ? "r.life = 1" : "r.life > 0");
        if (leaves_out_left(entity, part)) {
            conditions.add(fmt::format("r.\"{}\" IS NULL", entity.left));
        }
        if (part.edition) conditions.add_edition(entity, indexes, *part.edition);
        for (const Filter& filter : part.filters) conditions.add_filter(filter);
        conditions.add_place(segment);
        ListStatement statement;
        statement.sql = fmt::format("SELECT {} FROM {}_rows AS r {} WHERE 1{} ORDER BY {} LIMIT ?",
                                    columns, table_name(entity),
                                    index_clause(entity, indexes, part), conditions.sql(), order);
        statement.values = conditions.take_values();
        statement.values.emplace_back(static_cast<std::int64_t>(part.limit));
        out.push_back(std::move(statement));
    }
    return out;
}

}  // namespace branchline::sync
