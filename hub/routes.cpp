// Endpoints that only the hub has: the network's make-up and the fleet of nodes.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "common/http/problem.hpp"
#include "hub/hub.hpp"

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
        if (!body.is_object()) return fail(Code::invalid, "invalid-request", "a JSON object expected");
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
            return fail(Code::invalid, "validation-failed", fmt::format("{}: a text is required", name));
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

Response answer_of(const Result<Json>& result, int status = 200) {
    return result ? http::json_response(status, *result) : http::problem(result.error());
}

Result<Json> add_org(Replica& hub, const Request& request) {
    const std::string& kind = request.param("kind");
    std::vector<std::string_view> known{"code", "name"};
    if (kind == "branches") known.emplace_back("dealer");
    TRY(const Input input, Input::read(request, known));
    TRY(const std::string code, input.text("code"));
    TRY(const std::string name, input.text_or("name", code));
    if (kind == "brands") {
        TRY_VOID(add_brand(hub, code, name));
    } else if (kind == "dealers") {
        TRY_VOID(add_dealer(hub, code, name));
    } else if (kind == "branches") {
        TRY(const std::string dealer, input.text("dealer"));
        TRY_VOID(add_branch(hub, code, dealer, name));
    } else {
        return fail(Code::not_found, "not-found", fmt::format("there are no {}", kind));
    }
    Json out;
    out["code"] = code;
    out["name"] = name;
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

Json node_json(const sync::Certificate& certificate, const std::vector<sync::PeerStatus>& peers,
               const std::string& standing) {
    Json out;
    out["serial"] = certificate.serial;
    out["branch"] = certificate.branch;
    out["dealer"] = certificate.dealer;
    out["incarnation"] = to_hex(certificate.incarnation);
    out["issued"] = to_text(certificate.issued);
    out["standing"] = standing;
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

std::string standing_of(Replica& hub, const sync::Certificate& certificate) {
    const schema::Entity& nodes = *hub.state().registry.by_name("org.node");
    const std::string key = fmt::format("{}-{}", certificate.branch, certificate.serial);
    const auto row = hub.find(nodes, sync::keyed_row_id(nodes.id, {key}));
    const std::size_t at = nodes.index_of(nodes.field("standing")->id);
    const auto* standing = row ? std::get_if<std::string>(&row->values[at]) : nullptr;
    return standing == nullptr ? "unknown" : *standing;
}

}  // namespace

void Hub::add_routes() {
    http::Router& router = daemon_->router();
    const auto on_replica = [this](bool writes, auto work) {
        return [this, writes, work](Request request, Answer answer) {
            daemon_->driver().run_on_replica(
                writes,
                [this, writes, work, request = std::move(request)](Replica& hub) {
                    Response response = work(hub, request);
                    if (writes && response.status < 300) refresh_admission(hub);
                    return response;
                },
                std::move(answer));
        };
    };
    router.add("POST", "/api/v1/org/{kind}", on_replica(true, [](Replica& hub, const Request& r) {
                   return answer_of(add_org(hub, r), 201);
               }));
    router.add("POST", "/api/v1/org/roles", on_replica(true, [](Replica& hub, const Request& r) {
                   return answer_of(add_role(hub, r), 201);
               }));
    router.add("GET", "/api/v1/tokens", on_replica(false, [](Replica& hub, const Request&) {
                   return answer_of(list_tokens(hub));
               }));
    router.add("POST", "/api/v1/tokens", on_replica(true, [this](Replica& hub, const Request& r) {
                   const auto made = [&]() -> Result<Json> {
                       TRY(const Input input, Input::read(
                           r, {"branch", "ttl", "approve", "endpoint"}));
                       NewToken wanted{.branch = {}, .endpoint = {},
                                       .hub_transport = keys_.transport.public_key};
                       TRY(wanted.branch, input.text("branch"));
                       TRY(wanted.endpoint, input.text_or("endpoint", options_.advertise));
                       TRY(const std::string ttl, input.text_or("ttl", "72h"));
                       TRY(wanted.ttl, parse_duration(ttl));
                       TRY(wanted.approve, input.flag("approve"));
                       TRY(const auto token, create_token(hub, wanted, random_, clock_.now()));
                       Json out;
                       out["token"] = sync::encode_token(token);
                       out["id"] = to_hex(token.id);
                       out["branch"] = wanted.branch;
                       out["expires"] = to_text(Instant(clock_.now() + wanted.ttl));
                       return out;
                   }();
                   return answer_of(made, 201);
               }));
    router.add("POST", "/api/v1/tokens/{id}:approve",
               on_replica(true, [](Replica& hub, const Request& r) {
                   const auto done = [&]() -> Result<Json> {
                       TRY(const Bytes id, from_hex(r.param("id")));
                       TRY_VOID(approve_token(hub, id));
                       return list_tokens(hub);
                   }();
                   return answer_of(done);
               }));
    router.add("GET", "/api/v1/fleet", on_replica(false, [this](Replica& hub, const Request&) {
                   Json out;
                   out["items"] = Json::array();
                   const auto peers = daemon_->engine().peers();
                   for (const auto* certificate : hub.policy().certificates()) {
                       out["items"].push_back(
                           node_json(*certificate, peers, standing_of(hub, *certificate)));
                   }
                   return http::json_response(200, out);
               }));
    router.add("POST", "/api/v1/fleet/{serial}:revoke",
               on_replica(true, [](Replica& hub, const Request& r) {
                   const auto done = [&]() -> Result<Json> {
                       TRY(const Input input, Input::read(r, {"reason"}));
                       TRY(const std::string reason, input.text("reason"));
                       const std::string& text = r.param("serial");
                       std::uint64_t serial = 0;
                       const auto parsed =
                           std::from_chars(text.data(), text.data() + text.size(), serial);
                       if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
                           return fail(Code::invalid, "invalid-request", "a serial is a number");
                       }
                       TRY_VOID(revoke_node(hub, serial, reason));
                       Json out;
                       out["serial"] = serial;
                       out["standing"] = "revoked";
                       return out;
                   }();
                   return answer_of(done);
               }));
}

}  // namespace branchline::hub
