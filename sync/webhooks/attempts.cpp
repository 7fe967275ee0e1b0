// The book's pages of attempts: messages that wait for another one, and what became of each.
#include "sync/webhooks/book.hpp"

namespace branchline::sync {

namespace {

constexpr std::size_t kDueAtOnce = 100;

std::int64_t number_of(Instant at) {
    return at.time_since_epoch().count();
}
Instant instant_of(std::int64_t number) {
    return Instant(Milliseconds(number));
}
std::int64_t whole(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
}

Parked parked_of(const db::Statement& row) {
    return {.number = static_cast<std::uint64_t>(row.integer(0)),
            .endpoint = std::string(row.text(1)),
            .subject = std::string(row.text(2)),
            .message = std::string(row.text(3)),
            .body = std::string(row.text(4)),
            .failures = static_cast<unsigned>(row.integer(5)),
            .due = instant_of(row.integer(6)),
            .error = std::string(row.text(7))};
}

/// An age below zero is none: of an attempt that failed.
Delivery delivery_of(const db::Statement& row) {
    Delivery out{.number = static_cast<std::uint64_t>(row.integer(0)),
                 .endpoint = std::string(row.text(1)),
                 .message = std::string(row.text(2)),
                 .at = instant_of(row.integer(3)),
                 .attempt = static_cast<unsigned>(row.integer(4)),
                 .status = static_cast<int>(row.integer(5)),
                 .milliseconds = row.integer(6),
                 .age = {},
                 .answer = std::string(row.text(8))};
    if (row.integer(7) >= 0) out.age = row.integer(7);
    return out;
}

}  // namespace

Result<> WebhookBook::park(const Parked& parked) {
    const std::lock_guard lock(mutex_);
    auto& insert = database_->prepare(
        "INSERT OR IGNORE INTO parked(endpoint, subject, message, body, failures, due, error)"
        " VALUES(?,?,?,?,?,?,?)");
    insert.bind(1, parked.endpoint).bind(2, parked.subject).bind(3, parked.message);
    insert.bind(4, parked.body).bind(5, std::int64_t{parked.failures});
    return insert.bind(6, number_of(parked.due)).bind(7, parked.error).run();
}

Result<bool> WebhookBook::is_parked(const std::string& endpoint, const std::string& subject) {
    const std::lock_guard lock(mutex_);
    auto& row = database_->prepare("SELECT 1 FROM parked WHERE endpoint = ? AND subject = ?");
    row.bind(1, endpoint).bind(2, subject);
    TRY(const bool found, row.step());
    row.reset();
    return found;
}

Result<std::size_t> WebhookBook::count_parked(const std::string& endpoint) {
    const std::lock_guard lock(mutex_);
    auto& row = database_->prepare("SELECT count(*) FROM parked WHERE endpoint = ?");
    row.bind(1, endpoint);
    TRY_VOID(row.step());
    const auto out = static_cast<std::size_t>(row.integer(0));
    row.reset();
    return out;
}

Result<std::vector<Parked>> WebhookBook::due_parked(const std::string& endpoint, Instant now) {
    const std::lock_guard lock(mutex_);
    auto& rows = database_->prepare(
        "SELECT number, endpoint, subject, message, body, failures, due, error FROM parked AS p"
        " WHERE endpoint = ?1 AND due <= ?2 AND number = (SELECT min(number) FROM parked AS q"
        " WHERE q.endpoint = ?1 AND q.subject = p.subject) ORDER BY number LIMIT ?3");
    rows.bind(1, endpoint).bind(2, number_of(now)).bind(3, whole(kDueAtOnce));
    std::vector<Parked> out;
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back(parked_of(rows));
    }
}

Result<std::optional<Instant>> WebhookBook::next_parked(const std::string& endpoint) {
    const std::lock_guard lock(mutex_);
    auto& row = database_->prepare(
        "SELECT min(due), count(*) FROM parked AS p WHERE endpoint = ?1 AND number = (SELECT"
        " min(number) FROM parked AS q WHERE q.endpoint = ?1 AND q.subject = p.subject)");
    row.bind(1, endpoint);
    TRY_VOID(row.step());
    std::optional<Instant> out;
    if (row.integer(1) > 0) out = instant_of(row.integer(0));
    row.reset();
    return out;
}

Result<> WebhookBook::postpone(const Parked& parked) {
    const std::lock_guard lock(mutex_);
    auto& update =
        database_->prepare("UPDATE parked SET failures = ?, due = ?, error = ? WHERE number = ?");
    update.bind(1, std::int64_t{parked.failures}).bind(2, number_of(parked.due));
    return update.bind(3, parked.error).bind(4, whole(parked.number)).run();
}

Result<> WebhookBook::release(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    return database_->prepare("DELETE FROM parked WHERE number = ?").bind(1, whole(number)).run();
}

Result<> WebhookBook::hurry_parked(const std::string& endpoint) {
    const std::lock_guard lock(mutex_);
    return database_->prepare("UPDATE parked SET due = 0 WHERE endpoint = ?")
        .bind(1, endpoint)
        .run();
}

Result<> WebhookBook::note(const Delivery& delivery) {
    const std::lock_guard lock(mutex_);
    auto& insert = database_->prepare(
        "INSERT INTO delivery(endpoint, message, at, attempt, status, milliseconds, age, answer)"
        " VALUES(?,?,?,?,?,?,?,?)");
    insert.bind(1, delivery.endpoint).bind(2, delivery.message).bind(3, number_of(delivery.at));
    insert.bind(4, std::int64_t{delivery.attempt}).bind(5, std::int64_t{delivery.status});
    insert.bind(6, delivery.milliseconds).bind(7, delivery.age.value_or(-1));
    TRY_VOID(insert.bind(8, delivery.answer).run());
    auto& forget = database_->prepare(
        "DELETE FROM delivery WHERE endpoint = ?1 AND (at < ?2 OR number <= (SELECT number FROM"
        " delivery WHERE endpoint = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?3))");
    const Instant oldest = delivery.at - kDeliveriesFor;
    return forget.bind(1, delivery.endpoint)
        .bind(2, number_of(oldest))
        .bind(3, kDeliveriesMax)
        .run();
}

Result<std::vector<Delivery>> WebhookBook::deliveries(const std::string& endpoint,
                                                      std::uint64_t before,
                                                      std::size_t limit) {
    const std::lock_guard lock(mutex_);
    TRY_VOID(find(endpoint));
    auto& rows = database_->prepare(
        "SELECT number, endpoint, message, at, attempt, status, milliseconds, age, answer FROM"
        " delivery WHERE endpoint = ? AND number < ? ORDER BY number DESC LIMIT ?");
    rows.bind(1, endpoint).bind(2, whole(before)).bind(3, whole(limit));
    std::vector<Delivery> out;
    while (true) {
        TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back(delivery_of(rows));
    }
}

Result<DeliverySums> WebhookBook::sums(const std::string& endpoint) {
    constexpr std::int64_t kDay = 86'400'000;
    const std::lock_guard lock(mutex_);
    auto& counts = database_->prepare(
        "SELECT count(*), count(DISTINCT message), coalesce(sum(attempt > 1), 0),"
        " count(DISTINCT CASE WHEN age BETWEEN 0 AND ?2 THEN message END)"
        " FROM delivery WHERE endpoint = ?1");
    counts.bind(1, endpoint).bind(2, kDay);
    TRY_VOID(counts.step());
    DeliverySums out{.attempts = counts.integer(0),
                     .messages = counts.integer(1),
                     .retries = counts.integer(2),
                     .taken_in_day = counts.integer(3),
                     .ages = {}};
    counts.reset();
    auto& ages = database_->prepare("SELECT age FROM delivery WHERE endpoint = ? AND age >= 0");
    ages.bind(1, endpoint);
    while (true) {
        TRY(const bool more, ages.step());
        if (!more) return out;
        out.ages.push_back(ages.integer(0));
    }
}

}  // namespace branchline::sync
