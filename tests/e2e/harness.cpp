#include "tests/e2e/harness.hpp"

#include <charconv>
#include <csignal>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/http/client.hpp"

namespace branchline::e2e {

Fields fields(const std::string& name, const std::string& value) {
    return {std::pair(name, value)};
}

const std::string kHubProgram = BRANCHLINE_HUB;
const std::string kNodeProgram = BRANCHLINE_NODE;
const Fields kAnyVersion = fields("If-Match", "*");

namespace {

/// These tests are about everything but identity.
const Words kNobodySignsIn{"--sign-in", "off"};

std::string with_data(const std::string& values) {
    return R"({"data":)" + values + "}";
}

const Json& member(const Json& object, const char* name) {
    const Json* found = text::find(object, name);
    INFO(name << " in " << text::dump(object));
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

Json parsed(const std::string& text) {
    auto json = text::parse_json(text, {.depth_max = 64, .size_max = text.size()});
    INFO(text);
    REQUIRE(json.has_value());
    return *std::move(json);
}

Daemon::Daemon(std::string program, std::filesystem::path dir, Words run_options)
    : program_(std::move(program)), dir_(std::move(dir)), run_options_(std::move(run_options)) {}

void Daemon::start(const Child::Options& options) {
    Words words{program_, "run", "--data-dir", dir_.string(), "--http", "127.0.0.1:0", "--json"};
    words.insert(words.end(), kNobodySignsIn.begin(), kNobodySignsIn.end());
    words.insert(words.end(), run_options_.begin(), run_options_.end());
    child_ = std::make_unique<Child>(words, options);
    wait_until_up();
}

void Daemon::start_under(const Words& tracer) {
    Words words = tracer;
    const Words own{program_, "run",         "--data-dir", dir_.string(),
                    "--http", "127.0.0.1:0", "--json"};
    words.insert(words.end(), own.begin(), own.end());
    words.insert(words.end(), kNobodySignsIn.begin(), kNobodySignsIn.end());
    words.insert(words.end(), run_options_.begin(), run_options_.end());
    child_ = std::make_unique<Child>(words, Child::Options{});
    wait_until_up();
}

void Daemon::wait_until_up() {
    wait_until([&] { return child_->out().ends_with("}\n") || !child_->is_running(); });
    INFO(child_->err());
    REQUIRE(child_->is_running());
    up_ = parsed(child_->out());
    const auto port = text::integer_of(up_, "http_port");
    REQUIRE(port.has_value());
    port_ = static_cast<std::uint16_t>(*port);
}

int Daemon::stop() {
    child_->signal(SIGTERM);
    const auto exit = child_->wait();
    INFO(child_->err());
    REQUIRE(exit.has_value());
    return *exit;
}

void Daemon::kill() {
    child_->signal(SIGKILL);
    REQUIRE(child_->wait() == 128 + SIGKILL);
}

Outcome Daemon::cli(Words words, const std::string& input) const {
    words.insert(words.begin(), program_);
    words.insert(words.end(), {"--data-dir", dir_.string()});
    return run(words, input);
}

Json Daemon::ask(Words words) const {
    words.emplace_back("--json");
    const Outcome outcome = cli(words);
    INFO(fmt::format("{}", fmt::join(words, " ")) << ": " << outcome.err);
    REQUIRE(outcome.exit == 0);
    return parsed(outcome.out);
}

Result<http::Response> Daemon::request(const std::string& method,
                                       const std::string& target,
                                       const std::string& body,
                                       const Fields& fields) const {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    for (const auto& [name, value] : fields) request.headers.set(name, value);
    return http::request({.address = fmt::format("127.0.0.1:{}", port_.load())}, request);
}

http::Response Daemon::call(const std::string& method,
                            const std::string& target,
                            const std::string& body,
                            const Fields& fields) const {
    auto answer = request(method, target, body, fields);
    INFO(method << " " << target << (answer ? "" : ": " + answer.error().what));
    REQUIRE(answer.has_value());
    return *std::move(answer);
}

Json Daemon::get(const std::string& target) const {
    const http::Response answer = call("GET", target);
    INFO(target << ": " << answer.body);
    REQUIRE(answer.status == 200);
    return parsed(answer.body);
}

std::string Daemon::add_note(const std::string& branch, const std::string& title) const {
    return add("notes", fmt::format(R"({{"branch":"{}","title":"{}"}})", branch, title));
}

std::string Daemon::add(const std::string& collection, const std::string& values) const {
    const http::Response answer = call("POST", "/api/v1/" + collection, with_data(values));
    INFO(answer.body);
    REQUIRE(answer.status == 201);
    return member(parsed(answer.body), "id").get<std::string>();
}

void Daemon::change(const std::string& collection,
                    const std::string& id,
                    const std::string& values) const {
    const http::Response answer =
        call("PATCH", fmt::format("/api/v1/{}/{}", collection, id), with_data(values), kAnyVersion);
    INFO(answer.body);
    REQUIRE(answer.status == 200);
}

void Daemon::command(const std::string& collection,
                     const std::string& id,
                     const std::string& verb) const {
    const http::Response answer =
        call("POST", fmt::format("/api/v1/{}/{}:{}", collection, id, verb), "{}");
    INFO(answer.body);
    REQUIRE(answer.status == 200);
}

Json Daemon::stream(const std::string& name) const {
    const Json status = get("/api/v1/status");
    for (const Json& row : member(status, "streams")) {
        if (member(row, "stream") == name) return row;
    }
    return {};
}

std::string Daemon::digest(const std::string& stream) const {
    const Json body = get("/api/v1/digest?stream=" + http::percent_encode(stream));
    return text::dump(member(body, "items"));
}

Network::Network() : hub_(kHubProgram, folder_ / "hub", {"--sync", "tcp://127.0.0.1:0"}) {
    const Outcome founded = hub_.cli(
        {"init", "--org", "Synthetic Importer", "--root-dir", (folder_ / "hub-root").string()});
    INFO(founded.err);
    REQUIRE(founded.exit == 0);
    hub_.start();
}

std::uint16_t Network::hub_sync_port() const {
    const auto endpoint = member(hub_.up(), "sync").get<std::string>();
    const std::string digits = endpoint.substr(endpoint.rfind(':') + 1);
    std::uint16_t port = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    REQUIRE(port != 0);
    return port;
}

void Network::add_dealer(const std::string& code) {
    hub_.ask({"org", "dealer", "add", code});
}

void Network::declare_branch(const std::string& code, const std::string& dealer) {
    hub_.ask({"org", "branch", "add", code, "--dealer", dealer});
}

Daemon& Network::add_branch(const std::string& code, const std::string& dealer) {
    declare_branch(code, dealer);
    Branch& branch = branches_[code];
    branch.line = std::make_unique<Line>(hub_sync_port());
    branch.node = std::make_unique<Daemon>(kNodeProgram, folder_ / code);
    const std::string token = this->token(code, {"--endpoint", branch.line->endpoint()});
    const Outcome joined = branch.node->cli({"join", "-"}, token + "\n");
    INFO(joined.err);
    REQUIRE(joined.exit == 0);
    branch.node->start();
    settle(code);
    return *branch.node;
}

std::string Network::token(const std::string& branch, const Words& more) const {
    Words words{"token", "create", "--branch", branch};
    words.insert(words.end(), more.begin(), more.end());
    return member(hub_.ask(words), "token").get<std::string>();
}

void Network::restart_hub() {
    if (hub_.child().is_running()) REQUIRE(hub_.stop() == 0);
    hub_.start();
    for (auto& [code, branch] : branches_) branch.line->lead_to(hub_sync_port());
}

void Network::settle(const std::string& branch) {
    const Daemon& node = this->node(branch);
    Json seen;
    const bool settled = wait_until([&] {
        seen = node.get("/api/v1/status");
        if (seen["line"] != "up") return false;
        for (const Json& row : seen["streams"]) {
            const auto name = row["stream"].get<std::string>();
            if (row["own_unsettled"] != 0 || row["waiting"] != 0) return false;
            if (node.digest(name) != hub_.digest(name)) return false;
        }
        return true;
    });
    INFO(branch << " has not settled: " << text::dump(seen));
    REQUIRE(settled);
}

void Network::settle_all() {
    for (const auto& [code, branch] : branches_) settle(code);
}

}  // namespace branchline::e2e
