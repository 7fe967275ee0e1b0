#include "common/api/listing.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "common/api/cursor.hpp"
#include "common/api/input.hpp"
#include "common/api/json_values.hpp"
#include "common/api/records.hpp"
#include "common/api/routes.hpp"
#include "common/base/list.hpp"
#include "common/base/time.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using engine::Match;
using http::Request;
using http::Response;
using schema::Entity;
using schema::Field;
using schema::Type;
using text::Json;

constexpr std::size_t kPageMax = 500;
constexpr std::size_t kPageDefault = 100;
// Counting reads rows one by one on the engine's thread, which has other work, too.
constexpr std::size_t kEstimateMax = 1'000;
constexpr std::size_t kExactMax = 10'000;
constexpr std::size_t kFiltersMax = 8;  // Each set of filters is one more statement to keep.

bool is_text(const Field& field) {
    return field.type.type == Type::text || field.type.type == Type::key;
}
bool has_order(const Field& field) {
    if (field.merge == schema::Merge::set) return false;
    switch (field.type.type) {
        case Type::text:
        case Type::key:
        case Type::integer:
        case Type::decimal:
        case Type::date:
        case Type::instant: return true;
        case Type::flag:
        case Type::enumeration:
        case Type::ref:
        case Type::bytes: return false;
    }
    return false;
}
bool always(const Field&) {
    return true;
}

struct Comparison {
    std::string_view word;
    Match match;
    bool (*fits)(const Field&);
    std::string_view compares;
};
constexpr Comparison kComparisons[] = {
    {"eq",     Match::equal,    always,    "values"                    },
    {"prefix", Match::prefix,   is_text,   "texts"                     },
    {"ge",     Match::at_least, has_order, "texts, numbers and moments"},
    {"le",     Match::at_most,  has_order, "texts, numbers and moments"},
};

Answered<Comparison> read_comparison(const Field& field, std::string_view word) {
    const auto found = std::find_if(std::begin(kComparisons), std::end(kComparisons),
                                    [&](const Comparison& row) { return row.word == word; });
    if (found == std::end(kComparisons)) {
        return bad_request("invalid-request", fmt::format("there is no filter \"{}\"", word),
                           "The comparisons are eq, prefix, ge and le.");
    }
    if (!found->fits(field)) {
        return bad_request("invalid-request", fmt::format("{}: {} compares {} only", field.name,
                                                          word, found->compares));
    }
    return *found;
}

/// "field:operator:value"
Answered<engine::Filter> read_filter(const Entity& entity, std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == text.npos ? text.npos : text.find(':', first + 1);
    if (second == text.npos) {
        return bad_request("invalid-request",
                           fmt::format("the filter \"{}\" is not field:operator:value", text),
                           "The operators are eq, prefix, ge and le.");
    }
    const std::string_view name = text.substr(0, first);
    const Field* field = entity.field(name);
    if (field == nullptr) {
        return bad_request("unknown-field",
                           fmt::format("{} have no field {}", entity.collection, name));
    }
    TRY(const Comparison comparison,
        read_comparison(*field, text.substr(first + 1, second - first - 1)));
    // A set is asked for one of its elements.
    Field element = *field;
    if (element.merge == schema::Merge::set) element.merge = schema::Merge::lww;
    auto value = value_from_text(element, text.substr(second + 1));
    if (!value) {
        return bad_request("invalid-request",
                           fmt::format("{}: {} expected", name, value.error().expected),
                           value.error().hint);
    }
    return engine::Filter{.field = field, .value = *std::move(value), .match = comparison.match};
}

Answered<std::vector<engine::Filter>> read_filters(const Entity& entity, const Request& request) {
    const auto [from, to] = request.query.equal_range("filter");
    std::vector<engine::Filter> out;
    for (auto at = from; at != to; ++at) {
        TRY(auto filter, read_filter(entity, at->second));
        out.push_back(std::move(filter));
    }
    if (out.size() > kFiltersMax) {
        return bad_request("invalid-request",
                           fmt::format("a list has at most {} filters", kFiltersMax));
    }
    return out;
}

Answered<std::size_t> read_limit(const Request& request) {
    const auto text = request.query_value("limit");
    if (!text) return kPageDefault;
    std::size_t limit = 0;
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, limit);
    if (read.ec != std::errc() || read.ptr != end || limit < 1 || limit > kPageMax) {
        return bad_request("invalid-request",
                           fmt::format("limit must be a whole number from 1 to {}", kPageMax));
    }
    return limit;
}

Answered<std::size_t> read_count(const Request& request) {
    const auto word = request.query_value("count");
    if (!word) return std::size_t{0};
    if (*word == "exact") return kExactMax;
    if (*word == "estimate") return kEstimateMax;
    return bad_request(
        "invalid-request", "count must be exact or estimate",
        fmt::format("exact counts up to {} records, estimate up to {}.", kExactMax, kEstimateMax));
}

bool is_sortable(const Entity& entity, const Field* field) {
    const auto fields = sortable_fields(entity);
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

/// "field" or "-field"; "id" is the order without it.
Answered<> read_sort(const Request& request, Listing& listing) {
    const Entity& entity = *listing.entity;
    const auto text = request.query_value("sort");
    if (!text) {
        // A search by the beginning of a text reads like a dictionary.
        for (const engine::Filter& filter : listing.query.filters) {
            const bool leads = filter.match == Match::prefix && is_sortable(entity, filter.field);
            if (leads && listing.query.sort == nullptr) listing.query.sort = filter.field;
        }
        return {};
    }
    listing.query.descending = text->starts_with('-');
    const std::string_view name = std::string_view(*text).substr(listing.query.descending ? 1 : 0);
    if (name == "id") return {};
    const Field* field = entity.field(name);
    if (field == nullptr || !is_sortable(entity, field)) {
        std::string possible;
        for (const Field* each : sortable_fields(entity))
            possible += fmt::format("{}, ", each->name);
        return bad_request("invalid-request",
                           fmt::format("{} cannot be sorted by \"{}\"", entity.collection, name),
                           fmt::format("They can be sorted by {}id; with - in front the greatest"
                                       " comes first.",
                                       possible));
    }
    listing.query.sort = field;
    return {};
}

Answered<std::int64_t> read_day(const Entity& entity, const Request& request, std::int64_t today) {
    const auto text = request.query_value("as_of");
    if (!text) return today;
    if (entity.edition.empty()) {
        return bad_request(
            "invalid-request",
            fmt::format("{} have no editions, so as_of means nothing here", entity.collection));
    }
    const auto date = parse_date(*text);
    if (!date) {
        return bad_request("invalid-request", "as_of must be a date such as 2026-11-21");
    }
    return std::int64_t{date->time_since_epoch().count()};
}

std::string parameters_of(const Request& request) {
    std::string out;
    for (const std::string_view name : {"filter", "sort", "as_of"}) {
        const auto [from, to] = request.query.equal_range(name);
        for (auto at = from; at != to; ++at) {
            out += fmt::format("{}={}&", name, http::percent_encode(at->second));
        }
    }
    return out;
}

Answered<> read_place(const Request& request, Listing& listing) {
    const auto after = request.query_value("after");
    if (!after) return {};
    const Field* sort = listing.query.sort;
    auto place = read_cursor(*listing.entity, listing.parameters, *after);
    const bool fits =
        place && (sort == nullptr ? place->value == schema::Value()
                                  : schema::check_value(*sort, place->value).has_value());
    if (!fits) {
        return bad_request("invalid-cursor", "after is not a cursor of this list",
                           "Begin again without it, or repeat the parameters it came with.");
    }
    listing.query.after = place->id;
    listing.query.after_value = std::move(place->value);
    return {};
}

Place place_of(const engine::Query& query, const engine::Record& record) {
    Place out{.id = record.id, .value = {}};
    if (query.sort != nullptr) out.value = value_of(record, *query.sort);
    return out;
}

}  // namespace

std::vector<const Field*> sortable_fields(const Entity& entity) {
    std::vector<const Field*> out;
    const auto add = [&](std::string_view name) {
        const Field* field = entity.field(name);
        // A cursor carries the value: it must not carry what is sensitive.
        const bool fits =
            field != nullptr && !field->sensitive() && field->merge != schema::Merge::set;
        if (fits && std::find(out.begin(), out.end(), field) == out.end()) out.push_back(field);
    };
    for (const std::string_view index : entity.indexes) add(index.substr(0, index.find(',')));
    // The scope is the same in a whole stream, so that the key goes on behind it.
    std::size_t parts = 0;
    for (const std::string_view part : entity.key) {
        if (parts == 0) add(part);
        if (part != entity.scope) ++parts;
    }
    return out;
}

Answered<Listing> read_listing(const Entity& entity, const Request& request, std::int64_t today) {
    TRY_VOID(
        only_parameters(request, {"filter", "sort", "as_of", "limit", "after", "fields", "count"}));
    Listing listing{.entity = &entity, .query = {}, .parameters = parameters_of(request)};
    TRY(listing.query.filters, read_filters(entity, request));
    TRY_VOID(read_sort(request, listing));
    TRY(listing.query.as_of, read_day(entity, request, today));
    TRY(listing.query.limit, read_limit(request));
    TRY_VOID(read_place(request, listing));
    TRY(listing.fields, read_fields(entity, request));
    TRY(listing.count_most, read_count(request));
    return listing;
}

Response list(engine::Store& store, const Listing& listing) {
    const auto page = store.list(*listing.entity, listing.query);
    if (!page) return http::problem(page.error());
    Json body = Json::object();
    body["items"] = Json::array();
    for (const engine::Record& record : page->records) {
        body["items"].push_back(record_json(record, listing.fields));
    }
    body["next"] = nullptr;
    if (listing.count_most > 0) {
        const auto count = store.count(*listing.entity, listing.query, listing.count_most);
        if (!count) return http::problem(count.error());
        body["total"] = count->total;
        body["count"] = count->more ? "at_least" : "exact";
    }
    if (!page->more || page->records.empty()) return http::json_response(200, body);
    const std::string next = write_cursor(*listing.entity, listing.parameters,
                                          place_of(listing.query, page->records.back()));
    body["next"] = next;
    Response response = http::json_response(200, body);
    std::string fields;
    for (const Field* field : listing.fields) append_item(fields, field->name, ",");
    if (!fields.empty()) fields = fmt::format("fields={}&", fields);
    response.headers.set("Link", fmt::format("<{}{}?{}{}limit={}&after={}>; rel=\"next\"", kPrefix,
                                             listing.entity->collection, listing.parameters, fields,
                                             listing.query.limit, next));
    return response;
}

}  // namespace branchline::api
