// Void codes of single ops: stream, row, value, owner, transition. Each with the smallest entry
// that earns it, and beside it the entry that does not.
#include <catch2/catch.hpp>

#include "tests/sync/authority/judged.hpp"

using namespace branchline;
using namespace branchline::test;

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
