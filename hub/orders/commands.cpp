#include "hub/orders/commands.hpp"

#include <fstream>
#include <ostream>
#include <sstream>

#include <fmt/format.h>

#include "common/text/json.hpp"
#include "sync/console/console.hpp"

namespace branchline::hub {

namespace {

using cli::Command;
using cli::Invocation;
using sync::call_and_show;
using sync::post;
using sync::print_items;
using text::Json;

/// A file with members that have no option of their own: arrivals, overrides.
Result<Json> file_of(const Invocation& invocation) {
    const auto path = invocation.option("terms");
    if (!path) return Json::object();
    std::ifstream file(*path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return fail(Code::not_found, "no-file", fmt::format("{} cannot be read", *path));
    return text::parse_json(text.str());
}

Result<Json> body_of(const Invocation& invocation) {
    TRY(Json body, file_of(invocation));
    if (!body.is_object()) return fail(Code::invalid, "usage", "--terms is a JSON object");
    body["run"] = invocation.argument("RUN");
    body["brand"] = *invocation.option("brand");
    for (const char* name : {"method", "rest"}) {
        if (const auto value = invocation.option(name)) body[name] = *value;
    }
    if (const auto day = invocation.option("arrives-on")) body["arrives_on"] = *day;
    TRY(const auto percent, invocation.integer("percent"));
    if (percent) body["percent"] = *percent;
    TRY(const auto window, invocation.integer("window"));
    if (window) body["window_days"] = *window;
    const auto models = invocation.option("models");
    if (!models) return body;
    body["models"] = Json::array();
    std::stringstream rest(*models);
    for (std::string model; std::getline(rest, model, ',');) {
        if (!model.empty()) body["models"].push_back(model);
    }
    return body;
}

Result<int> preview(const Invocation& invocation) {
    TRY(const Json body, body_of(invocation));
    return call_and_show(
        invocation, post("/api/v1/allocations/what-if", body), [&](const Json& done) {
            print_items(
                invocation, done["dealers"],
                {"dealer", "standing", "demand", "cap", "units", "days_before", "days_after"});
            print_items(invocation, done["orders"], {"order", "dealer", "vin", "score", "reason"});
        });
}

Result<int> publish(const Invocation& invocation) {
    TRY(const Json body, body_of(invocation));
    return call_and_show(invocation, post("/api/v1/allocations", body), [&](const Json& done) {
        invocation.out() << fmt::format(
            "run {} {}: {} orders have a car\n", sync::text_at(done, "run"),
            done["published"] == true ? "is published" : "was published before",
            sync::text_at(done, "matched"));
        if (!done["refused"].empty()) print_items(invocation, done["refused"], {"order", "error"});
    });
}

Command command(const std::string& verb,
                const std::string& help,
                Result<int> (*function)(const Invocation&)) {
    return {
        .path = "allocation " + verb,
        .help = help,
        .function = function,
        .arguments = {{"RUN", "Its permanent name"}},
        .options = {{.name = "brand", .value = "CODE", .help = "Whose cars.", .required = true},
                      {.name = "models", .value = "A,B", .help = "Of these models; else of all."},
                      {.name = "method",
                     .value = "METHOD",
                     .help = "balanced or turn-and-earn.",
                     .fallback = "balanced"},
                      {.name = "percent",
                     .value = "N",
                     .help = "So many percent of the cars by it; the rest by --rest.",
                     .fallback = "100"},
                      {.name = "rest",
                     .value = "METHOD",
                     .help = "For the rest; else the other method."},
                      {.name = "window",
                     .value = "DAYS",
                     .help = "Sales of how many days count.",
                     .fallback = "90"},
                      {.name = "arrives-on", .value = "DATE", .help = "When the cars come."},
                      {.name = "terms",
                     .value = "FILE",
                     .help = "JSON with arrivals by VIN, and overrides with their reasons."}},
        .examples = {"allocation " + verb + " 2027-01 --brand SYN --models S1,S2"}
    };
}

}  // namespace

std::vector<Command> allocation_commands() {
    return {
        command("preview", "Shows what an allocation would give; writes nothing.", preview),
        command("publish", "Gives the cars to dealers and orders; once for each name.", publish),
    };
}

}  // namespace branchline::hub
