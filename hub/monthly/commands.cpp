#include "hub/monthly/commands.hpp"

#include <ostream>

#include <fmt/format.h>

#include "common/domain/month.hpp"
#include "common/text/json.hpp"
#include "sync/console/console.hpp"

namespace branchline::hub {

namespace {

using cli::Invocation;
using sync::call_and_show;
using sync::post;
using sync::text_at;
using text::Json;

/// Checked here, because the month becomes a part of the address.
Result<domain::Month> month_of(const Invocation& invocation, const std::string& name) {
    auto month = domain::read_month(invocation.argument(name));
    if (!month) return fail(Code::invalid, "usage", month.error().what, month.error().hint);
    return month;
}

Result<int> compute(const Invocation& invocation) {
    TRY(const domain::Month month, month_of(invocation, "MONTH"));
    const auto request =
        post(fmt::format("/api/v1/statistics/{}:compute", month.name), Json::object());
    return call_and_show(invocation, request, [&](const Json& done) {
        invocation.out() << fmt::format("{}: dealers {}, written {}\n", text_at(done, "month"),
                                        text_at(done, "dealers"), text_at(done, "written"));
    });
}

Result<int> close(const Invocation& invocation) {
    TRY(const domain::Month period, month_of(invocation, "PERIOD"));
    const auto request =
        post(fmt::format("/api/v1/statements/{}:close", period.name), Json::object());
    return call_and_show(invocation, request, [&](const Json& done) {
        invocation.out() << fmt::format("{}: accounts closed {}, claims settled {}\n",
                                        text_at(done, "period"), text_at(done, "closed"),
                                        text_at(done, "settled"));
    });
}

}  // namespace

std::vector<cli::Command> monthly_commands() {
    return {
        {.path = "statistics compute",
         .help = "Compares the dealers' claims of a month, for rule W25; again changes nothing.",
         .function = compute,
         .arguments = {{"MONTH", "2026-11"}},
         .examples = {"statistics compute 2026-11"}},
        {.path = "statements close",
         .help = "Closes a month of every dealer's account and settles its claims.",
         .function = close,
         .arguments = {{"PERIOD", "2026-11"}},
         .examples = {"statements close 2026-11"}  },
    };
}

}  // namespace branchline::hub
