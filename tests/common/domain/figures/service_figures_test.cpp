// Figures of the workshop, with numbers worked out by hand.
#include "common/domain/figures/service_figures.hpp"

#include "tests/common/domain/figures/facts_of.hpp"

using namespace branchline;
using namespace branchline::figures;
using test::day;
using test::november;

namespace {

Repair closed(std::string id, std::string vin, std::string_view opened, std::string_view on) {
    return {.place = test::kFirst,
            .id = std::move(id),
            .vin = std::move(vin),
            .opened_on = day(opened),
            .closed_on = day(on),
            .complaint_code = "C1"};
}

Appointment appointment(std::string id, std::string_view on, std::string status) {
    return {
        .place = test::kFirst, .id = std::move(id), .day = day(on), .status = std::move(status)};
}

constexpr std::int64_t kHour = 3'600'000;

}  // namespace

TEST_CASE("figures: a repair is fixed when its car does not come back within thirty days",
          "[figures]") {
    Facts facts;
    facts.today = day("2027-01-31");
    facts.repairs = {closed("a", "V1", "2026-10-30", "2026-11-01"),
                     closed("b", "V1", "2026-12-01", "2026-12-02"),  // The thirtieth day.
                     closed("c", "V2", "2026-10-30", "2026-11-30"),
                     closed("d", "V2", "2026-12-31", "2026-12-31")};  // The thirty-first.
    CHECK(first_visit(facts, november()).front() == test::told(1, 2, 500));
}

TEST_CASE("figures: another complaint, maintenance and what was cancelled bring nothing back",
          "[figures]") {
    Facts facts;
    facts.today = day("2027-01-31");
    facts.repairs = {closed("a", "V1", "2026-11-01", "2026-11-01"),
                     closed("b", "V1", "2026-11-05", "2026-12-05")};
    facts.repairs[1].complaint_code = "C2";
    CHECK(first_visit(facts, november()).front() == test::told(1, 1, 1000));
    facts.repairs[1].comeback_of = "a";  // It says so itself.
    CHECK(first_visit(facts, november()).front() == test::told(0, 1, 0));
    facts.repairs[1].maintenance = true;
    CHECK(first_visit(facts, november()).front() == test::told(1, 1, 1000));
    facts.repairs[1].maintenance = false;
    facts.repairs[1].cancelled = true;
    CHECK(first_visit(facts, november()).front() == test::told(1, 1, 1000));
    facts.repairs[1] = closed("b", "V1", "2026-11-05", "2026-12-05");
    facts.repairs[1].place = test::kSecond;  // Another dealer's.
    CHECK(first_visit(facts, november()).front() == test::told(1, 1, 1000));
}

TEST_CASE("figures: a repair is judged when its thirty days are over", "[figures]") {
    Facts facts;
    facts.repairs = {closed("a", "V1", "2026-11-01", "2026-11-01")};
    facts.today = day("2026-12-01");
    CHECK(first_visit(facts, november()).front().missing == Missing::no_rows);
    facts.today = day("2026-12-02");
    CHECK(first_visit(facts, november()).front() == test::told(1, 1, 1000));
}

TEST_CASE("figures: appointments are kept by those who arrive, of those that were due",
          "[figures]") {
    Facts facts;
    facts.today = day("2026-11-20");
    facts.appointments = {appointment("a", "2026-11-01", "arrived"),
                          appointment("b", "2026-11-20", "arrived"),
                          appointment("c", "2026-11-02", "no_show"),
                          appointment("d", "2026-11-19", "booked"),     // Nobody came.
                          appointment("e", "2026-11-20", "confirmed"),  // Still to come.
                          appointment("f", "2026-11-03", "cancelled"),
                          appointment("g", "2026-10-31", "arrived")};
    CHECK(appointments_kept(facts, november()).front() == test::told(2, 4, 500));
    CHECK(appointments_kept({}, november()).front().missing == Missing::no_rows);
}

TEST_CASE("figures: an appointment becomes an invoice by its repair order", "[figures]") {
    Facts facts;
    facts.today = day("2026-12-20");
    facts.appointments = {
        appointment("a", "2026-11-01", "arrived"), appointment("b", "2026-11-30", "arrived"),
        appointment("c", "2026-11-02", "no_show"), appointment("d", "2026-11-02", "arrived")};
    facts.appointments[0].repair_order = "r1";
    facts.repairs = {closed("r1", "V1", "2026-11-01", "2026-11-01"),
                     closed("r2", "V2", "2026-11-01", "2026-11-01"),
                     closed("r3", "V3", "2026-11-01", "2026-11-01")};
    facts.repairs[0].invoiced = true;
    facts.repairs[1].invoiced = true;
    facts.repairs[1].appointment = "b";  // Named from the other side.
    facts.repairs[2].appointment = "d";  // Not invoiced.
    CHECK(appointments_invoiced(facts, november()).front() == test::told(2, 4, 500));
}

TEST_CASE("figures: hours sold by hours attended, by hours on jobs, and what an hour brought",
          "[figures]") {
    Facts facts;
    facts.labour = {
        {test::kFirst, day("2026-11-01"), 6'000, 540'00},
        {test::kFirst, day("2026-11-30"), 2'500, 200'00},
        {test::kFirst, day("2026-11-30"), -500,  -40'00}, // Taken back.
        {test::kFirst, day("2026-12-01"), 9'000, 900'00}
    };
    const std::int64_t on = day("2026-11-10");
    facts.clocked = {
        {test::kFirst, on,                6 * kHour,  true,  false},
        {test::kFirst, on,                4 * kHour,  false, false},
        {test::kFirst, on,                1 * kHour,  false, true },
        {test::kFirst, day("2026-12-01"), 50 * kHour, true,  false}
    };
    // Sold 8.0 h; attended 6 + 4 = 10 h; on jobs 6 h; 700.00 for 8.0 h.
    CHECK(productivity(facts, november()).front().value == 800);
    CHECK(efficiency(facts, november()).front().value == 1333);
    CHECK(labour_rate(facts, november()).front().value == 87'50);
    CHECK(labour_rate(facts, november()).front().count == 3);
}

TEST_CASE("figures: without a clock or an hour there is no figure of technicians", "[figures]") {
    Facts facts;
    CHECK(productivity(facts, november()).front().missing == Missing::no_rows);
    CHECK(labour_rate(facts, november()).front().missing == Missing::no_rows);
    facts.labour = {
        {test::kFirst, day("2026-11-01"), 6'000, {}}
    };
    CHECK(efficiency(facts, november()).front().missing == Missing::no_rows);
    CHECK(labour_rate(facts, november()).front().missing == Missing::unknown);
}
