#include "common/api/routes.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kThing;

namespace {

const std::string kShelfBody = R"({"data":{"place":"P1","part":"A/1:2","name":"Bolts"}})";

Json titles_of(const Json& page) {
    Json out = Json::array();
    for (const Json& item : page["items"]) out.push_back(item["data"]["title"]);
    return out;
}

}  // namespace

TEST_CASE("api: a new row answers 201 with its place, version and position", "[api]") {
    Desk desk;
    const auto made = desk.call("POST", "/api/v1/things",
                                R"({"data":{"place":"P1","title":"one","weight":"1.5"}})");
    REQUIRE(made.status == 201);
    const Json record = json_of(made);
    const std::string id = record["id"].get<std::string>();
    CHECK(made.headers.get("Location") == "/api/v1/things/" + id);
    CHECK(made.headers.get("ETag") == "\"0000000000000001\"");
    CHECK(made.headers.get("Branchline-Seq") == std::string(64, 'a') + ":1");
    CHECK(record["collection"] == "things");
    CHECK(record["stream"] == "dealer/D01");
    CHECK(record["version"] == "0000000000000001");
    CHECK(record["life"] == "alive");
    CHECK(record["data"]["weight"] == "1.500");
    CHECK(record["data"]["status"] == "draft");
    CHECK(record["data"]["text"].is_null());
    CHECK(text::dump(record["sync"]) == R"({"state":"local","conflicts":0,"reason":null})");
}

TEST_CASE("api: a new row carries the command of its first state", "[api]") {
    Desk desk;
    desk.add_thing();
    CHECK(desk.store.last_edit().command == 0x7101);
    CHECK(desk.store.last_edit().rows[0].transition == "draft");
}

TEST_CASE("api: null in a new row is the same as leaving the field out", "[api]") {
    Desk desk;
    desk.add_thing("one", R"(,"text":null,"km":null)");
    CHECK(desk.store.last_edit().rows[0].wishes.size() == 2);
}

TEST_CASE("api: an empty set and false are values of a new row", "[api]") {
    Desk desk;
    desk.add_thing("one", R"(,"tags":[],"hold":false)");
    CHECK(desk.store.last_edit().rows[0].wishes.size() == 4);
}

TEST_CASE("api: a record is read with its version as entity tag", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const auto got = desk.call("GET", "/api/v1/things/" + id);
    CHECK(got.status == 200);
    CHECK(got.headers.get("ETag") == "\"0000000000000001\"");
    CHECK(json_of(got)["data"]["title"] == "one");
}

TEST_CASE("api: a rejected record tells the reason and the remedy", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    auto& record = desk.store.record(kThing, row_id(id));
    record.progress = engine::Progress::rejected;
    record.rejection = engine::Reason{"TOO_LATE", "The month is closed.", "Write it today."};
    record.conflicts = 2;
    const Json sync = json_of(desk.call("GET", "/api/v1/things/" + id))["sync"];
    CHECK(text::dump(sync) == R"({"state":"rejected","conflicts":2,"reason":{"code":"TOO_LATE",)"
                              R"("text":"The month is closed.","remedy":"Write it today."}})");
}

TEST_CASE("api: the same key for the same request gives the first answer again", "[api]") {
    Desk desk;
    const std::string body = R"({"data":{"place":"P1","title":"one"}})";
    const HeaderFields key = {
        {"Idempotency-Key", "4711"}
    };
    const auto first = desk.call("POST", "/api/v1/things", body, key);
    const auto again = desk.call("POST", "/api/v1/things", body, key);
    CHECK(first.status == 201);
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    CHECK(again.headers.get("Location") == first.headers.get("Location"));
    CHECK(again.headers.get("Branchline-Seq") == first.headers.get("Branchline-Seq"));
    CHECK(desk.store.writes() == 1);
    CHECK(desk.store.last_edit().client_key == Bytes{'4', '7', '1', '1'});
}

TEST_CASE("api: a keyed row is made, and written again under the same key", "[api]") {
    Desk desk;
    const auto made = desk.call("POST", "/api/v1/shelves", kShelfBody);
    CHECK(made.status == 201);
    const auto again = desk.call("POST", "/api/v1/shelves",
                                 R"({"data":{"place":"P1","part":"A/1:2","remark":"top"}})");
    CHECK(again.status == 200);
    CHECK(again.headers.get("Location") == made.headers.get("Location"));
    CHECK(json_of(again)["data"]["remark"] == "top");
    CHECK(json_of(again)["data"]["name"] == "Bolts");
    const auto& row = desk.store.last_edit().rows[0];
    CHECK(row.key == std::vector<std::string>{"P1", "A/1:2"});
    CHECK(row.wishes.size() == 1);
}

TEST_CASE("api: repeating the making of a keyed row gives the first answer again", "[api]") {
    Desk desk;
    const HeaderFields key = {
        {"Idempotency-Key", "k"}
    };
    CHECK(desk.call("POST", "/api/v1/shelves", kShelfBody, key).status == 201);
    CHECK(desk.call("POST", "/api/v1/shelves", kShelfBody, key).status == 200);
    CHECK(desk.store.writes() == 1);
}

TEST_CASE("api: a keyed row is found by its key, slashes and colons escaped", "[api]") {
    Desk desk;
    const auto made = desk.call("POST", "/api/v1/shelves", kShelfBody);
    const auto got = desk.call("GET", "/api/v1/shelves/by-key/P1/A%2F1%3A2");
    CHECK(got.status == 200);
    CHECK(got.body == made.body);
}

TEST_CASE("api: null clears a field of an existing keyed row", "[api]") {
    Desk desk;
    desk.call("POST", "/api/v1/shelves",
              R"({"data":{"place":"P1","part":"A","name":"x","remark":"top"}})");
    const auto cleared =
        desk.call("POST", "/api/v1/shelves", R"({"data":{"place":"P1","part":"A","remark":null}})");
    CHECK(json_of(cleared)["data"]["remark"].is_null());
}

TEST_CASE("api: each kind of entity is written to its stream", "[api]") {
    Desk desk;
    desk.store.hub = true;
    desk.store.held_streams.emplace_back("hub");
    CHECK(desk.call("POST", "/api/v1/places", R"({"data":{"place":"P1","name":"x"}})").status ==
          201);
    CHECK(desk.store.last_edit().stream == "policy");
    CHECK(desk.call("POST", "/api/v1/costs", R"({"data":{"subject":"x"}})").status == 201);
    CHECK(desk.store.last_edit().stream == "hub");
}

TEST_CASE("api: a replica of many dealers is told the stream of a new row", "[api]") {
    Desk desk(Options{});
    desk.store.held_streams.emplace_back("dealer/D02");
    const std::string body = R"({"data":{"place":"P1","title":"one"}})";
    CHECK(desk.call("POST", "/api/v1/things?stream=dealer%2FD02", body).status == 201);
    CHECK(desk.store.last_edit().stream == "dealer/D02");
}

TEST_CASE("api: changes go to the stream that holds the row", "[api]") {
    Desk desk(Options{});
    desk.store.held_streams.emplace_back("dealer/D02");
    desk.call("POST", "/api/v1/shelves?stream=dealer/D02", kShelfBody);
    CHECK(desk.call("POST", "/api/v1/shelves", kShelfBody).status == 200);
    CHECK(desk.store.last_edit().stream == "dealer/D02");
    const auto id = std::string(json_of(desk.call("GET", "/api/v1/shelves"))["items"][0]["id"]);
    desk.call("PATCH", "/api/v1/shelves/" + id, R"({"data":{"remark":"x"}})",
              {
                  {"If-Match", "*"}
    });
    CHECK(desk.store.last_edit().stream == "dealer/D02");
    CHECK(desk.store.last_edit().rows[0].key == std::vector<std::string>{"P1", "A/1:2"});
    CHECK_FALSE(desk.store.last_edit().rows[0].id);
}

TEST_CASE("api: a change names the fields it changes and the version it saw", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one", R"(,"text":"a","colour":"red")");
    const auto changed =
        desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"text":null,"tags":["b","a"]}})",
                  {
                      {"If-Match", "\"0000000000000001\""}
    });
    REQUIRE(changed.status == 200);
    CHECK(changed.headers.get("ETag") == "\"0000000000000002\"");
    CHECK(changed.headers.get("Branchline-Seq") == std::string(64, 'a') + ":2");
    const Json values = json_of(changed)["data"];
    CHECK(values["text"].is_null());
    CHECK(values["tags"] == Json::parse(R"(["a","b"])"));
    CHECK(values["colour"] == "red");
    CHECK(desk.store.last_edit().command == 0);
}

TEST_CASE("api: a stale change is answered with the record and the difference", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one", R"(,"text":"a","weight":"2")");
    desk.store.set(kThing, row_id(id), "weight", std::int64_t{3000});
    const auto stale =
        desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"text":"a","weight":"2.5"}})",
                  {
                      {"If-Match", "\"0000000000000001\""}
    });
    REQUIRE(stale.status == 412);
    CHECK(stale.headers.get("ETag") == "\"0000000000000002\"");
    const Json body = json_of(stale);
    CHECK(body["code"] == "stale-version");
    CHECK(body["current"]["version"] == "0000000000000002");
    CHECK(body["current"]["data"]["weight"] == "3.000");
    CHECK(text::dump(body["difference"]) ==
          R"([{"pointer":"/data/weight","field":"weight","requested":"2.500","current":"3.000",)"
          R"("base":"2.000"}])");
    CHECK(desk.store.writes() == 1);
}

TEST_CASE("api: a change that is repeated with its key is not stale", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const HeaderFields fields = {
        {"If-Match",        "\"0000000000000001\""},
        {"Idempotency-Key", "k"                   }
    };
    const std::string body = R"({"data":{"text":"b","reference":"R1"}})";
    CHECK(desk.call("PATCH", "/api/v1/things/" + id, body, fields).status == 200);
    CHECK(desk.call("PATCH", "/api/v1/things/" + id, body, fields).status == 200);
    CHECK(desk.store.writes() == 2);
}

TEST_CASE("api: a list leads on page by page until it ends", "[api]") {
    Desk desk;
    for (const char* title : {"a", "b", "c"}) desk.add_thing(title);
    const auto first = desk.call("GET", "/api/v1/things?limit=2");
    CHECK(titles_of(json_of(first)) == Json::parse(R"(["a","b"])"));
    const std::string next = json_of(first)["next"];
    CHECK(first.headers.get("Link") == "</api/v1/things?limit=2&after=" + next + ">; rel=\"next\"");
    const auto last = desk.call("GET", "/api/v1/things?limit=2&after=" + next);
    CHECK(titles_of(json_of(last)) == Json::parse(R"(["c"])"));
    CHECK(json_of(last)["next"].is_null());
    CHECK_FALSE(last.headers.has("Link"));
}

TEST_CASE("api: a list takes several filters and repeats them in its link", "[api]") {
    Desk desk;
    desk.add_thing("a", R"(,"colour":"red","weight":"1")");
    desk.add_thing("b", R"(,"colour":"red","weight":"2")");
    desk.add_thing("c", R"(,"colour":"red","weight":"2")");
    const std::string target =
        "/api/v1/things?filter=colour:eq:red&filter=weight%3Aeq%3A2.0&limit=1";
    const auto page = desk.call("GET", target);
    CHECK(titles_of(json_of(page)) == Json::parse(R"(["b"])"));
    const std::string link(page.headers.get("Link"));
    CHECK(link.starts_with(
        "</api/v1/things?filter=colour%3Aeq%3Ared&filter=weight%3Aeq%3A2.0&limit=1&after="));
    const auto next = desk.call("GET", link.substr(1, link.find('>') - 1));
    CHECK(titles_of(json_of(next)) == Json::parse(R"(["c"])"));
}

TEST_CASE("api: an empty list has no items and no next page", "[api]") {
    Desk desk;
    CHECK(desk.call("GET", "/api/v1/things").body == "{\"items\":[],\"next\":null}\n");
}

TEST_CASE("api: reads never begin a group, writes always run in one", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    desk.call("GET", "/api/v1/things");
    desk.call("GET", "/api/v1/things/" + id);
    CHECK(desk.gate.read_runs == 2);
    CHECK(desk.gate.write_runs == 1);
}

TEST_CASE("api: what is refused by its form never reaches the engine", "[api]") {
    Desk desk;
    desk.call("POST", "/api/v1/things", R"({"data":{"nonsense":1}})");
    desk.call("GET", "/api/v1/things?limit=0");
    desk.call("PATCH", "/api/v1/things/zz", "{}");
    CHECK(desk.gate.read_runs + desk.gate.write_runs == 0);
}
