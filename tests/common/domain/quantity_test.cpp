// Quantities as people write them, and in other units.
#include "common/domain/quantity.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using domain::converted_quantity;
using domain::quantity_of;
using domain::quantity_text;

namespace {

std::string read(std::string_view written) {
    const auto quantity = quantity_of(written);
    return quantity ? std::to_string(*quantity) : quantity.error().id;
}

std::string convert(std::int64_t quantity, std::int64_t from, std::int64_t to) {
    const auto out = converted_quantity(quantity, from, to);
    return out ? std::to_string(*out) : out.error().id;
}

}  // namespace

TEST_CASE("quantity: up to three digits behind the point are thousandths", "[domain]") {
    CHECK(read("2") == "2000");
    CHECK(read("2.5") == "2500");
    CHECK(read("-0.005") == "-5");
    CHECK(read("999999999999999.999") == "999999999999999999");
}

TEST_CASE("quantity: what is no quantity is refused", "[domain]") {
    for (const char* bad : {"", "-", ".5", "5.", "1.0005", "1,5", "+1", "1e3", " 1", "--1", "1.-5",
                            "1000000000000000"}) {
        CHECK(read(bad) == "bad-quantity");
    }
}

TEST_CASE("quantity: what was written reads back", "[domain]") {
    CHECK(quantity_text(2500) == "2.500");
    CHECK(quantity_text(-5) == "-0.005");
    CHECK(quantity_text(INT64_MIN) == "-9223372036854775.808");
}

TEST_CASE("quantity: boxes are pieces, and pieces boxes", "[domain]") {
    CHECK(convert(3'000, 12'000, 1'000) == "36000");
    CHECK(convert(36'000, 1'000, 12'000) == "3000");
    CHECK(convert(6'000, 1'000, 12'000) == "500");
    CHECK(convert(-1'000, 208'000, 1'000) == "-208000");
}

TEST_CASE("quantity: a third of a box is not rounded but refused", "[domain]") {
    CHECK(convert(4'000, 1'000, 12'000) == "not-exact");
    CHECK(convert(3, 1'000, 3'000) == "1");
}

TEST_CASE("quantity: a unit that holds nothing, and a quantity beyond 64 bits, are refused",
          "[domain]") {
    CHECK(convert(1, 0, 1'000) == "bad-unit");
    CHECK(convert(1, 1'000, -1) == "bad-unit");
    CHECK(convert(INT64_MAX, 1'000, 1) == "out-of-range");
    CHECK(convert(INT64_MIN, 1, 1) == std::to_string(INT64_MIN));
}
