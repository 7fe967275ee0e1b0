// Every endpoint tried with wrong input: one row each, with what it is answered. ID stands for the
// id of a thing in state draft with version 1, SHELF for that of a shelf.
#include "common/api/errors.hpp"
#include "common/api/input.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kThing;

namespace {

struct Row {
    std::string method;
    std::string path;  ///< Behind /api/v1/.
    std::string body;
    HeaderFields fields;
    std::string answer;  ///< Status, code, detail; then pointers and codes of `errors`.
};

const std::string kNobody(32, 'f');
const HeaderFields kAny = {
    {"If-Match", "*"}
};

std::string with(std::string text, std::string_view word, const std::string& value) {
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + value.size())) {
        text.replace(at, word.size(), value);
    }
    return text;
}

/// Asks a fresh desk, so that no row depends on another.
void check(const Row& row) {
    Desk desk;
    const std::string id = desk.add_thing("one", R"(,"reference":"R1")");
    const auto shelf =
        desk.call("POST", "/api/v1/shelves", R"({"data":{"place":"P1","part":"A","name":"x"}})");
    REQUIRE(shelf.status == 201);
    const std::size_t writes = desk.store.writes();
    const auto fill = [&](const std::string& text) {
        return with(with(text, "SHELF", json_of(shelf)["id"]), "ID", id);
    };
    CAPTURE(row.method, row.path, row.body);
    const auto answer =
        desk.call(row.method, "/api/v1/" + fill(row.path), fill(row.body), row.fields);
    CHECK(summary_of(answer) == fill(row.answer));
    CHECK(desk.store.writes() == writes);
}

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) check(row);
}

const std::string kCreated = R"({"data":{"place":"P1","title":"one"}})";
const std::string kBadId = "400 invalid-request: an id is 32 lower-case hexadecimal digits";
const std::string kBadKey =
    "400 invalid-request: Idempotency-Key must be one value of 1 to 64 visible ASCII characters";
const std::string kBadLimit = "400 invalid-request: limit must be a whole number from 1 to 500";
const std::string kBadCursor = "400 invalid-cursor: after is not a cursor of this list";
const std::string kBadMatch = "400 invalid-request: If-Match must be one strong entity tag or *";

std::string nine(const std::string& text) {
    std::string out;
    for (int i = 0; i < 9; ++i) out += text;
    return out.substr(0, out.size() - 1);
}

std::string things(const std::string& members) {
    return R"({"data":{"place":"P1","title":"one",)" + members + "}}";
}

std::string wrong(const std::string& field, const std::string& expected) {
    return "422 validation-failed: " + field + ": " + expected + " expected\n/data/" + field +
           " validation-failed";
}

}  // namespace

// clang-format off: a row is a row.

TEST_CASE("wrong input: lists", "[api]") {
    check({
        {"GET", "things?limit=0", "", {}, kBadLimit},
        {"GET", "things?limit=501", "", {}, kBadLimit},
        {"GET", "things?limit=-1", "", {}, kBadLimit},
        {"GET", "things?limit=1x", "", {}, kBadLimit},
        {"GET", "things?limit=", "", {}, kBadLimit},
        {"GET", "things?limit=99999999999999999999", "", {}, kBadLimit},
        {"GET", "things?limit=1&limit=2", "", {},
         "400 invalid-request: the query parameter \"limit\" came twice"},
        {"GET", "things?order=title", "", {},
         "400 invalid-request: there is no query parameter \"order\" here"},
        {"GET", "things?after=zz", "", {}, kBadCursor},
        {"GET", "things?after=", "", {}, kBadCursor},
        {"GET", "things?after=ID", "", {}, kBadCursor},
        {"GET", "things?after=ID00000000", "", {}, kBadCursor},
        {"GET", "things?filter=title", "", {},
         "400 invalid-request: the filter \"title\" is not field:operator:value"},
        {"GET", "things?filter=title:eq", "", {},
         "400 invalid-request: the filter \"title:eq\" is not field:operator:value"},
        {"GET", "things?filter=size:eq:1", "", {}, "400 unknown-field: things have no field size"},
        {"GET", "things?filter=title:eq:a&filter=size:eq:1", "", {},
         "400 unknown-field: things have no field size"},
        {"GET", "things?filter=km:gt:1", "", {}, "400 invalid-request: there is no filter \"gt\""},
        {"GET", "things?filter=km:eq:1.5", "", {},
         "400 invalid-request: km: a whole number of at most 64 bits expected"},
        {"GET", "things?filter=tags:eq:longer%20than%20ten", "", {},
         "400 invalid-request: tags: text of at most 10 bytes expected"},
        {"GET", "things?filter=tags:ge:a", "", {},
         "400 invalid-request: tags: ge compares texts, numbers and moments only"},
        {"GET", "things?filter=km:prefix:1", "", {},
         "400 invalid-request: km: prefix compares texts only"},
        {"GET", "things?filter=colour:prefix:r", "", {},
         "400 invalid-request: colour: prefix compares texts only"},
        {"GET", "things?filter=hold:le:true", "", {},
         "400 invalid-request: hold: le compares texts, numbers and moments only"},
        {"GET", "things?filter=parent:ge:ID", "", {},
         "400 invalid-request: parent: ge compares texts, numbers and moments only"},
        {"GET", "things?filter=built:le:soon", "", {},
         "400 invalid-request: built: a date such as \"2026-11-21\" expected"},
        {"GET", "things?" + nine("filter=km:ge:1&"), "", {},
         "400 invalid-request: a list has at most 8 filters"},
        {"GET", "things?sort=km", "", {},
         "400 invalid-request: things cannot be sorted by \"km\""},
        {"GET", "things?sort=-km", "", {},
         "400 invalid-request: things cannot be sorted by \"km\""},
        {"GET", "things?sort=pin", "", {},
         "400 invalid-request: things cannot be sorted by \"pin\""},
        {"GET", "things?sort=", "", {}, "400 invalid-request: things cannot be sorted by \"\""},
        {"GET", "things?sort=--title", "", {},
         "400 invalid-request: things cannot be sorted by \"-title\""},
        {"GET", "things?sort=title,km", "", {},
         "400 invalid-request: things cannot be sorted by \"title,km\""},
        {"GET", "things?sort=title&sort=id", "", {},
         "400 invalid-request: the query parameter \"sort\" came twice"},
        {"GET", "things?as_of=2026-11-21", "", {},
         "400 invalid-request: things have no editions, so as_of means nothing here"},
        {"GET", "offers?as_of=21.11.2026", "", {},
         "400 invalid-request: as_of must be a date such as 2026-11-21"},
        {"GET", "offers?as_of=", "", {},
         "400 invalid-request: as_of must be a date such as 2026-11-21"},
        {"GET", "things?filter=%ff", "", {},
         "400 bad-target: the request target is not UTF-8 text"},
        {"GET", "nothings", "", {}, "404 no-such-path: there is nothing at this path"},
        {"DELETE", "things", "", {},
         "405 no-such-method: the method DELETE is not possible at this path"},
    });
}

TEST_CASE("wrong input: one record", "[api]") {
    check({
        {"GET", "things/zz", "", {}, kBadId},
        {"GET", "things/0", "", {}, kBadId},
        {"GET", "things/" + std::string(32, 'F'), "", {}, kBadId},
        {"GET", "things/" + std::string(34, '0'), "", {}, kBadId},
        {"GET", "things/" + kNobody, "", {},
         "404 not-found: toy.thing " + kNobody + " does not exist"},
        {"GET", "shelves/ID", "", {}, "404 not-found: toy.shelf ID does not exist"},
        {"GET", "things/ID?members=title", "", {},
         "400 invalid-request: there is no query parameter \"members\" here"},
        {"GET", "shelves/by-key/P1", "", {}, "404 no-such-path: there is nothing at this path"},
        {"GET", "shelves/by-key/P1/A/B", "", {}, "404 no-such-path: there is nothing at this path"},
        {"GET", "things/by-key/P1", "", {}, "404 no-such-path: there is nothing at this path"},
        {"GET", "shelves/by-key/P1/A?x=1", "", {},
         "400 invalid-request: there is no query parameter \"x\" here"},
        {"PUT", "things/ID", "{}", {},
         "405 no-such-method: the method PUT is not possible at this path"},
    });
    Desk desk;
    CHECK(desk.call("GET", "/api/v1/shelves/by-key/P1/A").status == 404);
    CHECK(json_of(desk.call("GET", "/api/v1/shelves/by-key/P1/A"))["code"] == "not-found");
}

TEST_CASE("wrong input: bodies", "[api]") {
    const std::string deep =
        R"({"data":{"text":)" + std::string(9, '[') + std::string(9, ']') + "}}";
    check({
        {"POST", "things", "[]", {}, "400 invalid-request: the body must be a JSON object"},
        {"POST", "things", "null", {}, "400 invalid-request: the body must be a JSON object"},
        {"POST", "things", R"({"data":[]})", {},
         "400 invalid-request: \"data\" must be a JSON object"},
        {"POST", "things", R"({"data":null})", {},
         "400 invalid-request: \"data\" must be a JSON object"},
        {"POST", "things", R"({"title":"one"})", {},
         "422 unknown-field: the body has no member title\n/title unknown-field"},
        {"POST", "things", R"({"data":{},"a/b~c":1})", {},
         "422 unknown-field: the body has no member a/b~c\n/a~1b~0c unknown-field"},
        {"POST", "things", deep, {},
         "400 json-too-deep: line 1, column 23 (byte 23): more than 8 levels deep"},
        {"POST", "things", R"({"data":{"a":1,"a":2}})", {},
         "400 duplicate-key: line 1, column 18 (byte 18): member named twice: \"a\""},
    });
    Desk desk;
    CHECK(json_of(desk.call("POST", "/api/v1/things", "{"))["code"] == "bad-json");
    const std::string huge = R"({"data":{"text":")" + std::string(1U << 20U, 'x') + "\"}}";
    CHECK(summary_of(desk.call("POST", "/api/v1/things", huge)).starts_with("413 json-too-large"));
    const HeaderFields plain = {{"Content-Type", "text/plain"}};
    CHECK(desk.call("POST", "/api/v1/things", "{}", plain).status == 415);
}

TEST_CASE("wrong input: values of a new row", "[api]") {
    const std::string decimal =
        "a decimal number as text with at most 3 digits behind the point, such as \"12.500\"";
    check({
        {"POST", "things", things(R"("title2":1)"), {},
         "422 unknown-field: things have no field title2\n/data/title2 unknown-field"},
        {"POST", "things", things(R"("text":5)"), {}, wrong("text", "text of at most 65536 bytes")},
        {"POST", "things", things(R"("km":1.5)"), {},
         wrong("km", "a whole number of at most 64 bits")},
        {"POST", "things", things(R"("hold":"yes")"), {}, wrong("hold", "true or false")},
        {"POST", "things", things(R"("weight":12.5)"), {}, wrong("weight", decimal)},
        {"POST", "things", things(R"("weight":"12.5001")"), {}, wrong("weight", decimal)},
        {"POST", "things", things(R"("built":"21.11.2026")"), {},
         wrong("built", "a date such as \"2026-11-21\"")},
        {"POST", "things", things(R"("seen":"2026-11-21")"), {},
         wrong("seen", "a time in UTC such as \"2026-11-21T09:14:02Z\"")},
        {"POST", "things", things(R"("colour":"pink")"), {},
         wrong("colour", "one of red, green, blue")},
        {"POST", "things", things(R"("parent":"1")"), {},
         wrong("parent", "the id of a toy.thing, 32 lower-case hexadecimal digits")},
        {"POST", "things", things(R"("photo":"0011223344")"), {},
         wrong("photo", "lower-case hexadecimal digits of at most 4 bytes")},
        {"POST", "things", things(R"("tags":["a",1])"), {},
         wrong("tags", "an array, each element text of at most 10 bytes")},
        {"POST", "things", R"({"data":{"place":5,"title":"one"}})", {},
         wrong("place", "the key of a toy.place, text of at most 64 bytes")},
        {"POST", "things", things(R"("km":"1","x":1)"), {},
         "422 validation-failed: km: a whole number of at most 64 bits expected (and 1 more)\n"
         "/data/km validation-failed\n/data/x unknown-field"},
    });
}

TEST_CASE("wrong input: what a new row lacks", "[api]") {
    check({
        {"POST", "things", "", {},
         "422 missing-field: place: required (and 1 more)\n"
         "/data/place missing-field\n/data/title missing-field"},
        {"POST", "things", R"({"data":{"place":"P1"}})", {},
         "422 missing-field: title: required\n/data/title missing-field"},
        {"POST", "things", R"({"data":{"place":"P1","title":null}})", {},
         "422 missing-field: title: required\n/data/title missing-field"},
        {"POST", "shelves", R"({"data":{"place":"P1","name":"x"}})", {},
         "422 missing-field: part: required\n/data/part missing-field"},
        {"POST", "shelves", R"({"data":{"place":"P1","part":"","name":"x"}})", {},
         "422 validation-failed: part: part of the key, not empty\n/data/part validation-failed"},
        {"POST", "shelves", R"({"data":{"place":"P1","part":7,"name":"x"}})", {},
         wrong("part", "text of at most 4096 bytes")},
        {"POST", "shelves", R"({"data":{"place":"P1","part":"B"}})", {},
         "422 missing-field: name: required\n/data/name missing-field"},
        {"POST", "shelves", R"({"data":{"place":"P1","part":"A","name":null}})", {},
         "422 validation-failed: name: this field cannot be cleared\n/data/name validation-failed"},
    });
}

TEST_CASE("wrong input: what the store refuses", "[api]") {
    check({
        {"POST", "things", things(R"("locked":true)"), {},
         "403 hub-field: only the importer writes this field"},
        {"POST", "things", things(R"("status":"approved")"), {},
         "422 validation-failed: status: a command, not an edit expected"},
        {"POST", "shelves", R"({"data":{"place":"P1","part":"A","on_hand":"1"}})", {},
         "403 derived-field: nobody writes this field"},
        {"POST", "places", R"({"data":{"place":"P1","name":"x"}})", {},
         "403 hub-field: only the importer writes this field"},
        {"POST", "costs", R"({"data":{"subject":"x"}})", {},
         "404 unknown-stream: hub is not held here"},
        {"POST", "things/ID:approve", "{}", {},
         "409 state-not-allowed: approve is possible in state submitted; the record is in state "
         "draft"},
    });
}

TEST_CASE("wrong input: headers of a new row", "[api]") {
    check({
        {"POST", "things", kCreated, {{"Idempotency-Key", ""}}, kBadKey},
        {"POST", "things", kCreated, {{"Idempotency-Key", std::string(65, 'k')}}, kBadKey},
        {"POST", "things", kCreated, {{"Idempotency-Key", "a b"}}, kBadKey},
        {"POST", "things", kCreated, {{"Idempotency-Key", "\xc3\xa4"}}, kBadKey},
        {"POST", "things", kCreated, {{"Idempotency-Key", "a"}, {"Idempotency-Key", "a"}}, kBadKey},
        {"POST", "things", kCreated, kAny,
         "400 invalid-request: If-Match needs a record, and this makes a new one"},
        {"POST", "things", kCreated, {{"If-None-Match", "*"}},
         "400 invalid-request: writes do not know If-None-Match"},
        {"POST", "things?stream=dealer/D02", kCreated, {},
         "400 invalid-request: new things go to dealer/D01 here"},
        {"POST", "costs?stream=policy", R"({"data":{"subject":"x"}})", {},
         "400 invalid-request: new costs go to hub here"},
        {"POST", "things?dry_run=true", kCreated, {},
         "400 invalid-request: there is no query parameter \"dry_run\" here"},
        {"POST", "shelves", R"({"data":{"place":"P1","part":"B","name":"x"}})", kAny,
         "412 stale-version: If-Match is given and there is no such record"},
        {"POST", "shelves", R"({"data":{"place":"P1","part":"A","name":"x"}})",
         {{"If-Match", "\"7\""}},
         "412 stale-version: the record has version 0000000000000002, not 7"},
    });
}

TEST_CASE("wrong input: changes", "[api]") {
    const std::string change = R"({"data":{"text":"x"}})";
    const std::string no_fields = "400 invalid-request: the change names no field";
    check({
        {"PATCH", "things/ID", change, {},
         "428 version-required: a change must say which version it is based on"},
        {"PATCH", "things/zz", change, kAny, kBadId},
        {"PATCH", "things/" + kNobody, change, kAny,
         "404 not-found: toy.thing " + kNobody + " does not exist"},
        {"PATCH", "things/ID", change, {{"If-Match", "0000000000000001"}}, kBadMatch},
        {"PATCH", "things/ID", change, {{"If-Match", "W/\"0000000000000001\""}}, kBadMatch},
        {"PATCH", "things/ID", change, {{"If-Match", "\"\""}}, kBadMatch},
        {"PATCH", "things/ID", change, {{"If-Match", "\"1\", \"2\""}}, kBadMatch},
        {"PATCH", "things/ID", change, {{"If-Match", "*"}, {"If-Match", "*"}}, kBadMatch},
        {"PATCH", "things/ID", change, {{"If-Match", "\"9\""}},
         "412 stale-version: the record has version 0000000000000001, not 9"},
        {"PATCH", "things/ID?stream=dealer/D01", change, kAny,
         "400 invalid-request: there is no query parameter \"stream\" here"},
        {"PATCH", "things/ID", "", kAny, no_fields},
        {"PATCH", "things/ID", R"({"data":{}})", kAny, no_fields},
        {"PATCH", "things/ID", R"({"data":{"nothing":1}})", kAny,
         "422 unknown-field: things have no field nothing\n/data/nothing unknown-field"},
        {"PATCH", "things/ID", R"({"data":{"title":null}})", kAny,
         "422 validation-failed: title: this field cannot be cleared\n"
         "/data/title validation-failed"},
        {"PATCH", "things/ID", R"({"data":{"km":null,"tags":null}})", kAny,
         "422 validation-failed: km: this field cannot be cleared (and 1 more)\n"
         "/data/km validation-failed\n/data/tags validation-failed"},
        {"PATCH", "things/ID", R"({"data":{"reference":"R2"}})", kAny,
         "422 validation-failed: reference: written once, and it has a value\n"
         "/data/reference validation-failed"},
        {"PATCH", "things/ID", R"({"data":{"status":"submitted"}})", kAny,
         "422 validation-failed: status: a command, not an edit expected"},
        {"PATCH", "things/ID", R"({"data":{"locked":false}})", kAny,
         "403 hub-field: only the importer writes this field"},
        {"PATCH", "shelves/SHELF", R"({"data":{"part":"A"}})", kAny,
         "422 validation-failed: part: part of the key, which never changes\n"
         "/data/part validation-failed"},
        {"PATCH", "shelves/SHELF", R"({"data":{"on_hand":"1"}})", kAny,
         "403 derived-field: nobody writes this field"},
    });
}

TEST_CASE("wrong input: commands", "[api]") {
    const std::string no_reading = "400 invalid-request: the correction names no reading";
    check({
        {"POST", "things/zz:submit", "{}", {}, kBadId},
        {"POST", "things/" + kNobody + ":submit", "{}", {},
         "404 not-found: toy.thing " + kNobody + " does not exist"},
        {"POST", "things/ID:fly", "{}", {}, "404 no-such-path: there is nothing at this path"},
        {"POST", "things/ID:submit", "[]", {},
         "400 invalid-request: the body must be a JSON object"},
        {"POST", "things/ID:submit", R"({"why":"x"})", {},
         "422 unknown-field: the body has no member why\n/why unknown-field"},
        {"POST", "things/ID:submit", R"({"data":{"why":"x"}})", {},
         "422 unknown-field: things have no field why\n/data/why unknown-field"},
        {"POST", "things/ID:submit", "{}", {{"If-Match", "9"}}, kBadMatch},
        {"POST", "things/ID:submit", "{}", {{"If-Match", "\"9\""}},
         "412 stale-version: the record has version 0000000000000001, not 9"},
        {"POST", "things/ID:submit", "{}", {{"Idempotency-Key", ""}}, kBadKey},
        {"POST", "things/ID:submit?force=1", "{}", {},
         "400 invalid-request: there is no query parameter \"force\" here"},
        {"POST", "things/ID:withdraw", "{}", {},
         "409 state-not-allowed: withdraw is possible in state submitted; the record is in state "
         "draft"},
        {"POST", "things/ID:withdraw", "{}", {{"Idempotency-Key", "k"}},
         "409 state-not-allowed: withdraw is possible in state submitted; the record is in state "
         "draft"},
        {"POST", "things/ID:correct", "{}", {}, no_reading},
        {"POST", "things/ID:correct", R"({"data":{}})", {}, no_reading},
        {"POST", "things/ID:correct", R"({"data":{"km":5,"text":"x"}})", {},
         "422 validation-failed: text: not a reading\n/data/text validation-failed"},
        {"POST", "things/ID:correct", R"({"data":{"km":"5"}})", {},
         wrong("km", "a whole number of at most 64 bits")},
        {"POST", "things/" + kNobody + ":void", "{}", {},
         "404 not-found: toy.thing " + kNobody + " does not exist"},
        {"GET", "things/ID:submit", "", {},
         "405 no-such-method: the method GET is not possible at this path"},
    });
}

TEST_CASE("wrong input: insight", "[api]") {
    const std::string no_stream = "404 unknown-stream: dealer/D09 is not held here";
    const std::string no_parameter = "400 invalid-request: there is no query parameter \"x\" here";
    check({
        {"GET", "digest?stream=dealer/D09", "", {}, no_stream},
        {"GET", "conflicts?stream=dealer/D09", "", {}, no_stream},
        {"GET", "rejected?stream=dealer/D09", "", {}, no_stream},
        {"GET", "digest?stream=", "", {}, "404 unknown-stream:  is not held here"},
        {"GET", "digest?x=1", "", {}, no_parameter},
        {"GET", "conflicts?x=1", "", {}, no_parameter},
        {"GET", "rejected?x=1", "", {}, no_parameter},
        {"GET", "schema?x=1", "", {}, no_parameter},
        {"GET", "trace/toy.thing/ID?x=1", "", {}, no_parameter},
        {"GET", "trace/toy.nothing/ID", "", {}, "404 not-found: there is no entity toy.nothing"},
        {"GET", "trace/toy.thing/zz", "", {}, kBadId},
        {"GET", "why/toy.thing/ID/text?x=1", "", {}, no_parameter},
        {"GET", "why/toy.nothing/ID/text", "", {}, "404 not-found: there is no entity toy.nothing"},
        {"GET", "why/toy.thing/zz/text", "", {}, kBadId},
        {"GET", "why/toy.thing/ID/nothing", "", {}, "404 not-found: things have no field nothing"},
        {"GET", "why/toy.thing/" + kNobody + "/text", "", {},
         "404 not-found: toy.thing " + kNobody + " does not exist"},
    });
}

TEST_CASE("wrong input: resolving", "[api]") {
    const std::string at = "conflicts/things/ID/";
    const std::string kind = ": a conflict of this kind is not settled by choosing a value";
    const std::string either = "400 invalid-request: a resolution has either take or value";
    const std::string side = "422 validation-failed: take: the number of a side expected\n"
                             "/take validation-failed";
    check({
        {"POST", at + "title:resolve", R"({"take":0})", {}, "409 not-resolvable: title" + kind},
        {"POST", at + "status:resolve", R"({"take":0})", {}, "409 not-resolvable: status" + kind},
        {"POST", at + "km:resolve", R"({"take":0})", {}, "409 not-resolvable: km" + kind},
        {"POST", at + "count:resolve", "{}", {}, either},
        {"POST", at + "count:resolve", R"({"take":0,"value":1})", {}, either},
        {"POST", at + "count:resolve", R"({"take":-1})", {}, side},
        {"POST", at + "count:resolve", R"({"take":"0"})", {}, side},
        {"POST", at + "count:resolve", R"({"take":0.0})", {}, side},
        {"POST", at + "count:resolve", R"({"value":"1"})", {},
         "422 validation-failed: value: a whole number of at most 64 bits expected\n"
         "/value validation-failed"},
        {"POST", at + "count:resolve", R"({"data":{"count":1}})", {},
         "422 unknown-field: the body has no member data\n/data unknown-field"},
        {"POST", at + "count:resolve", R"({"take":0})", {{"If-Match", "x"}}, kBadMatch},
        {"POST", at + "count:resolve", R"({"take":0})", {},
         "404 not-found: count is not in conflict"},
        {"POST", at + "nothing:resolve", R"({"take":0})", {},
         "404 not-found: things have no field nothing"},
        {"POST", "conflicts/nothings/ID/count:resolve", R"({"take":0})", {},
         "404 not-found: there is no entity nothings"},
        {"POST", "conflicts/things/zz/count:resolve", R"({"take":0})", {}, kBadId},
        {"POST", "conflicts/things/" + kNobody + "/count:resolve", R"({"take":0})", {},
         "404 not-found: toy.thing " + kNobody + " does not exist"},
    });
    Desk desk;
    const std::string id = desk.add_thing();
    desk.store.told_conflicts["dealer/D01"].push_back({.entity = &kThing, .row = row_id(id),
                                                       .field = kThing.field("count"),
                                                       .sides = {{}, {}}});
    CHECK(summary_of(desk.call("POST", "/api/v1/conflicts/things/" + id + "/count:resolve",
                               R"({"take":2})")) ==
          "422 validation-failed: take: a number below 2 expected\n/take validation-failed");
}

// clang-format on

TEST_CASE("wrong input: a replica of many dealers must be told the stream", "[api]") {
    Desk desk(Options{});
    CHECK(summary_of(desk.call("POST", "/api/v1/things", kCreated)) ==
          "400 stream-required: this replica cannot know whose things these are");
    CHECK(summary_of(desk.call("POST", "/api/v1/things?stream=dealer/D09", kCreated)) ==
          "404 unknown-stream: dealer/D09 is not held here");
    desk.store.held_streams.emplace_back("dealer/D02");
    const std::string shelf = R"({"data":{"place":"P1","part":"A","name":"x"}})";
    desk.call("POST", "/api/v1/shelves?stream=dealer/D02", shelf);
    CHECK(summary_of(desk.call("POST", "/api/v1/shelves?stream=dealer/D01", shelf)) ==
          "400 invalid-request: the record of this key is in dealer/D02");
}

TEST_CASE("wrong input: a rejected row can be read and not be changed", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    auto& record = desk.store.record(kThing, row_id(id));
    record.life = "absent";
    record.rejection = engine::Reason{"NO", "Not so.", "Ask."};
    CHECK(desk.call("GET", "/api/v1/things/" + id).status == 200);
    const std::string expected = "404 not-found: the record was rejected and does not exist";
    CHECK(summary_of(desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"text":"x"}})",
                               kAny)) == expected);
    CHECK(summary_of(desk.call("POST", "/api/v1/things/" + id + ":submit", "{}")) == expected);
}

TEST_CASE("wrong input: a broken rule is told with its remedy", "[api]") {
    Desk desk;
    desk.store.rule = [](const engine::Edit&) {
        return Error{Code::refused, "rule-refused", "NO_MORE: The shelf is full.", "Use another."};
    };
    const auto answer = desk.call("POST", "/api/v1/things", kCreated);
    CHECK(summary_of(answer) == "422 rule-refused: NO_MORE: The shelf is full.");
    CHECK(json_of(answer)["hint"] == "Use another.");
}

TEST_CASE("wrong input: a write into a closed period is 423, other rules stay 422", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const auto break_rule = [&](std::string what) {
        desk.store.rule = [what = std::move(what)](const engine::Edit&) {
            return Error{Code::refused, "rule-refused", what, "date it into the open period"};
        };
    };
    const HeaderFields any = kAny;
    break_rule("PERIOD_CLOSED: it is closed");
    const std::string expected = "423 period-closed: PERIOD_CLOSED: it is closed";
    const auto created = desk.call("POST", "/api/v1/things", kCreated);
    CHECK(summary_of(created) == expected);
    CHECK(json_of(created)["kind"] == "refused");
    CHECK(json_of(created)["retryable"] == false);
    CHECK(json_of(created)["hint"] == "date it into the open period");
    CHECK(summary_of(desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"text":"x"}})", any)) ==
          expected);
    CHECK(summary_of(desk.call("POST", "/api/v1/things/" + id + ":submit", "{}")) == expected);
    break_rule("PERIOD_CLOSED_TOO: no");
    CHECK(summary_of(desk.call("POST", "/api/v1/things", kCreated)) ==
          "422 rule-refused: PERIOD_CLOSED_TOO: no");
}

TEST_CASE("wrong input: a failure of the machine is told by every endpoint", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    desk.store.broken = Error{Code::disk_full, "disk-low", "nothing was written", ""};
    const std::string expected = "507 disk-low: nothing was written";
    const HeaderFields any = kAny;
    CHECK(summary_of(desk.call("GET", "/api/v1/things")) == expected);
    CHECK(summary_of(desk.call("GET", "/api/v1/things/" + id)) == expected);
    CHECK(summary_of(desk.call("GET", "/api/v1/shelves/by-key/P1/A")) == expected);
    CHECK(summary_of(desk.call("POST", "/api/v1/things", kCreated)) == expected);
    CHECK(summary_of(desk.call("POST", "/api/v1/shelves",
                               R"({"data":{"place":"P1","part":"A"}})")) == expected);
    CHECK(summary_of(desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"text":"x"}})", any)) ==
          expected);
    CHECK(summary_of(desk.call("POST", "/api/v1/things/" + id + ":submit", "{}")) == expected);
    for (const char* name : {"digest", "conflicts", "rejected"}) {
        CHECK(summary_of(desk.call("GET", std::string("/api/v1/") + name)) == expected);
    }
    CHECK(summary_of(desk.call("GET", "/api/v1/why/things/" + id + "/text")) == expected);
}

TEST_CASE("wrong input: each wrong member names what would fit", "[api]") {
    Desk desk;
    const Json body =
        json_of(desk.call("POST", "/api/v1/things", things(R"("weight":12.5,"tags":7)")));
    REQUIRE(body["errors"].size() == 2);
    CHECK(text::dump(body["errors"][0]) ==
          R"({"pointer":"/data/weight","code":"validation-failed","detail":"weight: a decimal )"
          R"(number as text with at most 3 digits behind the point, such as \"12.500\" expected",)"
          R"("expected":"a decimal number as text with at most 3 digits behind the point, such as )"
          R"(\"12.500\"","hint":"numbers with a fraction are not read"})");
}
