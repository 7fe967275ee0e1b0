#include "sync/console/settings.hpp"

#include <algorithm>
#include <iterator>
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

std::vector<Row> daemon_rows() {
    return {
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
        {{.name = "api-limit",
          .value = "NUMBER",
          .help = "Requests that a user, or an address, may send in a minute; 0: any number.",
          .fallback = "30000"},
         kEveryProgram, "run"        },
        {{.name = "log-level",
          .value = "LEVEL",
          .help = "The least level that is written to standard error.",
          .fallback = "info",
          .choices = {"debug", "info", "warning", "error"}},
         kEveryProgram, "run"        },
    };
}

/// Sign-in at the importer with somebody else's OpenID provider.
std::vector<Row> provider_rows() {
    return {
        {{.name = "oidc-issuer",
          .value = "ADDRESS",
          .help = "The OpenID provider of the importer's people, exactly as it calls itself."},
         kHub, "run"},
        {{.name = "oidc-client-id", .value = "NAME", .help = "What the provider calls this hub."},
         kHub, "run"},
        {{.name = "oidc-client-secret-file",
          .value = "FILE",
          .help = "File with the secret that the provider gave the hub, mode 0600."},
         kHub, "run"},
        {{.name = "oidc-redirect",
          .value = "ORIGIN",
          .help = "What browsers call the hub: https://hub.importer.example"},
         kHub, "run"},
        {{.name = "oidc-scope",
          .value = "WORDS",
          .help = "What the provider is asked for.",
          .fallback = "openid"},
         kHub, "run"},
        {{.name = "oidc-claim",
          .value = "CLAIM",
          .help = "Which claim is linked with a user: sub, or a verified email.",
          .fallback = "sub",
          .choices = {"sub", "email"}},
         kHub, "run"},
        {{.name = "oidc-name",
          .value = "NAME",
          .help = "What people call the provider.",
          .fallback = "OpenID Connect"},
         kHub, "run"},
    };
}

const std::vector<Row>& rows() {
    static const std::vector<Row> kRows = [] {
        std::vector<Row> all = daemon_rows();
        std::ranges::move(provider_rows(), std::back_inserter(all));
        return all;
    }();
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

Result<std::uint64_t> api_limit(const cli::Invocation& invocation) {
    TRY(const auto number, invocation.integer("api-limit"));
    if (number && *number >= 0) return static_cast<std::uint64_t>(*number);
    return fail(Code::configuration, "bad-configuration", "api-limit must not be negative",
                "Write a number of requests, or 0 for no limit.");
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
