// A synthetic brand: editions, terms, and that a repeated or broken off run converges.
#include "hub/import/synthetic.hpp"

#include "common/text/json.hpp"
#include "tests/hub/import/import_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

struct Fixture : ImportFixture {
    Fixture() {
        write([](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_brand(hub, "NEW", "Synthetic brand without lists"));
            TRY_VOID(hub::add_dealer(hub, "D01", "Synthetic dealer"));
            TRY_VOID(hub::add_dealer(hub, "D02", "Synthetic dealer of another brand"));
            TRY_VOID(hub::add_branch(hub, "B0101", "D01", "Synthetic branch"));
            TRY_VOID(hub::add_branch(hub, "B0102", "D01", "Synthetic branch"));
            TRY_VOID(hub::add_branch(hub, "B0201", "D02", "Synthetic branch"));
            return hub::grant_brand(hub, "D01", "NEW");
        });
    }
    Result<hub::Progress> generate(const std::string& brand, std::size_t slices = SIZE_MAX) {
        hub::Synthetic job({.scale = hub::Scale::tiny, .seed = 1, .brands = {brand}});
        return run(job, slices);
    }
    std::string digest(const std::string& stream) {
        const auto found = hub().digest(stream);
        REQUIRE(found.has_value());
        return to_hex(found->digest);
    }
};

std::string refused(const text::Json& body) {
    const auto job = hub::make_synthetic(body, {});
    return job ? "" : job.error().id;
}

}  // namespace

TEST_CASE("synthetic: a brand gets parts, prices, cars, terms, authorisations and codes",
          "[import]") {
    Fixture f;
    const auto done = f.generate("NEW");
    INFO(figures_of(done));
    REQUIRE(done.has_value());
    CHECK(f.list("catalog.part").size() == 2000);
    CHECK(f.list("price.row").size() == 4000);
    CHECK(f.list("catalog.supersession").size() >= 140);
    CHECK(f.list("org.price_list").size() == 4);
    CHECK(f.list("catalog.operation").size() == 96);
    CHECK(f.list("catalog.warranty_plan").size() == 5);
    CHECK(f.list("catalog.warranty_rule").size() == 25);
    CHECK(f.list("catalog.goodwill").size() == 1);
    CHECK(f.list("warranty.agreement").size() == 1);
    CHECK(f.list("reference.code").size() == 24);
    CHECK(f.list("catalog.model").size() == 21);
    CHECK(f.list("catalog.option").size() == 287);
    CHECK(f.list("catalog.unit").size() == 60);
    const auto allowed = f.list("catalog.authorisation");
    REQUIRE(allowed.size() == 2);
    for (const auto& row : allowed) CHECK(domain::text_of(row, "branch") != "B0201");
    for (const auto& edition : f.list("catalog.edition")) {
        CHECK(domain::flag_of(edition, "published"));
        CHECK(domain::integer_of(edition, "row_count") == 2000);
    }
}

TEST_CASE("synthetic: the same seed gives the same streams", "[import]") {
    const auto digests = [] {
        Fixture f;
        REQUIRE(f.generate("NEW").has_value());
        return std::vector{f.digest("catalog/NEW"), f.digest("price/NEW-RETAIL"),
                           f.digest("price/NEW-NET"), f.digest("reference")};
    };
    CHECK(digests() == digests());
}

TEST_CASE("synthetic: a second run changes nothing", "[import]") {
    Fixture f;
    REQUIRE(f.generate("NEW").has_value());
    const std::string before = f.digest("catalog/NEW") + f.digest("price/NEW-NET");
    const auto again = f.generate("NEW");
    CHECK(figures_of(again) == "editions 0 rows 0 entries 0 terms 0 unchanged 522");
    CHECK(f.digest("catalog/NEW") + f.digest("price/NEW-NET") == before);
}

TEST_CASE("synthetic: a run that was broken off shows nothing; the next one shows it whole",
          "[import]") {
    Fixture f;
    REQUIRE(f.generate("NEW", 6).has_value());
    CHECK(f.list("catalog.part").empty());
    CHECK(f.list("price.row").empty());
    CHECK_FALSE(f.list("catalog.edition").empty());
    REQUIRE(f.generate("NEW").has_value());
    CHECK(f.list("catalog.part").size() == 2000);
    CHECK(f.list("price.row").size() == 4000);
}

TEST_CASE("synthetic: the lists that a brand has are used", "[import]") {
    Fixture f;
    REQUIRE(f.generate("SYN").has_value());
    CHECK(f.list("org.price_list").size() == 2);
}

TEST_CASE("synthetic: what it cannot make is refused", "[import]") {
    Fixture f;
    CHECK(figures_of(f.generate("NONE")) == "unknown-brand");
    CHECK(refused({
                      {"brands", {"SYN"}},
                      {"scale",  "tiny" },
                      {"seed",   7      }
    })
              .empty());
    CHECK(refused({
              {"brands", {"SYN"}},
              {"scale",  "huge" }
    }) == "validation-failed");
    CHECK(refused({
              {"scale", "tiny"}
    }) == "validation-failed");
    CHECK(refused({
              {"brands", "SYN"}
    }) == "validation-failed");
    CHECK(refused({
              {"brands", text::Json::array({1})}
    }) == "validation-failed");
    CHECK(refused({
              {"brands", {"SYN"}},
              {"brand",  "SYN"  }
    }) == "unknown-field");
}
