#include "common/cli/manual.hpp"

#include <algorithm>

#include "common/base/list.hpp"
#include "common/cli/configuration.hpp"
#include "common/cli/exit_code.hpp"
#include "common/cli/tree.hpp"
#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

/// Text that is nothing but text to roff. A hyphen is a minus, so that it can be copied.
std::string escaped(std::string_view text) {
    std::string out;
    if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else {
            out += c;
        }
    }
    return out;
}

std::string bold(std::string_view text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text) {
    return "\\fI" + escaped(text) + "\\fR";
}

std::string section(std::string_view title) {
    return ".SH " + std::string(title) + "\n";
}

/// A term that is roff already, and its explanation.
std::string item(const std::string& term, std::string_view help) {
    return ".TP\n" + term + "\n" + escaped(help) + "\n";
}

std::string sentence(std::string text) {
    if (!text.empty() && text.back() != '.') text += '.';
    return text;
}

std::string with_values(const Option& option) {
    std::string help = sentence(option.help);
    if (!option.choices.empty()) help += " One of: " + joined(option.choices, ", ") + ".";
    if (!option.fallback.empty()) help += " Default: " + option.fallback + ".";
    if (option.many) help += " May be repeated.";
    return help;
}

std::string option_item(const Option& option) {
    return item(bold("--" + option.name) + " " + italic(option.value), with_values(option));
}

/// Described once for the whole program: settings that nearly every command takes.
bool is_common(const Program& program, const Option& option) {
    if (setting_of(program, option.name) == nullptr) return false;
    const auto takes = [&](const Command& command) {
        return std::any_of(command.options.begin(), command.options.end(),
                           [&](const Option& row) { return row.name == option.name; });
    };
    constexpr auto kFew = 2;  // `run`, and `config show`, which takes them all.
    return std::count_if(program.commands.begin(), program.commands.end(), takes) > kFew;
}

std::string usage_of(const Program& program, const Command& command) {
    std::string out = bold(program.name + " " + command.path);
    for (const Argument& argument : command.arguments) {
        const std::string name = italic(argument.name) + (argument.many ? "..." : "");
        out += argument.required ? " " + name : " [" + name + "]";
    }
    for (const Option& option : command.options) {
        if (!option.required || is_common(program, option)) continue;
        out += " " + bold("--" + option.name) + " " + italic(option.value);
    }
    return out + " [" + italic("OPTION") + "...]";
}

std::string command_section(const Program& program, const Command& command) {
    std::string out = ".SS " + escaped(command.path) + "\n" + usage_of(program, command) +
                      "\n.PP\n" + escaped(sentence(command.help)) + "\n";
    for (const Argument& argument : command.arguments) {
        out += item(italic(argument.name), sentence(argument.help));
    }
    for (const Option& option : command.options) {
        if (!is_common(program, option)) out += option_item(option);
    }
    for (const Flag& flag : command.flags) {
        out += item(bold("--" + flag.name), sentence(flag.help));
    }
    return out;
}

std::string common_options(const Program& program) {
    std::string out = section("OPTIONS");
    const Command any{.path = "", .help = "", .function = nullptr, .options = program.settings};
    for (const Option& option : options_of(program, any)) {
        const bool is_setting = setting_of(program, option.name) != nullptr;
        if (!is_setting || is_common(program, option)) out += option_item(option);
    }
    for (const Flag& flag : flags_of(any)) {
        out += item(bold("--" + flag.name), sentence(flag.help));
    }
    out += item(bold("-h") + ", " + bold("--help"), "Print the help of the command.");
    return out + item(bold("--version"), "Print the version. Takes no command.");
}

std::string configuration(const Program& program) {
    if (program.settings.empty()) return "";
    std::string out =
        section("CONFIGURATION") +
        escaped(
            "A setting is taken from the option, else from the environment, else from the "
            "configuration file, else it is the default. ") +
        bold(program.name + " config show --origin") + " says which.\n";
    for (const Option& setting : program.settings) {
        out += item(bold(key_name(setting.name)) + ", " + bold(environment_name(setting.name)) +
                        ", " + bold("--" + setting.name),
                    with_values(setting));
    }
    return out;
}

std::string exit_status() {
    std::string out = section("EXIT STATUS");
    for (const ExitMeaning& meaning : exit_meanings()) {
        out += item(bold(std::to_string(to_int(meaning.code))), meaning.text);
    }
    return out;
}

std::string examples(const Program& program, const std::vector<const Command*>& commands) {
    std::string out;
    for (const Command* command : commands) {
        for (const std::string& example : command->examples) {
            out += ".PP\n.EX\n" + escaped(program.name + " " + example) + "\n.EE\n";
        }
    }
    return out.empty() ? out : section("EXAMPLES") + out;
}

std::string files(const Program& program) {
    std::string out;
    if (!program.configuration_file.empty()) {
        out +=
            item(italic(program.configuration_file), "The configuration; --config names another.");
    }
    for (const UsedFile& file : program.files) out += item(italic(file.path), file.help);
    return out.empty() ? out : section("FILES") + out;
}

std::string title(const Program& program, const std::string& name, std::string_view help) {
    std::string line(help);
    if (line.ends_with('.')) line.pop_back();
    // No date: the same program writes the same page.
    return ".\\\" Written by: " + program.name + " man\n.TH " + text::upper_ascii(name) +
           " 1 \"\" \"Branchline " + program.version + "\" Branchline\n.nh\n.ad l\n" +
           section("NAME") + escaped(name) + " \\- " + escaped(line) + "\n";
}

std::vector<const Command*> commands_below(const Program& program, const std::string& noun) {
    std::vector<const Command*> out;
    for (const Command& command : program.commands) {
        if (command.path.starts_with(noun + " ")) out.push_back(&command);
    }
    return out;
}

/// The first words of longer paths.
std::vector<std::string> nouns_of(const Program& program) {
    std::vector<std::string> nouns;
    for (const std::string& group : groups_of(program)) {
        if (!group.empty() && group.find(' ') == group.npos) nouns.push_back(group);
    }
    return nouns;
}

/// What a noun's own page is about.
std::string noun_section(const Program& program, const std::string& noun) {
    const auto words = words_after(program, noun);
    const std::string help = sentence(help_of(program, noun));
    return ".SS " + escaped(noun) + "\n" + (help.empty() ? "" : escaped(help) + "\n") +
           italic(joined(words, ", ")) + ": see " + bold(program.name + "-" + noun) + "(1).\n";
}

ManualPage program_page(const Program& program) {
    std::vector<const Command*> single;
    for (const Command& command : program.commands) {
        if (command.path.find(' ') == command.path.npos) single.push_back(&command);
    }
    std::string out = title(program, program.name, program.help);
    out += section("SYNOPSIS") + bold(program.name) + " " + italic("COMMAND") + " [" +
           italic("OPTION") + "...]\n";
    out += section("DESCRIPTION") + escaped(sentence(program.help)) + "\n";
    std::string also;
    for (const std::string& noun : nouns_of(program)) {
        append_item(also, bold(program.name + "-" + noun) + "(1)", ",\n");
    }
    out += section("COMMANDS");
    for (const Command* command : single) out += command_section(program, *command);
    for (const std::string& noun : nouns_of(program)) out += noun_section(program, noun);
    out += common_options(program) + configuration(program) + exit_status();
    out += examples(program, single) + files(program);
    if (!also.empty()) out += section("SEE ALSO") + also + "\n";
    return {program.name, out};
}

ManualPage noun_page(const Program& program, const std::string& noun) {
    const auto commands = commands_below(program, noun);
    const std::string help = help_of(program, noun);
    const std::string name = program.name + "-" + noun;
    std::string out = title(program, name, help.empty() ? noun : help) + section("SYNOPSIS");
    for (const Command* command : commands) out += usage_of(program, *command) + "\n.br\n";
    out += section("DESCRIPTION") + escaped(sentence(help.empty() ? noun : help)) + "\n";
    out += section("COMMANDS");
    for (const Command* command : commands) out += command_section(program, *command);
    out += section("OPTIONS") + "Those of every command, the configuration, the exit status and " +
           "the files are described in\n" + bold(program.name) + "(1).\n";
    out += examples(program, commands);
    out += section("SEE ALSO") + bold(program.name) + "(1)\n";
    return {name, out};
}

}  // namespace

std::vector<ManualPage> manual_pages(const Program& program) {
    std::vector<ManualPage> pages = {program_page(program)};
    for (const std::string& noun : nouns_of(program)) pages.push_back(noun_page(program, noun));
    return pages;
}

}  // namespace branchline::cli
