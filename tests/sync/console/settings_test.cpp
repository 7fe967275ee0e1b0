#include "sync/console/settings.hpp"

#include <catch2/catch.hpp>

#include "common/cli/configuration.hpp"
#include "sync/console/console.hpp"

using namespace branchline;

namespace {

cli::Program program(const std::string& name) {
    cli::Program out{.name = name, .version = "0", .help = "", .commands = sync::shared_commands()};
    out.commands.push_back({.path = "run", .help = "", .function = nullptr});
    sync::add_settings(out);
    return out;
}

std::string names(const std::vector<cli::Option>& options) {
    std::string out;
    for (const cli::Option& option : options) out += (out.empty() ? "" : " ") + option.name;
    return out;
}

std::string options_of(const cli::Program& of, const std::string& path) {
    for (const cli::Command& command : of.commands) {
        if (command.path == path) return names(command.options);
    }
    return "no such command";
}

constexpr std::string_view kOfNode =
    "data-dir http sign-in offline-grace tls webhook-targets api-limit log-level";
constexpr std::string_view kOfHub =
    "data-dir http sync advertise sign-in tls webhook-targets api-limit log-level oidc-issuer "
    "oidc-client-id oidc-client-secret-file oidc-redirect oidc-scope oidc-claim oidc-name";

}  // namespace

TEST_CASE("settings: each program has its keys and its file", "[console]") {
    CHECK(names(program("branchline-node").settings) == kOfNode);
    CHECK(names(program("branchline-hub").settings) == kOfHub);
    CHECK(program("branchline-node").configuration_file == "/etc/branchline/node.toml");
    CHECK(program("branchline-hub").configuration_file == "/etc/branchline/hub.toml");
}

TEST_CASE("settings: commands take the rows that concern them", "[console]") {
    CHECK(options_of(program("branchline-node"), "run") == kOfNode);
    CHECK(options_of(program("branchline-hub"), "run") == kOfHub);
    CHECK(options_of(program("branchline-hub"), "status") == "data-dir");
    CHECK(options_of(program("branchline-hub"), "log verify") == "net");
}

TEST_CASE("settings: every default is one of its choices", "[console]") {
    const cli::Program hub = program("branchline-hub");
    for (const cli::Option& setting : hub.settings) {
        CAPTURE(setting.name);
        const auto given = [&](const char*) { return setting.fallback.c_str(); };
        CHECK(cli::configured(setting, {}, given).has_value());
    }
}
