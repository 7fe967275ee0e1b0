// Questions to a command tree, for everything that derives from it: parser, completion, manual.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/cli/command.hpp"

namespace branchline::cli {

using Words = std::vector<std::string>;

bool is_command(const Program& program, std::string_view path);
/// The next words that may follow `group`, a path; "" is the program.
std::set<std::string> words_after(const Program& program, const std::string& group);
/// Every path that has words after it, the program's "" first.
std::vector<std::string> groups_of(const Program& program);
/// Of a command or of a group.
std::string help_of(const Program& program, std::string_view path);
/// The nearest of `words` for somebody who mistyped; empty when none is near.
std::string nearest(const std::set<std::string>& words, const std::string& word);

/// Options of one command, those that every command has among them.
std::vector<Option> options_of(const Program& program, const Command& command);
/// The same for flags, --help aside.
std::vector<Flag> flags_of(const Command& command);

/// The row of the configuration that an option belongs to, if it does.
const Option* setting_of(const Program& program, std::string_view option);
bool has_settings(const Program& program, const Command& command);

/// What a value's placeholder says to a shell.
enum class ValueKind { text, file, directory };
ValueKind kind_of(std::string_view placeholder);

}  // namespace branchline::cli
