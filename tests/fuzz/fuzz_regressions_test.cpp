// Every input that a fuzzer starts from or has ever broken something with, through the promises of
// its target. BRANCHLINE_REWRITE_GOLDEN=1 writes the seeds anew.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include <catch2/catch.hpp>

#include "tests/fuzz/properties.hpp"
#include "tests/fuzz/seeds.hpp"

namespace branchline::fuzz {

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(BRANCHLINE_SOURCE_ROOT) / "tests" / "fuzz";

Bytes read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> out;
    if (!fs::is_directory(folder)) return out;
    for (const auto& entry : fs::directory_iterator(folder)) out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

const Target& target(std::string_view name) {
    const auto all = targets();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Target& row) { return row.name == name; });
    REQUIRE(found != all.end());
    return *found;
}

/// True when the input was understood.
bool check_file(const Target& row, const fs::path& path) {
    INFO(path);
    const Judgement judged = row.check(read_file(path));
    CHECK(judged.broken == "");
    return judged.taken;
}

/// Seeds must be understood, or the fuzzer would start from nothing.
void check_files(const std::string& name) {
    const Target& row = target(name);
    const auto seeds = files_in(kFolder / "corpus" / name);
    CHECK_FALSE(seeds.empty());
    for (const fs::path& path : seeds) {
        if (!check_file(row, path)) FAIL_CHECK("not understood: " << path);
    }
    for (const fs::path& path : files_in(kFolder / "regressions" / name)) check_file(row, path);
}

}  // namespace

TEST_CASE("fuzz: the seeds are what our own code writes", "[fuzz]") {
    const bool rewrite = std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr;
    std::set<fs::path> written;
    for (const Seed& seed : make_seeds(BRANCHLINE_SOURCE_ROOT "/tests/golden")) {
        const fs::path path = kFolder / "corpus" / seed.target / (seed.name + ".bin");
        INFO(path);
        if (rewrite) {
            fs::create_directories(path.parent_path());
            std::ofstream(path, std::ios::binary) << as_text(seed.bytes);
        }
        CHECK(read_file(path) == seed.bytes);
        CHECK(seed.bytes.size() < 2048);
        CHECK(written.insert(path).second);
    }
    std::set<fs::path> found;
    for (const Target& row : targets()) {
        for (const fs::path& path : files_in(kFolder / "corpus" / std::string(row.name))) {
            found.insert(path);
        }
    }
    CHECK(found == written);
}

TEST_CASE("fuzz: every kept body keeps the promises", "[fuzz]") {
    check_files("body");
}

TEST_CASE("fuzz: every kept certificate keeps the promises", "[fuzz]") {
    check_files("certificate");
}

TEST_CASE("fuzz: every kept table keeps the promises", "[fuzz]") {
    check_files("csv");
}

TEST_CASE("fuzz: every kept entry keeps the promises", "[fuzz]") {
    check_files("entry");
}

TEST_CASE("fuzz: every kept frame keeps the promises", "[fuzz]") {
    check_files("frame");
}

TEST_CASE("fuzz: every kept ID token keeps the promises", "[fuzz]") {
    check_files("id_token");
}

TEST_CASE("fuzz: every kept manifest keeps the promises", "[fuzz]") {
    check_files("manifest");
}

TEST_CASE("fuzz: every kept query keeps the promises", "[fuzz]") {
    check_files("query");
}

TEST_CASE("fuzz: every kept run keeps the promises of a replica that receives it", "[fuzz]") {
    check_files("receive");
}

TEST_CASE("fuzz: every kept run keeps the promises", "[fuzz]") {
    check_files("run");
}

TEST_CASE("fuzz: every kept token keeps the promises", "[fuzz]") {
    check_files("token");
}

TEST_CASE("fuzz: no kept input is without a target", "[fuzz]") {
    for (const char* kind : {"corpus", "regressions"}) {
        for (const fs::path& folder : files_in(kFolder / kind)) {
            if (folder.extension() == ".md") continue;
            INFO(folder);
            CHECK(target(folder.filename().string()).check != nullptr);
        }
    }
}

}  // namespace branchline::fuzz
