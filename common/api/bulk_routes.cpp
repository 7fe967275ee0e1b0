// Many records in one request, one JSON document a line (application/x-ndjson). Both directions are
// made of the rows for one page and for one record, so they know and refuse the same things.
#include <algorithm>
#include <mutex>
#include <optional>

#include <fmt/format.h>

#include "common/api/errors.hpp"
#include "common/api/input.hpp"
#include "common/api/routes.hpp"
#include "common/base/assert.hpp"
#include "common/crypto/hmac.hpp"
#include "common/http/problem.hpp"
#include "common/schema/permit.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::api {

namespace {

using http::Answer;
using http::Handler;
using http::Request;
using http::Response;
using text::Json;

constexpr std::string_view kLines = "application/x-ndjson";
constexpr std::size_t kLinesMax = 1000;
constexpr std::string_view kLargestSuffix = ":1000";

/// The row for JSON documents that the entity's routes have added.
Handler row_of(const http::Router& router, std::string_view method, std::string_view pattern) {
    const auto routes = router.routes();
    const auto found = std::find_if(routes.begin(), routes.end(), [&](const http::Route& route) {
        return route.method == method && route.pattern == pattern;
    });
    ASSERT(found != routes.end());
    return found->handler;
}

// Out.

/// The lines of one page, and where the next one begins.
struct Lines {
    std::string text;
    std::optional<std::string> next;
};

Result<Lines> lines_of(const Response& page) {
    TRY(const Json body, http::json_body(page));
    Lines out;
    const Json* items = text::find(body, "items");
    if (items == nullptr) return fail(Code::io, "internal", "a page without items");
    for (const Json& record : *items) out.text += text::dump(record) + "\n";
    if (const auto next = text::string_of(body, "next")) out.next = *next;
    return out;
}

void set_parameter(Request& request, const std::string& name, std::string value) {
    request.query.erase(name);
    request.query.emplace(name, std::move(value));
}

/// Asks for the page behind `request.after`, again for each piece.
http::Source pages_from(Handler list, Request request) {
    return [list = std::move(list),
            asked = std::make_shared<std::optional<Request>>(std::move(request))](Answer give) {
        if (!asked->has_value()) return give(http::text_response(200, kLines, ""));
        list(**asked, [asked, give = std::move(give)](const Response& page) {
            const auto lines = lines_of(page);
            if (!lines) return give(http::problem(lines.error()));
            if (lines->next) {
                set_parameter(**asked, "after", *lines->next);
            } else {
                asked->reset();
            }
            give(http::text_response(200, kLines, lines->text));
        });
    };
}

/// The first page is made before the answer begins: what is refused is refused as elsewhere.
Handler all_pages(Handler list) {
    return [list = std::move(list)](Request request, Answer answer) {
        if (request.query.contains("count")) {
            return answer(bad_request("invalid-request",
                                      "count is told with a page, and lines are no page",
                                      "Ask for format=json with limit=1.")
                              .error());
        }
        if (!request.query.contains("limit")) set_parameter(request, "limit", "500");
        auto first = [list, request, answer = std::move(answer)](Response page) {
            if (page.status != 200) return answer(std::move(page));
            const auto lines = lines_of(page);
            if (!lines) return answer(http::problem(lines.error()));
            Response out = http::text_response(200, kLines, lines->text);
            if (lines->next) {
                Request rest = request;
                set_parameter(rest, "after", *lines->next);
                out.more = pages_from(list, std::move(rest));
            }
            answer(std::move(out));
        };
        list(std::move(request), std::move(first));
    };
}

// In.

struct Line {
    std::size_t number = 0;  ///< As people count: from 1, blank lines too.
    std::string text;
};

Answered<std::vector<Line>> split_lines(std::string_view body) {
    std::vector<Line> out;
    for (std::size_t number = 1; !body.empty(); ++number) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        const std::string_view line = text::trim(body.substr(0, end));
        body.remove_prefix(std::min(end + 1, body.size()));
        if (line.empty()) continue;
        if (number > kLinesMax) {
            return refused({Code::too_large, "too-many-lines",
                            fmt::format("one request has at most {} lines", kLinesMax),
                            "Send the rest in further requests."});
        }
        out.push_back({number, std::string(line)});
    }
    if (!out.empty()) return out;
    return bad_request("invalid-request", "the body has no line",
                       R"(Send one {"data": {...}} a line.)");
}

Answered<> check_bulk(const Request& request) {
    TRY(const auto key, read_client_key(request));
    if (key && key->size() + kLargestSuffix.size() > 64) {
        return bad_request("invalid-request",
                           "Idempotency-Key must leave room for the number of a line",
                           "Send at most 59 characters.");
    }
    if (!request.headers.has("If-Match")) return {};
    return bad_request("invalid-request", "If-Match cannot name the versions of many records");
}

/// Content-Digest (RFC 9530), where the sender has one: what arrived is what was sent. Digests of
/// other kinds are not looked at, as the RFC asks.
Answered<> check_digest(const Request& request) {
    constexpr std::string_view kKind = "sha-256=:";
    std::string_view rest = request.headers.get("Content-Digest");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        const std::string_view one = text::trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!one.starts_with(kKind)) continue;
        const Hash digest = crypto::sha256(as_bytes(request.body));
        if (one == fmt::format("{}{}:", kKind, crypto::to_base64(digest.view()))) continue;
        return bad_request("digest-mismatch", "the body is not the one of Content-Digest",
                           "Send it again, with sha-256 of the bytes as they are sent.");
    }
    return {};
}

/// The request that the line alone would have been.
Request request_for(const Request& bulk, const Line& line) {
    Request out = bulk;
    out.body = line.text;
    out.headers.set("Content-Type", "application/json");
    if (const std::string key(bulk.headers.get("Idempotency-Key")); !key.empty()) {
        out.headers.set("Idempotency-Key", fmt::format("{}:{}", key, line.number));
    }
    return out;
}

std::string result_line(const Line& line, const Response& response) {
    Json out = Json::object();
    out["line"] = line.number;
    out["status"] = response.status;
    const auto body = text::parse_json(response.body, {.size_max = response.body.size()});
    const bool made = response.status < 300 && body;
    if (made) {
        for (const char* name : {"id", "version", "published", "state"}) {
            if (const Json* member = text::find(*body, name)) out[name] = *member;
        }
        out["seq"] = std::string(response.headers.get("Branchline-Seq"));
    } else {
        out["problem"] = body ? *body : http::problem_document(http::error_of(response));
    }
    return text::dump(out) + "\n";
}

/// Collects the results of the lines, which come from another thread, and answers in their order.
class Results {
public:
    Results(std::size_t count, Answer answer)
        : lines_(count), left_(count), answer_(std::move(answer)) {}

    void put(std::size_t index, std::string line) {
        {
            const std::lock_guard lock(mutex_);
            lines_[index] = std::move(line);
            if (--left_ > 0) return;
        }
        std::string all;
        for (const std::string& result : lines_) all += result;
        answer_(http::text_response(200, kLines, std::move(all)));
    }

private:
    std::mutex mutex_;
    std::vector<std::string> lines_;  ///< Guarded by mutex_, as left_.
    std::size_t left_;
    Answer answer_;
};

// In, to try.

/// Keeps the work of the lines until it has all of it.
class Collected final : public Gate {
public:
    void run(bool /*writes*/,
             std::function<Response(engine::Store&)> work,
             Answer answer) override {
        parts_.push_back({std::move(work), std::move(answer)});
    }
    void rehearse(std::function<Response(engine::Store&)> work, Answer answer) override {
        run(true, std::move(work), std::move(answer));
    }
    /// Nobody decides about what is taken back.
    void await(const Awaited& /*entry*/,
               Milliseconds /*time_max*/,
               std::function<void(Outcome)> then) override {
        then(Outcome::late);
    }

    /// One line after the other, so that each finds what those before it have written.
    void do_all(engine::Store& store) const {
        for (const Part& part : parts_) part.answer(part.work(store));
    }

private:
    struct Part {
        std::function<Response(engine::Store&)> work;
        Answer answer;
    };
    std::vector<Part> parts_;
};

/// What would have become of the line. Ids and versions are those of an entry that does not exist.
std::string tried_line(const Line& line, const Response& response) {
    if (response.status >= 300) return result_line(line, response);
    Json out = Json::object();
    out["line"] = line.number;
    out["status"] = response.status;
    out["dry_run"] = true;
    return text::dump(out) + "\n";
}

/// Every line is written as it would be, and then all of it is taken back: no judgement is made
/// twice, and nothing is left, neither an entry nor a key that was used.
void try_lines(const Shared& shared,
               const schema::Entity& entity,
               const Request& request,
               const std::vector<Line>& lines,
               Answer answer) {
    const auto collected = std::make_shared<Collected>();
    const Shared trial =
        std::make_shared<const Context>(shared->registry, *collected, shared->options);
    const Handler create = create_handler(trial, entity);
    const auto results = std::make_shared<std::vector<std::string>>(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto note = [results, i, number = lines[i].number](const Response& made) {
            (*results)[i] = tried_line({number, {}}, made);
        };
        create(request_for(request, lines[i]), note);
    }
    const auto work = [collected, trial, results](engine::Store& store) {
        collected->do_all(store);
        std::string all;
        for (const std::string& result : *results) all += result;
        return http::text_response(200, kLines, std::move(all));
    };
    shared->gate.rehearse(work, std::move(answer));
}

/// Takes ?dry_run= out of the query: the lines alone would not know it.
Answered<bool> take_dry_run(Request& request) {
    const auto asked = request.query_value("dry_run");
    if (!asked) return false;
    if (request.query.count("dry_run") > 1 || (*asked != "true" && *asked != "false")) {
        return bad_request("invalid-request", "dry_run must be true or false, given once");
    }
    request.query.erase("dry_run");
    return *asked == "true";
}

/// All lines are handed over at once, so that they share the engine's groups; their order stays.
Handler each_line(const Shared& shared, const schema::Entity& entity, Handler create) {
    return [shared, &entity, create = std::move(create)](Request request, Answer answer) {
        const auto dry_run = take_dry_run(request);
        if (!dry_run) return answer(dry_run.error());
        if (auto fine = check_bulk(request); !fine) return answer(std::move(fine).error());
        if (auto fine = check_digest(request); !fine) return answer(std::move(fine).error());
        auto lines = split_lines(request.body);
        if (!lines) return answer(std::move(lines).error());
        request.body.clear();
        if (*dry_run) return try_lines(shared, entity, request, *lines, std::move(answer));
        const auto results = std::make_shared<Results>(lines->size(), std::move(answer));
        for (std::size_t i = 0; i < lines->size(); ++i) {
            const Line& line = (*lines)[i];
            create(request_for(request, line), [results, i, number = line.number](Response made) {
                results->put(i, result_line({number, {}}, made));
            });
        }
    };
}

}  // namespace

void add_bulk_routes(http::Router& router, const Shared& shared, const schema::Entity& entity) {
    const std::string path = fmt::format("{}{}", kPrefix, entity.collection);
    router.add("GET", path, all_pages(row_of(router, "GET", path)),
               {.produces = std::string(kLines),
                .summary = fmt::format("All of {}, one a line", entity.collection),
                .format = "ndjson",
                .permit = permit_of(entity, schema::kReadVerb)});
    router.add("POST", path, each_line(shared, entity, row_of(router, "POST", path)),
               {.accepts = std::string(kLines),
                .produces = std::string(kLines),
                .summary = fmt::format("Adds to {}, one a line", entity.collection),
                .permit = permit_of(entity, schema::kWriteVerb)});
}

}  // namespace branchline::api
