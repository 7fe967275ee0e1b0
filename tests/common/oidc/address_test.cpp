// Addresses of providers, and paths that a page may go on to.
#include "common/oidc/address.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::oidc;

TEST_CASE("provider address: https anywhere, http on this machine alone", "[oidc]") {
    for (const char* good :
         {"https://login.example", "https://login.example:8443/realm?x=1", "https://192.0.2.1/",
          "https://[2001:db8::1]:443/a", "http://localhost:4000/auth", "http://127.0.0.1:1/",
          "http://[::1]:4000"}) {
        CAPTURE(good);
        CHECK(read_address(good));
    }
    for (const char* bad : {"",
                            "login.example",
                            "http://login.example",
                            "http://192.0.2.1/",
                            "ftp://login.example",
                            "HTTPS://login.example",
                            "https://",
                            "https:///path",
                            "https://user@login.example",
                            "https://login.example#part",
                            "https://login.example:0",
                            "https://login.example:99999",
                            "https://login.example:x",
                            "https://log in.example",
                            "https://login.example\\@evil",
                            "https://login.example/\n",
                            "http://127.evil.example",
                            "http://localhost.evil.example",
                            "http://127.0.0.1.evil.example",
                            "https://login.example/\"",
                            "javascript:alert(1)"}) {
        CAPTURE(bad);
        CHECK_FALSE(read_address(bad));
    }
    CHECK_FALSE(read_address("https://login.example/" + std::string(2000, 'x')));
}

TEST_CASE("provider address: its parts are read", "[oidc]") {
    const auto address = read_address("https://[2001:db8::1]:8443/a?b=c");
    REQUIRE(address);
    CHECK(address->secure);
    CHECK(address->host == "2001:db8::1");
    CHECK(address->port == "8443");
    CHECK(address->path == "/a?b=c");
    CHECK(read_address("http://localhost")->port == "80");
    CHECK(read_address("https://login.example?x")->path == "/?x");
}

TEST_CASE("provider address: a name without TLS must lead to this machine", "[oidc]") {
    const Address plain = *read_address("http://localhost:4000");
    CHECK(check_addresses(plain, {"127.0.0.1", "::1"}));
    CHECK_FALSE(check_addresses(plain, {"127.0.0.1", "192.0.2.1"}));
    CHECK_FALSE(check_addresses(plain, {}));
    CHECK(check_addresses(*read_address("https://login.example"), {"192.0.2.1"}));
    CHECK_FALSE(check_addresses(*read_address("https://login.example"), {}));
}

TEST_CASE("return path: a path of the portal and nothing that leads elsewhere", "[oidc]") {
    for (const char* good :
         {"/", "/lists/notes", "/lists/notes?filter=title:prefix:a&x=%20", "/claims/1#lines"}) {
        CAPTURE(good);
        CHECK(is_local_path(good));
    }
    for (const char* bad : {"", "lists", "//evil.example", "/\\evil.example", "\\\\evil.example",
                            "https://evil.example", "/\t/evil.example", "/\n", "/a b", "/'", "/\"",
                            "/<script>", "javascript:alert(1)", "/a;url=https://evil.example",
                            "/api/v1/session", " /", "/\xc3\xa9"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_local_path(bad));
    }
    CHECK_FALSE(is_local_path("/" + std::string(1000, 'x')));
}
