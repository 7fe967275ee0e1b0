// The settings of an OpenID provider: whole, none, or a refusal that says what is missing.
#include "sync/console/oidc_settings.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "sync/console/settings.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using test::Said;

namespace {

/// A hub that only tells what it has understood.
cli::Program program(std::optional<oidc::ProviderOptions>& read) {
    const auto run = [&read](const cli::Invocation& invocation) -> Result<int> {
        TRY(read, sync::oidc_settings(invocation));
        return 0;
    };
    cli::Program out{.name = "branchline-hub", .version = "0", .help = ""};
    out.commands.push_back({.path = "run", .help = "", .function = run});
    sync::add_settings(out);
    out.configuration_file = "";
    return out;
}

struct Desk {
    test::Folder folder;
    std::string secret = folder.file("secret");
    std::optional<oidc::ProviderOptions> read;

    Desk() { write(secret, "a synthetic secret\n"); }

    static void write(const std::string& path, const std::string& text) {
        std::ofstream(path) << text;
        std::filesystem::permissions(path, std::filesystem::perms(0600));
    }
    std::vector<std::string> whole() const {
        return {"--oidc-issuer",
                "https://login.example",
                "--oidc-client-id",
                "branchline-hub",
                "--oidc-redirect",
                "https://hub.importer.example",
                "--oidc-client-secret-file",
                secret};
    }
    Said run(const std::vector<std::string>& more) {
        std::vector<std::string> words = {"run", "--config", "/dev/null", "--data-dir", "x"};
        words.insert(words.end(), more.begin(), more.end());
        return test::run_line(program(read), std::move(words));
    }
    Said run_whole(const std::vector<std::string>& more) {
        std::vector<std::string> words = whole();
        words.insert(words.end(), more.begin(), more.end());
        return run(words);
    }
};

}  // namespace

TEST_CASE("oidc settings: none of them means none", "[console]") {
    Desk desk;
    const Said said = desk.run({});
    INFO(said.error);
    CHECK(said.exit == 0);
    CHECK_FALSE(desk.read);
}

TEST_CASE("oidc settings: all of them are read, the secret without its line break", "[console]") {
    Desk desk;
    const Said said = desk.run_whole({});
    INFO(said.error);
    REQUIRE(said.exit == 0);
    REQUIRE(desk.read);
    CHECK(desk.read->issuer == "https://login.example");
    CHECK(desk.read->client == "branchline-hub");
    CHECK(desk.read->secret == "a synthetic secret");
    CHECK(desk.read->origin == "https://hub.importer.example");
    CHECK(desk.read->scope == "openid");
    CHECK(desk.read->name == "OpenID Connect");
    CHECK(desk.read->naming == oidc::Naming::subject);
    REQUIRE(desk.run_whole({"--oidc-claim", "email", "--oidc-scope", "openid email"}).exit == 0);
    CHECK(desk.read->naming == oidc::Naming::email);
}

TEST_CASE("oidc settings: half of them end the program with 3 and say which are missing",
          "[console]") {
    Desk desk;
    const std::vector<std::string> whole = desk.whole();
    for (std::size_t left_out = 0; left_out < whole.size(); left_out += 2) {
        std::vector<std::string> words = whole;
        const auto at = words.begin() + static_cast<std::ptrdiff_t>(left_out);
        const std::string name = at->substr(2);
        words.erase(at, at + 2);
        CAPTURE(name);
        const Said said = desk.run(words);
        CHECK(said.exit == 3);
        CHECK(said.error.find("and " + name + " is not") != std::string::npos);
    }
}

TEST_CASE("oidc settings: values that make no sense end the program with 3", "[console]") {
    Desk desk;
    const auto exit = [&](const std::vector<std::string>& more) {
        return desk.run_whole(more).exit;
    };
    CHECK(exit({"--oidc-scope", "email"}) == 3);
    CHECK(exit({"--oidc-claim", "email"}) == 3);
    CHECK(exit({"--oidc-claim", "name"}) == 2);
}

TEST_CASE("oidc settings: a secret that others can read, or none, is refused", "[console]") {
    Desk desk;
    std::filesystem::permissions(desk.secret, std::filesystem::perms(0644));
    Said said = desk.run_whole({});
    CHECK(said.exit == 3);
    CHECK(said.error.find("open to other users") != std::string::npos);
    CHECK(said.error.find("synthetic") == std::string::npos);
    Desk::write(desk.secret, "\n");
    CHECK(desk.run_whole({}).exit == 3);
    Desk::write(desk.secret, std::string(5000, 'x'));
    CHECK(desk.run_whole({}).exit == 3);
    std::filesystem::remove(desk.secret);
    said = desk.run_whole({});
    CHECK(said.exit == 3);
    CHECK(said.error.find("there is no") != std::string::npos);
}
