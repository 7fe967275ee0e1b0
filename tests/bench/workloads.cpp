#include "tests/bench/workloads.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/bench/site.hpp"

namespace branchline::bench {

namespace {

using text::Json;
using Path = std::filesystem::path;

constexpr std::size_t kBootstrapRows = 100'000;
constexpr std::size_t kMergeRows = 20'000;
constexpr int kManyWriters = 32;

/// A hub and nodes of one run, each a process.
struct Network {
    Network(const Path& dir, int port, const Data& data)
        : hub([&, dir, port](Channel& channel) { run_hub(channel, dir, port, data); }),
          a([&, dir](Channel& channel) { run_node(channel, dir, "A", data); }),
          b([&, dir](Channel& channel) { run_node(channel, dir, "B", data); }) {}

    Child hub;
    Child a;
    Child b;
};

Json running(bool paused) {
    return {
        {"paused", paused}
    };
}

/// What A makes stands at the hub and, when it is up, at B.
std::uint64_t spread(Network& network, const std::string& fill, Json what, bool with_b) {
    network.hub.ask("start");
    network.a.ask("start", running(false));
    if (with_b) network.b.ask("start", running(false));
    const auto entries = network.a.ask(fill, std::move(what))["entries"].get<std::uint64_t>();
    network.hub.ask("applied", {
                                   {"entries", entries}
    });
    network.a.ask("exchange", {
                                  {"entries", entries}
    });
    if (with_b)
        network.b.ask("exchange", {
                                      {"entries", entries}
        });
    network.a.ask("stop");
    if (with_b) network.b.ask("stop");
    return entries;
}

/// Makes what a workload begins with: a network, and what A has spread there.
auto prepared(const std::string& fill, const Json& what, bool with_b) {
    return [=](const Path& base, int port, const Data& data) {
        found(base, port);
        Network network(base, port, data);
        spread(network, fill, what, with_b);
    };
}

bool same_state(const Json& left, const Json& right) {
    return left["state"] == right["state"];
}

double percentile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(values.size() - 1, at)];
}

// W1: a fresh replica.

Json run_w1(const Path& dir, int port, const Data& data) {
    Network network(dir, port, data);
    network.hub.ask("start");
    const auto entries = (kBootstrapRows + 999) / 1000;
    const Json done =
        network.b.ask("bootstrap", {
                                       {"rows",    kBootstrapRows},
                                       {"entries", entries       }
    });
    const Json replica = network.b.ask("state");
    const Json importer = network.hub.ask("state");
    const auto wall = done["wall_s"].get<double>();
    const Json disk_bytes = network.b.ask("stop")["disk_bytes"];
    const Json parts = network.b.ask("metadata");
    return {
        {"rows", kBootstrapRows},
        {"wall_s", wall},
        {"rows_s", std::round(kBootstrapRows / wall)},
        {"wire_bytes", done["wire_bytes"]},
        {"rss_kb", replica["rss_kb"]},
        {"hub_rss_kb", importer["rss_kb"]},
        {"disk_bytes", disk_bytes},
        {"metadata_ratio",
         parts["stored_bytes"].get<double>() / parts["plain_bytes"].get<double>()},
        {"equal", same_state(replica, importer)}
    };
}

// W2: a burst without a line, then the upload.

Json burst(const Path& dir, int port, const Data& data, int writers) {
    Network network(dir, port, data);
    network.hub.ask("start");
    network.a.ask("start", running(true));
    const Json local = network.a.ask("burst", {
                                                  {"writers", writers}
    });
    const auto tx = local["tx"].get<std::uint64_t>();
    const auto entries = network.a.ask("state")["entries"].get<std::uint64_t>();
    const Json up = network.a.ask("exchange", {
                                                  {"entries", entries}
    });
    const Json replica = network.a.ask("state");
    const Json importer = network.hub.ask("state");
    const double local_s = local["local_s"].get<double>();
    const double sync_s = up["ended"].get<double>() - up["begun"].get<double>();
    return {
        {"tx", tx},
        {"writers", writers},
        {"local_s", local_s},
        {"local_tps", std::round(static_cast<double>(tx) / local_s)},
        {"sync_s", sync_s},
        {"sync_cps", std::round(static_cast<double>(tx) / sync_s)},
        {"wire_bytes", up["wire_bytes"]},
        {"rss_kb", replica["rss_kb"]},
        {"disk_bytes", network.a.ask("stop")["disk_bytes"]},
        {"equal", same_state(replica, importer)}
    };
}

Json run_w2(const Path& dir, int port, const Data& data) {
    return burst(dir, port, data, 1);
}
Json run_w2_many(const Path& dir, int port, const Data& data) {
    return burst(dir, port, data, kManyWriters);
}

// W3: the same rows edited apart.

Json run_w3(const Path& dir, int port, const Data& data) {
    Network network(dir, port, data);
    network.hub.ask("start");
    std::uint64_t edits = 0;
    double edit_s = 0;
    for (Child* node : {&network.a, &network.b}) {
        node->ask("start", running(true));
        const Json done = node->ask("edit", {
                                                {"side", node == &network.a ? "A" : "B"}
        });
        edits += done["entries"].get<std::uint64_t>();
        edit_s = std::max(edit_s, done["edit_s"].get<double>());
    }
    const auto before = network.hub.ask("state")["entries"].get<std::uint64_t>();
    for (Child* node : {&network.a, &network.b}) {
        node->tell("exchange", {
                                   {"entries", before + edits}
        });
    }
    const Json a = network.a.hear();
    const Json b = network.b.hear();
    const double begun = std::min(a["begun"].get<double>(), b["begun"].get<double>());
    const double ended = std::max(a["ended"].get<double>(), b["ended"].get<double>());
    const Json left = network.a.ask("state");
    const Json right = network.b.ask("state");
    const Json importer = network.hub.ask("state");
    return {
        {"rows", kMergeRows},
        {"edit_s", edit_s},
        {"merge_s", ended - begun},
        {"rows_s", std::round(kMergeRows / (ended - begun))},
        {"wire_bytes", a["wire_bytes"].get<std::uint64_t>() + b["wire_bytes"].get<std::uint64_t>()},
        {"rss_kb", left["rss_kb"]},
        {"both_fields_kept", network.a.ask("both_kept")["rows"]},
        {"disk_bytes", network.a.ask("stop")["disk_bytes"]},
        {"equal", same_state(left, right) && same_state(left, importer)}
    };
}

// W4: one change after the other, read at the hub and at the other branch.

Json run_w4(const Path& dir, int port, const Data& data) {
    Network network(dir, port, data);
    network.hub.ask("start");
    for (Child* node : {&network.a, &network.b}) {
        node->ask("start", running(false));
        const auto entries = node->ask("state")["entries"].get<std::uint64_t>();
        node->ask("exchange", {
                                  {"entries", entries}
        });
    }
    network.hub.ask("watch");
    network.b.ask("watch");
    const Json done = network.a.ask("live");
    const auto begun = done["begun"].get<std::vector<double>>();
    Json out{
        {"n", begun.size()}
    };
    const auto add = [&](const std::string& name, const Json& times) {
        auto latencies = times.get<std::vector<double>>();
        for (std::size_t i = 0; i < begun.size(); ++i) {
            latencies[i] = 1000 * (latencies[i] - begun[i]);
        }
        for (const auto& [word, share] :
             {std::pair("p50", 0.5), std::pair("p95", 0.95), std::pair("p99", 0.99)}) {
            out[name + "_" + word + "_ms"] = percentile(latencies, share);
        }
    };
    add("commit", done["committed"]);
    add("hub", network.hub.ask("seen")["seen"]);
    add("edge", network.b.ask("seen")["seen"]);
    out["equal"] = same_state(network.a.ask("state"), network.b.ask("state"));
    return out;
}

Json asking(const char* name, const Json& value) {
    Json out;
    out[name] = value;
    return out;
}

// W5: the same changes on a small base and on a large one.

constexpr std::size_t kSmallBase = 10'000;
constexpr std::size_t kLargeBase = 1'000'000;

void prepare_w5(const Path& base, int port, const Data& data) {
    for (const std::size_t rows : {kSmallBase, kLargeBase}) {
        const auto make = prepared("fill_parts", asking("rows", rows), false);
        make(base / std::to_string(rows), port, data);
    }
}

Json run_w5(const Path& dir, int port, const Data& data) {
    Json out = asking("changes", data.price_changes().size());
    bool equal = true;
    for (const std::size_t rows : {kSmallBase, kLargeBase}) {
        const std::string size = std::to_string(rows);
        Network network(dir / size, port, data);
        network.hub.ask("start");
        network.a.ask("start", running(true));
        const Json local = network.a.ask("prices", asking("rows", rows));
        const Json entries = network.a.ask("state")["entries"];
        const Json up = network.a.ask("exchange", asking("entries", entries));
        equal = equal && same_state(network.a.ask("state"), network.hub.ask("state"));
        out["local_s_" + size] = local["local_s"];
        out["sync_s_" + size] = up["ended"].get<double>() - up["begun"].get<double>();
        network.a.ask("stop");
    }
    const auto grown = [&](const std::string& name) {
        return out[name + std::to_string(kLargeBase)].get<double>() /
               out[name + std::to_string(kSmallBase)].get<double>();
    };
    out["growth_local"] = grown("local_s_");
    out["growth_sync"] = grown("sync_s_");
    out["equal"] = equal;
    return out;
}

// What a change costs the hub and the wire.

constexpr std::size_t kChurnEntries = 1'000;
constexpr std::size_t kChangesOfEntry = 100;

/// The hub takes 100,000 changes of random rows; its processor time tells what one core could do.
void measure_apply(Network& network, Json& out) {
    Json churn = asking("rows", kBootstrapRows);
    churn["entries"] = kChurnEntries;
    churn["changes"] = kChangesOfEntry;
    network.a.ask("churn", churn);
    const Json entries = network.a.ask("state")["entries"];
    const double before = network.hub.ask("cpu")["cpu_s"].get<double>();
    const Json up = network.a.ask("exchange", asking("entries", entries));
    const double cpu = network.hub.ask("cpu")["cpu_s"].get<double>() - before;
    const double wall = up["ended"].get<double>() - up["begun"].get<double>();
    const auto changes = static_cast<double>(kChurnEntries * kChangesOfEntry);
    out["changes"] = kChurnEntries * kChangesOfEntry;
    out["apply_per_cpu_s"] = std::round(changes / cpu);
    out["apply_per_s"] = std::round(changes / wall);
    out["wire_bytes_per_change"] = up["wire_bytes"].get<double>() / changes;
}

Json run_limits(const Path& dir, int port, const Data& data) {
    Network network(dir, port, data);
    network.hub.ask("start");
    network.a.ask("start", running(true));
    Json out;
    measure_apply(network, out);
    out["lone_frame_bytes"] = network.a.ask("lone")["frame_bytes"];
    const Json entries = network.a.ask("state")["entries"];
    network.hub.ask("applied", asking("entries", entries));
    network.a.ask("exchange", asking("entries", entries));
    out["equal"] = same_state(network.a.ask("state"), network.hub.ask("state"));
    return out;
}

}  // namespace

const std::vector<Workload>& workloads() {
    const auto parts = [](std::size_t rows, bool with_b) {
        Json what;
        what["rows"] = rows;
        return prepared("fill_parts", what, with_b);
    };
    const auto stock = prepared("fill_stock", Json::object(), true);
    static const std::vector<Workload> kWorkloads{
        {.name = "w1",
         .what = "a fresh replica of 100,000 parts, by signed entries",
         .compared = {"wall_s", "disk_bytes"},
         .prepare = parts(kBootstrapRows, false),
         .run = run_w1},
        {.name = "w2",
         .what = "10,000 local transactions without a line, then the upload",
         .compared = {"local_s", "sync_s"},
         .prepare = stock,
         .run = run_w2},
        {.name = "w2-32",
         .what = "the same by 32 people at once",
         .compared = {"local_s"},
         .prepare = stock,
         .run = run_w2_many},
        {.name = "w3",
         .what = "20,000 rows edited on both sides, one exchange through the hub",
         .compared = {"merge_s"},
         .prepare = parts(kMergeRows, true),
         .run = run_w3},
        {.name = "w4",
         .what = "100 changes a second, to the hub and to the other branch",
         .compared = {"commit_p50_ms", "edge_p50_ms", "edge_p99_ms"},
         .prepare = stock,
         .run = run_w4},
        {.name = "w5",
         .what = "1,000 local transactions and their upload, on 10,000 and on 1,000,000 parts",
         .compared = {},
         .prepare = prepare_w5,
         .run = run_w5},
        {.name = "limits",
         .what = "what a change costs the hub and the wire",
         .compared = {},
         .prepare = parts(kBootstrapRows, false),
         .run = run_limits},
    };
    return kWorkloads;
}

}  // namespace branchline::bench
