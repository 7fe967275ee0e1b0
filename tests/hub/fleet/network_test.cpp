// Brands, price lists and the certificates that follow them.
#include "tests/support/network.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::test;

namespace {

/// A hub with the brand AUDAX, whose dealer D01 has the branch B0101.
struct Desk {
    Desk() {
        REQUIRE(at_hub([](sync::Replica& hub) { return hub::add_brand(hub, "AUDAX", "Audax"); }));
        network.add_node("B0101");
    }
    Result<> at_hub(const std::function<Result<>(sync::Replica&)>& work) {
        return network.write(network.hub(), work);
    }
    Result<> grant() {
        return at_hub([](sync::Replica& hub) { return hub::grant_brand(hub, "D01", "AUDAX"); });
    }
    Result<> add_list(const std::string& code, const std::string& brand, const std::string& kind) {
        return at_hub([&](sync::Replica& hub) {
            return hub::add_price_list(hub, {code, brand, kind, "EUR", "Synthetic list"});
        });
    }
    /// The streams of the newest certificate.
    std::vector<std::string> streams() {
        const auto& key = network.node("B0101").key().public_key();
        return network.hub().replica().policy().certificate(key)->streams;
    }

    Network network;
};

const std::vector<std::string> kBare = {"dealer/D01", "policy", "reference"};
const std::vector<std::string> kWithBrand = {"catalog/AUDAX", "dealer/D01", "network/AUDAX",
                                             "policy", "reference"};

}  // namespace

TEST_CASE("network: a dealer without brands holds its own stream and what is everyone's", "[hub]") {
    Desk desk;
    CHECK(desk.streams() == kBare);
}

TEST_CASE("network: a granted brand comes with the next certificate", "[hub]") {
    Desk desk;
    REQUIRE(desk.grant());
    CHECK(desk.streams() == kBare);
    desk.network.renew();
    CHECK(desk.streams() == kWithBrand);
}

TEST_CASE("network: a price list reaches the dealers of its brand and no others", "[hub]") {
    Desk desk;
    REQUIRE(desk.at_hub([](sync::Replica& hub) { return hub::add_brand(hub, "OTHER", "Other"); }));
    REQUIRE(desk.grant());
    REQUIRE(desk.add_list("AUDAX-NET", "AUDAX", "net"));
    REQUIRE(desk.add_list("OTHER-NET", "OTHER", "net"));
    desk.network.renew();
    const auto streams = desk.streams();
    CHECK(std::count(streams.begin(), streams.end(), "price/AUDAX-NET") == 1);
    CHECK(std::count(streams.begin(), streams.end(), "price/OTHER-NET") == 0);
}

TEST_CASE("network: certificates are renewed only where something changed", "[hub]") {
    Desk desk;
    REQUIRE(desk.grant());
    desk.network.renew();
    const auto epoch = desk.network.hub().replica().state().policy_epoch();
    desk.network.renew();
    CHECK(desk.network.hub().replica().state().policy_epoch() == epoch);
}

TEST_CASE("network: a revoked node gets no new certificate", "[hub]") {
    Desk desk;
    const auto& key = desk.network.node("B0101").key().public_key();
    const auto serial = desk.network.hub().replica().policy().certificate(key)->serial;
    REQUIRE(desk.at_hub(
        [&](sync::Replica& hub) { return hub::revoke_node(hub, serial, "sold the machine"); }));
    REQUIRE(desk.grant());
    desk.network.renew();
    CHECK(desk.streams() == kBare);
}

TEST_CASE("network: a node takes up a stream that its new certificate names", "[hub]") {
    Desk desk;
    desk.network.connect("B0101");
    desk.network.settle();
    REQUIRE(desk.grant());
    desk.network.renew();
    desk.network.settle();
    Site& node = desk.network.node("B0101");
    CHECK(node.replica().certificate()->streams == kWithBrand);
    REQUIRE(desk.network.commit(
        desk.network.hub(),
        edit_of("catalog/AUDAX", keyed("catalog.model",
                                       {
                                           "AUDAX", "A1", "2026"
    },
                                       {{"description", std::string("Synthetic model")}}))));
    desk.network.connect("B0101");
    desk.network.settle();
    CHECK(node.replica().digest("catalog/AUDAX") ==
          desk.network.hub().replica().digest("catalog/AUDAX"));
    CHECK(node.replica().digest("catalog/AUDAX")->vector.size() == 1);
}

TEST_CASE("network: a node that was away while its certificate was renewed comes back", "[hub]") {
    Desk desk;
    desk.network.connect("B0101");
    desk.network.settle();
    desk.network.cut("B0101");
    REQUIRE(desk.grant());
    desk.network.renew();
    REQUIRE(desk.network.commit(desk.network.hub(),
                                edit_of("catalog/AUDAX", keyed("catalog.model",
                                                               {
                                                                   "AUDAX", "A1", "1"
    },
                                                               {{"body", std::string("van")}}))));
    desk.network.connect("B0101");
    desk.network.settle();
    Site& node = desk.network.node("B0101");
    CHECK(node.replica().certificate()->streams == kWithBrand);
    desk.network.connect("B0101");
    desk.network.settle();
    CHECK(node.replica().digest("catalog/AUDAX") ==
          desk.network.hub().replica().digest("catalog/AUDAX"));
}

TEST_CASE("network: a node that hears of its own revocation writes nothing more, and agrees",
          "[hub]") {
    Network network;
    Site& node = network.add_node("B0101");
    network.connect("B0101");
    network.settle();
    const auto write = [&] {
        return network.commit(
            node, edit_of("dealer/D01", new_row("notes.note", {
                                                                  {"branch", std::string("B0101")},
                                                                  {"title",  std::string("Key")  }
        })));
    };
    REQUIRE(write());
    network.settle();
    network.cut("B0101");
    REQUIRE(write());
    REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) {
        return hub::revoke_node(hub, hub.policy().certificate(node.key().public_key())->serial,
                                "sold");
    }));
    network.connect("B0101");
    network.settle();
    const auto refused = write();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "node-revoked");
    network.settle();
    CHECK(node.replica().digest("dealer/D01") == network.hub().replica().digest("dealer/D01"));
    CHECK(node.replica().status("dealer/D01")->own_unsettled == 0);
}

TEST_CASE("network: after a restart the newest certificate is in force", "[hub]") {
    Desk desk;
    desk.network.connect("B0101");
    REQUIRE(desk.grant());
    desk.network.renew();
    desk.network.settle();
    Site& node = desk.network.node("B0101");
    desk.network.cut("B0101");
    node.stop();
    REQUIRE(node.start());
    CHECK(node.replica().certificate()->streams == kWithBrand);
}

TEST_CASE("network: a row of one brand cannot stand in the stream of another", "[hub]") {
    Desk desk;
    REQUIRE(desk.at_hub([](sync::Replica& hub) { return hub::add_brand(hub, "OTHER", "Other"); }));
    const auto refused = desk.network.commit(
        desk.network.hub(), edit_of("catalog/OTHER", keyed("catalog.model",
                                                           {
                                                               "AUDAX", "A1", "2026"
    },
                                                           {{"body", std::string("van")}})));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "wrong-stream");
}

TEST_CASE("network: what is missing or taken is refused by name", "[hub]") {
    Desk desk;
    const auto id_of = [&](const std::function<Result<>(sync::Replica&)>& work) {
        const auto done = desk.at_hub(work);
        return done ? std::string("done") : done.error().id;
    };
    using sync::Replica;
    CHECK(id_of([](Replica& h) { return hub::grant_brand(h, "D09", "AUDAX"); }) ==
          "unknown-dealer");
    CHECK(id_of([](Replica& h) { return hub::grant_brand(h, "D01", "NONE"); }) == "unknown-brand");
    CHECK(id_of([](Replica& h) { return hub::add_brand(h, "AUDAX", "x"); }) == "already-exists");
    const hub::NewPriceList list{"L1", "NONE", "net", "EUR", ""};
    CHECK(id_of([&](Replica& h) { return hub::add_price_list(h, list); }) == "unknown-brand");
    const hub::NewPriceList odd{"L1", "AUDAX", "gift", "EUR", ""};
    CHECK(id_of([&](Replica& h) { return hub::add_price_list(h, odd); }) == "validation-failed");
    CHECK(id_of([](Replica& h) {
              return hub::add_price_list(h, {"l 1", "AUDAX", "net", "EUR", ""});
          }) == "bad-code");
}
