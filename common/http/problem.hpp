// Failures as RFC 9457 problem documents, and the one table from Code to HTTP status.
#pragma once

#include <string_view>

#include "common/base/result.hpp"
#include "common/http/message.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::http {

/// The id decides where a class of failure has several statuses ("stale-version" is 412).
int status_of(const Error& error);

/// Permanent: the word for a class of failure in documents that programs read.
std::string_view name_of(Code code);

/// Members: type, title, status, detail, code (the id), hint (if any), kind (the Code), retryable.
text::Json problem_document(const Error& error);
/// The same with a status of its own, for failures that only HTTP knows.
text::Json problem_document(int status, const Error& error);

/// Where the daemon itself explains the code of a problem: "/api/v1/problems/stale-version".
std::string help_path(std::string_view id);

/// The answer has `help` besides. `extra`, an object, adds members such as `errors`; it cannot
/// replace the standard ones.
Response problem(const Error& error, const text::Json* extra = nullptr);
Response problem(int status,
                 std::string_view id,
                 std::string_view detail,
                 std::string_view hint = {},
                 const text::Json* extra = nullptr);

/// What a 2xx answer holds in its body, or the failure that a problem document (or any other
/// answer) tells of.
Result<text::Json> json_body(const Response& response);
Error error_of(const Response& response);

}  // namespace branchline::http
