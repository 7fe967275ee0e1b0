#include "hub/hub.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/base/version.hpp"
#include "common/domain/modules.hpp"
#include "common/http/problem.hpp"

namespace branchline::hub {

namespace {

using sync::PeerConnection;
using sync::PeerId;
using sync::Replica;

constexpr std::string_view kNodePeer = "node:";
constexpr std::string_view kJoinPeer = "join:";

PeerId id_of(PeerConnection connection) {
    return static_cast<PeerId>(connection);
}

std::uint64_t serial_of(std::string_view peer) {
    std::uint64_t serial = 0;
    const std::string_view digits = peer.substr(kNodePeer.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), serial);
    return serial;
}

const sync::Certificate* certificate_of(const sync::Policy& policy, std::string_view peer) {
    const std::uint64_t serial = serial_of(peer);
    for (const sync::Certificate* certificate : policy.certificates()) {
        if (certificate->serial == serial) return certificate;
    }
    return nullptr;
}

}  // namespace

Result<std::unique_ptr<Hub>> Hub::open(HubOptions options) {
    std::unique_ptr<Hub> hub(new Hub(std::move(options)));
    TRY(hub->keys_, load_keys(hub->options_.data_dir));
    sync::DaemonOptions daemon{.data_dir = hub->options_.data_dir, .http = hub->options_.http};
    daemon.replica = {.key = hub->keys_.decide,
                      .manifest = hub->keys_.manifest,
                      .net = hub->keys_.net,
                      .hub = true,
                      .rules = domain::rules()};
    daemon.manifests = hub->keys_.manifests;
    daemon.registry = hub->options_.registry;
    daemon.people = identity::importer_directory();
    daemon.sign_in = hub->options_.sign_in;
    daemon.tls = hub->options_.tls;
    daemon.api_limit = hub->options_.api_limit;
    daemon.oidc = hub->options_.oidc;
    daemon.engine.software = fmt::format("branchline-hub {}", kVersion);
    daemon.engine.join = [raw = hub.get()](Replica& replica, const sync::Join& join, Instant now) {
        auto answer = answer_join(replica, raw->keys_.enrol, raw->keys_.manifests, join, now);
        raw->refresh_admission(replica);
        return answer;
    };
    daemon.engine.arbiter = [raw = hub.get()](Replica& replica, Instant now) {
        return raw->decide(replica, now);
    };
    TRY(hub->daemon_, sync::Daemon::open(std::move(daemon)));
    TRY_VOID(hub->prepare());
    hub->attach();
    hub->prices_ = std::make_unique<PriceWork>(hub->options_.data_dir, hub->random_);
    hub->jobs_ = std::make_unique<Jobs>(
        [raw = hub.get()](auto work) { raw->daemon_->driver().post(std::move(work)); },
        hub->clock_);
    hub->add_routes();
    TRY(hub->webhooks_, sync::Webhooks::open(*hub->daemon_, hub->options_.data_dir,
                                             hub->options_.private_webhooks));
    return hub;
}

Hub::~Hub() {
    stop();
}

/// A hub that was founded a moment ago starts its own streams.
Result<> Hub::prepare() {
    Replica& replica = daemon_->replica();
    TRY_VOID(replica.begin(clock_.now()));
    TRY_VOID(replica.hold_stream("policy"));
    TRY_VOID(replica.hold_stream("reference"));
    TRY_VOID(replica.hold_stream("hub"));
    TRY_VOID(found_roles(replica));
    TRY_VOID(drop_expired_tokens(replica, clock_.now()));
    TRY_VOID(replica.end());
    refresh_admission(replica);
    return {};
}

/// The hub's standing duties, after every group.
Result<> Hub::decide(Replica& replica, Instant now) {
    const std::uint64_t epoch = replica.state().policy_epoch();
    if (std::exchange(renewed_at_, epoch) != epoch) {
        TRY_VOID(renew_certificates(replica, keys_.enrol, now));
    }
    TRY_VOID(availability_desk_.publish(replica));
    TRY_VOID(order_desk_.decide_orders(replica, now));
    TRY_VOID(quote_desk_.lapse_quotes(replica));
    TRY_VOID(warranty_desk_.lapse_claims(replica, now));
    TRY_VOID(warranty_desk_.decide_claims(replica, now));
    TRY_VOID(account_desk_.settle_claims(replica, now));
    TRY_VOID(campaign_desk_.follow(replica, now));
    return monthly_.compute(replica, now);
}

void Hub::attach() {
    sync::DriverHooks hooks;
    hooks.send = [this](PeerId peer, Bytes frame) {
        if (!server_->send(PeerConnection(peer), std::move(frame))) {
            daemon_->driver().post([this, peer](sync::Engine& engine) {
                greeted_.erase(peer);
                engine.disconnected(peer);
            });
        }
    };
    hooks.disconnect = [this](const sync::Disconnect& end) {
        const auto& [peer, why, patience] = end;
        log::info("sync", fmt::format("session {} ended: {}: {}", peer, why.code, why.text));
        daemon_->driver().post([this, peer = peer](sync::Engine& engine) {
            greeted_.erase(peer);
            engine.disconnected(peer);
        });
    };
    daemon_->attach(std::move(hooks));
    daemon_->describe_with([this](text::Json& status) {
        status["sync"] = server_->endpoint();
        status["refused_keys"] = known_.refusals();
        status["last_refusals"] = text::Json::array();
        for (const sync::RefusedKey& refused : known_.last_refusals()) {
            text::Json item;
            item["code"] = refused.code;
            item["key"] = refused.key_hex;
            status["last_refusals"].push_back(item);
        }
    });
}

Result<> Hub::start() {
    TRY(zap_, sync::ZapHandler::start(known_));
    sync::ServerHooks hooks;
    hooks.on_message = [this](PeerConnection connection, const std::string& peer, Bytes frame) {
        hear(connection, peer, std::move(frame));
    };
    hooks.on_disconnected = [this](PeerConnection connection) {
        daemon_->driver().post([this, id = id_of(connection)](sync::Engine& engine) {
            greeted_.erase(id);
            engine.disconnected(id);
        });
    };
    sync::ServerOptions server{.endpoint = options_.sync, .keys = keys_.transport};
    TRY(server_, sync::ZmqServer::start(std::move(server), *zap_, std::move(hooks)));
    if (options_.advertise.empty()) options_.advertise = server_->endpoint();
    TRY_VOID(daemon_->start());
    webhooks_->start();
    return {};
}

void Hub::stop() {
    if (server_) server_->stop();
    if (webhooks_) webhooks_->stop();
    if (daemon_) daemon_->stop();
    server_.reset();
    if (zap_) zap_->stop();
}

void Hub::hear(PeerConnection connection, const std::string& peer, Bytes frame) {
    // Whoever only holds an invitation makes nobody decode before its turn.
    sync::HeardFrame heard = peer.starts_with(kNodePeer) ? daemon_->decode_ahead(std::move(frame))
                                                         : sync::HeardFrame(std::move(frame));
    daemon_->driver().post([this, id = id_of(connection), peer,
                            heard = std::move(heard)](sync::Engine& engine) mutable {
        if (greeted_.insert(id).second) greet(engine, id, peer);
        if (peer.starts_with(kNodePeer)) heard_[serial_of(peer)] = clock_.now();
        engine.received(id, std::move(heard));
    });
}

/// The first frame of a connection: its key has told admission who it is.
void Hub::greet(sync::Engine& engine, PeerId id, const std::string& peer) {
    if (peer.starts_with(kJoinPeer)) {
        engine.connected_joining(id);
        return;
    }
    const sync::Certificate* certificate = certificate_of(engine.replica().policy(), peer);
    if (certificate == nullptr) return;
    engine.connected(id, certificate->branch,
                     {certificate->streams.begin(), certificate->streams.end()});
}

void Hub::refresh_admission(Replica& replica) {
    std::map<TransportKey, std::string> wanted;
    for (const sync::Certificate* certificate : replica.policy().certificates()) {
        if (is_revoked(replica, *certificate)) continue;
        wanted[certificate->transport] = fmt::format("{}{}", kNodePeer, certificate->serial);
    }
    if (const auto invitations = tokens(replica)) {
        for (const Invitation& invitation : *invitations) {
            wanted[sync::join_transport(invitation.id).public_key] =
                fmt::format("{}{}", kJoinPeer, to_hex(invitation.id));
        }
    }
    for (const auto& [key, peer] : admitted_) {
        if (wanted.contains(key)) continue;
        known_.remove(key);
        if (server_) server_->drop(peer);
    }
    for (const auto& [key, peer] : wanted) (void)known_.set(key, peer);
    admitted_ = std::move(wanted);
}

}  // namespace branchline::hub
