// A daemon's front door over a store in memory: people sign in, requests carry cookies and tokens,
// and a clock that a test sets.
#pragma once

#include "common/api/front_door.hpp"
#include "common/api/openapi.hpp"
#include "tests/common/api/api_desk.hpp"
#include "tests/common/identity/people.hpp"
#include "tests/support/folder.hpp"

namespace branchline::api {

class Door {
public:
    explicit Door(bool required = true,
                  Milliseconds grace = Milliseconds(0),
                  identity::Directory of = identity::dealer_directory("dealer/D01", "B0101"),
                  oidc::Provider* provider = nullptr)
        : people(std::move(of)),
          vault(open_vault(folder)),
          gate(people.store),
          door(options(required, grace, provider),
               domain::registry(),
               gate,
               *vault,
               people.clock,
               random) {
        Options api = node_options();
        api.today = [] { return std::int64_t{20'000}; };
        mount(router, domain::registry(), gate, std::move(api));
        door.add_routes(router);
        add_openapi_route(router, domain::registry(), {});
        handler_ = router.handler({}, door.guard());
    }

    struct PerMinute {
        std::uint64_t requests = 0;
    };
    /// With so many requests in a minute and two streams of events; with a file of the portal and
    /// a stream.
    explicit Door(const PerMinute& limit) : Door() {
        FrontDoorOptions limited = options(true, Milliseconds(0), nullptr);
        limited.requests_per_minute = limit.requests;
        limited.streams_per_user = 2;
        narrow = std::make_unique<FrontDoor>(std::move(limited), domain::registry(), gate, *vault,
                                             people.clock, random);
        const auto fine = [](const http::Request&, const http::Answer& answer) {
            answer(http::text_response(200, "text/plain", "fine"));
        };
        router.add("GET", "/assets/{path...}", fine, {.permit = std::string(kPublic)});
        const auto stream = [](const http::Request&, const http::Answer& answer) {
            http::Response response = http::text_response(200, "text/event-stream", "");
            response.more = [](const http::Answer&) {};
            answer(std::move(response));
        };
        router.add("GET", "/api/v1/test-events", stream,
                   {.produces = "text/event-stream", .permit = std::string(kSignedIn)});
        handler_ = router.handler({}, narrow->guard());
    }

    http::Response call(const std::string& method,
                        const std::string& target,
                        const std::string& body = "",
                        const HeaderFields& fields = {}) {
        http::Request request;
        request.method = method;
        request.target = target;
        request.body = body;
        request.address = address;
        request.peer = peer;
        if (http::is_write(method)) request.headers.set("Content-Type", "application/json");
        for (const auto& [name, value] : fields) {
            if (name == "Content-Type") {
                request.headers.set(name, value);
            } else {
                request.headers.add(name, value);
            }
        }
        http::Response out{.status = 0, .headers = {}, .body = {}};
        handler_(std::move(request),
                 [&out](http::Response response) { out = std::move(response); });
        return out;
    }

    http::Response sign_in(const std::string& login,
                           const std::string& password,
                           const HeaderFields& fields = {}) {
        Json body = Json::object();
        body["login"] = login;
        body["password"] = password;
        return call("POST", "/api/v1/session", text::dump(body), fields);
    }

    /// The fields that a browser sends once somebody has signed in.
    HeaderFields cookie_of(const std::string& login) {
        const auto answer = sign_in(login, std::string(test::kPassword));
        INFO(answer.body);
        REQUIRE(answer.status == 200);
        return browser(answer);
    }
    static HeaderFields browser(const http::Response& answer) {
        const std::string_view cookie = answer.headers.get("Set-Cookie");
        return {
            {"Cookie", std::string(cookie.substr(0, cookie.find(';')))},
            {"Origin", "http://127.0.0.1"}
        };
    }

    test::People people;
    test::Folder folder{"door"};
    std::unique_ptr<identity::Vault> vault;
    SeededRandom random{3};
    DirectGate gate;
    FrontDoor door;
    std::unique_ptr<FrontDoor> narrow;  ///< Stands before the rows in place of `door`, if any.
    http::Router router;
    std::string address = "192.0.2.1";
    http::Peer peer = http::Peer::tcp;

private:
    static std::unique_ptr<identity::Vault> open_vault(const test::Folder& folder) {
        auto vault = identity::Vault::open(folder.path() / "identity.db");
        REQUIRE(vault);
        return *std::move(vault);
    }
    FrontDoorOptions options(bool required, Milliseconds grace, oidc::Provider* provider) const {
        FrontDoorOptions out{.required = required, .directory = people.directory};
        out.password_cost = crypto::kLeastCost;
        out.pin_cost = crypto::kLeastCost;
        out.grace = grace;
        out.provider = provider;
        return out;
    }

    http::Handler handler_;
};

/// "401 not-signed-in", or the status alone.
inline std::string outcome_of(const http::Response& response) {
    const Json body = json_of(response);
    if (response.status < 300) return std::to_string(response.status);
    return fmt::format("{} {}", response.status, body["code"].get<std::string>());
}

}  // namespace branchline::api
