#include "common/api/tracing.hpp"

#include "common/http/problem.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kParent = "00-" + kTrace + "-00f067aa0ba902b7-01";

/// Asks a row that gives this answer, behind a guard that lets everybody in.
http::Response answer_through(const http::Response& said, const std::string& traceparent = "") {
    static SeededRandom random{5};
    http::Router router;
    router.add("GET", "/x",
               [said](const http::Request&, const http::Answer& answer) { answer(said); });
    const http::Guard open = [](const http::Route&, http::Request request, http::Answer answer,
                                const http::Handler& next) {
        next(std::move(request), std::move(answer));
    };
    http::Request request;
    request.target = "/x";
    if (!traceparent.empty()) request.headers.set("traceparent", traceparent);
    http::Response out{.status = 0, .headers = {}, .body = {}};
    router.handler({}, traced(open, random))(
        std::move(request), [&out](http::Response given) { out = std::move(given); });
    return out;
}

}  // namespace

TEST_CASE("tracing: a traceparent is read, and nothing that only looks like one", "[api]") {
    CHECK(trace_id_of(kParent) == kTrace);
    for (const std::string& wrong :
         {std::string(), kTrace, kParent + "0", kParent.substr(1), "ff" + kParent.substr(2),
          "00-" + std::string(32, '0') + kParent.substr(35),
          "00-" + std::string(32, 'G') + kParent.substr(35)}) {
        CAPTURE(wrong);
        CHECK(trace_id_of(wrong).empty());
    }
}

TEST_CASE("tracing: a refusal has the trace of its request", "[api]") {
    const auto refused = answer_through(http::problem(404, "not-found", "no"), kParent);
    CHECK(refused.status == 404);
    CHECK(json_of(refused)["trace_id"] == kTrace);
    CHECK(json_of(refused)["code"] == "not-found");
}

TEST_CASE("tracing: without one each refusal has a name of its own", "[api]") {
    const auto one = json_of(answer_through(http::problem(500, "internal", "no")))["trace_id"];
    const auto two = json_of(answer_through(http::problem(500, "internal", "no")))["trace_id"];
    CHECK(one.get<std::string>().size() == 32);
    CHECK(one != two);
}

TEST_CASE("tracing: answers that are no problem are left alone", "[api]") {
    CHECK(answer_through(http::text_response(200, "text/plain", "fine"), kParent).body == "fine");
    CHECK(answer_through(http::text_response(404, "text/plain", "gone"), kParent).body == "gone");
}
