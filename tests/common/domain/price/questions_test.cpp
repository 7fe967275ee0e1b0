// What a part costs on a day, on a whole network.
#include "common/domain/price/questions.hpp"

#include <catch2/catch.hpp>

#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::int64_t kOld = 20'000;
constexpr std::int64_t kNew = 20'100;

/// A hub with the list AUDAX-NET in two editions: 10.00 from day kOld on, 12.50 from kNew on.
struct PriceDesk {
    PriceDesk() {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_brand(hub, "AUDAX", "Audax"));
            return hub::add_price_list(hub, {"AUDAX-NET", "AUDAX", "net", "EUR", ""});
        }));
        publish("000001", kOld, 1000);
        publish("000002", kNew, 1250);
    }
    void write(const engine::RowEdit& row) {
        REQUIRE(network.commit(network.hub(), edit_of("price/AUDAX-NET", row)));
    }
    void publish(const std::string& edition, std::int64_t from, std::int64_t amount) {
        write(keyed("price.row",
                    {
                        "AUDAX-NET", "BP100", edition
        },
                    {{"valid_from", from}, {"amount", amount}}));
        write(keyed("price.edition",
                    {
                        "AUDAX-NET", edition
        },
                    {{"published", true}, {"valid_from", from}, {"row_count", std::int64_t{1}}}));
    }
    Result<engine::Answer> ask(const std::string& part, const std::string& date = {}) {
        engine::Asked asked{
            .parameters = {{"list", "AUDAX-NET"}, {"part", part}},
              .today = kOld
        };
        if (!date.empty()) asked.parameters["date"] = date;
        return price::questions().front().ask(network.hub().replica(), asked);
    }
    std::string amount(const std::string& part, const std::string& date = {}) {
        const auto answer = ask(part, date);
        if (!answer) return answer.error().id;
        for (const auto& [name, value] : answer->facts) {
            if (name == "amount") return std::get<std::string>(value);
        }
        return "no amount";
    }

    Network network;
};

}  // namespace

TEST_CASE("price: today's price is that of the newest edition whose day has come", "[price]") {
    PriceDesk desk;
    CHECK(desk.amount("BP100") == "10.00");
}

TEST_CASE("price: the edition changes on its day, not a day before", "[price]") {
    PriceDesk desk;
    CHECK(desk.amount("BP100", to_text(Date(std::chrono::days(kNew - 1)))) == "10.00");
    CHECK(desk.amount("BP100", to_text(Date(std::chrono::days(kNew)))) == "12.50");
}

TEST_CASE("price: before the first edition there is none", "[price]") {
    PriceDesk desk;
    CHECK(desk.amount("BP100", to_text(Date(std::chrono::days(kOld - 1)))) == "no-price");
}

TEST_CASE("price: a part number is found however it is written", "[price]") {
    PriceDesk desk;
    CHECK(desk.amount("bp-100") == "10.00");
    CHECK(desk.amount("BP 100") == "10.00");
    CHECK(desk.amount("BP200") == "no-price");
}

TEST_CASE("price: a date that is none is refused", "[price]") {
    PriceDesk desk;
    const auto answer = desk.ask("BP100", "tomorrow");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == Code::invalid);
}
