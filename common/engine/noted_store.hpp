// A store that remembers which entry was written through it last.
#pragma once

#include <optional>

#include "common/engine/forwarding_store.hpp"

namespace branchline::engine {

class NotedStore final : public ForwardingStore {
public:
    using ForwardingStore::ForwardingStore;

    const std::optional<Committed>& last() const { return last_; }

    Result<Committed> commit(const Edit& edit) override {
        auto done = inner().commit(edit);
        if (done) last_ = *done;
        return done;
    }

private:
    std::optional<Committed> last_;
};

}  // namespace branchline::engine
