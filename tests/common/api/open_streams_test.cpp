// Streams of events that somebody holds open.
#include "common/api/open_streams.hpp"

#include <optional>

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::api;

namespace {

const RowId kAda = RowId::from(Bytes(16, 1));
const RowId kBob = RowId::from(Bytes(16, 2));

}  // namespace

TEST_CASE("open streams: each user has so many, and another one when one ends", "[door]") {
    OpenStreams streams(2);
    auto first = streams.open(kAda);
    const auto second = streams.open(kAda);
    CHECK(first);
    CHECK(second);
    CHECK_FALSE(streams.open(kAda));
    CHECK(streams.open(kBob));
    const auto copy = first;
    first.reset();
    CHECK_FALSE(streams.open(kAda));
}

TEST_CASE("open streams: a stream ends with the last who holds it", "[door]") {
    OpenStreams streams(1);
    auto first = streams.open(kAda);
    auto copy = first;
    first.reset();
    copy.reset();
    CHECK(streams.open(kAda));
}

TEST_CASE("open streams: a stream may outlive the count", "[door]") {
    std::optional<OpenStreams> streams(1);
    auto held = streams->open(kAda);
    streams.reset();
    held.reset();
    CHECK_FALSE(held);
}
