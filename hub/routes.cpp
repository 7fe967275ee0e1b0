// Endpoints that only the hub has: the network's make-up and the fleet of nodes.
#include "hub/import/routes.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "common/http/problem.hpp"
#include "hub/fleet/vehicles.hpp"
#include "hub/hub.hpp"
#include "hub/monthly/routes.hpp"
#include "hub/orders/routes.hpp"
#include "sync/transport/job_routes.hpp"

namespace branchline::hub {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using sync::Replica;
using text::Json;

/// The members of a request's body, each a text or a flag; others are refused by name.
class Input {
public:
    static Result<Input> read(const Request& request, std::vector<std::string_view> known) {
        TRY(Json body, text::parse_json(request.body.empty() ? "{}" : request.body));
        if (!body.is_object())
            return fail(Code::invalid, "invalid-request", "a JSON object expected");
        for (const auto& [name, value] : body.items()) {
            if (std::find(known.begin(), known.end(), name) == known.end()) {
                return fail(Code::invalid, "unknown-field", fmt::format("unknown member {}", name));
            }
        }
        return Input(std::move(body));
    }
    Result<std::string> text(const char* name) const {
        const auto found = body_.find(name);
        if (found == body_.end() || !found->is_string() || found->get<std::string>().empty()) {
            return fail(Code::invalid, "validation-failed",
                        fmt::format("{}: a text is required", name));
        }
        return found->get<std::string>();
    }
    /// The fallback only where the member is absent.
    Result<std::string> text_or(const char* name, const std::string& fallback) const {
        return body_.contains(name) ? text(name) : Result<std::string>(fallback);
    }
    Result<bool> flag(const char* name) const {
        const auto found = body_.find(name);
        if (found == body_.end()) return false;
        if (!found->is_boolean()) {
            return fail(Code::invalid, "validation-failed", fmt::format("{}: true or false", name));
        }
        return found->get<bool>();
    }

private:
    explicit Input(Json body) : body_(std::move(body)) {}
    Json body_;
};

Response answer_of(const Result<Json>& result, int status) {
    return result ? http::json_response(status, *result) : http::problem(result.error());
}

std::vector<std::string_view> members_of(std::string_view kind) {
    if (kind == "branches") return {"code", "name", "dealer"};
    if (kind == "price-lists") return {"code", "name", "brand", "kind", "currency"};
    return {"code", "name"};
}

Result<Json> add_org(Replica& hub, const Request& request) {
    const std::string& kind = request.param("kind");
    TRY(const Input input, Input::read(request, members_of(kind)));
    TRY(const std::string code, input.text("code"));
    TRY(const std::string name, input.text_or("name", code));
    if (kind == "brands") {
        TRY_VOID(add_brand(hub, code, name));
    } else if (kind == "dealers") {
        TRY_VOID(add_dealer(hub, code, name));
    } else if (kind == "branches") {
        TRY(const std::string dealer, input.text("dealer"));
        TRY_VOID(add_branch(hub, code, dealer, name));
    } else if (kind == "price-lists") {
        TRY(const std::string brand, input.text("brand"));
        TRY(const std::string use, input.text("kind"));
        TRY(const std::string currency, input.text("currency"));
        TRY_VOID(add_price_list(hub, {code, brand, use, currency, name}));
    } else {
        return fail(Code::not_found, "not-found", fmt::format("there are no {}", kind));
    }
    Json out;
    out["code"] = code;
    out["name"] = name;
    return out;
}

Result<Json> add_dealer_brand(Replica& hub, const Request& request) {
    TRY(const Input input, Input::read(request, {"brand"}));
    TRY(const std::string brand, input.text("brand"));
    const std::string& dealer = request.param("dealer");
    TRY_VOID(grant_brand(hub, dealer, brand));
    Json out;
    out["dealer"] = dealer;
    out["brand"] = brand;
    return out;
}

Result<Json> add_role(Replica& hub, const Request& request) {
    TRY(const Input input, Input::read(request, {"role", "permits"}));
    TRY(const std::string role, input.text("role"));
    TRY(const std::string permits, input.text("permits"));
    TRY_VOID(define_role(hub, role, permits));
    Json out;
    out["role"] = role;
    out["permits"] = permits;
    return out;
}

Result<Json> move(Replica& hub, const Request& request, Instant now) {
    TRY(const Input input, Input::read(request, {"dealer"}));
    TRY(const std::string dealer, input.text("dealer"));
    const auto today = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    const VehicleMove wanted{.vin = request.param("vin"), .dealer = dealer, .today = today};
    TRY_VOID(move_vehicle(hub, wanted));
    Json out;
    out["vin"] = wanted.vin;
    out["dealer"] = dealer;
    return out;
}

Json invitation_json(const Invitation& invitation) {
    Json out;
    out["id"] = to_hex(invitation.id);
    out["branch"] = invitation.branch;
    out["dealer"] = invitation.dealer;
    out["expires"] = to_text(invitation.expires);
    out["tries"] = invitation.tries;
    out["approve"] = invitation.approve;
    out["state"] = invitation.state;
    out["incarnation"] = invitation.incarnation;
    return out;
}

Result<Json> list_tokens(Replica& hub) {
    TRY(const auto invitations, tokens(hub));
    Json out;
    out["items"] = Json::array();
    for (const Invitation& invitation : invitations) {
        out["items"].push_back(invitation_json(invitation));
    }
    return out;
}

Json node_json(const sync::Certificate& certificate,
               const std::vector<sync::PeerStatus>& peers,
               bool revoked) {
    Json out;
    out["serial"] = certificate.serial;
    out["branch"] = certificate.branch;
    out["dealer"] = certificate.dealer;
    out["incarnation"] = to_hex(certificate.incarnation);
    out["issued"] = to_text(certificate.issued);
    out["standing"] = revoked ? "revoked" : "enrolled";
    out["link"] = "down";
    out["behind"] = nullptr;
    for (const sync::PeerStatus& peer : peers) {
        if (peer.name != certificate.branch || !peer.established) continue;
        out["link"] = "up";
        out["behind"] = peer.behind;
        out["software"] = peer.software;
    }
    return out;
}

Result<Json> make_token(
    Replica& hub, const Request& request, NewToken wanted, Random& random, Instant now) {
    TRY(const Input input, Input::read(request, {"branch", "ttl", "approve", "endpoint"}));
    TRY(wanted.branch, input.text("branch"));
    TRY(const std::string ttl, input.text_or("ttl", "72h"));
    TRY(wanted.ttl, parse_duration(ttl));
    TRY(wanted.approve, input.flag("approve"));
    TRY(wanted.endpoint, input.text_or("endpoint", wanted.endpoint));
    TRY(const auto token, create_token(hub, wanted, random, now));
    Json out;
    out["token"] = sync::encode_token(token);
    out["id"] = to_hex(token.id);
    out["branch"] = wanted.branch;
    out["expires"] = to_text(Instant(now + wanted.ttl));
    return out;
}

Result<Json> approve(Replica& hub, const Request& request) {
    TRY(const Bytes id, from_hex(request.param("id")));
    TRY_VOID(approve_token(hub, id));
    return list_tokens(hub);
}

Result<Json> revoke(Replica& hub, const Request& request) {
    TRY(const Input input, Input::read(request, {"reason"}));
    TRY(const std::string reason, input.text("reason"));
    const std::string& text = request.param("serial");
    std::uint64_t serial = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), serial);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
        return fail(Code::invalid, "invalid-request", "a serial is a number");
    }
    TRY_VOID(revoke_node(hub, serial, reason));
    Json out;
    out["serial"] = serial;
    out["standing"] = "revoked";
    return out;
}

/// What waits for a person in the stream that the node shares with its dealer's others.
void add_open_matters(Replica& hub, const sync::Certificate& certificate, Json& out) {
    const auto status = hub.status("dealer/" + certificate.dealer);
    out["conflicts"] = status ? Json(status->conflicts) : Json(nullptr);
    out["rejected"] = status ? Json(status->rejected) : Json(nullptr);
}

Json fleet(Replica& hub,
           const std::vector<sync::PeerStatus>& peers,
           const std::map<std::uint64_t, Instant>& heard) {
    Json out;
    out["items"] = Json::array();
    for (const auto* certificate : hub.policy().certificates()) {
        Json item = node_json(*certificate, peers, is_revoked(hub, *certificate));
        const auto last = heard.find(certificate->serial);
        item["heard"] = last == heard.end() ? Json(nullptr) : Json(to_text(last->second));
        add_open_matters(hub, *certificate, item);
        out["items"].push_back(std::move(item));
    }
    return out;
}

}  // namespace

void Hub::add_routes() {
    http::Router& router = daemon_->router();
    const auto add = [&](std::string_view method, std::string_view pattern, std::string_view permit,
                         int status, auto work) {
        const bool writes = method == "POST";
        const auto run = [this, writes, status, work](Request request, Answer answer) {
            daemon_->driver().run_on_replica(
                writes,
                [this, writes, status, work, request = std::move(request)](Replica& hub) {
                    const Result<Json> result = work(hub, request);
                    if (writes && result) refresh_admission(hub);
                    return answer_of(result, status);
                },
                std::move(answer));
        };
        router.add(method, pattern, run, {.permit = std::string(permit)});
    };
    constexpr std::string_view kRead = "network:read";
    constexpr std::string_view kWrite = "network:write";
    constexpr std::string_view kEnrol = "network:enrol";
    add("POST", "/api/v1/org/{kind}", kWrite, 201, add_org);
    add("POST", "/api/v1/org/roles", "org.role:write", 201, add_role);
    add("POST", "/api/v1/org/dealers/{dealer}/brands", kWrite, 200, add_dealer_brand);
    add("POST", "/api/v1/vehicles/by-key/{vin}/moves", "vehicles.place:write", 200,
        [this](Replica& hub, const Request& request) { return move(hub, request, clock_.now()); });
    add("GET", "/api/v1/tokens", kRead, 200,
        [](Replica& hub, const Request&) { return list_tokens(hub); });
    add("POST", "/api/v1/tokens", kEnrol, 201, [this](Replica& hub, const Request& request) {
        const NewToken base{.branch = {},
                            .endpoint = options_.advertise,
                            .hub_transport = keys_.transport.public_key};
        return make_token(hub, request, base, random_, clock_.now());
    });
    add("POST", "/api/v1/tokens/{id}:approve", kEnrol, 200, approve);
    add("GET", "/api/v1/fleet", kRead, 200, [this](Replica& hub, const Request&) -> Result<Json> {
        return fleet(hub, daemon_->engine().peers(), heard_);
    });
    add("POST", "/api/v1/fleet/{serial}:revoke", kEnrol, 200, revoke);
    sync::add_job_routes(router, daemon_->driver(), *jobs_);
    add_import_routes(router, {daemon_->driver(), *jobs_, options_.data_dir});
    add_allocation_routes(router, {daemon_->driver(), clock_});
    add_monthly_routes(router, {daemon_->driver(), clock_});
    add_price_routes(router, {daemon_->driver(), *jobs_, *prices_, clock_});
}

}  // namespace branchline::hub
