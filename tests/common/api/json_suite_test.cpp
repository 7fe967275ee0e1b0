// The third-party JSON suite of shared/vectors as bodies of requests: whatever arrives, a program
// gets an answer that it can read.
#include "tests/support/json_suite.hpp"

#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using test::json_suite;
using test::JsonVector;

namespace {

/// "201", or status and code of a problem document that is sound.
std::string answer_to(Desk& desk, const std::string& body) {
    const auto answer = desk.call("POST", "/api/v1/things", body);
    const Json document = json_of(answer);
    if (answer.status == 201) return "201";
    CHECK(answer.headers.get("Content-Type") == "application/problem+json");
    CHECK(document["status"] == answer.status);
    return fmt::format("{} {}", answer.status, document["code"].get<std::string>());
}

/// A thing with the document as one of its values.
std::string as_value(const std::string& document) {
    return R"({"data":{"place":"P1","title":)" + document + "}}";
}

/// Two of the suite name a member twice, which RFC 8259 only advises against and we refuse.
bool is_duplicate(const JsonVector& vector) {
    return vector.name.starts_with("y_object_duplicated_key");
}

/// The document was read, and is no thing.
bool is_understood(const std::string& answer) {
    return answer == "400 invalid-request" || answer.starts_with("422 ");
}

bool is_unread(const std::string& answer) {
    return answer == "400 bad-json" || answer == "400 duplicate-key" ||
           answer == "400 json-too-deep";
}

}  // namespace

TEST_CASE("JSONTestSuite: the API understands every body that must be accepted", "[api]") {
    Desk desk;
    for (const JsonVector& vector : json_suite("y_", 95)) {
        INFO(vector.name);
        const std::string answer = answer_to(desk, vector.content);
        CHECK((is_duplicate(vector) ? answer == "400 duplicate-key" : is_understood(answer)));
    }
    CHECK(desk.store.writes() == 0);
}

TEST_CASE("JSONTestSuite: the API understands every value that must be accepted", "[api]") {
    const auto vectors = json_suite("y_", 95);
    std::size_t titles = 0;
    for (const JsonVector& vector : vectors) {
        INFO(vector.name);
        Desk desk;
        const std::string answer = answer_to(desk, as_value(vector.content));
        if (answer == "201") {
            ++titles;
        } else if (is_duplicate(vector)) {
            CHECK(answer == "400 duplicate-key");
        } else {
            CHECK(answer.starts_with("422 "));
        }
    }
    // "", " " and "asd".
    CHECK(titles == (vectors.empty() ? 0 : 3));
}

TEST_CASE("JSONTestSuite: the API answers 400 to every body that must be refused", "[api]") {
    Desk desk;
    for (const JsonVector& vector : json_suite("n_", 188)) {
        INFO(vector.name);
        const std::string answer = answer_to(desk, vector.content);
        // No body at all is a body without members.
        CHECK((vector.content.empty() ? answer.starts_with("422") : is_unread(answer)));
    }
    CHECK(desk.store.writes() == 0);
}

TEST_CASE("JSONTestSuite: lines that must be refused write nothing", "[api]") {
    Desk desk;
    for (const JsonVector& vector : json_suite("n_", 188)) {
        INFO(vector.name);
        const auto answer = desk.call("POST", "/api/v1/things", vector.content,
                                      {
                                          {"Content-Type", "application/x-ndjson"}
        });
        CHECK(answer.status < 500);
    }
    CHECK(desk.store.writes() == 0);
}

TEST_CASE("JSONTestSuite: the API answers bodies of no certain fate", "[api]") {
    Desk desk;
    for (const JsonVector& vector : json_suite("i_", 35)) {
        INFO(vector.name);
        const std::string answer = answer_to(desk, vector.content);
        CHECK((is_unread(answer) || is_understood(answer)));
        const std::string value = answer_to(desk, as_value(vector.content));
        CHECK((is_unread(value) || is_understood(value)));
    }
    CHECK(desk.store.writes() == 0);
}
