#include "sync/transport/event_streams.hpp"

#include <charconv>
#include <set>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/api/input.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::sync {

namespace {

using text::Json;

constexpr std::string_view kContentType = "text/event-stream";
constexpr std::size_t kChangesAtOnce = 50;
constexpr std::size_t kRowsMax = 1000;  ///< Of one event; more are not named.

Json row_json(const schema::Entity& entity, const RowId& id) {
    Json out = Json::object();
    out["entity"] = entity.name;
    out["collection"] = entity.collection;
    out["id"] = to_hex(id);
    return out;
}

Json decision_json(const Replica& replica, const Receipt& receipt) {
    Json out = Json::object();
    const LogBook* log = replica.state().books.log(receipt.log);
    out["log"] = log == nullptr ? Json(nullptr) : Json(to_hex(log->log_id));
    out["first_seq"] = receipt.from;
    out["last_seq"] = receipt.up_to;
    out["rejected"] = Json::array();
    for (const Exception& exception : receipt.exceptions) out["rejected"].push_back(exception.seq);
    return out;
}

/// What the entries of a change have touched.
struct Touched {
    Json rows = Json::array();
    Json decisions = Json::array();
    std::set<std::pair<std::uint16_t, RowId>> seen;
    bool complete = true;

    void add(const Replica& replica, const LogBook& log, const Entry& entry) {
        for (const Op& op : entry.body.ops) {
            if (const auto* row = std::get_if<RowOp>(&op)) {
                add_row(replica, row->entity, row_id_of(*row, log.prefix, entry.header.seq));
            } else if (const auto* receipt = std::get_if<Receipt>(&op)) {
                decisions.push_back(decision_json(replica, *receipt));
            }
        }
    }
    void add_row(const Replica& replica, std::uint16_t id, const RowId& row) {
        const schema::Entity* entity = replica.state().registry.by_id(id);
        if (entity == nullptr || !seen.insert({id, row}).second) return;
        complete = complete && rows.size() < kRowsMax;
        if (complete) rows.push_back(row_json(*entity, row));
    }
};

std::string lines_of(std::uint64_t id, std::string_view name, const Json& body) {
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, name, text::dump(body));
}

/// Where the caller wants to go on. What a browser repeats wins over the address it began with.
std::expected<std::optional<std::uint64_t>, http::Response> read_position(
    const http::Request& request) {
    TRY_VOID(api::only_parameters(request, {"after"}));
    std::optional<std::string> text = request.query_value("after");
    if (request.headers.has("Last-Event-ID")) text = request.headers.get("Last-Event-ID");
    if (!text) return std::nullopt;
    std::uint64_t position = 0;
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, position);
    if (read.ec == std::errc() && read.ptr == end && position <= INT64_MAX) return position;
    return api::bad_request("invalid-cursor", "a position is the id of an event",
                            "Leave it out to hear what happens from now on.");
}

}  // namespace

Result<std::string> event_text(Replica& replica, const Change& change) {
    Json body = Json::object();
    body["stream"] = change.stream;
    body["log"] = to_hex(change.log);
    body["first_seq"] = change.first_seq;
    body["last_seq"] = change.last_seq;
    Touched touched;
    // A log that is not held any more has no rows to tell.
    if (const LogBook* log = replica.state().books.log(change.log)) {
        for (std::uint64_t seq = change.first_seq; seq <= change.last_seq; ++seq) {
            TRY(const Entry entry, replica.state().entry(*log, seq));
            touched.add(replica, *log, entry);
        }
    }
    body["rows"] = std::move(touched.rows);
    body["complete"] = touched.complete;
    if (!touched.decisions.empty()) body["decisions"] = std::move(touched.decisions);
    return lines_of(change.position, "change", body);
}

void EventStreams::add_route(http::Router& router) {
    const auto work = [this](const http::Request& request, const http::Answer& answer) {
        auto position = read_position(request);
        if (!position) return answer(std::move(position).error());
        const auto reader = std::make_shared<Reader>();
        reader->from_now = !position->has_value();
        reader->position = position->value_or(0);
        http::Response response = http::text_response(200, kContentType, "");
        response.heartbeat = ": still here\n\n";
        response.more = [this, reader](http::Answer give) {
            driver_.post([this, waiting = Waiting{reader, std::move(give)}](Engine& engine) {
                serve(engine.replica(), waiting);
            });
        };
        answer(std::move(response));
    };
    router.add("GET", "/api/v1/events", work,
               {.produces = std::string(kContentType),
                .summary = "Changes as they come, behind ?after= or Last-Event-ID",
                .permit = std::string(api::kSystemRead)});
}

Result<std::string> EventStreams::next_text(Replica& replica, Reader& reader) {
    TRY(const ChangeFeed::Span span, feed_.span());
    const bool lost = reader.position < span.oldest || reader.position > span.newest;
    if (reader.from_now || lost) {
        // What happened in between is not known any more: lists have to be read again.
        const std::string_view name = reader.from_now ? "begin" : "reset";
        reader = {.position = span.newest, .from_now = false, .greeted = true};
        Json body = Json::object();
        body["position"] = span.newest;
        return lines_of(span.newest, name, body);
    }
    TRY(const auto changes, feed_.read(reader.position, kChangesAtOnce));
    std::string out;
    for (const Change& change : changes) {
        TRY(const std::string text, event_text(replica, change));
        out += text;
        reader.position = change.position;
    }
    // A comment tells a new reader that it is connected.
    if (out.empty() && !reader.greeted) out = ": connected\n\n";
    reader.greeted = true;
    return out;
}

void EventStreams::serve(Replica& replica, const Waiting& waiting) {
    auto text = next_text(replica, *waiting.reader);
    if (!text) return waiting.give(http::problem(text.error()));
    if (!text->empty())
        return waiting.give(http::text_response(200, kContentType, *std::move(text)));
    if (waiting_.size() >= kWaitingMax) {
        waiting_.front().give(http::problem(503, "too-many-streams", "too many streams wait"));
        waiting_.pop_front();
    }
    waiting_.push_back(waiting);
}

void EventStreams::wake(Engine& engine) {
    std::deque<Waiting> all;
    all.swap(waiting_);
    for (const Waiting& waiting : all) serve(engine.replica(), waiting);
}

}  // namespace branchline::sync
