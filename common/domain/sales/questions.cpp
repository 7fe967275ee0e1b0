// May this car be quoted, and at what price? Which cars are there to be quoted?
#include "common/domain/sales/questions.hpp"

#include <algorithm>

#include "common/domain/orders/figures.hpp"
#include "common/domain/sales/facts.hpp"
#include "common/domain/text.hpp"
#include "common/schema/stream.hpp"

namespace branchline::sales {

namespace {

using engine::Answer;
using engine::Asked;
using orders::Finding;
using schema::Value;

/// A branch holds its dealer's stream and no other; at the importer a car has one that it stands
/// in.
Result<std::string> stream_of(engine::Store& store, const std::string& vin) {
    const schema::Entity& cars = store.entity("vehicles.vehicle");
    const engine::Query query{.filters = {{cars.field("vin"), Value(vin)}}};
    TRY(const engine::Page page, store.list(cars, query));
    for (const engine::Record& car : page.records) {
        if (car.life == "alive" && !domain::has_value(car, "left_on")) return car.stream;
    }
    return fail(Code::not_found, "unknown-vin", "no car " + vin + " is known here",
                "check the VIN; a car of another dealer is known there alone");
}

void add_fact(Answer& out, std::string_view name, const Value& value) {
    if (value != Value()) out.facts.emplace_back(std::string(name), value);
}

void tell_order(const std::optional<engine::Record>& order, Answer& out) {
    if (!order) return;
    add_fact(out, "order", domain::value_of(*order, "number"));
    if (!domain::has_value(*order, "arrives_on")) return;
    out.facts.emplace_back("arrives_on",
                           domain::date_text(domain::integer_of(*order, "arrives_on")));
}

std::string options_text(const engine::Record& car) {
    std::string out;
    for (const std::string& option : domain::set_of(car, "options")) {
        out += (out.empty() ? "" : ", ") + option;
    }
    return out;
}

Result<Answer> check(engine::Store& store, const Asked& asked) {
    const std::string& vin = asked.at("vin");
    TRY(const std::string stream, stream_of(store, vin));
    TRY(Dossier dossier, gather(store, stream, vin, std::nullopt));
    TRY_VOID(find_list_price(store, asked.today, dossier));
    const std::vector<Finding> findings = judge(dossier.facts);
    Answer out;
    out.facts.emplace_back("vin", vin);
    out.facts.emplace_back("quotable", orders::refusal(findings) == nullptr);
    if (dossier.car) {
        for (const char* field : {"brand", "model", "status"}) {
            add_fact(out, field, domain::value_of(*dossier.car, field));
        }
        const std::string options = options_text(*dossier.car);
        if (!options.empty()) out.facts.emplace_back("options", options);
    }
    tell_order(dossier.order, out);
    if (dossier.facts.list_price) {
        out.facts.emplace_back("list_price", domain::amount_text(*dossier.facts.list_price));
        out.facts.emplace_back("price_list", dossier.price_list);
    }
    out.columns = {"rule", "outcome", "text", "remedy"};
    for (const Finding& finding : findings) {
        out.rows.push_back({std::string(finding.rule), std::string(name_of(finding.outcome)),
                            finding.text, std::string(finding.remedy)});
    }
    return out;
}

constexpr std::size_t kMost = 2'000;
constexpr std::string_view kSold[] = {"retailed", "in_service"};

/// Every state that a car has before somebody buys it, in the order of its way.
std::vector<std::string_view> states_of(const schema::Entity& cars) {
    std::vector<std::string_view> out;
    for (const schema::Transition& step : cars.flow) {
        const bool sold = std::find(std::begin(kSold), std::end(kSold), step.to) != std::end(kSold);
        if (!sold && std::find(out.begin(), out.end(), step.to) == out.end()) {
            out.push_back(step.to);
        }
    }
    return out;
}

class Pipeline {
public:
    Pipeline(engine::Store& store, std::int64_t today) : store_(store), today_(today) {}

    Result<Answer> run(const std::string& stream) {
        TRY_VOID(find_orders(stream));
        TRY_VOID(find_taken(stream));
        out_.columns = {"id",         "vin",        "brand",      "model",    "model_year",
                        "colour",     "options",    "status",     "order",    "order_id",
                        "arrives_on", "list_price", "price_list", "taken_by", "run"};
        for (const std::string_view state : states_of(store_.entity("vehicles.vehicle"))) {
            const auto add = [&](const engine::Record& car) -> Result<> {
                ++cars_;
                if (domain::has_value(car, "sold_on") || out_.rows.size() == kMost) return {};
                return add_car(car);
            };
            TRY_VOID(orders::each_row(store_, stream, "vehicles.vehicle", "status",
                                      Value(std::string(state)), add));
        }
        out_.facts.emplace_back("cars", cars_);
        out_.facts.emplace_back("shown", static_cast<std::int64_t>(out_.rows.size()));
        return std::move(out_);
    }

private:
    Result<> find_orders(const std::string& stream) {
        for (const char* state : {"allocated", "invoiced", "shipped", "delivered"}) {
            TRY_VOID(orders::each_row(store_, stream, "orders.wholesale_order", "status",
                                      Value(std::string(state)),
                                      [&](const engine::Record& order) -> Result<> {
                                          orders_[domain::text_of(order, "assigned_vin")] = order;
                                          return {};
                                      }));
        }
        return {};
    }
    Result<> find_taken(const std::string& stream) {
        return orders::each_row(
            store_, stream, "sales.quote", "status", Value(std::string("accepted")),
            [&](const engine::Record& quote) -> Result<> {
                taken_[domain::text_of(quote, "vin")] = domain::text_of(quote, "number");
                return {};
            });
    }

    Result<const std::optional<orders::Prices>*> prices_of(const engine::Record& car) {
        std::pair model(domain::text_of(car, "brand"), domain::text_of(car, "model"));
        const auto found = prices_.find(model);
        if (found != prices_.end()) return &found->second;
        TRY(auto prices, orders::find_prices(store_, model.first, model.second, today_));
        return &prices_.emplace(std::move(model), std::move(prices)).first->second;
    }

    Result<> add_car(const engine::Record& car) {
        const std::string vin = domain::text_of(car, "vin");
        TRY(const auto* prices, prices_of(car));
        std::optional<std::int64_t> price;
        if (*prices) price = (*prices)->retail_with(domain::set_of(car, "options"));
        const auto order = orders_.find(vin);
        const bool ordered = order != orders_.end();
        const auto of_order = [&](std::string_view field) {
            return ordered ? domain::value_of(order->second, field) : Value();
        };
        const Value arrives = of_order("arrives_on");
        const auto* day = std::get_if<std::int64_t>(&arrives);
        const auto taken = taken_.find(vin);
        out_.rows.push_back(
            {to_hex(car.id), vin, domain::value_of(car, "brand"), domain::value_of(car, "model"),
             domain::value_of(car, "model_year"), domain::value_of(car, "colour"),
             options_text(car), domain::value_of(car, "status"), of_order("number"),
             ordered ? Value(to_hex(order->second.id)) : Value(),
             day == nullptr ? Value() : Value(domain::date_text(*day)),
             price ? Value(domain::amount_text(*price)) : Value(),
             price ? Value((*prices)->issue) : Value(),
             taken == taken_.end() ? Value() : Value(taken->second), of_order("allocation_run")});
        return {};
    }

    engine::Store& store_;
    std::int64_t today_;
    std::int64_t cars_ = 0;
    std::map<std::string, engine::Record> orders_;  ///< By VIN.
    std::map<std::string, std::string> taken_;      ///< Accepted quotes by VIN.
    std::map<std::pair<std::string, std::string>, std::optional<orders::Prices>> prices_;
    Answer out_;
};

/// A branch holds its dealer's stream alone; at the importer without a dealer all cars are told.
Result<Answer> pipeline(engine::Store& store, const Asked& asked) {
    const std::string& dealer = asked.at("dealer");
    const auto stream =
        dealer.empty() ? std::string() : schema::stream_name(schema::StreamKind::dealer, dealer);
    return Pipeline(store, asked.today).run(stream);
}

constexpr engine::Question kQuestions[] = {
    {.path = "quotable/{vin}",
     .query = "",
     .command = "quote check",
     .summary = "Whether a car may be quoted, and its list price",
     .ask = check   },
    {.path = "pipeline",
     .query = "dealer",
     .command = "pipeline show",
     .summary = "Cars that are not sold: state, order, arrival and list price",
     .ask = pipeline},
};

}  // namespace

std::span<const engine::Question> questions() {
    return kQuestions;
}

}  // namespace branchline::sales
