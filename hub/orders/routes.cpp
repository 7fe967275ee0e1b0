#include "hub/orders/routes.hpp"

#include "common/domain/allocation/explain.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "hub/orders/allocation_run.hpp"

namespace branchline::hub {

namespace {

using http::Answer;
using http::Request;
using sync::Replica;
using text::Json;

Json dealer_json(const allocation::DealerLine& line) {
    Json out;
    out["dealer"] = line.dealer.dealer;
    out["standing"] = allocation::name_of(line.standing);
    out["sales"] = line.dealer.sales;
    out["stock"] = line.dealer.stock;
    out["demand"] = line.demand;
    out["quota"] = line.dealer.quota ? Json(*line.dealer.quota) : Json();
    out["headroom"] = domain::amount_text(line.dealer.headroom);
    out["guarantee"] = line.dealer.guarantee;
    out["cap"] = line.cap;
    out["units"] = line.grant.units();
    out["guaranteed"] = line.grant.guaranteed;
    out["days_before"] = allocation::days_text(line.days_before);
    out["days_after"] = allocation::days_text(line.days_after);
    out["reason"] = line.reason;
    return out;
}

Json order_json(const allocation::OrderLine& line, const AllocationStep& step) {
    Json out;
    out["order"] = line.order;
    out["dealer"] = line.dealer;
    out["vin"] = step.vin.empty() ? Json() : Json(step.vin);
    out["score"] = line.vin.empty() ? Json() : Json(line.score);
    out["fitting"] = line.fitting;
    out["reason"] = step.override_reason.empty() ? line.reason : step.override_reason;
    out["overridden"] = !step.override_reason.empty();
    return out;
}

Result<Json> preview(Replica& hub, const AllocationRequest& request, std::int64_t today) {
    TRY(const AllocationPlan plan, plan_allocation(hub, request, today));
    Json out;
    out["run"] = request.run;
    out["supply"] = plan.outcome.supply;
    out["rounds"] = plan.outcome.rounds;
    out["price"] = domain::amount_text(plan.inputs.input.terms.price);
    out["dealers"] = Json::array();
    for (const auto& line : plan.outcome.dealers) out["dealers"].push_back(dealer_json(line));
    out["orders"] = Json::array();
    for (const AllocationStep& step : plan.steps) {
        out["orders"].push_back(order_json(plan.outcome.orders[step.line], step));
    }
    out["unused"] = plan.outcome.unused;
    return out;
}

Result<Json> publish(Replica& hub, const AllocationRequest& request, std::int64_t today) {
    TRY(const AllocationPublished done, publish_allocation(hub, request, today));
    Json out;
    out["run"] = request.run;
    out["published"] = done.is_new;
    out["matched"] = done.matched;
    out["refused"] = Json::array();
    for (const auto& [order, error] : done.refused) {
        Json item;
        item["order"] = order;
        item["error"] = error;
        out["refused"].push_back(std::move(item));
    }
    return out;
}

}  // namespace

void add_allocation_routes(http::Router& router, const AllocationRoutes& parts) {
    const auto add = [&](std::string_view pattern, bool writes, auto work, std::string summary) {
        const auto run = [parts, writes, work](Request request, Answer answer) {
            parts.driver.run_on_replica(
                writes,
                [parts, work, request = std::move(request)](Replica& hub) {
                    const auto asked = [&]() -> Result<Json> {
                        TRY(const Json body, text::parse_json(request.body));
                        TRY(const AllocationRequest wanted, allocation_request_of(body));
                        return work(hub, wanted, domain::day_of(parts.clock.now()));
                    };
                    const Result<Json> result = asked();
                    return result ? http::json_response(200, *result)
                                  : http::problem(result.error());
                },
                std::move(answer));
        };
        const std::string permit = writes ? "allocation.run:write" : "allocation.run:read";
        router.add("POST", pattern, run, {.summary = std::move(summary), .permit = permit});
    };
    add("/api/v1/allocations/what-if", false, preview, "What an allocation would give");
    add("/api/v1/allocations", true, publish, "Publish an allocation");
}

}  // namespace branchline::hub
