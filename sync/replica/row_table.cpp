#include "sync/replica/row_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/text/json.hpp"
#include "sync/replica/system_tables.hpp"
#include "sync/replica/version_list.hpp"

namespace branchline::sync {

namespace {

using merge::Cell;
using merge::Row;
using merge::Write;
using schema::Field;
using schema::Merge;
using schema::Value;

// Permanent: the life cell in the packed columns; fields use their own ids.
constexpr std::uint16_t kLife = schema::kLifeField;
/// Of the columns that are read, behind v, x and home.
constexpr int kFirstField = 3;

/// A plain cell's value is its column, so only the version needs packing.
bool is_plain(const Field& field, const Cell& cell) {
    if (cell.writes.size() != 1) return false;
    const auto& payload = cell.writes.front().payload;
    switch (field.merge) {
        case Merge::own:
        case Merge::lww: return true;
        case Merge::max:
        case Merge::min: return std::get<Reading>(payload).generation == 0;
        case Merge::state: return !std::get<Step>(payload).left.has_value();
        case Merge::set:
        case Merge::restrict:
        case Merge::ledger:
        case Merge::life: return false;
    }
    return false;
}

Payload plain_payload(const Field& field, Value value) {
    if (schema::is_reading(field.merge)) return Reading{0, std::get<std::int64_t>(value)};
    if (field.merge == Merge::state) return Step{std::get<std::string>(value), {}, {}};
    return Plain{std::move(value)};
}

bool is_plain_life(const Cell& cell) {
    return cell.writes.size() == 1 && std::get<Life>(cell.writes.front().payload) == Life::alive;
}

Value column_value(const Field& field, const db::Statement& row, int column) {
    using schema::Type;
    if (row.is_null(column)) return {};
    switch (field.type.type) {
        case Type::text:
        case Type::enumeration:
        case Type::key: return std::string(row.text(column));
        case Type::ref:
        case Type::bytes: return to_bytes(row.blob(column));
        case Type::flag: return row.integer(column) != 0;
        case Type::integer:
        case Type::decimal:
        case Type::date:
        case Type::instant: return row.integer(column);
    }
    return {};
}

std::string json_array(const std::vector<std::string>& elements) {
    text::Json array = text::Json::array();
    for (const std::string& element : elements) array.push_back(element);
    return text::dump(array);
}

/// Binds a visible value; `scratch` keeps the text of a set alive until the statement has run.
void bind_value(db::Statement& statement, int at, const Value& value, std::string& scratch) {
    if (const auto* flag = std::get_if<bool>(&value)) {
        statement.bind(at, std::int64_t{*flag});
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement.bind(at, *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bind(at, std::string_view(*text));
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
        statement.bind(at, ByteView(*bytes));
    } else if (const auto* set = std::get_if<std::vector<std::string>>(&value)) {
        scratch = json_array(*set);
        statement.bind(at, std::string_view(scratch));
    } else {
        statement.bind_null(at);
    }
}

class VersionCodec {
public:
    explicit VersionCodec(const Books& books) : books_(books) {}

    void write(pack::Writer& w, const Version& version) const {
        w.uint(version.hlc).uint(static_cast<std::uint64_t>(books_.log(version.log)->id));
        w.uint(version.seq);
    }
    Version read(pack::Reader& r) const {
        Version version{.hlc = r.uint()};
        const LogBook* log = books_.log_by_id(static_cast<std::int64_t>(r.uint()));
        if (log == nullptr) r.fail("unknown log");
        version.log = log == nullptr ? 0 : log->prefix;
        version.seq = r.uint();
        return version;
    }

private:
    const Books& books_;
};

void pack_cell(pack::Writer& w, std::uint16_t field, const Cell& cell, const VersionCodec& codec) {
    w.array(2).uint(field).array(cell.writes.size());
    for (const Write& write : cell.writes) {
        w.array(4);
        codec.write(w, write.version);
        w.raw(encode_payload(write.payload));
    }
}

Result<> unpack_cells(ByteView packed,
                      const schema::Entity& entity,
                      const VersionCodec& codec,
                      Row& row) {
    TRY(const pack::Document document, pack::Document::parse(packed));
    pack::Reader r(document);
    const std::size_t cells = r.array();
    for (std::size_t i = 0; i < cells && r.ok(); ++i) {
        r.array_of(2);
        const auto id = static_cast<std::uint16_t>(r.uint(UINT16_MAX));
        const std::size_t at = entity.index_of(id);
        const bool life = id == kLife;
        if (!life && at == entity.fields.size()) r.fail("unknown field");
        const std::size_t writes = r.array();
        for (std::size_t k = 0; k < writes && r.ok(); ++k) {
            r.array_of(4);
            const Version version = codec.read(r);
            const ByteView raw = r.raw();
            if (life) {
                TRY(const Life rank, decode_life(raw));
                row.life.writes.emplace_back(version, rank);
            } else {
                TRY(Payload payload, decode_payload(entity.fields[at], raw));
                row.cells[at].writes.push_back({version, std::move(payload)});
            }
        }
    }
    return r.status();
}

bool has_plain_rows(const schema::Entity& entity) {
    const auto fits = [](const Field& field) {
        const bool plain =
            field.merge == Merge::own || field.merge == Merge::lww || field.merge == Merge::ledger;
        return plain && field.id < kMaskedFields;
    };
    return entity.posts.empty() && std::all_of(entity.fields.begin(), entity.fields.end(), fits);
}

}  // namespace

RowTable::RowTable(db::Database& database, const Books& books, const schema::Entity& entity)
    : database_(&database),
      books_(&books),
      entity_(&entity),
      table_(table_name(entity) + "_rows"),
      indexes_(indexes_of(entity)),
      takes_plain_rows_(has_plain_rows(entity)) {
    std::string columns;
    std::string marks;
    std::string updates;
    for (const Field& field : entity.fields) {
        columns += fmt::format(", \"{}\"", field.name);
        marks += ", ?";
        updates += fmt::format(", \"{0}\" = excluded.\"{0}\"", field.name);
    }
    load_sql_ = fmt::format("SELECT v, x, home{}{} FROM {} WHERE s = ? AND row = ?", columns,
                            entity.keyed() ? ", rowid" : "", table_);
    load_plain_sql_ = load_sql_ + " AND x IS NULL AND life = 1 AND conflicts = 0";
    insert_sql_ = fmt::format(
        "INSERT INTO {}(s, row, v, x, life, conflicts, home{}) VALUES(?, ?, ?, ?, ?, ?, ?{})"
        " ON CONFLICT(s, row) DO NOTHING",
        table_, columns, marks);
    store_sql_ = fmt::format(
        "INSERT INTO {}(s, row, v, x, life, conflicts, home{}) VALUES(?, ?, ?, ?, ?, ?, ?{})"
        " ON CONFLICT(s, row) DO UPDATE SET v = excluded.v, x = excluded.x, life = excluded.life,"
        " conflicts = excluded.conflicts, home = excluded.home{}",
        table_, columns, marks, updates);
}

Result<std::optional<Row>> RowTable::load(std::int64_t s, const RowId& id) {
    auto& columns = database_->prepare(load_sql_);
    columns.bind(1, s).bind(2, id.view());
    TRY(const bool found, columns.step());
    expects_new_ = !found;
    if (!found) return std::nullopt;
    expects_plain_ = columns.is_null(1);
    auto row = read(columns, id);
    note_place(s, id, columns);
    columns.reset();
    if (!row) return std::unexpected(row.error());
    return std::move(*row);
}

Result<Row> RowTable::read(db::Statement& columns, const RowId& id) {
    const VersionCodec codec(*books_);
    Row row = merge::make_row(*entity_, id);
    TRY(const CellVersions versions, unpack_versions(columns.blob(0), *books_));
    const auto version_of = [&](std::uint16_t field) -> const Version* {
        const auto found = std::find_if(versions.begin(), versions.end(),
                                        [&](const auto& cell) { return cell.first == field; });
        return found == versions.end() ? nullptr : &found->second;
    };
    row.home = columns.text(2);
    if (!columns.is_null(1)) TRY_VOID(unpack_cells(columns.blob(1), *entity_, codec, row));
    row.key.resize(entity_->key.size());
    for (std::size_t i = 0; i < entity_->fields.size(); ++i) {
        const Field& field = entity_->fields[i];
        const int column = static_cast<int>(i) + kFirstField;
        const auto part = std::find(entity_->key.begin(), entity_->key.end(), field.name);
        if (part != entity_->key.end()) {
            row.key[static_cast<std::size_t>(part - entity_->key.begin())] = columns.text(column);
        } else if (field.merge == Merge::ledger) {
            row.balances[i] = columns.is_null(column) ? 0 : columns.integer(column);
        } else if (const Version* version = version_of(field.id)) {
            row.cells[i].writes.push_back(
                {*version, plain_payload(field, column_value(field, columns, column))});
        }
    }
    if (const Version* life = version_of(kLife)) row.life.writes.push_back({*life, Life::alive});
    return row;
}

namespace {

/// What a row takes beside its visible values.
struct PackedRow {
    Bytes v;
    Bytes x;  ///< Empty: every cell is plain.
};

PackedRow pack_row(const schema::Entity& entity, const Row& row, const Books& books) {
    const VersionCodec codec(books);
    CellVersions plain;
    std::vector<std::pair<std::uint16_t, const Cell*>> packed;
    plain.reserve(entity.fields.size() + 1);
    const auto sort_in = [&](std::uint16_t id, const Cell& cell, bool is_plain_cell) {
        if (cell.writes.empty()) return;
        if (is_plain_cell) {
            plain.emplace_back(id, cell.writes.front().version);
        } else {
            packed.emplace_back(id, &cell);
        }
    };
    sort_in(kLife, row.life, is_plain_life(row.life));
    for (std::size_t i = 0; i < entity.fields.size(); ++i) {
        sort_in(entity.fields[i].id, row.cells[i], is_plain(entity.fields[i], row.cells[i]));
    }
    PackedRow out{.v = pack_versions(plain, books), .x = {}};
    if (packed.empty()) return out;
    pack::Writer x;
    x.array(packed.size());
    for (const auto& [id, cell] : packed) pack_cell(x, id, *cell, codec);
    out.x = x.take();
    return out;
}

/// The columns that stand in every statement, from the first mark on; the next mark.
int bind_packed(db::Statement& statement,
                int at,
                const PackedRow& packed,
                const Row& row,
                const merge::RowView& view) {
    statement.bind(at, ByteView(packed.v));
    if (packed.x.empty()) {
        statement.bind_null(at + 1);
    } else {
        statement.bind(at + 1, ByteView(packed.x));
    }
    statement.bind(at + 2, static_cast<std::int64_t>(view.life));
    statement.bind(at + 3, static_cast<std::int64_t>(view.conflicts()));
    statement.bind(at + 4, std::string_view(row.home));
    return at + 5;
}

}  // namespace

Result<bool> RowTable::insert(std::int64_t s, const PlainRow& row) {
    auto& statement = database_->prepare(insert_sql_);
    const Bytes versions = pack_version(row.version, row.written, *books_);
    statement.bind(1, s).bind(2, row.id.view()).bind(3, ByteView(versions)).bind_null(4);
    statement.bind(5, static_cast<std::int64_t>(Life::alive)).bind(6, std::int64_t{0});
    statement.bind(7, row.home);
    std::string scratch;  // Plain values are no sets.
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        bind_value(statement, static_cast<int>(i) + 8, row.values[i], scratch);
    }
    TRY_VOID(statement.run());
    expects_new_ = database_->changes() == 1;
    return expects_new_;
}

const Version* PlainCells::version_of(std::uint16_t field) const {
    const auto found = std::find_if(versions.begin(), versions.end(),
                                    [&](const auto& cell) { return cell.first == field; });
    return found == versions.end() ? nullptr : &found->second;
}

void PlainCells::set_version(std::uint16_t field, const Version& version) {
    const auto found = std::find_if(versions.begin(), versions.end(),
                                    [&](const auto& cell) { return cell.first == field; });
    if (found != versions.end()) {
        found->second = version;
    } else {
        versions.emplace_back(field, version);
    }
}

Result<std::optional<PlainCells>> RowTable::load_plain(std::int64_t s, const RowId& id) {
    auto& columns = database_->prepare(load_plain_sql_);
    columns.bind(1, s).bind(2, id.view());
    TRY(const bool found, columns.step());
    expects_plain_ = found;
    if (!found) return std::nullopt;
    expects_new_ = false;
    PlainCells cells;
    auto versions = unpack_versions(columns.blob(0), *books_);
    for (std::size_t i = 0; versions && i < entity_->fields.size(); ++i) {
        const Field& field = entity_->fields[i];
        Value value = column_value(field, columns, static_cast<int>(i) + kFirstField);
        // The column of a balance that is newer than the row.
        const bool is_zero = field.merge == Merge::ledger && value == Value();
        cells.values.push_back(is_zero ? Value(std::int64_t{0}) : std::move(value));
    }
    note_place(s, id, columns);
    columns.reset();
    if (!versions) return std::unexpected(versions.error());
    cells.versions = *std::move(versions);
    return cells;
}

void RowTable::note_place(std::int64_t s, const RowId& row, const db::Statement& columns) {
    if (!entity_->keyed()) return;
    loaded_ = {s, row, columns.integer(kFirstField + static_cast<int>(entity_->fields.size()))};
}

Result<> RowTable::update(std::int64_t s,
                          const RowId& row,
                          const PlainCells& cells,
                          FieldMask changed) {
    auto& statement = database_->prepare(
        update_sql({.states = false, .at_place = entity_->keyed(), .changed = changed}));
    const Bytes versions = pack_versions(cells.versions, *books_);
    int at = 1;
    statement.bind(at++, ByteView(versions));
    std::string scratch;  // Plain values are no sets.
    for (std::size_t i = 0; i < cells.values.size(); ++i) {
        if ((changed >> i & 1U) != 0) bind_value(statement, at++, cells.values[i], scratch);
    }
    if (entity_->keyed()) {
        statement.bind(at, loaded_->at);
    } else {
        statement.bind(at, s).bind(at + 1, row.view());
    }
    return statement.run();
}

const std::string& RowTable::update_sql(const Update& update) {
    std::string& sql = update_sql_[update];
    if (!sql.empty()) return sql;
    sql = fmt::format("UPDATE {} SET v = ?{}", table_,
                      update.states ? ", x = ?, life = ?, conflicts = ?, home = ?" : "");
    for (std::size_t i = 0; i < entity_->fields.size(); ++i) {
        if ((update.changed >> i & 1U) == 0) continue;
        sql += fmt::format(", \"{}\" = ?", entity_->fields[i].name);
    }
    sql += update.at_place ? " WHERE rowid = ?" : " WHERE s = ? AND row = ?";
    return sql;
}

Result<> RowTable::store(std::int64_t s,
                         const Row& row,
                         const merge::RowView& view,
                         const merge::RowView* stored) {
    const std::size_t fields = entity_->fields.size();
    FieldMask changed = 0;
    for (std::size_t i = 0; i < fields; ++i) {
        const bool same = stored != nullptr && stored->fields[i].value == view.fields[i].value;
        if (!same) changed |= FieldMask{1} << i;
    }
    const PackedRow packed = pack_row(*entity_, row, *books_);
    std::vector<std::string> scratch(fields);
    const bool at_place = stored != nullptr && loaded_ && loaded_->row == row.id && loaded_->s == s;
    auto& statement =
        database_->prepare(stored == nullptr ? store_sql_ : update_sql({true, at_place, changed}));
    int at = 1;
    const auto bind_name = [&] {
        statement.bind(at, s).bind(at + 1, row.id.view());
        at += 2;
    };
    if (stored == nullptr) bind_name();
    at = bind_packed(statement, at, packed, row, view);
    for (std::size_t i = 0; i < fields; ++i) {
        if ((changed >> i & 1U) == 0) continue;
        bind_value(statement, at++, view.fields[i].value, scratch[i]);
    }
    if (at_place) {
        statement.bind(at, loaded_->at);
    } else if (stored != nullptr) {
        bind_name();
    }
    return statement.run();
}

Result<std::optional<std::string>> RowTable::home(std::int64_t s, const RowId& row) {
    auto& statement =
        database_->prepare(fmt::format("SELECT home FROM {} WHERE s = ? AND row = ?", table_));
    statement.bind(1, s).bind(2, row.view());
    TRY(const bool found, statement.step());
    if (!found) return std::nullopt;
    std::string home(statement.text(0));
    statement.reset();
    return home;
}

Result<std::vector<RowId>> RowTable::ids(std::int64_t s,
                                         const std::optional<RowId>& after,
                                         std::size_t limit,
                                         bool conflicts_only) {
    auto& statement = database_->prepare(
        fmt::format("SELECT row FROM {} WHERE s = ? AND row > ? AND {} ORDER BY row LIMIT ?",
                    table_, conflicts_only ? "conflicts > 0" : "life > 0"));
    const Bytes from = after ? to_bytes(after->view()) : Bytes();
    statement.bind(1, s).bind(2, ByteView(from)).bind(3, static_cast<std::int64_t>(limit));
    std::vector<RowId> out;
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more) return out;
        out.push_back(RowId::from(statement.blob(0)));
    }
}

Result<std::size_t> RowTable::count_conflicts(std::int64_t s) {
    auto& statement = database_->prepare(fmt::format(
        "SELECT coalesce(sum(conflicts), 0) FROM {} WHERE s = ? AND conflicts > 0", table_));
    statement.bind(1, s);
    TRY_VOID(statement.step());
    const auto count = static_cast<std::size_t>(statement.integer(0));
    statement.reset();
    return count;
}

Result<> RowTable::list(const ListPart& part, const std::function<bool(ListPlace)>& take) {
    for (const ListStatement& statement : list_statements(*entity_, indexes_, part)) {
        TRY(const bool more, list_one(statement, part.sort, take));
        if (!more) break;
    }
    return {};
}

/// False when `take` wants no more.
Result<bool> RowTable::list_one(const ListStatement& statement,
                                const Field* sort,
                                const std::function<bool(ListPlace)>& take) {
    auto& rows = database_->prepare(statement.sql);
    std::vector<std::string> scratch(statement.values.size());
    for (std::size_t i = 0; i < statement.values.size(); ++i) {
        bind_value(rows, static_cast<int>(i) + 1, statement.values[i], scratch[i]);
    }
    for (;;) {
        TRY(const bool found, rows.step());
        if (!found) return true;
        ListPlace place{.value = {}, .row = RowId::from(rows.blob(0))};
        if (sort != nullptr) place.value = column_value(*sort, rows, 1);
        if (take(std::move(place))) continue;
        rows.reset();
        return false;
    }
}

}  // namespace branchline::sync
