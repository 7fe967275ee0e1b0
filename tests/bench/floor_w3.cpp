// W3: two replicas have edited the same parts while they were apart, and meet. Of two writes to a
// field the newer one stands, of two that are as old the one of the greater writer.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/floor.hpp"
#include "tests/bench/floor_line.hpp"
#include "tests/bench/floor_player.hpp"
#include "tests/bench/floor_tables.hpp"

namespace branchline::bench {

using namespace floor;

namespace {

constexpr std::size_t kEditsPerCommit = 1'000;
constexpr int kWritesPerFrame = 5'000;
constexpr std::int64_t kFirstWrite = 1'000;  // When the first edit was written; any number will do.

/// The value of a field in `parts`. Only the two prices are ever edited.
class Prices {
public:
    explicit Prices(db::Database& database)
        : list_(database.prepare("UPDATE parts SET list_price = ?2 WHERE part_no = ?1")),
          net_(database.prepare("UPDATE parts SET net_price = ?2 WHERE part_no = ?1")) {}

    Result<> set(std::string_view part, std::string_view field, std::int64_t value) {
        db::Statement& update = field == "list_price" ? list_ : net_;
        return update.bind(1, part).bind(2, value).run();
    }

private:
    db::Statement& list_;
    db::Statement& net_;
};

/// One side while it is alone: A is writer 0, B is writer 1.
class Writer {
public:
    Writer(db::Database& database, std::int64_t number)
        : number_(number),
          prices_(database),
          note_(database.prepare("INSERT OR REPLACE INTO field_clock VALUES (?, ?, ?, ?)")) {}

    /// The edits from `at` to before `end`; the later one is the newer.
    Result<> write(const std::vector<Clash>& clashes, std::size_t at, std::size_t end) {
        for (; at < end; ++at) {
            const Clash& clash = clashes[at];
            const std::string& field = number_ == 0 ? clash.a_field : clash.b_field;
            const std::int64_t value = number_ == 0 ? clash.a_value : clash.b_value;
            TRY_VOID(prices_.set(clash.part_no, field, value));
            note_.bind(1, clash.part_no).bind(2, field);
            note_.bind(3, kFirstWrite + static_cast<std::int64_t>(at));
            TRY_VOID(note_.bind(4, number_).run());
        }
        return {};
    }

private:
    std::int64_t number_;
    Prices prices_;
    db::Statement& note_;
};

Result<> edit(const std::filesystem::path& file,
              const std::vector<Clash>& clashes,
              std::int64_t number) {
    TRY(const auto database, open_plain(file));
    Writer writer(*database, number);
    for (std::size_t at = 0; at < clashes.size(); at += kEditsPerCommit) {
        const std::size_t end = std::min(at + kEditsPerCommit, clashes.size());
        TRY_VOID(transact(*database, [&] { return writer.write(clashes, at, end); }));
    }
    return {};
}

/// Every write with its part, field, time, writer and value.
Result<> send_writes(db::Database& database, Line& line) {
    db::Statement& writes = database.prepare(
        "SELECT w.part_no, w.field, w.written_at, w.writer,"
        " CASE w.field WHEN 'list_price' THEN p.list_price ELSE p.net_price END"
        " FROM field_clock w JOIN parts p ON p.part_no = w.part_no");
    Bytes body;
    int count = 0;
    for (;;) {
        TRY(const bool has_row, writes.step());
        if (!has_row) break;
        for (const int at : {0, 1}) put(body, writes.text(at));
        for (const int at : {2, 3, 4}) put(body, writes.integer(at));
        if (++count < kWritesPerFrame) continue;
        TRY_VOID(line.send(Kind::rows, body));
        body.clear();
        count = 0;
    }
    writes.reset();
    if (count > 0) TRY_VOID(line.send(Kind::rows, body));
    return line.send(Kind::end);
}

Result<std::vector<Bytes>> receive_writes(Line& line) {
    std::vector<Bytes> bodies;
    for (;;) {
        TRY(Frame frame, line.receive());
        if (frame.kind == Kind::end) return bodies;
        bodies.push_back(std::move(frame.body));
    }
}

/// Lets the newer of two writes stand; a frame a transaction.
class Merger {
public:
    explicit Merger(db::Database& database)
        : database_(database),
          claim_(
              database.prepare("INSERT INTO field_clock VALUES (?1, ?2, ?3, ?4)"
                               " ON CONFLICT DO UPDATE SET written_at = ?3, writer = ?4"
                               " WHERE (?3, ?4) > (field_clock.written_at, field_clock.writer)")),
          prices_(database) {}

    Result<> merge(const std::vector<Bytes>& bodies) {
        for (const Bytes& body : bodies) {
            TRY_VOID(transact(database_, [&] { return merge_one(body); }));
        }
        return {};
    }

private:
    Result<> merge_one(ByteView body) {
        Cells cells(body);
        while (!cells.is_over()) {
            const std::string_view part = cells.text();
            const std::string_view field = cells.text();
            const std::int64_t written_at = cells.integer();
            const std::int64_t writer = cells.integer();
            const std::int64_t value = cells.integer();
            TRY_VOID(cells.check());
            TRY_VOID(claim_.bind(1, part).bind(2, field).bind(3, written_at).bind(4, writer).run());
            if (database_.changes() > 0) TRY_VOID(prices_.set(part, field, value));
        }
        return {};
    }

    db::Database& database_;
    db::Statement& claim_;
    Prices prices_;
};

/// B says what it has before it takes what A has said, as A does.
Result<> play_b(const std::filesystem::path& file,
                const Listener& listener,
                const SayReady& say_ready) {
    TRY(const auto database, open_plain(file));
    Merger merger(*database);
    say_ready();
    TRY(Line line, listener.accept());
    TRY(const auto bodies, receive_writes(line));
    TRY_VOID(send_writes(*database, line));
    TRY_VOID(merger.merge(bodies));
    TRY_VOID(line.send(Kind::done));
    TRY_VOID(line.expect(Kind::end));
    return {};
}

Result<> play_a(const std::filesystem::path& file, std::uint16_t port, W3Floor& result) {
    TRY(const auto database, open_plain(file));
    const auto start = Clock::now();
    TRY(Line line, Line::dial(port));
    TRY_VOID(send_writes(*database, line));
    TRY(const auto bodies, receive_writes(line));
    TRY_VOID(Merger(*database).merge(bodies));
    TRY_VOID(line.expect(Kind::done));
    result.merge_s = seconds_since(start);
    result.wire_bytes = line.bytes();
    result.rss_kb = rss_kb();
    TRY_VOID(line.send(Kind::end));
    // A wrote list prices of seven digits that begin with 1, B net prices that begin with 3 or 4.
    TRY(const std::int64_t kept,
        number_of(*database,
                  "SELECT count(*) FROM parts"
                  " WHERE list_price BETWEEN 1000000 AND 1999999 AND net_price >= 3000000"));
    result.both_fields_kept = static_cast<std::size_t>(kept);
    return {};
}

}  // namespace

Result<W3Floor> floor_w3(const Data& data, const std::filesystem::path& work) {
    const auto base = work / "floor-w3-base.db";
    const auto a_file = work / "floor-w3-a.db";
    const auto b_file = work / "floor-w3-b.db";
    const std::vector<Clash>& clashes = data.clashes();
    TRY_VOID(make_base(base, Outbox::with, [&](db::Database& database) {
        return insert_parts(database, data.parts(clashes.size()));
    }));
    TRY_VOID(copy_base(base, a_file));
    TRY_VOID(copy_base(base, b_file));

    Shared<W3Floor> result;
    result->rows = clashes.size();
    const auto start = Clock::now();
    TRY_VOID(play_alone("writer at A", [&] { return edit(a_file, clashes, 0); }));
    result->edit_s = seconds_since(start);
    TRY_VOID(play_alone("writer at B", [&] { return edit(b_file, clashes, 1); }));

    TRY(Listener listener, Listener::open());
    const std::uint16_t port = listener.port();
    TRY(Player b, Player::start("replica B", [&](const SayReady& say_ready) {
            return play_b(b_file, listener, say_ready);
        }));
    listener.close();
    TRY_VOID(b.wait_until_ready());
    TRY_VOID(play_alone("replica A", [&] { return play_a(a_file, port, *result); }));
    TRY_VOID(b.wait_until_over());

    result->disk_bytes = disk_bytes(a_file);
    TRY(result->is_equal, is_equal(a_file, b_file, kPartRows));
    return *result;
}

}  // namespace branchline::bench
