// What people at the desks do: edits as a clerk would make them from what the screen shows, at a
// branch or at the importer. Now and then a dishonest program at a branch signs what it may not.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/replica/replica.hpp"

namespace branchline::sim {

struct Desk {
    std::string dealer;  ///< Empty at the importer's desk.
    std::string branch;
    bool at_hub() const { return branch.empty(); }
};

/// Every text of a dealer's rows carries its mark, so that a stray byte of it can be found.
std::string mark_of(const std::string& dealer);

class Workload {
public:
    explicit Workload(std::uint64_t seed) : random_(seed) {}

    void add_dealer(const std::string& dealer) { dealers_.push_back(dealer); }
    void add_branch(const std::string& dealer, const std::string& branch) {
        rows_[dealer].branches.push_back(branch);
    }

    /// Something that a person at the desk might want now. Asked inside a group.
    engine::Edit compose(sync::Replica& replica, const Desk& desk);
    /// Rows that an edit made; later edits at any desk of the dealer may find them.
    void remember(const engine::Edit& edit, const engine::Committed& committed);
    /// Signs and stores an entry that the author's own verdict would have refused.
    Result<> forge(sync::Replica& replica, const Desk& desk);

private:
    struct Rows {
        std::vector<std::string> branches;
        std::vector<RowId> notes;
        std::vector<RowId> moves;
        std::vector<RowId> users;
        std::vector<RowId> grants;
    };
    using Values = std::map<std::string, schema::Value>;

    bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
    template <class Some>
    const Some* pick(const std::vector<Some>& all, std::size_t newest = SIZE_MAX);
    std::string text_for(const std::string& dealer);

    engine::RowEdit new_note(const std::string& dealer, const std::string& branch);
    engine::RowEdit new_move(const Desk& desk);
    std::optional<engine::RowEdit> new_evidence(sync::Replica& replica, const Desk& desk);
    engine::RowEdit bin_edit(const Desk& desk, const std::string& dealer);
    std::optional<engine::RowEdit> note_edit(sync::Replica& replica,
                                             const Desk& desk,
                                             const std::string& dealer,
                                             std::uint16_t& command);
    bool add_transition(sync::Replica& replica,
                        const Desk& desk,
                        engine::RowEdit& row,
                        std::uint16_t& command);
    void add_branch_wish(const std::string& dealer, engine::RowEdit& row);
    void add_people_edit(const Desk& desk, engine::Edit& edit);
    engine::RowEdit edit_row(sync::Replica& replica, const Desk& desk, engine::Edit& edit);

    SeededRandom random_;
    std::vector<std::string> dealers_;
    std::map<std::string, Rows> rows_;  ///< By dealer.
    std::uint64_t made_ = 0;
};

}  // namespace branchline::sim
