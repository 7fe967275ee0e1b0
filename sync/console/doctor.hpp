// The doctor: what could be wrong with a data directory and its daemon, a finding a check. It reads
// and asks only; nothing is created, repaired or locked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/cli/command.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::sync {

enum class Health { ok, warn, fail };
/// Permanent: "ok", "warn", "fail".
std::string_view name_of(Health health);

struct Finding {
    Health health = Health::ok;
    std::string check;   ///< Permanent, kebab-case.
    std::string what;    ///< What was found.
    std::string remedy;  ///< What to do; empty when there is nothing to do.
};
using Findings = std::vector<Finding>;

// Judgements over what was measured.

Finding judge_space(std::uint64_t bytes_free);
/// How far this machine's clock is from the hub's.
Finding judge_clock(Milliseconds offset);
/// From the daemon's status document: of a node its line, of a hub the nodes that are connected.
Finding judge_line(const text::Json& status);
/// From the same document: does the daemon ask who somebody is?
Finding judge_sign_in(const text::Json& status);
/// The daemon's software against ours: "branchline-node 0.1.0".
Finding judge_software(const std::string& running, const std::string& ours);

// Checks of the data directory.

Finding check_directory(const std::filesystem::path& dir);
/// All `names` are in `keys/`, whole, and for their owner alone.
Finding check_keys(const std::filesystem::path& dir, const std::vector<std::string>& names);
/// A database that is there opens and passes SQLite's quick check.
Finding check_database(const std::filesystem::path& dir);
/// The database holds all that this replica has told others (docs/formats/high_water.md).
Finding check_identity(const std::filesystem::path& dir);

/// The command `doctor`: 0 when every finding is ok, else 1.
cli::Command doctor_command();

}  // namespace branchline::sync
