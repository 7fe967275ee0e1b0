// The commands that both programs have: they talk to the running daemon over its admin socket with
// the same HTTP API as everyone else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/cli/command.hpp"
#include "common/http/message.hpp"
#include "common/text/json_fwd.hpp"

namespace branchline::sync {

/// status, digest, why, conflict, rejected, log, doctor, and the questions of the modules.
std::vector<cli::Command> shared_commands();
/// Their nouns, those of the modules' questions among them.
std::vector<cli::Group> shared_groups();

/// One request to the daemon of the invocation's data directory.
Result<http::Response> call(const cli::Invocation& invocation,
                            const std::string& method,
                            const std::string& target,
                            const text::Json* body = nullptr);
/// The same, shown: JSON with --json, else through `print`.
Result<int> call_and_show(const cli::Invocation& invocation,
                          const http::Request& request,
                          const std::function<void(const text::Json&)>& print);
http::Request get(const std::string& target);
http::Request post(const std::string& target, const text::Json& body);

/// A table of the members named in `columns`, one row for each of `items`.
void print_items(const cli::Invocation& invocation,
                 const text::Json& items,
                 const std::vector<std::string>& columns);
/// A member, or a member of a member ("reason.code"), as text; "-" when it is absent or null.
std::string text_at(const text::Json& object, const std::string& name);
/// A value as people read it: "-", "yes", a list as "a, b".
std::string shown(const text::Json& value);

/// Runs until SIGINT or SIGTERM, or until the daemon fails; the failure is the result.
Result<> run_until_signalled(const std::function<Result<>()>& wait,
                             const std::function<void()>& stop);
/// All of main, with the standard streams. The signals of run_until_signalled are for its thread
/// alone, a file size limit is an error and no signal, and what we write is ours alone.
int run_program(const std::function<cli::Program()>& program,
                int argc,
                const char* const* argv,
                cli::Streams streams);

}  // namespace branchline::sync
