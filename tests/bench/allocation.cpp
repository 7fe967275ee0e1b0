// branchline-allocation: prints how long an allocation of synthetic cars takes, as lines of JSON.
//
//   branchline-allocation [VINS ORDERS]     5,000 VINs and 8,000 orders without arguments
//
// Three supplies: cars as they are ordered, in builds that come again; cars of which nearly every
// one is another build; and cars of one model that nearly every order takes.
#include "common/domain/allocation/allocation.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include <fmt/format.h>

using namespace branchline;
using namespace branchline::allocation;

namespace {

constexpr std::int64_t kDealers = 120;

struct Shape {
    const char* name;
    std::int64_t models;
    std::int64_t options;       ///< To choose from, beside colours and trims.
    std::int64_t options_most;  ///< Of a car.
    std::int64_t required_most;
};
constexpr Shape kShapes[] = {
    {"usual",    9, 6,  3,  2},
    {"distinct", 6, 25, 12, 2},
    {"dense",    1, 25, 20, 1},
};

class Maker {
public:
    explicit Maker(const Shape& shape) : shape_(shape) {}

    Input make(std::int64_t vins, std::int64_t orders) {
        Input out{
            .terms = {.division = {}, .window_days = 90, .price = 2'500'000},
            .dealers = {},
            .orders = {},
            .cars = {}
        };
        for (std::int64_t i = 0; i < kDealers; ++i) {
            out.dealers.push_back({.dealer = fmt::format("D{:03}", i),
                                   .sales = 20 + 2000 / (i + 1),
                                   .stock = upto(30 + 1000 / (i + 1)),
                                   .quota = 30 + 3000 / (i + 1),
                                   .headroom = 2'500'000 * (20 + 4000 / (i + 1)),
                                   .guarantee = i % 10 == 0 ? 3 : 0});
        }
        for (std::int64_t i = 0; i < orders; ++i) {
            out.orders.push_back(
                {.order = fmt::format("B{:04}-VO-{:06}", upto(300), i),
                 .dealer = out.dealers[static_cast<std::size_t>(
                                           kDealers / (1 + upto(kDealers - 1)) - 1 + upto(9)) %
                                       kDealers]
                               .dealer,
                 .sold = upto(7) == 0,
                 .wish = wish()});
        }
        for (std::int64_t i = 0; i < vins; ++i) {
            out.cars.push_back(
                {.vin = fmt::format("SYN{:014}", i * 7919 % 1'000'003), .build = build()});
        }
        return out;
    }

private:
    std::int64_t upto(std::int64_t most) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most + 1));
    }
    std::string model() { return fmt::format("M{}", upto(shape_.models - 1)); }
    std::string colour() { return fmt::format("COLOUR{}", upto(9)); }
    std::string trim() { return fmt::format("TRIM{}", upto(5)); }
    std::vector<std::string> some(std::int64_t most) {
        std::vector<std::string> out;
        for (std::int64_t i = upto(most); i > 0; --i) {
            out.push_back(fmt::format("OPTION{}", upto(shape_.options - 1)));
        }
        return out;
    }
    Wish wish() {
        Wish out{.model = model()};
        out.required = some(shape_.required_most);
        if (upto(2) == 0) out.required.push_back(trim());
        if (upto(3) == 0) out.excluded.push_back(colour());
        out.preferred = {colour(), colour()};
        for (std::string& option : some(2)) out.preferred.push_back(std::move(option));
        return out;
    }
    Build build() {
        Build out{.model = model(), .options = some(shape_.options_most)};
        out.options.push_back(colour());
        out.options.push_back(trim());
        return out;
    }

    const Shape& shape_;
    std::mt19937_64 random_{1};
};

int run(const Shape& shape, std::int64_t vins, std::int64_t orders) {
    const Input input = Maker(shape).make(vins, orders);
    const auto started = std::chrono::steady_clock::now();
    const auto outcome = allocate(input);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    if (!outcome) {
        fmt::print(stderr, "{}: {}\n", outcome.error().id, outcome.error().what);
        return 1;
    }
    std::int64_t matched = 0;
    std::int64_t score = 0;
    for (const OrderLine& line : outcome->orders) {
        matched += line.vin.empty() ? 0 : 1;
        score += line.score;
    }
    fmt::print(
        R"({{"wl":"allocation","variant":"{}","vins":{},"orders":{},"matched":{},"score":{},)"
        R"("rounds":{},"wall_s":{:.3f}}})"
        "\n",
        shape.name, vins, orders, matched, score, outcome->rounds, took.count());
    std::fflush(stdout);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count != 1 && count != 3) {
        fmt::print(stderr, "usage: branchline-allocation [VINS ORDERS]\n");
        return 2;
    }
    const std::int64_t vins = count == 3 ? std::atoll(words[1]) : 5000;
    const std::int64_t orders = count == 3 ? std::atoll(words[2]) : 8000;
    for (const Shape& shape : kShapes) {
        if (const int code = run(shape, vins, orders); code != 0) return code;
    }
    return 0;
}
