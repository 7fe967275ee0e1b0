#include "common/cli/command.hpp"

#include <charconv>
#include <cstdlib>
#include <ostream>

#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/assert.hpp"
#include "common/text/json.hpp"

namespace branchline::cli {

namespace {

/// A terminal that understands more than letters.
bool is_terminal(int descriptor) {
    const char* terminal = std::getenv("TERM");
    if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
    return ::isatty(descriptor) == 1;
}

}  // namespace

bool may_colour(int descriptor) {
    const char* no_colour = std::getenv("NO_COLOR");
    if (no_colour != nullptr && *no_colour != '\0') return false;
    return is_terminal(descriptor);
}

std::size_t terminal_columns(int descriptor) {
    constexpr std::size_t kUsual = 80;  // A terminal that does not say is as wide as they were.
    if (!is_terminal(descriptor)) return 0;
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
    return size.ws_col;
}

Invocation::Invocation(const Command& called,
                       Values values,
                       Streams& streams,
                       const Program* program)
    : command_(called), values_(std::move(values)), streams_(streams), program_(program) {}

const Program& Invocation::program() const {
    ASSERT(program_ != nullptr);
    return *program_;
}

const std::vector<std::string>& Invocation::all(std::string_view name) const {
    const auto found = values_.texts.find(name);
    ASSERT(found != values_.texts.end());
    return found->second;
}

const std::string& Invocation::argument(std::string_view name) const {
    static const std::string none;
    const auto& values = all(name);
    return values.empty() ? none : values.front();
}

std::optional<std::string> Invocation::option(std::string_view name) const {
    const auto& values = all(name);
    return values.empty() ? std::nullopt : std::optional(values.front());
}

Result<std::optional<std::int64_t>> Invocation::integer(std::string_view name) const {
    const auto given = option(name);
    if (!given) return std::nullopt;
    std::int64_t value = 0;
    const char* end = given->data() + given->size();
    const auto [at, error] = std::from_chars(given->data(), end, value);
    if (error != std::errc() || at != end) {
        return fail(Code::invalid, "usage",
                    std::string(name) + " must be a whole number, not \"" + *given + "\"");
    }
    return value;
}

bool Invocation::flag(std::string_view name) const {
    const auto found = values_.flags.find(name);
    ASSERT(found != values_.flags.end());
    return found->second;
}

const std::string& Invocation::origin(std::string_view setting) const {
    const auto found = values_.origins.find(setting);
    ASSERT(found != values_.origins.end());
    return found->second;
}

bool Invocation::colour() const {
    const std::string& choice = argument("color");
    return choice == "always" || (choice == "auto" && streams_.out_colour);
}

void Invocation::print(const text::Json& document) const {
    streams_.out << text::dump(document) << '\n';
}

}  // namespace branchline::cli
