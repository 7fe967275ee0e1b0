// Addresses that somebody types: one reading of each, or none.
#include "common/http/web_address.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using http::read_web_address;

namespace {

std::string said_of(std::string_view url) {
    const auto address = read_web_address(url);
    if (!address) return address.error().what;
    return std::string(address->secure ? "https " : "http ") + address->host + " " + address->port +
           " " + address->path;
}

}  // namespace

TEST_CASE("web address: scheme, host, port and path are read", "[http]") {
    CHECK(said_of("https://crm.example/hooks?x=1") == "https crm.example 443 /hooks?x=1");
    CHECK(said_of("http://localhost:8080") == "http localhost 8080 /");
    CHECK(said_of("https://crm.example?x") == "https crm.example 443 /?x");
    CHECK(said_of("https://[2001:db8::1]:8443/a") == "https 2001:db8::1 8443 /a");
}

TEST_CASE("web address: other schemes are refused", "[http]") {
    for (const char* url : {"", "crm.example", "ftp://crm.example/", "file:///etc/passwd",
                            "HTTPS://crm.example/", "//crm.example/"}) {
        CAPTURE(url);
        CHECK(said_of(url) == "is neither https nor http");
    }
}

TEST_CASE("web address: what two readers could read differently is refused", "[http]") {
    for (const char* url :
         {"https://user@crm.example/", "https://crm.example/#part",
          "https://crm.example\\@evil.example/", "https://crm.example/a b",
          "https://crm.example/\x7f", "https://crm.example/\xc3\xbc", "https://crm.example/\n"}) {
        CAPTURE(url);
        CHECK(said_of(url) == "holds what it must not");
    }
    CHECK(said_of("https://crm.example/" + std::string(2000, 'x')) == "holds what it must not");
}

TEST_CASE("web address: hosts and ports have their form", "[http]") {
    for (const char* url :
         {"https://", "https:///path", "https://crm.example:0/", "https://crm.example:65536/",
          "https://crm.example:/", "https://crm.example:8x/", "https://[2001:db8::1/",
          "https://2001:db8::1/", "https://[crm.example]/", "https://crm_example/"}) {
        CAPTURE(url);
        CHECK(said_of(url) == "has no good host or port");
    }
    CHECK(said_of("https://crm.example:65535/") == "https crm.example 65535 /");
}
