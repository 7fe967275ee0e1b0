// Void codes of an entry as a whole: its place, its policy, its certificate and its people. Each
// with the smallest entry that earns it, and beside it the entry that does not.
#include "sync/authority/verdict.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "tests/sync/authority/judged.hpp"

using namespace branchline;
using namespace branchline::test;

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

TEST_CASE("verdict: a role that names verbs permits those alone", "[authority]") {
    const Dot left{prefix(kMine), 1};
    const auto ask = [&](const std::string& permits, RowOp op, std::uint64_t command = 0) {
        return judge_header([&](Case& c) {
            c.policy.define_role("clerk", permits, 5);
            c.body = body_of({std::move(op)});
            c.body.command = command;
            c.body.actor = kClerk;
        });
    };
    const RowOp make = note_op("B0101");
    const RowOp edit = my_note({
        {"text", plain("x")}
    });
    const RowOp submit = my_note({
        {"status", steps("draft", left, "submitted")}
    });
    const RowOp submit_with_text = my_note({
        {"text", plain("x")},
        {"status", steps("draft", left, "submitted")}
    });
    CHECK(ask("notes.note:write", make) == "accept");
    CHECK(ask("notes.*:write", edit) == "accept");
    CHECK(ask("notes.note:submit", make) == "no_grant");
    CHECK(ask("notes.note:submit", edit) == "no_grant");
    CHECK(ask("notes.note:read|stock.*", edit) == "no_grant");
    CHECK(ask("notes.note:submit", submit, 0x0302) == "accept");
    CHECK(ask("notes.note:submit", submit_with_text, 0x0302) == "accept");
    CHECK(ask("notes.note:write", submit, 0x0302) == "no_grant");
    CHECK(ask("notes.note:cancel", submit, 0x0302) == "no_grant");
    // A command that is named and not taken helps nobody.
    CHECK(ask("notes.note:cancel", submit, 0x0306) == "bad_transition");
    CHECK(ask("notes.note:submit", edit, 0x0302) == "no_grant");
}

TEST_CASE("verdict: the end of a row is a verb of its own", "[authority]") {
    const auto ask = [&](const std::string& permits, const Payloads& more = {}) {
        return judge_header([&](Case& c) {
            c.policy.define_role("clerk", permits, 5);
            RowOp op = my_note(more);
            op.writes.insert(op.writes.begin(),
                             {schema::kLifeField, sync::encode_payload(sync::Life::voided)});
            c.body = body_of({std::move(op)});
            c.body.actor = kClerk;
        });
    };
    CHECK(ask("notes.note:void") == "accept");
    CHECK(ask("notes.note:write") == "no_grant");
    CHECK(ask("notes.note:void", {
                                     {"text", plain("x")}
    }) == "no_grant");
    CHECK(ask("notes.note:void|notes.note:write", {
                                                      {"text", plain("x")}
    }) == "accept");
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
