// CLI11 parses options; the walk through the tree is our own, because an unknown command deserves a
// better answer than "not expected".
#include "common/cli/run.hpp"

#include <algorithm>
#include <list>
#include <ostream>
#include <set>
#include <span>

#include <CLI/CLI.hpp>

#include "common/base/assert.hpp"
#include "common/cli/exit_code.hpp"
#include "common/cli/output.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::cli {

namespace {

using Words = std::vector<std::string>;

const Option kColor{
    .name = "color",
    .value = "WHEN",
    .help = "Colour the output",
    .fallback = "auto",
    .choices = {"auto", "always", "never"}
};
const Flag kCommonFlags[] = {
    {"json",  "Write JSON, failures too" },
    {"plain", "Write tab-separated lines"},
};

/// A command with its place in the parser and the values it fills.
struct Bound {
    const Command* command = nullptr;
    CLI::App* app = nullptr;
    Invocation::Values values;
    std::map<std::string, std::string> fallbacks;
};

std::string join(std::span<const std::string> words, std::string_view between) {
    std::string out;
    for (const std::string& word : words) {
        if (!out.empty()) out += between;
        out += word;
    }
    return out;
}

Words split(std::string_view path) {
    Words words;
    while (!path.empty()) {
        const std::size_t blank = std::min(path.find(' '), path.size());
        words.emplace_back(path.substr(0, blank));
        path.remove_prefix(std::min(blank + 1, path.size()));
    }
    return words;
}

// Which command is meant.

bool is_below(std::string_view path, std::string_view group) {
    return group.empty() ||
           (path.starts_with(group) && path.size() > group.size() && path[group.size()] == ' ');
}

/// The next words that may follow `group`.
std::set<std::string> words_after(const Program& program, const std::string& group) {
    std::set<std::string> words;
    for (const Command& command : program.commands) {
        if (!is_below(command.path, group)) continue;
        words.insert(split(command.path.substr(group.empty() ? 0 : group.size() + 1)).front());
    }
    return words;
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

bool is_command(const Program& program, std::string_view path) {
    return std::any_of(program.commands.begin(), program.commands.end(),
                       [path](const Command& command) { return command.path == path; });
}

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
        path += (path.empty() ? "" : " ") + word;
        if (is_command(program, path)) return {};
    }
    if (asks_for_text(arguments)) return {};
    const auto words = words_after(program, path);
    const std::string group = path.empty() ? program.name : program.name + " " + path;
    return fail(Code::invalid, "usage", "a command is missing after " + group,
                "One of: " + join(Words(words.begin(), words.end()), ", ") + ".");
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
        add_common_flags(root_, shared_);
        for (const Command& command : program.commands) bind(command);
    }

    CLI::App& root() { return root_; }

    /// The command that was named, with its values. Precondition: parsed.
    const Bound& called() {
        const auto found = std::find_if(bound_.begin(), bound_.end(),
                                        [](const Bound& bound) { return bound.app->parsed(); });
        ASSERT(found != bound_.end());
        for (const auto& [name, fallback] : found->fallbacks) {
            auto& values = found->values.texts[name];
            if (values.empty()) values.push_back(fallback);
        }
        for (auto& [name, values] : found->values.texts) {
            for (std::string& value : values) value = unmarked(std::move(value));
        }
        for (const auto& [name, value] : shared_.flags) found->values.flags[name] |= value;
        return *found;
    }

private:
    void bind(const Command& command) {
        Bound& bound = bound_.emplace_back();
        bound.command = &command;
        bound.app = app_of(command.path);
        bound.app->description(command.help);
        bound.app->footer(footer_of(command));
        for (const Argument& argument : command.arguments) add(bound, argument);
        for (const Option& option : command.options) add(bound, option);
        for (const Option& option : program_.options) add(bound, option);
        add(bound, kColor);
        for (const Flag& flag : command.flags) add(*bound.app, bound.values, flag);
        add_common_flags(*bound.app, bound.values);
    }

    CLI::App* app_of(const std::string& path) {
        const auto found = apps_.find(path);
        if (found != apps_.end()) return found->second;
        const std::size_t blank = path.rfind(' ');
        CLI::App* parent = app_of(blank == path.npos ? "" : path.substr(0, blank));
        const std::string word = blank == path.npos ? path : path.substr(blank + 1);
        CLI::App* app = parent->add_subcommand(word, help_of_group(path));
        parent->require_subcommand(1);
        if (parent != &root_) add_common_flags(*parent, shared_);
        apps_.emplace(path, app);
        return app;
    }

    std::string help_of_group(const std::string& path) const {
        for (const Group& group : program_.groups) {
            if (group.path == path) return group.help;
        }
        return "";
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

    static void add(Bound& bound, const Option& option) {
        auto& values = bound.values.texts[option.name];
        CLI::Option* added = bound.app->add_option("--" + option.name, values, option.help);
        added->required(option.required)->type_name(option.value)->allow_extra_args(false);
        if (option.many) {
            added->take_all();
        } else {
            added->expected(1);
        }
        if (!option.choices.empty()) added->check(CLI::IsMember(option.choices));
        if (option.fallback.empty()) return;
        added->default_str(option.fallback);
        bound.fallbacks[option.name] = option.fallback;
    }

    static void add(CLI::App& app, Invocation::Values& values, const Flag& flag) {
        app.add_flag("--" + flag.name, values.flags[flag.name], flag.help);
    }

    static void add_common_flags(CLI::App& app, Invocation::Values& values) {
        for (const Flag& flag : kCommonFlags) {
            if (app.get_option_no_throw("--" + flag.name) == nullptr) add(app, values, flag);
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
        path += (path.empty() ? "" : " ") + word;
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
    return kColor.fallback;
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
    const Bound& bound = parser.called();
    return bound.command->function(Invocation(*bound.command, bound.values, streams));
}

/// `version` is a command of every program, so that --json works on it as on any other.
Program with_version(const Program& program) {
    Program out = program;
    if (is_command(program, "version")) return out;
    out.commands.push_back({
        .path = "version",
        .help = "Say which version this is",
        .function =
            [name = program.name, version = program.version](const Invocation& invocation) {
                if (invocation.json()) {
                    invocation.print({
                        {"schema", "branchline.version/1"}, {"name", name}, {"version", version}});
                } else {
                    invocation.out() << name << ' ' << version << '\n';
                }
                return to_int(ExitCode::done);
                                                                                            },
        .examples = {"version", "version --json"}
    });
    return out;
}

}  // namespace

int run(const Program& program, int argc, const char* const* argv, Streams& streams) {
    Words arguments;
    for (int i = 1; i < argc; ++i) arguments.emplace_back(argv[i]);
    const Words own(arguments.begin(), std::find(arguments.begin(), arguments.end(), "--"));
    const Program complete = with_version(program);
    const Result<int> code = parse_and_call(complete, arguments, streams);
    streams.out.flush();
    if (code) return *code;
    const std::string choice = colour_choice(own);
    const bool colour = choice == "always" || (choice == "auto" && streams.error_colour);
    const bool as_json = std::find(own.begin(), own.end(), "--json") != own.end();
    return report(streams.error, code.error(), as_json, colour);
}

}  // namespace branchline::cli
