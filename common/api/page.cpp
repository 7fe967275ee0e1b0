#include "common/api/page.hpp"

#include <fmt/format.h>

#include "common/crypto/hmac.hpp"

namespace branchline::api {

namespace {

constexpr std::string_view kStyle =
    "body{margin:0;background:#eef1f4;color:#1d2733;font:1rem/1.5 system-ui,sans-serif}"
    "main{box-sizing:border-box;width:min(32rem,100% - 2rem);margin:12vh auto;padding:2rem;"
    "background:#fff;border:1px solid #cfd6dd}"
    "h1{font-size:1.375rem;margin:0 0 1rem}code{overflow-wrap:anywhere;background:#eef1f4;"
    "padding:.125rem .375rem}a{color:#0b4f8a}";

}  // namespace

http::Response page_response(int status, const Page& page) {
    static const std::string kPolicy = fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        crypto::to_base64(crypto::sha256(as_bytes(kStyle)).view()));
    const std::string title = escaped(page.title);
    http::Response response = http::text_response(
        status, "text/html; charset=utf-8",
        fmt::format("<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">{}"
                    "<title>{}</title><style>{}</style></head>\n<body><main><h1>{}</h1>{}"
                    "</main></body></html>\n",
                    page.language, page.head, title, kStyle, title, page.body));
    response.headers.set("Content-Security-Policy", kPolicy);
    return response;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

}  // namespace branchline::api
