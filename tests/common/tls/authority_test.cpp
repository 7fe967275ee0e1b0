#include "common/tls/authority.hpp"

#include <catch2/catch.hpp>

#include "common/tls/certificate.hpp"

using namespace branchline;
using namespace branchline::tls;

namespace {

const Instant kNow = *parse_instant("2026-11-22T10:00:00.000Z");

Authority authority() {
    auto made = make_authority("Synthetic Importer", kNow, 3650);
    REQUIRE(made);
    return *std::move(made);
}

KeyAndRequest request(const std::vector<std::string>& names) {
    auto made = make_request(names);
    REQUIRE(made);
    return *std::move(made);
}

}  // namespace

TEST_CASE("authority: a request becomes a certificate for its names, with its key", "[tls]") {
    const auto asked = request({"b0101.example", "192.0.2.7", "2001:db8::7"});
    const auto chain = issue(authority(), asked.request, kNow, 365);
    REQUIRE(chain);
    const auto facts = read_certificate(*chain);
    REQUIRE(facts);
    CHECK(facts->names == std::vector<std::string>{"b0101.example", "192.0.2.7", "2001:db8::7"});
    CHECK(facts->subject == "CN = b0101.example");
    CHECK(facts->issuer == "CN = Synthetic Importer for its branches");
    CHECK(facts->chain == 2);
    CHECK_FALSE(facts->is_authority);
    CHECK(facts->not_after == kNow + std::chrono::days(365));
    CHECK(check_pair(*chain, asked.key));
}

TEST_CASE("authority: its own certificate says that it is one", "[tls]") {
    const auto facts = read_certificate(authority().certificate);
    REQUIRE(facts);
    CHECK(facts->is_authority);
    CHECK(facts->names.empty());
    CHECK(facts->subject == facts->issuer);
}

TEST_CASE("authority: no two certificates have the same serial number", "[tls]") {
    const auto own = authority();
    const auto asked = request({"b0101.example"});
    const auto first = read_certificate(*issue(own, asked.request, kNow, 1));
    const auto second = read_certificate(*issue(own, asked.request, kNow, 1));
    CHECK(first->serial != second->serial);
}

TEST_CASE("authority: names that are none are refused before a key is made", "[tls]") {
    const std::vector<std::string> bad = {"",
                                          "b0101.example:8443",
                                          "https://b0101.example",
                                          "a..b",
                                          "-a.example",
                                          "a.example,DNS:bank.example",
                                          "*.example",
                                          std::string(64, 'a') + ".example"};
    for (const std::string& name : bad) {
        INFO(name);
        const auto made = make_request(std::vector{name});
        REQUIRE_FALSE(made);
        CHECK(made.error().id == "bad-name");
    }
    CHECK_FALSE(make_request(std::vector<std::string>{}));
    CHECK_FALSE(make_request(std::vector<std::string>(51, "a.example")));
    CHECK(make_request(std::vector<std::string>(50, "a.example")));
}

TEST_CASE("authority: a request that was changed on its way is refused", "[tls]") {
    std::string text = request({"b0101.example"}).request;
    const std::size_t middle = text.size() / 2;
    text[middle] = text[middle] == 'A' ? 'B' : 'A';
    const auto made = issue(authority(), text, kNow, 365);
    REQUIRE_FALSE(made);
    CHECK(made.error().id == "bad-request");
}

TEST_CASE("authority: what is no request is refused", "[tls]") {
    const auto own = authority();
    for (const std::string& text : {std::string(), std::string("x"), own.certificate, own.key}) {
        const auto made = issue(own, text, kNow, 365);
        REQUIRE_FALSE(made);
        CHECK(made.error().id == "bad-request");
    }
}

TEST_CASE("authority: a certificate is valid for 1 to 397 days", "[tls]") {
    const auto own = authority();
    const auto asked = request({"b0101.example"});
    CHECK(issue(own, asked.request, kNow, 1));
    CHECK(issue(own, asked.request, kNow, 397));
    CHECK(issue(own, asked.request, kNow, 0).error().id == "bad-days");
    CHECK(issue(own, asked.request, kNow, 398).error().id == "bad-days");
}

TEST_CASE("authority: without its own key it issues nothing", "[tls]") {
    auto own = authority();
    own.key = authority().key;
    const auto made = issue(own, request({"b0101.example"}).request, kNow, 365);
    REQUIRE_FALSE(made);
    CHECK(made.error().id == "key-mismatch");
}
