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

}  // namespace

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
