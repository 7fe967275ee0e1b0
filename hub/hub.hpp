// The hub as a list of parts: daemon, admission, wire, enrolment, routes.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "hub/desk/account_desk.hpp"
#include "hub/desk/availability_desk.hpp"
#include "hub/desk/campaign_desk.hpp"
#include "hub/desk/order_desk.hpp"
#include "hub/desk/quote_desk.hpp"
#include "hub/desk/warranty_desk.hpp"
#include "hub/fleet/enrolment.hpp"
#include "hub/import/jobs.hpp"
#include "hub/keys.hpp"
#include "hub/monthly/statistics.hpp"
#include "hub/prices/routes.hpp"
#include "sync/transport/daemon.hpp"
#include "sync/transport/zmq_server.hpp"
#include "sync/webhooks/webhooks.hpp"

namespace branchline::hub {

struct HubOptions {
    std::filesystem::path data_dir;
    std::string sync;                            ///< tcp://127.0.0.1:7400
    std::string advertise;                       ///< Under which nodes reach it; empty: as bound.
    std::string http;                            ///< 127.0.0.1:8080; empty: admin socket only.
    const schema::Registry* registry = nullptr;  ///< None: the product's.
    bool sign_in = true;                         ///< False: whoever reaches the port may do all.
    std::optional<http::TlsFiles> tls = {};      ///< Then `http` may be any address.
    bool private_webhooks = false;               ///< Receivers may stand in private networks.
    std::optional<oidc::ProviderOptions> oidc = {};     ///< Another way to sign in.
    std::uint64_t api_limit = api::kRequestsPerMinute;  ///< Of one caller in a minute.
};

class Hub {
public:
    static Result<std::unique_ptr<Hub>> open(HubOptions options);
    ~Hub();

    Result<> start();
    Result<> wait() { return daemon_->wait(); }
    void stop();
    const std::string& sync_endpoint() const { return server_->endpoint(); }
    std::uint16_t http_port() const { return daemon_->http_port(); }
    sync::Daemon& daemon() { return *daemon_; }

private:
    explicit Hub(HubOptions options) : options_(std::move(options)) {}
    void add_routes();
    void attach();
    Result<> prepare();
    /// Certificates and open invitations, as admission needs them. On the engine's thread.
    void refresh_admission(sync::Replica& replica);
    Result<> decide(sync::Replica& replica, Instant now);
    void hear(sync::PeerConnection connection, const std::string& peer, Bytes frame);
    void greet(sync::Engine& engine, sync::PeerId id, const std::string& peer);

    HubOptions options_;
    HubKeys keys_;
    SystemClock clock_;
    crypto::SystemRandom random_;
    sync::KnownKeys known_;
    std::map<TransportKey, std::string> admitted_;  ///< On the engine's thread.
    std::uint64_t renewed_at_ = 0;                  ///< Policy epoch; on the engine's thread.
    std::set<sync::PeerId> greeted_;                ///< On the engine's thread.
    /// When each certificate's node was last heard of, since this start; on the engine's thread.
    std::map<std::uint64_t, Instant> heard_;
    AccountDesk account_desk_;  ///< On the engine's thread, as the next two.
    WarrantyDesk warranty_desk_;
    CampaignDesk campaign_desk_;
    MonthlyWork monthly_;
    AvailabilityDesk availability_desk_;
    OrderDesk order_desk_;
    QuoteDesk quote_desk_;
    std::unique_ptr<PriceWork> prices_;  ///< On the engine's thread; jobs refer to it.
    std::unique_ptr<Jobs> jobs_;         ///< On the engine's thread.
    std::unique_ptr<sync::Daemon> daemon_;
    std::unique_ptr<sync::Webhooks> webhooks_;
    std::unique_ptr<sync::ZapHandler> zap_;
    std::unique_ptr<sync::ZmqServer> server_;
};

}  // namespace branchline::hub
