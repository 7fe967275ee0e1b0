// W1: a new replica takes over the hub's parts.
#include <string_view>

#include "tests/bench/floor.hpp"
#include "tests/bench/floor_line.hpp"
#include "tests/bench/floor_player.hpp"
#include "tests/bench/floor_tables.hpp"

namespace branchline::bench {

using namespace floor;

namespace {

constexpr int kRowsPerFrame = 10'000;
constexpr int kPartCells = 8;

/// A part as `SELECT *` gives it.
void pack_part(const db::Statement& row, Bytes& to) {
    for (const int at : {0, 1, 2}) put(to, row.text(at));
    for (const int at : {3, 4}) put(to, row.integer(at));
    if (row.is_null(5)) {
        put_null(to);
    } else {
        put(to, row.text(5));
    }
    for (const int at : {6, 7}) put(to, row.integer(at));
}

Result<> send_parts(db::Database& database, Line& line) {
    db::Statement& rows = database.prepare("SELECT * FROM parts");
    Bytes body;
    int count = 0;
    for (;;) {
        TRY(const bool has_row, rows.step());
        if (!has_row) break;
        pack_part(rows, body);
        if (++count < kRowsPerFrame) continue;
        TRY_VOID(line.send(Kind::rows, body));
        body.clear();
        count = 0;
    }
    rows.reset();
    if (count > 0) TRY_VOID(line.send(Kind::rows, body));
    return line.send(Kind::end);
}

Result<> take_parts(db::Database& database, ByteView body) {
    db::Statement& insert = database.prepare("INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    Cells cells(body);
    return transact(database, [&]() -> Result<> {
        while (!cells.is_over()) {
            for (int at = 1; at <= kPartCells; ++at) cells.bind_next(insert, at);
            TRY_VOID(cells.check());
            TRY_VOID(insert.run());
        }
        return {};
    });
}

Result<> play_hub(const std::filesystem::path& file, const Listener& listener, W1Floor& result) {
    TRY(const auto database, open_plain(file));
    TRY(Line line, listener.accept());
    TRY_VOID(line.expect(Kind::begin));
    TRY_VOID(send_parts(*database, line));
    TRY_VOID(line.expect(Kind::done));
    result.hub_rss_kb = rss_kb();
    return {};
}

Result<> play_replica(const std::filesystem::path& file, std::uint16_t port, W1Floor& result) {
    const auto start = Clock::now();
    TRY(const auto database, open_plain(file));
    TRY_VOID(create_tables(*database, Outbox::without));
    TRY(Line line, Line::dial(port));
    TRY_VOID(line.send(Kind::begin));
    for (;;) {
        TRY(const Frame frame, line.receive());
        if (frame.kind == Kind::end) break;
        TRY_VOID(take_parts(*database, frame.body));
    }
    TRY(const std::int64_t count, number_of(*database, "SELECT count(*) FROM parts"));
    result.wall_s = seconds_since(start);
    result.rows = static_cast<std::size_t>(count);
    result.wire_bytes = line.bytes();
    result.rss_kb = rss_kb();
    return line.send(Kind::done);
}

}  // namespace

Result<W1Floor> floor_w1(const Data& data, const std::filesystem::path& work, std::size_t rows) {
    const auto hub_file = work / "floor-w1-hub.db";
    const auto replica_file = work / "floor-w1-replica.db";
    TRY_VOID(make_base(hub_file, Outbox::without, [&](db::Database& database) {
        return insert_parts(database, data.parts(rows));
    }));

    Shared<W1Floor> result;
    TRY(Listener listener, Listener::open());
    const std::uint16_t port = listener.port();
    TRY(Player hub, Player::start("hub", [&](const SayReady&) {
            return play_hub(hub_file, listener, *result);
        }));
    listener.close();
    TRY_VOID(play_alone("replica", [&] { return play_replica(replica_file, port, *result); }));
    TRY_VOID(hub.wait_until_over());

    result->disk_bytes = disk_bytes(replica_file);
    TRY(result->is_equal, is_equal(hub_file, replica_file, kPartRows));
    return *result;
}

}  // namespace branchline::bench
