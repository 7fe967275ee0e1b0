// Prices over HTTP, on the hub's own engine: from the first piece of a file to what branches read.
#include "hub/prices/routes.hpp"

#include <thread>

#include "common/domain/calendar.hpp"
#include "common/text/json.hpp"
#include "sync/transport/job_routes.hpp"
#include "tests/hub/prices/price_fixture.hpp"
#include "tests/hub/served_hub.hpp"

using namespace branchline;
using namespace branchline::test;
using text::Json;

namespace {

class Office {
public:
    Office() {
        sync::add_job_routes(served_.router, served_.driver, jobs_);
        hub::add_price_routes(served_.router, {served_.driver, jobs_, work_, served_.clock});
        served_.start();
    }

    ~Office() { served_.driver.stop(); }  // Before the jobs that it works on.
    Office(const Office&) = delete;
    Office& operator=(const Office&) = delete;

    http::Response ask(const std::string& method,
                       const std::string& target,
                       const std::string& body = "",
                       const std::string& type = "application/json") {
        return served_.ask(method, target, body, type);
    }
    std::pair<int, Json> json(const std::string& method,
                              const std::string& target,
                              const std::string& body = "",
                              const std::string& type = "application/json") {
        return served_.json(method, target, body, type);
    }
    std::string today() const { return domain::date_text(domain::day_of(served_.clock.now())); }

    /// Sends a file and stages it; the job when it has ended.
    Json stage(const std::string& rows) {
        const std::string body = R"({"list":"SYN-R","valid_from":")" + today() +
                                 R"(","title":"Spring","size":)" + std::to_string(rows.size()) +
                                 "}";
        const auto [opened, upload] = json("POST", "/api/v1/price-uploads", body);
        REQUIRE(opened == 201);
        const std::string path = "/api/v1/price-uploads/" + upload["id"].get<std::string>();
        const auto [sent, state] = json("PUT", path + "/bytes/0", rows, "text/csv");
        REQUIRE(sent == 200);
        const auto [started, job] = json("POST", path + ":stage", "{}");
        REQUIRE(started == 202);
        return end_of(job);
    }
    Json end_of(Json job) {
        while (job["state"] == "running") {
            std::this_thread::yield();
            job = json("GET", "/api/v1/jobs/" + job["id"].get<std::string>()).second;
        }
        return job;
    }

    PriceFixture f;

private:
    hub::PriceWork work_{f.folder.path(), f.random};
    ServedHub served_{f.network.hub().engine()};
    sync::Jobs jobs_{[this](auto work) { served_.driver.post(std::move(work)); }, served_.clock};
};

constexpr const char* kEdition = "/api/v1/price-editions/by-key/SYN-R/000001";

}  // namespace

TEST_CASE("price routes: sent, staged, compared, published, and then read", "[prices]") {
    Office office;
    const Json job = office.stage("PartNo,Price\nA1,11.00\nA2,many\n");
    CHECK(job["state"] == "done");
    CHECK(job["edition"] == "000001");
    CHECK_FALSE(job.contains("rejects"));
    const std::string upload = "/api/v1/price-uploads/" + job["upload"].get<std::string>();
    const auto [told, rejects] = office.json("GET", upload + "/rejects");
    CHECK(told == 200);
    CHECK(rejects["count"] == 1);
    const auto file = office.ask("GET", upload + "/rejects?format=csv");
    CHECK(file.headers.get("Content-Type") == "text/csv; charset=utf-8");
    CHECK(file.headers.get("Content-Disposition").starts_with("attachment"));

    const auto [status, compared] = office.json("GET", std::string(kEdition) + "/comparison");
    CHECK(status == 200);
    CHECK(compared["old"] == false);
    CHECK(compared["counts"]["added"] == 1);
    const auto [listed, lines] =
        office.json("GET", std::string(kEdition) + "/comparison/added?from=0");
    CHECK(listed == 200);
    CHECK(lines["items"][0]["part"] == "A1");
    const std::string body = R"({"basis":)" + text::dump(compared["basis"]) + "}";
    CHECK(office.json("POST", std::string(kEdition) + ":publish", body).first == 200);
    const auto [again, problem] = office.json("POST", std::string(kEdition) + ":publish", body);
    CHECK(again == 409);
    CHECK(problem["code"] == "already-published");
    CHECK(office.json("GET", std::string(kEdition) + "/comparison").second["code"] ==
          "already-published");
}

TEST_CASE("price routes: bodies that are not understood are refused", "[prices]") {
    Office office;
    const auto code = [&](const std::string& target, const std::string& body) {
        return office.json("POST", target, body).second["code"].get<std::string>();
    };
    CHECK(code("/api/v1/price-uploads", R"({"file":"/etc/passwd"})") == "unknown-field");
    CHECK(code("/api/v1/price-uploads", R"({"list":"SYN-R","valid_from":"2020-01-01","size":5})") ==
          "past-date");
    CHECK(code("/api/v1/price-uploads", R"({"list":"NONE","valid_from":")" + office.today() +
                                            R"(","size":5})") == "unknown-list");
    CHECK(code("/api/v1/price-uploads", R"({"list":"SYN-R","valid_from":")" + office.today() +
                                            R"(","size":99999999999})") == "file-too-large");
    CHECK(code("/api/v1/price-uploads/nobody:stage", "{}") == "no-upload");
    CHECK(code("/api/v1/price-moves", R"({"list":"SYN-R","valid_from":")" + office.today() +
                                          R"(","percent":"0"})") == "bad-percent");
    CHECK(code(std::string(kEdition) + ":publish", "{}") == "missing-field");
    CHECK(code(std::string(kEdition) + ":publish", R"({"basis":"x"})") == "not-found");
    CHECK(code(std::string(kEdition) + ":compare", "{}") == "not-found");
    CHECK(code(std::string(kEdition) + ":discard", "{}") == "not-found");
}

TEST_CASE("price routes: a piece is a table and nothing else", "[prices]") {
    Office office;
    const auto response = office.ask("PUT", "/api/v1/price-uploads/x/bytes/0", "a", "text/html");
    CHECK(response.status == 415);
    const auto [status, problem] =
        office.json("PUT", "/api/v1/price-uploads/x/bytes/-1", "a", "text/csv");
    CHECK(problem["code"] == "invalid-request");
}

TEST_CASE("price routes: a percent falls with a sign, and the comparison can be made again",
          "[prices]") {
    Office office;
    const Json first = office.stage("PartNo,Price\nA1,10.00\n");
    const auto basis = office.json("GET", std::string(kEdition) + "/comparison").second["basis"];
    REQUIRE(office
                .json("POST", std::string(kEdition) + ":publish",
                      R"({"basis":)" + text::dump(basis) + "}")
                .first == 200);
    const auto [status, started] = office.json(
        "POST", "/api/v1/price-moves",
        R"({"list":"SYN-R","valid_from":")" + office.today() + R"(","percent":"-2.25"})");
    REQUIRE(status == 202);
    const Json job = office.end_of(started);
    CHECK(job["edition"] == "000002");
    const std::string edition = "/api/v1/price-editions/by-key/SYN-R/000002";
    const auto fall = office.json("GET", edition + "/comparison").second["falls"][0];
    CHECK(fall["after"] == "9.78");
    const auto [again, compare] = office.json("POST", edition + ":compare", "{}");
    REQUIRE(again == 202);
    CHECK(office.end_of(compare)["state"] == "done");
    CHECK(office.json("POST", edition + ":discard", "{}").first == 200);
    CHECK(office.json("GET", edition + "/comparison").second["code"] == "discarded");
}
