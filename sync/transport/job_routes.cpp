#include "sync/transport/job_routes.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/input.hpp"
#include "common/http/problem.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"

namespace branchline::sync {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

std::uint64_t rate_of(const JobStatus& status) {
    const auto milliseconds = static_cast<std::uint64_t>(status.phase_elapsed.count());
    return milliseconds == 0 ? 0 : status.progress.done * 1000 / milliseconds;
}

/// Who may not start such a job does not learn that there is one.
bool may_see(const identity::Person& person, const JobStatus& status) {
    if (person.is_operator) return true;
    const schema::PermitWord word = schema::split_permit(status.permit);
    return identity::may(person, word.area, word.verb);
}

Result<JobStatus> find_for(const identity::Person& person, const Jobs& jobs, std::uint64_t id) {
    TRY(JobStatus status, jobs.find(id));
    if (may_see(person, status)) return status;
    return fail(Code::not_found, "not-found", fmt::format("there is no job {}", id));
}

api::Answered<std::uint64_t> read_id(const Request& request) {
    TRY_VOID(api::only_parameters(request, {}));
    const std::string& text = request.param("id");
    std::uint64_t id = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, id);
    if (read.ec == std::errc() && read.ptr == end) return id;
    return api::bad_request("invalid-request", "the id of a job is a number");
}

Response list(const identity::Person& person, const Jobs& jobs) {
    Json out = Json::object();
    out["items"] = Json::array();
    for (const JobStatus& status : jobs.list()) {
        if (may_see(person, status)) out["items"].push_back(job_json(status));
    }
    return http::json_response(200, out);
}

Response show(const Result<JobStatus>& status) {
    return status ? http::json_response(200, job_json(*status)) : http::problem(status.error());
}

Response cancel(const identity::Person& person, Jobs& jobs, std::uint64_t id) {
    const auto status = find_for(person, jobs, id);
    if (!status) return http::problem(status.error());
    const auto asked = jobs.cancel(id);
    return asked ? job_started(*jobs.find(id)) : http::problem(asked.error());
}

}  // namespace

Json job_json(const JobStatus& status) {
    Json out = Json::object();
    out["id"] = fmt::format("{}", status.id);
    out["kind"] = status.kind;
    out["state"] = status.state;
    out["cancelling"] = status.cancelling;
    out["phase"] = status.progress.phase;
    out["done"] = status.progress.done;
    out["total"] = status.progress.total;
    out["rate"] = rate_of(status);
    out["elapsed_ms"] = status.elapsed.count();
    out["figures"] = Json::object();
    for (const auto& [name, figure] : status.progress.figures) out["figures"][name] = figure;
    for (const auto& [name, text] : status.progress.notes) out[name] = text;
    const bool has_result = status.state == "done" && !status.progress.result.empty();
    out["result"] = has_result ? Json(status.progress.result) : Json();
    out["error"] = status.error ? http::problem_document(*status.error) : Json();
    return out;
}

Response job_started(const JobStatus& status) {
    Response out = http::json_response(202, job_json(status));
    out.headers.set("Location", fmt::format("/api/v1/jobs/{}", status.id));
    return out;
}

void add_job_routes(http::Router& router, Driver& driver, Jobs& jobs) {
    const auto add = [&](std::string_view method, std::string_view pattern, std::string summary,
                         auto work) {
        // Not a write of its own: the slices are, each in a group of its own.
        const auto run = [&driver, work](Request request, Answer answer) {
            driver.run_on_replica(
                false, [work, request = std::move(request)](Replica&) { return work(request); },
                std::move(answer));
        };
        // Cancelling answers as starting does: with the job as it is by then.
        router.add(method, pattern, run,
                   {.summary = std::move(summary),
                    .permit = std::string(api::kSignedIn),
                    .starts_job = http::is_write(method)});
    };
    add("GET", "/api/v1/jobs", "The last pieces of long work", [&jobs](const Request& request) {
        const auto fine = api::only_parameters(request, {});
        return fine ? list(*api::caller_of(request)->person, jobs) : fine.error();
    });
    add("GET", "/api/v1/jobs/{id}", "How far a piece of long work is",
        [&jobs](const Request& request) {
            const auto id = read_id(request);
            if (!id) return id.error();
            return show(find_for(*api::caller_of(request)->person, jobs, *id));
        });
    add("POST", "/api/v1/jobs/{id}:cancel", "Ends a piece of long work where it is",
        [&jobs](const Request& request) {
            const auto id = read_id(request);
            if (!id) return id.error();
            return cancel(*api::caller_of(request)->person, jobs, *id);
        });
}

}  // namespace branchline::sync
