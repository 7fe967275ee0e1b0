// W2: a burst of small transactions at an edge, each durable by itself, then the upload.
#include <optional>

#include "tests/bench/floor.hpp"
#include "tests/bench/floor_line.hpp"
#include "tests/bench/floor_player.hpp"
#include "tests/bench/floor_tables.hpp"

namespace branchline::bench {

using namespace floor;

namespace {

constexpr int kChangesPerFrame = 1'000;

/// Every operation in a transaction of its own.
class Burst {
public:
    Burst(db::Database& database, Outbox outbox) : database_(database), changes_(database) {
        if (outbox == Outbox::with) {
            keep_ = &database.prepare("INSERT INTO outbox (change) VALUES (?)");
        }
    }

    Result<> run(const std::vector<BurstOp>& ops) {
        for (const BurstOp& op : ops) TRY_VOID(run_one(op));
        return {};
    }

private:
    Result<> run_one(const BurstOp& op) {
        TRY_VOID(database_.begin());
        TRY_VOID(changes_.make(op));
        if (keep_ != nullptr) {
            packed_.clear();
            Changes::pack(op, packed_);
            TRY_VOID(keep_->bind(1, packed_).run());
        }
        return database_.commit();
    }

    db::Database& database_;
    Changes changes_;
    db::Statement* keep_ = nullptr;  ///< Null: nothing waits to be sent.
    Bytes packed_;
};

/// What was sent: in how many frames, and up to which place in the outbox.
struct Sent {
    int frames = 0;
    std::int64_t last = 0;
};

Result<Sent> send_outbox(db::Database& database, Line& line) {
    db::Statement& waiting = database.prepare("SELECT seq, change FROM outbox ORDER BY seq");
    Sent sent;
    Bytes body;
    int count = 0;
    const auto send = [&] {
        ++sent.frames;
        count = 0;
        return line.send(Kind::rows, body);
    };
    for (;;) {
        TRY(const bool has_row, waiting.step());
        if (!has_row) break;
        sent.last = waiting.integer(0);
        append(body, waiting.blob(1));
        if (++count < kChangesPerFrame) continue;
        TRY_VOID(send());
        body.clear();
    }
    waiting.reset();
    if (count > 0) TRY_VOID(send());
    return sent;
}

/// Returns when the hub has committed everything and the outbox is empty.
Result<> upload(db::Database& database, Line& line) {
    TRY(const Sent sent, send_outbox(database, line));
    for (int i = 0; i < sent.frames; ++i) TRY_VOID(line.expect(Kind::done));
    return database.prepare("DELETE FROM outbox WHERE seq <= ?").bind(1, sent.last).run();
}

/// Applies what one edge sends, a frame a transaction.
Result<> play_hub(const std::filesystem::path& file,
                  const Listener& listener,
                  const SayReady& say_ready) {
    TRY(const auto database, open_plain(file));
    Changes changes(*database);
    say_ready();
    TRY(Line line, listener.accept());
    for (;;) {
        TRY(const Frame frame, line.receive());
        if (frame.kind != Kind::rows) return {};
        TRY_VOID(transact(*database, [&] { return changes.apply(frame.body); }));
        TRY_VOID(line.send(Kind::done));
    }
}

/// The burst alone when there is no port to send it to.
Result<> play_edge(const std::filesystem::path& file,
                   const std::vector<BurstOp>& ops,
                   std::optional<std::uint16_t> port,
                   W2Floor& result) {
    TRY(const auto database, open_plain(file));
    Burst burst(*database, port ? Outbox::with : Outbox::without);
    const auto start = Clock::now();
    TRY_VOID(burst.run(ops));
    (port ? result.local_outbox_s : result.local_s) = seconds_since(start);
    if (!port) return {};

    const auto sync_start = Clock::now();
    TRY(Line line, Line::dial(*port));
    TRY_VOID(upload(*database, line));
    result.sync_s = seconds_since(sync_start);
    result.wire_bytes = line.bytes();
    result.rss_kb = rss_kb();
    return line.send(Kind::end);
}

Result<> run_without_outbox(const Data& data, const std::filesystem::path& work, W2Floor& result) {
    const auto base = work / "floor-w2-plain-base.db";
    const auto edge_file = work / "floor-w2-plain.db";
    TRY_VOID(make_base(base, Outbox::without, [&](db::Database& database) {
        return insert_stock(database, data.stock());
    }));
    TRY_VOID(copy_base(base, edge_file));
    return play_alone("edge without an outbox",
                      [&] { return play_edge(edge_file, data.burst(), std::nullopt, result); });
}

}  // namespace

Result<W2Floor> floor_w2(const Data& data, const std::filesystem::path& work) {
    Shared<W2Floor> result;
    result->transactions = data.burst().size();
    TRY_VOID(run_without_outbox(data, work, *result));

    const auto base = work / "floor-w2-base.db";
    const auto hub_file = work / "floor-w2-hub.db";
    const auto edge_file = work / "floor-w2-edge.db";
    TRY_VOID(make_base(base, Outbox::with, [&](db::Database& database) {
        return insert_stock(database, data.stock());
    }));
    TRY_VOID(copy_base(base, hub_file));
    TRY_VOID(copy_base(base, edge_file));

    TRY(Listener listener, Listener::open());
    const std::uint16_t port = listener.port();
    TRY(Player hub, Player::start("hub", [&](const SayReady& say_ready) {
            return play_hub(hub_file, listener, say_ready);
        }));
    listener.close();
    TRY_VOID(hub.wait_until_ready());
    TRY_VOID(play_alone("edge", [&] { return play_edge(edge_file, data.burst(), port, *result); }));
    TRY_VOID(hub.wait_until_over());

    result->disk_bytes = disk_bytes(edge_file);
    TRY(const bool is_stock_equal, is_equal(hub_file, edge_file, kStockRows));
    TRY(const bool are_claims_equal, is_equal(hub_file, edge_file, kClaimRows));
    result->is_equal = is_stock_equal && are_claims_equal;
    return *result;
}

}  // namespace branchline::bench
