// The last piece on the shelf, sold twice by people who could not know of each other.
#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Value;

namespace {

constexpr std::string_view kStream = "dealer/D01";

Value text(std::string_view value) {
    return std::string(value);
}

/// Branch B0101 with two nodes and B0102 with one; each branch has one piece of AU100.
struct Shelf {
    Shelf() {
        network.add_node("B0101");
        network.add_node("B0101-2", "B0101");
        network.add_node("B0102");
        for (const char* name : kNodes) network.connect(name);
        network.settle();
        for (const char* branch : {"B0101", "B0102"}) {
            Site& site = network.node(branch);
            const auto declared =
                network.commit(site, edit_of(std::string(kStream), keyed("stock.bin",
                                                                         {
                                                                             branch, "AU100", "A1"
            },
                                                                         {{"minimum", 1'000}})));
            REQUIRE(declared);
            REQUIRE(move(site, branch, 1'000, "receipt"));
        }
        network.settle();
    }

    Result<engine::Committed> move(Site& site,
                                   const std::string& branch,
                                   std::int64_t quantity,
                                   const std::string& reason) {
        return network.commit(site, edit_of(std::string(kStream),
                                            new_row("stock.move", {
                                                                      {"branch",   text(branch) },
                                                                      {"part",     text("AU100")},
                                                                      {"bin",      text("A1")   },
                                                                      {"quantity", quantity     },
                                                                      {"reason",   text(reason) }
        })));
    }
    Result<engine::Committed> sell(const std::string& name) {
        Site& site = network.node(name);
        return move(site, site.branch, -1'000, "sale");
    }
    void apart() {
        for (const char* name : kNodes) network.cut(name);
    }
    void together(std::initializer_list<const char*> order) {
        for (const char* name : order) {
            network.connect(name);
            network.settle();
        }
    }
    std::string on_hand(Site& site, const std::string& branch) {
        const auto& bins = site.replica().entity("stock.bin");
        const RowId id = sync::keyed_row_id(bins.id, {branch, "AU100", "A1"});
        return text_of(site.replica(), "stock.bin", id, "on_hand");
    }
    std::vector<engine::RejectedEntry> rejected(Site& site) {
        auto out = site.replica().rejected(std::string(kStream));
        REQUIRE(out);
        return *std::move(out);
    }
    std::vector<Site*> sites() {
        std::vector<Site*> out{&network.hub()};
        for (const char* name : kNodes) out.push_back(&network.node(name));
        return out;
    }

    static constexpr const char* kNodes[] = {"B0101", "B0101-2", "B0102"};
    Network network;
};

}  // namespace

TEST_CASE(
    "last piece: two nodes of a branch sell it; the first at the importer stands, the other "
    "reads why not",
    "[hub]") {
    Shelf shelf;
    shelf.apart();
    REQUIRE(shelf.sell("B0101"));
    REQUIRE(shelf.sell("B0101-2"));
    shelf.together({"B0101-2", "B0101", "B0102"});
    const auto there = shelf.network.hub().replica().digest(std::string(kStream));
    for (Site* site : shelf.sites()) {
        INFO(site->name());
        CHECK(shelf.on_hand(*site, "B0101") == "0");
        const auto rejected = shelf.rejected(*site);
        REQUIRE(rejected.size() == 1);
        CHECK(rejected.front().reason.code == "NEGATIVE_BALANCE");
        CHECK_FALSE(rejected.front().reason.remedy.empty());
        CHECK(rejected.front().branch == "B0101");
        CHECK(site->replica().digest(std::string(kStream)) == there);
    }
}

TEST_CASE("last piece: two branches sell each their own; both stand", "[hub]") {
    Shelf shelf;
    shelf.apart();
    REQUIRE(shelf.sell("B0101"));
    REQUIRE(shelf.sell("B0102"));
    shelf.together({"B0102", "B0101", "B0101-2"});
    for (Site* site : shelf.sites()) {
        INFO(site->name());
        CHECK(shelf.on_hand(*site, "B0101") == "0");
        CHECK(shelf.on_hand(*site, "B0102") == "0");
        CHECK(shelf.rejected(*site).empty());
    }
}

TEST_CASE("last piece: nobody sells what another branch has on its shelf", "[hub]") {
    Shelf shelf;
    shelf.apart();
    const auto sold = shelf.move(shelf.network.node("B0102"), "B0101", -1'000, "sale");
    REQUIRE_FALSE(sold);
    INFO(sold.error().id);
    CHECK(shelf.on_hand(shelf.network.node("B0102"), "B0101") == "1000");
}

TEST_CASE("last piece: who knows that it is gone is told at the counter", "[hub]") {
    Shelf shelf;
    REQUIRE(shelf.sell("B0101"));
    shelf.network.settle();
    const auto again = shelf.sell("B0101-2");
    REQUIRE_FALSE(again);
    CHECK(again.error().id == "rule-refused");
    CHECK(again.error().what.find("the bin would hold less than nothing") != std::string::npos);
}
