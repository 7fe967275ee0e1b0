#include "sync/console/doctor.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "common/cli/run.hpp"
#include "common/db/database.hpp"
#include "common/db/lock.hpp"
#include "common/pack/writer.hpp"
#include "common/text/json.hpp"
#include "sync/console/console.hpp"
#include "sync/console/settings.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

namespace fs = std::filesystem;

/// A data directory that goes with the test, as healthy as one without a daemon can be.
struct Folder : test::Folder {
    void write(const fs::path& name, const std::string& text, mode_t mode = 0600) const {
        fs::create_directories((*this / name).parent_path());
        std::ofstream(*this / name, std::ios::binary) << text;
        ::chmod((*this / name).c_str(), mode);
    }

    void write_keys() const {
        write("keys/incarnation.key", std::string(32, 'i'));
        write("keys/transport.key", std::string(32, 't'));
    }

    /// As many own entries in the database, and as many told to others.
    void write_replica(int entries, std::uint64_t told) const {
        const auto database = db::Database::open(*this / "replica.db", {}).value();
        REQUIRE(database->execute("CREATE TABLE log(author BLOB NOT NULL, head_seq INTEGER)"));
        const PublicKey author{};
        auto& insert = database->prepare("INSERT INTO log VALUES(?, ?)");
        REQUIRE(insert.bind(1, author.view()).bind(2, entries).run());
        pack::Writer w;
        w.array(2).bytes(author).uint(told);
        REQUIRE(db::SlotFile::open(*this / "high-water").value()->write(w.view()));
    }
};

struct Outcome {
    int code = 0;
    std::string out;
    std::string error;
};

Outcome doctor(const fs::path& dir, std::vector<const char*> more = {}) {
    cli::Program program{
        .name = "branchline-node", .version = "1.2.3", .help = "", .commands = {doctor_command()}};
    add_settings(program);
    const std::string name = dir.string();
    std::vector<const char*> words = {"branchline-node", "doctor", "--data-dir", name.c_str()};
    words.insert(words.end(), more.begin(), more.end());
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream error;
    cli::Streams streams{in, out, error};
    const int code = cli::run(program, static_cast<int>(words.size()), words.data(), streams);
    return {code, out.str(), error.str()};
}

bool mentions(const std::string& text, const std::string& what) {
    return text.find(what) != std::string::npos;
}

text::Json status(const std::string& line, const std::string& error) {
    return {
        {"line",       line },
        {"line_error", error}
    };
}

}  // namespace

TEST_CASE("doctor: little free space warns, none fails", "[console]") {
    constexpr std::uint64_t kMebibyte = 1024 * 1024;
    CHECK(judge_space(1024 * kMebibyte).health == Health::ok);
    CHECK(judge_space(1024 * kMebibyte - 1).health == Health::warn);
    CHECK(judge_space(64 * kMebibyte).health == Health::warn);
    CHECK(judge_space(64 * kMebibyte - 1).health == Health::fail);
    CHECK(judge_space(100 * kMebibyte).what == "100 MiB free");
    CHECK(judge_space(5000).what == "4 KiB free");
    CHECK(judge_space(68 * 1024 * kMebibyte).what == "68 GiB free");
}

TEST_CASE("doctor: a clock may be a little off, in either direction", "[console]") {
    CHECK(judge_clock(Milliseconds(-5'000)).health == Health::ok);
    CHECK(judge_clock(Milliseconds(5'001)).health == Health::warn);
    CHECK(judge_clock(Milliseconds(600'000)).health == Health::fail);
    CHECK(judge_clock(Milliseconds(90'000)).what == "1m 30s behind the hub's");
    CHECK(judge_clock(Milliseconds(-90'000)).what == "1m 30s ahead of the hub's");
}

TEST_CASE("doctor: a line that is not up is a warning with its reason", "[console]") {
    CHECK(judge_line(status("up", "")).health == Health::ok);
    CHECK(judge_line(status("down", "wrong_hub_key: x")).what == "down: wrong_hub_key: x");
    CHECK(judge_line(status("connecting", "")).what == "connecting");
    CHECK(judge_line(status("connecting", "")).health == Health::warn);
    CHECK(mentions(judge_line(status("paused", "")).remedy, "sync resume"));
}

TEST_CASE("doctor: a hub has no line, but nodes", "[console]") {
    const text::Json hub = {
        {"peers", text::Json::array({1, 2})}
    };
    CHECK(judge_line(hub).what == "connected nodes: 2");
    CHECK(judge_line(hub).health == Health::ok);
}

TEST_CASE("doctor: another version that still runs is a warning", "[console]") {
    CHECK(judge_software("branchline-node 1", "branchline-node 1").health == Health::ok);
    CHECK(judge_software("branchline-node 1", "branchline-node 2").health == Health::warn);
}

TEST_CASE("doctor: a daemon that asks nobody who he is is told of", "[doctor]") {
    text::Json said;
    said["sign_in"] = "required";
    CHECK(judge_sign_in(said).health == Health::ok);
    said["sign_in"] = "off";
    CHECK(judge_sign_in(said).health == Health::warn);
    CHECK(mentions(judge_sign_in(said).remedy, "user add"));
}

TEST_CASE("doctor: a data directory is there, ours, and closed to others", "[console]") {
    const Folder folder;
    CHECK(check_directory(folder.path()).health == Health::ok);
    ::chmod(folder.path().c_str(), 0750);
    const Finding open = check_directory(folder.path());
    CHECK(open.health == Health::warn);
    CHECK(mentions(open.what, "mode 0750"));
    CHECK(open.remedy == "chmod 700 " + folder.path().string());
    CHECK(check_directory(folder / "none").health == Health::fail);
}

TEST_CASE("doctor: a key that is gone, no key or readable by others fails", "[console]") {
    const Folder folder;
    const std::vector<std::string> names = {"incarnation.key", "transport.key"};
    CHECK(mentions(check_keys(folder.path(), names).what, "incarnation.key is not there"));
    folder.write_keys();
    CHECK(check_keys(folder.path(), names).what == "2 keys, for their owner alone");
    folder.write("keys/transport.key", std::string(32, 't'), 0640);
    CHECK(mentions(check_keys(folder.path(), names).what, "mode 0640: others could read it"));
    folder.write("keys/transport.key", "short");
    CHECK(mentions(check_keys(folder.path(), names).what, "transport.key is no key file"));
    fs::remove(folder / "keys/transport.key");
    fs::create_symlink("incarnation.key", folder / "keys/transport.key");
    CHECK(check_keys(folder.path(), names).health == Health::fail);
}

TEST_CASE("doctor: the database passes a quick check or says what is wrong", "[console]") {
    const Folder folder;
    CHECK(check_database(folder.path()).health == Health::warn);
    folder.write_replica(3, 3);
    CHECK(check_database(folder.path()).health == Health::ok);
    folder.write("replica.db", std::string(8192, 'x'));
    fs::remove(folder / "replica.db-wal");
    CHECK(check_database(folder.path()).health == Health::fail);
}

TEST_CASE("doctor: a database with less than was told to others is an old one", "[console]") {
    const Folder folder;
    CHECK(check_identity(folder.path()).health == Health::ok);
    folder.write_replica(3, 3);
    CHECK(check_identity(folder.path()).what == "3 own entries, 3 told to others");
    const Folder old;
    old.write_replica(3, 4);
    CHECK(check_identity(old.path()).health == Health::fail);
    CHECK(mentions(check_identity(old.path()).what, "holds 3 own entries, but 4 were told"));
}

TEST_CASE("doctor: without a directory there is nothing more to check", "[console]") {
    const Folder folder;
    const Outcome outcome = doctor(folder / "none", {"--plain"});
    CHECK(outcome.code == 1);
    CHECK(outcome.error.empty());
    CHECK(outcome.out.starts_with("ok\tversion\tbranchline-node 1.2.3\t\nfail\tdata-directory\t"));
    CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 2);
    CHECK(mentions(doctor(folder.path()).out, "fail  network         not enrolled yet\n"));
}

TEST_CASE("doctor: a directory whose daemon does not run is sound but for that", "[console]") {
    const Folder folder;
    folder.write("identity", "any");
    folder.write_keys();
    folder.write_replica(1, 1);
    const Outcome outcome = doctor(folder.path(), {"--plain"});
    INFO(outcome.out);
    CHECK(outcome.code == 1);
    CHECK(mentions(outcome.out, "ok\tlock\tfree\t\nwarn\tdaemon\tit is not running\tstart it: "));
    CHECK_FALSE(mentions(outcome.out, "fail"));
    CHECK_FALSE(fs::exists(folder / "lock"));
}

TEST_CASE("doctor: a process that holds the lock and does not answer fails", "[console]") {
    const Folder folder;
    folder.write("identity", "any");
    folder.write_keys();
    const auto lock = db::DirectoryLock::acquire(folder / "lock").value();
    const Outcome outcome = doctor(folder.path());
    CHECK(mentions(outcome.out, "ok    lock            held by process"));
    CHECK(mentions(outcome.out, "fail  daemon "));
}

TEST_CASE("doctor: the document has every check", "[console]") {
    const Folder folder;
    const auto document = text::parse_json(doctor(folder.path(), {"--json"}).out);
    REQUIRE(document);
    CHECK(text::string_of(*document, "schema") == "branchline.doctor/1");
    CHECK(text::flag_of(*document, "healthy") == false);
    const text::Json* checks = text::find(*document, "checks");
    REQUIRE(checks != nullptr);
    CHECK(text::string_of(checks->front(), "check") == "version");
    CHECK(text::string_of(checks->back(), "health") == "fail");
}
