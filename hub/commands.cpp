#include "hub/commands.hpp"

#include <ostream>

#include <fmt/format.h>

#include "common/base/version.hpp"
#include "common/text/json.hpp"
#include "hub/hub.hpp"
#include "hub/import/commands.hpp"
#include "hub/monthly/commands.hpp"
#include "hub/orders/commands.hpp"
#include "sync/console/console.hpp"
#include "sync/console/oidc_settings.hpp"
#include "sync/console/people.hpp"
#include "sync/console/settings.hpp"
#include "sync/console/tls_commands.hpp"

namespace branchline::hub {

namespace {

using cli::Command;
using cli::Invocation;
using sync::call_and_show;
using sync::get;
using sync::post;
using sync::print_items;
using sync::text_at;
using text::Json;

Result<int> init(const Invocation& invocation) {
    NewNetwork wanted{.data_dir = *invocation.option("data-dir"),
                      .organisation = *invocation.option("org")};
    wanted.root_dir = invocation.option("root-dir").value_or(wanted.data_dir.string() + "-root");
    if (wanted.organisation.empty()) return fail(Code::invalid, "usage", "--org must not be empty");
    TRY(const auto keys, invocation.integer("root-keys"));
    TRY(const auto threshold, invocation.integer("threshold"));
    wanted.root_keys = static_cast<int>(keys.value_or(1));
    wanted.threshold = static_cast<int>(threshold.value_or(1));
    if (wanted.root_keys < 1 || wanted.root_keys > 16 || wanted.threshold < 1 ||
        wanted.threshold > wanted.root_keys) {
        return fail(Code::invalid, "usage",
                    "1 to 16 root keys, and a threshold of at most as many");
    }
    TRY(const NetId net, found_network(wanted, SystemClock().now()));
    Json out;
    out["net"] = to_hex(net);
    out["data_dir"] = wanted.data_dir.string();
    out["root_dir"] = wanted.root_dir.string();
    if (invocation.json()) {
        invocation.print(out);
    } else {
        invocation.out() << fmt::format(
            "network {} founded for {}\nroot keys are in {}: take them off this machine\n",
            to_hex(net).substr(0, 16), wanted.organisation, wanted.root_dir.string());
    }
    return 0;
}

Result<int> run(const Invocation& invocation) {
    sync::apply_log_level(invocation);
    HubOptions options{.data_dir = *invocation.option("data-dir"),
                       .sync = *invocation.option("sync"),
                       .advertise = invocation.option("advertise").value_or(""),
                       .http = invocation.option("http").value_or(""),
                       .sign_in = *invocation.option("sign-in") == "required",
                       .private_webhooks = *invocation.option("webhook-targets") == "private"};
    if (*invocation.option("tls") == "files") options.tls = sync::tls_files(options.data_dir);
    TRY(options.oidc, sync::oidc_settings(invocation));
    TRY(options.api_limit, sync::api_limit(invocation));
    TRY(const auto hub, Hub::open(std::move(options)));
    TRY_VOID(hub->start());
    Json out;
    out["sync"] = hub->sync_endpoint();
    out["http_port"] = hub->http_port();
    if (invocation.json()) {
        invocation.print(out);
    } else {
        invocation.out() << fmt::format("hub is up: sync {}, http port {}\n", hub->sync_endpoint(),
                                        hub->http_port());
    }
    invocation.out().flush();
    TRY_VOID(sync::run_until_signalled([&] { return hub->wait(); }, [&] { hub->stop(); }));
    return 0;
}

/// org brand|dealer|branch add CODE [--name N] [--dealer D]
Command org_add(const std::string& noun, const std::string& collection) {
    const bool branch = noun == "branch";
    Command command{.path = "org " + noun + " add",
                    .help = "Adds a " + noun + " to the network.",
                    .function =
                        [collection, branch](const Invocation& invocation) {
                            Json body;
                            body["code"] = invocation.argument("CODE");
                            if (const auto name = invocation.option("name")) body["name"] = *name;
                            if (branch) body["dealer"] = *invocation.option("dealer");
                            return call_and_show(
                                invocation, post("/api/v1/org/" + collection, body),
                                [&](const Json& made) {
                                    invocation.out() << "added " << text_at(made, "code") << "\n";
                                });
                        },
                    .arguments = {{"CODE", "2 to 16 capital letters, digits and '-'"}},
                    .options = {{.name = "name", .value = "NAME", .help = "What people call it."}}};
    if (branch) {
        command.options.push_back({.name = "dealer",
                                   .value = "CODE",
                                   .help = "The dealer it belongs to.",
                                   .required = true});
    }
    return command;
}

Command org_ls(const std::string& noun,
               const std::string& collection,
               const std::vector<std::string>& columns) {
    return {.path = "org " + noun + " ls",
            .help = "Lists them.",
            .function = [collection, columns](const Invocation& invocation) {
                return call_and_show(invocation, get("/api/v1/" + collection + "?limit=500"),
                                     [&](const Json& body) {
                                         Json rows = Json::array();
                                         for (const Json& item : body["items"])
                                             rows.push_back(item["data"]);
                                         print_items(invocation, rows, columns);
                                     });
            }};
}

/// org price-list add CODE --brand B --kind K --currency C [--name N]
Command price_list_add() {
    const auto function = [](const Invocation& invocation) {
        Json body;
        body["code"] = invocation.argument("CODE");
        for (const char* name : {"brand", "kind", "currency", "name"}) {
            if (const auto value = invocation.option(name)) body[name] = *value;
        }
        return call_and_show(invocation, post("/api/v1/org/price-lists", body),
                             [&](const Json& made) {
                                 invocation.out() << "added " << text_at(made, "code") << "\n";
                             });
    };
    Command command{.path = "org price-list add",
                    .help = "Adds a price list to a brand.",
                    .function = function,
                    .arguments = {{"CODE", "2 to 16 capital letters, digits and '-'"}}};
    const auto add = [&](const char* name, const char* value, const char* help, bool required) {
        command.options.push_back(
            {.name = name, .value = value, .help = help, .required = required});
    };
    add("brand", "CODE", "Whose parts it prices.", true);
    add("kind", "KIND", "retail, net or warranty.", true);
    add("currency", "CODE", "As in ISO 4217.", true);
    add("name", "NAME", "What people call it.", false);
    return command;
}

Result<int> dealer_sells(const Invocation& invocation) {
    Json body;
    body["brand"] = invocation.argument("BRAND");
    const auto target = fmt::format("/api/v1/org/dealers/{}/brands", invocation.argument("DEALER"));
    return call_and_show(invocation, post(target, body), [&](const Json& done) {
        invocation.out() << text_at(done, "dealer") << " sells " << text_at(done, "brand") << "\n";
    });
}

Result<int> vehicle_move(const Invocation& invocation) {
    Json body;
    body["dealer"] = *invocation.option("to");
    const auto target = fmt::format("/api/v1/vehicles/by-key/{}/moves", invocation.argument("VIN"));
    return call_and_show(invocation, post(target, body), [&](const Json& done) {
        invocation.out() << text_at(done, "vin") << " stands at dealer " << text_at(done, "dealer")
                         << "\n";
    });
}

Result<int> role_add(const Invocation& invocation) {
    Json body;
    body["role"] = invocation.argument("ROLE");
    body["permits"] = *invocation.option("permits");
    return call_and_show(invocation, post("/api/v1/org/roles", body), [&](const Json& made) {
        invocation.out() << "role " << text_at(made, "role") << " permits "
                         << text_at(made, "permits") << "\n";
    });
}

Result<int> token_create(const Invocation& invocation) {
    Json body;
    body["branch"] = *invocation.option("branch");
    body["ttl"] = invocation.option("ttl").value_or("72h");
    body["approve"] = invocation.flag("approve");
    if (const auto endpoint = invocation.option("endpoint")) body["endpoint"] = *endpoint;
    return call_and_show(invocation, post("/api/v1/tokens", body), [&](const Json& made) {
        // The token alone on the output, so that it can be piped into `join -`.
        invocation.error() << "for one node of " << text_at(made, "branch") << ", until "
                           << text_at(made, "expires") << "\n";
        invocation.out() << text_at(made, "token") << "\n";
    });
}

Result<int> token_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/tokens"), [&](const Json& body) {
        print_items(invocation, body["items"],
                    {"id", "branch", "state", "expires", "tries", "approve"});
    });
}

Result<int> token_approve(const Invocation& invocation) {
    const auto target = fmt::format("/api/v1/tokens/{}:approve", invocation.argument("ID"));
    return call_and_show(invocation, post(target, Json::object()),
                         [&](const Json&) { invocation.out() << "approved\n"; });
}

Result<int> node_ls(const Invocation& invocation) {
    return call_and_show(invocation, get("/api/v1/fleet"), [&](const Json& body) {
        print_items(invocation, body["items"],
                    {"serial", "branch", "dealer", "standing", "link", "behind", "issued"});
    });
}

Result<int> node_revoke(const Invocation& invocation) {
    Json body;
    body["reason"] = *invocation.option("reason");
    const auto target = fmt::format("/api/v1/fleet/{}:revoke", invocation.argument("SERIAL"));
    return call_and_show(invocation, post(target, body), [&](const Json& done) {
        invocation.out() << "certificate " << text_at(done, "serial") << " is revoked\n";
    });
}

Command dealer_sells_command() {
    return {
        .path = "org dealer sells",
        .help = "Lets a dealer sell a brand: its nodes get catalogue and prices.",
        .function = dealer_sells,
        .arguments = {{"DEALER", "Its code"}, {"BRAND", "Its code"}}
    };
}

Command role_add_command() {
    return {.path = "role add",
            .help = "Defines what users with a role may do.",
            .function = role_add,
            .arguments = {{"ROLE", "Its name"}},
            .options = {{.name = "permits",
                         .value = "ENTITIES",
                         .help = "Words such as notes.note:write, separated by '|'; or '*'.",
                         .required = true}}};
}

std::vector<Command> org_commands() {
    const std::vector<std::string> brand = {"brand", "name"};
    const std::vector<std::string> dealer = {"dealer", "name", "standing", "brands"};
    const std::vector<std::string> branch = {"branch", "dealer", "name"};
    const std::vector<std::string> list = {"list", "brand", "kind", "currency", "name"};
    return {
        org_add("brand", "brands"),
        org_ls("brand", "brands", brand),
        org_add("dealer", "dealers"),
        org_ls("dealer", "dealers", dealer),
        dealer_sells_command(),
        org_add("branch", "branches"),
        org_ls("branch", "branches", branch),
        price_list_add(),
        org_ls("price-list", "price-lists", list),
        role_add_command(),
    };
}

std::vector<Command> own_commands() {
    return {
        {.path = "init",
         .help = "Founds a network: keys and the first trust manifest.",
         .function = init,
         .options =
             {{.name = "org", .value = "NAME", .help = "The importer's name.", .required = true},
              {.name = "root-dir",
               .value = "DIR",
               .help = "Where the root keys go; never in the data directory."},
              {.name = "root-keys", .value = "N", .help = "How many root keys.", .fallback = "1"},
              {.name = "threshold", .value = "N", .help = "How many must sign.", .fallback = "1"}},
         .examples = {"init --data-dir hub --org \"Synthetic Importer\""}},
        {.path = "run",
         .help = "Runs the hub in the foreground.",
         .function = run,
         .examples = {"run --data-dir hub --sync tcp://127.0.0.1:7400 --http 127.0.0.1:8080"}},
        {.path = "vehicle move",
         .help = "Moves a car from the dealer who has it to another.",
         .function = vehicle_move,
         .arguments = {{"VIN", "Of the car"}},
         .options = {{.name = "to", .value = "DEALER", .help = "Who gets it.", .required = true}}},
        {.path = "token create",
         .help = "Makes an invitation for one node.",
         .function = token_create,
         .options =
             {{.name = "branch", .value = "CODE", .help = "For which branch.", .required = true},
              {.name = "ttl", .value = "DURATION", .help = "How long it holds.", .fallback = "72h"},
              {.name = "endpoint",
               .value = "ENDPOINT",
               .help = "Under which this branch reaches the hub, when it differs."}},
         .flags = {{"approve", "A person must approve the node before it is enrolled."}}},
        {.path = "token ls",
         .help = "Lists invitations; never their secrets.",
         .function = token_ls},
        {.path = "token approve",
         .help = "Approves a node that waits.",
         .function = token_approve,
         .arguments = {{"ID", "As token ls shows it"}}},
        {.path = "node ls",
         .help = "Every node with its line and how far it is behind.",
         .function = node_ls},
        {.path = "node revoke",
         .help = "Cuts a node off; nothing later of it counts.",
         .function = node_revoke,
         .arguments = {{"SERIAL", "Of its certificate"}},
         .options = {{.name = "reason", .value = "TEXT", .help = "Why.", .required = true}}},
    };
}

}  // namespace

cli::Program program() {
    cli::Program out{
        .name = "branchline-hub",
        .version = kVersion,
        .help = "The importer's hub: it settles what the branches write.",
        .commands = own_commands(),
        .groups = {{"org", "Brands, dealers and branches."},
                   {"token", "Invitations for nodes."},
                   {"vehicle", "Cars."},
                   {"allocation", "New cars among dealers and orders."},
                   {"statistics", "Warranty figures of a month."},
                   {"statements", "The dealers' accounts."},
                   {"node", "The fleet."},
                   {"data", "Data from outside."},
                   {"data import", "Files into the streams that all nodes read."}}
    };
    for (cli::Group& group : sync::shared_groups()) out.groups.push_back(std::move(group));
    for (Command& command : import_commands()) out.commands.push_back(std::move(command));
    for (Command& command : allocation_commands()) out.commands.push_back(std::move(command));
    for (Command& command : monthly_commands()) out.commands.push_back(std::move(command));
    for (Command& command : org_commands()) out.commands.push_back(std::move(command));
    for (Command& command : sync::shared_commands()) out.commands.push_back(std::move(command));
    for (Command& command : sync::link_commands()) out.commands.push_back(std::move(command));
    for (Command& command : sync::authority_commands()) {
        out.commands.push_back(std::move(command));
    }
    sync::add_settings(out);
    return out;
}

}  // namespace branchline::hub
