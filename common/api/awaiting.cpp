#include "common/api/awaiting.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "common/api/records.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::api {

namespace {

using http::Answer;
using http::Request;
using http::Response;
using text::Json;

std::optional<std::uint64_t> read_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    const bool whole = !text.empty() && read.ec == std::errc() && read.ptr == end;
    return whole ? std::optional(number) : std::nullopt;
}

// Reads.

/// Takes ?min_seq= out of the query, so that rows need not know it.
Answered<std::optional<Awaited>> take_min_seq(Request& request) {
    const auto named = request.query.equal_range("min_seq");
    const auto count = std::distance(named.first, named.second);
    if (count == 0) return std::nullopt;
    const auto position = read_position(named.first->second);
    if (!position || count > 1) {
        return bad_request("invalid-request", "min_seq must be one log:seq",
                           "Send what a write has answered in Branchline-Seq.");
    }
    request.query.erase(named.first, named.second);
    return position;
}

Response not_here_yet() {
    Response out = http::problem(503, "not-here-yet", "the entry of min_seq has not arrived here",
                                 "Ask again; GET /api/v1/status tells how the line is.");
    out.headers.set("Retry-After", "2");
    return out;
}

// Writes.

/// What one write waits for.
struct Wish {
    const schema::Entity* entity = nullptr;
    std::chrono::seconds wait{0};
    Awaited entry;
    RowId row;
    Response done;  ///< As it would have been answered at once.
};

/// The row that an answer is about; nothing where it says none.
std::optional<RowId> row_of(const Response& done) {
    const auto body = text::parse_json(done.body, {.size_max = done.body.size()});
    if (!body) return std::nullopt;
    const auto id = fixed_from_hex<RowId>(text::string_of(*body, "id").value_or(""));
    return id ? std::optional(*id) : std::nullopt;
}

Response with_state(Response response, std::string_view state) {
    auto body = text::parse_json(response.body, {.size_max = response.body.size()});
    if (!body) return response;
    (*body)["state"] = state;
    response.body = text::dump(*body) + "\n";
    return response;
}

Response applied_preference(Response response, const Wish& wish) {
    response.headers.set("Branchline-Seq", std::string(wish.done.headers.get("Branchline-Seq")));
    response.headers.set("Preference-Applied", fmt::format("wait={}", wish.wait.count()));
    return response;
}

Response waiting(const Wish& wish) {
    Response out = with_state(wish.done, "waiting");
    out.status = 202;
    return applied_preference(std::move(out), wish);
}

/// The importer's reason as the problem, as if the importer had been asked before.
Response rejected(const engine::Record& record) {
    const engine::Reason reason = record.rejection.value_or(
        engine::Reason{"rejected", "the importer has rejected it", "See GET /api/v1/rejected."});
    Json extra = Json::object();
    extra["state"] = "rejected";
    extra["current"] = record_json(record);
    return http::problem(422, reason.code, reason.text, reason.remedy, &extra);
}

Response tell(engine::Store& store, const Wish& wish, Outcome outcome) {
    const auto record = store.find(*wish.entity, wish.row);
    // What nobody can find before its edition is published has been written all the same.
    if (!record) return applied_preference(wish.done, wish);
    if (outcome == Outcome::rejected) return applied_preference(rejected(*record), wish);
    Response out = with_state(record_response(wish.done.status, *record), "accepted");
    if (const auto place = wish.done.headers.get("Location"); !place.empty()) {
        out.headers.set("Location", std::string(place));
    }
    return applied_preference(std::move(out), wish);
}

}  // namespace

std::optional<Awaited> read_position(std::string_view text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto log = fixed_from_hex<LogId>(text.substr(0, colon));
    const auto seq = read_number(text.substr(std::min(colon + 1, text.size())));
    if (!log || !seq || *seq == 0) return std::nullopt;
    return Awaited{.log = *log, .seq = *seq};
}

std::optional<std::chrono::seconds> read_wait(const Request& request) {
    constexpr std::chrono::seconds kLongest =
        std::chrono::duration_cast<std::chrono::seconds>(kVerdictMax);
    for (const auto& [name, value] : request.headers.all()) {
        if (!text::equal_ignoring_case(name, "Prefer")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find_first_of(",;"), rest.size());
            const std::string_view one = text::trim(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const std::size_t equals = std::min(one.find('='), one.size());
            if (!text::equal_ignoring_case(text::trim(one.substr(0, equals)), "wait")) continue;
            const auto seconds =
                read_number(text::trim(one.substr(std::min(equals + 1, one.size()))));
            if (!seconds) return std::nullopt;
            return std::chrono::seconds(
                std::min(*seconds, static_cast<std::uint64_t>(kLongest.count())));
        }
    }
    return std::nullopt;
}

http::Handler when_here(const Shared& shared, http::Handler read) {
    return [shared, read = std::move(read)](Request request, Answer answer) {
        auto wanted = take_min_seq(request);
        if (!wanted) return answer(std::move(wanted).error());
        if (!*wanted) return read(std::move(request), std::move(answer));
        shared->gate.await(
            **wanted, kHereMax,
            [read, request = std::move(request), answer = std::move(answer)](Outcome outcome) {
                if (outcome == Outcome::late) return answer(not_here_yet());
                read(request, answer);
            });
    };
}

http::Handler with_verdict(const Shared& shared,
                           const schema::Entity& entity,
                           http::Handler write) {
    return [shared, &entity, write = std::move(write)](Request request, Answer answer) {
        const auto wait = read_wait(request);
        if (!wait) return write(std::move(request), std::move(answer));
        const auto caller = caller_of(request);
        const auto written = [shared, &entity, wait = *wait, caller,
                              answer = std::move(answer)](Response done) {
            auto entry = read_position(done.headers.get("Branchline-Seq"));
            const auto row = row_of(done);
            if (done.status >= 300 || !entry || !row) return answer(std::move(done));
            entry->decided = true;
            const Wish wish{&entity, wait, *entry, *row, std::move(done)};
            shared->gate.await(*entry, wait, [shared, wish, caller, answer](Outcome outcome) {
                if (outcome == Outcome::late) return answer(waiting(wish));
                const StoreWork work = [wish, outcome](engine::Store& store) {
                    return tell(store, wish, outcome);
                };
                shared->gate.run(false, as_caller(caller, work), answer);
            });
        };
        write(std::move(request), written);
    };
}

}  // namespace branchline::api
