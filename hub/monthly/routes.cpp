#include "hub/monthly/routes.hpp"

#include "common/domain/calendar.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "hub/monthly/statements.hpp"
#include "hub/monthly/statistics.hpp"

namespace branchline::hub {

namespace {

using http::Answer;
using http::Request;
using sync::Replica;
using text::Json;

Result<Json> compute(Replica& hub, const Request& request, std::int64_t today) {
    TRY(const domain::Month month, domain::read_month(request.param("month")));
    TRY(const StatisticsDone done, compute_statistics(hub, month, today));
    Json out;
    out["month"] = month.name;
    out["dealers"] = done.dealers;
    out["written"] = done.written;
    return out;
}

Result<Json> close(Replica& hub, const Request& request, std::int64_t today) {
    TRY(const domain::Month period, domain::read_month(request.param("period")));
    TRY(const StatementsDone done, close_statements(hub, period, today));
    Json out;
    out["period"] = period.name;
    out["closed"] = done.closed;
    out["closed_before"] = done.before;
    out["settled"] = done.settled;
    return out;
}

}  // namespace

void add_monthly_routes(http::Router& router, const MonthlyRoutes& parts) {
    const auto add = [&](std::string_view pattern, std::string permit, auto work,
                         std::string summary) {
        const auto run = [parts, work](Request request, Answer answer) {
            parts.driver.run_on_replica(
                true,
                [parts, work, request = std::move(request)](Replica& hub) {
                    const Result<Json> done = work(hub, request, domain::day_of(parts.clock.now()));
                    return done ? http::json_response(200, *done) : http::problem(done.error());
                },
                std::move(answer));
        };
        router.add("POST", pattern, run,
                   {.summary = std::move(summary), .permit = std::move(permit)});
    };
    add("/api/v1/statistics/{month}:compute", "warranty.statistic:write", compute,
        "Compute the warranty statistics of a month");
    add("/api/v1/statements/{period}:close", "accounting.statement:write", close,
        "Close a month of every dealer's account");
}

}  // namespace branchline::hub
