// A store that asks the preconditions before it writes.
#pragma once

#include "common/engine/forwarding_store.hpp"
#include "common/engine/precondition.hpp"

namespace branchline::engine {

class CheckedStore final : public ForwardingStore {
public:
    /// Both must outlive this.
    CheckedStore(Store& inner, std::span<const Precondition> preconditions)
        : ForwardingStore(inner), preconditions_(preconditions) {}

    Result<Committed> commit(const Edit& edit) override {
        for (const RowEdit& row : edit.rows) {
            for (const Precondition& precondition : preconditions_) {
                if (precondition.entity != row.entity->name) continue;
                TRY_VOID(precondition.check(inner(), edit, row));
            }
        }
        return inner().commit(edit);
    }

private:
    std::span<const Precondition> preconditions_;
};

}  // namespace branchline::engine
