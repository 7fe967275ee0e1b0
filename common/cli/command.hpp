// A command tree as data: one row a command. Help, completion and man pages derive from the rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::cli {

/// What a command may talk to. Results go to `out`, everything else to `error`.
struct Streams {
    std::istream& in;
    std::ostream& out;
    std::ostream& error;
    bool out_colour = false;  ///< What --color=auto means; see may_colour().
    bool error_colour = false;
    std::size_t out_columns = 0;  ///< What terminal_columns() says.
    std::size_t error_columns = 0;
};

/// Auto-colour for a file descriptor: a terminal that is not dumb, and NO_COLOR is not set.
bool may_colour(int descriptor);
/// How wide the terminal is; 0 when the descriptor is none, or one that cannot move its cursor.
std::size_t terminal_columns(int descriptor);

struct Argument {
    std::string name;  ///< In capitals by custom: ID.
    std::string help;
    bool required = true;
    bool many = false;  ///< Takes all that are left; only in the last row.
};

struct Option {
    std::string name;   ///< Without dashes: "data-dir".
    std::string value;  ///< What to write there: DIR.
    std::string help;
    std::string fallback = {};  ///< The value when it is not given; empty: none.
    std::vector<std::string> choices = {};
    bool required = false;
    bool many = false;  ///< May be given several times.
};

struct Flag {
    std::string name;  ///< Without dashes: "yes".
    std::string help;
};

struct Command;
struct Program;

/// One call of a command. Asking for a name that the command does not declare is a bug.
class Invocation {
public:
    struct Values {
        std::map<std::string, std::vector<std::string>, std::less<>> texts;
        std::map<std::string, bool, std::less<>> flags;
        std::map<std::string, std::string, std::less<>> origins = {};  ///< Of settings.
    };

    Invocation(const Command& called,
               Values values,
               Streams& streams,
               const Program* program = nullptr);

    const std::string& argument(std::string_view name) const;  ///< Empty when it was not given.
    const std::vector<std::string>& all(std::string_view name) const;
    std::optional<std::string> option(std::string_view name) const;
    Result<std::optional<std::int64_t>> integer(std::string_view name) const;
    bool flag(std::string_view name) const;
    /// Where a setting's value comes from: "option", "environment NAME", "FILE:LINE", "default" or,
    /// without a value, "not set".
    const std::string& origin(std::string_view setting) const;

    bool json() const { return flag("json"); }
    bool plain() const { return flag("plain"); }
    bool colour() const;  ///< Of the output.
    /// Of the terminal; 0: there is none, and neither cut lines nor painted progress are wanted.
    std::size_t out_columns() const { return streams_.out_columns; }
    std::size_t error_columns() const { return streams_.error_columns; }
    std::ostream& out() const { return streams_.out; }
    std::ostream& error() const { return streams_.error; }
    std::istream& in() const { return streams_.in; }
    const Command& command() const { return command_; }
    const Program& program() const;  ///< The complete one. Precondition: called by run().

    /// One document on one line of the output.
    void print(const text::Json& document) const;

private:
    const Command& command_;
    Values values_;
    Streams& streams_;
    const Program* program_;
};

/// The exit code, mostly 0, or why it failed.
using Function = std::function<Result<int>(const Invocation&)>;

struct Command {
    std::string path;  ///< NOUN VERB: "org dealer add".
    std::string help;  ///< One sentence.
    Function function;
    std::vector<Argument> arguments = {};
    std::vector<Option> options = {};
    std::vector<Flag> flags = {};
    std::vector<std::string> examples = {};  ///< Without the program's name.
};

struct Group {
    std::string path;
    std::string help;
};

/// A file of the program, for its manual.
struct UsedFile {
    std::string path;
    std::string help;
};

struct Program {
    std::string name;
    std::string version;
    std::string help;
    std::vector<Command> commands;
    std::vector<Group> groups = {};    ///< Help of the nouns.
    std::vector<Option> options = {};  ///< Of every command, beside --json, --plain, --color.
    /// One row a key of the configuration. A command that has an option of that name gets its value
    /// from the command line, else the environment, else the file, else the fallback of this row.
    std::vector<Option> settings = {};
    std::string configuration_file = {};  ///< Read where it exists; --config names another.
    std::vector<UsedFile> files = {};
};

}  // namespace branchline::cli
