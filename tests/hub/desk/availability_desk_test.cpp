// Branches sell and receive; the dealers of the brand hear who has a part, and since when.
#include "hub/desk/availability_desk.hpp"

#include <catch2/catch.hpp>

#include "common/domain/text.hpp"
#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;
using schema::Value;

namespace {

Value text(std::string_view value) {
    return std::string(value);
}

/// A brand whose catalogue has the part AU100; two dealers of it with a branch each, and one dealer
/// who does not sell it.
struct Counter {
    Counter() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_brand(hub, "AUDAX", "Audax"));
            for (const char* dealer : {"D01", "D02"}) {
                TRY_VOID(hub::add_dealer(hub, dealer, "Synthetic dealer"));
                TRY_VOID(hub::grant_brand(hub, dealer, "AUDAX"));
            }
            return {};
        }));
        at(network.hub(), "catalog/AUDAX",
           keyed("catalog.part",
                 {
                     "AUDAX", "AU100", "000001"
        },
                 {{"valid_from", 20'000}}));
        at(network.hub(), "catalog/AUDAX",
           keyed("catalog.edition",
                 {
                     "AUDAX", "000001"
        },
                 {{"published", true}, {"valid_from", 20'000}, {"row_count", 1}}));
        for (const char* branch : {"B0101", "B0201", "B0301"}) {
            network.add_node(branch);
            network.connect(branch);
        }
        network.settle();
    }

    void at(Site& site, const std::string& stream, const engine::RowEdit& row) {
        const auto done = network.commit(site, edit_of(stream, row));
        if (!done) FAIL(done.error().id << ": " << done.error().what);
    }
    void declare(const std::string& part, const std::string& bin) {
        at(network.node("B0101"), "dealer/D01",
           keyed("stock.bin",
                 {
                     "B0101", part, bin
        },
                 {{"minimum", 1'000}}));
    }
    void move(const std::string& part, const std::string& bin, std::int64_t quantity) {
        at(network.node("B0101"), "dealer/D01",
           new_row("stock.move", {
                                     {"branch",   text("B0101")  },
                                     {"part",     text(part)     },
                                     {"bin",      text(bin)      },
                                     {"quantity", quantity       },
                                     {"reason",   text("receipt")}
        }));
    }
    /// The desk's turn, and what came of it has arrived.
    void publish() {
        network.settle();
        REQUIRE(
            network.write(network.hub(), [&](sync::Replica& hub) { return desk.publish(hub); }));
        network.settle();
    }
    /// As "B0101 AU100 few" lines at a site.
    std::vector<std::string> told(const std::string& name) {
        sync::Replica& replica = network.node(name).replica();
        const auto page = replica.list(replica.entity("stock.availability"), {});
        REQUIRE(page);
        std::vector<std::string> out;
        for (const auto& row : page->records) {
            out.push_back(domain::text_of(row, "branch") + " " + domain::text_of(row, "part") +
                          " " + domain::text_of(row, "band"));
        }
        return out;
    }
    std::int64_t entries() {
        const auto status = network.hub().replica().status("network/AUDAX");
        REQUIRE(status);
        return static_cast<std::int64_t>(status->entries);
    }

    Network network;
    hub::AvailabilityDesk desk;
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("availability desk: another dealer of the brand hears the band, and nothing else",
          "[hub]") {
    Counter c;
    c.declare("AU100", "A1");
    c.declare("AU100", "A2");
    c.move("AU100", "A1", 2'000);
    c.move("AU100", "A2", 3'000);
    c.publish();
    CHECK(c.told("B0201") == Told{"B0101 AU100 some"});
    CHECK(c.told("B0301").empty());
    c.move("AU100", "A2", -3'000);
    c.publish();
    CHECK(c.told("B0201") == Told{"B0101 AU100 few"});
}

TEST_CASE("availability desk: a part that is in no catalogue is nobody's business", "[hub]") {
    Counter c;
    c.declare("HOMEMADE", "A1");
    c.move("HOMEMADE", "A1", 2'000);
    c.publish();
    CHECK(c.told("B0201").empty());
}

TEST_CASE("availability desk: a movement inside the band says nothing until the time is old",
          "[hub]") {
    Counter c;
    c.declare("AU100", "A1");
    c.move("AU100", "A1", 2'000);
    c.publish();
    const std::int64_t before = c.entries();
    c.move("AU100", "A1", 1'000);
    c.publish();
    CHECK(c.entries() == before);
    c.network.advance(hub::kAvailabilityAge);
    c.move("AU100", "A1", -1'000);
    c.publish();
    CHECK(c.entries() == before + 1);
}

TEST_CASE("availability desk: the time is the branch's, however late its movements come", "[hub]") {
    Counter c;
    c.network.cut("B0101");
    c.declare("AU100", "A1");
    c.move("AU100", "A1", 2'000);
    const Instant moved = c.network.now();
    c.network.advance(Milliseconds(30 * 86'400'000LL));
    c.network.connect("B0101");
    c.publish();
    sync::Replica& replica = c.network.node("B0201").replica();
    const auto page = replica.list(replica.entity("stock.availability"), {});
    REQUIRE(page);
    REQUIRE(page->records.size() == 1);
    const Instant told{Milliseconds(domain::integer_of(page->records.front(), "as_of"))};
    CHECK(told - moved < Milliseconds(86'400'000));
}

TEST_CASE("availability desk: a new desk goes on where the last one ended", "[hub]") {
    Counter c;
    c.declare("AU100", "A1");
    c.move("AU100", "A1", 2'000);
    c.publish();
    const std::int64_t before = c.entries();
    c.desk = {};
    c.publish();
    CHECK(c.entries() == before);
    c.move("AU100", "A1", 20'000);
    c.publish();
    CHECK(c.told("B0201") == Told{"B0101 AU100 many"});
}

TEST_CASE("availability desk: what a lost group had told is told again", "[hub]") {
    Counter c;
    c.declare("AU100", "A1");
    c.move("AU100", "A1", 2'000);
    c.network.settle();
    sync::Replica& hub = c.network.hub().replica();
    REQUIRE(hub.begin(c.network.now()));
    REQUIRE(c.desk.publish(hub));
    hub.abandon();
    c.publish();
    CHECK(c.told("B0201") == Told{"B0101 AU100 few"});
}
