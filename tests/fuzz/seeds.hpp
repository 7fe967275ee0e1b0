// Small sound inputs, from which the fuzzers start.
#pragma once

#include <string>
#include <vector>

#include "common/base/bytes.hpp"

namespace branchline::fuzz {

struct Seed {
    std::string target;
    std::string name;  ///< Of the file in corpus/<target>/, without its .bin.
    Bytes bytes;
};

/// From the golden files in `golden`, and written here by our own encoders.
std::vector<Seed> make_seeds(const std::string& golden);

}  // namespace branchline::fuzz
