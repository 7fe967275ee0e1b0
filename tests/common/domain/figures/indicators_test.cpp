// The table of figures, and what holds of all of them.
#include "common/domain/figures/indicators.hpp"

#include <algorithm>
#include <set>

#include <rapidcheck.h>

#include "common/domain/modules.hpp"
#include "common/schema/permit.hpp"
#include "tests/common/domain/figures/facts_of.hpp"

using namespace branchline;
using namespace branchline::figures;
using test::november;

namespace {

Place any_place() {
    const auto number = std::to_string(*rc::gen::inRange(1, 4));
    return {.brand = *rc::gen::inRange(0, 2) == 0 ? "AUDAX" : "VOLVO",
            .dealer = "D0" + number,
            .branch = "B0" + number + "01"};
}

std::int64_t any_day() {
    return *rc::gen::inRange<std::int64_t>(test::day("2026-09-01"), test::day("2027-01-31"));
}

Known perhaps(std::int64_t value) {
    return *rc::gen::inRange(0, 4) == 0 ? Known() : Known(value);
}

template <class Row, class Make>
void some(std::vector<Row>& rows, Make make) {
    const int count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) rows.push_back(make(i));
}

std::string one_of(std::initializer_list<const char*> words) {
    return *(words.begin() + *rc::gen::inRange<std::size_t>(0, words.size()));
}

void add_papers(Facts& out) {
    some(out.payments, [](int i) {
        const std::int64_t issued = any_day();
        return Payment{.place = any_place(),
                       .issued_on = issued,
                       .paid = *rc::gen::inRange<std::int64_t>(-500, 5'000),
                       .credits = *rc::gen::inRange(0, 3) > 0,
                       .claim = std::to_string(i),
                       .closed_on = perhaps(issued - 20),
                       .submitted_on = perhaps(issued - 10),
                       .decided_on = perhaps(issued - 1)};
    });
    some(out.claims, [](int) {
        return DecidedClaim{any_place(), any_day(), *rc::gen::arbitrary<bool>(),
                            *rc::gen::arbitrary<bool>()};
    });
    some(out.campaign_cars, [](int) {
        return CampaignCar{any_place(), any_day(), one_of({"open", "confirmed", "scrapped"}),
                           perhaps(any_day())};
    });
}

void add_cars(Facts& out) {
    some(out.cars, [](int) {
        return Car{.place = any_place(),
                   .on_way = *rc::gen::inRange(0, 5) == 0,
                   .is_sold = *rc::gen::arbitrary<bool>(),
                   .arrived_on = perhaps(any_day()),
                   .sold_on = perhaps(any_day()),
                   .in_service_on = perhaps(any_day()),
                   .covered_until = perhaps(any_day())};
    });
    some(out.orders, [](int) {
        return Order{.place = any_place(),
                     .model = one_of({"GALA", "NOVA"}),
                     .status = one_of({"confirmed", "rejected", "delivered", "draft"}),
                     .decided_on = perhaps(any_day()),
                     .rule = one_of({"O01", "O07"}),
                     .received_on = perhaps(any_day()),
                     .promised_on = perhaps(any_day()),
                     .price = 100};
    });
    some(out.quotas, [](int) {
        return Quota{.place = any_place(),
                     .valid_from = any_day() - 60,
                     .valid_until = any_day() + 60,
                     .total = *rc::gen::inRange<std::int64_t>(0, 9)};
    });
    some(out.matches, [](int) {
        return Match{any_place(), any_day(), {"RED"}, {"HOOK"}, std::vector<std::string>{"RED"}};
    });
}

void add_workshop(Facts& out) {
    some(out.repairs, [](int i) {
        const std::int64_t opened = any_day();
        return Repair{.place = any_place(),
                      .id = std::to_string(i),
                      .vin = one_of({"V1", "V2"}),
                      .opened_on = opened,
                      .closed_on = perhaps(opened + 2),
                      .complaint_code = one_of({"", "C1"}),
                      .invoiced = *rc::gen::arbitrary<bool>()};
    });
    some(out.appointments, [](int i) {
        return Appointment{.place = any_place(),
                           .id = "a" + std::to_string(i),
                           .day = any_day(),
                           .status = one_of({"booked", "arrived", "no_show", "cancelled"}),
                           .repair_order = std::to_string(i)};
    });
    some(out.labour, [](int) {
        return Labour{any_place(), any_day(), *rc::gen::inRange<std::int64_t>(0, 9'000), 100};
    });
    some(out.clocked, [](int) {
        return Clocked{any_place(), any_day(), *rc::gen::inRange<std::int64_t>(0, 9) * 3'600'000,
                       *rc::gen::arbitrary<bool>(), *rc::gen::inRange(0, 4) == 0};
    });
}

Facts any_facts() {
    Facts out{.today = test::day("2027-01-15")};
    add_papers(out);
    add_cars(out);
    add_workshop(out);
    return out;
}

/// Whole rows may be added up: medians may not, and a credit account has amounts.
bool is_counted(const Indicator& indicator) {
    return !indicator.denominator.empty() && indicator.group != "credit";
}

struct Sums {
    std::int64_t above = 0;
    std::int64_t below = 0;
    bool operator==(const Sums&) const = default;
};

void add(Sums& sums, const Figure& figure) {
    sums.above += figure.numerator.value_or(0);
    sums.below += figure.denominator.value_or(0);
}

}  // namespace

TEST_CASE("indicators: ids are unique, and every row says what it is", "[figures]") {
    std::set<std::string_view> ids;
    for (const Indicator& indicator : indicators()) {
        INFO(indicator.id);
        CHECK(ids.insert(indicator.id).second);
        CHECK_FALSE(indicator.words.empty());
        CHECK_FALSE(indicator.numerator.empty());
        CHECK(indicator.compute != nullptr);
        CHECK((indicator.unit != Unit::percent || !indicator.denominator.empty()));
    }
}

TEST_CASE("indicators: sources, rows and filters name what is declared", "[figures]") {
    for (const Indicator& indicator : indicators()) {
        INFO(indicator.id);
        schema::for_each_permit(indicator.sources, [&](std::string_view entity) {
            CHECK(domain::registry().by_name(entity) != nullptr);
        });
        const schema::Entity* rows = domain::registry().by_name(indicator.rows);
        REQUIRE(rows != nullptr);
        if (!indicator.dated.empty()) CHECK(rows->field(indicator.dated) != nullptr);
        if (indicator.filter.empty()) continue;
        CHECK(rows->field(indicator.filter.substr(0, indicator.filter.find(':'))) != nullptr);
    }
}

TEST_CASE("indicators: nothing known is no figure of anything", "[figures]") {
    for (const Indicator& indicator : indicators()) {
        INFO(indicator.id);
        const Figures told = figures_of(indicator, {}, november());
        REQUIRE_FALSE(told.empty());
        CHECK_FALSE(told.front().value);
        CHECK(told.front().missing == Missing::no_rows);
    }
}

TEST_CASE("indicators: who may not read a source is told so, and nothing else", "[figures]") {
    Facts facts;
    facts.hidden = {"accounting.document"};
    for (const Indicator& indicator : indicators()) {
        const bool needs = indicator.sources.find("accounting.document") != std::string_view::npos;
        INFO(indicator.id);
        CHECK((figures_of(indicator, facts, november()).front().missing ==
               Missing::not_permitted) == needs);
    }
}

TEST_CASE("indicators: what names no branch has no figure of one", "[figures]") {
    Scope scope = november();
    scope.branch = "B0101";
    scope.brand = "AUDAX";
    for (const Indicator& indicator : indicators()) {
        INFO(indicator.id);
        const Missing missing = figures_of(indicator, {}, scope).front().missing;
        CHECK((missing == Missing::not_by_branch) == !(indicator.by_branch || !indicator.by_brand));
        CHECK((missing == Missing::not_by_brand) == !indicator.by_brand);
    }
}

TEST_CASE("indicators: values are written with the digits of their unit", "[figures]") {
    CHECK(value_text(Unit::percent, 975) == "97.5");
    CHECK(value_text(Unit::days, -5) == "-0.5");
    CHECK(value_text(Unit::amount, 104'72) == "104.72");
    CHECK(value_text(Unit::amount, 5) == "0.05");
    CHECK(value_text(Unit::count, 3) == "3");
    CHECK(value_text(Unit::amount, INT64_MIN) == "-92233720368547758.08");
}

TEST_CASE("indicators: the figures of all dealers add up to the whole", "[figures]") {
    const bool holds = rc::check([] {
        const Facts facts = any_facts();
        for (const Indicator& indicator : indicators()) {
            if (!is_counted(indicator)) continue;
            Sums whole;
            add(whole, figures_of(indicator, facts, november()).front());
            Sums sums;
            for (const char* dealer : {"D01", "D02", "D03"}) {
                Scope scope = november();
                scope.dealer = dealer;
                add(sums, figures_of(indicator, facts, scope).front());
            }
            // What cannot be divided (no sale, no car, no hour) tells no parts of its own either.
            const bool divides =
                indicator.unit == Unit::percent && !indicator.hours && indicator.id != "quota-use";
            if (divides) RC_ASSERT(whole == sums);
        }
    });
    CHECK(holds);
}

TEST_CASE("indicators: the order in which facts are read does not matter", "[figures]") {
    const bool holds = rc::check([] {
        const Facts facts = any_facts();
        Facts turned = facts;
        std::ranges::reverse(turned.payments);
        std::ranges::reverse(turned.claims);
        std::ranges::reverse(turned.cars);
        std::ranges::reverse(turned.orders);
        std::ranges::reverse(turned.quotas);
        std::ranges::reverse(turned.matches);
        std::ranges::reverse(turned.campaign_cars);
        std::ranges::reverse(turned.repairs);
        std::ranges::reverse(turned.appointments);
        std::ranges::reverse(turned.labour);
        std::ranges::reverse(turned.clocked);
        for (const Indicator& indicator : indicators()) {
            RC_ASSERT(figures_of(indicator, facts, november()) ==
                      figures_of(indicator, turned, november()));
        }
    });
    CHECK(holds);
}
