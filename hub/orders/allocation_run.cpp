#include "hub/orders/allocation_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/log.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"
#include "hub/desk/desk.hpp"
#include "hub/fleet/vehicles.hpp"

namespace branchline::hub {

namespace {

using allocation::DealerLine;
using allocation::OrderLine;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::StreamKind;
using schema::Value;
using sync::Replica;

constexpr std::size_t kRowsOfEdit = 100;
constexpr std::string_view kHubStream = "hub";
constexpr std::string_view kNoCar = "none";

std::unexpected<Error> bad_override(std::string what) {
    return fail(Code::invalid, "bad-override", std::move(what), "look at the preview of the run");
}

/// Gives an order another car; who had it gets in exchange what the order had, where that fits.
Result<> apply_override(AllocationPlan& plan, const AllocationOverride& wanted) {
    const auto& input = plan.inputs.input;
    const auto step_of = [&](const auto& is_it) {
        return std::find_if(plan.steps.begin(), plan.steps.end(), is_it);
    };
    const auto wish_of = [&](const AllocationStep& step) -> const allocation::Wish& {
        const std::string& name = plan.outcome.orders[step.line].order;
        return std::find_if(input.orders.begin(), input.orders.end(),
                            [&](const auto& order) { return order.order == name; })
            ->wish;
    };
    const auto fits = [&](const AllocationStep& step, const std::string& vin) {
        const auto car = std::find_if(input.cars.begin(), input.cars.end(),
                                      [&](const auto& row) { return row.vin == vin; });
        return car != input.cars.end() && allocation::score_of(wish_of(step), car->build);
    };
    const auto mine = step_of([&](const AllocationStep& step) {
        return plan.outcome.orders[step.line].order == wanted.order;
    });
    if (mine == plan.steps.end()) {
        return bad_override(fmt::format("order {} takes no part", wanted.order));
    }
    if (!fits(*mine, wanted.vin)) {
        return bad_override(fmt::format("{} is no car that fits {}", wanted.vin, wanted.order));
    }
    const auto other = step_of([&](const AllocationStep& step) { return step.vin == wanted.vin; });
    if (other == mine) return {};
    if (other != plan.steps.end()) {
        other->vin = fits(*other, mine->vin) ? mine->vin : std::string();
        other->override_reason = fmt::format("{}, for {}", wanted.reason, wanted.order);
    }
    mine->vin = wanted.vin;
    mine->override_reason = wanted.reason;
    return {};
}

/// One row of an entity, its values by the names of its fields.
RowEdit row_of(const Replica& hub,
               std::string_view entity,
               std::vector<std::string> key,
               const std::vector<std::pair<std::string_view, Value>>& values) {
    RowEdit out{.entity = &hub.entity(entity), .key = std::move(key)};
    for (const auto& [name, value] : values) {
        if (value != Value()) out.wishes[out.entity->field(name)->id] = value;
    }
    return out;
}

Value text_value(std::string_view text) {
    return text.empty() ? Value() : Value(std::string(text));
}

Value number_value(const std::optional<std::int64_t>& number) {
    return number ? Value(*number) : Value();
}

std::string dealer_stream(const std::string& dealer) {
    return schema::stream_name(StreamKind::dealer, dealer);
}

class Publishing {
public:
    Publishing(Replica& hub,
               const AllocationRequest& request,
               const AllocationPlan& plan,
               std::int64_t today)
        : hub_(hub), request_(request), plan_(plan), today_(today) {}

    Result<AllocationPublished> run() {
        for (const DealerLine& line : plan_.outcome.dealers) TRY_VOID(write_grant(line));
        for (const AllocationStep& step : plan_.steps) TRY_VOID(write_step(step));
        for (auto& [stream, rows] : lines_) TRY_VOID(flush(stream, rows));
        TRY_VOID(write_cars());
        TRY_VOID(write_run());
        out_.is_new = true;
        return std::move(out_);
    }

private:
    Result<> write(const Edit& edit) {
        const auto done = hub_.commit(edit);
        if (!done) return std::unexpected(done.error());
        return {};
    }
    Result<> flush(const std::string& stream, std::vector<RowEdit>& rows) {
        for (std::size_t at = 0; at < rows.size(); at += kRowsOfEdit) {
            const auto from = rows.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = static_cast<std::ptrdiff_t>(std::min(kRowsOfEdit, rows.size() - at));
            TRY_VOID(write({
                .stream = stream, .rows = {from, from + count}
            }));
        }
        rows.clear();
        return {};
    }

    Result<> write_grant(const DealerLine& line) {
        const auto& dealer = line.dealer;
        const allocation::Terms& terms = plan_.inputs.input.terms;
        const bool reads_credit = line.standing != allocation::Standing::inactive;
        RowEdit row = row_of(hub_, "allocation.grant",
                             {
                                 request_.run, dealer.dealer
        },
                             {{"brand", text_value(request_.group.brand)},
                              {"run_on", today_},
                              {"window_days", terms.window_days},
                              {"method", text_value(allocation::name_of(terms.division.method))},
                              {"percent", terms.division.percent},
                              {"rest", text_value(allocation::name_of(terms.division.rest))},
                              {"price", terms.price},
                              {"supply", plan_.outcome.supply},
                              {"sales", dealer.sales},
                              {"stock", dealer.stock},
                              {"demand", line.demand},
                              {"quota", number_value(dealer.quota)},
                              {"headroom", reads_credit ? Value(dealer.headroom) : Value()},
                              {"guarantee", dealer.guarantee},
                              {"standing", text_value(allocation::name_of(line.standing))},
                              {"cap", line.cap},
                              {"cap_after", line.cap_after},
                              {"guaranteed", line.grant.guaranteed},
                              {"by_method", line.grant.by_method},
                              {"days_before", line.days_before},
                              {"days_after", line.days_after},
                              {"reason", text_value(line.reason)}});
        return write({.stream = dealer_stream(dealer.dealer), .rows = {std::move(row)}});
    }

    RowEdit line_row(const AllocationStep& step, const std::string& vin) const {
        const OrderLine& line = plan_.outcome.orders[step.line];
        const Record& order = plan_.inputs.orders.at(line.order);
        const bool has_car = !line.vin.empty();
        const bool overridden = !step.override_reason.empty();
        return row_of(
            hub_, "allocation.line",
            {
                request_.run, line.order
        },
            {{"dealer", text_value(line.dealer)},
             {"sold", domain::text_of(order, "kind") == "sold"},
             {"required", domain::value_of(order, "required")},
             {"excluded", domain::value_of(order, "excluded")},
             {"preferred", domain::value_of(order, "preferred")},
             {"vin", text_value(line.vin)},
             {"score", has_car ? Value(line.score) : Value()},
             {"fitting", line.fitting},
             {"reason", text_value(line.reason)},
             {"override_vin", overridden ? text_value(vin.empty() ? kNoCar : vin) : Value()},
             {"override_reason", text_value(step.override_reason)}});
    }

    /// The car first: an order never names a car that has not come.
    Result<> write_step(const AllocationStep& step) {
        const OrderLine& line = plan_.outcome.orders[step.line];
        const Record& order = plan_.inputs.orders.at(line.order);
        if (step.vin.empty()) {
            lines_[order.stream].push_back(line_row(step, {}));
            return {};
        }
        auto done = move_vehicle(
            hub_, {.vin = step.vin, .dealer = line.dealer, .today = today_, .on_its_way = true});
        if (done) done = write(allocated(order, step));
        if (done) {
            ++out_.matched;
            return {};
        }
        if (is_of_disk(done.error())) return done;
        log::warning("allocation",
                     fmt::format("{} does not get {}: {}", line.order, step.vin, done.error().id));
        out_.refused.emplace_back(line.order, done.error().id);
        return {};
    }

    Edit allocated(const Record& order, const AllocationStep& step) const {
        Edit edit = transition_of(order, "confirmed", "allocated");
        const schema::Entity& entity = *order.entity;
        const auto put = [&](std::string_view field, const Value& value) {
            if (value != Value()) edit.rows.front().wishes[entity.field(field)->id] = value;
        };
        put("assigned_vin", text_value(step.vin));
        put("allocation_run", text_value(request_.run));
        put("arrives_on", number_value(request_.arrival_of(step.vin)));
        // The price that was confirmed is kept.
        if (!domain::has_value(order, "price")) {
            put("price", plan_.inputs.prices.at(plan_.outcome.orders[step.line].order));
        }
        edit.rows.push_back(line_row(step, step.vin));
        return edit;
    }

    Result<> write_cars() {
        std::map<std::string, const AllocationStep*> steps;
        for (const AllocationStep& step : plan_.steps) {
            if (!step.vin.empty()) steps[step.vin] = &step;
        }
        std::vector<RowEdit> rows;
        for (const allocation::Car& car : plan_.inputs.input.cars) {
            std::vector<std::string> options = car.build.options;
            std::sort(options.begin(), options.end());
            const auto step = steps.find(car.vin);
            const OrderLine* line =
                step == steps.end() ? nullptr : &plan_.outcome.orders[step->second->line];
            const bool as_computed = line != nullptr && line->vin == car.vin;
            rows.push_back(
                row_of(hub_, "allocation.car",
                       {
                           request_.run, car.vin
            },
                       {{"model", text_value(car.build.model)},
                        {"options", options.empty() ? Value() : Value(std::move(options))},
                        {"dealer", line == nullptr ? Value() : text_value(line->dealer)},
                        {"order", line == nullptr ? Value() : text_value(line->order)},
                        {"score", as_computed ? Value(line->score) : Value()}}));
        }
        return flush(std::string(kHubStream), rows);
    }

    Result<> write_run() {
        const allocation::Terms& terms = plan_.inputs.input.terms;
        const auto& models = request_.group.models;
        const auto demand = static_cast<std::int64_t>(plan_.outcome.orders.size());
        RowEdit row = row_of(hub_, "allocation.run",
                             {
                                 request_.run
        },
                             {{"brand", text_value(request_.group.brand)},
                              {"models", models.empty() ? Value() : Value(models)},
                              {"run_on", today_},
                              {"window_days", terms.window_days},
                              {"method", text_value(allocation::name_of(terms.division.method))},
                              {"percent", terms.division.percent},
                              {"rest", text_value(allocation::name_of(terms.division.rest))},
                              {"price", terms.price},
                              {"supply", plan_.outcome.supply},
                              {"demand", demand},
                              {"matched", out_.matched},
                              {"rounds", plan_.outcome.rounds},
                              {"terms", request_.fingerprint()}});
        return write({.stream = std::string(kHubStream), .rows = {std::move(row)}});
    }

    Replica& hub_;
    const AllocationRequest& request_;
    const AllocationPlan& plan_;
    std::int64_t today_;
    std::map<std::string, std::vector<RowEdit>> lines_;  ///< Of orders without a car, by stream.
    AllocationPublished out_;
};

}  // namespace

Result<AllocationPlan> plan_allocation(Replica& hub,
                                       const AllocationRequest& request,
                                       std::int64_t today) {
    AllocationPlan out;
    TRY(out.inputs, gather_allocation(hub, request, today));
    TRY(out.outcome, allocation::allocate(out.inputs.input));
    for (std::size_t i = 0; i < out.outcome.orders.size(); ++i) {
        out.steps.push_back({.line = i, .vin = out.outcome.orders[i].vin});
    }
    for (const AllocationOverride& wanted : request.overrides) {
        TRY_VOID(apply_override(out, wanted));
    }
    return out;
}

Result<AllocationPublished> publish_allocation(Replica& hub,
                                               const AllocationRequest& request,
                                               std::int64_t today) {
    TRY(const auto known, engine::find_by_key(hub, "allocation.run", {request.run}));
    if (known && domain::text_of(*known, "terms") != request.fingerprint()) {
        return fail(Code::conflict, "run-exists",
                    fmt::format("a run {} with other terms was published", request.run),
                    "give this one another name");
    }
    if (known) {
        return AllocationPublished{
            .is_new = false, .matched = domain::integer_of(*known, "matched"), .refused = {}};
    }
    TRY(const AllocationPlan plan, plan_allocation(hub, request, today));
    return Publishing(hub, request, plan, today).run();
}

}  // namespace branchline::hub
