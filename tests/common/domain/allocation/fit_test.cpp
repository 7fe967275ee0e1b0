#include "common/domain/allocation/fit.hpp"

#include <catch2/catch.hpp>

using namespace branchline::allocation;

namespace {

const Build kCar{
    .model = "A1", .options = {"RED", "HOOK", "ROOF"}
};

Wish wish(std::vector<std::string> required,
          std::vector<std::string> excluded,
          std::vector<std::string> preferred) {
    return {.model = "A1",
            .required = std::move(required),
            .excluded = std::move(excluded),
            .preferred = std::move(preferred)};
}

}  // namespace

TEST_CASE("fit: a car with all that is required and nothing excluded scores 100", "[allocation]") {
    CHECK(score_of(wish({"RED", "HOOK"}, {"SPORT"}, {}), kCar) == 100);
    CHECK(score_of(wish({}, {}, {}), kCar) == 100);
}

TEST_CASE("fit: an option that is missing or excluded, or another model, does not fit",
          "[allocation]") {
    CHECK_FALSE(score_of(wish({"RED", "SPORT"}, {}, {}), kCar));
    CHECK_FALSE(score_of(wish({"RED"}, {"ROOF"}, {}), kCar));
    CHECK_FALSE(score_of({.model = "A2", .required = {}, .excluded = {}, .preferred = {}}, kCar));
}

TEST_CASE("fit: a preference counts by its place from the end of the list", "[allocation]") {
    CHECK(score_of(wish({}, {}, {"RED", "SPORT", "HOOK"}), kCar) == 100 + 30 + 10);
    CHECK(score_of(wish({}, {}, {"SPORT", "ROOF"}), kCar) == 100 + 10);
    CHECK(preferences_met(wish({}, {}, {"RED", "SPORT", "HOOK"}), kCar) == 2);
}

TEST_CASE("fit: many at once are compared as one by one", "[allocation]") {
    std::vector<Wish> wishes{
        wish({"RED"},
        {},
        {"HOOK"}
        ),
        wish({"SPORT"},
        {},
        {}
        ),
        wish({},
        {"HOOK"},
        {}
        ),
        {.model = "A2", .required = {}, .excluded = {}, .preferred = {"RED"}}
    };
    std::vector<Build> builds{
        kCar,
        {.model = "A2", .options = {"RED"}},
        {.model = "A3", .options = {}     },
        {.model = "A1", .options = {}     }
    };
    // More options than one word of bits.
    for (int i = 0; i < 70; ++i) {
        const std::string option = "X" + std::to_string(i);
        wishes.push_back(wish({option}, {}, {option, "RED"}));
        builds.push_back({.model = "A1", .options = {option}});
    }
    const auto fits = fits_of(wishes, builds);
    REQUIRE(fits.size() == builds.size());
    for (std::size_t build = 0; build < builds.size(); ++build) {
        std::size_t at = 0;
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            const auto score = score_of(wishes[i], builds[build]);
            if (!score) continue;
            REQUIRE(at < fits[build].size());
            CHECK(fits[build][at].wish == i);
            CHECK(fits[build][at].score == *score);
            ++at;
        }
        CHECK(at == fits[build].size());
    }
}
