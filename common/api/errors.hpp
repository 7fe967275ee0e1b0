// Refusals as answers. A function that reads a request gives back what it read, or the answer.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/http/message.hpp"

namespace branchline::api {

/// What was read, or the refusal that is sent instead. Works with TRY.
template <class T = void>
using Answered = std::expected<T, http::Response>;

/// 400 with the given code.
std::unexpected<http::Response> bad_request(std::string_view id,
                                            std::string_view what,
                                            std::string_view hint = {});
/// The failure of a layer below as the answer; its class decides the status.
std::unexpected<http::Response> refused(const Error& error);

/// What a store has not written. Rules for which HTTP has a status of their own are told by it and
/// by a code; the others are 422 "rule-refused".
http::Response not_written(const Error& error);

/// One member of a body that is wrong.
struct FieldError {
    std::string pointer;  ///< JSON pointer (RFC 6901) into the body.
    std::string code;     ///< unknown-field, missing-field or validation-failed.
    std::string detail;
    std::string expected;  ///< What would fit; may be empty.
    std::string hint;      ///< May be empty.
};
using FieldErrors = std::vector<FieldError>;

/// 422 with every member that is wrong. Must not be empty.
http::Response refusal_of(const FieldErrors& errors);

/// "/data/" and the name, escaped.
std::string pointer_to(std::string_view field);

}  // namespace branchline::api
