#include "sync/replica/system_tables.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"

namespace branchline::sync {

namespace {

// Hashes, log ids and versions name logs in full or by prefix; everything local uses the dense
// integers `s` (a generation of a stream) and `log`, which never leave this file.
constexpr std::string_view kSystemTables = R"sql(
CREATE TABLE IF NOT EXISTS meta(
    key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stream(
    s INTEGER PRIMARY KEY, name TEXT NOT NULL, generation INTEGER NOT NULL,
    active INTEGER NOT NULL, digest BLOB NOT NULL, UNIQUE(name, generation)) STRICT;
CREATE TABLE IF NOT EXISTS log(
    id INTEGER PRIMARY KEY, s INTEGER NOT NULL, log_id BLOB NOT NULL UNIQUE, author BLOB NOT NULL,
    head_seq INTEGER NOT NULL, head_hash BLOB NOT NULL,
    applied_seq INTEGER NOT NULL, applied_hash BLOB NOT NULL,
    applied_hlc INTEGER NOT NULL, applied_epoch INTEGER NOT NULL,
    past BLOB NOT NULL, cut_at INTEGER, frozen INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS run(
    log INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    prev BLOB NOT NULL, head BLOB NOT NULL, entries BLOB NOT NULL, signature BLOB,
    PRIMARY KEY(log, first)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS causal(
    log INTEGER NOT NULL, seq INTEGER NOT NULL, past BLOB NOT NULL,
    PRIMARY KEY(log, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt(
    log INTEGER NOT NULL, up_to INTEGER NOT NULL, hub_seq INTEGER NOT NULL,
    place INTEGER NOT NULL, PRIMARY KEY(log, up_to)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS exception(
    log INTEGER NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL,
    remedy TEXT NOT NULL, hub_seq INTEGER NOT NULL, hlc INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(log, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rejected_row(
    s INTEGER NOT NULL, entity INTEGER NOT NULL, row BLOB NOT NULL, log INTEGER NOT NULL,
    seq INTEGER NOT NULL, PRIMARY KEY(s, entity, row, log, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS void_entry(
    log INTEGER NOT NULL, seq INTEGER NOT NULL, code INTEGER NOT NULL,
    PRIMARY KEY(log, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contested(
    log INTEGER NOT NULL, seq INTEGER NOT NULL, s INTEGER NOT NULL, entity INTEGER NOT NULL,
    row BLOB NOT NULL, PRIMARY KEY(log, seq, s, entity, row)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS guarded(
    log INTEGER NOT NULL, seq INTEGER NOT NULL, counts INTEGER NOT NULL,
    PRIMARY KEY(log, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS grant_fact(
    s INTEGER NOT NULL, actor BLOB NOT NULL, row BLOB NOT NULL, role TEXT NOT NULL,
    log INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(s, actor, row)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revocation_fact(
    s INTEGER NOT NULL, grant_row BLOB NOT NULL, log INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY(s, grant_row, log, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificate(
    incarnation BLOB NOT NULL, epoch INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY(incarnation, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS role_fact(
    role TEXT NOT NULL, epoch INTEGER NOT NULL, permits TEXT NOT NULL,
    PRIMARY KEY(role, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS quarantine(
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, peer TEXT NOT NULL, stream TEXT NOT NULL,
    log_id BLOB NOT NULL, seq INTEGER NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL,
    evidence BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS answered(
    client_key BLOB PRIMARY KEY, request BLOB NOT NULL, answer BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blob(
    id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
    have INTEGER NOT NULL, at INTEGER NOT NULL, named INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS blob_unnamed ON blob(at) WHERE named = 0;
CREATE TABLE IF NOT EXISTS blob_part(
    id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS blob_name(
    hash BLOB NOT NULL, s INTEGER NOT NULL, PRIMARY KEY(hash, s)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blob_want(
    place INTEGER PRIMARY KEY, s INTEGER NOT NULL, hash BLOB NOT NULL, UNIQUE(hash, s)) STRICT;
CREATE INDEX IF NOT EXISTS blob_want_stream ON blob_want(s);
CREATE TABLE IF NOT EXISTS document_number(
    word TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS desk_position(
    log INTEGER PRIMARY KEY, seq INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS enrolment_token(
    id BLOB PRIMARY KEY, branch TEXT NOT NULL, dealer TEXT NOT NULL, secret_hash BLOB NOT NULL,
    expires INTEGER NOT NULL, tries INTEGER NOT NULL, approve INTEGER NOT NULL,
    state TEXT NOT NULL, incarnation BLOB, request BLOB) STRICT, WITHOUT ROWID;
)sql";

std::string_view column_type(const schema::Field& field) {
    using schema::Merge;
    using schema::Type;
    if (field.merge == Merge::set) return "TEXT";  // A JSON array, for json_each().
    switch (field.type.type) {
        case Type::text:
        case Type::enumeration:
        case Type::key: return "TEXT";
        case Type::ref:
        case Type::bytes: return "BLOB";
        case Type::integer:
        case Type::decimal:
        case Type::date:
        case Type::instant:
        case Type::flag: return "INTEGER";
    }
    return "ANY";
}

Result<std::set<std::string>> columns_of(db::Database& database, const std::string& table) {
    std::set<std::string> out;
    auto& statement = database.prepare("SELECT name FROM pragma_table_info(?)");
    statement.bind(1, table);
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more) return out;
        out.emplace(statement.text(0));
    }
}

std::vector<std::string> split_columns(std::string_view declared) {
    std::vector<std::string> out;
    while (true) {
        const std::size_t comma = std::min(declared.find(','), declared.size());
        out.emplace_back(declared.substr(0, comma));
        if (comma == declared.size()) return out;
        declared.remove_prefix(comma + 1);
    }
}

/// "bin_rows_by_": what the name of an index of ours begins with.
std::string index_prefix(const schema::Entity& entity) {
    return table_name(entity) + "_rows_by_";
}

/// What stands behind CREATE INDEX, as SQLite keeps it.
std::string index_text(const schema::Entity& entity, const RowIndex& index) {
    std::string columns;
    for (const std::string& column : index.columns) columns += fmt::format("\"{}\", ", column);
    // With `life` behind, a count of what people see reads the index alone.
    return fmt::format("{} ON {}_rows(s, {}row, life)", index.name, table_name(entity), columns);
}

/// Drops what an older program indexed and this one does not, or not so.
Result<> drop_old_indexes(db::Database& database, const schema::Entity& entity) {
    std::set<std::string> wanted;
    for (const RowIndex& index : indexes_of(entity)) {
        wanted.insert("CREATE INDEX " + index_text(entity, index));
    }
    std::vector<std::string> old;
    const std::string prefix = index_prefix(entity);
    auto& present = database.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?");
    present.bind(1, table_name(entity) + "_rows");
    for (;;) {
        TRY(const bool more, present.step());
        if (!more) break;
        const std::string name(present.text(0));
        const bool is_wanted = wanted.contains(std::string(present.text(1)));
        if (name.starts_with(prefix) && !is_wanted) old.push_back(name);
    }
    for (const std::string& name : old) TRY_VOID(database.execute("DROP INDEX " + name));
    return {};
}

}  // namespace

std::string table_name(const schema::Entity& entity) {
    std::string name(entity.name);
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

std::vector<RowIndex> indexes_of(const schema::Entity& entity) {
    std::vector<RowIndex> out;
    const auto add = [&](std::vector<std::string> columns) {
        RowIndex index{.name = index_prefix(entity), .columns = std::move(columns)};
        for (const std::string& column : index.columns) {
            index.name += (&column == &index.columns.front() ? "" : "_") + column;
        }
        const bool known = std::any_of(
            out.begin(), out.end(), [&](const RowIndex& i) { return i.columns == index.columns; });
        if (!known) out.push_back(std::move(index));
    };
    const bool by_edition = !entity.edition.empty();
    std::vector<std::string> front;
    if (by_edition) front.emplace_back("edition");
    const auto add_behind_edition = [&](const std::vector<std::string>& columns) {
        std::vector<std::string> all = front;
        for (const std::string& column : columns) {
            if (!by_edition || column != "edition") all.push_back(column);
        }
        add(std::move(all));
    };
    std::set<std::string> led;  // First fields that have an index.
    for (const std::string_view declared : entity.indexes) {
        const auto columns = split_columns(declared);
        // What can be sorted by needs the rows of equal values in their own order.
        add_behind_edition({columns.front()});
        add_behind_edition(columns);
        led.insert(columns.front());
    }
    std::vector<std::string> key;
    for (const std::string_view part : entity.key) {
        if (part != entity.scope) key.emplace_back(part);
    }
    if (by_edition) {
        add(front);  // The rows of one edition.
        add_behind_edition({key.front()});
        add(key);  // All editions of one row.
    } else if (!key.empty() && !led.contains(key.front())) {
        add({key.front()});
        add(key);
    }
    return out;
}

std::string_view system_ddl() {
    return kSystemTables;
}

std::string place_index(const schema::Entity& entity) {
    return table_name(entity) + "_rows_place";
}

namespace {

/// Ids of dot rows grow, so the table can be in their order. Ids of keyed rows are hashes: rows
/// stand as they came, and a narrow index takes what comes in no order.
std::string rows_ddl(const schema::Entity& entity) {
    std::string fields;
    for (const schema::Field& field : entity.fields) {
        fields += fmt::format(",\n    \"{}\" {}", field.name, column_type(field));
    }
    const std::string columns = fmt::format(
        "    s INTEGER NOT NULL, row BLOB NOT NULL, v BLOB NOT NULL, life INTEGER NOT NULL,\n"
        "    conflicts INTEGER NOT NULL, home TEXT NOT NULL{},\n"
        "    x BLOB",
        fields);
    const std::string table = table_name(entity) + "_rows";
    if (!entity.keyed()) {
        return fmt::format(
            "CREATE TABLE IF NOT EXISTS {}(\n{}, PRIMARY KEY(s, row)) STRICT, WITHOUT ROWID;\n",
            table, columns);
    }
    return fmt::format(
        "CREATE TABLE IF NOT EXISTS {}(\n{}) STRICT;\n"
        "CREATE UNIQUE INDEX IF NOT EXISTS {} ON {}(s, row);\n",
        table, columns, place_index(entity), table);
}

}  // namespace

// `home` is the branch that created the row, kept even when the row is gone, because verdicts read
// it. `life`: 0 absent, 1 alive, 2 void, 3 erased. `v` packs the version of every cell with one
// plain write, `x` the cells that need more. `conflicts` counts what a person should look at.
std::string entity_ddl(const schema::Entity& entity) {
    const std::string name = table_name(entity);
    std::string visible;
    for (const schema::Field& field : entity.fields) {
        visible += fmt::format(", r.\"{}\"", field.name);
    }
    std::string indexes;
    for (const RowIndex& index : indexes_of(entity)) {
        indexes += "CREATE INDEX IF NOT EXISTS " + index_text(entity, index) + ";\n";
    }
    return fmt::format(
        "{3}"
        "CREATE INDEX IF NOT EXISTS {0}_conflicts ON {0}_rows(s, row) WHERE conflicts > 0;\n"
        "{2}"
        "DROP VIEW IF EXISTS {0};\n"
        "CREATE VIEW {0} AS SELECT stream.name AS stream, hex(r.row) AS id, r.life,\n"
        "    r.conflicts{1} FROM {0}_rows AS r JOIN stream USING (s)\n"
        "    WHERE stream.active = 1 AND r.life > 0;\n",
        name, visible, indexes, rows_ddl(entity));
}

namespace {

/// A table of keyed rows that an older program made in the order of their ids is made anew.
Result<> rebuild_if_ordered(db::Database& database,
                            const schema::Entity& entity,
                            const std::set<std::string>& columns) {
    const std::string table = table_name(entity) + "_rows";
    auto& find =
        database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?");
    find.bind(1, table);
    TRY(const bool found, find.step());
    const bool ordered = found && find.text(0).find("WITHOUT ROWID") != std::string_view::npos;
    find.reset();
    if (!entity.keyed() || !ordered) return {};
    // Columns of fields that are declared no more stay behind.
    std::set<std::string> kept{"s", "row", "v", "life", "conflicts", "home", "x"};
    for (const schema::Field& field : entity.fields) kept.emplace(field.name);
    std::string names;
    for (const std::string& column : columns) {
        if (!kept.contains(column)) continue;
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column);
    }
    return database.execute(
        fmt::format("DROP VIEW IF EXISTS {0};\nALTER TABLE {1} RENAME TO {1}_old;\n{2}"
                    "INSERT INTO {1}({3}) SELECT {3} FROM {1}_old;\nDROP TABLE {1}_old;\n",
                    table_name(entity), table, rows_ddl(entity), names));
}

/// Of everything that create_tables() writes for these declarations.
Hash tables_hash(const schema::Registry& registry) {
    std::string all(kSystemTables);
    for (const schema::Entity* entity : registry.entities()) all += entity_ddl(*entity);
    return crypto::blake2b("bl/tables/1", {as_bytes(all)});
}

/// Were the tables of this file made for the same declarations? Then there is nothing to do.
Result<bool> are_current(db::Database& database, const Hash& wanted) {
    auto& meta = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'meta'");
    TRY(const bool made, meta.step());
    meta.reset();
    if (!made) return false;
    auto& find = database.prepare("SELECT value FROM meta WHERE key = 'tables'");
    TRY(const bool found, find.step());
    const bool same = found && equal(find.blob(0), wanted.view());
    find.reset();
    return same;
}

}  // namespace

Result<> create_tables(db::Database& database, const schema::Registry& registry) {
    const Hash wanted = tables_hash(registry);
    TRY(const bool current, are_current(database, wanted));
    if (current) return {};
    TRY_VOID(database.begin());
    TRY_VOID(database.execute(kSystemTables));
    for (const schema::Entity* entity : registry.entities()) {
        const std::string table = table_name(*entity) + "_rows";
        TRY(const auto present, columns_of(database, table));
        TRY_VOID(drop_old_indexes(database, *entity));
        for (const schema::Field& field : entity->fields) {
            if (present.empty() || present.contains(std::string(field.name))) continue;
            TRY_VOID(database.execute(fmt::format("ALTER TABLE {} ADD COLUMN \"{}\" {}", table,
                                                  field.name, column_type(field))));
        }
        TRY_VOID(rebuild_if_ordered(database, *entity, present));
        TRY_VOID(database.execute(entity_ddl(*entity)));
    }
    auto& note = database.prepare("INSERT OR REPLACE INTO meta VALUES('tables', ?)");
    TRY_VOID(note.bind(1, wanted.view()).run());
    return database.commit();
}

}  // namespace branchline::sync
