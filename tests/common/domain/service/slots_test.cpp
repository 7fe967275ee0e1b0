#include "common/domain/service/slots.hpp"

#include <catch2/catch.hpp>

using namespace branchline::service;

namespace {

const Slot kNine{.branch = "B0101", .bay = "1", .day = 20'000, .start = 540, .minutes = 60};

Slot at(std::int64_t start, std::int64_t minutes) {
    Slot out = kNine;
    out.start = start;
    out.minutes = minutes;
    return out;
}

}  // namespace

TEST_CASE("slots: two appointments clash where their minutes meet", "[service]") {
    CHECK(overlap(kNine, kNine));
    CHECK(overlap(kNine, at(599, 1)));
    CHECK(overlap(kNine, at(500, 41)));
    CHECK(overlap(kNine, at(500, 600)));
    CHECK(overlap(at(500, 600), kNine));
}

TEST_CASE("slots: one may begin when the other ends", "[service]") {
    CHECK_FALSE(overlap(kNine, at(600, 60)));
    CHECK_FALSE(overlap(kNine, at(480, 60)));
}

TEST_CASE("slots: another bay, day or branch is no clash, and no bay neither", "[service]") {
    Slot other = kNine;
    other.bay = "2";
    CHECK_FALSE(overlap(kNine, other));
    other = kNine;
    other.day += 1;
    CHECK_FALSE(overlap(kNine, other));
    other = kNine;
    other.branch = "B0102";
    CHECK_FALSE(overlap(kNine, other));
    other = kNine;
    other.bay.clear();
    CHECK_FALSE(overlap(other, other));
}

TEST_CASE("slots: times are told as people read them", "[service]") {
    CHECK(time_text(0) == "00:00");
    CHECK(time_text(510) == "08:30");
    CHECK(time_text(1'440) == "24:00");
}
