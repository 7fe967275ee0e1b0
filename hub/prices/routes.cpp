#include "hub/prices/routes.hpp"

#include <charconv>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/input.hpp"
#include "common/domain/calendar.hpp"
#include "common/domain/text.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "hub/prices/answers.hpp"
#include "hub/prices/publishing.hpp"
#include "hub/prices/staging.hpp"
#include "sync/transport/job_routes.hpp"

namespace branchline::hub {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using sync::Replica;
using text::Json;

constexpr std::string_view kWrite = "price.edition:write";
constexpr std::string_view kRead = "price.edition:read";
/// In percent; a page asks with its own.
constexpr std::string_view kThreshold = "20";
constexpr std::size_t kLinesMax = 200;
constexpr std::size_t kRejectsShown = 100;

std::optional<RowId> actor_of(const Request& request) {
    return api::caller_of(request)->person->user;
}

std::int64_t today(const PriceRoutes& parts) {
    return domain::day_of(parts.clock.now());
}

Result<std::int64_t> number_in(const std::string& text) {
    std::int64_t out = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out);
    if (read.ec == std::errc() && read.ptr == end && out >= 0) return out;
    return fail(Code::invalid, "invalid-request", fmt::format("\"{}\" is no number", text));
}

/// 3.5 or -2.25 in hundredths.
Result<std::int64_t> percent_in(const std::string& text) {
    const bool falls = text.starts_with('-');
    const std::string size = text.substr(falls || text.starts_with('+') ? 1 : 0);
    AmountReader reader(DecimalMark::point);
    TRY(const std::int64_t out, reader.read(size));
    return falls ? -out : out;
}

Result<Json> body_of(const Request& request, std::initializer_list<std::string_view> members) {
    TRY(Json body, text::parse_json(request.body.empty() ? "{}" : request.body));
    if (!body.is_object()) return fail(Code::invalid, "invalid-request", "a JSON object expected");
    for (const auto& [name, value] : body.items()) {
        if (std::find(members.begin(), members.end(), name) != members.end()) continue;
        return fail(Code::invalid, "unknown-field", fmt::format("unknown member {}", name));
    }
    return body;
}

Result<Response> start(const PriceRoutes& parts, std::string kind, std::unique_ptr<Job> job) {
    TRY(const std::uint64_t id,
        parts.jobs.start(std::move(kind), std::string(kWrite), std::move(job)));
    TRY(const sync::JobStatus status, parts.jobs.find(id));
    return sync::job_started(status);
}

Result<Response> open_upload(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY(const Json body, body_of(request, {"list", "valid_from", "title", "decimal", "size"}));
    TRY(StagingTerms terms, staging_terms_of(body));
    TRY(const std::int64_t size, text::integer_of(body, "size"));
    TRY_VOID(check_staging(hub, terms, today(parts)));
    terms.actor = actor_of(request);
    TRY(const auto upload, parts.work.uploads.open(std::move(terms), size));
    return http::json_response(201, upload_json(*upload));
}

Result<Response> add_piece(const PriceRoutes& parts, Replica&, const Request& request) {
    TRY(const std::int64_t offset, number_in(request.param("offset")));
    TRY(const auto upload, parts.work.uploads.find(request.param("id"), actor_of(request)));
    TRY_VOID(upload->add(offset, request.body));
    return http::json_response(200, upload_json(*upload));
}

Result<Response> stage(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY_VOID(body_of(request, {}));
    TRY(const auto upload, parts.work.uploads.find(request.param("id"), actor_of(request)));
    TRY_VOID(check_staging(hub, upload->terms(), today(parts)));
    TRY_VOID(parts.jobs.check_free());
    TRY(auto job, stage_upload(parts.work.shelf, upload));
    return start(parts, "price-staging", std::move(job));
}

Result<Response> show_rejects(const PriceRoutes& parts, Replica&, const Request& request) {
    TRY(const auto upload, parts.work.uploads.find(request.param("id"), actor_of(request)));
    TRY(const Json out, rejects_json(upload->rejects(), kRejectsShown));
    return http::json_response(200, out);
}

Result<Response> load_rejects(const PriceRoutes& parts, Replica&, const Request& request) {
    TRY(const auto upload, parts.work.uploads.find(request.param("id"), actor_of(request)));
    TRY(std::string file, rejects_file(upload->rejects()));
    Response out = http::text_response(200, "text/csv; charset=utf-8", std::move(file));
    out.headers.set("Content-Disposition", "attachment; filename=\"rejected-prices.csv\"");
    return out;
}

Result<Response> move_prices(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY(const Json body, body_of(request, {"list", "valid_from", "title", "percent"}));
    TRY(StagingTerms terms, staging_terms_of(body));
    TRY(const std::string percent, text::string_of(body, "percent"));
    TRY(const std::int64_t by, percent_in(percent));
    TRY_VOID(check_staging(hub, terms, today(parts)));
    TRY_VOID(parts.jobs.check_free());
    terms.actor = actor_of(request);
    TRY(auto job, stage_moved(parts.work.shelf, terms, by));
    return start(parts, "price-staging", std::move(job));
}

Result<Response> compare(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY_VOID(body_of(request, {}));
    TRY(const StagedEdition edition,
        find_staged(hub, request.param("list"), request.param("edition")));
    TRY_VOID(parts.jobs.check_free());
    TRY(Staged staged, parts.work.shelf.staged(edition.list, edition.edition, edition.valid_from));
    return start(parts, "price-comparison",
                 compare_again(parts.work.shelf, edition.list, std::move(staged)));
}

Result<std::shared_ptr<const Compared>> compared_of(const PriceRoutes& parts,
                                                    const Request& request) {
    const auto found = parts.work.shelf.compared(request.param("list"), request.param("edition"));
    if (found) return found;
    return fail(Code::not_found, "not-compared", "this edition has not been compared lately",
                "compare it");
}

Result<Response> show_comparison(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY(const StagedEdition edition,
        find_staged(hub, request.param("list"), request.param("edition")));
    TRY(const auto compared, compared_of(parts, request));
    TRY(const std::string basis, basis_of(hub, prices_of(edition.list), edition.valid_from));
    const auto asked = request.query_value("threshold");
    TRY(const std::int64_t threshold, percent_in(asked.value_or(std::string(kThreshold))));
    return http::json_response(200,
                               comparison_json(*compared, threshold, basis != compared->basis));
}

Result<Response> show_lines(const PriceRoutes& parts, Replica&, const Request& request) {
    TRY(const auto compared, compared_of(parts, request));
    const auto kind = price::difference_of(request.param("kind"));
    if (!kind) {
        return fail(Code::not_found, "not-found",
                    fmt::format("there are no {}", request.param("kind")),
                    "added, missing, raised or lowered");
    }
    TRY(const std::int64_t from, number_in(request.query_value("from").value_or("0")));
    Json out = Json::object();
    out["count"] = compared->comparison.count(*kind);
    out["from"] = from;
    out["items"] = lines_json(*compared, *kind, static_cast<std::size_t>(from), kLinesMax);
    return http::json_response(200, out);
}

Result<Response> publish(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY(const Json body, body_of(request, {"basis"}));
    TRY(const std::string basis, text::string_of(body, "basis"));
    const PublishWish wish{.list = request.param("list"),
                           .edition = request.param("edition"),
                           .basis = basis,
                           .today = today(parts),
                           .actor = actor_of(request)};
    TRY_VOID(publish_edition(hub, wish));
    parts.work.shelf.drop(wish.list, wish.edition);
    Json out = Json::object();
    out["list"] = wish.list;
    out["edition"] = wish.edition;
    out["published"] = true;
    return http::json_response(200, out);
}

Result<Response> discard(const PriceRoutes& parts, Replica& hub, const Request& request) {
    TRY_VOID(body_of(request, {}));
    TRY_VOID(parts.jobs.check_free());
    TRY(const StagedEdition edition,
        find_staged(hub, request.param("list"), request.param("edition")));
    TRY_VOID(discard_edition(hub, edition, actor_of(request)));
    parts.work.shelf.drop(edition.list, edition.edition);
    Json out = Json::object();
    out["list"] = edition.list;
    out["edition"] = edition.edition;
    out["discarded"] = true;
    return http::json_response(200, out);
}

}  // namespace

void add_price_routes(http::Router& router, const PriceRoutes& parts) {
    const auto add = [&](std::string_view method, std::string_view pattern, bool writes, auto work,
                         http::RouteOptions options) {
        const auto run = [parts, writes, work](Request request, Answer answer) {
            parts.driver.run_on_replica(
                writes,
                [parts, work, request = std::move(request)](Replica& hub) {
                    const Result<Response> result = work(parts, hub, request);
                    return result ? *result : http::problem(result.error());
                },
                std::move(answer));
        };
        options.permit = std::string(method == "GET" ? kRead : kWrite);
        router.add(method, pattern, run, std::move(options));
    };
    constexpr std::string_view kUploads = "/api/v1/price-uploads";
    add("POST", kUploads, false, open_upload, {.summary = "Begin to send a file of prices"});
    add("PUT", "/api/v1/price-uploads/{id}/bytes/{offset}", false, add_piece,
        {.accepts = "text/csv", .summary = "Send the next piece of the file"});
    add("POST", "/api/v1/price-uploads/{id}:stage", false, stage,
        {.summary = "Make an edition of the file that nobody sees yet", .starts_job = true});
    add("GET", "/api/v1/price-uploads/{id}/rejects", false, show_rejects,
        {.summary = "The first rows that were not taken", .format = "json"});
    add("GET", "/api/v1/price-uploads/{id}/rejects", false, load_rejects,
        {.produces = "text/csv", .summary = "The rows that were not taken", .format = "csv"});
    add("POST", "/api/v1/price-moves", false, move_prices,
        {.summary = "Make an edition of the prices in force, moved by percent",
         .starts_job = true});
    const auto of_edition = [](std::string_view rest) {
        return fmt::format("/api/v1/price-editions/by-key/{{list}}/{{edition}}{}", rest);
    };
    add("POST", of_edition(":compare"), false, compare,
        {.summary = "Compare a staged edition with what it would change", .starts_job = true});
    add("GET", of_edition("/comparison"), false, show_comparison,
        {.summary = "What a staged edition would change"});
    add("GET", of_edition("/comparison/{kind}"), false, show_lines,
        {.summary = "What would be raised, lowered, new or missing, line by line"});
    add("POST", of_edition(":publish"), true, publish, {.summary = "Publish a staged edition"});
    add("POST", of_edition(":discard"), true, discard, {.summary = "Discard a staged edition"});
}

}  // namespace branchline::hub
