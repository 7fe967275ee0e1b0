// Secrets come from a file or from standard input, never from the arguments that every user of the
// machine can list.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "common/base/result.hpp"

namespace branchline::cli {

/// `argument` may only be "-": the first line of `in`. `file` (--token-file) is read whole, line
/// breaks at its end aside. Exactly one of the two must be given.
Result<std::string> read_secret(std::istream& in,
                                const std::optional<std::string>& argument,
                                const std::optional<std::string>& file);

}  // namespace branchline::cli
