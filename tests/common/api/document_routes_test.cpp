// Records on paper, over HTTP.
#include "common/domain/modules.hpp"
#include "tests/common/api/api_office.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

class Workshop : public Office {
public:
    Workshop() : Office(domain::registry(), domain::questions(), domain::documents()) {
        store.hub = false;
    }

    http::Response get(const std::string& target) { return call({.target = "/api/v1/" + target}); }
    std::string add_order(const std::string& complaint) {
        http::Request request{.method = "POST", .target = "/api/v1/repair-orders"};
        request.headers.set("Content-Type", "application/json");
        request.body = R"({"data":{"branch":"B0101","vin":"SYNTH000000000001",)"
                       R"("opened_on":"2026-11-21","number":"B0101-RO/01 7","complaint":")" +
                       complaint + "\"}}";
        const auto made = call(std::move(request));
        INFO(made.body);
        REQUIRE(made.status == 201);
        return json_of(made)["id"].get<std::string>();
    }
};

}  // namespace

TEST_CASE("paper: a record is a PDF with a name that every system takes", "[api]") {
    Workshop shop;
    const std::string id = shop.add_order("noise");
    const auto answer = shop.get("repair-orders/" + id + ".pdf");
    CHECK(answer.status == 200);
    CHECK(answer.headers.get("Content-Type") == "application/pdf");
    CHECK(answer.headers.get("Content-Disposition") ==
          "inline; filename=\"repair-order-B0101-RO-01-7.pdf\"");
    CHECK(answer.body.starts_with("%PDF-"));
    CHECK(shop.get("repair-orders/" + id + ".pdf").body == answer.body);
}

TEST_CASE("paper: languages differ, and others are refused", "[api]") {
    Workshop shop;
    const std::string path = "repair-orders/" + shop.add_order("noise") + ".pdf";
    const auto english = shop.get(path);
    const auto german = shop.get(path + "?language=de");
    CHECK(shop.get(path + "?language=en").body == english.body);
    CHECK(german.status == 200);
    CHECK(german.body != english.body);
    CHECK(summary_of(shop.get(path + "?language=xx")) ==
          "400 invalid-request: documents are not written in that language");
    CHECK(shop.get(path + "?copies=2").status == 400);
}

TEST_CASE("paper: what is not there, or is no id, is refused", "[api]") {
    Workshop shop;
    CHECK(shop.get("repair-orders/" + std::string(32, 'f') + ".pdf").status == 404);
    CHECK(shop.get("repair-orders/nonsense.pdf").status == 400);
    CHECK(shop.get("brands/" + std::string(32, 'f') + ".pdf").status == 400);
}

TEST_CASE("paper: a text that means harm is printed like any other", "[api]") {
    Workshop shop;
    const std::string id = shop.add_order(R"(</span><b>&lt; {} %s \u202e)");
    CHECK(shop.get("repair-orders/" + id + ".pdf").status == 200);
}
