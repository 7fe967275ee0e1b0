// W4: changes at branch A, one each 10 ms, through the hub to branch B.
#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "common/base/assert.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/floor_line.hpp"
#include "tests/bench/floor_player.hpp"
#include "tests/bench/floor_tables.hpp"

namespace branchline::bench {

using namespace floor;

namespace {

constexpr std::size_t kChangesMax = 1'000;
constexpr std::chrono::milliseconds kPace{10};
constexpr std::chrono::milliseconds kRest{
    50};  // Between the last preparation and the first change.

using Moments = std::array<Clock::time_point, kChangesMax>;

/// When each change was begun at A, and when it was seen at each place.
struct Journey {
    Moments begun{};
    Moments committed{};
    Moments at_hub{};
    Moments at_b{};
};

Percentiles percentiles_of(const Moments& from, const Moments& to, std::size_t count) {
    std::vector<double> took;
    for (std::size_t i = 0; i < count; ++i) {
        took.push_back(std::chrono::duration<double, std::milli>(to[i] - from[i]).count());
    }
    std::sort(took.begin(), took.end());
    const auto at = [&](std::size_t percent) {
        return took.empty() ? 0 : took[std::min(took.size() * percent / 100, took.size() - 1)];
    };
    return {.p50_ms = at(50), .p95_ms = at(95), .p99_ms = at(99)};
}

/// Takes one change that has arrived, and looks whether a query sees it.
class Taker {
public:
    explicit Taker(db::Database& database)
        : database_(database),
          changes_(database),
          look_(database.prepare("SELECT qty FROM stock WHERE stock_id = ?")) {}

    Result<> take(ByteView packed, const StockChange& expected) {
        TRY_VOID(transact(database_, [&] { return changes_.apply(packed); }));
        TRY(const bool has_row, look_.bind(1, expected.stock_id).step());
        const bool is_seen = has_row && look_.integer(0) == expected.qty;
        look_.reset();
        if (is_seen) return {};
        return fail(Code::corrupt, "bench-change-not-seen", "a change of " + expected.stock_id);
    }

private:
    db::Database& database_;
    Changes changes_;
    db::Statement& look_;
};

struct Listeners {
    Listener for_a;
    Listener for_b;
};

Result<> play_hub(const std::filesystem::path& file,
                  const Listeners& listeners,
                  const std::vector<StockChange>& changes,
                  Moments& at_hub) {
    TRY(const auto database, open_plain(file));
    Taker taker(*database);
    TRY(Line a, listeners.for_a.accept());
    TRY(Line b, listeners.for_b.accept());
    TRY_VOID(a.send(Kind::begin));
    for (std::size_t i = 0; i < changes.size(); ++i) {
        TRY(const Bytes packed, a.expect(Kind::rows));
        TRY_VOID(taker.take(packed, changes[i]));
        at_hub[i] = Clock::now();
        TRY_VOID(b.send(Kind::rows, packed));
    }
    // Nobody's files are closed before the last change has arrived.
    TRY_VOID(b.expect(Kind::done));
    return a.send(Kind::done);
}

Result<> play_b(const std::filesystem::path& file,
                std::uint16_t port,
                const std::vector<StockChange>& changes,
                Moments& at_b) {
    TRY(const auto database, open_plain(file));
    Taker taker(*database);
    TRY(Line line, Line::dial(port));
    for (std::size_t i = 0; i < changes.size(); ++i) {
        TRY(const Bytes packed, line.expect(Kind::rows));
        TRY_VOID(taker.take(packed, changes[i]));
        at_b[i] = Clock::now();
    }
    return line.send(Kind::done);
}

Result<> play_a(const std::filesystem::path& file,
                std::uint16_t port,
                const std::vector<StockChange>& changes,
                Journey& journey) {
    TRY(const auto database, open_plain(file));
    Changes local(*database);
    std::vector<BurstOp> ops(changes.begin(), changes.end());
    TRY(Line line, Line::dial(port));
    TRY_VOID(line.expect(Kind::begin));
    const auto first = Clock::now() + kRest;
    Bytes packed;
    for (std::size_t i = 0; i < ops.size(); ++i) {
        std::this_thread::sleep_until(first + i * kPace);
        journey.begun[i] = Clock::now();
        TRY_VOID(transact(*database, [&] { return local.make(ops[i]); }));
        journey.committed[i] = Clock::now();
        packed.clear();
        Changes::pack(ops[i], packed);
        TRY_VOID(line.send(Kind::rows, packed));
    }
    TRY_VOID(line.expect(Kind::done));
    return {};
}

Result<> play_all(const std::filesystem::path& work,
                  const std::vector<StockChange>& changes,
                  Journey& journey) {
    TRY(Listener for_a, Listener::open());
    TRY(Listener for_b, Listener::open());
    Listeners listeners{std::move(for_a), std::move(for_b)};
    const std::uint16_t a_port = listeners.for_a.port();
    const std::uint16_t b_port = listeners.for_b.port();
    TRY(Player hub, Player::start("hub", [&](const SayReady&) {
            return play_hub(work / "floor-w4-hub.db", listeners, changes, journey.at_hub);
        }));
    listeners.for_a.close();
    listeners.for_b.close();
    TRY(Player b, Player::start("branch B", [&](const SayReady&) {
            return play_b(work / "floor-w4-b.db", b_port, changes, journey.at_b);
        }));
    TRY_VOID(play_alone("branch A",
                        [&] { return play_a(work / "floor-w4-a.db", a_port, changes, journey); }));
    TRY_VOID(b.wait_until_over());
    return hub.wait_until_over();
}

}  // namespace

Result<W4Floor> floor_w4(const Data& data, const std::filesystem::path& work) {
    const std::vector<StockChange>& changes = data.live();
    ASSERT(changes.size() <= kChangesMax);
    const auto base = work / "floor-w4-base.db";
    TRY_VOID(make_base(base, Outbox::with, [&](db::Database& database) {
        return insert_stock(database, data.stock());
    }));
    for (const auto* name : {"floor-w4-hub.db", "floor-w4-a.db", "floor-w4-b.db"}) {
        TRY_VOID(copy_base(base, work / name));
    }

    Shared<Journey> journey;
    TRY_VOID(play_all(work, changes, *journey));

    W4Floor result{.changes = changes.size()};
    result.commit = percentiles_of(journey->begun, journey->committed, changes.size());
    result.hub = percentiles_of(journey->begun, journey->at_hub, changes.size());
    result.edge = percentiles_of(journey->begun, journey->at_b, changes.size());
    TRY(const bool is_hub_equal,
        is_equal(work / "floor-w4-a.db", work / "floor-w4-hub.db", kStockRows));
    TRY(const bool is_b_equal,
        is_equal(work / "floor-w4-a.db", work / "floor-w4-b.db", kStockRows));
    result.is_equal = is_hub_equal && is_b_equal;
    return result;
}

}  // namespace branchline::bench
