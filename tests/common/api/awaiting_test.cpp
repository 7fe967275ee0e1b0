// Requests that wait for an entry, over a gate whose outcome a test sets.
#include "common/api/awaiting.hpp"

#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kThing;

namespace {

const std::string kLog(64, 'a');
const std::string kBody = R"({"data":{"place":"P1","title":"one"}})";

http::Request prefer(const std::vector<std::string>& fields) {
    http::Request request;
    for (const std::string& field : fields) request.headers.add("Prefer", field);
    return request;
}

std::int64_t seconds_of(const std::vector<std::string>& fields) {
    const auto wait = read_wait(prefer(fields));
    return wait ? wait->count() : -1;
}

}  // namespace

TEST_CASE("awaiting: a position is a log and a number from 1", "[api]") {
    const auto position = read_position(kLog + ":17");
    REQUIRE(position);
    CHECK(to_hex(position->log) == kLog);
    CHECK(position->seq == 17);
    CHECK_FALSE(position->decided);
    for (const std::string& wrong :
         {std::string(), std::string(kLog), kLog + ":", kLog + ":0", kLog + ":x", kLog + ":1 ",
          std::string(":1"), kLog.substr(1) + ":1", kLog + ":99999999999999999999", kLog + ":-1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read_position(wrong));
    }
}

TEST_CASE("awaiting: the first wait that is understood counts, and never more than the most",
          "[api]") {
    CHECK(seconds_of({"wait=5"}) == 5);
    CHECK(seconds_of({"respond-async, wait=7"}) == 7);
    CHECK(seconds_of({"return=minimal", "Wait = 9"}) == 9);
    CHECK(seconds_of({"wait=0"}) == 0);
    CHECK(seconds_of({"wait=4000"}) == 30);
    CHECK(seconds_of({}) == -1);
    CHECK(seconds_of({"wait"}) == -1);
    CHECK(seconds_of({"wait=soon"}) == -1);
    CHECK(seconds_of({"wait=-1"}) == -1);
    CHECK(seconds_of({"await=5"}) == -1);
}

TEST_CASE("awaiting: a read waits for the entry of min_seq, and does not show it", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    for (const std::string& path :
         {std::string("/api/v1/things?min_seq="),
          "/api/v1/things/" + id + "?min_seq=", std::string("/api/v1/things?format=csv&min_seq="),
          std::string("/api/v1/digest?min_seq=")}) {
        CAPTURE(path);
        desk.gate.awaited.clear();
        const auto got = desk.call("GET", path + kLog + ":3");
        CHECK(got.status == 200);
        REQUIRE(desk.gate.awaited.size() == 1);
        CHECK(desk.gate.awaited[0].seq == 3);
        CHECK_FALSE(desk.gate.awaited[0].decided);
        CHECK(desk.gate.waited == kHereMax);
    }
}

TEST_CASE("awaiting: a read without min_seq waits for nothing", "[api]") {
    Desk desk;
    CHECK(desk.call("GET", "/api/v1/things").status == 200);
    CHECK(desk.gate.awaited.empty());
}

TEST_CASE("awaiting: what does not come in time is answered 503, to be repeated", "[api]") {
    Desk desk;
    desk.gate.outcome = Outcome::late;
    const std::size_t reads = desk.gate.read_runs;
    const auto got = desk.call("GET", "/api/v1/things?min_seq=" + kLog + ":3");
    CHECK(got.status == 503);
    CHECK(got.headers.get("Retry-After") == "2");
    CHECK(json_of(got)["code"] == "not-here-yet");
    CHECK(json_of(got)["retryable"] == true);
    CHECK(desk.gate.read_runs == reads);
}

TEST_CASE("awaiting: a min_seq that is none, or came twice, is refused", "[api]") {
    Desk desk;
    for (const std::string& wrong :
         {std::string("min_seq="), std::string("min_seq=17"), "min_seq=" + kLog,
          fmt::format("min_seq={0}:1&min_seq={0}:2", kLog)}) {
        CAPTURE(wrong);
        CHECK(desk.call("GET", "/api/v1/things?" + wrong).status == 400);
    }
    CHECK(desk.gate.awaited.empty());
}

TEST_CASE("awaiting: a write knows no min_seq", "[api]") {
    Desk desk;
    CHECK(desk.call("POST", "/api/v1/things?min_seq=" + kLog + ":1", kBody).status == 400);
}

TEST_CASE("awaiting: a write that prefers to wait is answered with the importer's word", "[api]") {
    Desk desk;
    const auto made = desk.call("POST", "/api/v1/things", kBody,
                                {
                                    {"Prefer", "respond-async, wait=5"}
    });
    CHECK(made.status == 201);
    CHECK(made.headers.get("Preference-Applied") == "wait=5");
    CHECK(made.headers.get("Branchline-Seq") == kLog + ":1");
    CHECK(made.headers.get("Location").starts_with("/api/v1/things/"));
    CHECK(made.headers.has("ETag"));
    CHECK(json_of(made)["state"] == "accepted");
    REQUIRE(desk.gate.awaited.size() == 1);
    CHECK(desk.gate.awaited[0].decided);
    CHECK(desk.gate.waited == Milliseconds(5000));
}

TEST_CASE("awaiting: changes and commands wait, too", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    const auto changed = desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"title":"two"}})",
                                   {
                                       {"If-Match", "*"     },
                                       {"Prefer",   "wait=1"}
    });
    CHECK(changed.status == 200);
    CHECK(json_of(changed)["state"] == "accepted");
    CHECK(json_of(changed)["data"]["title"] == "two");
    const auto voided = desk.call("POST", "/api/v1/things/" + id + ":void", "{}",
                                  {
                                      {"Prefer", "wait=1"}
    });
    CHECK(voided.status == 200);
    CHECK(json_of(voided)["life"] == "void");
}

TEST_CASE("awaiting: without a word in time the write is told as waiting", "[api]") {
    Desk desk;
    desk.gate.outcome = Outcome::late;
    const auto made = desk.call("POST", "/api/v1/things", kBody,
                                {
                                    {"Prefer", "wait=1"}
    });
    CHECK(made.status == 202);
    CHECK(json_of(made)["state"] == "waiting");
    CHECK(json_of(made)["data"]["title"] == "one");
    CHECK(made.headers.get("Preference-Applied") == "wait=1");
    CHECK(made.headers.get("Branchline-Seq") == kLog + ":1");
    CHECK(made.headers.get("Location").starts_with("/api/v1/things/"));
}

TEST_CASE("awaiting: what the importer rejects is a refusal with its reason", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing();
    desk.gate.outcome = Outcome::rejected;
    desk.store.record(kThing, row_id(id)).rejection =
        engine::Reason{"TOO_LATE", "The month is closed.", "Write it today."};
    const auto changed = desk.call("PATCH", "/api/v1/things/" + id, R"({"data":{"title":"two"}})",
                                   {
                                       {"If-Match", "*"     },
                                       {"Prefer",   "wait=1"}
    });
    CHECK(summary_of(changed) == "422 TOO_LATE: The month is closed.");
    const Json body = json_of(changed);
    CHECK(body["state"] == "rejected");
    CHECK(body["hint"] == "Write it today.");
    CHECK(body["current"]["id"] == id);
    CHECK(changed.headers.get("Branchline-Seq") == kLog + ":2");
}

TEST_CASE("awaiting: a write that is refused here does not wait", "[api]") {
    Desk desk;
    const auto refused = desk.call("POST", "/api/v1/things", R"({"data":{"title":"one"}})",
                                   {
                                       {"Prefer", "wait=9"}
    });
    CHECK(refused.status == 422);
    CHECK_FALSE(refused.headers.has("Preference-Applied"));
    CHECK(desk.gate.awaited.empty());
}

TEST_CASE("awaiting: a write without a preference does not wait", "[api]") {
    Desk desk;
    const auto made = desk.call("POST", "/api/v1/things", kBody);
    CHECK(made.status == 201);
    CHECK_FALSE(json_of(made).contains("state"));
    CHECK(desk.gate.awaited.empty());
}

TEST_CASE("awaiting: each of many lines tells its position and the importer's word", "[api]") {
    Desk desk;
    http::Request request;
    request.method = "POST";
    request.target = "/api/v1/things";
    request.headers.set("Content-Type", "application/x-ndjson");
    request.headers.set("Prefer", "wait=1");
    request.body = kBody + "\n" + kBody + "\n";
    std::string lines;
    desk.router.handler()(std::move(request),
                          [&lines](const http::Response& answer) { lines = answer.body; });
    const auto second = text::parse_json(lines.substr(lines.find('\n') + 1));
    REQUIRE(second);
    CHECK((*second)["line"] == 2);
    CHECK((*second)["seq"] == kLog + ":2");
    CHECK((*second)["state"] == "accepted");
}
