#include "sync/console/console.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "common/pack/writer.hpp"
#include "common/text/json.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using test::Said;

namespace {

const std::string kNet(64, '5');

Said ask(std::vector<std::string> words) {
    const cli::Program program{
        .name = "box", .version = "0", .help = "", .commands = sync::shared_commands()};
    return test::run_line(program, std::move(words));
}

/// A log file that ends behind a header without manifests.
std::string header_alone(const test::Folder& folder) {
    pack::Writer w;
    w.array(5).uint(1).bytes(Bytes(32, 0x55)).array(0).array(0).text("dealer/D01");
    Bytes file = to_bytes(as_bytes("BLLOG1\n"));
    append_big_endian(file, w.size(), 4);
    append(file, w.view());
    const std::string path = folder.file("header.log");
    std::ofstream(path, std::ios::binary) << as_text(file);
    return path;
}

std::string first_code(const Said& said) {
    const auto report = text::parse_json(said.out);
    REQUIRE(report);
    REQUIRE_FALSE((*report)["problems"].empty());
    return (*report)["problems"][0]["code"];
}

}  // namespace

TEST_CASE("log verify: it names the network and the stream of the file", "[console]") {
    const test::Folder folder;
    const std::string path = header_alone(folder);
    const Said told = ask({"log", "verify", path.c_str()});
    CHECK(told.exit == 77);
    CHECK(told.out.find("dealer/D01") != std::string::npos);
    CHECK(told.out.find(kNet) != std::string::npos);
    CHECK(told.out.find("--net compares it") != std::string::npos);
    const auto report = text::parse_json(ask({"log", "verify", path.c_str(), "--json"}).out);
    REQUIRE(report);
    CHECK((*report)["net"] == kNet);
    CHECK((*report)["stream"] == "dealer/D01");
    CHECK((*report)["newest"].is_null());
}

TEST_CASE("log verify: a file of another network than the named is refused", "[console]") {
    const test::Folder folder;
    const std::string path = header_alone(folder);
    const std::string other(64, '1');
    const Said refused = ask({"log", "verify", path.c_str(), "--net", other.c_str(), "--json"});
    CHECK(refused.exit == 77);
    CHECK(first_code(refused) == "wrong_network");
    const Said same = ask({"log", "verify", path.c_str(), "--net", kNet.c_str(), "--json"});
    CHECK(first_code(same) == "bad_manifest");
}

TEST_CASE("log verify: a network id of another shape is wrong usage", "[console]") {
    const Said refused = ask({"log", "verify", "any.log", "--net", "12ab"});
    CHECK(refused.exit == 2);
    CHECK(refused.error.find("64 hexadecimal digits") != std::string::npos);
    CHECK(refused.out.empty());
}
