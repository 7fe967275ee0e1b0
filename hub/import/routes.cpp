#include "hub/import/routes.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "hub/import/csv_import.hpp"
#include "hub/import/synthetic.hpp"
#include "hub/import/vpic.hpp"

namespace branchline::hub {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

/// One row a kind of import: its name in the path, and how the body of the request becomes a job.
struct JobKind {
    std::string_view name;
    Result<std::unique_ptr<Job>> (*make)(const Json& body, const std::filesystem::path& workspace);
};

constexpr JobKind kKinds[] = {
    {"vpic",        make_vpic_import       },
    {"catalog-csv", make_catalog_csv_import},
    {"price-csv",   make_price_csv_import  },
    {"synthetic",   make_synthetic         },
};

std::uint64_t rate_of(const JobStatus& status) {
    const auto milliseconds = static_cast<std::uint64_t>(status.phase_elapsed.count());
    return milliseconds == 0 ? 0 : status.progress.done * 1000 / milliseconds;
}

Json status_json(const JobStatus& status) {
    Json out;
    out["id"] = fmt::format("{}", status.id);
    out["kind"] = status.kind;
    out["state"] = status.state;
    out["phase"] = status.progress.phase;
    out["done"] = status.progress.done;
    out["total"] = status.progress.total;
    out["rate"] = rate_of(status);
    out["elapsed_ms"] = status.elapsed.count();
    out["figures"] = Json::object();
    for (const auto& [name, figure] : status.progress.figures) out["figures"][name] = figure;
    for (const auto& [name, text] : status.progress.notes) out[name] = text;
    out["error"] = status.error ? http::problem_document(*status.error) : Json();
    return out;
}

Result<Json> start(const ImportRoutes& parts, const Request& request) {
    TRY_VOID(parts.jobs.check_free());
    TRY(const Json body, text::parse_json(request.body.empty() ? "{}" : request.body));
    for (const JobKind& kind : kKinds) {
        if (kind.name != request.param("kind")) continue;
        TRY(auto job, kind.make(body, parts.workspace));
        TRY(const std::uint64_t id, parts.jobs.start(std::string(kind.name), std::move(job)));
        TRY(const JobStatus status, parts.jobs.find(id));
        return status_json(status);
    }
    return fail(Code::not_found, "not-found",
                fmt::format("there is no import of {}", request.param("kind")));
}

Result<Json> show(const ImportRoutes& parts, const Request& request) {
    const std::string& text = request.param("id");
    std::uint64_t id = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
        return fail(Code::invalid, "invalid-request", "the id of an import is a number");
    }
    TRY(const JobStatus status, parts.jobs.find(id));
    return status_json(status);
}

Result<Json> list(const ImportRoutes& parts, const Request&) {
    Json out;
    out["items"] = Json::array();
    for (const JobStatus& status : parts.jobs.list()) out["items"].push_back(status_json(status));
    return out;
}

}  // namespace

void add_import_routes(http::Router& router, const ImportRoutes& parts) {
    const auto add = [&](std::string_view method, std::string_view pattern, int status, auto work,
                         std::string summary) {
        const auto run = [parts, status, work](Request request, Answer answer) {
            // Not a write of its own: the slices are, each in a group of its own.
            parts.driver.run_on_replica(
                false,
                [parts, status, work, request = std::move(request)](sync::Replica&) {
                    const Result<Json> result = work(parts, request);
                    return result ? http::json_response(status, *result)
                                  : http::problem(result.error());
                },
                std::move(answer));
        };
        router.add(method, pattern, run,
                   {.summary = std::move(summary), .permit = "data:import"});
    };
    add("POST", "/api/v1/imports/{kind}", 202, start, "Start an import");
    add("GET", "/api/v1/imports/{id}", 200, show, "How far an import is");
    add("GET", "/api/v1/imports", 200, list, "The last imports");
}

}  // namespace branchline::hub
