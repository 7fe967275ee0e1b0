#include "common/cli/output.hpp"

#include <ostream>

#include "common/cli/exit_code.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

std::string_view sequence_of(Colour colour) {
    switch (colour) {
        case Colour::red: return "\x1b[31m";
        case Colour::yellow: return "\x1b[33m";
        case Colour::green: return "\x1b[32m";
        case Colour::bold: return "\x1b[1m";
    }
    return "";
}

}  // namespace

std::string paint(bool on, Colour colour, std::string_view text) {
    if (!on) return std::string(text);
    return std::string(sequence_of(colour)).append(text).append("\x1b[0m");
}

int report(std::ostream& to, const Error& error, bool as_json, bool colour) {
    if (as_json) {
        to << text::dump(http::problem_document(error)) << '\n';
    } else {
        to << paint(colour, Colour::red, "error:") << ' ' << text::printable(error.what) << '\n';
        if (!error.hint.empty()) to << "hint: " << text::printable(error.hint) << '\n';
    }
    return exit_code_of(error);
}

Result<int> show(const Invocation& invocation,
                 const Result<http::Response>& answer,
                 const std::function<void(const text::Json&)>& print) {
    if (!answer) return std::unexpected(answer.error());
    const Result<text::Json> body = http::json_body(*answer);
    if (body) {
        if (invocation.json()) {
            invocation.print(*body);
        } else {
            print(*body);
        }
        return to_int(ExitCode::done);
    }
    const auto document = text::parse_json(answer->body);
    if (invocation.json() && document && document->is_object()) {
        invocation.error() << text::dump(*document) << '\n';
        return exit_code_of(body.error());
    }
    return std::unexpected(body.error());
}

}  // namespace branchline::cli
