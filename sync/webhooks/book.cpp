#include "sync/webhooks/book.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/list.hpp"

namespace branchline::sync {

namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE IF NOT EXISTS endpoint(
    id TEXT PRIMARY KEY, url TEXT NOT NULL, types TEXT NOT NULL, state TEXT NOT NULL,
    position INTEGER NOT NULL, done INTEGER NOT NULL, failures INTEGER NOT NULL,
    due INTEGER NOT NULL, last_error TEXT NOT NULL, taken INTEGER NOT NULL, lost INTEGER NOT NULL,
    made INTEGER NOT NULL, secret TEXT NOT NULL, old_secret TEXT NOT NULL,
    old_until INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS dead_letter(
    number INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, message TEXT NOT NULL, body TEXT NOT NULL,
    error TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS parked(
    number INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, subject TEXT NOT NULL,
    message TEXT NOT NULL, body TEXT NOT NULL, failures INTEGER NOT NULL, due INTEGER NOT NULL,
    error TEXT NOT NULL, UNIQUE(endpoint, message)) STRICT;
CREATE INDEX IF NOT EXISTS parked_subject ON parked(endpoint, subject, number);
CREATE TABLE IF NOT EXISTS delivery(
    number INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, message TEXT NOT NULL,
    at INTEGER NOT NULL, attempt INTEGER NOT NULL, status INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL, age INTEGER, answer TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS delivery_endpoint ON delivery(endpoint, number);
)sql";

/// Of files that were written before endpoints had it.
constexpr std::string_view kAddFailingSince =
    "ALTER TABLE endpoint ADD COLUMN failing_since INTEGER NOT NULL DEFAULT 0";

constexpr std::string_view kColumns =
    "id, url, types, state, position, done, failures, due, last_error, taken, lost, made,"
    " failing_since";

std::int64_t number_of(Instant at) {
    return at.time_since_epoch().count();
}
Instant instant_of(std::int64_t number) {
    return Instant(Milliseconds(number));
}
std::int64_t whole(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}
std::uint64_t natural(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
}

std::string joined(const std::vector<std::string>& types) {
    std::string out;
    for (const std::string& type : types) append_item(out, type, "|");
    return out;
}

std::vector<std::string> split(std::string_view types) {
    std::vector<std::string> out;
    while (!types.empty()) {
        const std::size_t bar = std::min(types.find('|'), types.size());
        out.emplace_back(types.substr(0, bar));
        types.remove_prefix(std::min(bar + 1, types.size()));
    }
    return out;
}

std::optional<Instant> instant_or_none(std::int64_t number) {
    return number == 0 ? std::nullopt : std::optional(instant_of(number));
}

Endpoint endpoint_of(const db::Statement& row) {
    return {.id = std::string(row.text(0)),
            .url = std::string(row.text(1)),
            .types = split(row.text(2)),
            .state = std::string(row.text(3)),
            .position = natural(row.integer(4)),
            .done = natural(row.integer(5)),
            .failures = static_cast<unsigned>(row.integer(6)),
            .due = instant_of(row.integer(7)),
            .last_error = std::string(row.text(8)),
            .taken = natural(row.integer(9)),
            .lost = natural(row.integer(10)),
            .made = instant_of(row.integer(11)),
            .failing_since = instant_or_none(row.integer(12))};
}

DeadLetter letter_of(const db::Statement& row) {
    return {.number = natural(row.integer(0)),
            .endpoint = std::string(row.text(1)),
            .message = std::string(row.text(2)),
            .body = std::string(row.text(3)),
            .error = std::string(row.text(4)),
            .at = instant_of(row.integer(5))};
}

std::unexpected<Error> no_endpoint(const std::string& id) {
    return fail(Code::not_found, "not-found", fmt::format("there is no webhook {}", id));
}

Result<> bind_progress(db::Statement& statement, const Endpoint& e) {
    statement.bind(1, e.state).bind(2, whole(e.position)).bind(3, whole(e.done));
    statement.bind(4, std::int64_t{e.failures}).bind(5, number_of(e.due)).bind(6, e.last_error);
    statement.bind(7, whole(e.taken)).bind(8, whole(e.lost));
    statement.bind(9, e.failing_since ? number_of(*e.failing_since) : 0);
    return statement.bind(10, e.id).run();
}

Result<> add_columns(db::Database& database) {
    auto& named = database.prepare(
        "SELECT count(*) FROM pragma_table_info('endpoint') WHERE name = 'failing_since'");
    TRY_VOID(named.step());
    const bool is_there = named.integer(0) > 0;
    named.reset();
    return is_there ? Result<>() : database.execute(kAddFailingSince);
}

}  // namespace

Result<std::unique_ptr<WebhookBook>> WebhookBook::open(const std::filesystem::path& path) {
    TRY(auto database, db::Database::open(path, {}));
    TRY_VOID(database->execute(kTables));
    TRY_VOID(add_columns(*database));
    return std::unique_ptr<WebhookBook>(new WebhookBook(std::move(database)));
}

Result<> WebhookBook::add(const Endpoint& e, const std::string& secret) {
    const std::lock_guard lock(mutex_);
    auto& count = database_->prepare("SELECT count(*) FROM endpoint");
    TRY_VOID(count.step());
    const std::int64_t held = count.integer(0);
    count.reset();
    if (held >= static_cast<std::int64_t>(kEndpointsMax)) {
        return fail(Code::too_large, "too-many-webhooks",
                    fmt::format("a daemon has at most {} webhooks", kEndpointsMax));
    }
    auto& insert = database_->prepare(
        "INSERT INTO endpoint(id, url, types, state, position, done, failures, due, last_error,"
        " taken, lost, made, secret, old_secret, old_until)"
        " VALUES(?,?,?,?,?,0,0,?,'',0,0,?,?,'',0)");
    const std::string types = joined(e.types);
    insert.bind(1, e.id).bind(2, e.url).bind(3, types).bind(4, e.state).bind(5, whole(e.position));
    return insert.bind(6, number_of(e.due)).bind(7, number_of(e.made)).bind(8, secret).run();
}

Result<> WebhookBook::remove(const std::string& id) {
    const std::lock_guard lock(mutex_);
    TRY_VOID(find(id));
    for (const char* forget :
         {"DELETE FROM dead_letter WHERE endpoint = ?", "DELETE FROM parked WHERE endpoint = ?",
          "DELETE FROM delivery WHERE endpoint = ?"}) {
        TRY_VOID(database_->prepare(forget).bind(1, id).run());
    }
    return database_->prepare("DELETE FROM endpoint WHERE id = ?").bind(1, id).run();
}

Result<std::vector<Endpoint>> WebhookBook::list() {
    const std::lock_guard lock(mutex_);
    auto& rows =
        database_->prepare(fmt::format("SELECT {} FROM endpoint ORDER BY made, id", kColumns));
    std::vector<Endpoint> out;
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back(endpoint_of(rows));
    }
}

Result<Endpoint> WebhookBook::find(const std::string& id) {
    const std::lock_guard lock(mutex_);
    auto& row = database_->prepare(fmt::format("SELECT {} FROM endpoint WHERE id = ?", kColumns));
    row.bind(1, id);
    TRY(const bool found, row.step());
    if (!found) return no_endpoint(id);
    Endpoint out = endpoint_of(row);
    row.reset();
    return out;
}

Result<> WebhookBook::save(const Endpoint& endpoint) {
    const std::lock_guard lock(mutex_);
    auto& update = database_->prepare(
        "UPDATE endpoint SET state = ?, position = ?, done = ?, failures = ?, due = ?,"
        " last_error = ?, taken = ?, lost = ?, failing_since = ? WHERE id = ?");
    return bind_progress(update, endpoint);
}

Result<bool> WebhookBook::save_if_at(const Endpoint& endpoint,
                                     std::uint64_t position,
                                     std::uint64_t done) {
    const std::lock_guard lock(mutex_);
    TRY(const Endpoint held, find(endpoint.id));
    if (held.position != position || held.done != done || held.state != "enabled") return false;
    TRY_VOID(save(endpoint));
    return true;
}

Result<std::vector<std::string>> WebhookBook::secrets(const std::string& id, Instant now) {
    const std::lock_guard lock(mutex_);
    auto& row =
        database_->prepare("SELECT secret, old_secret, old_until FROM endpoint WHERE id = ?");
    row.bind(1, id);
    TRY(const bool found, row.step());
    if (!found) return no_endpoint(id);
    std::vector<std::string> out = {std::string(row.text(0))};
    if (row.integer(2) > number_of(now)) out.emplace_back(row.text(1));
    row.reset();
    return out;
}

Result<> WebhookBook::rotate(const std::string& id, const std::string& secret, Instant until) {
    const std::lock_guard lock(mutex_);
    TRY_VOID(find(id));
    auto& update = database_->prepare(
        "UPDATE endpoint SET old_secret = secret, old_until = ?, secret = ? WHERE id = ?");
    return update.bind(1, number_of(until)).bind(2, secret).bind(3, id).run();
}

Result<> WebhookBook::bury(const DeadLetter& letter) {
    const std::lock_guard lock(mutex_);
    auto& insert = database_->prepare(
        "INSERT INTO dead_letter(endpoint, message, body, error, at) VALUES(?,?,?,?,?)");
    insert.bind(1, letter.endpoint).bind(2, letter.message).bind(3, letter.body);
    TRY_VOID(insert.bind(4, letter.error).bind(5, number_of(letter.at)).run());
    auto& forget = database_->prepare(
        "DELETE FROM dead_letter WHERE number <= (SELECT max(number) FROM dead_letter) - ?");
    return forget.bind(1, kDeadMax).run();
}

Result<std::vector<DeadLetter>> WebhookBook::dead(const std::string& endpoint) {
    const std::lock_guard lock(mutex_);
    TRY_VOID(find(endpoint));
    auto& rows = database_->prepare(
        "SELECT number, endpoint, message, body, error, at FROM dead_letter WHERE endpoint = ?"
        " ORDER BY number LIMIT 500");
    rows.bind(1, endpoint);
    std::vector<DeadLetter> out;
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back(letter_of(rows));
    }
}

Result<DeadLetter> WebhookBook::exhume(const std::string& endpoint, std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    auto& row = database_->prepare(
        "SELECT number, endpoint, message, body, error, at FROM dead_letter WHERE endpoint = ?"
        " AND number = ?");
    row.bind(1, endpoint).bind(2, whole(number));
    TRY(const bool found, row.step());
    if (!found) {
        return fail(Code::not_found, "not-found",
                    fmt::format("there is no dead letter {}", number));
    }
    DeadLetter out = letter_of(row);
    row.reset();
    TRY_VOID(database_->prepare("DELETE FROM dead_letter WHERE number = ?")
                 .bind(1, whole(number))
                 .run());
    return out;
}

}  // namespace branchline::sync
