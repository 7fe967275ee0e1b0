#include "common/domain/catalog/supersession.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::catalog;

namespace {

constexpr std::int64_t kToday = 20'000;

Links links_of(const std::vector<Link>& all) {
    Links out;
    for (const Link& link : all) out[link.old_part].push_back(link);
    return out;
}

Link replaced(const std::string& old_part,
              const std::string& new_part,
              Interchange interchange = Interchange::one_way) {
    return {.old_part = old_part, .new_part = new_part, .interchange = interchange};
}

Link kit(const std::string& old_part, const std::string& new_part, std::int64_t factor) {
    return {.old_part = old_part, .new_part = new_part, .kind = LinkKind::kit, .factor = factor};
}

}  // namespace

TEST_CASE("supersession: a link back to the beginning of its chain closes a cycle", "[catalog]") {
    const Links links = links_of({replaced("A", "B"), replaced("B", "C")});
    CHECK(closes_cycle(links, replaced("C", "A")));
    CHECK(closes_cycle(links, replaced("B", "A")));
    CHECK(closes_cycle(links, replaced("D", "D")));
    CHECK_FALSE(closes_cycle(links, replaced("C", "D")));
    CHECK_FALSE(closes_cycle(links, replaced("D", "A")));
    CHECK_FALSE(closes_cycle(links, replaced("A", "C")));
}

TEST_CASE("supersession: a cycle through one part of a kit is one too", "[catalog]") {
    const Links links = links_of({kit("A", "B", 1000), kit("A", "C", 1000), replaced("C", "D")});
    CHECK(closes_cycle(links, replaced("D", "A")));
}

TEST_CASE("supersession: two parts may be alternatives of each other", "[catalog]") {
    Link alternative = replaced("A", "B");
    alternative.kind = LinkKind::alternative;
    CHECK_FALSE(closes_cycle(links_of({alternative}), replaced("B", "A")));
    Link back = replaced("B", "A");
    back.kind = LinkKind::alternative;
    CHECK_FALSE(closes_cycle(links_of({replaced("A", "B")}), back));
}

TEST_CASE("supersession: a part that nothing replaces is its own newest", "[catalog]") {
    const auto found = resolve({}, "A", kToday);
    REQUIRE(found.has_value());
    CHECK(found->passed.empty());
    CHECK(found->newest == std::vector<Successor>{
                               {"A", 1000}
    });
    CHECK(found->interchange == Interchange::two_way);
}

TEST_CASE("supersession: a chain ends at its newest number, with the product of its factors",
          "[catalog]") {
    Link two = replaced("A", "B", Interchange::two_way);
    two.factor = 2000;
    Link half = replaced("B", "C");
    half.factor = 1500;
    const auto found = resolve(links_of({two, half}), "A", kToday);
    REQUIRE(found.has_value());
    CHECK(found->passed == std::vector<std::string>{"A", "B"});
    CHECK(found->newest == std::vector<Successor>{
                               {"C", 3000}
    });
    CHECK(found->interchange == Interchange::one_way);
}

TEST_CASE("supersession: a kit becomes all of its parts, each at its newest", "[catalog]") {
    const auto found =
        resolve(links_of({kit("A", "B", 1000), kit("A", "C", 4000), replaced("C", "D")}), "A", 0);
    REQUIRE(found.has_value());
    CHECK(found->newest == std::vector<Successor>{
                               {"B", 1000},
                               {"D", 4000}
    });
}

TEST_CASE("supersession: a link counts from its day on, and the latest of several", "[catalog]") {
    Link later = replaced("A", "C");
    later.effective_on = kToday + 1;
    const Links links = links_of({later, replaced("A", "B")});
    CHECK(resolve(links, "A", kToday)->newest.front().part == "B");
    CHECK(resolve(links, "A", kToday + 1)->newest.front().part == "C");
}

TEST_CASE("supersession: links that go round are an error, not a loop", "[catalog]") {
    const auto found = resolve(links_of({replaced("A", "B"), replaced("B", "A")}), "A", kToday);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().id == "supersession-cycle");
}

TEST_CASE("supersession: factors that multiply beyond reason are an error", "[catalog]") {
    Link many = replaced("A", "B");
    many.factor = 1'000'000;
    Link more = replaced("B", "C");
    more.factor = 1'001'000;
    const auto found = resolve(links_of({many, more}), "A", kToday);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().id == "factor-too-large");
}

TEST_CASE("supersession: the new part serves demand for the old one, not the other way round",
          "[catalog]") {
    const Links links = links_of({replaced("A", "B"), replaced("B", "C")});
    CHECK(may_serve(links, "C", "A", kToday));
    CHECK_FALSE(may_serve(links, "A", "C", kToday));
    CHECK(may_serve(links, "A", "A", kToday));
}

TEST_CASE("supersession: both serve each other only if every link on the way allows it",
          "[catalog]") {
    const Links links = links_of(
        {replaced("A", "B", Interchange::two_way), replaced("B", "C", Interchange::two_way)});
    CHECK(may_serve(links, "A", "C", kToday));
    const Links narrow = links_of({replaced("A", "B", Interchange::two_way), replaced("B", "C")});
    CHECK_FALSE(may_serve(narrow, "A", "C", kToday));
}

TEST_CASE("supersession: nothing crosses a link without interchange, and no kit is split",
          "[catalog]") {
    CHECK_FALSE(may_serve(links_of({replaced("A", "B", Interchange::none)}), "B", "A", kToday));
    Link part = kit("A", "B", 1000);
    part.interchange = Interchange::two_way;
    CHECK_FALSE(may_serve(links_of({part}), "B", "A", kToday));
}

TEST_CASE("supersession: words of the file are known by name", "[catalog]") {
    CHECK(link_kind_of("kit") == LinkKind::kit);
    CHECK(interchange_of(name_of(Interchange::two_way)) == Interchange::two_way);
    CHECK(link_kind_of("merged").error().id == "bad-word");
}
