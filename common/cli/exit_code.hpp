// The exit codes of both programs and the one table from failures to them.
#pragma once

#include <span>
#include <string_view>

#include "common/base/result.hpp"

namespace branchline::cli {

/// Permanent: scripts and units depend on them. `check ...` alone uses 0 to 3 as ok, warning,
/// critical, unknown.
enum class ExitCode {
    done = 0,
    failed = 1,
    usage = 2,
    configuration = 3,  ///< Configuration or data file invalid, or newer than this program.
    not_reachable = 4,  ///< No daemon answers.
    not_found = 5,
    conflict = 6,      ///< Or a precondition failed.
    not_allowed = 7,   ///< Or not signed in.
    unavailable = 8,   ///< Timed out or not possible now: a retry may help.
    refused = 9,       ///< By a business rule.
    differences = 10,  ///< `plan` and `diff` found some.
    io = 74,           ///< Disk or network failed, or the disk is full.
    locked = 75,       ///< Another process holds the data directory.
    identity = 76,     ///< This replica may be a copy or an old backup of itself.
    corrupt = 77,
};

struct ExitMeaning {
    ExitCode code;
    std::string_view name;
    std::string_view text;
};
/// Every code with what it means, for manuals; in the order of the codes.
std::span<const ExitMeaning> exit_meanings();

int exit_code_of(const Error& error);
constexpr int to_int(ExitCode code) {
    return static_cast<int>(code);
}

}  // namespace branchline::cli
