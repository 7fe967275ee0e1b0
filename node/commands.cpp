#include "node/commands.hpp"

#include <ostream>

#include <fmt/format.h>

#include "common/base/version.hpp"
#include "common/cli/secret.hpp"
#include "common/text/json.hpp"
#include "node/join.hpp"
#include "node/node.hpp"
#include "sync/console/console.hpp"
#include "sync/console/settings.hpp"
#include "sync/console/tls_commands.hpp"

namespace branchline::node {

namespace {

using cli::Command;
using cli::Invocation;
using sync::call_and_show;
using sync::get;
using sync::post;
using sync::text_at;
using text::Json;

Result<int> join_network(const Invocation& invocation) {
    const std::string& argument = invocation.argument("TOKEN");
    TRY(const std::string token_text,
        cli::read_secret(invocation.in(), argument.empty() ? std::nullopt : std::optional(argument),
                         invocation.option("token-file")));
    TRY(const auto token, sync::decode_token(token_text));
    TRY(const auto patience, parse_duration(*invocation.option("wait")));
    TRY(const auto certificate,
        join({.data_dir = *invocation.option("data-dir"),
              .token = token,
              .patience = patience,
              .say = [&](const std::string& text) { invocation.error() << text << std::endl; }}));
    Json out;
    out["branch"] = certificate.branch;
    out["dealer"] = certificate.dealer;
    out["serial"] = certificate.serial;
    out["net"] = to_hex(certificate.net);
    if (invocation.json()) {
        invocation.print(out);
    } else {
        invocation.out() << fmt::format("enrolled as node {} of branch {}, dealer {}\n",
                                        certificate.serial, certificate.branch, certificate.dealer);
    }
    return 0;
}

Result<int> run(const Invocation& invocation) {
    sync::apply_log_level(invocation);
    NodeOptions options{.data_dir = *invocation.option("data-dir"),
                        .http = invocation.option("http").value_or(""),
                        .sign_in = *invocation.option("sign-in") == "required",
                        .private_webhooks = *invocation.option("webhook-targets") == "private"};
    if (*invocation.option("tls") == "files") options.tls = sync::tls_files(options.data_dir);
    TRY(options.offline_grace, parse_duration(*invocation.option("offline-grace")));
    TRY(options.api_limit, sync::api_limit(invocation));
    TRY(const auto node, Node::open(std::move(options)));
    TRY_VOID(node->start());
    Json out;
    out["branch"] = node->certificate().branch;
    out["http_port"] = node->http_port();
    if (invocation.json()) {
        invocation.print(out);
    } else {
        invocation.out() << fmt::format("node of branch {} is up: http port {}\n",
                                        node->certificate().branch, node->http_port());
    }
    invocation.out().flush();
    TRY_VOID(sync::run_until_signalled([&] { return node->wait(); }, [&] { node->stop(); }));
    return 0;
}

Command sync_switch(const std::string& verb, const std::string& help) {
    const auto function = [verb](const Invocation& invocation) {
        return call_and_show(invocation, post("/api/v1/sync/" + verb, Json::object()),
                             [&](const Json& state) {
                                 invocation.out() << "line: " << text_at(state, "line") << "\n";
                             });
    };
    return {
        .path = "sync " + verb,
        .help = help,
        .function = function,
        .examples = {"sync " + verb + " --data-dir node",
                     "sync " + verb + " --data-dir node --json"}
    };
}

Result<int> sync_queue(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/sync/queue"), [&](const Json& body) {
        sync::print_items(invocation, body["items"], {"stream", "seq", "state"});
    });
}

std::vector<Command> own_commands() {
    return {
        {.path = "join",
         .help = "Enrols this machine with a token of the importer.",
         .function = join_network,
         .arguments = {{"TOKEN", "\"-\" to read it from standard input", false}},
         .options = {{.name = "token-file",
                      .value = "FILE",
                      .help = "Reads the token from a file."},
                     {.name = "wait",
                      .value = "DURATION",
                      .help = "How long to wait for the hub.",
                      .fallback = "60s"}},
         .examples = {"join - --data-dir node <token",
                      "join --token-file ./token --wait 10m --data-dir node"}},
        {.path = "run",
         .help = "Runs the node in the foreground.",
         .function = run,
         .examples = {"run --data-dir node --http 127.0.0.1:8081", "run --log-level warning"}},
        sync_switch("pause", "Keeps the line down until resume."),
        sync_switch("resume", "Lets the line come up again."),
        {.path = "sync queue",
         .help = "Own entries that the importer has not decided.",
         .function = sync_queue,
         .examples = {"sync queue --data-dir node", "sync queue --data-dir node --json"}},
    };
}

}  // namespace

cli::Program program() {
    cli::Program out{.name = "branchline-node",
                     .version = kVersion,
                     .help = "A branch's node: works with the line down, settles when it is back.",
                     .commands = own_commands(),
                     .groups = sync::shared_groups()};
    out.groups.push_back({"sync", "The line to the hub."});
    for (Command& command : sync::shared_commands()) out.commands.push_back(std::move(command));
    sync::add_settings(out);
    return out;
}

}  // namespace branchline::node
