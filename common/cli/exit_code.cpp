#include "common/cli/exit_code.hpp"

namespace branchline::cli {

namespace {

// An id that means more than its class; looked at first.
constexpr struct {
    std::string_view id;
    ExitCode exit;
} kById[] = {
    {"usage",                ExitCode::usage        },
    {"daemon-not-reachable", ExitCode::not_reachable},
    {"not-signed-in",        ExitCode::not_allowed  },
};

constexpr struct {
    Code code;
    ExitCode exit;
} kByCode[] = {
    {Code::not_found,     ExitCode::not_found    },
    {Code::conflict,      ExitCode::conflict     },
    {Code::forbidden,     ExitCode::not_allowed  },
    {Code::invalid,       ExitCode::usage        },
    {Code::refused,       ExitCode::refused      },
    {Code::too_large,     ExitCode::failed       },
    {Code::unavailable,   ExitCode::unavailable  },
    {Code::disk_full,     ExitCode::io           },
    {Code::io,            ExitCode::io           },
    {Code::corrupt,       ExitCode::corrupt      },
    {Code::locked,        ExitCode::locked       },
    {Code::identity,      ExitCode::identity     },
    {Code::configuration, ExitCode::configuration},
};

constexpr ExitMeaning kMeanings[] = {
    {ExitCode::done,          "done",          "It is done."                                     },
    {ExitCode::failed,        "failed",        "Failed, without a class of its own."             },
    {ExitCode::usage,         "usage",         "The command line or an input is wrong."          },
    {ExitCode::configuration, "configuration", "Configuration or data file invalid, or too new." },
    {ExitCode::not_reachable, "not reachable", "No daemon answers."                              },
    {ExitCode::not_found,     "not found",     "The named thing does not exist."                 },
    {ExitCode::conflict,      "conflict",      "It is so already, or the state has moved on."    },
    {ExitCode::not_allowed,   "not allowed",   "The caller may not do this, or is not signed in."},
    {ExitCode::unavailable,   "unavailable",   "Timed out or not possible now: try again."       },
    {ExitCode::refused,       "refused",       "A business rule says no."                        },
    {ExitCode::differences,   "differences",   "A comparison found differences."                 },
    {ExitCode::io,            "I/O",           "Disk or network failed, or the disk is full."    },
    {ExitCode::locked,        "locked",        "Another process holds the data directory."       },
    {ExitCode::identity,      "identity",      "This replica may be a copy or an old backup."    },
    {ExitCode::corrupt,       "corrupt",       "Stored bytes are not what was written."          },
};

}  // namespace

std::span<const ExitMeaning> exit_meanings() {
    return kMeanings;
}

int exit_code_of(const Error& error) {
    for (const auto& row : kById) {
        if (row.id == error.id) return to_int(row.exit);
    }
    for (const auto& row : kByCode) {
        if (row.code == error.code) return to_int(row.exit);
    }
    return to_int(ExitCode::failed);
}

}  // namespace branchline::cli
