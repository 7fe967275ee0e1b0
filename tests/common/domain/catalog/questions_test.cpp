// What a quantity of a part is in another unit.
#include "common/domain/catalog/questions.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

/// A part that is kept in pieces, comes in boxes of 12, and came in bags of 5 once.
struct Catalogue {
    Catalogue() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) {
            return hub::add_brand(hub, "AUDAX", "Audax");
        }));
        write(keyed("catalog.part",
                    {
                        "AUDAX", "AU100", "000001"
        },
                    {{"valid_from", 20'000}, {"unit", std::string("piece")}}));
        write(keyed("catalog.edition",
                    {
                        "AUDAX", "000001"
        },
                    {{"published", true}, {"valid_from", 20'000}, {"row_count", 1}}));
        write(keyed("catalog.unit",
                    {
                        "AUDAX", "AU100", "box"
        },
                    {{"holds", 12'000}}));
        write(keyed("catalog.unit",
                    {
                        "AUDAX", "AU100", "bag"
        },
                    {{"holds", 5'000}, {"active", false}}));
    }
    void write(const engine::RowEdit& row) {
        REQUIRE(network.commit(network.hub(), edit_of("catalog/AUDAX", row)));
    }
    std::string is(std::map<std::string, std::string> parameters) {
        parameters.insert({"brand", "AUDAX"});
        parameters.insert({"part", "au-100"});
        const auto answer = catalog::questions().front().ask(
            network.hub().replica(), {.parameters = parameters, .today = 20'000});
        if (!answer) return answer.error().id;
        for (const auto& [name, value] : answer->facts) {
            if (name == "is") return std::get<std::string>(value);
        }
        return "no answer";
    }

    Network network;
};

}  // namespace

TEST_CASE("units: boxes are told in pieces and pieces in boxes", "[catalog]") {
    Catalogue c;
    CHECK(c.is({
              {"quantity", "3"  },
              {"from",     "box"}
    }) == "36.000");
    CHECK(c.is({
              {"quantity", "6"  },
              {"to",       "box"}
    }) == "0.500");
    CHECK(c.is({
              {"quantity", "7"    },
              {"from",     "piece"},
              {"to",       "piece"}
    }) == "7.000");
    CHECK(c.is({
              {"from", "box"}
    }) == "12.000");
}

TEST_CASE("units: what cannot be told exactly is refused", "[catalog]") {
    Catalogue c;
    CHECK(c.is({
              {"quantity", "4"  },
              {"to",       "box"}
    }) == "not-exact");
}

TEST_CASE("units: a unit that the part does not have, or no longer, is refused", "[catalog]") {
    Catalogue c;
    CHECK(c.is({
              {"from", "drum"}
    }) == "no-unit");
    CHECK(c.is({
              {"from", "bag"}
    }) == "no-unit");
}

TEST_CASE("units: a part and a quantity that nobody knows are refused", "[catalog]") {
    Catalogue c;
    CHECK(c.is({
              {"part", "AU999"}
    }) == "no-part");
    CHECK(c.is({
              {"quantity", "a few"}
    }) == "bad-quantity");
}
