#include "common/domain/allocation/matching.hpp"

#include <catch2/catch.hpp>

using namespace branchline::allocation;

namespace {

Order order(const std::string& id,
            const std::string& dealer,
            std::vector<std::string> required,
            bool sold = false,
            std::vector<std::string> preferred = {}) {
    return {
        .order = id,
        .dealer = dealer,
        .sold = sold,
        .wish = {.model = "A1",
                 .required = std::move(required),
                 .excluded = {},
                 .preferred = std::move(preferred)}
    };
}

Car car(const std::string& vin, std::vector<std::string> options) {
    return {
        .vin = vin, .build = {.model = "A1", .options = std::move(options)}
    };
}

/// VINs by order, "-" for none.
std::string matched(const std::vector<Order>& orders,
                    const std::vector<Car>& cars,
                    const std::vector<std::int64_t>& units) {
    const std::vector<std::string> dealers{"D1", "D2"};
    const auto found = Matching(orders, cars, dealers).match(units);
    REQUIRE(found);
    std::string out;
    for (const auto& at : *found) out += (out.empty() ? "" : " ") + (at ? cars[*at].vin : "-");
    return out;
}

}  // namespace

TEST_CASE("matching: an order that any car fits leaves the only fitting car to another",
          "[allocation]") {
    // Greedy by order id gives the first order the red car, and the second one none.
    const std::vector<Order> orders{order("1", "D1", {}), order("2", "D1", {"RED"})};
    CHECK(matched(orders, {car("A", {"RED"}), car("B", {})}, {2, 0}) == "B A");
}

TEST_CASE("matching: a chain of exchanges is found", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {"X"}), order("2", "D2", {"Y"}),
                                    order("3", "D2", {"Z"}), order("4", "D1", {"X", "W"})};
    const std::vector<Car> cars{car("A", {"X", "W"}), car("B", {"X", "Y"}), car("C", {"Y", "Z"}),
                                car("D", {"Z"})};
    CHECK(matched(orders, cars, {2, 2}) == "B C D A");
}

TEST_CASE("matching: sold orders come before more orders", "[allocation]") {
    // Car A could serve 2, and B then 1 or 3; the sold ones are 1 and 3, which share B and C.
    const std::vector<Order> orders{order("1", "D1", {"X"}), order("2", "D1", {"X"}, true),
                                    order("3", "D2", {"X"}, true)};
    CHECK(matched(orders, {car("A", {"X"}), car("B", {"X"})}, {1, 1}) == "- A B");
    CHECK(matched(orders, {car("A", {"X"}), car("B", {"X"})}, {2, 0}) == "A B -");
    CHECK(matched(orders, {car("A", {"X"})}, {1, 1}) == "- A -");
}

TEST_CASE("matching: a sold order is served though another would score higher", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}, false, {"X", "Y"}),
                                    order("2", "D1", {}, true)};
    CHECK(matched(orders, {car("A", {"X", "Y"})}, {2, 0}) == "- A");
}

TEST_CASE("matching: more orders come before a higher score", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}, false, {"X", "Y", "Z"}),
                                    order("2", "D1", {"X"})};
    CHECK(matched(orders, {car("A", {"X", "Y", "Z"}), car("B", {})}, {2, 0}) == "B A");
}

TEST_CASE("matching: the score decides between as many orders", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}), order("2", "D1", {}, false, {"X"})};
    CHECK(matched(orders, {car("A", {"X"}), car("B", {})}, {2, 0}) == "B A");
    CHECK(matched(orders, {car("A", {"X"})}, {1, 0}) == "- A");
}

TEST_CASE("matching: of equal ways the lowest list of VINs is taken, none coming last",
          "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}), order("2", "D2", {}),
                                    order("3", "D1", {})};
    const std::vector<Car> cars{car("A", {}), car("B", {"X"}), car("C", {})};
    CHECK(matched(orders, cars, {2, 1}) == "A B C");
    CHECK(matched(orders, cars, {1, 1}) == "A B -");
    CHECK(matched(orders, cars, {1, 0}) == "A - -");
    CHECK(matched(orders, cars, {0, 1}) == "- A -");
}

TEST_CASE("matching: the lowest VIN is not taken where a later order needs it", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}), order("2", "D1", {"X"})};
    CHECK(matched(orders, {car("A", {"X"}), car("B", {"X"}), car("C", {})}, {2, 0}) == "A B");
    CHECK(matched(orders, {car("A", {"X"}), car("C", {})}, {2, 0}) == "C A");
}

TEST_CASE("matching: no dealer gets more than its units", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}), order("2", "D1", {}),
                                    order("3", "D2", {})};
    CHECK(matched(orders, {car("A", {}), car("B", {}), car("C", {})}, {1, 0}) == "A - -");
    CHECK(matched(orders, {car("A", {}), car("B", {}), car("C", {})}, {0, 0}) == "- - -");
}

TEST_CASE("matching: without orders or cars there is nothing", "[allocation]") {
    CHECK(matched({}, {car("A", {})}, {1, 1}).empty());
    CHECK(matched({order("1", "D1", {})}, {}, {1, 1}) == "-");
}

TEST_CASE("matching: tells how many cars fit an order", "[allocation]") {
    const std::vector<Order> orders{order("1", "D1", {}), order("2", "D1", {"X"}),
                                    order("3", "D1", {"Q"})};
    const std::vector<Car> cars{car("A", {"X"}), car("B", {"X"}), car("C", {})};
    const std::vector<std::string> dealers{"D1"};
    const Matching matching(orders, cars, dealers);
    CHECK(matching.fitting(0) == 3);
    CHECK(matching.fitting(1) == 2);
    CHECK(matching.fitting(2) == 0);
}
