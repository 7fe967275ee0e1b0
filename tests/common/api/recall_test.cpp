#include "common/api/recall.hpp"

#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kThing;

namespace {

engine::Record thing(const std::string& version, const std::string& title) {
    engine::Record record{.entity = &kThing, .version = version};
    record.values.resize(kThing.fields.size());
    record.values[kThing.index_of(kThing.field("title")->id)] = title;
    return record;
}

const schema::Value& title_of(const std::vector<schema::Value>& values) {
    return values[kThing.index_of(kThing.field("title")->id)];
}

}  // namespace

TEST_CASE("recall: a viewer is told what it was shown in that version", "[api]") {
    Recall recall;
    recall.note("one", thing("1", "old"));
    recall.note("one", thing("2", "new"));
    const auto* old = recall.values("one", kThing, {}, "1");
    REQUIRE(old != nullptr);
    CHECK(title_of(*old) == schema::Value(std::string("old")));
    CHECK(recall.values("one", kThing, {}, "3") == nullptr);
}

TEST_CASE("recall: nobody is told what somebody else was shown", "[api]") {
    Recall recall;
    recall.note("one", thing("1", "old"));
    CHECK(recall.values("two", kThing, {}, "1") == nullptr);
}

TEST_CASE("recall: the oldest records are forgotten", "[api]") {
    Recall recall;
    for (std::size_t i = 0; i <= Recall::kRecordsMax; ++i) {
        recall.note("one", thing(std::to_string(i), "t"));
        recall.note("one", thing(std::to_string(i), "t"));
    }
    CHECK(recall.values("one", kThing, {}, "0") == nullptr);
    CHECK(recall.values("one", kThing, {}, "1") != nullptr);
}

TEST_CASE("recall: a stale change is told what its caller saw before", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one");
    const std::string tag(desk.call("GET", "/api/v1/things/" + id).headers.get("ETag"));
    desk.store.set(kThing, row_id(id), "title", std::string("two"));
    const auto stale =
        desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"title":"three","text":"new"}})",
                  {
                      {"If-Match", tag}
    });
    REQUIRE(stale.status == 412);
    const Json difference = json_of(stale)["difference"];
    REQUIRE(difference.size() == 2);
    const Json& title = difference[0]["field"] == "title" ? difference[0] : difference[1];
    CHECK(title["base"] == "one");
    CHECK(title["current"] == "two");
    CHECK(title["requested"] == "three");
}

TEST_CASE("recall: what was not shown is left out, not guessed", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one");
    const auto stale = desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"title":"three"}})",
                                 {
                                     {"If-Match", "\"00000000000000ff\""}
    });
    REQUIRE(stale.status == 412);
    CHECK_FALSE(json_of(stale)["difference"][0].contains("base"));
}
