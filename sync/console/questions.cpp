#include "sync/console/questions.hpp"

#include <algorithm>
#include <ostream>

#include "common/cli/table.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"
#include "sync/console/console.hpp"

namespace branchline::sync {

namespace {

using cli::Command;
using cli::Invocation;
using engine::Question;
using text::Json;

/// The names in braces of "prices/{list}/{part}".
std::vector<std::string> path_parameters(std::string_view path) {
    std::vector<std::string> out;
    for (;;) {
        const std::size_t open = path.find('{');
        if (open == path.npos) return out;
        const std::size_t close = path.find('}', open);
        out.emplace_back(path.substr(open + 1, close - open - 1));
        path.remove_prefix(close + 1);
    }
}

/// The names of "date|vin".
std::vector<std::string> query_parameters(std::string_view names) {
    std::vector<std::string> out;
    while (!names.empty()) {
        const std::size_t bar = std::min(names.find('|'), names.size());
        out.emplace_back(names.substr(0, bar));
        names.remove_prefix(std::min(bar + 1, names.size()));
    }
    return out;
}

std::string with_letter(std::string name, char instead) {
    std::replace(name.begin(), name.end(), '_', instead);
    return name;
}

std::string target_of(const Question& question, const Invocation& invocation) {
    std::string target = "/api/v1/" + std::string(question.path);
    for (const std::string& name : path_parameters(question.path)) {
        const std::string mark = "{" + name + "}";
        target.replace(target.find(mark), mark.size(),
                       http::percent_encode(invocation.argument(text::upper_ascii(name))));
    }
    char separator = '?';
    for (const std::string& name : query_parameters(question.query)) {
        const auto value = invocation.option(with_letter(name, '-'));
        if (!value) continue;
        target += separator + name + "=" + http::percent_encode(*value);
        separator = '&';
    }
    return target;
}

void print_facts(const Invocation& invocation, const Json& facts) {
    std::size_t width = 0;
    for (const auto& [name, value] : facts.items()) {
        width = std::max(width, text::display_width(name));
    }
    for (const auto& [name, value] : facts.items()) {
        const std::string blanks(width - text::display_width(name) + 2, ' ');
        invocation.out() << name << (invocation.plain() ? "\t" : blanks)
                         << text::printable(shown(value)) << "\n";
    }
}

void print_table(const Invocation& invocation, const Json& columns, const Json& rows) {
    std::vector<cli::Column> titles;
    for (const Json& column : columns) titles.push_back({.title = shown(column), .width_max = 60});
    cli::Table table(titles);
    for (const Json& values : rows) {
        std::vector<std::string> row;
        for (const Json& value : values) row.push_back(shown(value));
        row.resize(titles.size());
        table.add(std::move(row));
    }
    if (table.size() == 0 && !invocation.plain()) {
        invocation.out() << "(none)\n";
    } else {
        table.print_to(invocation);
    }
}

void print_answer(const Invocation& invocation, const Json& body) {
    const Json* facts = text::find(body, "facts");
    const Json* columns = text::find(body, "columns");
    const Json* rows = text::find(body, "rows");
    if (facts != nullptr) print_facts(invocation, *facts);
    if (columns == nullptr || rows == nullptr) return;
    if (facts != nullptr && !facts->empty()) invocation.out() << "\n";
    print_table(invocation, *columns, *rows);
}

Command command_of(const Question& question) {
    Command out{.path = std::string(question.command),
                .help = std::string(question.summary) + ".",
                .function = [&question](const Invocation& invocation) {
                    const auto print = [&](const Json& body) { print_answer(invocation, body); };
                    return call_and_show(invocation, get(target_of(question, invocation)), print);
                }};
    for (const std::string& name : path_parameters(question.path)) {
        out.arguments.push_back({text::upper_ascii(name), "The " + with_letter(name, ' ')});
    }
    for (const std::string& name : query_parameters(question.query)) {
        out.options.push_back({.name = with_letter(name, '-'),
                               .value = text::upper_ascii(name),
                               .help = "The " + with_letter(name, ' ') + "."});
    }
    return out;
}

}  // namespace

std::vector<Command> question_commands(std::span<const Question> questions) {
    std::vector<Command> out;
    for (const Question& question : questions) out.push_back(command_of(question));
    return out;
}

}  // namespace branchline::sync
