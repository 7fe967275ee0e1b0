#include "common/api/insights.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kThing;

namespace {

const std::string kLog(64, 'b');

engine::ConflictSide side(schema::Value value, std::uint64_t seq, bool wins) {
    return {.value = std::move(value),
            .branch = "B1",
            .at = Instant(Milliseconds(0)),
            .log = kLog,
            .seq = seq,
            .wins = wins};
}

/// A thing whose count two branches have written.
struct Disputed : Desk {
    std::string id = add_thing("one", R"(,"count":7)");
    std::string path = "/api/v1/conflicts/toy.thing/" + id + "/count:resolve";

    Disputed() {
        store.told_conflicts["dealer/D01"].push_back({
            .entity = &kThing,
            .row = row_id(id),
            .field = kThing.field("count"),
            .sides = {side(std::int64_t{7}, 4, true), side(std::int64_t{9}, 2, false)}
        });
    }
};

const Json* named(const Json& list, std::string_view name) {
    for (const Json& item : list) {
        if (item["name"] == name) return &item;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("insight: the schema tells every property of a declaration", "[api]") {
    Desk desk;
    const auto got = desk.call("GET", "/api/v1/schema");
    REQUIRE(got.status == 200);
    const Json schema = json_of(got);
    CHECK(schema["version"] == schema::kSchemaVersion);
    CHECK(schema["entities"].size() == 7);
    const Json* thing = named(schema["entities"], "toy.thing");
    REQUIRE(thing != nullptr);
    CHECK(text::dump(*named((*thing)["fields"], "weight")) ==
          R"({"id":10,"name":"weight","label":"Weight","type":"decimal","scale":3,)"
          R"("owner":"dealer","merge":"own","required":false,"once":false,"sensitive":false})");
    CHECK((*named((*thing)["fields"], "colour"))["words"] ==
          Json::parse(R"(["red","green","blue"])"));
    CHECK((*named((*thing)["fields"], "parent"))["target"] == "toy.thing");
    CHECK((*named((*thing)["fields"], "pin"))["sensitive"] == true);
    CHECK(text::dump((*thing)["flow"][0]) ==
          R"({"id":28929,"command":"create","from":null,"to":"draft","side":"either"})");
    const Json* shelf = named(schema["entities"], "toy.shelf");
    CHECK((*shelf)["key"] == Json::parse(R"(["place","part"])"));
    CHECK((*named(schema["entities"], "toy.place"))["stream"] == "policy");
    CHECK(text::dump((*named(schema["entities"], "toy.move"))["posts"]) ==
          R"([{"target":"toy.shelf","balance":"on_hand","amount":"quantity"}])");
}

TEST_CASE("insight: the schema tells what lists, searches and forms need to know", "[api]") {
    Desk desk;
    const Json entities = json_of(desk.call("GET", "/api/v1/schema"))["entities"];
    const Json* thing = named(entities, "toy.thing");
    const Json* offer = named(entities, "toy.offer");
    REQUIRE(thing != nullptr);
    REQUIRE(offer != nullptr);
    for (const Json& name : (*thing)["sorts"]) {
        const auto sorted = "/api/v1/things?sort=-" + name.get<std::string>();
        CHECK(desk.call("GET", sorted).status == 200);
    }
    CHECK_FALSE((*thing)["sorts"].empty());
    CHECK((*thing)["scope"].is_null());
    CHECK((*thing)["number"].is_null());
    CHECK((*offer)["scope"] == "list");
    CHECK((*offer)["edition"] == "toy.issue");
    CHECK((*offer)["left"].is_null());
}

TEST_CASE("insight: digests are told for every stream or for one", "[api]") {
    Desk desk;
    CHECK(json_of(desk.call("GET", "/api/v1/digest"))["items"].size() == 2);
    const Json one = json_of(desk.call("GET", "/api/v1/digest?stream=dealer/D01"))["items"];
    REQUIRE(one.size() == 1);
    const std::string zero(64, '0');
    CHECK(text::dump(one[0]) == R"({"stream":"dealer/D01","digest":")" + zero +
                                    R"(","vector":[{"log":")" + zero + R"(","seq":0,"hash":")" +
                                    zero + "\"}]}");
}

TEST_CASE("insight: a conflict tells its sides and where to settle it", "[api]") {
    Disputed desk;
    const Json items = json_of(desk.call("GET", "/api/v1/conflicts"))["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["entity"] == "toy.thing");
    CHECK(items[0]["collection"] == "things");
    CHECK(items[0]["id"] == desk.id);
    CHECK(items[0]["stream"] == "dealer/D01");
    CHECK(items[0]["field"] == "count");
    CHECK(items[0]["merge"] == "lww");
    CHECK(items[0]["resolve"] == desk.path);
    CHECK(text::dump(items[0]["sides"][1]) ==
          R"({"take":1,"value":9,"branch":"B1","at":"1970-01-01T00:00:00.000Z","log":")" + kLog +
              R"(","seq":2,"wins":false})");
}

TEST_CASE("insight: late edits of a void row are a conflict without a field", "[api]") {
    Desk desk;
    desk.store.told_conflicts["dealer/D01"].push_back(
        {.entity = &kThing,
         .row = {},
         .field = nullptr,
         .sides = {side(std::string("x"), 1, false)}});
    const Json item = json_of(desk.call("GET", "/api/v1/conflicts"))["items"][0];
    CHECK(item["field"].is_null());
    CHECK(item["merge"] == "life");
    CHECK(item["resolve"].is_null());
    CHECK(item["sides"][0]["value"] == "x");
}

TEST_CASE("insight: taking a side writes its value as a new edit", "[api]") {
    Disputed desk;
    const auto done = desk.call("POST", desk.path, R"({"take":1})");
    REQUIRE(done.status == 200);
    CHECK(json_of(done)["data"]["count"] == 9);
    CHECK(done.headers.get("Branchline-Seq") == std::string(64, 'a') + ":2");
    CHECK(desk.store.last_edit().rows[0].wishes.size() == 1);
    CHECK(desk.store.last_edit().command == 0);
}

TEST_CASE("insight: a conflict is settled with a third value, or with none", "[api]") {
    Disputed desk;
    CHECK(json_of(desk.call("POST", desk.path, R"({"value":8})"))["data"]["count"] == 8);
    CHECK(json_of(desk.call("POST", desk.path, R"({"value":null})"))["data"]["count"].is_null());
}

TEST_CASE("insight: a choice among other sides than those listed is stale", "[api]") {
    Disputed desk;
    const std::string seen =
        json_of(desk.call("GET", "/api/v1/conflicts"))["items"][0]["version"].get<std::string>();
    const HeaderFields match = {
        {"If-Match", "\"" + seen + "\""}
    };
    auto& sides = desk.store.told_conflicts["dealer/D01"][0].sides;
    sides.insert(sides.begin() + 1, side(std::int64_t{1}, 6, false));
    const auto stale = desk.call("POST", desk.path, R"({"take":1})", match);
    CHECK(summary_of(stale) == "412 stale-version: the conflict has other sides by now");
    CHECK(json_of(stale)["current"]["sides"].size() == 3);
    sides.erase(sides.begin() + 1);
    CHECK(desk.call("POST", desk.path, R"({"take":1})", match).status == 200);
}

TEST_CASE("insight: rejected entries tell what they wanted and why not", "[api]") {
    Desk desk;
    const RowId row = row_id(std::string(32, 'c'));
    desk.store.told_rejected["dealer/D01"].push_back({
        .stream = "dealer/D01",
        .log = LogId(),
        .seq = 5,
        .branch = "B1",
        .reason = {"TOO_LATE", "The month is closed.", "Write it today."},
        .at = Instant(Milliseconds(1000)),
        .rows = {{&kThing, row}},
        .values = {{"weight", std::int64_t{1500}}, {"gone", std::int64_t{1}}}
    });
    const Json items = json_of(desk.call("GET", "/api/v1/rejected?stream=dealer/D01"))["items"];
    REQUIRE(items.size() == 1);
    CHECK(items[0]["seq"] == 5);
    CHECK(items[0]["at"] == "1970-01-01T00:00:01.000Z");
    CHECK(items[0]["reason"]["remedy"] == "Write it today.");
    CHECK(items[0]["rows"][0]["id"] == std::string(32, 'c'));
    CHECK(text::dump(items[0]["values"]) ==
          R"([{"field":"weight","value":"1.500"},{"field":"gone","value":1}])");
    CHECK(json_of(desk.call("GET", "/api/v1/rejected?stream=policy"))["items"].empty());
}

TEST_CASE("insight: why lists every write, by entity name or by collection", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    engine::Why why{.value = std::int64_t{1500}, .rule = "own", .writes = {}};
    why.writes.push_back({.value = std::int64_t{1500},
                          .branch = "B1",
                          .log = kLog,
                          .seq = 3,
                          .at = Instant(Milliseconds(0)),
                          .standing = "settled",
                          .wins = true,
                          .reason = {}});
    why.writes.push_back({
        .value = std::int64_t{1000},
        .branch = "B2",
        .log = kLog,
        .seq = 1,
        .at = Instant(Milliseconds(0)),
        .standing = "rejected",
        .wins = false,
        .reason = engine::Reason{"NO", "Not so.", "Ask."}
    });
    desk.store.told_why = why;
    const auto got = desk.call("GET", "/api/v1/why/toy.thing/" + id + "/weight");
    REQUIRE(got.status == 200);
    const Json body = json_of(got);
    CHECK(body["value"] == "1.500");
    CHECK(body["rule"] == "own");
    CHECK(body["writes"][0]["wins"] == true);
    CHECK(body["writes"][0]["reason"].is_null());
    CHECK(body["writes"][1]["standing"] == "rejected");
    CHECK(body["writes"][1]["reason"]["code"] == "NO");
    CHECK(desk.call("GET", "/api/v1/why/things/" + id + "/weight").body == got.body);
}

TEST_CASE("insight: reading never begins a group, resolving runs in one", "[api]") {
    Disputed desk;
    const auto writes = desk.gate.write_runs;
    for (const char* name : {"digest", "conflicts", "rejected"}) {
        desk.call("GET", std::string("/api/v1/") + name);
    }
    CHECK(desk.gate.read_runs == 3);
    desk.call("POST", desk.path, R"({"take":0})");
    CHECK(desk.gate.write_runs == writes + 1);
}
