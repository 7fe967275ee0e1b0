#include "sync/transport/daemon.hpp"

#include <fmt/format.h>

#include "common/api/openapi.hpp"
#include "common/api/tracing.hpp"
#include "common/base/log.hpp"
#include "common/domain/modules.hpp"
#include "common/http/assets.hpp"
#include "common/http/problem.hpp"
#include "common/portal/embedded.hpp"
#include "sync/bundle/log_file.hpp"
#include "sync/transport/file_routes.hpp"
#include "sync/transport/metrics.hpp"

namespace branchline::sync {

namespace {

using text::Json;

/// Of an answer behind the longest wait that a request may ask for.
constexpr Milliseconds kGrace{10'000};

/// The high-water record in its own file beside the database.
class HighWaterFile final : public HighWater {
public:
    explicit HighWaterFile(std::unique_ptr<db::SlotFile> file) : file_(std::move(file)) {}
    Result<Bytes> read() override { return file_->read(); }
    Result<> write(ByteView record) override { return file_->write(record); }

private:
    std::unique_ptr<db::SlotFile> file_;
};

Json stream_json(const engine::StreamStatus& status) {
    Json out;
    out["stream"] = status.stream;
    out["entries"] = status.entries;
    out["applied"] = status.applied;
    out["waiting"] = status.waiting;
    out["own_unsent"] = status.own_unsent;
    out["own_unsettled"] = status.own_unsettled;
    out["rejected"] = status.rejected;
    out["conflicts"] = status.conflicts;
    return out;
}

Json peer_json(const PeerStatus& peer) {
    Json out;
    out["name"] = peer.name;
    out["state"] = peer.established ? "established" : "connecting";
    out["since"] = peer.established ? Json(to_text(peer.since)) : Json(nullptr);
    out["software"] = peer.software;
    out["behind"] = peer.behind;
    out["refused"] = Json::array();
    for (const Refusal& refusal : peer.refused) {
        Json item;
        item["code"] = std::string(name_of(refusal.code));
        item["seq"] = refusal.seq;
        item["text"] = refusal.text;
        out["refused"].push_back(item);
    }
    out["last_error"] = peer.last_error;
    return out;
}

/// What the rules of the business and the verdict on an entry refuse with.
std::vector<api::ProblemText> texts_of_decisions(std::span<const engine::Rule> rules) {
    std::vector<api::ProblemText> out;
    for (const engine::Rule& rule : rules) out.push_back({rule.code, rule.text, rule.remedy});
    for (auto code = VoidCode::clock_order; code <= VoidCode::home_field;
         code = static_cast<VoidCode>(static_cast<unsigned>(code) + 1)) {
        const VoidText text = text_of(code);
        out.push_back({text.id, text.text, text.remedy});
    }
    return out;
}

}  // namespace

Result<std::unique_ptr<Daemon>> Daemon::open(DaemonOptions options) {
    std::unique_ptr<Daemon> daemon(new Daemon(std::move(options)));
    const auto& dir = daemon->options_.data_dir;
    TRY(daemon->lock_, db::DirectoryLock::acquire(dir / "lock"));
    TRY(daemon->database_, db::Database::open(dir / "replica.db", {}));
    TRY(daemon->replica_,
        Replica::open(*daemon->database_, daemon->registry(), daemon->options_.replica));
    TRY(auto slots, db::SlotFile::open(dir / "high-water"));
    daemon->high_water_ = std::make_unique<HighWaterFile>(std::move(slots));
    TRY(daemon->feed_, ChangeFeed::open(*daemon->replica_));
    EngineOptions engine = daemon->options_.engine;
    engine.arbiter = [decide = engine.arbiter, feed = daemon->feed_.get()](
                         Replica& replica, Instant now) -> Result<> {
        if (decide) TRY_VOID(decide(replica, now));
        return feed->note(replica);
    };
    daemon->engine_ =
        std::make_unique<Engine>(*daemon->replica_, *daemon->high_water_, std::move(engine));
    TRY_VOID(daemon->engine_->check_identity());
    TRY(daemon->vault_, identity::Vault::open(dir / "identity.db"));
    return daemon;
}

const schema::Registry& Daemon::registry() const {
    return options_.registry == nullptr ? domain::registry() : *options_.registry;
}

Daemon::~Daemon() {
    stop();
}

HeardFrame Daemon::decode_ahead(Bytes frame) {
    if (*ahead_ >= tuning::kAheadBytes) return frame;
    HeardFrame heard = sync::decode_ahead(std::move(frame));
    // A small frame may hold much: what waits is counted as it is now.
    std::size_t size = heard.frame.size();
    const auto* data = *heard.message ? std::get_if<Data>(&**heard.message) : nullptr;
    if (data != nullptr) {
        for (const auto& [number, run] : data->runs) size += run.entries.size();
    }
    ahead_->fetch_add(size);
    heard.message = {heard.message.get(), [kept = heard.message, size, ahead = ahead_](auto*) {
                         ahead->fetch_sub(size);
                     }};
    return heard;
}

void Daemon::attach(DriverHooks hooks) {
    hooks.on_failure = [this](const Error& error) {
        const std::lock_guard lock(mutex_);
        outcome_ = std::unexpected(error);
        ended_.notify_all();
    };
    hooks.on_round = [this](Engine& engine) {
        events_->wake(engine);
        if (watch_) watch_(engine);
    };
    driver_ = std::make_unique<Driver>(*engine_, clock_, std::move(hooks));
    events_ = std::make_unique<EventStreams>(*driver_, *feed_);
    make_front_door();
    add_routes();
}

void Daemon::make_front_door() {
    const std::string key = to_hex(replica_->key().public_key());
    api::FrontDoorOptions options{.required = options_.sign_in, .directory = options_.people};
    options.cookie += "-" + key.substr(0, 8);
    options.grace = options_.offline_grace;
    options.requests_per_minute = options_.api_limit;
    options.background = [this](std::function<void()> work) {
        return checks_.post(std::move(work));
    };
    if (options_.oidc) {
        provider_ = std::make_unique<oidc::Provider>(*options_.oidc,
                                                     oidc::over_the_network(&stopping_), clock_);
        beside_provider_ = std::make_unique<Background>();
        options.provider = provider_.get();
        options.beside_provider = [this](std::function<void()> work) {
            return beside_provider_->post(std::move(work));
        };
    }
    door_ = std::make_unique<api::FrontDoor>(std::move(options), registry(), *driver_, *vault_,
                                             clock_, random_);
}

/// Counts every answer; may outlive the daemon, as answers may.
http::Watch Daemon::metered() const {
    return [meter = meter_](const http::Route* row, http::Answer answer) -> http::Answer {
        const std::string method = row ? row->method : "none";
        const std::string route = row ? row->pattern : "none";
        return [meter, begun = SystemClock().monotonic(), method, route,
                answer = std::move(answer)](http::Response response) {
            meter->count(method, route, response.status, SystemClock().monotonic() - begun);
            answer(std::move(response));
        };
    };
}

Result<> Daemon::start() {
    if (options_.tls && !options_.sign_in) {
        return fail(Code::configuration, "open-to-all",
                    "with tls other machines reach the address, and nobody would have to sign in",
                    "Set sign-in to required, or tls to off.");
    }
    api::add_openapi_route(router_, registry(), domain::questions());
    // Behind the document: the portal's files are no part of the API.
    TRY(const auto pages, http::AssetPack::read(portal::embedded()));
    http::add_assets(router_, pages);
    server_ = std::make_unique<http::Server>(
        http::ServerOptions{.listen = options_.http,
                            .admin_socket = (options_.data_dir / "admin.sock").string(),
                            .tls = options_.tls,
                            .limits = {.answer_time_max = api::kVerdictMax + kGrace}},
        router_.handler(metered(), api::traced(door_->guard(), random_)));
    driver_->start();
    return server_->start();
}

Result<> Daemon::wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return outcome_.has_value(); });
    return *outcome_;
}

void Daemon::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (!outcome_) outcome_ = Result<>{};
        ended_.notify_all();
    }
    stopping_ = true;
    if (server_) server_->stop();
    background_.stop();
    checks_.stop();
    if (beside_provider_) beside_provider_->stop();
    if (driver_) driver_->stop();
}

Json Daemon::status_document(Replica& replica) {
    Json out;
    out["schema"] = "branchline.status/1";
    out["software"] = options_.engine.software;
    out["role"] = replica.is_hub() ? "hub" : "node";
    out["net"] = to_hex(replica.net());
    out["organisation"] = replica.policy().manifest().organisation;
    out["incarnation"] = to_hex(replica.key().public_key());
    if (const Certificate* certificate = replica.certificate()) {
        out["branch"] = certificate->branch;
        out["dealer"] = certificate->dealer;
    }
    out["sign_in"] = options_.sign_in ? "required" : "off";
    out["time"] = to_text(clock_.now());
    out["clock_offset_ms"] = engine_->clock_offset().count();
    out["streams"] = Json::array();
    for (const std::string& name : replica.streams()) {
        if (const auto status = replica.status(name))
            out["streams"].push_back(stream_json(*status));
    }
    out["peers"] = Json::array();
    for (const PeerStatus& peer : engine_->peers()) out["peers"].push_back(peer_json(peer));
    if (const auto files = replica.state().blobs.counts()) {
        out["files"] = Json::object();
        out["files"]["held"] = files->held;
        out["files"]["wanted"] = files->wanted;
        out["files"]["bytes"] = files->bytes;
    }
    if (describe_) describe_(out);
    return out;
}

http::Response Daemon::metrics_text() {
    metrics::Exposition out;
    const auto written = write_metrics({.engine = *engine_,
                                        .driver = *driver_,
                                        .database = options_.data_dir / "replica.db",
                                        .software = options_.engine.software},
                                       out);
    if (!written) return http::problem(written.error());
    meter_->write(out);
    return http::text_response(200, metrics::kContentType, out.text());
}

void Daemon::add_routes() {
    api::Options options = options_.api;
    options.today = [this] {
        return std::int64_t{
            std::chrono::floor<std::chrono::days>(clock_.now()).time_since_epoch().count()};
    };
    options.questions = domain::questions();
    options.preconditions = domain::preconditions();
    options.documents = domain::documents();
    options.more_problems = texts_of_decisions(options_.replica.rules);
    options.background = [this](std::function<void()> work) {
        return background_.post(std::move(work));
    };
    options.scratch_folder = options_.data_dir;
    api::mount(router_, registry(), *driver_, std::move(options));
    uploads_ = std::make_unique<FileUploads>(options_.data_dir / "uploads", random_);
    add_file_routes(router_, registry(), *driver_, *uploads_, clock_);
    events_->add_route(router_);
    door_->add_routes(router_);
    add_system_routes();
}

void Daemon::add_system_routes() {
    const auto plain = [](std::string_view summary) {
        return http::RouteOptions{.produces = "text/plain",
                                  .summary = std::string(summary),
                                  .permit = std::string(api::kPublic)};
    };
    const auto live = [](http::Request, http::Answer answer) {
        answer(http::text_response(200, "text/plain; charset=utf-8", "ok\n"));
    };
    router_.add("GET", "/livez", live, plain("Does the program answer?"));
    const auto show_metrics = [this](http::Request, http::Answer answer) {
        driver_->run_on_replica(
            false, [this](Replica&) { return metrics_text(); }, std::move(answer));
    };
    router_.add("GET", "/metrics", show_metrics, plain("Figures for Prometheus"));
    const auto ready = [this](http::Request, http::Answer answer) {
        driver_->run_on_replica(
            false,
            [](Replica& replica) {
                if (replica.is_hub() || replica.certificate() != nullptr) {
                    return http::text_response(200, "text/plain; charset=utf-8", "ok\n");
                }
                return http::problem(503, "starting", "the network's policy has not arrived yet",
                                     "wait until the line to the importer has been up once");
            },
            std::move(answer));
    };
    router_.add("GET", "/readyz", ready, plain("Has the network's policy arrived?"));
    const auto show_status = [this](http::Request, http::Answer answer) {
        driver_->run_on_replica(
            false, [this](Replica& r) { return http::json_response(200, status_document(r)); },
            std::move(answer));
    };
    router_.add("GET", "/api/v1/status", show_status,
                {.summary = "Streams, peers and clock", .permit = std::string(api::kSystemRead)});
    const auto export_log = [this](http::Request request, http::Answer answer) {
        const std::string stream = request.query_value("stream").value_or("");
        driver_->run_on_replica(
            false,
            [this, stream](Replica& replica) {
                http::Response response = http::text_response(200, "application/octet-stream", {});
                const auto sink = [&](ByteView bytes) -> Result<> {
                    response.body += as_text(bytes);
                    return {};
                };
                // An export speaks our own heads as a session does.
                const auto covered = engine_->cover_own_heads();
                if (!covered) return http::problem(covered.error());
                const auto written = write_log_file(replica, options_.manifests, stream, sink);
                return written ? response : http::problem(written.error());
            },
            std::move(answer));
    };
    router_.add("GET", "/api/v1/log", export_log,
                {.produces = "application/octet-stream",
                 .summary = "The log file of the stream named by ?stream=",
                 .permit = "system:export"});
}

}  // namespace branchline::sync
