#include "sync/webhooks/target.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::sync;

TEST_CASE("webhook target: an address is taken apart", "[webhooks]") {
    const auto plain = read_webhook_target("https://crm.example", false);
    REQUIRE(plain);
    CHECK(plain->host == "crm.example");
    CHECK(plain->port == "443");
    CHECK(plain->path == "/");
    const auto full = read_webhook_target("https://[2606:4700::1]:8443/hooks?x=1", false);
    REQUIRE(full);
    CHECK(full->host == "2606:4700::1");
    CHECK(full->port == "8443");
    CHECK(full->path == "/hooks?x=1");
    CHECK(read_webhook_target("https://crm.example?x=1", false)->path == "/?x=1");
}

TEST_CASE("webhook target: without TLS only where private receivers are allowed", "[webhooks]") {
    CHECK_FALSE(read_webhook_target("http://crm.example/", false));
    const auto plain = read_webhook_target("http://127.0.0.1:9000/", true);
    REQUIRE(plain);
    CHECK_FALSE(plain->secure);
    CHECK(plain->port == "9000");
}

TEST_CASE("webhook target: what could be read in two ways is refused", "[webhooks]") {
    for (const char* wrong : {"",
                              "https://",
                              "https:///x",
                              "ftp://a/",
                              "file:///etc/passwd",
                              "gopher://a/",
                              "https://user@host/",
                              "https://a@127.0.0.1/",
                              "https://host\\@other/",
                              "https://host/#x",
                              "https://ho st/",
                              "https://host\r\nX: y/",
                              "https://host:0/",
                              "https://host:99999/",
                              "https://host:/",
                              "https://host:8x/",
                              "https://::1/",
                              "https://[::1/",
                              "https://h_st/",
                              "HTTPS://host/",
                              "//host/"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read_webhook_target(wrong, true));
    }
}

TEST_CASE("webhook target: public addresses are public", "[webhooks]") {
    for (const char* address : {"1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1",
                                "192.167.1.1", "2606:4700:4700::1111", "2a00:1450::1"}) {
        CAPTURE(address);
        CHECK(is_public_address(address));
    }
}

TEST_CASE("webhook target: no door behind the firewall is public", "[webhooks]") {
    for (const char* address : {"0.0.0.0",
                                "10.1.2.3",
                                "100.64.0.1",
                                "127.0.0.1",
                                "127.8.8.8",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.0.2.1",
                                "192.88.99.1",
                                "192.168.0.1",
                                "198.18.0.1",
                                "198.51.100.1",
                                "203.0.113.1",
                                "224.0.0.1",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:127.0.0.1",
                                "::ffff:8.8.8.8",
                                "64:ff9b::7f00:1",
                                "fe80::1",
                                "fc00::1",
                                "fd00:ec2::254",
                                "ff02::1",
                                "2001:db8::1",
                                "2001::1",
                                "2002:7f00:1::",
                                "localhost",
                                "",
                                "1.1.1",
                                "0x7f000001",
                                "2130706433"}) {
        CAPTURE(address);
        CHECK_FALSE(is_public_address(address));
    }
}

TEST_CASE("webhook target: one private address spoils a name", "[webhooks]") {
    CHECK(check_addresses({"1.1.1.1", "8.8.8.8"}, false));
    const auto refused = check_addresses({"1.1.1.1", "127.0.0.1"}, false);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().id == "private-target");
    CHECK(check_addresses({"127.0.0.1"}, true));
    CHECK_FALSE(check_addresses({}, true));
}
