// How failures look, and what a daemon's answer becomes on the command line.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/cli/command.hpp"
#include "common/http/message.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::cli {

enum class Colour { red, yellow, green, bold };

/// The text itself when `on` is false.
std::string paint(bool on, Colour colour, std::string_view text);

/// "error: what" and "hint: ...", or one problem document. Returns the exit code.
int report(std::ostream& to, const Error& error, bool as_json, bool colour = false);

/// Maps what http::request() gave to output and exit code: a 2xx body goes to `print`, or as it is
/// to the output with --json. A problem document is passed on whole with --json, so that members
/// beyond the standard ones (`errors`) reach the script.
Result<int> show(const Invocation& invocation,
                 const Result<http::Response>& answer,
                 const std::function<void(const text::Json&)>& print);

}  // namespace branchline::cli
