// branchline-floor: runs one workload on plain SQLite and prints its figures as a line of JSON.
//
//   branchline-floor w1|w2|w3|w4 [--data DIR]
//
// DIR holds the files of the shared generator; without it the same rows are made here. The
// databases lie in a folder of their own below $TMPDIR or /tmp, and are removed.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "tests/bench/floor.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::bench;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRows = 100'000;
constexpr std::string_view kWorkloads[] = {"w1", "w2", "w3", "w4"};

struct Arguments {
    std::string workload;
    std::optional<fs::path> files;
};

std::optional<Arguments> parse(int count, char** words) {
    if (count != 2 && count != 4) return std::nullopt;
    Arguments out{.workload = words[1], .files = std::nullopt};
    const bool is_known = std::ranges::find(kWorkloads, out.workload) != std::end(kWorkloads);
    if (!is_known) return std::nullopt;
    if (count == 2) return out;
    if (std::string_view(words[2]) != "--data") return std::nullopt;
    out.files = words[3];
    return out;
}

double rate(std::size_t count, double seconds) {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string start_of(std::string_view workload) {
    return fmt::format(R"({{"peer":"sqlite","wl":"{}","variant":"FULL")", workload);
}

std::string line_of(const W1Floor& r) {
    return fmt::format(
        R"({},"rows":{},"wall_s":{:.4f},"rows_s":{:.0f},"wire_bytes":{},"disk_bytes":{},)"
        R"("rss_kb":{},"hub_rss_kb":{},"equal":{}}})",
        start_of("w1"), r.rows, r.wall_s, rate(r.rows, r.wall_s), r.wire_bytes, r.disk_bytes,
        r.rss_kb, r.hub_rss_kb, r.is_equal);
}

std::string line_of(const W2Floor& r) {
    return fmt::format(
        R"({},"base":0,"tx":{},"local_s":{:.4f},"local_tps":{:.0f},"local_outbox_s":{:.4f},)"
        R"("local_outbox_tps":{:.0f},"sync_s":{:.4f},"sync_cps":{:.0f},"wire_bytes":{},)"
        R"("disk_bytes":{},"rss_kb":{},"equal":{}}})",
        start_of("w2"), r.transactions, r.local_s, rate(r.transactions, r.local_s),
        r.local_outbox_s, rate(r.transactions, r.local_outbox_s), r.sync_s,
        rate(r.transactions, r.sync_s), r.wire_bytes, r.disk_bytes, r.rss_kb, r.is_equal);
}

std::string line_of(const W3Floor& r) {
    return fmt::format(
        R"({},"rows":{},"edit_s":{:.4f},"merge_s":{:.4f},"rows_s":{:.0f},"wire_bytes":{},)"
        R"("disk_bytes":{},"rss_kb":{},"equal":{},"both_fields_kept":{}}})",
        start_of("w3"), r.rows, r.edit_s, r.merge_s, rate(r.rows, r.merge_s), r.wire_bytes,
        r.disk_bytes, r.rss_kb, r.is_equal, r.both_fields_kept);
}

std::string fields_of(std::string_view name, const Percentiles& p) {
    return fmt::format(R"("{0}_p50_ms":{1:.3f},"{0}_p95_ms":{2:.3f},"{0}_p99_ms":{3:.3f})", name,
                       p.p50_ms, p.p95_ms, p.p99_ms);
}

std::string line_of(const W4Floor& r) {
    return fmt::format(R"({},"n":{},{},{},{},"equal":{}}})", start_of("w4"), r.changes,
                       fields_of("commit", r.commit), fields_of("hub", r.hub),
                       fields_of("edge", r.edge), r.is_equal);
}

template <class Figures>
Result<std::string> line_of(const Result<Figures>& result) {
    if (!result) return std::unexpected(result.error());
    return line_of(*result);
}

Result<std::string> run(const Arguments& arguments, const fs::path& work) {
    TRY(const Data data,
        arguments.files ? Data::from(*arguments.files) : Result<Data>(Data::generated()));
    if (arguments.workload == "w1") return line_of(floor_w1(data, work, kRows));
    if (arguments.workload == "w2") return line_of(floor_w2(data, work));
    if (arguments.workload == "w3") return line_of(floor_w3(data, work));
    return line_of(floor_w4(data, work));
}

}  // namespace

int main(int count, char** words) {
    const auto arguments = parse(count, words);
    if (!arguments) {
        fmt::print(stderr, "usage: branchline-floor w1|w2|w3|w4 [--data DIR]\n");
        return 2;
    }
    std::optional<test::Folder> folder;
    try {
        folder.emplace("branchline-floor");
    } catch (const std::system_error&) {
        fmt::print(stderr, "branchline-floor: $TMPDIR or /tmp takes no folder\n");
        return 1;
    }
    const auto line = run(*arguments, folder->path());
    if (!line) {
        fmt::print(stderr, "branchline-floor: {}: {}\n", line.error().id, line.error().what);
        return 1;
    }
    fmt::print("{}\n", *line);
    return 0;
}
