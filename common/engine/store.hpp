// The only door to records for domain code and the API. Implemented by the
// replica; tests implement it in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/engine/insight.hpp"
#include "common/schema/registry.hpp"
#include "common/schema/value.hpp"

namespace branchline::engine {

/// How far a record has come, in words a clerk can read.
enum class Progress : std::uint8_t {
    local,     ///< Saved here.
    sent,      ///< On its way.
    received,  ///< At the importer.
    accepted,
    rejected,
};
std::string_view name_of(Progress progress);

/// One row as people see it.
struct Record {
    const schema::Entity* entity = nullptr;
    RowId id;
    std::string stream;
    std::string version;  ///< Equal on every replica that shows the same value; the ETag.
    std::string life;     ///< alive, void, erased
    std::vector<schema::Value> values;  ///< One for each field of the declaration.
    Progress progress = Progress::local;
    std::size_t conflicts = 0;
    std::optional<Reason> rejection;
};

enum class Match : std::uint8_t { equal, prefix, at_least, at_most };

/// `prefix` is for texts; a set matches a text that is one of its elements.
struct Filter {
    const schema::Field* field = nullptr;
    schema::Value value;
    Match match = Match::equal;
};

/// A page of the records that pass all filters, by `sort` and then by row id; by row id alone
/// without it. `after` is the last row of the page before, with its value of `sort`.
struct Query {
    std::string stream;  ///< Empty: of all streams held here.
    std::vector<Filter> filters;
    const schema::Field* sort = nullptr;
    bool descending = false;
    schema::Value after_value;
    std::optional<RowId> after;
    std::size_t limit = 100;
    /// Of entities with editions: the newest edition of each record that is published and valid on
    /// this day (days since 1970-01-01).
    std::int64_t as_of = INT64_MAX;
};

struct Page {
    std::vector<Record> records;
    bool more = false;
};

/// How many records a list has; with `more` at least so many.
struct Count {
    std::uint64_t total = 0;
    bool more = false;

    bool operator==(const Count&) const = default;
};

/// What a person wants of one row. Exactly one of `id` (existing), `key` (keyed entity) or neither
/// (a new dot row).
struct RowEdit {
    const schema::Entity* entity = nullptr;
    std::optional<RowId> id;
    std::vector<std::string> key;
    std::map<std::uint16_t, schema::Value> wishes;  ///< By field id.
    /// What this daemon writes beside the wishes. A repeated request is known again without it.
    std::map<std::uint16_t, schema::Value> added = {};
    std::optional<std::string> transition;  ///< The state to reach.
    bool correct_reading = false;           ///< `max` wishes open a new generation.
    bool make_void = false;
    std::optional<std::string> expected_version;  ///< If-Match.
};

/// One local transaction: becomes one signed entry.
struct Edit {
    std::string stream;
    std::optional<RowId> actor;  ///< None: the enrolment's built-in operator.
    std::uint16_t command = 0;
    std::optional<Bytes> client_key;
    std::vector<RowEdit> rows;
};

struct Committed {
    std::string log;  ///< Hex of the log id.
    std::uint64_t seq = 0;
    std::vector<RowId> rows;  ///< One for each RowEdit.
    bool replayed = false;    ///< The client key had been used: this is the first answer.
};

class Store {
public:
    virtual ~Store() = default;
    /// A declared entity; a name that nobody declared ends the program.
    virtual const schema::Entity& entity(std::string_view name) const = 0;
    virtual Result<Record> find(const schema::Entity& entity, const RowId& id) = 0;
    virtual Result<Page> list(const schema::Entity& entity, const Query& query) = 0;
    /// Of the whole list, whatever page the query names; looks at no more than about `most` of it.
    virtual Result<Count> count(const schema::Entity& entity,
                                const Query& query,
                                std::size_t most) = 0;
    virtual Result<Committed> commit(const Edit& edit) = 0;
    /// Has an edit with this client key been written? Then commit() writes no more with it.
    virtual Result<bool> is_answered(const Bytes& client_key) = 0;

    /// Names of the streams held here.
    virtual std::vector<std::string> streams() const = 0;
    virtual Result<StreamStatus> status(const std::string& stream) = 0;
    virtual Result<StreamDigest> digest(const std::string& stream) = 0;
    virtual Result<std::vector<Conflict>> conflicts(const std::string& stream) = 0;
    virtual Result<std::vector<RejectedEntry>> rejected(const std::string& stream) = 0;
    virtual Result<Why> why(const schema::Entity& entity,
                            const RowId& id,
                            const schema::Field& field) = 0;
    virtual Result<Trace> trace(const schema::Entity& entity, const RowId& id) = 0;
};

}  // namespace branchline::engine
