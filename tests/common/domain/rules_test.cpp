// Each rule with a case on either side of its boundary.
#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/engine/rule.hpp"
#include "common/engine/store.hpp"

using namespace branchline;
using schema::Value;

namespace {

const schema::Entity& entity(std::string_view name) {
    return *domain::registry().by_name(name);
}

std::vector<Value> values(const schema::Entity& of, const std::map<std::string, Value>& known) {
    std::vector<Value> out(of.fields.size());
    for (const auto& [name, value] : known) out[of.index_of(of.field(name)->id)] = value;
    return out;
}

std::string broken_by_move(std::int64_t balance, std::int64_t quantity, bool allowed) {
    const schema::Entity& bin = entity("stock.bin");
    const auto account = values(bin, {
                                         {"on_hand",        balance},
                                         {"allow_negative", allowed}
    });
    engine::Proposal move{.entity = entity("stock.move")};
    move.writes[move.entity.field("quantity")->id] = quantity;
    move.account = &bin;
    move.account_before = account;
    const engine::Rule* rule = engine::first_broken(domain::rules(), move);
    return rule == nullptr ? "" : std::string(rule->code);
}

std::string broken_by_note(const std::map<std::string, Value>& before,
                           const std::map<std::string, Value>& writes) {
    const schema::Entity& note = entity("notes.note");
    const auto known = values(note, before);
    engine::Proposal edit{.entity = note};
    edit.before = known;
    for (const auto& [name, value] : writes) edit.writes[note.field(name)->id] = value;
    const engine::Rule* rule = engine::first_broken(domain::rules(), edit);
    return rule == nullptr ? "" : std::string(rule->code);
}

}  // namespace

TEST_CASE("store: how far a record has come is told in five words", "[engine]") {
    CHECK(engine::name_of(engine::Progress::local) == "local");
    CHECK(engine::name_of(engine::Progress::rejected) == "rejected");
}

TEST_CASE("stock: the last piece may leave the bin, one more may not", "[stock]") {
    CHECK(broken_by_move(3000, -3000, false).empty());
    CHECK(broken_by_move(3000, -3001, false) == "NEGATIVE_BALANCE");
}

TEST_CASE("stock: with the importer's permission a bin may become negative", "[stock]") {
    CHECK(broken_by_move(0, -1000, true).empty());
}

TEST_CASE("stock: what comes in is never refused, even while the balance is negative", "[stock]") {
    CHECK(broken_by_move(-5000, 1000, false).empty());
}

TEST_CASE("stock: a movement beyond 64 bits is refused, not wrapped", "[stock]") {
    CHECK(broken_by_move(INT64_MIN, -1, false) == "NEGATIVE_BALANCE");
}

TEST_CASE("stock: a movement of nothing is refused", "[stock]") {
    CHECK(broken_by_move(3000, 0, false) == "EMPTY_MOVE");
}

TEST_CASE("stock: a quantity in another unit comes to the quantity that is moved", "[stock]") {
    const auto broken = [](const std::map<std::string, Value>& writes) {
        engine::Proposal move{.entity = entity("stock.move")};
        for (const auto& [name, value] : writes) move.writes[move.entity.field(name)->id] = value;
        const engine::Rule* rule = engine::first_broken(domain::rules(), move);
        return rule == nullptr ? "" : std::string(rule->code);
    };
    const auto boxes = [&](std::int64_t entered, std::int64_t holds, std::int64_t quantity) {
        return broken({
            {"entered",  entered           },
            {"holds",    holds             },
            {"quantity", quantity          },
            {"unit",     std::string("box")}
        });
    };
    CHECK(boxes(3'000, 12'000, 36'000).empty());
    CHECK(boxes(-500, 12'000, -6'000).empty());
    CHECK(boxes(3'000, 12'000, 36'001) == "UNIT_MISMATCH");
    CHECK(boxes(3'000, 0, 1) == "UNIT_MISMATCH");
    CHECK(boxes(1, 500, 1) == "UNIT_MISMATCH");
    CHECK(broken({
              {"entered",  3'000 },
              {"quantity", 36'000}
    }) == "UNIT_MISMATCH");
}

TEST_CASE("notes: the text of a locked note stands, its tags do not", "[notes]") {
    CHECK(broken_by_note(
              {
                  {"locked", true}
    },
              {{"text", std::string("x")}}) == "NOTE_LOCKED");
    CHECK(broken_by_note(
              {
                  {"locked", false}
    },
              {{"text", std::string("x")}})
              .empty());
    CHECK(broken_by_note(
              {
                  {"locked", true}
    },
              {{"odometer_km", std::int64_t{5}}})
              .empty());
}

TEST_CASE("notes: a title of nothing but blanks is no title", "[notes]") {
    CHECK(broken_by_note(
              {
    },
              {{"title", std::string("  ")}}) == "UNTITLED");
    CHECK(broken_by_note(
              {
    },
              {{"title", std::string(" a")}})
              .empty());
}

TEST_CASE("notes: an odometer beyond three million kilometres is implausible", "[notes]") {
    CHECK(broken_by_note(
              {
    },
              {{"odometer_km", std::int64_t{3'000'000}}})
              .empty());
    CHECK(broken_by_note(
              {
    },
              {{"odometer_km", std::int64_t{3'000'001}}}) == "ODOMETER_IMPLAUSIBLE");
    CHECK(broken_by_note(
              {
    },
              {{"odometer_km", std::int64_t{-1}}}) == "ODOMETER_IMPLAUSIBLE");
}
