// Files of a claim: from the branch that takes the picture to the importer and to the dealer's
// other branch, over lines that come and go.
#include <catch2/catch.hpp>

#include "sync/tuning.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

Bytes picture(std::size_t size) {
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
    return out;
}

Hash bring(Network& network, Site& site, const Bytes& bytes) {
    Hash hash;
    REQUIRE(network.write(site, [&](sync::Replica& replica) -> Result<> {
        TRY(hash, replica.state().blobs.put(bytes, network.now()));
        return {};
    }));
    return hash;
}

engine::Edit evidence(const std::string& branch, const Hash& file) {
    return edit_of(kStream, new_row("warranty.attachment", {
                                                               {"branch", branch},
                                                               {"claim", Bytes(16, 1)},
                                                               {"kind", text("photo")},
                                                               {"file", to_bytes(file.view())}
    }));
}

bool holds(Site& site, const Hash& hash) {
    const auto held = site.replica().state().blobs.holds(hash);
    REQUIRE(held);
    return *held;
}

/// Lets some seconds pass, with what they bring.
void pass(Network& network, int seconds) {
    for (int i = 0; i < seconds; ++i) {
        network.advance(Milliseconds(1'000));
        network.hub().engine().tick();
        for (auto& [name, site] : network.nodes()) site->engine().tick();
        network.settle();
    }
}

}  // namespace

TEST_CASE("blobs: a picture follows its record to the importer and to the other branch",
          "[engine]") {
    Network network;
    Site& first = network.add_node("B0101");
    Site& second = network.add_node("B0102");
    network.connect("B0101");
    network.connect("B0102");
    network.settle();
    const Bytes bytes = picture(300'000);
    const Hash hash = bring(network, first, bytes);
    pass(network, 3);
    CHECK_FALSE(holds(network.hub(), hash));  // Nobody names it yet.
    REQUIRE(network.commit(first, evidence("B0101", hash)));
    pass(network, 15);
    CHECK(holds(network.hub(), hash));
    CHECK(holds(second, hash));
    CHECK(**second.replica().state().blobs.read(hash) == bytes);
}

TEST_CASE("blobs: another dealer's node gets neither the file nor a sign of it", "[engine]") {
    Network network;
    Site& first = network.add_node("B0101");
    Site& other = network.add_node("B0201");
    network.connect("B0101");
    network.connect("B0201");
    network.settle();
    const Hash hash = bring(network, first, picture(1'000));
    REQUIRE(network.commit(first, evidence("B0101", hash)));
    pass(network, 15);
    REQUIRE(holds(network.hub(), hash));
    CHECK_FALSE(holds(other, hash));
    // It knows the hash and names it in its own stream: the importer finds no record there that
    // its own people wrote, and another dealer's node cannot make one without the file.
    auto edit = evidence("B0201", hash);
    edit.stream = "dealer/D02";
    const auto refused = network.commit(other, edit);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "file-not-here");
}

TEST_CASE("blobs: a file goes on where the line was cut", "[engine]") {
    Network network;
    Site& first = network.add_node("B0101");
    network.connect("B0101");
    network.settle();
    network.cut("B0101");
    const Bytes bytes = picture(1'000'000);
    const Hash hash = bring(network, first, bytes);
    REQUIRE(network.commit(first, evidence("B0101", hash)));
    pass(network, 3);
    network.connect("B0101");
    pass(network, 10);
    CHECK(holds(network.hub(), hash));
    CHECK(network.hub().replica().state().blobs.counts()->wanted == 0);
}

TEST_CASE("blobs: a record that names a file which is not here is refused", "[engine]") {
    Network network;
    Site& first = network.add_node("B0101");
    network.connect("B0101");
    network.settle();
    const auto refused = network.commit(first, evidence("B0101", Hash::from(Bytes(32, 9))));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "file-not-here");
}

TEST_CASE("blobs: pieces that were here before a crash are not asked for again", "[engine]") {
    Network network;
    Site& first = network.add_node("B0101");
    network.connect("B0101");
    network.settle();
    const Bytes bytes = picture(3 * sync::kBlobPartBytes);
    const Hash hash = bring(network, first, bytes);
    REQUIRE(network.commit(first, evidence("B0101", hash)));
    network.settle();
    REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) -> Result<> {
        const Bytes part(bytes.begin(),
                         bytes.begin() + static_cast<std::ptrdiff_t>(sync::kBlobPartBytes));
        TRY(const auto kept, hub.state().blobs.keep(hash, {bytes.size(), 0, part}, network.now()));
        CHECK(kept == sync::BlobKeep::part);
        return {};
    }));
    const auto* stream = network.hub().replica().state().books.stream(kStream);
    const auto wanted = network.hub().replica().state().blobs.wanted(stream->s, 10);
    REQUIRE(wanted->size() == 1);
    CHECK(wanted->front().from == sync::kBlobPartBytes);
    pass(network, 5);
    CHECK(holds(network.hub(), hash));
}
