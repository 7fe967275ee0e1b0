#include "common/tls/certificate.hpp"

#include <catch2/catch.hpp>

#include "common/tls/authority.hpp"

using namespace branchline;
using namespace branchline::tls;

namespace {

const Instant kNow = *parse_instant("2026-11-22T10:00:00.000Z");

Authority authority() {
    return *make_authority("Synthetic Importer", kNow, 10);
}

}  // namespace

TEST_CASE("certificate: a text without one is refused", "[tls]") {
    const auto own = authority();
    for (const std::string& text : {std::string(), std::string("no PEM"), own.key}) {
        const auto facts = read_certificate(text);
        REQUIRE_FALSE(facts);
        CHECK(facts.error().id == "bad-certificate");
    }
}

TEST_CASE("certificate: a chain with a broken link is refused", "[tls]") {
    const std::string one = authority().certificate;
    CHECK(read_certificate(one + one)->chain == 2);
    const auto facts = read_certificate(one + one.substr(0, one.size() / 2));
    REQUIRE_FALSE(facts);
    CHECK(facts.error().id == "bad-certificate");
}

TEST_CASE("certificate: a chain over 256 KiB is not read", "[tls]") {
    const auto facts = read_certificate(std::string(kPemMax + 1, 'x'));
    REQUIRE_FALSE(facts);
    CHECK(facts.error().id == "certificate-too-large");
}

TEST_CASE("certificate: the key of another one does not go with it", "[tls]") {
    const auto first = authority();
    const auto second = authority();
    CHECK(check_pair(first.certificate, first.key));
    CHECK(check_pair(first.certificate, second.key).error().id == "key-mismatch");
    CHECK(check_pair(first.certificate, first.certificate).error().id == "bad-key");
}

TEST_CASE("certificate: no error quotes the key", "[tls]") {
    const auto own = authority();
    const auto checked = check_pair(own.certificate, own.key.substr(0, own.key.size() / 2));
    REQUIRE_FALSE(checked);
    CHECK(checked.error().what.find(own.key.substr(40, 20)) == std::string::npos);
}

TEST_CASE("certificate: it is valid from an hour before it was made up to its last day", "[tls]") {
    const auto facts = *read_certificate(authority().certificate);
    const auto end = kNow + std::chrono::days(10);
    CHECK(check_dates(facts, kNow));
    CHECK(check_dates(facts, kNow - std::chrono::hours(1)));
    CHECK(check_dates(facts, kNow - std::chrono::hours(2)).error().id ==
          "certificate-not-yet-valid");
    CHECK(check_dates(facts, end - std::chrono::seconds(1)));
    CHECK(check_dates(facts, end).error().id == "certificate-expired");
}
