#include "common/api/open_streams.hpp"

namespace branchline::api {

OpenStreams::Place OpenStreams::open(const RowId& user) {
    {
        const std::lock_guard lock(counts_->mutex);
        std::size_t& open = counts_->open[user];
        if (open >= most_) return nullptr;
        ++open;
    }
    const auto leave = [counts = counts_, user](const void*) {
        const std::lock_guard lock(counts->mutex);
        const auto found = counts->open.find(user);
        if (--found->second == 0) counts->open.erase(found);
    };
    return {counts_.get(), leave};
}

}  // namespace branchline::api
