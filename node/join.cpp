#include "node/join.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "common/db/lock.hpp"
#include "sync/transport/zmq_client.hpp"
#include "sync/tuning.hpp"

namespace branchline::node {

namespace {

/// What the connection's thread has heard, for the one that waits.
class Inbox {
public:
    struct Heard {
        bool connected = false;
        std::optional<sync::Message> message;
        std::optional<Error> failure;
    };

    void put(const std::function<void(Heard&)>& change) {
        const std::lock_guard lock(mutex_);
        change(heard_);
        changed_.notify_all();
    }
    /// Whatever has been heard since the last call, or nothing when the time is up.
    std::optional<Heard> wait(Milliseconds patience) {
        std::unique_lock lock(mutex_);
        const bool any = changed_.wait_for(
            lock, patience, [&] { return heard_.connected || heard_.message || heard_.failure; });
        if (!any) return std::nullopt;
        return std::exchange(heard_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Heard heard_;
};

Error unreachable(std::string what) {
    return {Code::unavailable, "hub-not-reachable", std::move(what),
            "check the line and the hub, then run join again with the same token"};
}

sync::ClientHooks hooks_into(Inbox& inbox) {
    sync::ClientHooks hooks;
    hooks.on_connected = [&inbox] { inbox.put([](auto& heard) { heard.connected = true; }); };
    hooks.on_message = [&inbox](Bytes frame) {
        const auto message = sync::decode(frame);
        inbox.put([&](auto& heard) {
            if (message) {
                heard.message = *message;
            } else {
                heard.failure = message.error();
            }
        });
    };
    hooks.on_disconnected = [&inbox](const std::string& reason) {
        inbox.put([&](auto& heard) { heard.failure = unreachable(reason); });
    };
    hooks.on_refused = [&inbox](int, const std::string&) {
        inbox.put([](auto& heard) {
            heard.failure =
                Error{Code::forbidden, "unknown-curve-key", "the hub does not know this invitation",
                      "ask the importer for a new token"};
        });
    };
    hooks.on_handshake_failed = [&inbox](const std::string&) {
        inbox.put([](auto& heard) {
            heard.failure = Error{Code::forbidden, "wrong-hub-key",
                                  "whoever answers there does not have the key of the token's hub",
                                  "check the address; nothing has been sent"};
        });
    };
    return hooks;
}

/// The certificate, nothing while the hub waits for a person, or why not.
Result<std::optional<sync::Joined>> read_answer(const sync::Message& message) {
    if (const auto* joined = std::get_if<sync::Joined>(&message)) return *joined;
    if (std::holds_alternative<sync::JoinWait>(message)) return std::nullopt;
    if (const auto* bye = std::get_if<sync::Bye>(&message)) {
        std::string id = bye->code;
        std::replace(id.begin(), id.end(), '_', '-');
        return fail(Code::forbidden, id, bye->text, bye->remedy);
    }
    return fail(Code::invalid, "bad-answer", "the hub answered something else");
}

Result<sync::Joined> ask(const JoinOptions& options,
                         const sync::Join& request,
                         sync::ZmqClient& client,
                         Inbox& inbox) {
    SystemClock clock;
    const auto until = clock.monotonic() + Milliseconds(options.patience);
    const Bytes frame = sync::encode(request);
    bool told = false;
    client.connect();
    while (clock.monotonic() < until) {
        const auto heard = inbox.wait(Milliseconds(sync::tuning::kJoinAgainAfter));
        if (heard && heard->failure && heard->failure->code != Code::unavailable) {
            return std::unexpected(*heard->failure);
        }
        if (heard && heard->message) {
            TRY(auto joined, read_answer(*heard->message));
            if (joined) return *std::move(joined);
            if (!std::exchange(told, true))
                options.say("the importer must approve this node; waiting");
            continue;
        }
        if (heard && heard->failure) client.connect();
        if (client.is_connected()) (void)client.send(frame);
    }
    if (told) {
        return fail(Code::unavailable, "approval-pending", "nobody has approved this node yet",
                    "run join again with the same token");
    }
    return std::unexpected(unreachable(fmt::format("{} does not answer", options.token.endpoint)));
}

}  // namespace

Result<sync::Certificate> join(const JoinOptions& options) {
    if (is_enrolled(options.data_dir)) {
        return fail(Code::conflict, "already-enrolled",
                    fmt::format("{} belongs to a network already", options.data_dir.string()),
                    "use another --data-dir");
    }
    TRY(const NodeKeys keys, make_or_load_keys(options.data_dir));
    TRY(const auto lock, db::DirectoryLock::acquire(options.data_dir / "lock"));
    const sync::Join request = sync::make_join(options.token, keys.key, keys.transport.public_key);
    Inbox inbox;
    crypto::SystemRandom random;
    sync::ClientOptions client_options{.endpoint = options.token.endpoint,
                                       .server_key = options.token.hub_transport,
                                       .keys = sync::join_transport(options.token.id)};
    TRY(const auto client,
        sync::ZmqClient::start(std::move(client_options), random, hooks_into(inbox)));
    TRY(const sync::Joined joined, ask(options, request, *client, inbox));
    client->disconnect();
    TRY_VOID(save_identity(options.data_dir, keys, options.token.endpoint, options.token.net,
                           joined.manifests, joined.certificate));
    TRY(const Identity identity, load_identity(options.data_dir));
    return identity.certificate;
}

}  // namespace branchline::node
