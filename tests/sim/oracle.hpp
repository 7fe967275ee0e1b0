// The same state computed slowly: take all entries of a stream from the hub's logs, leave out what
// was rejected or void, sort, and fold each cell from the words of design.md section 4. Nothing of
// sync/merge or sync/replica takes part; standing is read from the receipts that travelled.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "sync/replica/replica.hpp"
#include "tests/sim/disk.hpp"

namespace branchline::sim {

/// A replica to be looked at.
struct Holder {
    std::string name;
    sync::Replica* replica = nullptr;
    const Disk* disk = nullptr;
    std::set<std::string> streams;
    std::string dealer;  ///< Empty for the hub.
};

using Findings = std::vector<std::string>;

/// A row as it should be seen.
struct ExpectedRow {
    std::string life;
    std::vector<schema::Value> values;  ///< One for each field of the declaration.
    std::size_t conflicts = 0;
};

class Oracle {
public:
    /// Reads and folds all entries of a stream as the hub holds them.
    static Result<Oracle> read(sync::Replica& hub, const std::string& stream);

    /// Compares every visible row of the stream on a replica with what it should be.
    void compare(const Holder& holder, Findings& findings) const;

private:
    class Folder;
    using Rows = std::map<RowId, ExpectedRow>;

    void compare_rows(const Holder& holder,
                      const schema::Entity& entity,
                      const Rows& expected,
                      Findings& findings) const;

    std::string stream_;
    std::map<std::uint16_t, Rows> rows_;  ///< By entity.
};

/// All entries of a log as a replica gives them to peers: decoded, chained and signed.
struct ReadLog {
    sync::LogHead head;
    std::vector<sync::Entry> entries;
};
Result<ReadLog> read_log(sync::Replica& replica,
                         const std::string& stream,
                         const sync::LogHead& head);

}  // namespace branchline::sim
