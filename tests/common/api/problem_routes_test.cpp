// Where `help` leads: every code of a problem, explained to a program and to a person.
#include "tests/common/api/door.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const HeaderFields kBrowser = {
    {"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}
};

}  // namespace

TEST_CASE("problems: help of a refusal leads to what it means, without a sign-in", "[api]") {
    Door door;
    const auto refused = door.call("GET", "/api/v1/notes");
    const Json problem = json_of(refused);
    CHECK(problem["help"] == "/api/v1/problems/not-signed-in");
    const auto help = door.call("GET", problem["help"].get<std::string>());
    CHECK(help.status == 200);
    const Json told = json_of(help);
    CHECK(told["code"] == "not-signed-in");
    CHECK(told["meaning"] == "The daemon does not know who asks.");
    CHECK(told["remedy"].get<std::string>().find("Sign in") == 0);
}

TEST_CASE("problems: a browser gets a page", "[api]") {
    Desk desk;
    const auto page = desk.call("GET", "/api/v1/problems/stale-version", "", kBrowser);
    CHECK(page.status == 200);
    CHECK(page.headers.get("Content-Type") == "text/html; charset=utf-8");
    CHECK(page.body.find("<h1>stale-version</h1>") != std::string::npos);
    const auto all = desk.call("GET", "/api/v1/problems", "", kBrowser);
    CHECK(all.body.find("<a href=\"/api/v1/problems/stale-version\">") != std::string::npos);
}

TEST_CASE("problems: the list has every code of the table", "[api]") {
    Desk desk;
    const Json list = json_of(desk.call("GET", "/api/v1/problems"));
    CHECK(list["items"].size() == problem_texts().size());
}

TEST_CASE("problems: codes of rules and verdicts are found as they are written", "[api]") {
    Options options = node_options();
    options.more_problems = {
        {"STOCK_BELOW_ZERO", "There are not so many.", "Count them."},
        {"unknown_row",      "It is not here.",        "Load it."   },
    };
    Desk desk(std::move(options));
    const auto meaning = [&](const std::string& code) {
        return json_of(desk.call("GET", "/api/v1/problems/" + code))["meaning"];
    };
    CHECK(meaning("STOCK_BELOW_ZERO") == "There are not so many.");
    CHECK(meaning("unknown_row") == "It is not here.");
    CHECK(meaning("unknown-row") == "It is not here.");
}

TEST_CASE("problems: a code that nobody answers, and a parameter, are refused", "[api]") {
    Desk desk;
    CHECK(summary_of(desk.call("GET", "/api/v1/problems/no-such-thing")) ==
          "404 not-found: no problem has this code");
    CHECK(desk.call("GET", "/api/v1/problems?limit=1").status == 400);
    CHECK(desk.call("GET", "/api/v1/problems/busy?limit=1").status == 400);
}
