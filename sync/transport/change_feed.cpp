#include "sync/transport/change_feed.hpp"

#include <algorithm>

namespace branchline::sync {

namespace {

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS change_feed("
    "position INTEGER PRIMARY KEY, stream TEXT NOT NULL, log_id BLOB NOT NULL,"
    " first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT";

std::uint64_t natural(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}
std::int64_t whole(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

template <class See>
void each_log(const Replica& replica, See see) {
    for (const auto& [name, stream] : replica.state().books.streams()) {
        for (const LogBook* log : stream->logs) see(name, *log);
    }
}

}  // namespace

Result<std::unique_ptr<ChangeFeed>> ChangeFeed::open(Replica& replica) {
    db::Database& database = replica.state().database;
    TRY_VOID(database.execute(kTable));
    std::unique_ptr<ChangeFeed> feed(new ChangeFeed(database));
    TRY_VOID(feed->load(replica));
    return feed;
}

Result<> ChangeFeed::load(Replica& replica) {
    each_log(replica, [this](const std::string&, const LogBook& log) {
        seen_[log.log_id] = log.applied_seq;
    });
    // What was applied without a note, before there was a feed say, is noted with the next group.
    auto& statement =
        database_.prepare("SELECT log_id, max(last) FROM change_feed GROUP BY log_id");
    while (true) {
        TRY(const bool more, statement.step());
        if (!more) break;
        seen_[LogId::from(statement.blob(0))] = natural(statement.integer(1));
    }
    TRY(const Span there, span());
    newest_ = there.newest;
    return {};
}

Result<> ChangeFeed::note(Replica& replica) {
    TRY_VOID(replica.write_receipts());
    TRY(const Span there, span());
    if (there.newest != newest_) seen_ = before_;  // That group failed.
    before_ = seen_;
    newest_ = there.newest;
    for (const auto& [name, stream] : replica.state().books.streams()) {
        for (const LogBook* log : stream->logs) {
            TRY(newest_, note_log(name, *log, newest_));
        }
    }
    return newest_ / 1000 == there.newest / 1000 ? Result<>{} : forget(newest_);
}

Result<std::uint64_t> ChangeFeed::note_log(const std::string& stream,
                                           const LogBook& log,
                                           std::uint64_t position) {
    std::uint64_t& seen = seen_[log.log_id];
    while (seen < log.applied_seq) {
        const std::uint64_t last = std::min(log.applied_seq, seen + kEntriesMax);
        auto& statement = database_.prepare(
            "INSERT INTO change_feed(position, stream, log_id, first, last) VALUES(?,?,?,?,?)");
        statement.bind(1, whole(++position)).bind(2, stream).bind(3, ByteView(log.log_id));
        TRY_VOID(statement.bind(4, whole(seen + 1)).bind(5, whole(last)).run());
        seen = last;
    }
    return position;
}

Result<> ChangeFeed::forget(std::uint64_t newest) {
    auto& statement = database_.prepare("DELETE FROM change_feed WHERE position <= ?");
    return statement.bind(1, whole(newest) - whole(kKept)).run();
}

Result<ChangeFeed::Span> ChangeFeed::span() {
    auto& statement = database_.prepare(
        "SELECT (SELECT min(position) FROM change_feed), (SELECT max(position) FROM change_feed)");
    TRY(const bool there, statement.step());
    Span out;
    if (there && !statement.is_null(0)) {
        out = {.oldest = natural(statement.integer(0)) - 1,
               .newest = natural(statement.integer(1))};
    }
    statement.reset();
    return out;
}

Result<std::vector<Change>> ChangeFeed::read(std::uint64_t after, std::size_t limit) {
    auto& statement = database_.prepare(
        "SELECT position, stream, log_id, first, last FROM change_feed WHERE position > ?"
        " ORDER BY position LIMIT ?");
    statement.bind(1, whole(after)).bind(2, whole(limit));
    std::vector<Change> out;
    while (true) {
        TRY(const bool more, statement.step());
        if (!more) return out;
        out.push_back({.position = natural(statement.integer(0)),
                       .stream = std::string(statement.text(1)),
                       .log = LogId::from(statement.blob(2)),
                       .first_seq = natural(statement.integer(3)),
                       .last_seq = natural(statement.integer(4))});
    }
}

}  // namespace branchline::sync
