// One entry in a world of facts, and the verdict on it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/authority/policy.hpp"
#include "sync/authority/verdict.hpp"
#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

namespace branchline::test {

using crypto::SigningKey;
using sync::Body;
using sync::Dot;
using sync::Header;
using sync::LogPrefix;
using sync::Past;
using sync::RowOp;

inline SigningKey key(std::uint8_t seed) {
    return SigningKey::from_seed(Bytes(32, seed));
}

inline const SigningKey kEnrol = key(0x20);
inline const SigningKey kDecide = key(0x30);
inline const SigningKey kMine = key(0x51);     // B0101, enrolled at 2.
inline const SigningKey kBeside = key(0x52);   // B0102, enrolled at 3.
inline const SigningKey kForeign = key(0x53);  // B0201 of dealer D02, enrolled at 4.
inline const NetId kNet = NetId::from(Bytes(32, 0x11));
inline constexpr std::uint64_t kEpoch = 9;

inline LogPrefix prefix(const SigningKey& author, const std::string& stream = kStream) {
    return sync::prefix_of(sync::make_log_id(kNet, stream, author.public_key()));
}

inline sync::Certificate certificate(const SigningKey& node,
                                     const std::string& branch,
                                     std::vector<std::string> streams) {
    return {.serial = 1,
            .net = kNet,
            .dealer = "D" + branch.substr(1, 2),
            .branch = branch,
            .incarnation = node.public_key(),
            .operator_id = sync::operator_of(node.public_key()),
            .streams = std::move(streams)};
}

inline sync::Policy make_policy() {
    sync::Manifest manifest;
    manifest.enrol_keys = {kEnrol.public_key()};
    manifest.decide_keys = {kDecide.public_key()};
    sync::Policy policy(kNet, manifest);
    policy.enrol(certificate(kMine, "B0101", {kStream, "policy"}), 2);
    policy.enrol(certificate(kBeside, "B0102", {kStream, "policy"}), 3);
    policy.enrol(certificate(kForeign, "B0201", {"dealer/D02", "policy"}), 4);
    policy.define_role("clerk", "notes.note|stock.move", 5);
    policy.define_role("owner", "*", 5);
    return policy;
}

/// Facts of the past as a test states them: everything up to `seen` of each log.
class FakePast final : public Past {
public:
    std::map<Dot, Seen> entries;
    std::map<LogPrefix, std::uint64_t> seen;
    std::map<RowId, std::string> homes;
    std::map<LogPrefix, PublicKey> authors;
    std::map<RowId, std::vector<sync::Grant>> grants;

    std::optional<Seen> entry(const Dot& dot) const override {
        const auto found = entries.find(dot);
        if (found == entries.end()) return std::nullopt;
        return found->second;
    }
    bool holds(const Dot& dot) const override {
        const auto found = seen.find(dot.log);
        return found != seen.end() && dot.seq >= 1 && dot.seq <= found->second;
    }
    std::optional<std::string> home_of(std::uint16_t, const RowId& row) const override {
        const auto found = homes.find(row);
        if (found == homes.end()) return std::nullopt;
        return found->second;
    }
    std::optional<PublicKey> author_of(LogPrefix log) const override {
        const auto found = authors.find(log);
        if (found == authors.end()) return std::nullopt;
        return found->second;
    }
    std::vector<sync::Grant> grants_of(const RowId& actor) const override {
        const auto found = grants.find(actor);
        return found == grants.end() ? std::vector<sync::Grant>() : found->second;
    }
};

// Rows that the past knows: a note of each branch, one that the hub made, a grant of the dealer.
inline const RowId kMyNote = sync::dot_row_id(prefix(kMine), 1, 0);
inline const RowId kBesideNote = sync::dot_row_id(prefix(kBeside), 1, 0);
inline const RowId kHubNote = sync::dot_row_id(prefix(kDecide), 1, 0);
inline const RowId kGrant = sync::dot_row_id(prefix(kBeside), 2, 0);
inline const RowId kClerk = RowId::from(Bytes(16, 0xc1));
inline const RowId kStranger = RowId::from(Bytes(16, 0x5a));

inline FakePast make_past() {
    FakePast past;
    past.seen = {
        {prefix(kMine),   4},
        {prefix(kBeside), 6},
        {prefix(kDecide), 8}
    };
    past.entries[{prefix(kMine), 4}] = {500, 7, 44};
    past.entries[{prefix(kBeside), 6}] = {600, 8, 66};
    past.homes = {
        {kMyNote,     "B0101"},
        {kBesideNote, "B0102"},
        {kHubNote,    "B0101"},
        {kGrant,      ""     }
    };
    past.authors = {
        {prefix(kMine),   kMine.public_key()  },
        {prefix(kBeside), kBeside.public_key()},
        {prefix(kDecide), kDecide.public_key()}
    };
    past.grants[kClerk] = {
        {{prefix(kBeside), 2}, "clerk", {}}
    };
    return past;
}

/// One entry in its world: the fifth of B0101 unless a test says otherwise.
struct Case {
    SigningKey author = kMine;
    std::string stream = kStream;
    Header header{.seq = 5,
                  .prev = Hash::from(Bytes(32, 4)),
                  .hlc = 1000,
                  .policy_epoch = kEpoch,
                  .schema_version = 1};
    Body body = body_of({note_op("B0101")});
    FakePast past = make_past();
    sync::Policy policy = make_policy();
};

inline std::string judge(Case c) {
    if (!c.body.actor && c.author.public_key() != kDecide.public_key()) {
        c.body.actor = sync::operator_of(c.author.public_key());
    }
    const sync::LogName log{prefix(c.author, c.stream), c.author.public_key(),
                            *sync::StreamName::parse(c.stream), c.stream};
    const auto code = sync::verdict(sync::make_entry(c.header, c.body), log, c.policy,
                                    domain::registry(), c.past);
    return code ? std::string(sync::text_of(*code).id) : "accept";
}

inline std::string judge_ops(std::vector<sync::Op> ops) {
    Case c;
    c.body = body_of(std::move(ops));
    return judge(c);
}

/// The hub's entry behind nothing, in a stream of its choice.
inline std::string judge_hub(std::vector<sync::Op> ops, const std::string& stream = kStream) {
    Case c{.author = kDecide, .stream = stream};
    c.header.seq = 1;
    c.body = body_of(std::move(ops));
    return judge(c);
}

inline std::string judge_header(const std::function<void(Case&)>& change) {
    Case c;
    change(c);
    return judge(c);
}

/// An entry of a user with this grant, writing a note.
inline std::string judge_user(const sync::Grant& grant, RowOp op = note_op("B0101")) {
    Case c;
    c.past.grants[kClerk] = {grant};
    c.body = body_of({std::move(op)});
    c.body.actor = kClerk;
    return judge(c);
}

inline sync::Op enrolment(const SigningKey& by) {
    return sync::Enrolment{
        sync::encode_certificate(certificate(key(0x60), "B0103", {kStream}), by)};
}

inline RowOp note_with(const Payloads& more) {
    Payloads writes{
        {"branch", plain("B0101") },
        {"title",  plain("Key")   },
        {"status", begins("draft")}
    };
    for (const auto& [name, payload] : more) writes.insert_or_assign(name, payload);
    return make_op("notes.note", writes);
}

inline RowOp my_note(const Payloads& writes) {
    return change_op("notes.note", kMyNote, writes);
}
inline RowOp beside_note(const Payloads& writes) {
    return change_op("notes.note", kBesideNote, writes);
}

}  // namespace branchline::test
