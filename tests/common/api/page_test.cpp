// Pages that the daemon writes: text is never taken for HTML, and nothing runs in them.
#include "common/api/page.hpp"

#include <catch2/catch.hpp>

using namespace branchline::api;

TEST_CASE("page: text is escaped, and the style is named by its policy", "[api]") {
    CHECK(escaped("<a href='x'>\"&\"</a>") ==
          "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;&lt;/a&gt;");
    const auto page = page_response(200, {.title = "<b>", .body = "<p>one</p>"});
    CHECK(page.headers.get("Content-Type") == "text/html; charset=utf-8");
    CHECK(page.body.find("<title>&lt;b&gt;</title>") != std::string::npos);
    CHECK(page.body.find("<p>one</p>") != std::string::npos);
    const auto policy = page.headers.get("Content-Security-Policy");
    CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(policy.find("unsafe") == std::string_view::npos);
}
