// A node of a measurement.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <numeric>
#include <random>
#include <semaphore>
#include <thread>

#include "common/db/database.hpp"
#include "node/node.hpp"
#include "tests/bench/edits.hpp"
#include "tests/bench/schema.hpp"
#include "tests/bench/site.hpp"

namespace branchline::bench {

namespace {

using text::Json;

constexpr std::size_t kRowsOfEntry = 1'000;
constexpr double kLiveEvery = 0.010;  // Seconds between two live changes.
constexpr std::uint64_t kChurnSeed = 53;
constexpr std::int64_t kPrice = 7'000'000;

/// Commits one edit as people do: returns when it is durable.
void commit(sync::Daemon& daemon,
            const std::function<engine::Edit(const engine::Store&)>& make,
            std::binary_semaphore& done) {
    daemon.driver().post([&](sync::Engine& engine) {
        engine.submit({.writes = true,
                       .work = [&](sync::Replica& replica) { must(replica.commit(make(replica))); },
                       .done =
                           [&](const Result<>& result) {
                               must(result);
                               done.release();
                           }});
    });
    done.acquire();
}

class NodeSite {
public:
    NodeSite(const std::filesystem::path& dir, const std::string& name, const Data& data)
        : dir_(dir / name), data_(data), live_(data.live()) {}
    ~NodeSite() {
        if (node_) node_->stop();
    }

    Json start(const Json& asked) {
        const auto paused = dir_ / "sync-paused";
        if (asked["paused"].get<bool>()) std::ofstream(paused).flush();
        open();
        // Before the policy has come nobody may write.
        if (!asked["paused"].get<bool>()) {
            wait_until(daemon(), [](sync::Replica& r) { return r.certificate() != nullptr; });
        }
        return {
            {"up", true}
        };
    }
    /// From opening the file of a new replica to the answer of a query that counts its parts.
    Json bootstrap(const Json& asked) {
        const auto rows = asked["rows"].get<std::int64_t>();
        const auto entries = asked["entries"].get<std::uint64_t>();
        const double begun = seconds_now();
        open();
        wait_until(daemon(),
                   [&](sync::Replica& replica) { return applied_of_nodes(replica) >= entries; });
        const std::int64_t counted = count("SELECT count(*) FROM bench_part");
        const double wall = seconds_now() - begun;
        if (counted != rows) give_up({Code::corrupt, "rows-missing", std::to_string(counted), ""});
        return {
            {"wall_s",     wall        },
            {"wire_bytes", wire_bytes()}
        };
    }
    Json fill_parts(const Json& asked) {
        return fill(std::span<const Part>(data_.parts(asked["rows"].get<std::size_t>())));
    }
    Json fill_stock(const Json&) { return fill(std::span<const Stock>(data_.stock())); }
    Json burst(const Json& asked);
    Json edit(const Json& asked);
    /// Lets the line up and waits until the importer holds all that was written here, and this
    /// replica all that others wrote: `entries` of nodes in all.
    Json exchange(const Json& asked) {
        const auto entries = asked["entries"].get<std::uint64_t>();
        const double begun = seconds_now();
        const std::uint64_t before = wire_bytes();
        post(dir_, "/api/v1/sync/resume", Json::object());
        wait_until(daemon(), [&](sync::Replica& replica) {
            const sync::LogBook* own = replica.state().books.stream(kStream)->own_log;
            const bool told = own == nullptr || own->received_seq >= own->head_seq;
            return told && applied_of_nodes(replica) >= entries;
        });
        return {
            {"begun",      begun                },
            {"ended",      seconds_now()        },
            {"wire_bytes", wire_bytes() - before}
        };
    }
    Json live(const Json&);
    Json prices(const Json& asked);
    Json churn(const Json& asked);
    Json lone(const Json&);
    Json watch(const Json&) {
        on_engine(daemon(), false, [this](sync::Replica&) { watching_ = true; });
        return {
            {"watching", true}
        };
    }
    Json seen(const Json&) {
        wait_until(daemon(), [this](sync::Replica&) { return live_.complete(); });
        return {
            {"seen", live_.seen()}
        };
    }
    Json state(const Json&) {
        Json out;
        on_engine(daemon(), false, [&](sync::Replica& replica) {
            out = {
                {"state",   state_of(replica)        },
                {"entries", applied_of_nodes(replica)},
                {"rss_kb",  peak_memory_kb()         }
            };
        });
        return out;
    }
    Json metadata(const Json&) { return metadata_of(dir_); }
    /// Ends the daemon in order, so that its file is whole.
    Json stop(const Json&) {
        node_->stop();
        node_.reset();
        return {
            {"disk_bytes", disk_bytes(dir_)}
        };
    }
    /// Rows of which both sides' edits are kept.
    Json both_kept(const Json&) {
        return {
            {"rows", count("SELECT count(*) FROM bench_part WHERE list_price BETWEEN 1000000 AND"
                           " 1999999 AND net_price >= 3000000")}
        };
    }

private:
    sync::Daemon& daemon() { return node_->daemon(); }
    void open() {
        node_ = must(node::Node::open({.data_dir = dir_, .http = {}, .registry = &registry()}));
        daemon().watch_rounds([this](sync::Engine& engine) {
            if (watching_) live_.look(engine);
        });
        must(node_->start());
    }
    std::int64_t count(std::string_view sql) {
        const auto reader =
            must(db::Database::open(dir_ / "replica.db", {.access = db::Access::reader}));
        auto& statement = reader->prepare(sql);
        must(statement.step());
        return statement.integer(0);
    }
    template <class Row>
    Json fill(std::span<const Row> rows) {
        const double begun = seconds_now();
        std::uint64_t entries = 0;
        for (std::size_t at = 0; at < rows.size(); at += kRowsOfEntry, ++entries) {
            const auto slice = rows.subspan(at, std::min(kRowsOfEntry, rows.size() - at));
            std::binary_semaphore done(0);
            commit(
                daemon(), [&](const engine::Store& store) { return edit_of(store, slice); }, done);
        }
        return {
            {"entries", entries              },
            {"wall_s",  seconds_now() - begun}
        };
    }

    std::filesystem::path dir_;
    const Data& data_;
    std::unique_ptr<node::Node> node_;
    LiveWatch live_;
    bool watching_ = false;  ///< On the engine's thread.
};

/// One transaction after the other, or of several people at once.
Json NodeSite::burst(const Json& asked) {
    const auto ops = data_.burst();
    const auto writers = asked["writers"].get<int>();
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        std::binary_semaphore done(0);
        for (std::size_t at = next++; at < ops.size(); at = next++) {
            commit(
                daemon(), [&](const engine::Store& store) { return edit_of(store, ops[at]); },
                done);
        }
    };
    const double begun = seconds_now();
    std::vector<std::thread> people;
    for (int i = 1; i < writers; ++i) people.emplace_back(work);
    work();
    for (std::thread& person : people) person.join();
    return {
        {"local_s", seconds_now() - begun},
        {"tx",      ops.size()           }
    };
}

Json NodeSite::edit(const Json& asked) {
    const auto clashes = data_.clashes();
    const bool side_a = asked["side"] == "A";
    const double begun = seconds_now();
    std::uint64_t entries = 0;
    for (std::size_t at = 0; at < clashes.size(); at += kRowsOfEntry, ++entries) {
        const auto slice =
            std::span(clashes).subspan(at, std::min(kRowsOfEntry, clashes.size() - at));
        std::binary_semaphore done(0);
        commit(
            daemon(), [&](const engine::Store& store) { return edit_of(store, slice, side_a); },
            done);
    }
    return {
        {"entries", entries              },
        {"edit_s",  seconds_now() - begun}
    };
}

/// 1,000 transactions of three fields on a base of so many parts.
Json NodeSite::prices(const Json& asked) {
    const auto rows = asked["rows"].get<std::size_t>();
    const auto& changes = data_.price_changes();
    std::binary_semaphore done(0);
    const double begun = seconds_now();
    for (const PriceChange& change : changes) {
        const std::string part = part_no(change.part_of(rows));
        commit(
            daemon(), [&](const engine::Store& store) { return price_edit(store, part, change); },
            done);
    }
    return {
        {"local_s", seconds_now() - begun}
    };
}

/// Entries of many changes, each of one field of a part picked at random.
Json NodeSite::churn(const Json& asked) {
    std::mt19937_64 random(kChurnSeed);
    std::vector<std::size_t> all(asked["rows"].get<std::size_t>());
    std::iota(all.begin(), all.end(), std::size_t{0});
    std::binary_semaphore done(0);
    const auto entries = asked["entries"].get<std::int64_t>();
    for (std::int64_t entry = 0; entry < entries; ++entry) {
        std::vector<std::size_t> parts;
        std::sample(all.begin(), all.end(), std::back_inserter(parts),
                    asked["changes"].get<std::size_t>(), random);
        std::shuffle(parts.begin(), parts.end(), random);
        commit(
            daemon(),
            [&](const engine::Store& store) { return price_edit(store, parts, kPrice + entry); },
            done);
    }
    return {
        {"entries", entries}
    };
}

/// What one change of one field takes on the wire, before the transport's own framing.
Json NodeSite::lone(const Json&) {
    std::binary_semaphore done(0);
    const std::size_t part = 0;
    commit(
        daemon(),
        [&](const engine::Store& store) { return price_edit(store, std::span(&part, 1), kPrice); },
        done);
    std::size_t bytes = 0;
    on_engine(daemon(), false, [&](sync::Replica& replica) {
        const sync::LogBook& log = *replica.state().books.stream(kStream)->own_log;
        const auto run = must(replica.read_run(kStream, log.log_id, log.head_seq - 1, 1));
        bytes = sync::encode(sync::Data{{{1, *run}}}).size();
    });
    return {
        {"frame_bytes", bytes}
    };
}

/// A change every ten milliseconds; tells when each began and when it was durable here.
Json NodeSite::live(const Json&) {
    const auto changes = data_.live();
    std::vector<double> begun;
    std::vector<double> committed;
    const double first = seconds_now() + 0.05;
    std::binary_semaphore done(0);
    for (const StockChange& change : changes) {
        const double due = first + static_cast<double>(begun.size()) * kLiveEvery;
        const double wait = due - seconds_now();
        if (wait > 0) std::this_thread::sleep_for(std::chrono::duration<double>(wait));
        begun.push_back(seconds_now());
        commit(daemon(), [&](const engine::Store& store) { return edit_of(store, change); }, done);
        committed.push_back(seconds_now());
    }
    return {
        {"begun",     begun    },
        {"committed", committed}
    };
}

}  // namespace

void run_node(Channel& channel,
              const std::filesystem::path& dir,
              const std::string& name,
              const Data& data) {
    NodeSite site(dir, name, data);
    const auto to = [&](Json (NodeSite::*command)(const Json&)) {
        return [&site, command](const Json& asked) { return (site.*command)(asked); };
    };
    serve(channel, {
                       {"start",      to(&NodeSite::start)     },
                       {"bootstrap",  to(&NodeSite::bootstrap) },
                       {"fill_parts", to(&NodeSite::fill_parts)},
                       {"fill_stock", to(&NodeSite::fill_stock)},
                       {"burst",      to(&NodeSite::burst)     },
                       {"edit",       to(&NodeSite::edit)      },
                       {"exchange",   to(&NodeSite::exchange)  },
                       {"live",       to(&NodeSite::live)      },
                       {"prices",     to(&NodeSite::prices)    },
                       {"churn",      to(&NodeSite::churn)     },
                       {"lone",       to(&NodeSite::lone)      },
                       {"watch",      to(&NodeSite::watch)     },
                       {"seen",       to(&NodeSite::seen)      },
                       {"state",      to(&NodeSite::state)     },
                       {"stop",       to(&NodeSite::stop)      },
                       {"metadata",   to(&NodeSite::metadata)  },
                       {"both_kept",  to(&NodeSite::both_kept) },
    });
}

}  // namespace branchline::bench
