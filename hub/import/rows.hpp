// Writing rows that another source owns: what is there already is left alone, so an import repeated
// from its beginning converges and says what it really changed.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "sync/replica/replica.hpp"

namespace branchline::hub {

/// A row of a keyed entity as the source has it: all values beside the key. A field that is not
/// named has no value there.
struct SourceRow {
    const schema::Entity* entity = nullptr;
    std::vector<std::string> key;
    std::map<std::uint16_t, schema::Value> values;

    /// Bytes that it takes in an entry, roughly and rather too many.
    std::size_t size() const;
};

/// Rows of one entity, with values by the names of the fields.
class RowList {
public:
    RowList(const sync::Replica& replica, std::string_view entity)
        : entity_(replica.entity(entity)) {}

    void add(std::vector<std::string> key, const std::map<std::string_view, schema::Value>& values);
    std::vector<SourceRow> out;

private:
    const schema::Entity& entity_;
};

struct RowFigures {
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};

/// How much goes into one entry: far enough below its limit for what comes around the values.
inline constexpr std::size_t kSliceRows = 1000;
inline constexpr std::size_t kSliceBytes = std::size_t{160} * 1024;

/// Writes what differs as one entry, none when nothing does. Inside the caller's group; the rows
/// are at most a slice.
Result<> write_rows(sync::Replica& replica,
                    const std::string& stream,
                    std::span<const SourceRow> rows,
                    RowFigures& figures);

}  // namespace branchline::hub
