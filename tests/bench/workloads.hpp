// The measured workloads, run by the product's own hub and nodes in processes of their own. Times
// are in seconds unless the name says otherwise.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/text/json.hpp"
#include "tests/bench/data.hpp"

namespace branchline::bench {

/// One workload: `prepare` makes at `base` what every run begins with, `run` measures in a copy.
struct Workload {
    std::string name;
    std::string what;
    /// Fields that the floor answers too, of which a smaller figure is better.
    std::vector<std::string> compared;
    std::function<void(const std::filesystem::path& base, int port, const Data& data)> prepare;
    std::function<text::Json(const std::filesystem::path& dir, int port, const Data& data)> run;
};

const std::vector<Workload>& workloads();

}  // namespace branchline::bench
