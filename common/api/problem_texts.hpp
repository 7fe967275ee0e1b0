// What the codes of problem documents mean. `help` of every problem leads to a page made of these
// rows, which the daemon serves itself. A test of the tree finds a code that has no row here.
#pragma once

#include <span>
#include <string_view>

namespace branchline::api {

struct ProblemText {
    std::string_view code;
    std::string_view meaning;
    std::string_view remedy;
};

/// Every code that a daemon may answer with, in alphabetical order. Rules and verdicts are
/// declared elsewhere and bring the texts of theirs.
std::span<const ProblemText> problem_texts();

}  // namespace branchline::api
