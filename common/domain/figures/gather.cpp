#include "common/domain/figures/gather.hpp"

#include <algorithm>
#include <unordered_set>

#include "common/domain/calendar.hpp"
#include "common/domain/figures/reading.hpp"
#include "common/domain/figures/service_facts.hpp"
#include "common/domain/orders/figures.hpp"
#include "common/domain/text.hpp"

namespace branchline::figures {

namespace {

using domain::has_value;
using domain::integer_of;
using domain::set_of;
using domain::text_of;
using engine::Match;
using engine::Record;
using schema::Value;

bool is_one(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

// Warranty.

Result<> add_claim_days(Reading& reading, const Record& document, Payment& payment) {
    TRY(const auto claim, reading.find("warranty.claim", reading.row_of(document, "claim")));
    if (!claim) return {};
    payment.submitted_on = reading.known(*claim, "submitted_on");
    payment.decided_on = reading.known(*claim, "decided_on");
    TRY(const auto order,
        reading.find("service.repair_order", reading.row_of(*claim, "repair_order")));
    if (order) payment.closed_on = reading.known(*order, "closed_on");
    if (!payment.closed_on) payment.closed_on = reading.known(*claim, "repaired_on");
    return {};
}

/// Papers of twelve months before the period before, because the cost of claims is of a year.
Result<> read_documents(Reading& reading) {
    const auto year = domain::add_months(reading.scope.before().to, -12);
    const std::int64_t first = std::min(reading.since, year.value_or(reading.since) + 1);
    const auto visit = [&](const Record& document) -> Result<> {
        const std::string kind = text_of(document, "kind");
        const std::int64_t day = integer_of(document, "issued_on");
        const std::int64_t amount = integer_of(document, "amount");
        const Place place = reading.place_of(document);
        if (kind == "invoice") reading.facts.invoices.push_back({place, day, amount});
        const auto claim = reading.row_of(document, "claim");
        if (!claim || !is_one(kind, {"credit_memo", "debit_memo"})) return {};
        // What the dealer owes less is what it was paid.
        Payment payment{.place = place,
                        .issued_on = day,
                        .paid = -amount,
                        .credits = kind == "credit_memo",
                        .claim = to_hex(*claim)};
        const bool in_time = reading.since <= day && payment.credits;
        if (in_time) TRY_VOID(add_claim_days(reading, document, payment));
        reading.facts.payments.push_back(std::move(payment));
        return {};
    };
    return reading.each(
        "accounting.document",
        {
            {"issued_on", first,            Match::at_least},
            {"issued_on", reading.scope.to, Match::at_most }
    },
        visit);
}

/// Claims that were decided at a later version than their first, by what decisions leave behind.
Result<std::unordered_set<std::string>> resubmitted_claims(Reading& reading) {
    std::unordered_set<std::string> out;
    const auto note = [&](const Record& row) -> Result<> {
        if (const auto claim = reading.row_of(row, "claim")) out.insert(to_hex(*claim));
        return {};
    };
    constexpr std::int64_t kSecond = 2;
    for (const std::string_view entity : {"warranty.line_decision", "warranty.rule_hit"}) {
        TRY_VOID(reading.each(entity,
                              {
                                  {"submitted", kSecond, Match::at_least}
        },
                              note));
    }
    return out;
}

/// Was it approved uncut? The verdict says so; without one, the status or the amounts do.
bool is_approved(const Record& claim) {
    const std::string status = text_of(claim, "status");
    const std::string verdict = text_of(claim, "verdict");
    if (is_one(status, {"rejected", "appealed", "approved_reduced"})) return false;
    if (status == "approved") return true;
    if (verdict == "ACCEPT" || verdict == "REDUCE") return verdict == "ACCEPT";
    return has_value(claim, "approved") && has_value(claim, "claimed") &&
           integer_of(claim, "approved") >= integer_of(claim, "claimed");
}

Result<> read_claims(Reading& reading) {
    TRY(const auto resubmitted, resubmitted_claims(reading));
    const auto visit = [&](const Record& claim) -> Result<> {
        if (is_one(text_of(claim, "status"),
                   {"draft", "submitted", "in_review", "returned", "withdrawn", "lapsed"})) {
            return {};
        }
        const bool again =
            has_value(claim, "appealed_on") || resubmitted.contains(to_hex(claim.id));
        reading.facts.claims.push_back({.place = reading.place_of(claim),
                                        .decided_on = integer_of(claim, "decided_on"),
                                        .approved = is_approved(claim),
                                        .resubmitted = again});
        return {};
    };
    return reading.each("warranty.claim",
                        {
                            {"decided_on", reading.since,    Match::at_least},
                            {"decided_on", reading.scope.to, Match::at_most }
    },
                        visit);
}

Result<> read_campaigns(Reading& reading, std::vector<std::string>& vins) {
    std::map<std::pair<std::string, std::string>, std::int64_t> begun;
    const auto campaign = [&](const Record& row) -> Result<> {
        if (!is_one(text_of(row, "status"), {"active", "closed"})) return {};
        begun[{text_of(row, "brand"), text_of(row, "campaign")}] = integer_of(row, "starts_on");
        return {};
    };
    TRY_VOID(reading.each("catalog.campaign", {}, campaign));
    const auto car = [&](const Record& row) -> Result<> {
        const auto of = begun.find({text_of(row, "brand"), text_of(row, "campaign")});
        if (of == begun.end()) return {};
        vins.push_back(text_of(row, "vin"));
        reading.cars[vins.back()];
        reading.facts.campaign_cars.push_back({
            .place = {.brand = text_of(row, "brand"), .dealer = "", .branch = ""},
            .starts_on = of->second,
            .status = text_of(row, "status"),
            .confirmed_on = reading.known(row, "confirmed_on")
        });
        return {};
    };
    return reading.each("catalog.campaign_vehicle", {}, car);
}

// New cars.

/// What the importer wrote first and was not taken back.
Result<Known> first_promise(Reading& reading, const Record& order) {
    if (!has_value(order, "arrives_on")) return Known();
    const schema::Field& field = *order.entity->field("arrives_on");
    TRY(const engine::Why why, reading.store.why(*order.entity, order.id, field));
    for (auto step = why.writes.rbegin(); step != why.writes.rend(); ++step) {  // Oldest first.
        const auto* day = std::get_if<std::int64_t>(&step->value);
        if (day != nullptr && step->standing != "rejected") return Known(*day);
    }
    return reading.known(order, "arrives_on");
}

Result<> read_orders(Reading& reading) {
    const auto visit = [&](const Record& row) -> Result<> {
        Order order{.place = reading.place_of(row),
                    .model = text_of(row, "model"),
                    .status = text_of(row, "status"),
                    .decided_on = reading.known(row, "decided_on"),
                    .rule = text_of(row, "rule"),
                    .price = reading.known(row, "price")};
        const Known received = reading.known(row, "received_on");
        if (order.status == "delivered") order.received_on = received;
        const auto& day = order.received_on;
        if (day && reading.since <= *day && *day <= reading.scope.to) {
            TRY(order.promised_on, first_promise(reading, row));
        }
        reading.facts.orders.push_back(std::move(order));
        return {};
    };
    return reading.each("orders.wholesale_order", {}, visit);
}

Result<> read_quotas(Reading& reading) {
    const auto visit = [&](const Record& row) -> Result<> {
        reading.facts.quotas.push_back({.place = reading.place_of(row),
                                        .models = set_of(row, "models"),
                                        .valid_from = integer_of(row, "valid_from"),
                                        .valid_until = integer_of(row, "valid_until"),
                                        .total = integer_of(row, "total")});
        return {};
    };
    return reading.each("orders.quota", {}, visit);
}

Result<> read_credits(Reading& reading) {
    const auto visit = [&](const Record& row) -> Result<> {
        reading.facts.credits.push_back(
            {.place = reading.place_of(row),
             .currency = text_of(row, "currency"),
             .limit = integer_of(row, "credit_limit"),
             .receivables = integer_of(row, "receivables"),
             .unbilled = integer_of(row, "unbilled"),
             .unapplied_payments = integer_of(row, "unapplied_payments"),
             .credit_memos = integer_of(row, "credit_memos"),
             .overdue = integer_of(row, "overdue")});
        return {};
    };
    return reading.each("orders.credit_account", {}, visit);
}

Result<> read_matches(Reading& reading, std::vector<std::string>& vins) {
    std::map<std::string, std::pair<std::string, std::int64_t>> runs;  // Brand and day.
    const auto grant = [&](const Record& row) -> Result<> {
        runs[text_of(row, "run")] = {text_of(row, "brand"), integer_of(row, "run_on")};
        return {};
    };
    TRY_VOID(reading.each("allocation.grant",
                          {
                              {"run_on", reading.since,    Match::at_least},
                              {"run_on", reading.scope.to, Match::at_most }
    },
                          grant));
    const auto line = [&](const Record& row) -> Result<> {
        const auto run = runs.find(text_of(row, "run"));
        const std::string by_person = text_of(row, "override_vin");
        const std::string vin = by_person.empty() ? text_of(row, "vin") : by_person;
        if (run == runs.end() || vin.empty()) return {};
        vins.push_back(vin);
        reading.cars[vin];
        Place place = reading.place_of(row);
        place.brand = run->second.first;
        reading.facts.matches.push_back({.place = std::move(place),
                                         .run_on = run->second.second,
                                         .required = orders::list_of(text_of(row, "required")),
                                         .preferred = orders::list_of(text_of(row, "preferred"))});
        return {};
    };
    for (const auto& [run, of] : runs) {
        TRY_VOID(reading.each("allocation.line",
                              {
                                  {"run", Value(run)}
        },
                              line));
    }
    return {};
}

// Cars.

/// What warranty plans cover, read once for all cars.
class Plans {
public:
    Result<> read(Reading& reading) {
        TRY_VOID(reading.each("catalog.warranty_plan", {}, [&](const Record& row) -> Result<> {
            covers_[{text_of(row, "brand"), text_of(row, "plan")}].emplace_back(
                integer_of(row, "months"), integer_of(row, "kilometres"));
            return {};
        }));
        return reading.each("catalog.model", {}, [&](const Record& row) -> Result<> {
            models_[text_of(row, "brand") + "/" + text_of(row, "model") + "/" +
                    std::to_string(integer_of(row, "model_year"))] = text_of(row, "warranty_plan");
            return {};
        });
    }

    /// The first day on which nothing of the car is covered any more; by its reading nothing may
    /// be covered from the first day on.
    Known covered_until(const Record& car, std::int64_t start) const {
        const auto covers = covers_.find({text_of(car, "brand"), plan_of(car)});
        if (covers == covers_.end()) return std::nullopt;
        std::int64_t until = start;
        for (const auto& [months, kilometres] : covers->second) {
            if (integer_of(car, "odometer_km") > kilometres) continue;
            until = std::max(until, domain::add_months(start, months).value_or(start));
        }
        return until;
    }

private:
    std::string plan_of(const Record& car) const {
        const std::string own = text_of(car, "warranty_plan");
        if (!own.empty()) return own;
        const auto model = models_.find(text_of(car, "brand") + "/" + text_of(car, "model") + "/" +
                                        std::to_string(integer_of(car, "model_year")));
        return model == models_.end() ? "" : model->second;
    }

    std::map<std::pair<std::string, std::string>,
             std::vector<std::pair<std::int64_t, std::int64_t>>>
        covers_;
    std::map<std::string, std::string> models_;
};

Result<> read_cars(Reading& reading) {
    Plans plans;
    TRY_VOID(plans.read(reading));
    const auto visit = [&](const Record& row) -> Result<> {
        const std::string status = text_of(row, "status");
        Car car{.place = reading.place_of(row),
                .on_way = is_one(status, {"planned", "produced", "in_transit", "compound"}),
                .is_sold = is_one(status, {"retailed", "in_service"}),
                .arrived_on = reading.known(row, "arrived_on"),
                .sold_on = reading.known(row, "sold_on"),
                .in_service_on = reading.known(row, "in_service_on")};
        if (!car.in_service_on) car.in_service_on = car.sold_on;
        if (car.in_service_on) car.covered_until = plans.covered_until(row, *car.in_service_on);
        if (const auto note = reading.cars.find(text_of(row, "vin")); note != reading.cars.end()) {
            note->second = {car.place.dealer, car.place.brand, set_of(row, "options")};
        }
        reading.facts.cars.push_back(std::move(car));
        return {};
    };
    return reading.each("vehicles.vehicle", {}, visit);
}

/// Rows that name a car learn whose it is.
void fill_from_cars(Reading& reading,
                    const std::vector<std::string>& matched,
                    const std::vector<std::string>& recalled) {
    Facts& facts = reading.facts;
    for (std::size_t i = 0; i < matched.size(); ++i) {
        facts.matches[i].options = reading.cars[matched[i]].options;
    }
    for (std::size_t i = 0; i < recalled.size(); ++i) {
        facts.campaign_cars[i].place.dealer = reading.cars[recalled[i]].dealer;
    }
    for (Repair& repair : facts.repairs) repair.place.brand = reading.cars[repair.vin].brand;
    // A branch is told of all cars of a campaign, and answers for those that its dealer has.
    if (reading.is_importer()) return;
    std::erase_if(facts.campaign_cars,
                  [](const CampaignCar& car) { return car.place.dealer.empty(); });
}

}  // namespace

Result<Facts> gather(engine::Store& store, const Scope& scope, std::int64_t today) {
    Facts facts{.today = today};
    Reading reading(store, facts, scope);
    std::vector<std::string> matched;
    std::vector<std::string> recalled;
    TRY_VOID(read_documents(reading));
    TRY_VOID(read_claims(reading));
    TRY_VOID(read_campaigns(reading, recalled));
    TRY_VOID(read_orders(reading));
    TRY_VOID(read_quotas(reading));
    TRY_VOID(read_credits(reading));
    TRY_VOID(read_matches(reading, matched));
    TRY_VOID(read_workshop(reading));
    TRY_VOID(read_cars(reading));
    fill_from_cars(reading, matched, recalled);
    return facts;
}

}  // namespace branchline::figures
