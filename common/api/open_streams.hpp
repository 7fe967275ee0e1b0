// How many streams of events each user has open. Opening one is a request like any other, but a
// stream stays: whoever opens without end would take the connections of everybody else.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "common/base/bytes.hpp"

namespace branchline::api {

/// May be called from several threads.
class OpenStreams {
public:
    explicit OpenStreams(std::size_t most) : most_(most), counts_(std::make_shared<Counts>()) {}

    /// Counts as one stream until the last copy is gone, which may be after this.
    using Place = std::shared_ptr<const void>;
    /// Null when the user has as many open as allowed.
    Place open(const RowId& user);

private:
    struct Counts {
        std::mutex mutex;
        std::map<RowId, std::size_t> open;
    };

    std::size_t most_;
    std::shared_ptr<Counts> counts_;
};

}  // namespace branchline::api
