// From a branch's request to the certificate in use, as two machines do it.
#include "sync/console/tls_commands.hpp"

#include <fstream>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "common/text/json.hpp"
#include "common/tls/certificate.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;
using test::Folder;
using test::Said;

namespace {

Said run(const std::filesystem::path& data_dir, std::vector<std::string> words) {
    std::vector<cli::Command> commands = tls_commands();
    for (cli::Command& command : authority_commands()) commands.push_back(std::move(command));
    return test::run_at(data_dir.string(), std::move(commands), std::move(words));
}

/// A branch and an importer with an authority.
struct Machines {
    Machines() { REQUIRE(run(hub.path(), {"tls", "authority", "Synthetic Importer"}).exit == 0); }

    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(branch / name) << text;
        return branch.file(name);
    }
    std::string answered(const std::string& name) const {
        const Said asked = run(branch.path(), {"tls", "request", name});
        REQUIRE(asked.exit == 0);
        const Said given = run(hub.path(), {"tls", "issue", file("request.pem", asked.out)});
        REQUIRE(given.exit == 0);
        return file("answer.pem", given.out);
    }

    Folder hub;
    Folder branch;
};

mode_t mode_of(const std::filesystem::path& path) {
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    return found.st_mode & 0777;
}

}  // namespace

TEST_CASE("tls commands: a request that is answered and imported is in use", "[console]") {
    const Machines machines;
    const std::string answer = machines.answered("b0101.example");
    CHECK(run(machines.branch.path(), {"tls", "import", answer}).exit == 0);
    const auto shown = text::parse_json(run(machines.branch.path(), {"tls", "show", "--json"}).out);
    REQUIRE(shown);
    CHECK((*shown)["names"] == text::Json::array({"b0101.example"}));
    CHECK((*shown)["days_left"] == 364);
    const auto files = tls_files(machines.branch.path());
    CHECK(mode_of(files.key) == 0600);
    CHECK(mode_of(files.key.parent_path()) == 0700);
    CHECK_FALSE(std::filesystem::exists(machines.branch / "tls/requested_key.pem"));
}

TEST_CASE("tls commands: the certificate of another request is refused, nothing is lost",
          "[console]") {
    const Machines machines;
    const std::string first = machines.answered("b0101.example");
    REQUIRE(run(machines.branch.path(), {"tls", "import", first}).exit == 0);
    const std::string old = machines.answered("b0101.example");
    std::filesystem::rename(old, machines.branch / "old.pem");
    const std::string newer = machines.answered("b0101.example");
    const Said refused =
        run(machines.branch.path(), {"tls", "import", machines.branch.file("old.pem")});
    CHECK(refused.exit == 2);
    CHECK(refused.error.find("the key is not the one of the certificate") != std::string::npos);
    CHECK(run(machines.branch.path(), {"tls", "show"}).exit == 0);
    CHECK(run(machines.branch.path(), {"tls", "import", newer}).exit == 0);
}

TEST_CASE("tls commands: a key that comes along is taken", "[console]") {
    const Machines machines;
    const std::string answer = machines.answered("b0101.example");
    const std::string key = machines.branch.file("brought.pem");
    std::filesystem::rename(machines.branch / "tls/requested_key.pem", key);
    CHECK(run(machines.branch.path(), {"tls", "import", answer}).exit != 0);
    CHECK(run(machines.branch.path(), {"tls", "import", answer, "--key", key}).exit == 0);
    CHECK(std::filesystem::exists(key));
}

TEST_CASE("tls commands: no output holds a key", "[console]") {
    const Machines machines;
    const std::string answer = machines.answered("b0101.example");
    const Said imported = run(machines.branch.path(), {"tls", "import", answer, "--json"});
    const Said trusted = run(machines.hub.path(), {"tls", "trust"});
    for (const std::string& text : {imported.out, imported.error, trusted.out}) {
        CHECK(text.find("PRIVATE KEY") == std::string::npos);
    }
    CHECK(tls::read_certificate(trusted.out)->is_authority);
}

TEST_CASE("tls commands: a second authority is refused, for the first is trusted", "[console]") {
    const Machines machines;
    const Said again = run(machines.hub.path(), {"tls", "authority", "Another"});
    CHECK(again.exit != 0);
    CHECK(again.error.find("there is an authority already") != std::string::npos);
}

TEST_CASE("tls commands: what is missing is told with what to do", "[console]") {
    const Folder empty;
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"tls", "show"},
             {"tls", "trust"},
             {"tls", "issue", empty.file("none.pem")},
             {"tls", "import", empty.file("none.pem")},
             {"tls", "request", "not a name"},
    }) {
        INFO(words[1]);
        const Said said = run(empty.path(), words);
        CHECK(said.exit != 0);
        CHECK(said.out.empty());
        CHECK_FALSE(said.error.empty());
    }
    CHECK(run(empty / "nowhere", {"tls", "request", "b0101.example"}).exit == 3);
}
