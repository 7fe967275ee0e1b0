#include "common/api/tracing.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "common/base/bytes.hpp"
#include "common/base/characters.hpp"
#include "common/base/log.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using http::Answer;
using http::Request;
using http::Response;

bool is_hex(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

std::string new_trace_id(Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    return to_hex(bytes);
}

void name(Response& response, const std::string& trace_id, const std::string& route) {
    if (http::media_type(response.headers.get("Content-Type")) != "application/problem+json") {
        return;
    }
    auto document = text::parse_json(response.body, {.size_max = response.body.size()});
    if (!document || !document->is_object()) return;
    (*document)["trace_id"] = trace_id;
    response.body = text::dump(*document) + "\n";
    if (response.status < 500) return;
    log::error("http", fmt::format("{} {} {}: {}", trace_id, response.status, route,
                                   text::string_of(*document, "code").value_or("")));
}

}  // namespace

std::string trace_id_of(std::string_view traceparent) {
    // 00-<32 digits>-<16 digits>-<2 digits>; other versions may go on behind that.
    constexpr std::size_t kSize = 55;
    const bool shaped = traceparent.size() >= kSize && traceparent[2] == '-' &&
                        traceparent[35] == '-' && traceparent[52] == '-';
    if (!shaped || !traceparent.starts_with("00") || traceparent.size() != kSize) return "";
    const std::string_view id = traceparent.substr(3, 32);
    const std::string_view parent = traceparent.substr(36, 16);
    const bool zero = id.find_first_not_of('0') == id.npos;
    const bool fits = is_hex(id) && is_hex(parent) && is_hex(traceparent.substr(53));
    return fits && !zero ? std::string(id) : "";
}

http::Guard traced(http::Guard inner, Random& random) {
    return [inner = std::move(inner), &random](const http::Route& row, Request request,
                                               Answer answer, const http::Handler& next) {
        const std::string given = trace_id_of(request.headers.get("traceparent"));
        auto named = [&random, given, route = row.method + " " + row.pattern,
                      answer = std::move(answer)](Response response) {
            if (response.status >= 400) {
                name(response, given.empty() ? new_trace_id(random) : given, route);
            }
            answer(std::move(response));
        };
        inner(row, std::move(request), std::move(named), next);
    };
}

}  // namespace branchline::api
