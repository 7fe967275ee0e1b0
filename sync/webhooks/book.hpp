// What a daemon keeps about webhooks for itself: endpoints with their secrets and positions, and
// the messages that nobody took. It stands in a file of its own, which never travels: a secret is
// in no log, no list and no backup of records. May be called from several threads.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/db/database.hpp"

namespace branchline::sync {

struct Endpoint {
    std::string id;
    std::string url;
    std::vector<std::string> types;  ///< Names of kinds; empty: all.
    std::string state;               ///< enabled, disabled, or gone (the receiver answered 410).
    std::uint64_t position = 0;      ///< All events up to here are taken or dead.
    std::uint64_t done = 0;          ///< Events of the next position that are, too.
    unsigned failures = 0;           ///< Of the next event, in a row.
    Instant due;                     ///< Not before.
    std::string last_error;          ///< Of the last attempt; empty after a success.
    std::uint64_t taken = 0;         ///< Messages, in all.
    std::uint64_t lost = 0;          ///< How often its position was forgotten before it was read.
    Instant made;
};

struct DeadLetter {
    std::uint64_t number = 0;
    std::string endpoint;
    std::string message;  ///< Its id.
    std::string body;
    std::string error;
    Instant at;
};

class WebhookBook {
public:
    static Result<std::unique_ptr<WebhookBook>> open(const std::filesystem::path& path);

    Result<> add(const Endpoint& endpoint, const std::string& secret);
    /// Code::not_found when there is none.
    Result<> remove(const std::string& id);
    Result<std::vector<Endpoint>> list();
    Result<Endpoint> find(const std::string& id);
    /// State, position, failures and what else changes while it is served.
    Result<> save(const Endpoint& endpoint);
    /// The same, but not when somebody has set the position meanwhile; false then.
    Result<bool> save_if_at(const Endpoint& endpoint, std::uint64_t position, std::uint64_t done);

    /// For signing alone: the newest first, and the one before it until its time.
    Result<std::vector<std::string>> secrets(const std::string& id, Instant now);
    /// The present secret is good until `until` beside the new one.
    Result<> rotate(const std::string& id, const std::string& secret, Instant until);

    Result<> bury(const DeadLetter& letter);
    Result<std::vector<DeadLetter>> dead(const std::string& endpoint);
    /// Takes it out, to be sent again.
    Result<DeadLetter> exhume(const std::string& endpoint, std::uint64_t number);

    static constexpr std::size_t kEndpointsMax = 50;
    static constexpr std::int64_t kDeadMax = 10'000;  ///< The oldest are forgotten.

private:
    explicit WebhookBook(std::unique_ptr<db::Database> database) : database_(std::move(database)) {}

    std::unique_ptr<db::Database> database_;
    std::recursive_mutex mutex_;
};

}  // namespace branchline::sync
