// Short ways to write facts by hand.
#pragma once

#include <catch2/catch.hpp>

#include "common/base/time.hpp"
#include "common/domain/figures/figure.hpp"

namespace branchline::test {

inline std::int64_t day(std::string_view text) {
    const auto date = parse_date(text);
    REQUIRE(date);
    return date->time_since_epoch().count();
}

/// November 2026, of everything.
inline figures::Scope november() {
    return {.brand = "",
            .dealer = "",
            .branch = "",
            .from = day("2026-11-01"),
            .to = day("2026-11-30")};
}

inline const figures::Place kFirst{.brand = "AUDAX", .dealer = "D01", .branch = "B0101"};
inline const figures::Place kSecond{.brand = "VOLVO", .dealer = "D02", .branch = "B0201"};

/// A figure that is whole, with its value.
inline figures::Figure told(std::int64_t part, std::int64_t whole, std::int64_t value) {
    return {.part = "", .numerator = part, .denominator = whole, .value = value, .count = whole};
}

}  // namespace branchline::test
