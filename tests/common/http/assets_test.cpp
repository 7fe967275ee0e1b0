#include "common/http/assets.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace branchline;
using namespace branchline::http;

namespace {

constexpr std::string_view kPage = "<!doctype html><title>page</title>";

std::string pack_of(std::string_view index, std::string_view bytes) {
    return fmt::format("branchline-assets/1\n{}\n{}", index, bytes);
}

/// An index.html, a script in three forms and one page.
const std::string& pack() {
    static const std::string made =
        pack_of(fmt::format("page parts\n"
                            "file /assets/a-1.js text/javascript;charset=utf-8 aa immutable 5 3 2\n"
                            "file /index.html text/html;charset=utf-8 bb changing {} 0 0\n",
                            kPage.size()),
                fmt::format("plaingzbr{}", kPage).replace(5, 2, "gz!"));
    return made;
}

struct Site {
    Handler handler;

    Site() {
        Router router;
        router.add("GET", "/livez", [](const Request&, const Answer& answer) {
            answer(text_response(200, "text/plain", "ok"));
        });
        const auto read = AssetPack::read(pack());
        REQUIRE(read.has_value());
        add_assets(router, *read);
        handler = router.handler();
    }

    Response call(std::string method, std::string target, Headers headers = {}) const {
        Request request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers = std::move(headers);
        Response out;
        handler(std::move(request), [&out](Response response) { out = std::move(response); });
        return out;
    }
    Response get(std::string target, std::string_view name, std::string value) const {
        Headers headers;
        headers.set(name, std::move(value));
        return call("GET", std::move(target), std::move(headers));
    }
};

}  // namespace

TEST_CASE("assets: the root and every path of a page give index.html", "[http]") {
    const Site site;
    for (const auto* path : {"/", "/index.html", "/parts", "/parts/VOLVO/BP100", "/parts?q=a"}) {
        CAPTURE(path);
        const Response page = site.call("GET", path);
        CHECK(page.status == 200);
        CHECK(page.body == kPage);
        CHECK(page.headers.get("Content-Type") == "text/html;charset=utf-8");
        CHECK(page.headers.get("Cache-Control") == "no-cache");
    }
}

TEST_CASE("assets: what was not packed is not there, and no path leads out", "[http]") {
    const Site site;
    for (const auto* path :
         {"/nothing", "/api/v1/nothing", "/api", "/partsbin", "/assets", "/assets/", "/assets/b.js",
          "/assets/../livez", "/assets/%2e%2e/index.html", "/..%2f..%2fetc/passwd", "//index.html",
          "/assets/a-1.js/", "/%69ndex.html"}) {
        CAPTURE(path);
        CHECK(site.call("GET", path).status == 404);
    }
    CHECK(site.call("GET", "/livez").body == "ok");
}

TEST_CASE("assets: a name with its hash is kept for a year", "[http]") {
    const Response script = Site().call("GET", "/assets/a-1.js");
    CHECK(script.headers.get("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(script.headers.get("ETag") == "\"aa\"");
    CHECK(script.body == "plain");
}

TEST_CASE("assets: the best form that the reader accepts is sent", "[http]") {
    const Site site;
    const std::pair<const char*, const char*> rows[] = {
        {"gzip, deflate, br",       "br"  },
        {"BR",                      "br"  },
        {"gzip",                    "gzip"},
        {"br;q=0, gzip;q=0.5",      "gzip"},
        {"br; q=0.000, gzip;q=0",   ""    },
        {"identity",                ""    },
        {"brotli, x-gzip, gzipped", ""    },
    };
    for (const auto& [accepted, coding] : rows) {
        CAPTURE(accepted);
        const Response script = site.get("/assets/a-1.js", "Accept-Encoding", accepted);
        CHECK(script.headers.get("Content-Encoding") == coding);
        CHECK(script.headers.get("Vary") == "Accept-Encoding");
        const std::string_view word = coding;
        CHECK(script.body == (word == "br" ? "br" : word == "gzip" ? "gz!" : "plain"));
    }
    const Response page = site.get("/", "Accept-Encoding", "br");
    CHECK_FALSE(page.headers.has("Content-Encoding"));
}

TEST_CASE("assets: who has a form of a file already gets 304 for that form alone", "[http]") {
    const Site site;
    for (const auto* known : {"\"aa\"", "W/\"aa\"", "\"x\", \"aa\"", "*"}) {
        CAPTURE(known);
        const Response same = site.get("/assets/a-1.js", "If-None-Match", known);
        CHECK(same.status == 304);
        CHECK(same.body.empty());
        CHECK(same.headers.get("ETag") == "\"aa\"");
    }
    CHECK(site.get("/assets/a-1.js", "If-None-Match", "\"aa-br\"").status == 200);
    Headers both;
    both.set("Accept-Encoding", "br");
    both.set("If-None-Match", "\"aa-br\"");
    CHECK(site.call("GET", "/assets/a-1.js", both).status == 304);
}

TEST_CASE("assets: HEAD is answered, and nothing is written", "[http]") {
    const Site site;
    CHECK(site.call("HEAD", "/parts").status == 200);
    for (const auto* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
        CAPTURE(method);
        const Response refused = site.call(method, "/parts");
        CHECK(refused.status == 405);
        CHECK(refused.headers.get("Allow") == "GET, HEAD");
    }
}

TEST_CASE("assets: a page may load nothing from elsewhere and stands in no frame", "[http]") {
    const Response page = Site().call("GET", "/");
    const std::string_view policy = page.headers.get("Content-Security-Policy");
    CHECK(policy.find("default-src 'none'; script-src 'self'; style-src 'self';") == 0);
    CHECK(policy.find("unsafe") == std::string_view::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string_view::npos);
    CHECK(page.headers.get("X-Frame-Options") == "DENY");
    CHECK(page.headers.get("Referrer-Policy") == "no-referrer");
    CHECK(response_head(page, true).find("X-Content-Type-Options: nosniff") != std::string::npos);
}

TEST_CASE("assets: a pack whose index and bytes do not fit is refused", "[http]") {
    const std::string file = "file /index.html text/html bb changing 4 0 0\n";
    REQUIRE(AssetPack::read(pack_of(file, "page")).has_value());
    for (const std::string& wrong :
         {pack_of(file, "pag"), pack_of(file, "pages"), pack_of("page parts\n", ""),
          std::string("branchline-assets/2\n\n"), std::string("branchline-assets/1\n" + file),
          std::string("no line"), pack_of("file index.html text/html b changing 4 0 0\n", "page"),
          pack_of("file /index.html text/html b always 4 0 0\n", "page"),
          pack_of("file /index.html text/html b changing -4 0 0\n", "page"),
          pack_of("file /{id} text/html b changing 4 0 0\n", "page"),
          pack_of("file /index.html text/html b changing 4 0\n", "page")}) {
        CAPTURE(wrong);
        const auto read = AssetPack::read(wrong);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().id == "bad-assets");
    }
}

TEST_CASE("assets: a program without a portal adds no rows", "[http]") {
    const auto none = AssetPack::read("");
    REQUIRE(none.has_value());
    Router router;
    add_assets(router, *none);
    CHECK(router.routes().empty());
}
