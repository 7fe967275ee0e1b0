#include "common/api/errors.hpp"

#include <algorithm>

#include "common/base/assert.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using text::Json;

std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else {
            out += c;
        }
    }
    return out;
}

Json error_json(const FieldError& error) {
    Json out = Json::object();
    out["pointer"] = error.pointer;
    out["code"] = error.code;
    out["detail"] = error.detail;
    if (!error.expected.empty()) out["expected"] = error.expected;
    if (!error.hint.empty()) out["hint"] = error.hint;
    return out;
}

/// Permanent: a business rule by its code, and how HTTP tells it.
struct ToldRule {
    std::string_view rule;
    std::string_view id;
    int status;
};
constexpr ToldRule kToldRules[] = {
    {"PERIOD_CLOSED", "period-closed", 423},
};

}  // namespace

std::unexpected<http::Response> bad_request(std::string_view id,
                                            std::string_view what,
                                            std::string_view hint) {
    return std::unexpected(http::problem(400, id, what, hint));
}

std::unexpected<http::Response> refused(const Error& error) {
    return std::unexpected(http::problem(error));
}

http::Response not_written(const Error& error) {
    if (error.id == "rule-refused") {
        for (const ToldRule& row : kToldRules) {
            const bool is_it = error.what.starts_with(row.rule) &&
                               error.what.substr(row.rule.size()).starts_with(": ");
            if (is_it) return http::problem(row.status, row.id, error.what, error.hint);
        }
    }
    return http::problem(error);
}

http::Response refusal_of(const FieldErrors& errors) {
    ASSERT(!errors.empty());
    const FieldError& first = errors.front();
    const bool alike = std::all_of(errors.begin(), errors.end(),
                                   [&](const FieldError& e) { return e.code == first.code; });
    Json extra = Json::object();
    for (const FieldError& error : errors) extra["errors"].push_back(error_json(error));
    std::string detail = first.detail;
    if (errors.size() > 1) detail += " (and " + std::to_string(errors.size() - 1) + " more)";
    return http::problem(422, alike ? first.code : "validation-failed", detail, first.hint, &extra);
}

std::string pointer_to(std::string_view field) {
    return "/data/" + escaped(field);
}

}  // namespace branchline::api
