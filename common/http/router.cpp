#include "common/http/router.hpp"

#include <algorithm>
#include <expected>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "common/base/list.hpp"
#include "common/http/problem.hpp"

namespace branchline::http {

namespace {

/// Best match first.
enum class Kind { literal, command, parameter, rest };

struct Segment {
    Kind kind = Kind::literal;
    std::string name;    ///< Of the parameter; empty for a literal.
    std::string suffix;  ///< ":close", ".pdf", or the literal itself.

    auto operator<=>(const Segment&) const = default;
};

struct Row {
    Route route;
    std::vector<Segment> segments;
};

using Table = std::vector<Row>;

std::vector<std::string_view> split_path(std::string_view path) {
    std::vector<std::string_view> parts;
    path.remove_prefix(1);
    while (true) {
        const std::size_t slash = path.find('/');
        parts.push_back(path.substr(0, slash));
        if (slash == path.npos) return parts;
        path.remove_prefix(slash + 1);
    }
}

Segment parse_segment(std::string_view text) {
    if (!text.starts_with('{')) {
        ASSERT(text.find_first_of("{}") == text.npos);
        return {Kind::literal, "", std::string(text)};
    }
    const std::size_t close = text.find('}');
    ASSERT(close != text.npos && close > 1);
    const std::string_view suffix = text.substr(close + 1);
    std::string_view name = text.substr(1, close - 1);
    if (name.ends_with("...")) {
        ASSERT(suffix.empty());
        name.remove_suffix(3);
        return {Kind::rest, std::string(name), ""};
    }
    ASSERT(suffix.empty() ||
           (suffix.size() > 1 && (suffix.starts_with(':') || suffix.starts_with('.'))));
    return {suffix.empty() ? Kind::parameter : Kind::command, std::string(name),
            std::string(suffix)};
}

std::vector<Segment> parse_pattern(std::string_view pattern) {
    ASSERT(pattern.starts_with('/'));
    std::vector<Segment> segments;
    for (const std::string_view part : split_path(pattern)) {
        ASSERT(segments.empty() || segments.back().kind != Kind::rest);
        segments.push_back(parse_segment(part));
    }
    return segments;
}

/// The part of the path that the segment's parameter takes; nothing when it does not match.
std::optional<std::string_view> capture(const Segment& segment, std::string_view part) {
    if (segment.kind == Kind::literal) {
        return part == segment.suffix ? std::optional(std::string_view()) : std::nullopt;
    }
    if (!part.ends_with(segment.suffix)) return std::nullopt;
    part.remove_suffix(segment.suffix.size());
    if (part.empty() || part.find(':') != part.npos) return std::nullopt;
    return part;
}

using Captures = std::vector<std::pair<std::string_view, std::string_view>>;

std::optional<Captures> match(const std::vector<Segment>& segments, std::string_view path) {
    const auto parts = split_path(path);
    Captures captures;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (i >= parts.size()) return std::nullopt;
        if (segments[i].kind == Kind::rest) {
            const auto from = static_cast<std::size_t>(parts[i].data() - path.data());
            if (from == path.size()) return std::nullopt;
            captures.emplace_back(segments[i].name, path.substr(from));
            return captures;
        }
        const auto value = capture(segments[i], parts[i]);
        if (!value) return std::nullopt;
        if (segments[i].kind != Kind::literal) captures.emplace_back(segments[i].name, *value);
    }
    if (parts.size() != segments.size()) return std::nullopt;
    return captures;
}

/// True when `a` says more about the path than `b`; both match it.
bool is_closer(const Row& a, const Row& b) {
    return std::lexicographical_compare(
        a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
        [](const Segment& left, const Segment& right) { return left.kind < right.kind; });
}

struct Found {
    std::vector<const Row*> rows;  ///< Of the closest pattern; they differ in media type.
    Captures captures;
    std::set<std::string> allowed;  ///< Methods of the rows that match the path.
};

bool answers(const Row& row, std::string_view method) {
    return row.route.method == method || (method == "HEAD" && row.route.method == "GET");
}

Found look_up(const Table& table, const Request& request) {
    Found found;
    for (const Row& row : table) {
        auto captures = match(row.segments, request.path);
        if (!captures) continue;
        found.allowed.insert(row.route.method);
        if (row.route.method == "GET") found.allowed.insert("HEAD");
        if (!answers(row, request.method)) continue;
        const Row* best = found.rows.empty() ? nullptr : found.rows.front();
        if (best != nullptr && best->route.pattern == row.route.pattern) {
            found.rows.push_back(&row);
        } else if (best == nullptr || is_closer(row, *best)) {
            found.rows = {&row};
            found.captures = *std::move(captures);
        }
    }
    return found;
}

Response not_found(const Found& found, const Request& request) {
    if (found.allowed.empty()) {
        return problem(404, "no-such-path", "there is nothing at this path",
                       "GET /api/v1/openapi.json lists every path.");
    }
    Response response = problem(405, "no-such-method",
                                "the method " + request.method + " is not possible at this path");
    response.headers.set("Allow", joined(found.allowed, ", "));
    return response;
}

Response wrong_type(const Found& found) {
    std::string possible;
    for (const Row* row : found.rows) {
        append_item(possible, row->route.options.accepts, " or ");
    }
    return problem(415, "wrong-content-type", "writes to this path need another content type",
                   "Send the header Content-Type: " + possible + ".");
}

const Row* row_for_content(const Found& found, const Request& request) {
    if (request.headers.count("Content-Type") != 1) return nullptr;
    const std::string given = media_type(request.headers.get("Content-Type"));
    const auto row = std::find_if(found.rows.begin(), found.rows.end(), [&](const Row* candidate) {
        return candidate->route.options.accepts == given;
    });
    return row == found.rows.end() ? nullptr : *row;
}

std::expected<const Row*, Response> row_for_write(const Found& found, const Request& request) {
    if (const Row* row = row_for_content(found, request)) return row;
    return std::unexpected(wrong_type(found));
}

/// Preferences by q are not weighed: who names a media type wants it.
const Row* row_for_accept(const Found& found, const Request& request) {
    std::string_view rest = request.headers.get("Accept");
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string wanted = media_type(rest.substr(0, comma));
        for (const Row* row : found.rows) {
            if (row->route.options.produces == wanted) return row;
        }
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return found.rows.front();
}

bool has_formats(const Found& found) {
    return std::any_of(found.rows.begin(), found.rows.end(),
                       [](const Row* row) { return !row->route.options.format.empty(); });
}

/// By the word of ?format=, which is taken out of the query; none when no row has it.
const Row* row_for_format(const Found& found, Request& request) {
    const auto asked = request.query.extract("format");
    const auto row = std::find_if(found.rows.begin(), found.rows.end(), [&](const Row* candidate) {
        return candidate->route.options.format == asked.mapped();
    });
    const bool clear = !asked.mapped().empty() && !request.query.contains("format");
    return clear && row != found.rows.end() ? *row : nullptr;
}

Response wrong_format(const Found& found) {
    std::string possible;
    for (const Row* row : found.rows) {
        if (!row->route.options.format.empty()) {
            append_item(possible, row->route.options.format, " or ");
        }
    }
    return problem(400, "unknown-format", "format must be one word that is known here",
                   "Write " + possible + ".");
}

std::expected<const Row*, Response> row_for_read(const Found& found, Request& request) {
    if (!request.query.contains("format") || !has_formats(found)) {
        return row_for_accept(found, request);
    }
    if (const Row* row = row_for_format(found, request)) return row;
    return std::unexpected(wrong_format(found));
}

/// As HTTP writes a time: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(Instant instant) {
    constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Date date = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day parts{date};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(instant - date)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       kDays[std::chrono::weekday(date).c_encoding()], unsigned(parts.day()),
                       kMonths[unsigned(parts.month()) - 1], int(parts.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// Told with every answer of such a row: "@1700000000", an HTTP date, and where to go.
Answer with_deprecation(const Deprecation& row, Answer answer) {
    return [row, answer = std::move(answer)](Response response) {
        const auto since = std::chrono::floor<std::chrono::seconds>(row.since.time_since_epoch());
        response.headers.set("Deprecation", "@" + std::to_string(since.count()));
        if (row.sunset) response.headers.set("Sunset", http_date(*row.sunset));
        if (!row.instead.empty()) {
            response.headers.add("Link", "<" + row.instead + ">; rel=\"successor-version\"");
        }
        answer(std::move(response));
    };
}

/// The row whose handler may run, with the parameters filled in; or the refusal.
std::expected<const Row*, Response> choose(const Found& found, Request& request) {
    if (found.rows.empty()) return std::unexpected(not_found(found, request));
    TRY(const Row* row,
        is_write(request.method) ? row_for_write(found, request) : row_for_read(found, request));
    for (const auto& [name, raw] : found.captures) {
        auto value = percent_decode(raw);
        if (!value) return std::unexpected(problem(value.error()));
        request.params.insert_or_assign(std::string(name), *std::move(value));
    }
    return row;
}

}  // namespace

void Router::add(std::string_view method,
                 std::string_view pattern,
                 Handler handler,
                 RouteOptions options) {
    ASSERT(handler != nullptr);
    ASSERT(!parse_pattern(pattern).empty());
    for (const Route& route : routes_) {
        const bool same_types =
            route.options.accepts == options.accepts && route.options.produces == options.produces;
        ASSERT(route.method != method || route.pattern != pattern || !same_types);
    }
    routes_.push_back(
        {std::string(method), std::string(pattern), std::move(options), std::move(handler)});
}

Handler Router::handler(Watch watch, Guard guard) const {
    auto table = std::make_shared<Table>();
    for (const Route& route : routes_) table->push_back({route, parse_pattern(route.pattern)});
    return [table = std::shared_ptr<const Table>(table), watch = std::move(watch),
            guard = std::move(guard)](Request request, Answer answer) {
        if (request.path.empty()) {
            if (auto split = split_target(request); !split) return answer(problem(split.error()));
        }
        const Found found = look_up(*table, request);
        auto row = choose(found, request);
        if (watch) answer = watch(row ? &(*row)->route : nullptr, std::move(answer));
        if (!row) return answer(std::move(row).error());
        const Route& route = (*row)->route;
        if (route.options.deprecated) {
            answer = with_deprecation(*route.options.deprecated, std::move(answer));
        }
        if (!guard) return route.handler(std::move(request), std::move(answer));
        guard(route, std::move(request), std::move(answer), route.handler);
    };
}

}  // namespace branchline::http
