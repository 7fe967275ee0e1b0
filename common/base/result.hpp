// What an operation that may fail returns, and the vocabulary of failures.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace branchline {

/// The classes of failure. HTTP statuses and exit codes derive from these in one table each.
enum class Code {
    not_found,      ///< The named thing does not exist.
    conflict,       ///< The state has moved on: stale version, already done.
    forbidden,      ///< The caller may not do this.
    invalid,        ///< The input is wrong; the caller can correct it.
    refused,        ///< A business rule or an authority check says no.
    too_large,      ///< A limit was exceeded before anything was allocated.
    unavailable,    ///< Not possible now; a retry may help.
    disk_full,      ///< No space: nothing was written, reads go on.
    io,             ///< The disk or the network failed.
    corrupt,        ///< Stored bytes are not what we wrote.
    locked,         ///< Another process holds the data directory.
    identity,       ///< This replica may be a copy or an old backup of itself.
    configuration,  ///< Configuration or data file invalid.
};

/// A failure as a value. `id` is permanent and meant for programs, the rest for people.
struct Error {
    Code code = Code::invalid;
    std::string id;    ///< Stable kebab-case name, e.g. "stale-version".
    std::string what;  ///< What went wrong and where.
    std::string hint;  ///< What to do about it; may be empty.

    bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Code code,
                                   std::string_view id,
                                   std::string what,
                                   std::string hint = {}) {
    return std::unexpected(Error{code, std::string(id), std::move(what), std::move(hint)});
}

}  // namespace branchline

#define BRANCHLINE_JOIN2(a, b) a##b
#define BRANCHLINE_JOIN(a, b) BRANCHLINE_JOIN2(a, b)
#define BRANCHLINE_TRY(name, declaration, expression)           \
    auto name = (expression);                                   \
    if (!name) return std::unexpected(std::move(name).error()); \
    declaration = *std::move(name)

/// TRY(auto x, f()): declares x from a Result, or returns the error to our caller.
#define TRY(declaration, expression) \
    BRANCHLINE_TRY(BRANCHLINE_JOIN(result_at_, __LINE__), declaration, expression)

/// TRY_VOID(f()): goes on, or returns the error to our caller.
#define TRY_VOID(expression)                                           \
    do {                                                               \
        if (auto result_of_call = (expression); !result_of_call)       \
            return std::unexpected(std::move(result_of_call).error()); \
    } while (false)
