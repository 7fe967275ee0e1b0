// What can be asked beside records: one endpoint for every question that is declared.
#include "tests/common/api/api_desk.hpp"
#include "tests/support/zip.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

Result<engine::Answer> sum(engine::Store&, const engine::Asked& asked) {
    engine::Answer out;
    out.facts = {
        {"zone",  asked.at("zone")          },
        {"note",  asked.at("note")          },
        {"today", schema::Value(asked.today)},
        {"agile", schema::Value()           }
    };
    return out;
}

Result<engine::Answer> steps(engine::Store&, const engine::Asked& asked) {
    if (asked.at("name") == "none") {
        return fail(Code::not_found, "no-steps", "there are no steps", "ask for others");
    }
    engine::Answer out;
    out.columns = {"step", "done"};
    if (asked.at("name") == "some") {
        out.rows = {
            {std::string("wash"), true },
            {std::int64_t{2},     false}
        };
    }
    return out;
}

constexpr engine::Question kQuestions[] = {
    {.path = "sums/{zone}",
     .query = "note|more",
     .command = "sum show",
     .summary = "Sums of a zone",
     .ask = sum  },
    {.path = "steps/{name}",
     .query = "",
     .command = "step show",
     .summary = "Steps of a name",
     .ask = steps},
};

Options asking() {
    Options options = node_options();
    options.today = [] { return std::int64_t{77}; };
    options.questions = kQuestions;
    return options;
}

}  // namespace

TEST_CASE("question: facts come in their order, without a table", "[api]") {
    Desk desk(asking());
    const auto got = desk.call("GET", "/api/v1/sums/A%2F1?note=x%20y");
    CHECK(got.status == 200);
    CHECK(got.body == R"({"facts":{"zone":"A/1","note":"x y","today":77,"agile":null}})"
                      "\n");
    CHECK(desk.gate.read_runs == 1);
    CHECK(desk.gate.write_runs == 0);
}

TEST_CASE("question: a table has its columns, also when it has no rows", "[api]") {
    Desk desk(asking());
    CHECK(desk.call("GET", "/api/v1/steps/some").body ==
          R"({"facts":{},"columns":["step","done"],"rows":[["wash",true],[2,false]]})"
          "\n");
    CHECK(desk.call("GET", "/api/v1/steps/few").body ==
          R"({"facts":{},"columns":["step","done"],"rows":[]})"
          "\n");
}

TEST_CASE("question: what was not asked for is empty", "[api]") {
    Desk desk(asking());
    CHECK(json_of(desk.call("GET", "/api/v1/sums/A"))["facts"]["note"] == "");
}

TEST_CASE("question: a refusal is a problem document", "[api]") {
    Desk desk(asking());
    CHECK(summary_of(desk.call("GET", "/api/v1/steps/none")) == "404 no-steps: there are no steps");
}

TEST_CASE("question: unknown parameters and other methods are refused", "[api]") {
    Desk desk(asking());
    CHECK(summary_of(desk.call("GET", "/api/v1/sums/A?zone=B")) ==
          "400 invalid-request: there is no query parameter \"zone\" here");
    CHECK(summary_of(desk.call("GET", "/api/v1/sums/A?note=1&note=2")) ==
          "400 invalid-request: the query parameter \"note\" came twice");
    CHECK(summary_of(desk.call("GET", "/api/v1/steps/some?note=1")) ==
          "400 invalid-request: there is no query parameter \"note\" here");
    CHECK(desk.call("POST", "/api/v1/steps/some", "{}").status == 405);
    CHECK(desk.gate.read_runs == 0);
}

TEST_CASE("question: without a declaration there is no path", "[api]") {
    Desk desk;
    CHECK(desk.call("GET", "/api/v1/sums/A").status == 404);
}

TEST_CASE("question: the table of an answer is a CSV file, with its name", "[api]") {
    Desk desk(asking());
    const auto got = desk.call("GET", "/api/v1/steps/some?format=csv");
    CHECK(got.status == 200);
    CHECK(got.body == "step,done\r\nwash,true\r\n2,false\r\n");
    CHECK(got.headers.get("Content-Disposition") == "attachment; filename=\"steps.csv\"");
    CHECK(desk.call("GET", "/api/v1/sums/A?format=csv&note=x").body ==
          "name,value\r\nzone,A\r\nnote,x\r\ntoday,77\r\nagile,\r\n");
}

TEST_CASE("question: the table of an answer is an XLSX file", "[api]") {
    Desk desk(asking());
    const auto got = desk.call("GET", "/api/v1/steps/some?format=xlsx");
    REQUIRE(got.status == 200);
    CHECK(got.headers.get("Content-Disposition") == "attachment; filename=\"steps.xlsx\"");
    CHECK(test::unzipped(got.body).contains("xl/worksheets/sheet1.xml"));
}

TEST_CASE("question: a refusal is no file, and a format that nobody knows is refused", "[api]") {
    Desk desk(asking());
    CHECK(desk.call("GET", "/api/v1/steps/none?format=csv").status == 404);
    CHECK(desk.call("GET", "/api/v1/steps/none?format=xlsx").status == 404);
    CHECK(desk.call("GET", "/api/v1/steps/some?format=pdf").status == 400);
}

TEST_CASE("question: an XLSX file of too many rows is refused, and none is made in between",
          "[api]") {
    Options few = asking();
    few.xlsx_rows_max = 1;
    Desk desk(few);
    CHECK(desk.call("GET", "/api/v1/steps/some?format=xlsx").status == 413);
    Options busy = asking();
    busy.background = [](const std::function<void()>&) { return false; };
    Desk full(busy);
    CHECK(full.call("GET", "/api/v1/steps/some?format=xlsx").status == 503);
}
