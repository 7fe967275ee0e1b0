// A store that asks the preconditions before it writes, and adds what they complete.
#pragma once

#include "common/engine/forwarding_store.hpp"
#include "common/engine/precondition.hpp"

namespace branchline::engine {

class CheckedStore final : public ForwardingStore {
public:
    /// Both must outlive this.
    CheckedStore(Store& inner, std::span<const Precondition> preconditions)
        : ForwardingStore(inner), preconditions_(preconditions) {}

    /// Whoever repeats an edit after a lost answer meets the records that it has made, and maybe
    /// what others have done with them since: the first judgement holds.
    Result<Committed> commit(const Edit& edit) override {
        if (edit.client_key) {
            TRY(const bool answered, inner().is_answered(*edit.client_key));
            if (answered) return inner().commit(edit);
        }
        for (const RowEdit& row : edit.rows) {
            for (const Precondition& precondition : preconditions_) {
                if (precondition.entity != row.entity->name) continue;
                TRY_VOID(precondition.check(inner(), edit, row));
            }
        }
        Edit whole = edit;
        for (RowEdit& row : whole.rows) TRY_VOID(complete(row));
        return inner().commit(whole);
    }

private:
    Result<> complete(RowEdit& row) {
        for (const Precondition& precondition : preconditions_) {
            if (precondition.complete == nullptr) continue;
            if (precondition.entity == row.entity->name) {
                TRY_VOID(precondition.complete(inner(), row));
            }
        }
        return {};
    }

    std::span<const Precondition> preconditions_;
};

}  // namespace branchline::engine
