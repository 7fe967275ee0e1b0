#include "sync/console/console.hpp"

#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/base/list.hpp"
#include "common/cli/output.hpp"
#include "common/cli/run.hpp"
#include "common/cli/table.hpp"
#include "common/domain/modules.hpp"
#include "common/http/client.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"
#include "sync/bundle/log_file.hpp"
#include "sync/console/doctor.hpp"
#include "sync/console/people.hpp"
#include "sync/console/questions.hpp"
#include "sync/console/tls_commands.hpp"

namespace branchline::sync {

namespace {

using cli::Command;
using cli::Invocation;
using text::Json;

sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

const Json& member(const Json& object, const char* name) {
    static const Json kNothing;
    const Json* found = text::find(object, name);
    return found == nullptr ? kNothing : *found;
}

/// Lists of objects are counted; they have commands of their own that show them.
std::string plain_text(const Json& value) {
    const bool has_objects = value.is_array() && !value.empty() && value.front().is_object();
    return has_objects ? fmt::format("{}", value.size()) : shown(value);
}

Result<int> status(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/status"), [&](const Json& status) {
        std::ostream& out = invocation.out();
        out << text_at(status, "software") << ", " << text_at(status, "organisation");
        if (status.contains("branch")) {
            out << ", branch " << text_at(status, "branch") << " of " << text_at(status, "dealer");
        }
        out << "\n";
        if (status.contains("line")) {
            out << "line to the hub: " << text_at(status, "line");
            const std::string why = text_at(status, "line_error");
            if (why != "-" && !why.empty()) out << " (" << why << ")";
            out << "\n";
        }
        out << "\n";
        print_items(invocation, member(status, "streams"),
                    {"stream", "entries", "applied", "waiting", "own_unsent", "own_unsettled",
                     "rejected", "conflicts"});
        out << "\n";
        print_items(invocation, member(status, "peers"),
                    {"name", "state", "since", "behind", "software"});
    });
}

Result<int> digest(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/digest"), [&](const Json& body) {
        print_items(invocation, member(body, "items"), {"stream", "digest"});
    });
}

Result<int> why(const Invocation& invocation) {
    const std::string target =
        fmt::format("/api/v1/why/{}/{}/{}", http::percent_encode(invocation.argument("ENTITY")),
                    http::percent_encode(invocation.argument("ID")),
                    http::percent_encode(invocation.argument("FIELD")));
    return call_and_show(invocation, get(target), [&](const Json& body) {
        invocation.out() << invocation.argument("FIELD") << " = " << text_at(body, "value")
                         << "   (" << text_at(body, "rule") << ")\n\n";
        print_items(invocation, member(body, "writes"),
                    {"wins", "value", "branch", "at", "standing", "reason.code", "reason.remedy"});
    });
}

Result<int> trace(const Invocation& invocation) {
    const std::string target =
        fmt::format("/api/v1/trace/{}/{}", http::percent_encode(invocation.argument("ENTITY")),
                    http::percent_encode(invocation.argument("ID")));
    return call_and_show(invocation, get(target), [&](const Json& body) {
        print_items(invocation, member(body, "hops"),
                    {"at", "branch", "command", "fields", "standing", "decided_at", "waited_ms",
                     "reason.code"});
    });
}

Result<int> conflict_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/conflicts"), [&](const Json& body) {
        print_items(invocation, member(body, "items"), {"entity", "id", "field", "sides"});
    });
}

Result<int> conflict_show(const Invocation& invocation) {
    TRY(const auto answer, call(invocation, "GET", "/api/v1/conflicts"));
    TRY(const Json body, http::json_body(answer));
    for (const Json& item : member(body, "items")) {
        const bool same = text_at(item, "id") == invocation.argument("ID") &&
                          (invocation.argument("FIELD").empty() ||
                           text_at(item, "field") == invocation.argument("FIELD"));
        if (!same) continue;
        if (invocation.json()) {
            invocation.print(item);
            return 0;
        }
        invocation.out() << text_at(item, "entity") << " " << text_at(item, "id") << " "
                         << text_at(item, "field") << "\n\n";
        print_items(invocation, member(item, "sides"), {"take", "wins", "value", "branch", "at"});
        return 0;
    }
    return fail(Code::not_found, "not-found", "there is no such open conflict",
                "list them with: conflict ls");
}

Result<int> conflict_resolve(const Invocation& invocation) {
    const std::string target = fmt::format("/api/v1/conflicts/{}/{}/{}:resolve",
                                           http::percent_encode(invocation.argument("ENTITY")),
                                           http::percent_encode(invocation.argument("ID")),
                                           http::percent_encode(invocation.argument("FIELD")));
    TRY(const auto take, invocation.integer("take"));
    const auto value = invocation.option("value");
    if (take.has_value() == value.has_value()) {
        return fail(Code::invalid, "usage", "give either --take N or --value TEXT");
    }
    Json body;
    if (take) {
        body["take"] = *take;
    } else {
        body["value"] = *value;
    }
    return call_and_show(invocation, post(target, body),
                         [&](const Json&) { invocation.out() << "resolved\n"; });
}

Result<int> rejected_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/rejected"), [&](const Json& body) {
        print_items(invocation, member(body, "items"),
                    {"branch", "seq", "at", "reason.code", "reason.text", "reason.remedy"});
    });
}

Result<int> rejected_show(const Invocation& invocation) {
    TRY(const auto answer, call(invocation, "GET", "/api/v1/rejected"));
    TRY(const Json body, http::json_body(answer));
    for (const Json& item : member(body, "items")) {
        if (text_at(item, "seq") != invocation.argument("SEQ")) continue;
        const auto branch = invocation.option("branch");
        if (branch && text_at(item, "branch") != *branch) continue;
        if (invocation.json()) {
            invocation.print(item);
            return 0;
        }
        Json flat = member(item, "reason");
        for (const auto& [name, value] : item.items()) {
            if (name != "reason") flat[name] = value;
        }
        for (const auto& [name, value] : flat.items()) {
            invocation.out() << fmt::format("{:<8} {}\n", name, plain_text(value));
        }
        return 0;
    }
    return fail(Code::not_found, "not-found", "there is no such rejected entry",
                "list them with: rejected ls");
}

Result<int> log_export(const Invocation& invocation) {
    const std::string stream = *invocation.option("stream");
    TRY(const auto answer,
        call(invocation, "GET", "/api/v1/log?stream=" + http::percent_encode(stream)));
    if (answer.status != 200) return std::unexpected(http::error_of(answer));
    const std::string path = *invocation.option("output");
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << answer.body;
    file.close();
    if (!file) return fail(Code::io, "write-failed", path + " cannot be written");
    if (invocation.json()) {
        Json out;
        out["file"] = path;
        out["bytes"] = answer.body.size();
        invocation.print(out);
    } else {
        invocation.out() << fmt::format("{}: {} bytes\n", path, answer.body.size());
    }
    return 0;
}

Json report_json(const LogFileReport& report) {
    Json out;
    out["net"] = report.net.is_zero() ? Json(nullptr) : Json(to_hex(report.net));
    out["organisation"] = report.organisation;
    out["stream"] = report.stream;
    out["newest"] = report.newest ? Json(to_text(*report.newest)) : Json(nullptr);
    out["entries"] = report.entries;
    out["logs"] = report.logs.size();
    out["receipts"] = report.receipts;
    out["exceptions"] = report.exceptions;
    out["truncated"] = report.truncated;
    out["problems"] = Json::array();
    for (const auto& problem : report.problems) {
        Json item;
        item["where"] = problem.where;
        item["code"] = problem.code;
        item["text"] = problem.text;
        out["problems"].push_back(item);
    }
    return out;
}

void print_summary(const Invocation& invocation, const LogFileReport& report, bool is_expected) {
    std::ostream& out = invocation.out();
    if (!report.net.is_zero()) {  // Else nothing of the header could be read.
        out << fmt::format(
            "{}, {}, network {}{}\n", text::printable(report.stream),
            report.organisation.empty() ? "of nobody known" : text::printable(report.organisation),
            to_hex(report.net), is_expected ? "" : " (as the file says; --net compares it)");
    }
    out << fmt::format("{} entries in {} logs, {} receipts, {} exceptions{}{}\n", report.entries,
                       report.logs.size(), report.receipts, report.exceptions,
                       report.newest ? ", newest of " + to_text(*report.newest) : "",
                       report.truncated ? ", truncated" : "");
}

Result<int> log_verify(const Invocation& invocation) {
    const std::string& path = invocation.argument("FILE");
    std::optional<NetId> expected;
    if (const auto net = invocation.option("net")) {
        const auto read = fixed_from_hex<NetId>(*net);
        if (!read) {
            return fail(Code::invalid, "usage", "--net takes 64 hexadecimal digits",
                        "ask the importer for the network id; status --json shows it as net");
        }
        expected = *read;
    }
    std::error_code ignored;
    std::ifstream file(path, std::ios::binary);
    if (!file || !std::filesystem::is_regular_file(path, ignored)) {
        return fail(Code::not_found, "not-found", path + " cannot be read");
    }
    const Bytes bytes(std::istreambuf_iterator<char>(file), {});
    const LogFileReport report = verify_log_file(bytes, expected);
    const Json out = report_json(report);
    if (invocation.json()) {
        invocation.print(out);
    } else {
        print_summary(invocation, report, expected.has_value());
        print_items(invocation, out["problems"], {"where", "code", "text"});
    }
    if (!report.problems.empty()) return 77;
    return report.truncated ? 1 : 0;  // What is there is sound, but it is not all.
}

std::vector<Command> log_commands() {
    return {
        {.path = "log export",
         .help = "Exact bytes of a stream's logs, for anyone to check.",
         .function = log_export,
         .options =
             {{.name = "stream",
               .value = "NAME",
               .help = "policy, hub, dealer/CODE.",
               .required = true},
              {.name = "output", .value = "FILE", .help = "Where to write.", .required = true}},
         .examples = {"log export --stream policy --output policy.log --data-dir DIR",
                      "log export --stream dealer/D01 --output d01.log --data-dir DIR"}},
        {.path = "log verify",
         .help = "Checks an exported file offline.",
         .function = log_verify,
         .arguments = {{"FILE", "As written by log export"}},
         .options = {{.name = "net",
                      .value = "HEX",
                      .help = "The network id to trust, as the importer tells it."}},
         .examples = {"log verify policy.log", "log verify policy.log --net HEX --json"}},
    };
}

}  // namespace

std::vector<Command> shared_commands() {
    std::vector<Command> out = {
        {.path = "status",
         .help = "Link, queues, conflicts and rejections on one screen.",
         .function = status,
         .examples = {"status --data-dir DIR", "status --data-dir DIR --json"}},
        {.path = "digest",
         .help = "Applied vector and digest of every stream, to compare replicas.",
         .function = digest,
         .examples = {"digest --data-dir DIR", "digest --data-dir DIR --plain"}},
        {.path = "why",
         .help = "Why a field has the value it has.",
         .function = why,
         .arguments = {{"ENTITY", "module.entity, such as notes.note"},
                       {"ID", "The record's id, 32 hexadecimal digits"},
                       {"FIELD", "The field's name"}},
         .examples = {"why notes.note ID text --data-dir DIR",
                      "why notes.note ID text --data-dir DIR --json"}},
        {.path = "trace",
         .help = "Who wrote a record, when, and when the importer took it over.",
         .function = trace,
         .arguments = {{"ENTITY", "module.entity, such as warranty.claim"},
                       {"ID", "The record's id, 32 hexadecimal digits"}},
         .examples = {"trace warranty.claim ID --data-dir DIR",
                      "trace warranty.claim ID --data-dir DIR --json"}},
        {.path = "conflict ls",
         .help = "Values that disagree and wait for a person.",
         .function = conflict_ls,
         .examples = {"conflict ls --data-dir DIR", "conflict ls --data-dir DIR --json"}},
        {.path = "conflict show",
         .help = "All sides of a conflict.",
         .function = conflict_show,
         .arguments = {{"ID", "The record's id"}, {"FIELD", "The field", false}},
         .examples = {"conflict show ID --data-dir DIR", "conflict show ID text --data-dir DIR"}},
        {.path = "conflict resolve",
         .help = "Settles a conflict by writing one of its sides.",
         .function = conflict_resolve,
         .arguments = {{"ENTITY", "module.entity"},
                       {"ID", "The record's id"},
                       {"FIELD", "The field"}},
         .options = {{.name = "take", .value = "N", .help = "The side to take, as listed."},
                     {.name = "value", .value = "TEXT", .help = "Another value instead."}},
         .examples = {"conflict resolve notes.note ID text --take 1 --data-dir DIR",
                      "conflict resolve notes.note ID text --value \"Both\" --data-dir DIR"}},
        {.path = "rejected ls",
         .help = "Entries that do not count, and why.",
         .function = rejected_ls,
         .examples = {"rejected ls --data-dir DIR", "rejected ls --data-dir DIR --json"}},
        {.path = "rejected show",
         .help = "One rejected entry with reason and remedy.",
         .function = rejected_show,
         .arguments = {{"SEQ", "Its position in the log"}},
         .options = {{.name = "branch", .value = "CODE", .help = "The branch that wrote it."}},
         .examples = {"rejected show 7 --data-dir DIR",
                      "rejected show 7 --branch B0101 --data-dir DIR"}},
        doctor_command(),
    };
    for (Command& command : log_commands()) out.push_back(std::move(command));
    for (Command& command : people_commands()) out.push_back(std::move(command));
    for (Command& command : tls_commands()) out.push_back(std::move(command));
    for (Command& command : question_commands(domain::questions())) {
        out.push_back(std::move(command));
    }
    return out;
}

std::vector<cli::Group> shared_groups() {
    std::vector<cli::Group> out = people_groups();
    const std::vector<cli::Group> more = {
        {"conflict", "Values that disagree."          },
        {"rejected", "Entries that do not count."     },
        {"log",      "Logs as anyone can check them." },
        {"vin",      "Vehicle identification numbers."},
        {"claim",    "Warranty claims."               },
        {"campaign", "Recall campaigns."              },
        {"price",    "What parts cost."               },
        {"part",     "Parts of the catalogue."        },
        {"order",    "Wholesale orders."              },
        {"repair",   "Repair orders."                 },
        {"workshop", "Appointments of the workshop."  },
    };
    out.insert(out.end(), more.begin(), more.end());
    out.push_back(kTlsGroup);
    return out;
}

http::Request get(const std::string& target) {
    http::Request request;
    request.target = target;
    return request;
}

http::Request post(const std::string& target, const Json& body) {
    http::Request request;
    request.method = "POST";
    request.target = target;
    request.body = text::dump(body);
    request.headers.set("Content-Type", "application/json");
    return request;
}

namespace {

Result<http::Response> send(const Invocation& invocation, const http::Request& request) {
    const std::filesystem::path dir = *invocation.option("data-dir");
    auto answer = http::request({.socket = (dir / "admin.sock").string()}, request);
    if (!answer && answer.error().id == "daemon-not-reachable") {
        answer.error().hint = "start it: run --data-dir " + dir.string();
    }
    return answer;
}

}  // namespace

Result<http::Response> call(const Invocation& invocation,
                            const std::string& method,
                            const std::string& target,
                            const Json* body) {
    http::Request request = body == nullptr ? get(target) : post(target, *body);
    request.method = method;
    return send(invocation, request);
}

Result<int> call_and_show(const Invocation& invocation,
                          const http::Request& request,
                          const std::function<void(const Json&)>& print) {
    return cli::show(invocation, send(invocation, request), print);
}

std::string text_at(const Json& object, const std::string& name) {
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) return plain_text(member(object, name.c_str()));
    return text_at(member(object, name.substr(0, dot).c_str()), name.substr(dot + 1));
}

void print_items(const Invocation& invocation,
                 const Json& items,
                 const std::vector<std::string>& columns) {
    std::vector<cli::Column> titles;
    for (const std::string& column : columns) {
        const std::string title = column.substr(column.rfind('.') + 1);
        titles.push_back({.title = title, .width_max = 60, .whole = title == "id"});
    }
    cli::Table table(titles);
    for (const Json& item : items) {
        std::vector<std::string> row;
        for (const std::string& column : columns) row.push_back(text_at(item, column));
        table.add(std::move(row));
    }
    if (table.size() == 0 && !invocation.plain()) {
        invocation.out() << "(none)\n";
    } else {
        table.print_to(invocation);
    }
}

std::string shown(const Json& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (!value.is_array()) return text::dump(value);
    std::string out;
    for (const Json& element : value) append_item(out, shown(element), ", ");
    return out;
}

namespace {

void prepare_process() {
    const sigset_t set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    umask(077);
    prctl(PR_SET_DUMPABLE, 0);  // Keys must not end in a core file.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

}  // namespace

int run_program(const std::function<cli::Program()>& program,
                int argc,
                const char* const* argv,
                cli::Streams streams) {
    try {
        prepare_process();
        streams.out_colour = cli::may_colour(1);
        streams.error_colour = cli::may_colour(2);
        streams.out_columns = cli::terminal_columns(1);
        streams.error_columns = cli::terminal_columns(2);
        return cli::run(program(), argc, argv, streams);
    } catch (const std::exception& exception) {
        // Nothing of ours throws; this is a package that broke its word, or no memory.
        streams.error << "error: " << exception.what() << '\n';
        return 1;
    }
}

Result<> run_until_signalled(const std::function<Result<>()>& wait,
                             const std::function<void()>& stop) {
    const auto main_thread = pthread_self();
    Result<> outcome;
    std::thread waiter([&] {
        outcome = wait();
        pthread_kill(main_thread, SIGTERM);  // Wakes sigwait() when the daemon ended by itself.
    });
    const sigset_t set = stop_signals();
    int signal = 0;
    sigwait(&set, &signal);
    stop();
    waiter.join();
    return outcome;
}

}  // namespace branchline::sync
