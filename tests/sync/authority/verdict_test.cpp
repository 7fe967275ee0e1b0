// Every void code with the smallest entry that earns it, and beside it the entry that does not.
#include "sync/authority/verdict.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "sync/authority/policy.hpp"
#include "tests/support/forge.hpp"

using namespace branchline;
using namespace branchline::test;
using crypto::SigningKey;
using sync::Body;
using sync::Dot;
using sync::Header;
using sync::LogPrefix;
using sync::Past;
using sync::RowOp;

namespace {

SigningKey key(std::uint8_t seed) {
    return SigningKey::from_seed(Bytes(32, seed));
}

const SigningKey kEnrol = key(0x20);
const SigningKey kDecide = key(0x30);
const SigningKey kMine = key(0x51);     // B0101, enrolled at 2.
const SigningKey kBeside = key(0x52);   // B0102, enrolled at 3.
const SigningKey kForeign = key(0x53);  // B0201 of dealer D02, enrolled at 4.
const NetId kNet = NetId::from(Bytes(32, 0x11));
const std::string kStream = "dealer/D01";
constexpr std::uint64_t kEpoch = 9;

LogPrefix prefix(const SigningKey& author, const std::string& stream = kStream) {
    return sync::prefix_of(sync::make_log_id(kNet, stream, author.public_key()));
}

sync::Certificate certificate(const SigningKey& node,
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

sync::Policy make_policy() {
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
const RowId kMyNote = sync::dot_row_id(prefix(kMine), 1, 0);
const RowId kBesideNote = sync::dot_row_id(prefix(kBeside), 1, 0);
const RowId kHubNote = sync::dot_row_id(prefix(kDecide), 1, 0);
const RowId kGrant = sync::dot_row_id(prefix(kBeside), 2, 0);
const RowId kClerk = RowId::from(Bytes(16, 0xc1));
const RowId kStranger = RowId::from(Bytes(16, 0x5a));

FakePast make_past() {
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

std::string judge(Case c) {
    if (!c.body.actor && c.author.public_key() != kDecide.public_key()) {
        c.body.actor = sync::operator_of(c.author.public_key());
    }
    const sync::LogName log{prefix(c.author, c.stream), c.author.public_key(),
                            *sync::StreamName::parse(c.stream), c.stream};
    const auto code = sync::verdict(sync::make_entry(c.header, c.body), log, c.policy,
                                    domain::registry(), c.past);
    return code ? std::string(sync::text_of(*code).id) : "accept";
}

std::string judge_ops(std::vector<sync::Op> ops) {
    Case c;
    c.body = body_of(std::move(ops));
    return judge(c);
}

/// The hub's entry behind nothing, in a stream of its choice.
std::string judge_hub(std::vector<sync::Op> ops, const std::string& stream = kStream) {
    Case c{.author = kDecide, .stream = stream};
    c.header.seq = 1;
    c.body = body_of(std::move(ops));
    return judge(c);
}

std::string judge_header(const std::function<void(Case&)>& change) {
    Case c;
    change(c);
    return judge(c);
}

/// An entry of a user with this grant, writing a note.
std::string judge_user(const sync::Grant& grant, RowOp op = note_op("B0101")) {
    Case c;
    c.past.grants[kClerk] = {grant};
    c.body = body_of({std::move(op)});
    c.body.actor = kClerk;
    return judge(c);
}

sync::Op enrolment(const SigningKey& by) {
    return sync::Enrolment{
        sync::encode_certificate(certificate(key(0x60), "B0103", {kStream}), by)};
}

RowOp note_with(const Payloads& more) {
    Payloads writes{
        {"branch", plain("B0101") },
        {"title",  plain("Key")   },
        {"status", begins("draft")}
    };
    for (const auto& [name, payload] : more) writes.insert_or_assign(name, payload);
    return make_op("notes.note", writes);
}

RowOp my_note(const Payloads& writes) {
    return change_op("notes.note", kMyNote, writes);
}
RowOp beside_note(const Payloads& writes) {
    return change_op("notes.note", kBesideNote, writes);
}

}  // namespace

TEST_CASE("verdict: an ordinary entry of a branch and of the hub is accepted", "[authority]") {
    CHECK(judge(Case{}) == "accept");
    Case c{.author = kDecide};
    c.past.entries[{prefix(kDecide), 4}] = {500, 7, 44};
    c.body = body_of({
        change_op("notes.note", kMyNote, {{"locked", plain_flag(true)}}
          )
    });
    CHECK(judge(c) == "accept");
}

TEST_CASE("verdict: clock_order when the stamp is not behind all that was seen", "[authority]") {
    CHECK(judge_header([](Case& c) { c.header.hlc = 500; }) == "clock_order");
    CHECK(judge_header([](Case& c) { c.header.hlc = 501; }) == "accept");
    CHECK(judge_header([](Case& c) {
              c.header.deps = {
                  {prefix(kBeside), 6, 66}
              };
              c.header.hlc = 600;
          }) == "clock_order");
    CHECK(judge_header([](Case& c) {
              c.header.deps = {
                  {prefix(kBeside), 6, 66}
              };
              c.header.hlc = 601;
          }) == "accept");
}

TEST_CASE("verdict: epoch_order when the policy is older than that of the past", "[authority]") {
    CHECK(judge_header([](Case& c) { c.header.policy_epoch = 6; }) == "epoch_order");
    CHECK(judge_header([](Case& c) { c.header.policy_epoch = 7; }) == "accept");
    CHECK(judge_header([](Case& c) {
              c.header.deps = {
                  {prefix(kBeside), 6, 66}
              };
              c.header.policy_epoch = 7;
          }) == "epoch_order");
}

TEST_CASE("verdict: bad_dep when the named entry is another than ours", "[authority]") {
    CHECK(judge_header([](Case& c) {
              c.header.deps = {
                  {prefix(kBeside), 6, 67}
              };
          }) == "bad_dep");
    CHECK(judge_header([](Case& c) { c.past.entries.erase({prefix(kMine), 4}); }) == "bad_dep");
    // Behind a cut: counts as present and contributes nothing.
    CHECK(judge_header([](Case& c) {
              c.header.deps = {
                  {prefix(kBeside), 7, 77}
              };
          }) == "accept");
}

TEST_CASE("verdict: no_certificate before the certificate is in force", "[authority]") {
    const auto at_epoch = [](std::uint64_t epoch) {
        return judge_header([&](Case& c) {
            c.header.policy_epoch = epoch;
            c.past.entries[{prefix(kMine), 4}].policy_epoch = 0;
        });
    };
    CHECK(at_epoch(1) == "no_certificate");
    CHECK(at_epoch(2) == "accept");
    CHECK(judge_header([](Case& c) {
              c.author = key(0x77);
              c.header.seq = 1;
          }) == "no_certificate");
}

TEST_CASE("verdict: stream_not_granted outside the certificate", "[authority]") {
    const auto in = [](const std::string& stream) {
        return judge_header([&](Case& c) {
            c.stream = stream;
            c.header.seq = 1;
        });
    };
    CHECK(in("dealer/D02") == "stream_not_granted");
    CHECK(in("policy") == "stream_not_granted");  // Held by everyone, written by the hub.
    CHECK(in("hub") == "stream_not_granted");
    CHECK(in(kStream) == "accept");
    // Another dealer's stream, even when a certificate names it.
    CHECK(judge_header([](Case& c) {
              c.author = key(0x60);
              c.header.seq = 1;
              c.policy.enrol(certificate(c.author, "B0202", {kStream}), 4);
          }) == "stream_not_granted");
}

TEST_CASE("verdict: no_actor when nobody known stands behind an entry", "[authority]") {
    CHECK(judge_header([](Case& c) { c.body.actor = kStranger; }) == "no_actor");
    CHECK(judge_header([](Case& c) { c.body.actor = sync::operator_of(kBeside.public_key()); }) ==
          "no_actor");
    CHECK(judge_header([](Case& c) { c.body.actor = kClerk; }) == "accept");
    CHECK(judge_header([](Case& c) { c.body.actor = sync::operator_of(kMine.public_key()); }) ==
          "accept");
    const auto unnamed = [] {
        Case c;
        const sync::LogName log{prefix(kMine), kMine.public_key(),
                                *sync::StreamName::parse(kStream), kStream};
        const auto code = sync::verdict(sync::make_entry(c.header, c.body), log, c.policy,
                                        domain::registry(), c.past);
        return code ? std::string(sync::text_of(*code).id) : "accept";
    };
    CHECK(unnamed() == "no_actor");
}

TEST_CASE("verdict: the hub judges its own actors", "[authority]") {
    Case c{.author = kDecide};
    c.header.seq = 1;
    c.body = body_of({
        keyed_op("org.dealer", {"D01"               },
         {{"name", plain("A")}}
         )
    });
    c.stream = "policy";
    c.body.actor = kStranger;
    CHECK(judge(c) == "accept");
}

TEST_CASE("verdict: no_grant unless a live grant's role permits every op", "[authority]") {
    const Dot granted{prefix(kBeside), 2};
    CHECK(judge_user({granted, "clerk", {}}) == "accept");
    CHECK(judge_user({granted, "owner", {}}) == "accept");
    // The role does not permit it, or is not defined.
    CHECK(judge_user(
              {
                  granted, "clerk", {}
    },
              make_op("org.user", {{"name", plain("A")}})) == "no_grant");
    CHECK(judge_user({granted, "painter", {}}) == "no_grant");
    // The grant is not in the author's past.
    CHECK(judge_user({
              {prefix(kBeside), 7},
              "clerk", {}
    }) == "no_grant");
    // Revoked in the past; revoked by an entry that the author had not seen.
    CHECK(judge_user({granted, "clerk", {{prefix(kBeside), 5}}}) == "no_grant");
    CHECK(judge_user({granted, "clerk", {{prefix(kBeside), 7}}}) == "accept");
}

TEST_CASE("verdict: a role counts as of the epoch that the entry names", "[authority]") {
    const auto at_epoch = [](std::uint64_t epoch) {
        return judge_header([&](Case& c) {
            c.past.entries[{prefix(kMine), 4}].policy_epoch = 0;
            c.header.policy_epoch = epoch;
            c.body.actor = kClerk;
            c.policy.define_role("clerk", "stock.move", 8);
        });
    };
    CHECK(at_epoch(4) == "no_grant");
    CHECK(at_epoch(7) == "accept");
    CHECK(at_epoch(8) == "no_grant");
}

TEST_CASE("verdict: of two grants one live one is enough", "[authority]") {
    Case c;
    c.body.actor = kClerk;
    c.past.grants[kClerk] = {
        {{prefix(kBeside), 2}, "clerk", {{prefix(kBeside), 3}}},
        {{prefix(kBeside), 4}, "clerk", {}                    }
    };
    CHECK(judge(c) == "accept");
}

TEST_CASE("verdict: hub_only when a branch writes decisions or certificates", "[authority]") {
    const Hash hash;
    CHECK(judge_ops({
              sync::Receipt{prefix(kMine), 1, 1, hash, {}}
    }) == "hub_only");
    CHECK(judge_ops({
              sync::Cut{prefix(kBeside), 1, hash, "no reason"}
    }) == "hub_only");
    CHECK(judge_ops({enrolment(kEnrol)}) == "hub_only");
    CHECK(judge_hub({
              sync::Receipt{prefix(kMine), 1, 1, hash, {}}
    }) == "accept");
    CHECK(judge_hub({
              sync::Cut{prefix(kMine), 1, hash, "stolen"}
    }) == "accept");
}

TEST_CASE("verdict: bad_certificate when the enrol role did not sign it", "[authority]") {
    CHECK(judge_hub({enrolment(kDecide)}, "policy") == "bad_certificate");
    CHECK(judge_hub({sync::Enrolment{Bytes{0x90}}}, "policy") == "bad_certificate");
    CHECK(judge_hub({enrolment(kEnrol)}, "policy") == "accept");
}

TEST_CASE("verdict: wrong_stream when an op does not live here", "[authority]") {
    CHECK(judge_hub({enrolment(kEnrol)}, kStream) == "wrong_stream");
    const RowOp dealer = keyed_op("org.dealer",
                                  {
                                      "D01"
    },
                                  {{"name", plain("A")}});
    CHECK(judge_ops({dealer}) == "wrong_stream");
    CHECK(judge_hub({dealer}, kStream) == "wrong_stream");
    CHECK(judge_hub({dealer}, "policy") == "accept");
}

TEST_CASE("verdict: unknown_entity and unknown_field when nothing declares them", "[authority]") {
    RowOp other = note_op("B0101");
    other.entity = 0x7777;
    CHECK(judge_ops({other}) == "unknown_entity");
    RowOp more = note_op("B0101");
    more.writes.push_back({0x7777, sync::encode_payload(plain("x"))});
    CHECK(judge_ops({more}) == "unknown_field");
    CHECK(judge_ops({note_op("B0101")}) == "accept");
}

TEST_CASE("verdict: bad_value when a value does not fit its field", "[authority]") {
    CHECK(judge_ops({
              my_note({{"text", plain(7)}}
              )
    }) == "bad_value");
    CHECK(judge_ops({
              my_note({{"title", sync::Plain{}}}
              )
    }) == "bad_value");  // Required.
    CHECK(judge_ops({
              my_note({{"text", sync::Plain{}}}
              )
    }) == "accept");
    CHECK(judge_ops({
              my_note({{"tags", plain("red")}}
              )
    }) == "bad_value");
    CHECK(judge_ops({
              my_note({{"tags", sync::SetChange{{"red"}, {}}}}
              )
    }) == "accept");
    CHECK(judge_ops({
              my_note({{"odometer_km", sync::Reading{0, 5}}}
              )
    }) == "accept");
    CHECK(judge_ops({
              my_note({{"life", sync::Life::alive}}
              )
    }) == "bad_value");
    CHECK(judge_ops({
              my_note({{"life", sync::Life::voided}}
              )
    }) == "accept");
}

TEST_CASE("verdict: missing_field when a new row lacks a required value", "[authority]") {
    CHECK(judge_ops({
              make_op("notes.note", {{"branch", plain("B0101")}, {"title", plain("K")}}
               )
    }) ==
          "missing_field");
    CHECK(judge_ops({note_with({})}) == "accept");
    CHECK(judge_ops({
              my_note({{"text", plain("x")}}
              )
    }) == "accept");  // Not a new row.
}

TEST_CASE("verdict: row_kind when a row is named in the wrong way", "[authority]") {
    CHECK(judge_ops({keyed_op("notes.note", {"B0101"}, {})}) == "row_kind");
    CHECK(judge_ops({make_op("stock.bin", {})}) == "row_kind");
    CHECK(judge_ops({change_op("stock.bin", kMyNote, {})}) == "row_kind");
    CHECK(judge_ops({keyed_op("stock.bin", {"B0101", "P-1"}, {})}) == "row_kind");
    CHECK(judge_ops({keyed_op("stock.bin", {"B0101", "P-1", "A1"}, {})}) == "accept");
    const Payloads permits{
        {"permits", plain("*")}
    };
    CHECK(judge_hub({keyed_op("org.role", {"clerk"}, permits)}, "policy") == "accept");
    const Payloads named_twice{
        {"permits", plain("*")    },
        {"role",    plain("clerk")}
    };
    CHECK(judge_hub({keyed_op("org.role", {"clerk"}, named_twice)}, "policy") == "row_kind");
}

TEST_CASE("verdict: unknown_row when the row is not in the past", "[authority]") {
    const Payloads text{
        {"text", plain("x")}
    };
    CHECK(judge_ops({change_op("notes.note", sync::dot_row_id(prefix(kMine), 9, 0), text)}) ==
          "unknown_row");
    CHECK(judge_ops({change_op("notes.note", sync::dot_row_id(prefix(kMine), 2, 0), text)}) ==
          "unknown_row");  // In the past, but no such row was made.
    CHECK(judge_ops({change_op("notes.note", sync::dot_row_id(99, 1, 0), text)}) == "unknown_row");
    CHECK(judge_ops({my_note(text)}) == "accept");
}

TEST_CASE("verdict: unknown_dot when a named write is not in the past", "[authority]") {
    const Dot seen{prefix(kBeside), 6};
    const Dot unseen{prefix(kBeside), 7};
    const auto remove = [](const Dot& dot) {
        return judge_ops({
            my_note({{"tags", sync::SetChange{{}, {{"red", {dot}}}}}}
            )
        });
    };
    CHECK(remove(unseen) == "unknown_dot");
    CHECK(remove(seen) == "accept");
    CHECK(judge_ops({
              my_note({{"stop_sale", sync::Restriction{false, {unseen}}}}
              )
    }) == "unknown_dot");
    CHECK(judge_ops({
              my_note({{"stop_sale", sync::Restriction{false, {seen}}}}
              )
    }) == "accept");
}

TEST_CASE("verdict: hub_field when a branch writes what is the importer's", "[authority]") {
    CHECK(judge_ops({
              my_note({{"locked", plain_flag(true)}}
              )
    }) == "hub_field");
    CHECK(judge_ops({
              note_with({{"answer", plain("yes")}}
              )
    }) == "hub_field");
    CHECK(judge_ops({
              my_note({{"life", sync::Life::erased}}
              )
    }) == "hub_field");
    CHECK(judge_ops({
              my_note({{"text", plain("yes")}}
              )
    }) == "accept");
}

TEST_CASE("verdict: dealer_field when the importer writes what is the dealer's", "[authority]") {
    const auto hub = [](const Payloads& writes) {
        Case c{.author = kDecide};
        c.past.entries[{prefix(kDecide), 4}] = {500, 7, 44};
        c.body = body_of({my_note(writes)});
        return judge(c);
    };
    CHECK(hub({
              {"text", plain("x")}
    }) == "dealer_field");
    CHECK(hub({
              {"title", plain("x")}
    }) == "dealer_field");  // The branch that made the note owns it.
    CHECK(hub({
              {"answer", plain("x")}
    }) == "accept");
    CHECK(hub({
              {"life", sync::Life::erased}
    }) == "accept");
    const Payloads minimum{
        {"minimum", plain(5)}
    };
    CHECK(judge_hub({keyed_op("stock.bin", {"B0101", "P-1", "A1"}, minimum)}) == "dealer_field");
    CHECK(judge_hub({
              keyed_op("stock.bin", {"B0101", "P-1", "A1"},
                       {{"allow_negative", plain_flag(true)}}
               )
    }) == "accept");
}

TEST_CASE("verdict: derived_field when a balance is written", "[authority]") {
    const auto bin = [](const char* field) {
        return judge_ops({
            keyed_op("stock.bin", {"B0101", "P-1", "A1"},
             {{field, plain(5)}}
             )
        });
    };
    CHECK(bin("on_hand") == "derived_field");
    CHECK(bin("minimum") == "accept");
}

TEST_CASE("verdict: foreign_dealer when the row is of another dealer's branch", "[authority]") {
    CHECK(judge_ops({note_op("B0201")}) == "foreign_dealer");
    CHECK(judge_ops({
              keyed_op("stock.bin", {"B0201", "P-1", "A1"},
               {{"minimum", plain(5)}}
               )
    }) ==
          "foreign_dealer");
    CHECK(judge_ops({note_op("B0101")}) == "accept");
}

TEST_CASE("verdict: foreign_branch when the row is of another branch", "[authority]") {
    CHECK(judge_ops({note_op("B0102")}) == "foreign_branch");
    CHECK(judge_ops({note_op("B0999")}) == "foreign_branch");  // Nobody's.
    CHECK(judge_ops({
              beside_note({{"title", plain("x")}}
              )
    }) == "foreign_branch");
    CHECK(judge_ops({
              beside_note({{"life", sync::Life::voided}}
              )
    }) == "foreign_branch");
    CHECK(judge_ops({
              keyed_op("stock.bin", {"B0102", "P-1", "A1"},
               {{"minimum", plain(5)}}
               )
    }) ==
          "foreign_branch");
    CHECK(judge_ops({
              beside_note({{"text", plain("x")}}
              )
    }) == "accept");  // Any branch's.
    CHECK(judge_ops({
              keyed_op("stock.bin", {"B0102", "P-1", "A1"},
               {{"remark", plain("x")}}
               )
    }) ==
          "accept");
}

TEST_CASE("verdict: what the hub made is not the branch's own, though it lives there",
          "[authority]") {
    CHECK(judge_ops({
              change_op("notes.note", kHubNote, {{"title", plain("x")}}
                )
    }) == "foreign_branch");
    CHECK(judge_ops({
              change_op("notes.note", kHubNote, {{"text", plain("x")}}
                )
    }) == "accept");
}

TEST_CASE("verdict: bad_transition unless a row of the flow names it", "[authority]") {
    const Dot left{prefix(kMine), 1};
    const auto step = [&](std::uint64_t command, const sync::Payload& payload) {
        Case c;
        c.body = body_of({
            my_note({{"status", payload}}
            )
        });
        c.body.command = command;
        return judge(c);
    };
    CHECK(step(0x0302, steps("draft", left, "submitted")) == "accept");
    CHECK(step(0x0306, steps("draft", left, "submitted")) == "bad_transition");  // Another command.
    CHECK(step(0, steps("draft", left, "submitted")) == "bad_transition");
    CHECK(step(0x0304, steps("submitted", left, "approved")) == "bad_transition");  // The hub's.
    CHECK(step(0x0302, steps("draft", left, "approved")) == "bad_transition");
    CHECK(step(0x0301, begins("draft")) == "bad_transition");  // The row has begun.
    CHECK(judge_ops({
              note_with({{"status", begins("submitted")}}
              )
    }) == "bad_transition");
    CHECK(judge_ops({
              note_with({{"status", steps("draft", left, "submitted")}}
              )
    }) == "bad_transition");
}

TEST_CASE("verdict: several_transitions in one entry", "[authority]") {
    const sync::Payload submit = steps("draft", {prefix(kMine), 1}, "submitted");
    const sync::Payload other = steps("draft", {prefix(kBeside), 1}, "submitted");
    Case c;
    c.body.command = 0x0302;
    c.body.ops = {
        my_note({{"status", submit}}
        ), beside_note({{"status", other} }
        )
    };
    CHECK(judge(c) == "several_transitions");
    c.body.ops = {
        my_note({{"status", submit}}
        ), note_op("B0101")
    };  // A new row's start is none.
    CHECK(judge(c) == "accept");
}

TEST_CASE("verdict: home_field when the branch of a row is changed", "[authority]") {
    CHECK(judge_ops({
              my_note({{"branch", plain("B0101")}}
              )
    }) == "home_field");
    CHECK(judge_ops({
              my_note({{"branch", plain("B0102")}}
              )
    }) == "home_field");
    CHECK(judge_ops({
              my_note({{"title", plain("x")}}
              )
    }) == "accept");
}

TEST_CASE("verdict: one wrong op makes the whole entry void", "[authority]") {
    CHECK(judge_ops({
              note_op("B0101"), my_note({{"locked", plain_flag(true)}}
               )
    }) == "hub_field");
}

TEST_CASE("verdict: every code has a name, a text and a remedy of its own", "[authority]") {
    std::set<std::string_view> names;
    for (int code = 1; code <= static_cast<int>(sync::VoidCode::home_field); ++code) {
        const auto text = sync::text_of(static_cast<sync::VoidCode>(code));
        CAPTURE(code);
        CHECK(text.id != "unknown");
        CHECK_FALSE(text.text.empty());
        CHECK_FALSE(text.remedy.empty());
        names.insert(text.id);
    }
    CHECK(names.size() == static_cast<std::size_t>(sync::VoidCode::home_field));
}

TEST_CASE("stream name: only the declared kinds exist", "[authority]") {
    CHECK(sync::StreamName::parse("policy")->kind == schema::StreamKind::policy);
    CHECK(sync::StreamName::parse("hub")->kind == schema::StreamKind::hub);
    CHECK(sync::StreamName::parse("dealer/D01")->scope == "D01");
    CHECK(sync::StreamName::parse("reference")->kind == schema::StreamKind::reference);
    CHECK(sync::StreamName::parse("catalog/VOLVO")->scope == "VOLVO");
    CHECK(sync::StreamName::parse("price/VOLVO-NET")->kind == schema::StreamKind::price);
    CHECK(sync::StreamName::parse("network/VOLVO")->kind == schema::StreamKind::network);
    for (const auto* name : {"", "dealer", "dealer/", "cellar", "policy/1", "price", "reference/1",
                             "catalogs/VOLVO"}) {
        CAPTURE(name);
        CHECK_FALSE(sync::StreamName::parse(name));
    }
    CHECK_FALSE(sync::StreamName::parse("dealer/" + std::string(58, 'x')));
}
