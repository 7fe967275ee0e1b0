// Collections as lines: all pages of a list, and many creates in one request.
#include <sstream>

#include "common/crypto/hmac.hpp"
#include "tests/common/api/api_office.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const HeaderFields kAccept = {
    {"Accept", "application/x-ndjson"}
};

std::vector<Json> lines_in(const std::string& text) {
    std::vector<Json> out;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        auto json = text::parse_json(line);
        REQUIRE(json);
        out.push_back(*std::move(json));
    }
    return out;
}

class Lines : public Office {
public:
    Lines() : Office(test::toy_registry()) {}

    http::Response post(const std::string& body,
                        const HeaderFields& fields = {},
                        const std::string& query = "") {
        http::Request request{.method = "POST",
                              .target = "/api/v1/things" + query,
                              .path = {},
                              .query = {},
                              .params = {},
                              .headers = {},
                              .body = body};
        request.headers.set("Content-Type", "application/x-ndjson");
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        return call(std::move(request));
    }
    http::Response get(const std::string& target, const HeaderFields& fields = kAccept) {
        http::Request request{.target = "/api/v1/" + target};
        for (const auto& [name, value] : fields) request.headers.add(name, value);
        return call(std::move(request));
    }
    /// Status, and the problem's code if any, of each line.
    std::string outcome(const std::string& body, const HeaderFields& fields = {}) {
        return outcome_of(post(body, fields));
    }
    /// The same of a dry run.
    std::string tried(const std::string& body, const HeaderFields& fields = {}) {
        return outcome_of(post(body, fields, "?dry_run=true"));
    }
    static std::string outcome_of(const http::Response& answer) {
        REQUIRE(answer.status == 200);
        std::string out;
        for (const Json& line : lines_in(answer.body)) {
            out += fmt::format("{}:{} ", line["line"].get<int>(), line["status"].get<int>());
            if (line.contains("problem")) {
                out += line["problem"]["code"].get<std::string>() + " ";
            }
        }
        return out;
    }
};

std::string thing(const std::string& title) {
    return R"({"data":{"place":"P1","title":")" + title + "\"}}\n";
}

}  // namespace

TEST_CASE("bulk: all pages of a list come as lines, one page at a time", "[api]") {
    Lines office;
    for (int i = 0; i < 7; ++i) REQUIRE(office.outcome(thing("t")) == "1:201 ");
    const auto answer = office.get("things?limit=3&filter=title:eq:t");
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("Content-Type") == "application/x-ndjson");
    CHECK(lines_in(answer.body).size() == 3);
    const std::size_t before = office.gate.read_runs;
    const auto records = lines_in(drain(answer));
    CHECK(office.gate.read_runs == before + 2);
    REQUIRE(records.size() == 7);
    for (std::size_t i = 1; i < records.size(); ++i) {
        CHECK(records[i - 1]["id"].get<std::string>() < records[i]["id"].get<std::string>());
    }
    CHECK(records[0]["data"]["title"] == "t");
}

TEST_CASE("bulk: an empty collection is no line, and a wrong query is refused as ever", "[api]") {
    Lines office;
    CHECK(drain(office.get("things")).empty());
    CHECK(office.get("things?limit=0").status == 400);
    CHECK(office.get("things?filter=nothing:eq:1").status == 400);
    CHECK(json_of(office.get("things", {}))["items"].empty());
}

TEST_CASE("bulk: a page that fails later breaks the stream off", "[api]") {
    Lines office;
    for (int i = 0; i < 3; ++i) REQUIRE(office.outcome(thing("t")) == "1:201 ");
    const auto answer = office.get("things?limit=2");
    office.store.broken = Error{Code::io, "disk-failed", "the disk failed", ""};
    CHECK(drain(answer).ends_with("BROKEN"));
}

TEST_CASE("bulk: each line is one create with its own result", "[api]") {
    Lines office;
    const std::string body =
        thing("one") + "\n" + R"({"data":{"place":"P1"}})" + "\r\n{\n" + thing("two");
    CHECK(office.outcome(body) == "1:201 3:422 missing-field 4:400 bad-json 5:201 ");
    const auto lines = lines_in(office.post(thing("three")).body);
    REQUIRE(lines.size() == 1);
    const auto made = office.get("things/" + lines[0]["id"].get<std::string>(), {});
    CHECK(json_of(made)["version"] == lines[0]["version"]);
    CHECK(json_of(made)["data"]["title"] == "three");
}

TEST_CASE("bulk: a repeated request with its key writes nothing twice", "[api]") {
    Lines office;
    const HeaderFields key = {
        {"Idempotency-Key", "import-7"}
    };
    CHECK(office.outcome(thing("one") + thing("two"), key) == "1:201 2:201 ");
    const std::size_t writes = office.store.writes();
    CHECK(office.outcome(thing("one") + thing("two") + thing("three"), key) ==
          "1:200 2:200 3:201 ");
    CHECK(office.store.writes() == writes + 1);
    CHECK(office.outcome(thing("other"), key) == "1:422 key-reused ");
}

TEST_CASE("bulk: requests that cannot be carried out line by line are refused whole", "[api]") {
    Lines office;
    CHECK(summary_of(office.post("\n \n")).starts_with("400 invalid-request: the body has no"));
    CHECK(summary_of(office.post(thing("a"),
                                 {
                                     {"If-Match", "*"}
    }))
              .starts_with("400"));
    const std::string long_key(60, 'k');
    CHECK(summary_of(office.post(thing("a"),
                                 {
                                     {"Idempotency-Key", long_key}
    }))
              .starts_with("400"));
    CHECK(office.outcome(thing("a"), {
                                         {"Idempotency-Key", std::string(59, 'k')}
    }) == "1:201 ");
    std::string many;
    for (int i = 0; i < 1001; ++i) many += "{}\n";
    CHECK(summary_of(office.post(many)).starts_with("413 too-many-lines"));
    CHECK(office.store.writes() == 1);
}

TEST_CASE("bulk: a thousand lines are answered in their order", "[api]") {
    Lines office;
    std::string many;
    for (int i = 0; i < 1000; ++i) many += i % 2 == 0 ? thing("a") : "{}\n";
    const auto lines = lines_in(office.post(many).body);
    REQUIRE(lines.size() == 1000);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK(lines[i]["line"] == i + 1);
        CHECK(lines[i]["status"] == (i % 2 == 0 ? 201 : 422));
    }
}

TEST_CASE("bulk: a body that is not the one of its digest is refused whole", "[api]") {
    Lines desk;
    const std::string body = R"({"data":{"place":"P1","title":"one"}})";
    const std::string good =
        "sha-256=:" + crypto::to_base64(crypto::sha256(as_bytes(body)).view()) + ":";
    CHECK(desk.post(body,
                    {
                        {"Content-Digest", good}
    })
              .status == 200);
    CHECK(desk.post(body,
                    {
                        {"Content-Digest", "sha-512=:AAAA:, " + good}
    })
              .status == 200);
    CHECK(desk.post(body,
                    {
                        {"Content-Digest", "sha-512=:AAAA:"}
    })
              .status == 200);
    const std::size_t before = desk.store.writes();
    const auto refused = desk.post(body + " ", {
                                                   {"Content-Digest", good}
    });
    CHECK(refused.status == 400);
    CHECK(json_of(refused)["code"] == "digest-mismatch");
    CHECK(desk.store.writes() == before);
}

TEST_CASE("bulk: a dry run judges every line and writes none", "[api]") {
    Lines office;
    REQUIRE(office.outcome(thing("kept")) == "1:201 ");
    const std::size_t writes = office.store.writes();
    const std::string body = thing("one") + "{\"data\":{\"place\":\"P1\"}}\n" + "nonsense\n" +
                             R"({"data":{"place":"P1","title":"t","count":"many"}})";
    CHECK(office.tried(body) ==
          "1:201 2:422 missing-field 3:400 bad-json 4:422 validation-failed ");
    CHECK(office.store.writes() == writes);
    CHECK(office.gate.rehearsals == 1);
    CHECK(lines_in(drain(office.get("things"))).size() == 1);
}

TEST_CASE("bulk: a line of a dry run tells no id, for there is none", "[api]") {
    Lines office;
    const auto answer = office.post(thing("one"), {}, "?dry_run=true");
    CHECK(answer.body == "{\"line\":1,\"status\":201,\"dry_run\":true}\n");
    CHECK_FALSE(answer.headers.has("Branchline-Seq"));
}

TEST_CASE("bulk: a dry run asks the rules, the streams and the keys that were used", "[api]") {
    Lines office;
    office.store.rule = [](const engine::Edit&) -> std::optional<Error> {
        return Error{Code::refused, "rule-refused", "R1: no", "Ask."};
    };
    CHECK(office.tried(thing("one")) == "1:422 rule-refused ");
    office.store.rule = {};
    const HeaderFields key = {
        {"Idempotency-Key", "load"}
    };
    CHECK(office.tried(thing("one"), key) == "1:201 ");
    CHECK(office.outcome(thing("two"), key) == "1:201 ");
    CHECK(office.tried(thing("three"), key) == "1:422 key-reused ");
    CHECK(office.tried(thing("two"), key) == "1:200 ");
}

TEST_CASE("bulk: dry_run is true or false, and for lines alone", "[api]") {
    Lines office;
    CHECK(office.post(thing("one"), {}, "?dry_run=yes").status == 400);
    CHECK(office.post(thing("one"), {}, "?dry_run=true&dry_run=true").status == 400);
    CHECK(office.store.writes() == 0);
    CHECK(office.post(thing("one"), {}, "?dry_run=false").status == 200);
    CHECK(office.store.writes() == 1);
    http::Request one{.method = "POST", .target = "/api/v1/things?dry_run=true"};
    one.headers.set("Content-Type", "application/json");
    one.body = thing("one");
    CHECK(summary_of(office.call(std::move(one))).starts_with("400 invalid-request"));
    CHECK(office.store.writes() == 1);
}
