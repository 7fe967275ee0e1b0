// What callers have been shown of late. A caller whose change comes too late is told from here what
// the record was in the version that the change is based on. Bounded, in memory, and of no weight:
// what is forgotten is told as unknown. On the engine's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "common/engine/store.hpp"
#include "common/http/message.hpp"
#include "common/identity/person.hpp"

namespace branchline::api {

class Recall {
public:
    /// `viewer` has been shown the record as it is.
    void note(const std::string& viewer, const engine::Record& record);
    /// The values, one for each field of the declaration, that this viewer has seen in this
    /// version. Nobody is told what somebody else has seen: masks differ.
    const std::vector<schema::Value>* values(const std::string& viewer,
                                             const schema::Entity& entity,
                                             const RowId& id,
                                             const std::string& version) const;

    static constexpr std::size_t kRecordsMax = 200;  ///< Of all viewers; the oldest go.

private:
    using Key = std::tuple<std::string, std::uint16_t, RowId, std::string>;
    std::map<Key, std::vector<schema::Value>> known_;
    std::deque<Key> order_;  ///< Oldest first.
};

/// One caller's part of it. Without a `recall` nothing is remembered.
struct Viewer {
    std::shared_ptr<Recall> recall = nullptr;
    std::string name = {};

    void shown(const engine::Record& record) const;
    const std::vector<schema::Value>* saw(const engine::Record& current,
                                          const std::string& version) const;
};

/// Tells callers apart who may see different values: people, and tokens narrower than they.
Viewer viewer_of(const http::Request& request, std::shared_ptr<Recall> recall);

}  // namespace branchline::api
