#include "sync/console/settings.hpp"

#include <algorithm>
#include <utility>

#include "common/base/log.hpp"

namespace branchline::sync {

namespace {

using cli::Command;
using cli::Option;
using cli::Program;

constexpr std::string_view kHub = "branchline-hub";
constexpr std::string_view kNode = "branchline-node";
constexpr std::string_view kEveryProgram;
constexpr std::string_view kEveryCommand;

/// Commands that need neither a daemon nor its data directory.
constexpr std::string_view kOffline[] = {"log verify"};

/// Permanent: scripts, units and files depend on the names.
struct Row {
    Option option;
    std::string_view program;
    std::string_view command;
};

const std::vector<Row>& rows() {
    static const std::vector<Row> kRows = {
        {{.name = "data-dir",
          .value = "DIR",
          .help = "The daemon's data directory.",
          .required = true},
         kEveryProgram, kEveryCommand},
        {{.name = "http",
          .value = "ADDRESS",
          .help = "Address of the API, loopback unless tls is on; without: the admin socket only."},
         kEveryProgram, "run"        },
        {{.name = "sync",
          .value = "ENDPOINT",
          .help = "Where nodes connect.",
          .fallback = "tcp://127.0.0.1:7400"},
         kHub,          "run"        },
        {{.name = "advertise",
          .value = "ENDPOINT",
          .help = "The address written into tokens, when it differs."},
         kHub,          "run"        },
        {{.name = "sign-in",
          .value = "MODE",
          .help = "Who may use the API: people who sign in, or whoever reaches the address.",
          .fallback = "required",
          .choices = {"required", "off"}},
         kEveryProgram, "run"        },
        {{.name = "offline-grace",
          .value = "DURATION",
          .help = "How long people may sign in after the importer was last heard of.",
          .fallback = "30d"},
         kNode,         "run"        },
        {{.name = "tls",
          .value = "MODE",
          .help = "files: https with the certificate that tls import took; off: loopback alone.",
          .fallback = "off",
          .choices = {"off", "files"}},
         kEveryProgram, "run"        },
        {{.name = "webhook-targets",
          .value = "WHERE",
          .help = "Where webhooks may go: to public addresses over https, or anywhere.",
          .fallback = "public",
          .choices = {"public", "private"}},
         kEveryProgram, "run"        },
        {{.name = "log-level",
          .value = "LEVEL",
          .help = "The least level that is written to standard error.",
          .fallback = "info",
          .choices = {"debug", "info", "warning", "error"}},
         kEveryProgram, "run"        },
    };
    return kRows;
}

bool takes(const Command& command, const Row& row) {
    if (row.command != kEveryCommand) return command.path == row.command;
    return std::find(std::begin(kOffline), std::end(kOffline), command.path) == std::end(kOffline);
}

std::vector<cli::UsedFile> files_of(const Program& program) {
    std::vector<cli::UsedFile> files = {
        {"DIR/replica.db",  "The database; readable by any SQLite tool, from a copy."            },
        {"DIR/high-water",  "How much this replica has told others; notices a restored database."},
        {"DIR/keys/",       "Its keys, mode 0600. Never copied to another machine."              },
        {"DIR/identity.db", "Sessions, tokens and PINs, as hashes. Never in a backup."           },
        {"DIR/webhooks.db", "Webhooks, their secrets and what nobody took. Never in a backup."   },
        {"DIR/tls/",        "Certificate and key of its address, mode 0600. Never in a backup."  },
        {"DIR/lock",        "Held by the running daemon."                                        },
        {"DIR/admin.sock",  "Where the commands reach it."                                       },
    };
    if (program.name == kHub) {
        files.push_back({"DIR/manifest-1", "The first trust manifest of the network."});
    } else {
        files.push_back({"DIR/identity", "What the node got when it joined."});
    }
    return files;
}

}  // namespace

void add_settings(Program& program) {
    for (const Row& row : rows()) {
        if (row.program != kEveryProgram && row.program != program.name) continue;
        program.settings.push_back(row.option);
        for (Command& command : program.commands) {
            if (takes(command, row)) command.options.push_back(row.option);
        }
    }
    program.configuration_file =
        program.name == kNode ? "/etc/branchline/node.toml" : "/etc/branchline/hub.toml";
    program.files = files_of(program);
}

void apply_log_level(const cli::Invocation& invocation) {
    constexpr std::pair<std::string_view, log::Level> kLevels[] = {
        {"debug",   log::Level::debug  },
        {"info",    log::Level::info   },
        {"warning", log::Level::warning},
        {"error",   log::Level::error  },
    };
    const std::string& wanted = invocation.argument("log-level");
    for (const auto& [name, level] : kLevels) {
        if (name == wanted) log::set_level(level);
    }
}

}  // namespace branchline::sync
