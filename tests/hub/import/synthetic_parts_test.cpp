#include "hub/import/synthetic_parts.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "common/crypto/hash.hpp"

using namespace branchline;
using namespace branchline::hub;

namespace {

std::vector<SyntheticPart> parts_of(std::string_view brand, std::uint64_t seed, std::size_t count) {
    const SyntheticParts parts(brand, seed);
    std::vector<SyntheticPart> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(parts.part(i));
    return out;
}

/// Everything that becomes a row, in one hash.
std::string digest_of(const std::vector<SyntheticPart>& parts) {
    crypto::Blake2b hash("");
    const auto add = [&](const std::string& text) { hash.add(as_bytes(text + "|")); };
    for (const SyntheticPart& part : parts) {
        for (const std::string& text : {part.part, part.display, part.description,
                                        std::string(part.group->code), part.discount_group}) {
            add(text);
        }
        for (const std::int64_t number :
             {part.pack, part.weight_g, part.retail, part.net, part.core_value}) {
            add(std::to_string(number));
        }
        for (const catalog::Link& link : part.links) {
            add(link.new_part + std::string(catalog::name_of(link.kind)) +
                std::string(catalog::name_of(link.interchange)) + (link.use_up_old ? "1" : "0"));
        }
    }
    return to_hex(hash.finish()).substr(0, 16);
}

}  // namespace

TEST_CASE("synthetic parts: one seed gives the same bytes on every machine", "[import]") {
    CHECK(digest_of(parts_of("SYN", 1, 2000)) == "2640ed158a296a2f");
}

TEST_CASE("synthetic parts: another seed or brand gives other parts of the same numbers",
          "[import]") {
    const auto one = parts_of("SYN", 1, 300);
    const auto two = parts_of("SYN", 2, 300);
    CHECK(digest_of(one) != digest_of(two));
    CHECK(digest_of(one) != digest_of(parts_of("OTHER", 1, 300)));
    for (std::size_t i = 0; i < one.size(); ++i) REQUIRE(one[i].part == two[i].part);
}

TEST_CASE("synthetic parts: every number is there once", "[import]") {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < parts_in(Scale::full); ++i) seen.insert(part_number(i));
    CHECK(seen.size() == parts_in(Scale::full));
}

TEST_CASE("synthetic parts: they have the shape of a real catalogue", "[import]") {
    const std::size_t count = 40'000;
    std::vector<std::int64_t> prices;
    std::size_t superseded = 0;
    std::size_t kits = 0;
    std::size_t cores = 0;
    for (const SyntheticPart& part : parts_of("SYN", 7, count)) {
        prices.push_back(part.retail);
        superseded += part.links.empty() ? 0U : 1U;
        kits += part.links.size() > 1 ? 1U : 0U;
        cores += part.core_value > 0 ? 1U : 0U;
        CHECK(part.net < part.retail);
        CHECK(part.net > part.retail / 2);
        CHECK(part.description.find("synthetic") != std::string::npos);
    }
    std::nth_element(prices.begin(), prices.begin() + count / 2, prices.end());
    CHECK(std::abs(prices[count / 2] - 3800) < 100);
    CHECK(superseded == count * 7 / 100);
    CHECK(kits > superseded * 2 / 100);
    CHECK(kits < superseded * 4 / 100);
    CHECK(cores > count * 17 / 1000);
    CHECK(cores < count * 23 / 1000);
}

TEST_CASE("synthetic parts: chains reach six numbers and never go round", "[import]") {
    catalog::Links links;
    const auto parts = parts_of("SYN", 3, 20'000);
    for (const SyntheticPart& part : parts) {
        for (const catalog::Link& link : part.links) {
            REQUIRE_FALSE(catalog::closes_cycle(links, link));
            links[link.old_part].push_back(link);
        }
    }
    std::size_t longest = 0;
    for (const SyntheticPart& part : parts) {
        const auto resolved = catalog::resolve(links, part.part, 20'000);
        REQUIRE(resolved.has_value());
        longest = std::max(longest, resolved->passed.size() + 1);
    }
    CHECK(longest == 6);
}

TEST_CASE("synthetic parts: scales are known by name", "[import]") {
    CHECK(scale_of("small") == Scale::small);
    CHECK(parts_in(Scale::tiny) == 2'000);
    CHECK(name_of(Scale::full) == "full");
    CHECK(scale_of("huge").error().id == "validation-failed");
}
