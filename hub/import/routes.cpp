#include "hub/import/routes.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "hub/import/csv_import.hpp"
#include "hub/import/synthetic.hpp"
#include "hub/import/vpic.hpp"
#include "sync/transport/job_routes.hpp"

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

/// A path names a file of this machine: it is read and, for rejected rows, written. Whoever may
/// only import must not choose it.
Result<> check_paths(const Request& request, const Json& body) {
    const bool has_path = body.contains("file") || body.contains("rejects");
    if (!has_path || api::caller_of(request)->person->is_operator) return {};
    return fail(Code::forbidden, "operator-only",
                "files of this machine are named by its operator alone",
                "Use the command data import on the machine itself.");
}

constexpr std::string_view kPermit = "data:import";

Result<Response> start(const ImportRoutes& parts, const Request& request) {
    TRY_VOID(parts.jobs.check_free());
    TRY(const Json body, text::parse_json(request.body.empty() ? "{}" : request.body));
    for (const JobKind& kind : kKinds) {
        if (kind.name != request.param("kind")) continue;
        TRY_VOID(check_paths(request, body));
        TRY(auto job, kind.make(body, parts.workspace));
        TRY(const std::uint64_t id,
            parts.jobs.start(std::string(kind.name), std::string(kPermit), std::move(job)));
        TRY(const JobStatus status, parts.jobs.find(id));
        return sync::job_started(status);
    }
    return fail(Code::not_found, "not-found",
                fmt::format("there is no import of {}", request.param("kind")));
}

Result<Response> show(const ImportRoutes& parts, const Request& request) {
    const std::string& text = request.param("id");
    std::uint64_t id = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
        return fail(Code::invalid, "invalid-request", "the id of an import is a number");
    }
    TRY(const JobStatus status, parts.jobs.find(id));
    return http::json_response(200, sync::job_json(status));
}

Result<Response> list(const ImportRoutes& parts, const Request&) {
    Json out;
    out["items"] = Json::array();
    for (const JobStatus& status : parts.jobs.list()) {
        out["items"].push_back(sync::job_json(status));
    }
    return http::json_response(200, out);
}

}  // namespace

void add_import_routes(http::Router& router, const ImportRoutes& parts) {
    const auto add = [&](std::string_view method, std::string_view pattern, auto work,
                         std::string summary) {
        const auto run = [parts, work](Request request, Answer answer) {
            // Not a write of its own: the slices are, each in a group of its own.
            parts.driver.run_on_replica(
                false,
                [parts, work, request = std::move(request)](sync::Replica&) {
                    const Result<Response> result = work(parts, request);
                    return result ? *result : http::problem(result.error());
                },
                std::move(answer));
        };
        router.add(method, pattern, run,
                   {.summary = std::move(summary),
                    .permit = std::string(kPermit),
                    .starts_job = http::is_write(method)});
    };
    add("POST", "/api/v1/imports/{kind}", start, "Start an import");
    add("GET", "/api/v1/imports/{id}", show, "How far an import is");
    add("GET", "/api/v1/imports", list, "The last imports");
}

}  // namespace branchline::hub
