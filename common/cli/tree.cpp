#include "common/cli/tree.hpp"

#include <algorithm>

#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

const Flag kCommonFlags[] = {
    {"json",  "Write JSON, failures too." },
    {"plain", "Write tab-separated lines."},
};

Option color_option() {
    return {
        .name = "color",
        .value = "WHEN",
        .help = "Colour the output.",
        .fallback = "auto",
        .choices = {"auto", "always", "never"}
    };
}

Option config_option(const Program& program) {
    return {.name = "config",
            .value = "FILE",
            .help = "The configuration file.",
            .fallback = program.configuration_file};
}

bool is_below(std::string_view path, std::string_view group) {
    return group.empty() ||
           (path.starts_with(group) && path.size() > group.size() && path[group.size()] == ' ');
}

}  // namespace

bool is_command(const Program& program, std::string_view path) {
    return std::any_of(program.commands.begin(), program.commands.end(),
                       [path](const Command& command) { return command.path == path; });
}

std::set<std::string> words_after(const Program& program, const std::string& group) {
    std::set<std::string> words;
    for (const Command& command : program.commands) {
        if (!is_below(command.path, group)) continue;
        const std::string rest = command.path.substr(group.empty() ? 0 : group.size() + 1);
        words.insert(rest.substr(0, rest.find(' ')));
    }
    return words;
}

std::vector<std::string> groups_of(const Program& program) {
    std::set<std::string> groups = {""};
    for (const Command& command : program.commands) {
        for (std::size_t at = command.path.find(' '); at != std::string::npos;
             at = command.path.find(' ', at + 1)) {
            groups.insert(command.path.substr(0, at));
        }
    }
    return {groups.begin(), groups.end()};
}

std::string help_of(const Program& program, std::string_view path) {
    if (path.empty()) return program.help;
    for (const Command& command : program.commands) {
        if (command.path == path) return command.help;
    }
    for (const Group& group : program.groups) {
        if (group.path == path) return group.help;
    }
    return "";
}

std::string nearest(const std::set<std::string>& words, const std::string& word) {
    std::string best;
    std::size_t least = 3;  // Two edits away is still a typing error.
    for (const std::string& candidate : words) {
        const std::size_t distance = text::edit_distance(word, candidate);
        if (distance < least && distance < candidate.size()) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

std::vector<Option> options_of(const Program& program, const Command& command) {
    std::vector<Option> options = command.options;
    options.insert(options.end(), program.options.begin(), program.options.end());
    if (has_settings(program, command)) options.push_back(config_option(program));
    options.push_back(color_option());
    return options;
}

std::vector<Flag> flags_of(const Command& command) {
    std::vector<Flag> flags = command.flags;
    flags.insert(flags.end(), std::begin(kCommonFlags), std::end(kCommonFlags));
    return flags;
}

const Option* setting_of(const Program& program, std::string_view option) {
    const auto found =
        std::find_if(program.settings.begin(), program.settings.end(),
                     [option](const Option& setting) { return setting.name == option; });
    return found == program.settings.end() ? nullptr : &*found;
}

bool has_settings(const Program& program, const Command& command) {
    return std::any_of(command.options.begin(), command.options.end(), [&](const Option& option) {
        return setting_of(program, option.name) != nullptr;
    });
}

ValueKind kind_of(std::string_view placeholder) {
    if (placeholder == "FILE" || placeholder == "PATH") return ValueKind::file;
    return placeholder == "DIR" ? ValueKind::directory : ValueKind::text;
}

}  // namespace branchline::cli
