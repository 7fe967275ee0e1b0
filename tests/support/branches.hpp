// Branches of dealer D01 and its stream, as most tests of a network begin.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "tests/support/network.hpp"

namespace branchline::test {

inline const std::string kStream = "dealer/D01";

/// A text as the value of a field, which a literal would not be.
inline std::string text(std::string_view value) {
    return std::string(value);
}

/// Adds a node for each of these branches, and brings all in step.
inline void join(Network& network, std::initializer_list<const char*> branches) {
    for (const char* branch : branches) {
        network.add_node(branch);
        network.connect(branch);
    }
    network.settle();
}
inline Site& join(Network& network, const char* branch) {
    join(network, {branch});
    return network.node(branch);
}

/// Branches that know the policy, each with its line cut.
class CutBranches {
public:
    explicit CutBranches(std::initializer_list<const char*> branches = {"B0101", "B0102"}) {
        join(network, branches);
        for (const char* branch : branches) network.cut(branch);
    }

    Site& hub() { return network.hub(); }

    Network network;
};

}  // namespace branchline::test
