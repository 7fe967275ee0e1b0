#include "common/base/log.hpp"

#include <cstdio>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "common/base/assert.hpp"
#include "tests/support/standard_error.hpp"

using namespace branchline;
using test::standard_error_of;

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
