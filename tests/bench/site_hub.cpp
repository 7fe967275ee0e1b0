// The hub of a measurement.
#include <fmt/format.h>

#include "hub/hub.hpp"
#include "tests/bench/schema.hpp"
#include "tests/bench/site.hpp"

namespace branchline::bench {

namespace {

using text::Json;

class HubSite {
public:
    HubSite(const std::filesystem::path& dir, int port, const Data& data)
        : dir_(dir), live_(data.live()) {
        hub_ = must(hub::Hub::open({.data_dir = dir / "hub",
                                    .sync = fmt::format("tcp://127.0.0.1:{}", port),
                                    .registry = &registry()}));
    }
    ~HubSite() { hub_->stop(); }

    Json start(const Json&) {
        hub_->daemon().watch_rounds([this](sync::Engine& engine) {
            if (watching_) live_.look(engine);
        });
        must(hub_->start());
        return {
            {"up", true}
        };
    }
    /// Waits until this many entries of nodes are applied; tells when they were.
    Json applied(const Json& asked) {
        const auto wanted = asked["entries"].get<std::uint64_t>();
        wait_until(hub_->daemon(),
                   [&](sync::Replica& replica) { return applied_of_nodes(replica) >= wanted; });
        return {
            {"at", seconds_now()}
        };
    }
    Json cpu(const Json&) {
        return {
            {"cpu_s", cpu_seconds()}
        };
    }
    Json watch(const Json&) {
        on_engine(hub_->daemon(), false, [this](sync::Replica&) { watching_ = true; });
        return {
            {"watching", true}
        };
    }
    Json seen(const Json&) {
        wait_until(hub_->daemon(), [this](sync::Replica&) { return live_.complete(); });
        return {
            {"seen", live_.seen()}
        };
    }
    Json state(const Json&) {
        Json out;
        on_engine(hub_->daemon(), false, [&](sync::Replica& replica) {
            out = {
                {"state",      state_of(replica)        },
                {"entries",    applied_of_nodes(replica)},
                {"rss_kb",     peak_memory_kb()         },
                {"disk_bytes", disk_bytes(dir_ / "hub") }
            };
        });
        return out;
    }

private:
    std::filesystem::path dir_;
    std::unique_ptr<hub::Hub> hub_;
    LiveWatch live_;
    bool watching_ = false;  ///< On the engine's thread.
};

}  // namespace

void run_hub(Channel& channel, const std::filesystem::path& dir, int port, const Data& data) {
    HubSite site(dir, port, data);
    const auto to = [&](Json (HubSite::*command)(const Json&)) {
        return [&site, command](const Json& asked) { return (site.*command)(asked); };
    };
    serve(channel, {
                       {"start",   to(&HubSite::start)  },
                       {"applied", to(&HubSite::applied)},
                       {"cpu",     to(&HubSite::cpu)    },
                       {"watch",   to(&HubSite::watch)  },
                       {"seen",    to(&HubSite::seen)   },
                       {"state",   to(&HubSite::state)  },
    });
}

}  // namespace branchline::bench
