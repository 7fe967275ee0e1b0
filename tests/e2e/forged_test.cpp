// Forged entries are refused with a code of their own each, by a hub and by a node, through real
// sockets. A real hub is lied to by nodes that it has enrolled itself; a real node is lied to by
// its hub, which holds every key there is. After each lie an honest peer works on.
#include <algorithm>
#include <set>
#include <utility>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/pack/writer.hpp"
#include "hub/hub.hpp"
#include "node/join.hpp"
#include "node/node.hpp"
#include "sync/entry/chain.hpp"
#include "tests/e2e/desk.hpp"
#include "tests/e2e/forger.hpp"
#include "tests/e2e/spawn.hpp"

namespace branchline::e2e {
namespace {

constexpr const char* kStream = "dealer/D01";

Json members(std::initializer_list<std::pair<const char*, std::string>> texts) {
    Json out = Json::object();
    for (const auto& [name, text] : texts) out[name] = text;
    return out;
}

Json new_note(const std::string& branch) {
    Json out = Json::object();
    out["data"] = members({
        {"branch", branch    },
        {"title",  "Key"     },
        {"text",   "as found"}
    });
    return out;
}

/// The side that is lied to.
class Victim {
public:
    virtual ~Victim() = default;
    virtual const Desk& desk() const = 0;
    virtual const NetId& net() const = 0;
    /// The empty log of a new incarnation, with a real certificate, in its dealer's stream.
    virtual HandLog enrol(const std::string& branch) = 0;
    /// What comes of a run: "held 2", "nack gap", "bye out_of_scope".
    virtual std::string deliver(const HandLog& log, const sync::Run& run) = 0;
    /// What became of an entry that was held: "void hub_field", or where two places disagree.
    virtual std::string standing(const HandLog& log, std::uint64_t seq) = 0;
    virtual std::string use_spent_token() = 0;
    virtual std::string use_unknown_key() = 0;
    /// Fails the test unless work goes on.
    virtual void work_on() = 0;
};

std::string void_unless(const std::string& judged, const std::string& listed) {
    return judged == listed ? "void " + judged
                            : fmt::format("judged {}, listed {}", judged, listed);
}

sync::JoinToken invite(const Desk& hub, const std::string& branch) {
    const Json made = hub.post("/api/v1/tokens", members({
                                                     {"branch", branch}
    }));
    const auto token = sync::decode_token(made["token"].get<std::string>());
    REQUIRE(token);
    return *token;
}

Result<sync::Certificate> join(const std::filesystem::path& dir, const sync::JoinToken& token) {
    return node::join(
        {.data_dir = dir, .token = token, .patience = kPatience, .say = [](const std::string&) {}});
}

std::unique_ptr<node::Node> start_node(const std::filesystem::path& dir) {
    auto opened = node::Node::open({.data_dir = dir, .http = {}});
    REQUIRE(opened);
    REQUIRE((*opened)->start());
    return *std::move(opened);
}

/// A real hub; the honest peer is a real node of B0101, the liar an enrolled one of B0102.
class RealHub final : public Victim {
public:
    RealHub() : desk_(scratch_ / "hub"), honest_(scratch_ / "B0101") {
        const auto net = hub::found_network({.data_dir = scratch_ / "hub",
                                             .root_dir = scratch_ / "root",
                                             .organisation = "Synthetic Importer"},
                                            SystemClock().now());
        REQUIRE(net);
        net_ = *net;
        auto opened = hub::Hub::open({.data_dir = scratch_ / "hub",
                                      .sync = "tcp://127.0.0.1:0",
                                      .advertise = {},
                                      .http = {}});
        REQUIRE(opened);
        hub_ = *std::move(opened);
        REQUIRE(hub_->start());
        for (const char* dealer : {"D01", "D02"}) {
            desk_.post("/api/v1/org/dealers", members({
                                                  {"code", dealer}
            }));
        }
        for (const std::string branch : {"B0101", "B0102", "B0201"}) {
            desk_.post("/api/v1/org/branches",
                       members({
                           {"code", branch},
                           {"dealer", "D" + branch.substr(1, 2)}
            }));
        }
        REQUIRE(join(scratch_ / "B0101", invite(desk_, "B0101")));
        node_ = start_node(scratch_ / "B0101");
        const HandLog liar = enrol("B0102");
        liar_ = std::make_unique<HandNode>(hub_->sync_endpoint(), token_.hub_transport, keys_, net_,
                                           liar.key().public_key());
        REQUIRE(liar_->connect());
    }

    const Desk& desk() const override { return desk_; }
    const Desk& honest() const { return honest_; }
    const NetId& net() const override { return net_; }

    HandLog enrol(const std::string& branch) override {
        token_ = invite(desk_, branch);
        const crypto::SigningKey key = new_key();
        keys_ = crypto::make_transport_pair(random_);
        REQUIRE(std::holds_alternative<sync::Joined>(present(token_, key)));
        HandLog log(net_, "dealer/D" + branch.substr(1, 2), key);
        log.policy_epoch = epoch();
        return log;
    }
    std::string deliver(const HandLog& log, const sync::Run& run) override {
        std::string answer = liar_->talk().deliver(log, run);
        if (answer.starts_with("bye")) REQUIRE(liar_->connect());
        return answer;
    }
    std::string standing(const HandLog& log, std::uint64_t seq) override {
        return void_unless(desk_.judgement(log, seq), desk_.rejection(log, seq));
    }
    std::string use_spent_token() override {
        (void)enrol("B0102");
        const sync::Message answer = present(token_, new_key());
        const auto* bye = std::get_if<sync::Bye>(&answer);
        return bye == nullptr ? "answered" : "bye " + bye->code;
    }
    std::string use_unknown_key() override {
        const crypto::TransportPair stranger = crypto::make_transport_pair(random_);
        const sync::Message answer =
            ask_once(hub_->sync_endpoint(), token_.hub_transport, stranger, sync::Ping{});
        const auto* bye = std::get_if<sync::Bye>(&answer);
        if (bye == nullptr || bye->code != "refused 400") return "let in";
        const Json status = desk_.get("/api/v1/status");
        for (const Json& refused : status["last_refusals"]) {
            if (refused["key"] != to_hex(stranger.public_key)) continue;
            return "zap " + refused["code"].get<std::string>();
        }
        return "not listed";
    }
    /// A note entered at the real node is settled by the hub.
    void work_on() override {
        const Json made = honest_.post("/api/v1/notes", new_note("B0101"));
        const std::string path = "/api/v1/notes/" + made["id"].get<std::string>();
        CHECK(honest_.until(path,
                            [](const Json& note) { return note["sync"]["state"] == "accepted"; }));
        CHECK(desk_.get(path)["data"]["text"] == "as found");
    }

private:
    sync::Message present(const sync::JoinToken& token, const crypto::SigningKey& key) {
        return ask_once(token.endpoint, token.hub_transport, sync::join_transport(token.id),
                        sync::make_join(token, key, keys_.public_key));
    }
    std::uint64_t epoch() const {
        const auto hub_key = fixed_from_hex<PublicKey>(
            desk_.get("/api/v1/status")["incarnation"].get<std::string>());
        REQUIRE(hub_key);
        const std::string log = to_hex(sync::make_log_id(net_, "policy", *hub_key));
        const Json digest = desk_.get("/api/v1/digest?stream=policy");
        for (const Json& applied : digest["items"][0]["vector"]) {
            if (applied["log"] == log) return applied["seq"].get<std::uint64_t>();
        }
        return 0;
    }

    TempDir scratch_;
    Desk desk_;
    Desk honest_;
    NetId net_;
    crypto::SystemRandom random_;
    sync::JoinToken token_;       ///< Of the last enrolment.
    crypto::TransportPair keys_;  ///< Of the last enrolment.
    std::unique_ptr<hub::Hub> hub_;
    std::unique_ptr<node::Node> node_;
    std::unique_ptr<HandNode> liar_;
};

/// A real node of B0101 under a hub that lies; the honest peer is a log of another node of B0101.
class RealNode final : public Victim {
public:
    RealNode() : desk_(scratch_ / "node"), decisions_(hub_.net(), kStream, hub_.decide_key()) {
        decisions_.hub = true;
        REQUIRE(join(scratch_ / "node", hub_.invite("B0101")));
        node_ = start_node(scratch_ / "node");
        neighbour_ = std::make_unique<HandLog>(enrol("B0101"));
    }

    const Desk& desk() const override { return desk_; }
    const NetId& net() const override { return hub_.net(); }

    HandLog enrol(const std::string& branch) override {
        const crypto::SigningKey key = new_key();
        crypto::SystemRandom random;
        hub_.enrol(branch, key.public_key(), crypto::make_transport_pair(random).public_key);
        REQUIRE(hub_.tell().starts_with("held"));
        HandLog log(hub_.net(), "dealer/D" + branch.substr(1, 2), key);
        log.policy_epoch = hub_.epoch();
        return log;
    }
    std::string deliver(const HandLog& log, const sync::Run& run) override {
        return hub_.talk().deliver(log, run);
    }
    /// The node has judged by itself; what its hub decides comes afterwards and is listed.
    std::string standing(const HandLog& log, std::uint64_t seq) override {
        const std::string judged = desk_.judgement(log, seq);
        decide(log, seq, sync::Exception{seq, judged, "refused by authority", {}});
        return void_unless(judged, desk_.rejection(log, seq));
    }
    std::string use_spent_token() override {
        const auto joined = join(scratch_ / "late", hub_.invite("B0101", true));
        if (joined || node::is_enrolled(scratch_ / "late")) return "joined";
        std::string code = joined.error().id;
        std::replace(code.begin(), code.end(), '-', '_');
        return "bye " + code;
    }
    /// The hub forgets the node's key while the line is down, and remembers it later.
    std::string use_unknown_key() override {
        desk_.post("/api/v1/sync/pause", Json::object(), 200);
        hub_.let_in(false);
        hub_.talk().part();
        desk_.post("/api/v1/sync/resume", Json::object(), 200);
        std::string error;
        const bool told = desk_.until("/api/v1/status", [&](const Json& status) {
            error = status["line_error"].get<std::string>();
            return !error.empty();
        });
        hub_.let_in(true);
        return told ? "zap " + error.substr(0, error.find(':')) : "silence";
    }
    /// The neighbour's next note arrives, and the person at the branch can enter one.
    void work_on() override {
        neighbour_->policy_epoch = hub_.epoch();
        neighbour_->add(body_of({note_op("B0101", "as found")}));
        const std::uint64_t seq = neighbour_->size();
        CHECK(deliver(*neighbour_, neighbour_->run(seq, seq)) == fmt::format("held {}", seq));
        const Json note = desk_.get("/api/v1/notes/" + to_hex(neighbour_->row(seq)));
        CHECK(note["data"]["text"] == "as found");
        desk_.post("/api/v1/notes", new_note("B0101"));
    }

    /// The hub settles one entry, with an exception or without.
    void decide(const HandLog& log, std::uint64_t seq, std::optional<sync::Exception> exception) {
        sync::Receipt receipt{.log = log.prefix(), .from = seq, .up_to = seq};
        receipt.head_hash = log.entry(seq).hash;
        if (exception) receipt.exceptions.push_back(*std::move(exception));
        decisions_.policy_epoch = hub_.epoch();
        decisions_.add(body_of({std::move(receipt)}));
        const std::uint64_t last = decisions_.size();
        REQUIRE(deliver(decisions_, decisions_.run(last, last)) == fmt::format("held {}", last));
    }

private:
    TempDir scratch_;
    Desk desk_;
    HandHub hub_;
    HandLog decisions_;
    std::unique_ptr<HandLog> neighbour_;
    std::unique_ptr<node::Node> node_;
};

// The forgeries. Whatever must not be seen says "forged" in its text.

sync::Body forged(const std::string& branch) {
    return body_of({note_op(branch, "forged")});
}

/// A note with a value in a field that only the importer writes.
sync::Body locked_by_dealer() {
    Payloads locked;
    locked["locked"] = sync::Plain{true};
    return body_of({note_op("B0102", "forged", locked)});
}

HandLog one_forged(Victim& victim) {
    HandLog log = victim.enrol("B0102");
    log.add(forged("B0102"));
    return log;
}

/// Delivers a log whose one entry can only be void.
std::string standing_of(Victim& victim, const HandLog& log) {
    const std::string answer = victim.deliver(log, log.all());
    return answer == "held 1" ? victim.standing(log, 1) : answer;
}

std::string wrong_key(Victim& victim) {
    const HandLog log = one_forged(victim);
    sync::Run run = log.all();
    run.signature = sync::sign_head(new_key(), victim.net(), log.entry(1).hash);
    return victim.deliver(log, run);
}

std::string hub_field(Victim& victim) {
    HandLog log = victim.enrol("B0102");
    log.add(locked_by_dealer());
    return standing_of(victim, log);
}

std::string row_of_another_dealer(Victim& victim) {
    const std::uint64_t known = victim.enrol("B0201").policy_epoch;
    HandLog log = victim.enrol("B0102");
    REQUIRE(log.policy_epoch >= known);
    log.add(forged("B0201"));
    return standing_of(victim, log);
}

std::string row_of_another_branch(Victim& victim) {
    HandLog owner = victim.enrol("B0101");
    owner.add(body_of({note_op("B0101", "as found")}));
    REQUIRE(victim.deliver(owner, owner.all()) == "held 1");
    HandLog log = victim.enrol("B0102");
    log.add(log.next_behind(owner), body_of({
                                        change_op(owner.row(1), {{"title", plain("forged")}}
                                         )
    }));
    std::string standing = standing_of(victim, log);
    const Json note = victim.desk().get("/api/v1/notes/" + to_hex(owner.row(1)));
    CHECK(note["data"]["title"] == "Key");
    CHECK(note["sync"]["state"] != "rejected");
    return standing;
}

std::string stream_outside_certificate(Victim& victim) {
    const HandLog stranger = victim.enrol("B0201");
    HandLog log(victim.net(), kStream, stranger.key());
    log.policy_epoch = stranger.policy_epoch;
    log.add(forged("B0201"));
    return victim.deliver(log, log.all());
}

std::string gap(Victim& victim) {
    HandLog log = victim.enrol("B0102");
    log.add(body_of({note_op("B0102", "as found")}));
    log.add(forged("B0102"));
    log.add(forged("B0102"));
    REQUIRE(victim.deliver(log, log.run(1, 1)) == "held 1");
    return victim.deliver(log, log.run(3, 3));
}

/// Two signed histories; the log takes nothing more, whichever of them goes on.
std::string fork(Victim& victim) {
    HandLog log = victim.enrol("B0102");
    log.add(body_of({note_op("B0102", "as found")}));
    REQUIRE(victim.deliver(log, log.all()) == "held 1");
    HandLog other = log;
    other.rewind(0);
    other.add(forged("B0102"));
    std::string answer = victim.deliver(other, other.all());
    log.add(forged("B0102"));
    CHECK(victim.deliver(log, log.run(2, 2)) == "nack fork");
    return answer;
}

/// Sound to the last byte, but the length of its outermost array takes three bytes, not one. The
/// signed hash does not cover that byte.
std::string long_form(Victim& victim) {
    const HandLog log = one_forged(victim);
    sync::Run run = log.all();
    REQUIRE(run.entries.front() == 0x97);
    run.entries.front() = 0x07;
    run.entries.insert(run.entries.begin(), {0xdc, 0x00});
    return victim.deliver(log, run);
}

/// The same inside the body, where the author has hashed and signed what he wrote.
std::string long_form_in_body(Victim& victim) {
    const HandLog log = one_forged(victim);
    sync::Header header = log.entry(1).header;
    Bytes body = sync::encode_body(log.entry(1).body);
    REQUIRE(body.front() == 0x96);
    body.front() = 0x06;
    body.insert(body.begin(), {0xdc, 0x00});
    header.body_size = body.size();
    header.body_hash = sync::body_hash(body);
    const Hash hash = sync::entry_hash(sync::encode_header(header));
    sync::Run run = log.all();
    pack::Writer w;
    w.array(7).uint(header.format).uint(header.hlc).array(0);
    w.uint(header.policy_epoch).uint(header.schema_version).nil().bytes(body);
    run.entries = w.take();
    run.head_prefix = read_big_endian(hash.view().first(8));
    run.signature = sync::sign_head(log.key(), victim.net(), hash);
    return victim.deliver(log, run);
}

std::string changed_body(Victim& victim) {
    HandLog log = victim.enrol("B0102");
    log.add(body_of({note_op("B0102", "as found")}));
    HandLog other = log;
    other.rewind(0);
    other.add(log.entry(1).header, forged("B0102"));
    sync::Run run = log.all();
    run.entries = other.entry(1).wire;
    return victim.deliver(log, run);
}

std::string without_body(Victim& victim) {
    const HandLog log = one_forged(victim);
    const sync::Header& header = log.entry(1).header;
    sync::Run run = log.all();
    pack::Writer w;
    w.array(9).uint(header.format).uint(header.hlc).array(0);
    w.uint(header.policy_epoch).uint(header.schema_version).nil().nil();
    w.uint(header.body_size).bytes(header.body_hash);
    run.entries = w.take();
    return victim.deliver(log, run);
}

std::string spent_token(Victim& victim) {
    return victim.use_spent_token();
}
std::string unknown_curve_key(Victim& victim) {
    return victim.use_unknown_key();
}

std::string stream_outside_session(Victim& victim) {
    HandLog log = victim.enrol("B0201");
    log.add(forged("B0201"));
    return victim.deliver(log, log.all());
}

std::string key_without_certificate(Victim& victim) {
    HandLog log(victim.net(), kStream, new_key());
    log.add(forged("B0102"));
    return victim.deliver(log, log.all());
}

std::string receipt_of_a_dealer(Victim& victim) {
    HandLog log = victim.enrol("B0102");
    log.add(body_of({
        sync::Receipt{.log = log.prefix(), .from = 1, .up_to = 1}
    }));
    return standing_of(victim, log);
}

struct Forgery {
    const char* name;
    std::string (*forge)(Victim& victim);
    const char* answer;  ///< Of a hub and of a node alike.
};

/// What must never pass, each with a code that no other has.
constexpr Forgery kForgeries[] = {
    {"wrong key",                        wrong_key,                  "nack bad_signature"   },
    {"dealer key writing a hub field",   hub_field,                  "void hub_field"       },
    {"key of D01 writing a row of D02",  row_of_another_dealer,      "void foreign_dealer"  },
    {"key of B0102 writing B0101's row", row_of_another_branch,      "void foreign_branch"  },
    {"stream outside the certificate",   stream_outside_certificate, "nack out_of_scope"    },
    {"gap",                              gap,                        "nack gap"             },
    {"fork",                             fork,                       "nack fork"            },
    {"non-canonical encoding",           long_form,                  "nack bad_encoding"    },
    {"changed body",                     changed_body,               "nack body_hash"       },
    {"spent token",                      spent_token,                "bye token_spent"      },
    {"unknown CURVE key",                unknown_curve_key,          "zap unknown_curve_key"},
    {"header without its body",          without_body,               "nack missing_body"    },
};

/// Other ways to tell the same lies, and lies beside them.
constexpr Forgery kVariants[] = {
    {"non-canonical body, signed",   long_form_in_body,       "nack bad_encoding"},
    {"stream outside the session",   stream_outside_session,  "bye out_of_scope" },
    {"key without a certificate",    key_without_certificate, "nack unknown_log" },
    {"dealer key writing a receipt", receipt_of_a_dealer,     "void hub_only"    },
};

void check_nothing_forged_is_seen(const Desk& desk) {
    const Json notes = desk.get("/api/v1/notes?limit=500");
    CHECK(text::dump(notes).find("forged") == std::string::npos);
}

void refuse_all(Victim& victim) {
    const auto refuse = [&](const Forgery& forgery) {
        INFO("forgery: " << forgery.name);
        CHECK(forgery.forge(victim) == forgery.answer);
        check_nothing_forged_is_seen(victim.desk());
        victim.work_on();
    };
    std::ranges::for_each(kForgeries, refuse);
    std::ranges::for_each(kVariants, refuse);
}

}  // namespace

TEST_CASE("forged entries: no two forgeries share a code", "[e2e]") {
    std::set<std::string_view> codes;
    for (const Forgery& forgery : kForgeries) {
        const std::string_view answer = forgery.answer;
        CHECK(codes.insert(answer.substr(answer.find(' '))).second);
    }
}

TEST_CASE("forged entries: a hub refuses each by its code and works on for others", "[e2e]") {
    RealHub hub;
    refuse_all(hub);
    const Json digest = hub.desk().get("/api/v1/digest?stream=dealer/D01");
    CHECK(hub.honest().until("/api/v1/digest?stream=dealer/D01",
                             [&](const Json& here) { return here == digest; }));
    CHECK(hub.honest().rejections(kStream) == hub.desk().rejections(kStream));
    check_nothing_forged_is_seen(hub.honest());
}

TEST_CASE("forged entries: a node refuses each by the same code and works on for others", "[e2e]") {
    RealNode node;
    refuse_all(node);
}

TEST_CASE("forged entries: what is void stays void at a node whose hub accepts it", "[e2e]") {
    RealNode node;
    HandLog log = node.enrol("B0102");
    log.add(locked_by_dealer());
    REQUIRE(node.deliver(log, log.all()) == "held 1");
    node.decide(log, 1, std::nullopt);
    CHECK(node.desk().judgement(log, 1) == "hub_field");
    node.desk().get("/api/v1/notes/" + to_hex(log.row(1)), 404);
    check_nothing_forged_is_seen(node.desk());
}

}  // namespace branchline::e2e
