#include "common/cli/own_commands.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "common/cli/completion.hpp"
#include "common/cli/configuration.hpp"
#include "common/cli/exit_code.hpp"
#include "common/cli/manual.hpp"
#include "common/cli/table.hpp"
#include "common/cli/tree.hpp"
#include "common/text/json.hpp"

namespace branchline::cli {

namespace {

namespace fs = std::filesystem;
using text::Json;

Result<int> version(const Invocation& invocation) {
    const Program& program = invocation.program();
    if (invocation.json()) {
        invocation.print({
            {"schema",  "branchline.version/1"},
            {"name",    program.name          },
            {"version", program.version       }
        });
    } else {
        invocation.out() << program.name << ' ' << program.version << '\n';
    }
    return to_int(ExitCode::done);
}

Command completion(const std::string& shell,
                   const std::string& where,
                   std::string (*script_of)(const Program&)) {
    return {.path = "completion " + shell,
            .help = "Prints the completion script for " + shell + ".",
            .function =
                [shell, script_of](const Invocation& invocation) {
                    const std::string script = script_of(invocation.program());
                    if (invocation.json()) {
                        invocation.print({
                            {"schema", "branchline.completion/1"},
                            {"shell",  shell                    },
                            {"script", script                   }
                        });
                    } else {
                        invocation.out() << script;
                    }
                    return to_int(ExitCode::done);
                },
            .examples = {"completion " + shell + " >" + where}};
}

// Manuals.

Result<> write_page(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) return fail(Code::io, "write-failed", path.string() + " cannot be written");
    // Everybody may read a manual, whatever the umask of the daemon's program is.
    constexpr auto kReadable = fs::perms::owner_read | fs::perms::owner_write |
                               fs::perms::group_read | fs::perms::others_read;
    std::error_code ignored;
    fs::permissions(path, kReadable, ignored);
    return {};
}

Result<int> write_pages(const Invocation& invocation,
                        const fs::path& dir,
                        const std::vector<ManualPage>& pages) {
    std::error_code ignored;
    if (!fs::is_directory(dir, ignored)) {
        return fail(Code::not_found, "no-such-directory", dir.string() + " is no directory",
                    "make it first");
    }
    Json written = Json::array();
    for (const ManualPage& page : pages) {
        const fs::path path = dir / (page.name + ".1");
        TRY_VOID(write_page(path, page.text));
        written.push_back(path.string());
    }
    if (invocation.json()) {
        invocation.print({
            {"schema", "branchline.man/1"},
            {"files",  written           }
        });
    } else {
        for (const Json& path : written) invocation.out() << path.get<std::string>() << '\n';
    }
    return to_int(ExitCode::done);
}

Result<int> manual(const Invocation& invocation) {
    const Program& program = invocation.program();
    std::vector<ManualPage> pages = manual_pages(program);
    const std::string& noun = invocation.argument("NOUN");
    const auto dir = invocation.option("dir");
    if (!noun.empty() || !dir) {
        const std::string name = program.name + (noun.empty() ? "" : "-" + noun);
        std::erase_if(pages, [&](const ManualPage& page) { return page.name != name; });
    }
    if (pages.empty()) {
        return fail(Code::not_found, "no-such-page", "there is no page for " + noun,
                    "without a noun it is the page of the program, which names the others");
    }
    if (dir) return write_pages(invocation, *dir, pages);
    if (invocation.json()) {
        invocation.print({
            {"schema", "branchline.man/1"},
            {"name",   pages[0].name     },
            {"text",   pages[0].text     }
        });
    } else {
        invocation.out() << pages[0].text;
    }
    return to_int(ExitCode::done);
}

// Configuration.

Result<int> show_configuration(const Invocation& invocation) {
    const Program& program = invocation.program();
    const bool origin = invocation.flag("origin");
    std::vector<Column> columns = {{"key"}, {"value"}};
    if (origin) columns.push_back({"origin"});
    Table table(columns);
    Json items = Json::array();
    for (const Option& setting : program.settings) {
        const auto value = invocation.option(setting.name);
        std::vector<std::string> row = {key_name(setting.name), value.value_or("-")};
        if (origin) row.push_back(invocation.origin(setting.name));
        table.add(std::move(row));
        items.push_back({
            {"key",    key_name(setting.name)              },
            {"value",  value ? Json(*value) : Json(nullptr)},
            {"origin", invocation.origin(setting.name)     }
        });
    }
    const std::string& file = invocation.argument("config");
    std::error_code ignored;
    const bool exists = fs::exists(file, ignored);
    if (invocation.json()) {
        invocation.print({
            {"schema",      "branchline.config/1"},
            {"file",        file                 },
            {"file_exists", exists               },
            {"items",       items                }
        });
        return to_int(ExitCode::done);
    }
    table.print_to(invocation);
    if (!exists) invocation.error() << "note: there is no " << file << '\n';
    return to_int(ExitCode::done);
}

Command manual_command() {
    return {
        .path = "man",
        .help = "Prints the manual page of the program or of a noun.",
        .function = manual,
        .arguments = {{"NOUN", "Such as config; without it the program", false}},
        .options = {{.name = "dir", .value = "DIR", .help = "Write all pages there instead."}},
        .examples = {"man | man -l -", "man --dir /usr/local/share/man/man1"}
    };
}

Command version_command() {
    return {
        .path = "version",
        .help = "Says which version this is.",
        .function = version,
        .examples = {"version", "version --json"}
    };
}

Command configuration_command(const Program& program) {
    Command show{.path = "config show",
                 .help = "Shows every setting as the program takes it.",
                 .function = show_configuration,
                 .options = program.settings,
                 .flags = {{"origin", "Say where each value comes from."}}};
    show.examples = {"config show --origin", "config show --config ./try.toml"};
    for (Option& option : show.options) option.required = false;
    return show;
}

}  // namespace

void add_own_commands(Program& program) {
    std::vector<Command> own;
    if (!program.settings.empty()) {
        own.push_back(configuration_command(program));
        program.groups.push_back({"config", "Settings and where they come from."});
    }
    own.push_back(completion("bash", "/etc/bash_completion.d/" + program.name, bash_completion));
    own.push_back(
        completion("zsh", "/usr/local/share/zsh/site-functions/_" + program.name, zsh_completion));
    own.push_back(
        completion("fish", "/etc/fish/completions/" + program.name + ".fish", fish_completion));
    program.groups.push_back({"completion", "Words after the tab key, for shells."});
    own.push_back(manual_command());
    own.push_back(version_command());
    for (Command& command : own) {
        if (!is_command(program, command.path)) program.commands.push_back(std::move(command));
    }
}

}  // namespace branchline::cli
