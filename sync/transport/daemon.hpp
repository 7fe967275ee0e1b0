// What hub and node have in common as processes: a locked data directory, one replica, its engine
// and thread, the HTTP API on loopback and on the admin socket.
#pragma once

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>

#include "common/api/api.hpp"
#include "common/api/front_door.hpp"
#include "common/crypto/keys.hpp"
#include "common/db/lock.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "common/metrics/request_meter.hpp"
#include "common/text/json.hpp"
#include "sync/transport/background.hpp"
#include "sync/transport/driver.hpp"
#include "sync/transport/event_streams.hpp"
#include "sync/transport/file_uploads.hpp"

namespace branchline::sync {

struct DaemonOptions {
    std::filesystem::path data_dir;
    std::string http;  ///< Address; loopback without TLS; empty: admin socket only.
    ReplicaOptions replica;
    std::vector<Bytes> manifests;  ///< Signed, from version 1 on; every export begins with them.
    EngineOptions engine;
    api::Options api;
    const schema::Registry* registry = nullptr;  ///< None: the product's.
    identity::Directory people;                  ///< Who can sign in.
    bool sign_in = true;                         ///< False: whoever reaches the port may do all.
    std::optional<http::TlsFiles> tls;           ///< Then `http` may be any address.
    Milliseconds offline_grace{0};               ///< Of sign-ins without a line; zero: for ever.
    std::optional<oidc::ProviderOptions> oidc = {};  ///< Another way to sign in.
    /// Of one address, and of one user, in a minute; zero: no limit.
    std::uint64_t api_limit = api::kRequestsPerMinute;
};

class Daemon {
public:
    /// Takes the lock and opens everything; nothing listens yet. Code::locked names the holder.
    static Result<std::unique_ptr<Daemon>> open(DaemonOptions options);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    http::Router& router() { return router_; }
    Driver& driver() { return *driver_; }
    api::FrontDoor& front_door() { return *door_; }
    Engine& engine() { return *engine_; }
    ChangeFeed& feed() { return *feed_; }     ///< On the engine's thread.
    Replica& replica() { return *replica_; }  ///< Before start() only; then post to the driver.

    /// Decodes a frame on the caller's thread, so that the engine's need not, unless enough frames
    /// wait decoded already: entries take several times the memory of their bytes.
    HeardFrame decode_ahead(Bytes frame);
    /// Connects the engine to whatever carries its frames. Call before start().
    void attach(DriverHooks hooks);
    /// Adds members to GET /status; runs on the engine's thread.
    void describe_with(std::function<void(text::Json&)> describe) {
        describe_ = std::move(describe);
    }
    /// After each round, on the engine's thread: what it did is durable. Call before start().
    void watch_rounds(std::function<void(Engine&)> watch) { watch_ = std::move(watch); }
    /// Starts the engine's thread and the HTTP servers.
    Result<> start();
    std::uint16_t http_port() const { return server_ ? server_->port() : 0; }
    /// Blocks until stop() or a failure; the failure ends the process with its exit code.
    Result<> wait();
    void stop();

private:
    explicit Daemon(DaemonOptions options) : options_(std::move(options)) {}
    const schema::Registry& registry() const;
    void add_routes();
    void make_front_door();
    void add_system_routes();
    text::Json status_document(Replica& replica);
    http::Response metrics_text();
    http::Watch metered() const;

    DaemonOptions options_;
    SystemClock clock_;
    std::unique_ptr<db::DirectoryLock> lock_;
    std::unique_ptr<db::Database> database_;
    std::unique_ptr<Replica> replica_;
    std::unique_ptr<HighWater> high_water_;
    std::unique_ptr<Engine> engine_;
    std::unique_ptr<ChangeFeed> feed_;
    std::unique_ptr<EventStreams> events_;
    crypto::SystemRandom random_;
    std::unique_ptr<FileUploads> uploads_;
    std::unique_ptr<identity::Vault> vault_;
    std::atomic<bool> stopping_ = false;
    std::unique_ptr<oidc::Provider> provider_;  ///< Null: people sign in by password alone.
    std::unique_ptr<api::FrontDoor> door_;
    std::unique_ptr<Driver> driver_;
    Background background_;
    Background checks_;  ///< Of passwords, which no long file may keep waiting.
    /// Waits for the provider, so that nobody else does; null as the provider is.
    std::unique_ptr<Background> beside_provider_;
    http::Router router_;
    std::shared_ptr<metrics::RequestMeter> meter_ = std::make_shared<metrics::RequestMeter>();
    std::unique_ptr<http::Server> server_;
    /// Bytes of the frames that wait decoded; shared with them, for they may outlive the daemon.
    std::shared_ptr<std::atomic<std::size_t>> ahead_ =
        std::make_shared<std::atomic<std::size_t>>(0);
    std::function<void(text::Json&)> describe_;
    std::function<void(Engine&)> watch_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::optional<Result<>> outcome_;  ///< Guarded by mutex_.
};

}  // namespace branchline::sync
