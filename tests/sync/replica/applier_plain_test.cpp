// The short ways of plain rows beside the long one. A replica takes the short ways for what is
// decided when it comes, and the long one for what is not: so the hub, the author, a branch that
// was there and one that comes late go different ways, and must come to the same rows.
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

const schema::Entity& bins() {
    return *domain::registry().by_name("stock.bin");
}

engine::Edit bin_edit(const std::string& branch,
                      int number,
                      const char* field,
                      const schema::Value& value) {
    engine::RowEdit row{
        .entity = &bins(), .key = {branch, "P-1", fmt::format("A{}", number)}
    };
    row.wishes[bins().field(field)->id] = value;
    return {.stream = kStream, .rows = {row}};
}

/// Branches and the hub at work on a few bins, with the lines up and down.
class History {
public:
    explicit History(std::uint64_t seed) : network(seed), random_(seed) {
        join(network, {"B0101", "B0102"});
    }
    void run(int steps) {
        for (int i = 0; i < steps; ++i) step();
        for (const char* branch : {"B0101", "B0102"}) network.connect(branch);
        network.settle();
    }

    Network network;

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    void step() {
        const std::string branch = below(2) == 0 ? "B0101" : "B0102";
        switch (below(6)) {
            case 0: network.cut(branch); return;
            case 1: network.connect(branch); return;
            case 2: network.settle(); return;
            case 3: {
                const bool flag = below(2) == 0;
                const int number = static_cast<int>(below(3));
                (void)network.commit(network.hub(),
                                     bin_edit(branch, number, "allow_negative", flag));
                return;
            }
            default: write(branch);
        }
    }
    void write(const std::string& branch) {
        const int number = static_cast<int>(below(3));
        const auto amount = static_cast<std::int64_t>(below(3));
        if (below(2) == 0) {
            const bool nothing = below(4) == 0;
            const schema::Value value = nothing ? schema::Value() : schema::Value(amount);
            (void)network.commit(network.node(branch), bin_edit(branch, number, "minimum", value));
            return;
        }
        const std::string other = below(2) == 0 ? "B0101" : "B0102";
        (void)network.commit(
            network.node(branch),
            bin_edit(other, number, "remark", std::string(amount == 0 ? "full" : "half")));
    }

    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("plain rows: whichever way they come, every replica shows the same", "[replica]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        History history(seed);
        history.run(80);
        Network& network = history.network;
        Site& late = join(network, "B0103");
        for (const char* branch : {"B0101", "B0102"}) {
            CHECK(compare(network.hub(), network.node(branch), kStream) == "equal");
        }
        CHECK(compare(network.hub(), late, kStream) == "equal");
    }
}

TEST_CASE("plain rows: what two branches say of a bin at once is a conflict in every way",
          "[replica]") {
    CutBranches branches;
    Network& network = branches.network;
    REQUIRE(network.commit(network.node("B0101"), bin_edit("B0101", 1, "remark", text("full"))));
    REQUIRE(network.commit(network.node("B0102"), bin_edit("B0101", 1, "remark", text("empty"))));
    for (const char* branch : {"B0101", "B0102"}) network.connect(branch);
    network.settle();
    Site& late = join(network, "B0103");
    for (Site* site : {&network.hub(), &network.node("B0101"), &network.node("B0102"), &late}) {
        CAPTURE(site->name());
        CHECK(site->replica().status(kStream)->conflicts == 1);
    }
}
