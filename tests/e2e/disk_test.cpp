// A disk that is full, and one that fails: the first is an answer, the second the end.
#include <csignal>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

struct OneBranch : Network {
    OneBranch() {
        add_dealer("D01");
        add_branch("B0101", "D01");
    }
    Daemon& node() { return Network::node("B0101"); }
};

const std::string kLongText(15'000, 'x');

Result<http::Response> add_note(const Daemon& node,
                                const std::string& title,
                                const std::string& text) {
    const std::string body = fmt::format(
        R"({{"data":{{"branch":"B0101","title":"{}","text":"{}"}}}})", title, text);
    return node.request("POST", "/api/v1/notes", body);
}

/// Writes notes until one is not confirmed; the titles that were.
struct Filling {
    Words confirmed;
    Result<http::Response> refusal = http::Response{};
};

Filling write_until_refused(const Daemon& node, int notes_max, const std::string& text) {
    Filling out;
    for (int i = 0; i < notes_max; ++i) {
        const std::string title = fmt::format("note {}", i);
        out.refusal = add_note(node, title, text);
        if (!out.refusal || out.refusal->status != 201) return out;
        out.confirmed.push_back(title);
    }
    return out;
}

Words titles_of(const Daemon& node) {
    Words out;
    const Json page = node.get("/api/v1/notes?limit=500");
    for (const Json& item : page["items"]) {
        out.push_back(item["data"]["title"].get<std::string>());
    }
    return out;
}

}  // namespace

TEST_CASE("disk: a full disk refuses writes, keeps what is there, and goes on when there is room",
          "[e2e]") {
    OneBranch net;
    REQUIRE(net.node().stop() == 0);
    net.node().start({.file_bytes_max = 1024 * 1024});
    const Filling filling = write_until_refused(net.node(), 400, kLongText);
    REQUIRE(filling.confirmed.size() > 5);
    REQUIRE(filling.refusal.has_value());
    CHECK(filling.refusal->status == 507);
    const Json problem = parsed(filling.refusal->body);
    CHECK(problem["code"] == "disk-full");
    CHECK(problem["hint"] == "nothing was written; free some space");

    CHECK(titles_of(net.node()) == filling.confirmed);
    const std::string digest = net.node().digest("dealer/D01");
    CHECK(add_note(net.node(), "still full", kLongText)->status == 507);
    CHECK(net.node().digest("dealer/D01") == digest);

    net.node().child().raise_file_limit();
    net.node().add_note("B0101", "room again");
    CHECK(titles_of(net.node()).size() == filling.confirmed.size() + 1);
    net.settle_all();
    CHECK(titles_of(net.hub()) == titles_of(net.node()));
}

TEST_CASE("disk: a full disk survives a restart without a loss", "[e2e]") {
    OneBranch net;
    REQUIRE(net.node().stop() == 0);
    net.line("B0101").cut();
    net.node().start({.file_bytes_max = 1024 * 1024});
    const Filling filling = write_until_refused(net.node(), 400, kLongText);
    CHECK(filling.refusal->status == 507);
    net.node().kill();
    net.node().start();
    CHECK(titles_of(net.node()) == filling.confirmed);
    net.line("B0101").restore();
    net.settle_all();
}

TEST_CASE("disk: after one failed sync nothing is confirmed any more and the process ends",
          "[e2e]") {
    if (run({"sh", "-c", "command -v strace"}).exit != 0) {
        WARN("skipped: a failed sync (strace is not installed)");
        return;
    }
    OneBranch net;
    REQUIRE(net.node().stop() == 0);
    net.line("B0101").cut();
    // Counted for each thread by itself, so that starting up does not use them up.
    net.node().start_under({"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync",
                            "-e", "inject=fsync,fdatasync:error=EIO:when=6+"});
    const Filling filling = write_until_refused(net.node(), 50, "x");
    REQUIRE(filling.confirmed.size() < 50);
    if (filling.refusal) {
        CHECK(filling.refusal->status == 500);
        CHECK(parsed(filling.refusal->body)["code"] == "disk-failed");
    }
    CHECK(net.node().child().wait() == 74);
    CHECK(net.node().child().err().find("disk-failed") != std::string::npos);

    net.node().start();
    const Words kept = titles_of(net.node());
    REQUIRE(kept.size() >= filling.confirmed.size());
    CHECK(kept.size() <= filling.confirmed.size() + 1);  // The one that was never answered.
    CHECK(Words(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(
                                                 filling.confirmed.size())) == filling.confirmed);
    net.line("B0101").restore();
    net.settle_all();
}

}  // namespace branchline::e2e
