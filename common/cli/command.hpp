// A command tree as data: one row a command. Help, completion and man pages derive from the rows.
#pragma once

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
};

/// Auto-colour for a file descriptor: a terminal that is not dumb, and NO_COLOR is not set.
bool may_colour(int descriptor);

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

/// One call of a command. Asking for a name that the command does not declare is a bug.
class Invocation {
public:
    struct Values {
        std::map<std::string, std::vector<std::string>, std::less<>> texts;
        std::map<std::string, bool, std::less<>> flags;
    };

    Invocation(const Command& called, Values values, Streams& streams);

    const std::string& argument(std::string_view name) const;  ///< Empty when it was not given.
    const std::vector<std::string>& all(std::string_view name) const;
    std::optional<std::string> option(std::string_view name) const;
    Result<std::optional<std::int64_t>> integer(std::string_view name) const;
    bool flag(std::string_view name) const;

    bool json() const { return flag("json"); }
    bool plain() const { return flag("plain"); }
    bool colour() const;  ///< Of the output.
    std::ostream& out() const { return streams_.out; }
    std::ostream& error() const { return streams_.error; }
    std::istream& in() const { return streams_.in; }
    const Command& command() const { return command_; }

    /// One document on one line of the output.
    void print(const text::Json& document) const;

private:
    const Command& command_;
    Values values_;
    Streams& streams_;
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

struct Program {
    std::string name;
    std::string version;
    std::string help;
    std::vector<Command> commands;
    std::vector<Group> groups = {};    ///< Help of the nouns.
    std::vector<Option> options = {};  ///< Of every command, beside --json, --plain, --color.
};

}  // namespace branchline::cli
