// The versions of a row's cells to a blob and back.
#include "sync/replica/version_list.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using sync::CellVersions;
using sync::Version;

namespace {

/// The books of a replica with two logs.
struct Shelf {
    Shelf() {
        sync::Replica& hub = network.hub().replica();
        for (const char* branch : {"B0101", "B0102"}) network.add_node(branch);
        REQUIRE(hub.begin(network.now()));
        for (const char* branch : {"B0101", "B0102"}) {
            sync::StreamBook& stream = *hub.state().books.stream("dealer/D01");
            const PublicKey& author = network.node(branch).key().public_key();
            const auto log =
                hub.state().books.add_log(hub.state().database, stream, author,
                                          sync::make_log_id(hub.net(), "dealer/D01", author));
            REQUIRE(log);
            logs.push_back((*log)->prefix);
        }
    }
    ~Shelf() { network.hub().replica().abandon(); }

    const sync::Books& books() { return network.hub().replica().state().books; }
    Bytes packed(const CellVersions& cells) { return sync::pack_versions(cells, books()); }
    /// What comes back, by field.
    CellVersions round_trip(const CellVersions& cells) {
        auto back = sync::unpack_versions(packed(cells), books());
        REQUIRE(back);
        std::sort(back->begin(), back->end());
        return *std::move(back);
    }

    Network network;
    std::vector<sync::LogPrefix> logs;
};

}  // namespace

TEST_CASE("versions: a row without cells takes no byte", "[replica]") {
    Shelf shelf;
    CHECK(shelf.packed({}).empty());
    CHECK(shelf.round_trip({}).empty());
}

TEST_CASE("versions: cells of one version take no more than one of them", "[replica]") {
    Shelf shelf;
    const Version version{std::uint64_t{1'767'225'600'000} << 16U, shelf.logs[0], 70'000};
    CellVersions one{
        {0, version}
    };
    CellVersions many = one;
    for (std::uint16_t field = 1; field < 8; ++field) many.emplace_back(field, version);
    CHECK(shelf.round_trip(many) == many);
    CHECK(shelf.packed(many).size() <= shelf.packed(one).size() + 1);
    CHECK(shelf.packed(many).size() <= 16);
}

TEST_CASE("versions: cells of several versions and logs are told apart", "[replica]") {
    Shelf shelf;
    const Version common{500, shelf.logs[0], 5};
    const CellVersions cells{
        {0,     common                               },
        {1,     {UINT64_MAX, shelf.logs[1], 0x7f}    },
        {2,     common                               },
        {63,    {0, shelf.logs[1], (1ULL << 48U) - 1}},
        {64,    common                               },
        {65535, common                               }
    };
    CHECK(shelf.round_trip(cells) == cells);
}

TEST_CASE("versions: a blob that is cut or names an unknown log is damage, not a crash",
          "[replica]") {
    Shelf shelf;
    const Version version{500, shelf.logs[0], 5};
    const Bytes whole = shelf.packed({
        {1,  version                },
        {70, {9, shelf.logs[1], 200}}
    });
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto read = sync::unpack_versions(ByteView(whole).first(size), shelf.books());
        if (read) continue;  // Cut between two cells: a shorter list, but a sound one.
        CHECK(read.error().id == "row-damaged");
    }
    const Bytes unknown{0x05, 0x63, 0x01, 0x01};
    CHECK(sync::unpack_versions(unknown, shelf.books()).error().id == "row-damaged");
    const Bytes endless(12, 0xff);
    CHECK(sync::unpack_versions(endless, shelf.books()).error().id == "row-damaged");
}
