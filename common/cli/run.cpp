// CLI11 parses options; the walk through the tree is our own, because an unknown command deserves a
// better answer than "not expected".
#include "common/cli/run.hpp"

#include <algorithm>
#include <cstdlib>
#include <list>
#include <ostream>
#include <set>

#include <CLI/CLI.hpp>

#include "common/base/assert.hpp"
#include "common/base/list.hpp"
#include "common/cli/configuration.hpp"
#include "common/cli/exit_code.hpp"
#include "common/cli/output.hpp"
#include "common/cli/own_commands.hpp"
#include "common/cli/tree.hpp"
#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

/// A command with its place in the parser and the values it fills.
struct Bound {
    const Command* command = nullptr;
    CLI::App* app = nullptr;
    Invocation::Values values;
    std::map<std::string, std::string> fallbacks;
};

// Which command is meant.

std::unexpected<Error> unknown(const Program& program,
                               const std::string& group,
                               const std::string& word) {
    const auto words = words_after(program, group);
    const std::string prefix = group.empty() ? program.name : program.name + " " + group;
    const std::string close = nearest(words, word);
    return fail(Code::invalid, "usage", "unknown command: " + prefix + " " + word,
                close.empty() ? "Run " + prefix + " --help."
                              : "Did you mean " + prefix + " " + close + "?");
}

bool asks_for_text(const Words& arguments) {
    return std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
        return word == "-h" || word == "--help" || word == "--version";
    });
}

/// Refuses what is no command of the tree; what follows the command is the parser's business.
Result<> check_path(const Program& program, const Words& arguments) {
    std::string path;
    for (const std::string& word : arguments) {
        if (word == "--json" || word == "--plain") continue;
        if (word.starts_with('-')) break;
        const auto words = words_after(program, path);
        if (!words.contains(word)) return unknown(program, path, word);
        append_item(path, word, " ");
        if (is_command(program, path)) return {};
    }
    if (asks_for_text(arguments)) return {};
    const auto words = words_after(program, path);
    const std::string group = path.empty() ? program.name : program.name + " " + path;
    return fail(Code::invalid, "usage", "a command is missing after " + group,
                "One of: " + joined(words, ", ") + ".");
}

// The parser.

// CLI11 takes "[1,2]" for a list of two values; a mark in front keeps such a word whole.
constexpr char kMark = '\x01';

std::string marked(std::string word) {
    return word.starts_with('[') ? kMark + std::move(word) : std::move(word);
}

std::string unmarked(std::string word) {
    const bool has_mark = word.size() > 1 && word[0] == kMark && word[1] == '[';
    return has_mark ? word.substr(1) : std::move(word);
}

class Parser {
public:
    explicit Parser(const Program& program) : program_(program), root_(program.help, program.name) {
        root_.set_version_flag("--version", program.name + " " + program.version);
        root_.require_subcommand(1);
        apps_.emplace("", &root_);
        add_shared_flags(root_);
        for (const Command& command : program.commands) bind(command);
    }

    CLI::App& root() { return root_; }

    /// The command that was named, with its values. Precondition: parsed.
    Result<const Bound*> called() {
        const auto found = std::find_if(bound_.begin(), bound_.end(),
                                        [](const Bound& bound) { return bound.app->parsed(); });
        ASSERT(found != bound_.end());
        for (auto& [name, values] : found->values.texts) {
            for (std::string& value : values) value = unmarked(std::move(value));
        }
        TRY_VOID(fill_settings(*found));
        for (const auto& [name, fallback] : found->fallbacks) {
            auto& values = found->values.texts[name];
            if (values.empty()) values.push_back(fallback);
        }
        for (const auto& [name, value] : shared_.flags) found->values.flags[name] |= value;
        return &*found;
    }

private:
    void bind(const Command& command) {
        Bound& bound = bound_.emplace_back();
        bound.command = &command;
        bound.app = app_of(command.path);
        bound.app->description(command.help);
        bound.app->footer(footer_of(command));
        for (const Argument& argument : command.arguments) add(bound, argument);
        for (const Option& option : options_of(program_, command)) add(bound, option);
        for (const Flag& flag : flags_of(command)) add(*bound.app, bound.values, flag);
    }

    /// Values that the command line has left open.
    Result<> fill_settings(Bound& bound) const {
        if (!has_settings(program_, *bound.command)) return {};
        const auto& named = bound.values.texts["config"];
        const std::string& path = named.empty() ? program_.configuration_file : named.front();
        TRY(const ConfigurationFile file,
            read_configuration(path, !named.empty(), program_.settings));
        for (const Option& option : bound.command->options) {
            const Option* setting = setting_of(program_, option.name);
            if (setting == nullptr) continue;
            auto& values = bound.values.texts[option.name];
            std::string& origin = bound.values.origins[option.name];
            origin = "option";
            if (!values.empty()) continue;
            const auto getenv = [](const char* name) -> const char* { return std::getenv(name); };
            TRY(const Configured found, configured(*setting, file, getenv));
            origin = found.origin;
            if (found.origin != kNotSet) {
                values.push_back(found.value);
            } else if (option.required) {
                return fail(Code::invalid, "usage", "--" + option.name + " is required",
                            "Or set " + environment_name(option.name) + ", or write " +
                                key_name(option.name) + " into " + path + ".");
            }
        }
        return {};
    }

    CLI::App* app_of(const std::string& path) {
        const auto found = apps_.find(path);
        if (found != apps_.end()) return found->second;
        const std::size_t blank = path.rfind(' ');
        CLI::App* parent = app_of(blank == path.npos ? "" : path.substr(0, blank));
        const std::string word = blank == path.npos ? path : path.substr(blank + 1);
        CLI::App* app = parent->add_subcommand(word, help_of(program_, path));
        parent->require_subcommand(1);
        if (parent != &root_) add_shared_flags(*parent);
        apps_.emplace(path, app);
        return app;
    }

    std::string footer_of(const Command& command) const {
        std::string footer;
        for (const std::string& example : command.examples) {
            footer += (footer.empty() ? "Examples:\n  " : "\n  ") + program_.name + " " + example;
        }
        return footer;
    }

    static void add(Bound& bound, const Argument& argument) {
        auto& values = bound.values.texts[argument.name];
        CLI::Option* added = bound.app->add_option(argument.name, values, argument.help);
        added->required(argument.required)->type_name("");
        added->allow_extra_args(argument.many)->expected(1, argument.many ? kMany : 1);
    }

    void add(Bound& bound, const Option& option) {
        // What the environment or a file may give is required later than by the parser.
        const bool is_setting = setting_of(program_, option.name) != nullptr;
        auto& values = bound.values.texts[option.name];
        const std::string help =
            option.help + (is_setting ? " [" + environment_name(option.name) + "]" : "");
        CLI::Option* added = bound.app->add_option("--" + option.name, values, help);
        added->required(option.required && !is_setting);
        added->type_name(option.value)->allow_extra_args(false);
        if (option.many) {
            added->take_all();
        } else {
            added->expected(1);
        }
        if (!option.choices.empty()) added->check(CLI::IsMember(option.choices));
        if (option.fallback.empty()) return;
        added->default_str(option.fallback);
        if (!is_setting) bound.fallbacks[option.name] = option.fallback;
    }

    static void add(CLI::App& app, Invocation::Values& values, const Flag& flag) {
        app.add_flag("--" + flag.name, values.flags[flag.name], flag.help);
    }

    void add_shared_flags(CLI::App& app) {
        for (const Flag& flag : flags_of(Command{})) {
            // A group has them from its first command on.
            if (app.get_option_no_throw("--" + flag.name) == nullptr) add(app, shared_, flag);
        }
    }

    static constexpr int kMany = 1000;

    const Program& program_;
    CLI::App root_;
    std::map<std::string, CLI::App*> apps_;
    std::list<Bound> bound_;     ///< Addresses must not change: the parser writes there.
    Invocation::Values shared_;  ///< --json and --plain written before the command.
};

// Reporting.

std::string hint_for(const Program& program, const Words& arguments) {
    std::string path;
    for (const std::string& word : arguments) {
        if (word.starts_with('-') || is_command(program, path)) break;
        append_item(path, word, " ");
    }
    return "Run " + program.name + " " + path + " --help.";
}

/// What --color says, also where the line could not be parsed.
std::string colour_choice(const Words& arguments) {
    constexpr std::string_view kName = "--color";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == kName && i + 1 < arguments.size()) return arguments[i + 1];
        if (arguments[i].starts_with("--color=")) return arguments[i].substr(kName.size() + 1);
    }
    return "auto";
}

/// Our messages begin in lower case; a name in capitals stays as it is.
std::string lower_first(std::string text) {
    const std::string start = text::lower_ascii(text.substr(0, 2));
    if (start.size() == 2 && text[1] == start[1]) text[0] = start[0];
    return text;
}

/// Calls the command, or prints the help or version that was asked for.
Result<int> parse_and_call(const Program& program, const Words& arguments, Streams& streams) {
    TRY_VOID(check_path(program, arguments));
    Parser parser(program);
    try {
        Words reversed(arguments.rbegin(), arguments.rend());
        std::transform(reversed.begin(), reversed.end(), reversed.begin(), marked);
        parser.root().parse(reversed);
    } catch (const CLI::CallForHelp&) {
        streams.out << parser.root().help();
        return to_int(ExitCode::done);
    } catch (const CLI::CallForVersion& version) {
        streams.out << version.what() << '\n';
        return to_int(ExitCode::done);
    } catch (const CLI::Error& error) {
        return fail(Code::invalid, "usage", lower_first(error.what()),
                    hint_for(program, arguments));
    }
    TRY(const Bound* bound, parser.called());
    return bound->command->function(Invocation(*bound->command, bound->values, streams, &program));
}

}  // namespace

int run(const Program& program, int argc, const char* const* argv, Streams& streams) {
    Words arguments;
    for (int i = 1; i < argc; ++i) arguments.emplace_back(argv[i]);
    const Words own(arguments.begin(), std::find(arguments.begin(), arguments.end(), "--"));
    Program complete = program;
    add_own_commands(complete);
    const Result<int> code = parse_and_call(complete, arguments, streams);
    streams.out.flush();
    if (code) return *code;
    const std::string choice = colour_choice(own);
    const bool colour = choice == "always" || (choice == "auto" && streams.error_colour);
    const bool as_json = std::find(own.begin(), own.end(), "--json") != own.end();
    return report(streams.error, code.error(), as_json, colour);
}

}  // namespace branchline::cli
