#include "hub/orders/allocation_request.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "common/pack/writer.hpp"
#include "common/text/json.hpp"

namespace branchline::hub {

namespace {

using allocation::Method;
using text::Json;

constexpr std::size_t kNameMax = 64;
constexpr std::string_view kMembers[] = {"run",      "brand",    "models",      "method",
                                         "percent",  "rest",     "window_days", "arrives_on",
                                         "arrivals", "overrides"};

std::unexpected<Error> wrong(std::string_view member, std::string_view expected) {
    return fail(Code::invalid, "validation-failed", fmt::format("{}: {}", member, expected));
}

Result<std::string> text_of(const Json& object, std::string_view name) {
    TRY(std::string out, text::string_of(object, name));
    if (out.empty() || out.size() > kNameMax) {
        return wrong(name, fmt::format("1 to {} bytes expected", kNameMax));
    }
    return out;
}

Result<std::int64_t> day_of(std::string_view member, const Json& value) {
    if (!value.is_string()) return wrong(member, "a date such as 2026-11-21 expected");
    TRY(const Date date, parse_date(value.get_ref<const std::string&>()));
    return date.time_since_epoch().count();
}

Result<Method> method_named(const Json& body, std::string_view member, Method fallback) {
    if (text::find(body, member) == nullptr) return fallback;
    TRY(const std::string name, text_of(body, member));
    const auto method = allocation::method_of(name);
    if (!method) return wrong(member, "balanced or turn-and-earn expected");
    return *method;
}

Result<> read_division(const Json& body, AllocationRequest& out) {
    TRY(out.division.method, method_named(body, "method", Method::balanced));
    const Method other =
        out.division.method == Method::balanced ? Method::turn_and_earn : Method::balanced;
    TRY(out.division.rest, method_named(body, "rest", other));
    if (text::find(body, "percent") != nullptr) {
        TRY(out.division.percent, text::integer_of(body, "percent"));
    }
    if (text::find(body, "window_days") != nullptr) {
        TRY(out.window_days, text::integer_of(body, "window_days"));
    }
    return {};
}

Result<> read_models(const Json& body, AllocationRequest& out) {
    const Json* models = text::find(body, "models");
    if (models == nullptr) return {};
    if (!models->is_array()) return wrong("models", "a list of codes expected");
    for (const Json& model : *models) {
        if (!model.is_string()) return wrong("models", "a list of codes expected");
        out.group.models.push_back(model.get<std::string>());
    }
    std::sort(out.group.models.begin(), out.group.models.end());
    return {};
}

Result<> read_arrivals(const Json& body, AllocationRequest& out) {
    if (const Json* day = text::find(body, "arrives_on")) {
        TRY(out.arrives_on, day_of("arrives_on", *day));
    }
    const Json* arrivals = text::find(body, "arrivals");
    if (arrivals == nullptr) return {};
    if (!arrivals->is_object()) return wrong("arrivals", "dates by VIN expected");
    for (const auto& [vin, day] : arrivals->items()) {
        TRY(out.arrivals[vin], day_of("arrivals", day));
    }
    return {};
}

Result<> read_overrides(const Json& body, AllocationRequest& out) {
    const Json* overrides = text::find(body, "overrides");
    if (overrides == nullptr) return {};
    if (!overrides->is_array()) return wrong("overrides", "a list expected");
    for (const Json& item : *overrides) {
        AllocationOverride read;
        TRY(read.order, text_of(item, "order"));
        TRY(read.vin, text_of(item, "vin"));
        TRY(read.reason, text::string_of(item, "reason"));
        if (read.reason.empty()) return wrong("overrides", "a reason is required");
        out.overrides.push_back(std::move(read));
    }
    std::sort(out.overrides.begin(), out.overrides.end(),
              [](const auto& a, const auto& b) { return a.order < b.order; });
    return {};
}

}  // namespace

std::optional<std::int64_t> AllocationRequest::arrival_of(const std::string& vin) const {
    const auto found = arrivals.find(vin);
    return found == arrivals.end() ? arrives_on : std::optional(found->second);
}

std::string AllocationRequest::fingerprint() const {
    pack::Writer out;
    out.text(run).text(group.brand).array(group.models.size());
    for (const std::string& model : group.models) out.text(model);
    out.text(allocation::name_of(division.method)).text(allocation::name_of(division.rest));
    out.text(fmt::format("{} {} {}", division.percent, window_days, arrives_on.value_or(-1)));
    for (const auto& [vin, day] : arrivals) out.text(vin).text(std::to_string(day));
    for (const auto& row : overrides) out.text(row.order).text(row.vin).text(row.reason);
    return to_hex(crypto::blake2b("bl/allocation/1", {out.view()}));
}

Result<AllocationRequest> allocation_request_of(const Json& body) {
    if (!body.is_object()) {
        return fail(Code::invalid, "invalid-request", "a JSON object expected");
    }
    for (const auto& [name, value] : body.items()) {
        if (std::find(std::begin(kMembers), std::end(kMembers), name) == std::end(kMembers)) {
            return fail(Code::invalid, "unknown-field", fmt::format("unknown member {}", name));
        }
    }
    AllocationRequest out;
    TRY(out.run, text_of(body, "run"));
    TRY(out.group.brand, text_of(body, "brand"));
    TRY_VOID(read_models(body, out));
    TRY_VOID(read_division(body, out));
    TRY_VOID(read_arrivals(body, out));
    TRY_VOID(read_overrides(body, out));
    return out;
}

}  // namespace branchline::hub
