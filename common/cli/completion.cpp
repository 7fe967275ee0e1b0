// Each script walks the words up to the cursor to the longest path that it knows and then offers
// what follows there. The tree stands in the script, so completing starts no process of ours.
#include "common/cli/completion.hpp"

#include <algorithm>
#include <functional>

#include "common/base/list.hpp"
#include "common/cli/tree.hpp"

namespace branchline::cli {

namespace {

const Option kHelp{.name = "help", .value = "", .help = "Print the help."};

/// For a single-quoted word of bash and zsh.
std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

std::string fish_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += '\\';
        out += c;
    }
    return out + "'";
}

/// Hyphens do not belong into the name of a shell's function.
std::string function_name(const Program& program) {
    std::string name = "_" + program.name;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

Words dashed(const Program& program, const Command& command) {
    Words words;
    for (const Option& option : options_of(program, command)) words.push_back("--" + option.name);
    for (const Flag& flag : flags_of(command)) words.push_back("--" + flag.name);
    words.emplace_back("--help");
    return words;
}

bool takes_files(const Command& command) {
    return std::any_of(
        command.arguments.begin(), command.arguments.end(),
        [](const Argument& argument) { return kind_of(argument.name) == ValueKind::file; });
}

/// The pattern of a `case` over all paths that the tree knows, the program aside.
std::string known_paths(const Program& program) {
    Words paths;
    for (const std::string& group : groups_of(program)) {
        if (!group.empty()) paths.push_back(quoted(group));
    }
    for (const Command& command : program.commands) paths.push_back(quoted(command.path));
    return joined(paths, " | ");
}

/// The rows of a `case` over "PATH --option": how its value is completed.
std::string value_rows(const Program& program,
                       const std::function<std::string(ValueKind, const Words& choices)>& action) {
    std::string out;
    for (const Command& command : program.commands) {
        for (const Option& option : options_of(program, command)) {
            out += "        " + quoted(command.path + " --" + option.name) + ")" +
                   action(kind_of(option.value), option.choices) + " return ;;\n";
        }
    }
    return out;
}

/// The walk of bash and zsh over the words in front of the cursor, then a `case` for the value that
/// belongs to the option before it, then one for what follows the path. `opening` is what a shell
/// wants before the pattern of the paths.
std::string walk(const Program& program,
                 std::string_view words,
                 std::string_view opening,
                 const std::string& values,
                 const std::string& branches) {
    return "    for word in \"" + std::string(words) + "\"; do\n" +
           R"(        case "${at:+$at }$word" in
)" + std::string(opening) +
           known_paths(program) + R"() at="${at:+$at }$word" ;;
        esac
    done
    case "$at $previous" in
)" + values +
           R"(    esac
    case "$at" in
)" + branches +
           "    esac\n";
}

std::string header(const Program& program, std::string_view shell) {
    return "# Completion of " + program.name + " for " + std::string(shell) +
           ", written by: " + program.name + " completion " + std::string(shell) + "\n";
}

// zsh: a list entry is "word:help"; a colon inside the word would end it.

std::string zsh_entry(std::string_view word, std::string_view help) {
    return " " + quoted(std::string(word) + ":" + std::string(help));
}

std::string zsh_words(const Program& program, const std::string& group) {
    std::string out;
    for (const std::string& word : words_after(program, group)) {
        out += zsh_entry(word, help_of(program, group.empty() ? word : group + " " + word));
    }
    return out;
}

std::string zsh_options(const Program& program, const Command& command) {
    std::string out;
    for (const Option& option : options_of(program, command)) {
        out += zsh_entry("--" + option.name, option.help);
    }
    for (const Flag& flag : flags_of(command)) out += zsh_entry("--" + flag.name, flag.help);
    return out + zsh_entry("--help", kHelp.help);
}

// fish: one `complete` a word or option, each with the path where it holds.

std::string fish_row(const std::string& start, const std::string& rest, std::string_view help) {
    return start + rest + (help.empty() ? "" : " -d " + fish_quoted(help)) + "\n";
}

std::string fish_command(const Program& program, const Command& command, const std::string& base) {
    const std::string start =
        base + " -n " + fish_quoted("_" + function_name(program) + "_at " + quoted(command.path));
    std::string out;
    for (const Option& option : options_of(program, command)) {
        std::string value = " -x";
        if (!option.choices.empty()) value = " -x -a " + fish_quoted(joined(option.choices, " "));
        if (kind_of(option.value) == ValueKind::file) value = " -r -F";
        if (kind_of(option.value) == ValueKind::directory) {
            value = " -x -a '(__fish_complete_directories)'";
        }
        out += fish_row(start, " -l " + option.name + value, option.help);
    }
    for (const Flag& flag : flags_of(command)) {
        out += fish_row(start, " -l " + flag.name, flag.help);
    }
    out += fish_row(start, " -s h -l help", kHelp.help);
    if (takes_files(command)) out += start + " -F\n";
    return out;
}

}  // namespace

std::string bash_completion(const Program& program) {
    std::string words;
    for (const std::string& group : groups_of(program)) {
        const auto next = words_after(program, group);
        words += "        " + quoted(group) + ") words=" +
                 quoted(joined(next, " ") + " --help" + (group.empty() ? " --version" : "")) +
                 " ;;\n";
    }
    for (const Command& command : program.commands) {
        words += "        " + quoted(command.path) + ")" +
                 (takes_files(command) ? " files=1" : "") +
                 " words=" + quoted(joined(dashed(program, command), " ")) + " ;;\n";
    }
    const auto value = [](ValueKind kind, const Words& choices) -> std::string {
        const auto offer = [](const std::string& how) {
            return " mapfile -t COMPREPLY < <(compgen " + how + " -- \"$current\");";
        };
        if (!choices.empty()) return offer("-W " + quoted(joined(choices, " ")));
        if (kind == ValueKind::text) return "";
        return " compopt -o filenames 2>/dev/null;" + offer(kind == ValueKind::file ? "-f" : "-d");
    };
    const std::string name = function_name(program);
    return header(program, "bash") + name + R"(() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
    local at='' files='' words='' word
    COMPREPLY=()
    # Bash takes --option=value for three words.
    if [[ $current == '=' ]]; then
        current=''
    elif [[ $previous == '=' ]]; then
        previous="${COMP_WORDS[COMP_CWORD - 2]}"
    fi
)" +
           walk(program, "${COMP_WORDS[@]:1:COMP_CWORD-1}", "        ", value_rows(program, value),
                words) +
           R"(    if [[ -n $files && $current != -* ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F )" +
           name + " " + program.name + "\n";
}

std::string zsh_completion(const Program& program) {
    std::string lists;
    for (const std::string& group : groups_of(program)) {
        lists += "        (" + quoted(group) + ") found=(" + zsh_words(program, group) + " ) ;;\n";
    }
    for (const Command& command : program.commands) {
        lists += "        (" + quoted(command.path) + ")" +
                 (takes_files(command) ? " files=1;" : "") + " found=(" +
                 zsh_options(program, command) + " ) ;;\n";
    }
    const auto value = [](ValueKind kind, const Words& choices) -> std::string {
        if (!choices.empty()) return " compadd " + joined(choices, " ") + ";";
        if (kind == ValueKind::text) return "";
        return kind == ValueKind::file ? " _files;" : " _files -/;";
    };
    const std::string name = "_" + program.name;
    return "#compdef " + program.name + "\n" + header(program, "zsh") + name + R"(() {
    local at='' files='' word previous="${words[CURRENT-1]}"
    local -a found
)" + walk(program, "${(@)words[2,CURRENT-1]}", "            (", value_rows(program, value), lists) +
           R"(    if [[ -n "$files" && "$PREFIX" != -* ]]; then
        _files
    else
        _describe 'word' found
    fi
}
if [[ "${funcstack[1]}" == ')" +
           name + R"(' ]]; then
    )" + name +
           R"( "$@"
else
    compdef )" +
           name + " " + program.name + R"(
fi
)";
}

std::string fish_completion(const Program& program) {
    const std::string at = "_" + function_name(program) + "_at";
    Words paths;
    for (const std::string& group : groups_of(program)) {
        if (!group.empty()) paths.push_back(fish_quoted(group));
    }
    for (const Command& command : program.commands) paths.push_back(fish_quoted(command.path));
    std::string out = header(program, "fish") + "function " + at + R"(
    set -l at ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$at $word")
        if contains -- "$next" )" +
                      joined(paths, " ") + R"(
            set at "$next"
        end
    end
    test "$at" = "$argv[1]"
end
)";
    const std::string base = "complete -c " + program.name;
    out += base + " -f\n";
    for (const std::string& group : groups_of(program)) {
        const std::string start = base + " -n " + fish_quoted(at + " " + quoted(group));
        for (const std::string& word : words_after(program, group)) {
            out += fish_row(start, " -a " + word,
                            help_of(program, group.empty() ? word : group + " " + word));
        }
    }
    for (const Command& command : program.commands) out += fish_command(program, command, base);
    return out;
}

}  // namespace branchline::cli
