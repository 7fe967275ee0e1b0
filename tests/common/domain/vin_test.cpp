// What a VIN says by itself: shape, check digit, maker, years, and the keys of patterns.
#include "common/domain/reference/vin.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/domain/reference/vin_rules.hpp"

using namespace branchline;
using namespace branchline::reference;

namespace {

using Years = std::vector<std::int64_t>;

/// The id of what is wrong with a VIN whose market demands everything; empty when nothing is.
std::string wrong_with(std::string_view vin) {
    const auto checked = check_vin(vin, {.year_code = true, .check_digit = true});
    return checked ? "" : checked.error().id;
}

std::string broken_by_new(std::string_view entity, const std::string& vin) {
    engine::Proposal change{.entity = *domain::registry().by_name(entity)};
    change.writes[change.entity.field("vin")->id] = vin;
    const engine::Rule* rule = engine::first_broken(domain::rules(), change);
    return rule == nullptr ? "" : std::string(rule->code);
}

}  // namespace

TEST_CASE("vin: blanks and small letters are how people write it", "[vin]") {
    CHECK(normalised_vin(" yv4 a22pk4\tn1000101 ") == "YV4A22PK4N1000101");
    CHECK(normalised_vin("yv4-a22") == "YV4-A22");
}

TEST_CASE("vin: those whose market demands everything pass with a right check digit", "[vin]") {
    for (const char* vin : {"1M8GDM9AXKP042788", "11111111111111111", "1HGCM82633A004352"}) {
        CAPTURE(vin);
        CHECK(wrong_with(vin).empty());
    }
}

TEST_CASE("vin: each thing that is wrong has its own code", "[vin]") {
    CHECK(wrong_with("") == "vin-length");
    CHECK(wrong_with("1M8GDM9AXKP04278") == "vin-length");
    CHECK(wrong_with("1M8GDM9AXKP0427888") == "vin-length");
    CHECK(wrong_with("1M8GDM9AXKPO42788") == "vin-character");
    CHECK(wrong_with("IM8GDM9AXKP042788") == "vin-character");
    CHECK(wrong_with("1M8GDM9AXKP04278Q") == "vin-character");
    CHECK(wrong_with("1M8GDM9AXKP04-788") == "vin-character");
    CHECK(wrong_with("1m8GDM9AXKP042788") == "vin-character");
    CHECK(wrong_with("1M8GDM9AX0P042788") == "vin-year-code");
    CHECK(wrong_with("1M8GDM9AXUP042788") == "vin-year-code");
    CHECK(wrong_with("1M8GDM9AXZP042788") == "vin-year-code");
    CHECK(wrong_with("1M8GDM9A1KP042788") == "vin-check-digit");
    CHECK(wrong_with("1M8GDM9AXKP042789") == "vin-check-digit");
}

TEST_CASE("vin: the reason names the position and the character", "[vin]") {
    const auto letter = check_vin("1M8GDM9AXKPO42788", {});
    CHECK(letter.error().what == "position 12 of the VIN is 'O'");
    const auto byte = check_vin("1M8GDM9AXKP04278\x01", {});
    CHECK(byte.error().what == "position 17 of the VIN is byte 0x01");
    const auto digit = check_vin("1M8GDM9A1KP042788", {.check_digit = true});
    CHECK(digit.error().what == "position 9 of the VIN is '1', but the other characters give 'X'");
    CHECK(digit.error().code == Code::invalid);
    CHECK_FALSE(digit.error().hint.empty());
}

TEST_CASE("vin: without a market's demand year code and check digit are free", "[vin]") {
    CHECK(check_vin("WBA8C51060K123456", {}));
    CHECK_FALSE(check_vin("WBA8C51060K123456", {.year_code = true}));
    CHECK_FALSE(check_vin("WBA8C51060K123456", {.check_digit = true}));
}

TEST_CASE("vin: North America is 1 to 5, and 7 without New Zealand", "[vin]") {
    for (const char* vin : {"1HG", "2T1", "3MW", "4US", "5UX", "7JR", "7SA"}) {
        CHECK(is_north_american(vin));
    }
    for (const char* vin :
         {"7A8", "7E1", "6F4", "8AF", "9BV", "YV4", "WBA", "LYV", "0AB", "1", ""}) {
        CHECK_FALSE(is_north_american(vin));
    }
}

TEST_CASE("vin: a small maker is told apart by positions 12 to 14", "[vin]") {
    CHECK(wmi_of("YV4A22PK4N1000101") == "YV4");
    CHECK(wmi_of("4T9AAAAA0N1072101") == "4T9072");
}

TEST_CASE("vin: elsewhere the newest year that is not in the future comes first", "[vin]") {
    CHECK(model_years_of("YV4A22PK4N1000101", 2027) == Years{2022, 1992});
    CHECK(model_years_of("YV4A22PK4N1000101", 2022) == Years{2022, 1992});
    CHECK(model_years_of("YV4A22PK4N1000101", 2021) == Years{1992});
    CHECK(model_years_of("YV4A22PK4N1000101", 2052) == Years{2052, 2022, 1992});
}

TEST_CASE("vin: in North America position 7 tells the cycle", "[vin]") {
    CHECK(model_years_of("5UXAAA1A0N0000000", 2027) == Years{1992, 2022});
    CHECK(model_years_of("5UXAAAAA0N0000000", 2027) == Years{2022, 1992});
    CHECK(model_years_of("5UXAAAAA0Y0000000", 2027) == Years{2000});
}

TEST_CASE("vin: the codes run from A for 1980 to 9 for 2009, without what is misread", "[vin]") {
    std::string vin = "YV4A22PK4A1000101";
    std::int64_t year = 1980;
    for (const char code : std::string("ABCDEFGHJKLMNPRSTVWXY123456789")) {
        vin[9] = code;
        CAPTURE(vin);
        CHECK(model_years_of(vin, 2009) == Years{year++});
    }
    for (const char code : {'U', 'Z', '0'}) {
        vin[9] = code;
        CHECK(model_years_of(vin, 2027).empty());
    }
}

TEST_CASE("vin: the descriptor leaves out maker and check digit", "[vin]") {
    CHECK(descriptor_of("YV4A22PK4N1000101") == "A22PK|N1000101");
}

TEST_CASE("vin: keys match the beginning, with any, digit and class", "[vin]") {
    const std::string descriptor = "A22PK|N1000101";
    for (const char* keys : {"A2", "***P", "***[CP]", "****K", "*****|*1", "A##PK|N1000101",
                             "[A-C]2", "*[0-9]", "*****|*[A-Z0-9]", "[_A]", "A22PK|N[0-2]"}) {
        CAPTURE(keys);
        CHECK(pattern_matches(keys, descriptor));
    }
    for (const char* keys : {"", "B2", "***[CD]", "#", "*****|*2", "A22PK|N10001011", "[B-Z]",
                             "*****N", "******", "[A", "[", "[-]", "A22PK[|]"}) {
        CAPTURE(keys);
        CHECK_FALSE(pattern_matches(keys, descriptor));
    }
}

TEST_CASE("vin: keys that name more weigh more, a class less than a character", "[vin]") {
    CHECK(pattern_weight("***G") > pattern_weight("***[GH]"));
    CHECK(pattern_weight("***[GH]") > pattern_weight("*****|*"));
    CHECK(pattern_weight("A2") > pattern_weight("A#"));
    CHECK(pattern_weight("****") == 0);
    CHECK(pattern_weight("A[") == pattern_weight("A"));
}

TEST_CASE("vin: a malformed one makes neither a vehicle nor a repair order", "[vin]") {
    for (const char* entity : {"vehicles.vehicle", "service.repair_order"}) {
        CAPTURE(entity);
        CHECK(broken_by_new(entity, "YV4A22PK4N1000101").empty());
        CHECK(broken_by_new(entity, "WBA8C51060K123456").empty());
        CHECK(broken_by_new(entity, "YV4A22PK4N100010") == "BAD_VIN");
        CHECK(broken_by_new(entity, "YV4A22PK4N1O00101") == "BAD_VIN");
        CHECK(broken_by_new(entity, "yv4a22pk4n1000101") == "BAD_VIN");
        CHECK(broken_by_new(entity, "YV4A22PK4 1000101") == "BAD_VIN");
        CHECK(broken_by_new(entity, "") == "BAD_VIN");
    }
}

TEST_CASE("vin: a record of earlier years stays editable", "[vin]") {
    const schema::Entity& vehicle = *domain::registry().by_name("vehicles.vehicle");
    const std::vector<schema::Value> before(vehicle.fields.size());
    engine::Proposal change{.entity = vehicle, .before = before};
    change.writes[vehicle.field("vin")->id] = std::string("CHASSIS 12");
    CHECK_FALSE(is_new_with_vin_of_wrong_length(change));
    CHECK_FALSE(is_new_with_wrong_character_in_vin(change));
}
