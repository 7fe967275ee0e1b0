// Configuration files and the environment. A setting is a row of Program::settings and has three
// names that derive from one: --log-level, BRANCHLINE_LOG_LEVEL and the key log_level.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/result.hpp"
#include "common/cli/command.hpp"

namespace branchline::cli {

std::string environment_name(std::string_view setting);
std::string key_name(std::string_view setting);

/// A value and where it comes from, as Invocation::origin() says it.
struct Configured {
    std::string value;
    std::string origin;

    bool operator==(const Configured&) const = default;
};
using ConfigurationFile = std::map<std::string, Configured, std::less<>>;  ///< By setting.

/// Reads TOML: `key = "text"` a line. A file that is not there is empty unless it `must_exist`.
/// Everything else that is wrong is Code::configuration with file and line: an unknown key, a value
/// that is no text or not among the choices.
Result<ConfigurationFile> read_configuration(const std::string& path,
                                             bool must_exist,
                                             std::span<const Option> settings);

using Environment = std::function<const char*(const char*)>;  ///< getenv().

constexpr std::string_view kNotSet = "not set";  ///< The origin where there is no value.

/// Environment over file over fallback; an empty variable counts as none.
Result<Configured> configured(const Option& setting,
                              const ConfigurationFile& file,
                              const Environment& environment);

}  // namespace branchline::cli
