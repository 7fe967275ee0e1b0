// The node as a list of parts: daemon, line to the hub, routes.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>

#include "node/identity.hpp"
#include "sync/session/backoff.hpp"
#include "sync/transport/daemon.hpp"
#include "sync/transport/zmq_client.hpp"
#include "sync/webhooks/webhooks.hpp"

namespace branchline::node {

struct NodeOptions {
    std::filesystem::path data_dir;
    std::string http;                            ///< 127.0.0.1:8081; empty: admin socket only.
    const schema::Registry* registry = nullptr;  ///< None: the product's.
    bool sign_in = true;                         ///< False: whoever reaches the port may do all.
    std::optional<http::TlsFiles> tls = {};      ///< Then `http` may be any address.
    bool private_webhooks = false;               ///< Receivers may stand in private networks.
    std::chrono::seconds offline_grace{0};       ///< Of sign-ins without a line; zero: for ever.
    std::uint64_t api_limit = api::kRequestsPerMinute;  ///< Of one caller in a minute.
};

class Node {
public:
    static Result<std::unique_ptr<Node>> open(NodeOptions options);
    ~Node();

    Result<> start();
    Result<> wait() { return daemon_->wait(); }
    void stop();
    std::uint16_t http_port() const { return daemon_->http_port(); }
    sync::Daemon& daemon() { return *daemon_; }
    const sync::Certificate& certificate() const { return identity_.certificate; }

private:
    explicit Node(NodeOptions options) : options_(std::move(options)) {}
    Result<> prepare();
    void attach();
    void add_routes();
    sync::ClientHooks client_hooks();

    // On the engine's thread.
    void line_up(sync::Engine& engine);
    void line_down(sync::Engine& engine, const std::string& why);
    void try_again(sync::Engine& engine);
    void follow_certificate(sync::Engine& engine);
    Result<> hold_streams(sync::Replica& replica);
    void set_paused(bool paused, sync::Engine& engine);

    NodeOptions options_;
    Identity identity_;
    SystemClock clock_;
    crypto::SystemRandom random_;
    std::unique_ptr<sync::Daemon> daemon_;
    std::unique_ptr<sync::Webhooks> webhooks_;
    std::unique_ptr<sync::ZmqClient> client_;
    sync::Backoff backoff_;
    sync::PeerId peer_ = 0;  ///< Of the present connection; 0 while there is none.
    sync::PeerId next_peer_ = 1;
    std::vector<std::string> streams_;  ///< Held, and the scope of the next session.
    bool following_ = false;
    Milliseconds try_at_{0};
    bool trying_ = false;
    bool paused_ = false;
    std::string line_state_ = "starting";
    std::string line_error_;
    /// When the line came up, or when it went down; none before it was up once.
    std::optional<Instant> line_since_;
};

}  // namespace branchline::node
