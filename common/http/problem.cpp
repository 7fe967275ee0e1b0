#include "common/http/problem.hpp"

#include <algorithm>
#include <iterator>

#include "common/base/characters.hpp"
#include "common/text/json.hpp"

namespace branchline::http {

namespace {

struct Class {
    Code code;
    std::string_view name;
    int status;
};

// Permanent: names and statuses are part of the API.
constexpr Class kClasses[] = {
    {Code::not_found,     "not_found",     404},
    {Code::conflict,      "conflict",      409},
    {Code::forbidden,     "forbidden",     403},
    {Code::invalid,       "invalid",       400},
    {Code::refused,       "refused",       422},
    {Code::too_large,     "too_large",     413},
    {Code::unavailable,   "unavailable",   503},
    {Code::disk_full,     "disk_full",     507},
    {Code::io,            "io",            500},
    {Code::corrupt,       "corrupt",       500},
    {Code::locked,        "locked",        503},
    {Code::identity,      "identity",      500},
    {Code::configuration, "configuration", 500},
};

struct Exception {
    std::string_view id;
    int status;
};

// Where HTTP distinguishes more than our classes do.
constexpr Exception kExceptions[] = {
    {"stale-version",          412},
    {"precondition-required",  428},
    {"not-signed-in",          401},
    {"validation-failed",      422},
    {"missing-field",          422},
    {"unknown-field",          422},
    {"bad-value",              422},
    {"idempotency-key-reused", 422},
    {"too-many-requests",      429},
    {"wrong-content-type",     415},
    {"no-such-method",         405},
};

/// Which class an answer without a `kind` belongs to.
constexpr struct {
    int status;
    Code code;
} kByStatus[] = {
    {401, Code::forbidden  },
    {403, Code::forbidden  },
    {404, Code::not_found  },
    {408, Code::unavailable},
    {409, Code::conflict   },
    {412, Code::conflict   },
    {413, Code::too_large  },
    {414, Code::too_large  },
    {421, Code::forbidden  },
    {422, Code::refused    },
    {423, Code::refused    },
    {428, Code::conflict   },
    {429, Code::unavailable},
    {431, Code::too_large  },
    {502, Code::unavailable},
    {503, Code::unavailable},
    {504, Code::unavailable},
    {507, Code::disk_full  },
};

/// "stale-version" is titled "Stale version": the same for every occurrence, as RFC 9457 asks.
std::string title_of(std::string_view id) {
    std::string title(id);
    std::replace(title.begin(), title.end(), '-', ' ');
    if (!title.empty()) title[0] = capital_of(title[0]);
    return title;
}

bool is_retryable(int status) {
    return status == 408 || status == 429 || status == 503;
}

Code code_for(int status) {
    for (const auto& row : kByStatus) {
        if (row.status == status) return row.code;
    }
    return status >= 400 && status < 500 ? Code::invalid : Code::io;
}

Code code_for(const text::Json& document, int status) {
    const std::string kind = text::string_of(document, "kind").value_or("");
    for (const Class& row : kClasses) {
        if (row.name == kind) return row.code;
    }
    return code_for(status);
}

Response respond(const Error& error, int status, const text::Json* extra) {
    text::Json document = problem_document(status, error);
    document["help"] = help_path(error.id);
    if (extra != nullptr && extra->is_object()) {
        for (const auto& [name, value] : extra->get_ref<const text::Json::object_t&>()) {
            if (!document.contains(name)) document[name] = value;
        }
    }
    return text_response(status, "application/problem+json", text::dump(document) + "\n");
}

}  // namespace

int status_of(const Error& error) {
    for (const Exception& row : kExceptions) {
        if (row.id == error.id) return row.status;
    }
    for (const Class& row : kClasses) {
        if (row.code == error.code) return row.status;
    }
    return 500;
}

std::string_view name_of(Code code) {
    for (const Class& row : kClasses) {
        if (row.code == code) return row.name;
    }
    return "io";
}

text::Json problem_document(const Error& error) {
    return problem_document(status_of(error), error);
}

text::Json problem_document(int status, const Error& error) {
    text::Json document = text::Json::object();
    document["type"] = "urn:branchline:problem:" + error.id;
    document["title"] = title_of(error.id);
    document["status"] = status;
    document["detail"] = error.what;
    document["code"] = error.id;
    if (!error.hint.empty()) document["hint"] = error.hint;
    document["kind"] = name_of(error.code);
    document["retryable"] = is_retryable(status);
    return document;
}

std::string help_path(std::string_view id) {
    return "/api/v1/problems/" + percent_encode(id);
}

Response problem(const Error& error, const text::Json* extra) {
    return respond(error, status_of(error), extra);
}

Response problem(int status,
                 std::string_view id,
                 std::string_view detail,
                 std::string_view hint,
                 const text::Json* extra) {
    const Error error{code_for(status), std::string(id), std::string(detail), std::string(hint)};
    return respond(error, status, extra);
}

Result<text::Json> json_body(const Response& response) {
    if (response.status < 200 || response.status > 299) {
        return std::unexpected(error_of(response));
    }
    if (response.body.empty()) return text::Json();
    return text::parse_json(response.body, {.depth_max = 64, .size_max = response.body.size()});
}

Error error_of(const Response& response) {
    const auto document = text::parse_json(response.body);
    if (!document || !document->is_object()) {
        return Error{code_for(response.status), "http-" + std::to_string(response.status),
                     "the server answered with status " + std::to_string(response.status), ""};
    }
    return Error{code_for(*document, response.status),
                 text::string_of(*document, "code").value_or("unknown"),
                 text::string_of(*document, "detail").value_or("no detail given"),
                 text::string_of(*document, "hint").value_or("")};
}

}  // namespace branchline::http
