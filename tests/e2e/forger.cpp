#include "tests/e2e/forger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sync/entry/chain.hpp"
#include "sync/entry/hybrid_clock.hpp"

namespace branchline::e2e {

using sync::Message;
using sync::PeerConnection;

crypto::SigningKey new_key() {
    crypto::SystemRandom random;
    Bytes seed(32);
    random.fill(seed);
    return crypto::SigningKey::from_seed(seed);
}

// Logs.

sync::Header HandLog::next() const {
    const std::uint64_t seen = size() == 0 ? 0 : entry(size()).header.hlc;
    return next_at(sync::next_hlc(seen, SystemClock().now()));
}

sync::Header HandLog::next_behind(const HandLog& seen) const {
    sync::Header header = next();
    const sync::Entry& last = seen.entry(seen.size());
    header.deps = {
        {seen.prefix(), seen.size(), read_big_endian(last.hash.view().first(8))}
    };
    header.hlc = std::max(header.hlc, last.header.hlc + 1);
    return header;
}

void HandLog::add(const sync::Header& header, sync::Body body) {
    if (!body.actor && !hub) body.actor = sync::operator_of(author());
    WrittenLog::add(header, body);
}

sync::RowOp change_op(const RowId& note, const Payloads& writes) {
    return test::change_op("notes.note", note, writes);
}

// Waiting.

void Inbox::put(Message message) {
    const std::scoped_lock guard(mutex_);
    messages_.push_back(std::move(message));
    arrived_.notify_all();
}

void Inbox::clear() {
    const std::scoped_lock guard(mutex_);
    messages_.clear();
}

std::optional<Message> Inbox::take(const Wanted& wanted) {
    std::unique_lock lock(mutex_);
    std::optional<Message> found;
    arrived_.wait_for(lock, kPatience, [&] {
        const auto at = std::find_if(messages_.begin(), messages_.end(), wanted);
        if (at == messages_.end()) return false;
        found = std::move(*at);
        messages_.erase(at);
        return true;
    });
    return found;
}

// A session.

void Talk::begin(Send send) {
    {
        const std::scoped_lock guard(mutex_);
        send_ = std::move(send);
        numbers_.clear();
    }
    say(sync::Hello{.schema_version = schema::kSchemaVersion,
                    .net = net_,
                    .incarnation = self_,
                    .software = "by hand",
                    .clock = SystemClock().now()});
}

void Talk::say(const Message& message) {
    Send send;
    {
        const std::scoped_lock guard(mutex_);
        send = send_;
    }
    if (send) send(sync::encode(message));
}

void Talk::hear(ByteView frame) {
    const auto message = sync::decode(frame);
    if (!message) return;
    if (std::holds_alternative<sync::Ping>(*message)) say(sync::Pong{});
    const bool answers = std::holds_alternative<sync::Hello>(*message) ||
                         std::holds_alternative<sync::Ack>(*message) ||
                         std::holds_alternative<sync::Nack>(*message) ||
                         std::holds_alternative<sync::Bye>(*message);
    if (answers) inbox_.put(*message);
}

bool Talk::greeted() {
    if (greeted_) return true;
    const auto hello = inbox_.take(
        [](const Message& message) { return std::holds_alternative<sync::Hello>(message); });
    greeted_ = hello.has_value();
    return greeted_;
}

void Talk::part() {
    greeted_ = false;
    inbox_.clear();
}

std::uint64_t Talk::announce(const HandLog& log) {
    sync::Heads heads{.stream = log.stream(), .again = false, .logs = {}};
    {
        const std::scoped_lock guard(mutex_);
        const auto [at, fresh] = numbers_.try_emplace(log.log(), next_number_);
        if (!fresh) return at->second;
    }
    const std::uint64_t number = next_number_++;
    heads.logs.push_back({
        number, {log.log(), log.key().public_key(), log.size(), {}}
    });
    say(heads);
    return number;
}

std::string Talk::deliver(const HandLog& log, const sync::Run& run) {
    if (!greeted()) return "no greeting";
    const std::uint64_t number = announce(log);
    sync::Data message;
    message.runs.push_back({number, run});
    say(message);
    const auto answer = inbox_.take([&](const Message& heard) {
        const auto* ack = std::get_if<sync::Ack>(&heard);
        const auto* nack = std::get_if<sync::Nack>(&heard);
        return std::holds_alternative<sync::Bye>(heard) || (nack && nack->number == number) ||
               (ack && !ack->held.empty() && ack->held.front().number == number);
    });
    if (!answer) return "silence";
    if (const auto* ack = std::get_if<sync::Ack>(&*answer)) {
        return fmt::format("held {}", ack->held.front().seq);
    }
    if (const auto* nack = std::get_if<sync::Nack>(&*answer)) {
        return fmt::format("nack {}", sync::name_of(static_cast<sync::RefusalCode>(nack->code)));
    }
    greeted_ = false;
    return "bye " + std::get<sync::Bye>(*answer).code;
}

// A node.

HandNode::HandNode(std::string endpoint,
                   const TransportKey& hub,
                   crypto::TransportPair keys,
                   const NetId& net,
                   const PublicKey& self)
    : talk_(net, self) {
    sync::ClientHooks hooks;
    hooks.on_connected = [this] {
        talk_.begin([this](Bytes frame) { (void)client_->send(std::move(frame)); });
    };
    hooks.on_message = [this](const Bytes& frame) { talk_.hear(frame); };
    hooks.on_disconnected = [this](const std::string&) { talk_.end("lost"); };
    hooks.on_refused = [this](int status, const std::string&) {
        talk_.end(fmt::format("refused {}", status));
    };
    hooks.on_handshake_failed = [this](const std::string&) { talk_.end("wrong key"); };
    auto started = sync::ZmqClient::start(
        {.endpoint = std::move(endpoint), .server_key = hub, .keys = std::move(keys)}, random_,
        std::move(hooks));
    if (started) client_ = *std::move(started);
}

bool HandNode::connect() {
    if (!client_) return false;
    client_->disconnect();
    talk_.part();
    client_->connect();
    return talk_.greeted();
}

Message ask_once(const std::string& endpoint,
                 const TransportKey& hub,
                 const crypto::TransportPair& keys,
                 const Message& question) {
    Inbox inbox;
    crypto::SystemRandom random;
    std::unique_ptr<sync::ZmqClient> client;
    const auto end = [&inbox](std::string how) { inbox.put(sync::Bye{std::move(how), {}, {}}); };
    sync::ClientHooks hooks;
    hooks.on_connected = [&] { (void)client->send(sync::encode(question)); };
    hooks.on_message = [&](const Bytes& frame) {
        if (auto message = sync::decode(frame)) inbox.put(*std::move(message));
    };
    hooks.on_disconnected = [end](const std::string&) { end("lost"); };
    hooks.on_refused = [end](int status, const std::string&) {
        end(fmt::format("refused {}", status));
    };
    hooks.on_handshake_failed = [end](const std::string&) { end("wrong key"); };
    auto started = sync::ZmqClient::start({.endpoint = endpoint, .server_key = hub, .keys = keys},
                                          random, std::move(hooks));
    if (!started) return sync::Bye{"not started", {}, {}};
    client = *std::move(started);
    client->connect();
    auto heard = inbox.take([](const Message&) { return true; });
    client->disconnect();
    return heard ? *std::move(heard) : Message(sync::Bye{"silence", {}, {}});
}

// A hub.

namespace {

constexpr const char* kNodePeer = "node:by hand";

std::string dealer_of(const std::string& branch) {
    return "D" + branch.substr(1, 2);
}

crypto::TransportPair new_pair() {
    crypto::SystemRandom random;
    return crypto::make_transport_pair(random);
}

}  // namespace

HandHub::HandHub()
    : transport_(new_pair()),
      manifest_(found()),
      net_(sync::net_of(manifest_)),
      policy_(net_, "policy", decide_),
      talk_(std::make_unique<Talk>(net_, decide_.public_key())) {
    policy_.hub = true;
    zap_ = sync::ZapHandler::start(known_).value();
    sync::ServerHooks hooks;
    hooks.on_message = [this](PeerConnection connection, const std::string& peer,
                              const Bytes& frame) { hear(connection, peer, frame); };
    server_ = sync::ZmqServer::start({.endpoint = "tcp://127.0.0.1:0", .keys = transport_}, *zap_,
                                     std::move(hooks))
                  .value();
}

HandHub::~HandHub() {
    server_->stop();
    server_.reset();
    zap_->stop();
}

sync::SignedManifest HandHub::found() const {
    sync::SignedManifest out;
    out.manifest = {.version = 1,
                    .organisation = "Synthetic Importer",
                    .root_keys = {root_.public_key()},
                    .threshold = 1,
                    .enrol_keys = {enrol_.public_key()},
                    .decide_keys = {decide_.public_key()},
                    .log_keys = {log_key_.public_key()},
                    .hub_transport = transport_.public_key,
                    .issued = SystemClock().now()};
    out.bytes = sync::encode_manifest(out.manifest);
    out.signatures = {
        {0, sync::sign_manifest(root_, NetId{}, out.bytes)}
    };
    return out;
}

std::uint64_t HandHub::epoch() const {
    const std::scoped_lock guard(mutex_);
    return policy_.size();
}

sync::JoinToken HandHub::invite(const std::string& branch, bool spent) {
    crypto::SystemRandom random;
    sync::JoinToken token{.endpoint = server_->endpoint(),
                          .hub_transport = transport_.public_key,
                          .net = net_,
                          .id = Bytes(8),
                          .secret = Bytes(16)};
    random.fill(token.id);
    random.fill(token.secret);
    (void)known_.set(sync::join_transport(token.id).public_key, "join:by hand");
    const std::scoped_lock guard(mutex_);
    invitations_[token.id] = branch;
    if (spent) spent_.insert(token.id);
    return token;
}

Bytes HandHub::enrol(const std::string& branch,
                     const PublicKey& incarnation,
                     const TransportKey& transport) {
    const std::scoped_lock guard(mutex_);
    const std::string dealer = dealer_of(branch);
    const sync::Certificate certificate{
        .serial = policy_.size() + 1,
        .net = net_,
        .dealer = dealer,
        .branch = branch,
        .incarnation = incarnation,
        .transport = transport,
        .operator_id = sync::operator_of(incarnation),
        .streams = {"dealer/" + dealer, "policy"},
        .issued = SystemClock().now(),
        .replaces = std::nullopt
    };
    Bytes bytes = sync::encode_certificate(certificate, enrol_);
    policy_.add(body_of({sync::Enrolment{bytes}}));
    return bytes;
}

std::string HandHub::tell() {
    const HandLog policy = [this] {
        const std::scoped_lock guard(mutex_);
        return policy_;
    }();
    if (told_ >= policy.size()) return fmt::format("held {}", told_);
    std::string answer = talk_->deliver(policy, policy.run(told_ + 1, policy.size()));
    if (answer.starts_with("held")) told_ = policy.size();
    return answer;
}

void HandHub::let_in(bool allowed) {
    const std::scoped_lock guard(mutex_);
    for (const TransportKey& key : joined_) {
        if (allowed) {
            (void)known_.set(key, kNodePeer);
        } else {
            known_.remove(key);
        }
    }
}

Message HandHub::answer(const sync::Join& join) {
    std::string branch;
    {
        const std::scoped_lock guard(mutex_);
        if (spent_.contains(join.token_id)) {
            return sync::Bye{"token_spent", "the token has been used by another node", {}};
        }
        branch = invitations_[join.token_id];
        joined_.push_back(join.transport);
    }
    (void)known_.set(join.transport, kNodePeer);
    return sync::Joined{{sync::encode_signed(manifest_)},
                        enrol(branch, join.incarnation, join.transport)};
}

void HandHub::hear(PeerConnection connection, const std::string& peer, const Bytes& frame) {
    if (peer != kNodePeer) {
        const auto message = sync::decode(frame);
        const auto* join = message ? std::get_if<sync::Join>(&*message) : nullptr;
        if (join != nullptr) (void)server_->send(connection, sync::encode(answer(*join)));
        return;
    }
    bool fresh = false;
    {
        const std::scoped_lock guard(mutex_);
        fresh = std::exchange(line_, connection) != connection;
    }
    if (fresh) {
        talk_->begin(
            [this, connection](Bytes out) { (void)server_->send(connection, std::move(out)); });
    }
    talk_->hear(frame);
}

}  // namespace branchline::e2e
