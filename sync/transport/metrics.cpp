#include "sync/transport/metrics.hpp"

#include <algorithm>

namespace branchline::sync {

namespace {

using engine::StreamStatus;
using metrics::Exposition;

struct Figure {
    std::string_view name;
    std::string_view help;
    std::uint64_t StreamStatus::* value;
};
using Status = StreamStatus;
constexpr Figure kFigures[] = {
    {"branchline_entries_stored",    "In the logs of a stream.",       &Status::entries      },
    {"branchline_entries_applied",   "In the records.",                &Status::applied      },
    {"branchline_entries_waiting",   "Stored, not to be applied yet.", &Status::waiting      },
    {"branchline_entries_unsent",    "Ours, not at the importer.",     &Status::own_unsent   },
    {"branchline_entries_unsettled", "Ours, not decided.",             &Status::own_unsettled},
    {"branchline_entries_rejected",  "Rejected by the importer.",      &Status::rejected     },
    {"branchline_conflicts",         "Open, for a person to look at.", &Status::conflicts    },
};

Result<> write_streams(Replica& replica, Exposition& out) {
    std::vector<StreamStatus> streams;
    for (const std::string& name : replica.streams()) {
        TRY(auto status, replica.status(name));
        streams.push_back(std::move(status));
    }
    for (const Figure& figure : kFigures) {
        out.gauge(figure.name, figure.help);
        for (const StreamStatus& status : streams) {
            out.sample(
                {
                    {"stream", status.stream}
            },
                status.*figure.value);
        }
    }
    return {};
}

void write_peers(const std::vector<PeerStatus>& peers, Exposition& out) {
    const auto established = static_cast<std::uint64_t>(std::count_if(
        peers.begin(), peers.end(), [](const PeerStatus& peer) { return peer.established; }));
    out.gauge("branchline_peers", "Peers by the state of their session.");
    out.sample(
        {
            {"state", "established"}
    },
        established);
    out.sample(
        {
            {"state", "connecting"}
    },
        peers.size() - established);
    out.gauge("branchline_peer_behind_entries", "Entries that a peer does not hold durably yet.");
    for (const PeerStatus& peer : peers) {
        if (peer.established)
            out.sample(
                {
                    {"peer", peer.name}
            },
                peer.behind);
    }
}

Result<> write_files(Replica& replica, Exposition& out) {
    TRY(const BlobCounts files, replica.state().blobs.counts());
    const auto figure = [&](std::string_view name, std::string_view help, std::uint64_t value) {
        out.gauge(name, help);
        out.sample({}, value);
    };
    figure("branchline_files_held", "Files that records name, held whole.", files.held);
    figure("branchline_files_wanted", "Named by a record and not here.", files.wanted);
    figure("branchline_files_bytes", "What files take in the database.", files.bytes);
    return {};
}

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : std::uint64_t{size};
}

}  // namespace

Result<> write_metrics(const Gauged& gauged, Exposition& out) {
    Replica& replica = gauged.engine.replica();
    out.gauge("branchline_build_info", "Always 1; the labels say which program this is.");
    out.sample(
        {
            {"software", gauged.software                  },
            {"role",     replica.is_hub() ? "hub" : "node"}
    },
        std::uint64_t{1});
    out.counter("branchline_engine_groups_total", "Rounds of the engine since it started.");
    out.sample({}, gauged.driver.rounds());
    out.gauge("branchline_engine_queue", "Pieces of work that wait for the engine.");
    out.sample({}, gauged.driver.queued());
    TRY_VOID(write_streams(replica, out));
    write_peers(gauged.engine.peers(), out);
    TRY_VOID(write_files(replica, out));
    out.gauge("branchline_database_bytes", "Size of the replica's file.");
    out.sample(
        {
            {"file", "database"}
    },
        size_of(gauged.database));
    out.sample(
        {
            {"file", "wal"}
    },
        size_of(gauged.database.string() + "-wal"));
    return {};
}

}  // namespace branchline::sync
