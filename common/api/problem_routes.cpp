// What a problem means: where `help` of every problem document leads. The same rows for a program
// and, as a page, for a person. They tell nothing of records, so nobody has to sign in.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "common/api/errors.hpp"
#include "common/api/input.hpp"
#include "common/api/page.hpp"
#include "common/api/routes.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

constexpr std::string_view kHtml = "text/html";

/// By code. Verdicts are written with '_' in entries and with '-' in answers: both find them.
using Texts = std::map<std::string, ProblemText, std::less<>>;

std::string plain(std::string_view code) {
    std::string out(code);
    std::replace(out.begin(), out.end(), '_', '-');
    return out;
}

Texts all_texts(const Options& options) {
    Texts out;
    for (const ProblemText& text : problem_texts()) out.emplace(plain(text.code), text);
    for (const ProblemText& text : options.more_problems) out.emplace(plain(text.code), text);
    return out;
}

Json text_json(const ProblemText& text) {
    Json out = Json::object();
    out["code"] = text.code;
    out["meaning"] = text.meaning;
    out["remedy"] = text.remedy;
    return out;
}

Answered<ProblemText> find(const Texts& texts, const Request& request) {
    TRY_VOID(only_parameters(request, {}));
    const auto found = texts.find(plain(request.param("code")));
    if (found != texts.end()) return found->second;
    return refused({Code::not_found, "not-found", "no problem has this code",
                    fmt::format("GET {}problems lists them.", kPrefix)});
}

Response list_json(const Texts& texts) {
    Json out = Json::object();
    out["items"] = Json::array();
    for (const auto& [code, text] : texts) out["items"].push_back(text_json(text));
    return http::json_response(200, out);
}

Response list_page(const Texts& texts) {
    std::string body = "<ul>";
    for (const auto& [code, text] : texts) {
        body += fmt::format("<li><a href=\"{}\"><code>{}</code></a> {}</li>",
                            http::help_path(text.code), escaped(text.code), escaped(text.meaning));
    }
    return page_response(200, {.title = "Problems", .body = body + "</ul>"});
}

Response page_of(const ProblemText& text) {
    return page_response(
        200, {.title = std::string(text.code),
              .body = fmt::format("<p>{}</p><p>{}</p><p><a href=\"{}problems\">All of them</a></p>",
                                  escaped(text.meaning), escaped(text.remedy), kPrefix)});
}

}  // namespace

void add_problem_routes(http::Router& router, const Shared& shared) {
    const auto texts = std::make_shared<const Texts>(all_texts(shared->options));
    const auto options = [](std::string_view type, std::string_view summary) {
        return http::RouteOptions{.produces = std::string(type),
                                  .summary = std::string(summary),
                                  .permit = std::string(kPublic)};
    };
    const auto add = [&](std::string_view type, auto list, auto show) {
        router.add(
            "GET", fmt::format("{}problems", kPrefix),
            [texts, list](const Request& request, const Answer& answer) {
                const auto fine = only_parameters(request, {});
                answer(fine ? list(*texts) : fine.error());
            },
            options(type, "What every code of a problem document means"));
        router.add(
            "GET", fmt::format("{}problems/{{code}}", kPrefix),
            [texts, show](const Request& request, const Answer& answer) {
                const auto found = find(*texts, request);
                answer(found ? show(*found) : found.error());
            },
            options(type, "What a code of a problem document means"));
    };
    add("application/json", list_json,
        [](const ProblemText& text) { return http::json_response(200, text_json(text)); });
    add(kHtml, list_page, page_of);
}

}  // namespace branchline::api
