// Cookies of a request, and what holds a session.
#include "common/api/cookie.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::api;

namespace {

std::string read(std::initializer_list<const char*> fields, const char* name = "one") {
    http::Request request;
    for (const char* field : fields) request.headers.add("Cookie", field);
    return cookie_of(request, name).value_or("none");
}

}  // namespace

TEST_CASE("cookie: a value is found by its whole name", "[session]") {
    CHECK(read({"one=1"}) == "1");
    CHECK(read({"two=2; one=1;three=3"}) == "1");
    CHECK(read({"two=2", "one=1"}) == "1");
    CHECK(read({"one=a=b"}) == "a=b");
    CHECK(read({"one="}).empty());
    CHECK(read({"one-oidc=1"}) == "none");
    CHECK(read({"One=1"}) == "none");
    CHECK(read({"one"}) == "none");
    CHECK(read({}) == "none");
}

TEST_CASE("cookie: one that came twice is none", "[session]") {
    CHECK(read({"one=1; one=1"}) == "none");
    CHECK(read({"one=1", "one=2"}) == "none");
}

TEST_CASE("session: one from the provider holds as long as its link", "[session]") {
    CHECK(held_credential("password", "v1", "4711") == "v1");
    CHECK(held_credential("pin", "v1", "") == "v1");
    const std::string held = held_credential(kOidcWay, "v1", "4711");
    CHECK(held == held_credential(kOidcWay, "v1", "4711"));
    CHECK(held != held_credential(kOidcWay, "v1", "4712"));
    CHECK(held != held_credential(kOidcWay, "v1", ""));
    CHECK(held != held_credential(kOidcWay, "v2", "4711"));
    CHECK(held != "v1");
}
