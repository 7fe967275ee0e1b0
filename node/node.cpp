#include "node/node.hpp"

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/base/version.hpp"
#include "common/domain/modules.hpp"
#include "common/http/problem.hpp"
#include "common/schema/stream.hpp"

namespace branchline::node {

namespace {

using sync::Engine;
using sync::PeerId;
using sync::Replica;
using text::Json;

constexpr const char* kPausedFile = "sync-paused";

}  // namespace

Result<std::unique_ptr<Node>> Node::open(NodeOptions options) {
    std::unique_ptr<Node> node(new Node(std::move(options)));
    TRY(node->identity_, load_identity(node->options_.data_dir));
    const Identity& identity = node->identity_;
    sync::DaemonOptions daemon{.data_dir = node->options_.data_dir, .http = node->options_.http};
    daemon.replica = {.key = identity.key,
                      .manifest = identity.manifest,
                      .net = identity.net,
                      .hub = false,
                      .rules = domain::rules()};
    daemon.manifests = identity.manifests;
    daemon.registry = node->options_.registry;
    daemon.people = identity::dealer_directory(
        schema::stream_name(schema::StreamKind::dealer, identity.certificate.dealer),
        identity.certificate.branch);
    daemon.sign_in = node->options_.sign_in;
    daemon.tls = node->options_.tls;
    daemon.api_limit = node->options_.api_limit;
    daemon.offline_grace = node->options_.offline_grace;
    daemon.engine.software = fmt::format("branchline-node {}", kVersion);
    daemon.api.stream_for_new =
        [stream = schema::stream_name(schema::StreamKind::dealer, identity.certificate.dealer)](
            const schema::Entity&, const http::Request&) -> Result<std::string> { return stream; };
    TRY(node->daemon_, sync::Daemon::open(std::move(daemon)));
    TRY_VOID(node->prepare());
    node->attach();
    node->add_routes();
    TRY(node->webhooks_, sync::Webhooks::open(*node->daemon_, node->options_.data_dir,
                                              node->options_.private_webhooks));
    return node;
}

Node::~Node() {
    stop();
}

Result<> Node::prepare() {
    Replica& replica = daemon_->replica();
    TRY_VOID(replica.begin(clock_.now()));
    TRY_VOID(hold_streams(replica));
    TRY_VOID(replica.end());
    paused_ = std::filesystem::exists(options_.data_dir / kPausedFile);
    return {};
}

/// The newest certificate counts: the one of the identity file is as old as the enrolment.
Result<> Node::hold_streams(Replica& replica) {
    const sync::Certificate* newest = replica.certificate();
    const auto& streams = newest == nullptr ? identity_.certificate.streams : newest->streams;
    for (const std::string& stream : streams) TRY_VOID(replica.hold_stream(stream));
    streams_ = streams;
    return {};
}

/// The importer may give this node more streams at any time. A session's scope is fixed when it
/// begins, so the line is taken down once and comes back with the new one.
void Node::follow_certificate(Engine& engine) {
    const sync::Certificate* newest = engine.replica().certificate();
    if (newest == nullptr || newest->streams == streams_ || following_) return;
    following_ = true;
    engine.submit({.writes = true,
                   .work = [this](Replica& replica) { (void)hold_streams(replica); },
                   .done =
                       [this, &engine](const Result<>& done) {
                           following_ = false;
                           if (!done || peer_ == 0) return;
                           client_->disconnect();
                           line_down(engine, "the certificate was renewed");
                           try_at_ = clock_.monotonic();
                       }});
}

void Node::attach() {
    sync::DriverHooks hooks;
    hooks.send = [this](PeerId, Bytes frame) {
        // A frame that finds no line is lost; the session of the next line begins with HEADS.
        (void)client_->send(std::move(frame));
    };
    hooks.disconnect = [this](const sync::Disconnect& end) {
        daemon_->driver().post([this, end](Engine& engine) {
            line_error_ = end.why.code + ": " + end.why.text;
            client_->disconnect();
            line_down(engine, end.why.text);
            try_at_ += end.retry_after;
        });
    };
    hooks.on_tick = [this](Engine& engine) {
        follow_certificate(engine);
        if (peer_ != 0) daemon_->front_door().note_contact();
        try_again(engine);
    };
    daemon_->attach(std::move(hooks));
    daemon_->describe_with([this](Json& status) {
        status["hub"] = identity_.endpoint;
        status["line"] = line_state_;
        status["line_error"] = line_error_;
        status["line_since"] = line_since_ ? Json(to_text(*line_since_)) : Json(nullptr);
        status["paused"] = paused_;
    });
}

sync::ClientHooks Node::client_hooks() {
    const auto post = [this](std::function<void(Engine&)> work) {
        daemon_->driver().post(std::move(work));
    };
    sync::ClientHooks hooks;
    hooks.on_connected = [this, post] { post([this](Engine& engine) { line_up(engine); }); };
    hooks.on_message = [this, post](Bytes frame) {
        auto heard = daemon_->decode_ahead(std::move(frame));
        post([this, heard = std::move(heard)](Engine& engine) mutable {
            if (peer_ != 0) engine.received(peer_, std::move(heard));
        });
    };
    hooks.on_disconnected = [this, post](const std::string& reason) {
        post([this, reason](Engine& engine) { line_down(engine, reason); });
    };
    hooks.on_refused = [this, post](int, const std::string& reason) {
        post([this, reason](Engine& engine) {
            line_error_ = "unknown_curve_key: the hub does not know this node (" + reason + ")";
            line_down(engine, "refused");
        });
    };
    hooks.on_handshake_failed = [this, post](const std::string& reason) {
        post([this, reason](Engine& engine) {
            line_error_ = "wrong_hub_key: " + reason;
            line_down(engine, "handshake failed");
        });
    };
    return hooks;
}

Result<> Node::start() {
    sync::ClientOptions options{.endpoint = identity_.endpoint,
                                .server_key = identity_.manifest.manifest.hub_transport,
                                .keys = identity_.transport};
    TRY(client_, sync::ZmqClient::start(std::move(options), random_, client_hooks()));
    TRY_VOID(daemon_->start());
    webhooks_->start();
    daemon_->driver().post([this](Engine& engine) { try_again(engine); });
    return {};
}

void Node::stop() {
    if (client_) client_->disconnect();
    if (webhooks_) webhooks_->stop();
    if (daemon_) daemon_->stop();
    client_.reset();
}

void Node::line_up(Engine& engine) {
    trying_ = false;
    backoff_.reset();
    line_state_ = "up";
    line_since_ = clock_.now();
    line_error_.clear();
    peer_ = next_peer_++;
    engine.connected(peer_, "hub", {streams_.begin(), streams_.end()});
    log::info("sync", "the line to the hub is up");
}

void Node::line_down(Engine& engine, const std::string& why) {
    trying_ = false;
    if (peer_ != 0) {
        engine.disconnected(std::exchange(peer_, 0));
        log::info("sync", "the line to the hub is down: " + why);
    }
    if (line_state_ == "up") line_since_ = clock_.now();
    line_state_ = paused_ ? "paused" : "down";
    if (line_error_.empty()) line_error_ = why;
    try_at_ = clock_.monotonic() + backoff_.next(random_);
}

/// Ticks come about once a second, so waits are kept to that.
void Node::try_again(Engine&) {
    if (paused_ || trying_ || peer_ != 0 || clock_.monotonic() < try_at_) return;
    trying_ = true;
    line_state_ = "connecting";
    client_->connect();
}

void Node::set_paused(bool paused, Engine& engine) {
    paused_ = paused;
    if (paused) {
        client_->disconnect();
        line_error_ = "paused by a person";
        line_down(engine, "paused by a person");
    } else {
        line_error_.clear();
        backoff_.reset();
        try_at_ = Milliseconds(0);
        try_again(engine);
    }
}

void Node::add_routes() {
    http::Router& router = daemon_->router();
    const auto pause = [this](bool paused) {
        return [this, paused](http::Request, http::Answer answer) {
            const auto file = options_.data_dir / kPausedFile;
            std::error_code wrong;
            if (!paused) std::filesystem::remove(file, wrong);
            if (paused && !std::filesystem::exists(file)) {
                if (const auto made = crypto::write_key_file(file, {}); !made) {
                    return answer(http::problem(made.error()));
                }
            }
            daemon_->driver().post([this, paused, answer](Engine& engine) {
                set_paused(paused, engine);
                Json out;
                out["paused"] = paused_;
                out["line"] = line_state_;
                answer(http::json_response(200, out));
            });
        };
    };
    const http::RouteOptions manage{.permit = "system:manage"};
    router.add("POST", "/api/v1/sync/pause", pause(true), manage);
    router.add("POST", "/api/v1/sync/resume", pause(false), manage);
    const http::RouteOptions read{.permit = std::string(api::kSystemRead)};
    const auto queue = [this](http::Request, http::Answer answer) {
        daemon_->driver().run_on_replica(
            false,
            [](Replica& replica) {
                Json out;
                out["items"] = Json::array();
                for (const std::string& name : replica.streams()) {
                    const sync::StreamBook* stream = replica.state().books.stream(name);
                    const sync::LogBook* own = stream->own_log;
                    if (own == nullptr) continue;
                    for (std::uint64_t seq = own->settled_seq() + 1; seq <= own->head_seq; ++seq) {
                        Json item;
                        item["stream"] = name;
                        item["seq"] = seq;
                        item["state"] = seq <= own->received_seq ? "received"
                                        : seq <= own->sent_seq   ? "sent"
                                                                 : "local";
                        out["items"].push_back(item);
                        if (out["items"].size() >= 1000) return http::json_response(200, out);
                    }
                }
                return http::json_response(200, out);
            },
            std::move(answer));
    };
    router.add("GET", "/api/v1/sync/queue", queue, read);
}

}  // namespace branchline::node
