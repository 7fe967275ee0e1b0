#include "tests/hardening/place.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/http/problem.hpp"
#include "node/join.hpp"
#include "tests/common/http/loopback.hpp"
#include "tests/e2e/spawn.hpp"

namespace branchline::hardening {

namespace {

http::Request request_of(const std::string& method,
                         const std::string& target,
                         const Fields& fields,
                         const std::string& body) {
    http::Request out;
    out.method = method;
    out.target = target;
    out.body = body;
    for (const auto& [name, value] : fields) {
        if (name == "Content-Type" || name == "Host") {
            out.headers.set(name, value);
        } else {
            out.headers.add(name, value);
        }
    }
    return out;
}

Json json_of(std::initializer_list<std::pair<const char*, std::string>> members) {
    Json out = Json::object();
    for (const auto& [name, value] : members) out[name] = value;
    return out;
}

}  // namespace

std::uint16_t Gateway::port() const {
    return static_cast<std::uint16_t>(std::stoul(address_.substr(address_.rfind(':') + 1)));
}

http::Response Gateway::call(const std::string& method,
                             const std::string& target,
                             const Fields& fields,
                             const std::string& body) const {
    auto answer = http::request({.address = address_}, request_of(method, target, fields, body));
    REQUIRE(answer);
    return *std::move(answer);
}

std::string Gateway::raw(const std::string& bytes) const {
    const http::Raw connection(port());
    connection.send(bytes);
    return connection.read_all();
}

Json Gateway::operate(const std::string& method,
                      const std::string& target,
                      const std::string& body) const {
    Fields fields;
    if (method == "PATCH") fields.emplace_back("If-Match", "*");
    const auto answer =
        http::request({.socket = socket_.string()}, request_of(method, target, fields, body));
    REQUIRE(answer);
    INFO(method << " " << target << ": " << answer->body);
    REQUIRE(answer->status < 300);
    return parsed(answer->body);
}

std::string Gateway::add(const std::string& collection, const std::string& values) const {
    return operate("POST", "/api/v1/" + collection, "{\"data\":" + values + "}")["id"];
}

void Gateway::change(const std::string& collection,
                     const std::string& id,
                     const std::string& values) const {
    (void)operate("PATCH", fmt::format("/api/v1/{}/{}", collection, id),
                  "{\"data\":" + values + "}");
}

Fields Gateway::token_of(const std::string& login, const std::string& role) const {
    Json person = json_of({
        {"login", login}
    });
    person["roles"] = Json::array({role});
    (void)operate("POST", "/api/v1/people", text::dump(person));
    const Json made =
        operate("POST", fmt::format("/api/v1/people/{}/tokens", login), R"({"name":"test"})");
    return {
        {"Authorization", "Bearer " + made["token"].get<std::string>()}
    };
}

void Gateway::add_person(const std::string& login, const std::string& role) const {
    (void)token_of(login, role);
    (void)operate("POST", fmt::format("/api/v1/people/{}:set-password", login),
                  text::dump(json_of({
                      {"password", kPassword}
    })));
}

http::Response Gateway::sign_in(const std::string& login, const std::string& password) const {
    return call("POST", "/api/v1/session",
                {
    },
                text::dump(json_of({{"login", login}, {"password", password}})));
}

Fields Gateway::cookie_of(const std::string& login) const {
    const auto answer = sign_in(login, kPassword);
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    const std::string_view cookie = answer.headers.get("Set-Cookie");
    return {
        {"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
        {"Origin", "http://" + address_}
    };
}

Place::Place(const std::vector<std::string>& branches) {
    REQUIRE(hub::found_network(
        {.data_dir = dir("hub"), .root_dir = dir("root"), .organisation = "Synthetic Importer"},
        SystemClock().now()));
    auto opened = hub::Hub::open({.data_dir = dir("hub"),
                                  .sync = "tcp://127.0.0.1:0",
                                  .advertise = {},
                                  .http = "127.0.0.1:0"});
    REQUIRE(opened);
    hub_ = *std::move(opened);
    REQUIRE(hub_->start());
    at_hub_ = std::make_unique<Gateway>(fmt::format("127.0.0.1:{}", hub_->http_port()),
                                        dir("hub") / "admin.sock");
    (void)at_hub_->operate("POST", "/api/v1/org/brands", R"({"code":"VOLVO"})");
    for (const std::string& branch : branches) {
        const std::string dealer = "D" + branch.substr(1, 2);
        if (dealers_.insert(dealer).second) add_dealer(dealer);
        enrol(branch, dealer);
    }
}

Place::~Place() {
    for (auto& [name, node] : nodes_) node->stop();
    hub_->stop();
}

void Place::add_dealer(const std::string& code) {
    (void)at_hub_->operate("POST", "/api/v1/org/dealers",
                           text::dump(json_of({
                               {"code", code}
    })));
    (void)at_hub_->operate("POST", fmt::format("/api/v1/org/dealers/{}/brands", code),
                           R"({"brand":"VOLVO"})");
}

void Place::enrol(const std::string& branch, const std::string& dealer) {
    (void)at_hub_->operate("POST", "/api/v1/org/branches",
                           text::dump(json_of({
                               {"code",   branch},
                               {"dealer", dealer}
    })));
    const Json made = at_hub_->operate("POST", "/api/v1/tokens",
                                       text::dump(json_of({
                                           {"branch", branch}
    })));
    const auto token = sync::decode_token(made["token"].get<std::string>());
    REQUIRE(token);
    REQUIRE(node::join({.data_dir = dir(branch), .token = *token, .say = [](const auto&) {}}));
    auto opened = node::Node::open({.data_dir = dir(branch), .http = "127.0.0.1:0"});
    REQUIRE(opened);
    nodes_[branch] = *std::move(opened);
    REQUIRE(nodes_[branch]->start());
    at_nodes_[branch] = std::make_unique<Gateway>(
        fmt::format("127.0.0.1:{}", nodes_[branch]->http_port()), dir(branch) / "admin.sock");
    // Roles travel in the policy; without them nobody is permitted anything.
    until("the policy arrives", [&] {
        const Json roles = at(branch).operate("GET", "/api/v1/roles?limit=500");
        return roles["items"].size() > 20;
    });
}

void Place::settle(const std::string& branch) const {
    const std::string stream = "dealer/D" + branch.substr(1, 2);
    const auto digest = [&](const Gateway& place) {
        return text::dump(place.operate("GET", "/api/v1/digest?stream=" + stream));
    };
    until("the node settles", [&] {
        const Json status = at(branch).operate("GET", "/api/v1/status");
        for (const Json& one : status["streams"]) {
            if (one["own_unsettled"] != 0 || one["waiting"] != 0) return false;
        }
        return digest(at(branch)) == digest(at_hub());
    });
}

void until(const std::string& what, const std::function<bool()>& condition) {
    INFO("waiting until " << what);
    REQUIRE(e2e::wait_until(condition));
}

Json parsed(const std::string& text) {
    auto json = text::parse_json(text, {.size_max = text.size()});
    INFO(text.substr(0, 400));
    REQUIRE(json);
    return *std::move(json);
}

std::string code_of(const http::Response& answer) {
    return answer.status < 300 ? "" : http::error_of(answer).id;
}

std::vector<http::Route> routes_of(sync::Daemon& daemon) {
    std::vector<http::Route> out;
    for (const http::Route& route : daemon.router().routes()) {
        if (route.options.summary != "A file of the portal") {
            out.push_back(route);
            continue;
        }
        CAPTURE(route.pattern);
        CHECK(route.method == "GET");
        CHECK(route.options.permit == "public");
        CHECK_FALSE(route.pattern.starts_with("/api"));
    }
    return out;
}

}  // namespace branchline::hardening
