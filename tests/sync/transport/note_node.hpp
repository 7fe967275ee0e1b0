// A node of branch B0101 with its policy and a cut line, whose engine a driver of the test may
// take.
#pragma once

#include "tests/support/branches.hpp"

namespace branchline::test {

inline engine::Edit note(const std::string& title) {
    return edit_of(kStream,
                   new_row("notes.note", {
                                             {"branch", std::string("B0101")},
                                             {"title",  title               }
    }));
}

class NoteNode : public CutBranches {
public:
    NoteNode() : CutBranches({"B0101"}) {}

    Site& site() { return network.node("B0101"); }

    SystemClock clock;
};

}  // namespace branchline::test
