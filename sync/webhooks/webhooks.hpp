// Webhooks as a part of a daemon: its file, its thread and its endpoints.
#pragma once

#include <filesystem>
#include <memory>

#include "common/crypto/keys.hpp"
#include "sync/transport/daemon.hpp"
#include "sync/webhooks/routes.hpp"

namespace branchline::sync {

class Webhooks {
public:
    /// Opens DIR/webhooks.db and adds the rows to the daemon's router. The daemon has been
    /// attached, has not been started, and must outlive this.
    static Result<std::unique_ptr<Webhooks>> open(Daemon& daemon,
                                                  const std::filesystem::path& data_dir,
                                                  bool private_too) {
        std::unique_ptr<Webhooks> out(new Webhooks());
        TRY(out->book_, WebhookBook::open(data_dir / "webhooks.db"));
        out->courier_ =
            std::make_unique<Courier>(daemon.driver(), daemon.feed(), *out->book_, out->clock_,
                                      out->random_, CourierOptions{.private_too = private_too});
        // The courier's own questions are rounds, too: only a new position is news.
        daemon.watch_rounds([raw = out.get(), &daemon](Engine&) {
            const std::uint64_t newest = daemon.feed().newest();
            if (newest == raw->seen_) return;
            raw->seen_ = newest;
            raw->courier_->wake();
        });
        add_webhook_routes(daemon.router(), {daemon.driver(), daemon.feed(), *out->book_,
                                             *out->courier_, out->clock_, out->random_});
        return out;
    }
    void start() { courier_->start(); }
    /// Before the daemon stops.
    void stop() { courier_->stop(); }

private:
    Webhooks() = default;

    SystemClock clock_;
    crypto::SystemRandom random_;
    std::unique_ptr<WebhookBook> book_;
    std::unique_ptr<Courier> courier_;
    std::uint64_t seen_ = 0;  ///< Position of the feed that the courier knows; engine's thread.
};

}  // namespace branchline::sync
