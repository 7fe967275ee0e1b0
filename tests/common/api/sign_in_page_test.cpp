// The pages between the provider and the portal: whom they speak to, and what they let through.
#include "common/api/sign_in_page.hpp"

#include <catch2/catch.hpp>

#include "common/http/problem.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

Reader read(const char* accept, const char* language) {
    http::Request request;
    request.headers.set("Accept", accept);
    request.headers.set("Accept-Language", language);
    return reader_of(request);
}

}  // namespace

TEST_CASE("sign-in page: browsers get pages, programs get problem documents", "[oidc]") {
    CHECK(read("text/html,application/xhtml+xml,*/*;q=0.8", "").page);
    CHECK_FALSE(read("application/json", "").page);
    CHECK_FALSE(read("*/*", "").page);
    CHECK_FALSE(reader_of({}).page);
    CHECK(http::error_of(sign_in_refusal({}, "oidc-silent")).id == "oidc-silent");
    CHECK(sign_in_refusal({}, "oidc-silent").status == 503);
    CHECK(sign_in_refusal({.page = true}, "oidc-silent").status == 503);
}

TEST_CASE("sign-in page: German where the browser asks for it first", "[oidc]") {
    CHECK(read("text/html", "de").german);
    CHECK(read("text/html", "DE-at,en").german);
    CHECK_FALSE(read("text/html", "en-GB,de").german);
    CHECK_FALSE(read("text/html", "").german);
    for (const char* code : {"oidc-off", "oidc-expired", "oidc-cancelled", "oidc-silent",
                             "oidc-refused", "oidc-not-linked", "oidc-no-role", "oidc-locked"}) {
        const auto english = sign_in_refusal({.page = true}, code);
        const auto german = sign_in_refusal({.page = true, .german = true}, code);
        CHECK(english.status == german.status);
        CHECK(english.body != german.body);
    }
}

TEST_CASE("sign-in page: a value is text, never markup", "[oidc]") {
    const auto page = sign_in_refusal({.page = true}, "oidc-not-linked", "\"><script>&'");
    CHECK(page.body.find("&quot;&gt;&lt;script&gt;&amp;&#39;") != std::string::npos);
    CHECK(page.body.find("<script") == std::string::npos);
}
