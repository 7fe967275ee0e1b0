#include "common/base/log.hpp"

#include <cstdio>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "common/base/assert.hpp"

using namespace branchline;

namespace {

/// What `work` writes to standard error.
template <class Work>
std::string standard_error_of(Work work) {
    std::FILE* file = std::tmpfile();
    const int saved = dup(STDERR_FILENO);
    std::fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    work();
    std::fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    std::rewind(file);
    std::string out(4096, '\0');
    out.resize(std::fread(out.data(), 1, out.size(), file));
    std::fclose(file);
    return out;
}

}  // namespace

TEST_CASE("log: a value cannot forge a second line", "[base]") {
    const std::string written = standard_error_of([] { log::warning("sync", "a\nb\x1b[31m"); });
    CHECK(written.find("warning sync: a b [31m\n") != std::string::npos);
}

TEST_CASE("log: lines below the chosen level are not written", "[base]") {
    log::set_level(log::Level::error);
    CHECK(standard_error_of([] { log::info("sync", "quiet"); }).empty());
    log::set_level(log::Level::info);
    CHECK_FALSE(standard_error_of([] { log::info("sync", "loud"); }).empty());
}

TEST_CASE("assert: a condition that holds costs nothing", "[base]") {
    int calls = 0;
    ASSERT(++calls == 1);
    CHECK(calls == 1);
}
