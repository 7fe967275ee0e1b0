// Lists: comparisons, order, days of editions, and cursors that belong to one list.
#include "common/api/listing.hpp"

#include "common/api/cursor.hpp"
#include "tests/common/api/api_desk.hpp"

using namespace branchline;
using namespace branchline::api;
using branchline::test::kIssue;
using branchline::test::kOffer;
using branchline::test::kShelf;
using branchline::test::kThing;

namespace {

constexpr std::int64_t kToday = 20'000;

Options options_on(std::int64_t today) {
    Options options = node_options();
    options.today = [today] { return today; };
    return options;
}

std::string titles(const http::Response& page) {
    REQUIRE(page.status == 200);
    const Json body = json_of(page);
    std::string out;
    for (const Json& item : body["items"]) {
        out += (out.empty() ? "" : " ") + item["data"]["title"].get<std::string>();
    }
    return out;
}

/// Follows the links from page to page: "a b | c".
std::string walk(Desk& desk, std::string target) {
    std::string out;
    for (;;) {
        const auto page = desk.call("GET", target);
        out += titles(page);
        const std::string link(page.headers.get("Link"));
        if (link.empty()) return out;
        out += " | ";
        target = link.substr(1, link.find('>') - 1);
    }
}

void add_things(Desk& desk) {
    desk.add_thing("b", R"(,"colour":"red","weight":"2","tags":["x","yy"],"built":"2026-01-02")");
    desk.add_thing("a%", R"(,"weight":"1","tags":["y"],"built":"2026-01-01")");
    desk.add_thing("a_", R"(,"colour":"green","count":9)");
    desk.add_thing("ab", R"(,"colour":"red","weight":"2","count":10)");
}

std::string names(const std::vector<const schema::Field*>& fields) {
    std::string out;
    for (const schema::Field* field : fields) out += std::string(field->name) + " ";
    return out;
}

}  // namespace

// Comparisons.

TEST_CASE("list: a prefix is taken as it is written", "[api]") {
    Desk desk;
    add_things(desk);
    const auto find = [&](const std::string& prefix) {
        return titles(desk.call("GET", "/api/v1/things?filter=title:prefix:" + prefix));
    };
    CHECK(find("a") == "a% a_ ab");
    CHECK(find("a%25") == "a%");
    CHECK(find("a_") == "a_");
    CHECK(find("") == "a% a_ ab b");
    CHECK(find("c").empty());
}

TEST_CASE("list: bounds hold for numbers, dates and texts", "[api]") {
    Desk desk;
    add_things(desk);
    const auto find = [&](const std::string& filters) {
        return titles(desk.call("GET", "/api/v1/things?sort=title&" + filters));
    };
    CHECK(find("filter=count:ge:10") == "ab");
    CHECK(find("filter=count:le:9") == "a_");
    CHECK(find("filter=weight:ge:1.5") == "ab b");
    CHECK(find("filter=built:le:2026-01-01") == "a%");
    CHECK(find("filter=title:ge:a_&filter=title:le:ab") == "a_ ab");
}

TEST_CASE("list: a set is asked for one of its elements", "[api]") {
    Desk desk;
    add_things(desk);
    CHECK(titles(desk.call("GET", "/api/v1/things?filter=tags:eq:y")) == "a%");
    CHECK(titles(desk.call("GET", "/api/v1/things?filter=tags:prefix:y&sort=title")) == "a% b");
}

// Order.

TEST_CASE("list: it can be sorted by what an index or the key begins with", "[api]") {
    // Neither sensitive fields, which a cursor would show, nor sets.
    CHECK(names(sortable_fields(kThing)) == "title colour weight ");
    CHECK(names(sortable_fields(kShelf)) == "place ");
    CHECK(names(sortable_fields(kOffer)) == "list part ");
    CHECK(names(sortable_fields(kIssue)) == "list edition ");
}

TEST_CASE("list: pages follow each other in the order that was asked for", "[api]") {
    Desk desk;
    add_things(desk);
    CHECK(walk(desk, "/api/v1/things?sort=title&limit=3") == "a% a_ ab | b");
    CHECK(walk(desk, "/api/v1/things?sort=-title&limit=2") == "b ab | a_ a%");
    CHECK(walk(desk, "/api/v1/things?sort=weight&limit=1") == "a_ | a% | b | ab");
    CHECK(walk(desk, "/api/v1/things?sort=-weight&limit=1") == "ab | b | a% | a_");
    CHECK(walk(desk, "/api/v1/things?sort=colour&limit=2") == "a% a_ | b ab");
    CHECK(walk(desk, "/api/v1/things?sort=id&limit=4") == "b a% a_ ab");
    CHECK(walk(desk, "/api/v1/things?sort=-id&limit=3") == "ab a_ a% | b");
}

TEST_CASE("list: a search by the beginning of a text is sorted by it", "[api]") {
    Desk desk;
    add_things(desk);
    CHECK(walk(desk, "/api/v1/things?filter=title:prefix:a&limit=2") == "a% a_ | ab");
    CHECK(walk(desk, "/api/v1/things?filter=title:prefix:a&sort=-id") == "ab a_ a%");
    CHECK(desk.store.last_query().sort == nullptr);
}

// Cursors.

TEST_CASE("list: a cursor carries the id and the value it stands behind", "[api]") {
    const RowId id = row_id("0102030405060708090a0b0c0d0e0f10");
    for (const schema::Value& value :
         {schema::Value(), schema::Value(std::string()), schema::Value(std::string("\xc3\xbf")),
          schema::Value(std::int64_t{-7})}) {
        const Place last{.id = id, .value = value};
        CHECK(read_cursor(kThing, "a", write_cursor(kThing, "a", last)) == last);
    }
}

TEST_CASE("list: a cursor of another list is refused", "[api]") {
    Desk desk;
    add_things(desk);
    const auto page = desk.call("GET", "/api/v1/things?sort=title&limit=1");
    const std::string next = json_of(page)["next"];
    const auto answer = [&](const std::string& parameters) {
        const auto got = desk.call("GET", "/api/v1/things?" + parameters + "after=" + next);
        return got.status == 200 ? "200" : summary_of(got);
    };
    const std::string wrong = "400 invalid-cursor: after is not a cursor of this list";
    CHECK(answer("sort=title&") == "200");
    CHECK(answer("limit=9&sort=title&") == "200");
    CHECK(answer("sort=-title&") == wrong);
    CHECK(answer("sort=weight&") == wrong);
    CHECK(answer("") == wrong);
    CHECK(answer("sort=title&filter=title:ge:a&") == wrong);
}

TEST_CASE("list: a cursor that was changed is refused", "[api]") {
    Desk desk;
    add_things(desk);
    std::string next = json_of(desk.call("GET", "/api/v1/things?sort=title&limit=1"))["next"];
    const auto status = [&](const std::string& cursor) {
        return desk.call("GET", "/api/v1/things?sort=title&after=" + cursor).status;
    };
    CHECK(status(next) == 200);
    CHECK(status(next.substr(0, 40)) == 400);
    CHECK(status(next.substr(0, next.size() - 2)) == 400);
    CHECK(status(next + "00") == 400);
    next.back() = next.back() == '0' ? '1' : '0';
    CHECK(status(next) == 400);
}

// Editions.

TEST_CASE("list: what has editions is shown as of today", "[api]") {
    Desk desk(options_on(kToday));
    CHECK(desk.call("GET", "/api/v1/offers").status == 200);
    CHECK(desk.store.last_query().as_of == kToday);
    CHECK(desk.call("GET", "/api/v1/offers?as_of=1970-01-31").status == 200);
    CHECK(desk.store.last_query().as_of == 30);
}

TEST_CASE("list: without a calendar no edition is too late", "[api]") {
    Desk desk;
    CHECK(desk.call("GET", "/api/v1/offers").status == 200);
    CHECK(desk.store.last_query().as_of == INT64_MAX);
}

TEST_CASE("list: what is written for an edition to come is told by its id alone", "[api]") {
    Desk desk;
    desk.store.hub = true;
    desk.store.held_streams.emplace_back("price/L1");
    const RowId id = keyed_row_id(kOffer, {"L1", "P1", "2"});
    desk.store.hidden.insert(id);
    const auto made = desk.call("POST", "/api/v1/offers",
                                R"({"data":{"list":"L1","part":"P1","edition":"2","price":1}})");
    CHECK(made.status == 201);
    CHECK(made.body ==
          fmt::format(R"({{"id":"{}","collection":"offers","published":false}})", to_hex(id)) +
              "\n");
    CHECK(made.headers.get("Location") == "/api/v1/offers/" + to_hex(id));
    CHECK(made.headers.get("Branchline-Seq") == std::string(64, 'a') + ":1");
    CHECK_FALSE(made.headers.has("ETag"));
}

TEST_CASE("list: the day stays the same from page to page", "[api]") {
    Desk desk(options_on(kToday));
    desk.store.hub = true;
    desk.store.held_streams.emplace_back("price/L1");
    for (const char* part : {"P1", "P2"}) {
        const auto made = desk.call(
            "POST", "/api/v1/offers",
            fmt::format(R"({{"data":{{"list":"L1","part":"{}","edition":"1","price":1}}}})", part));
        REQUIRE(made.status == 201);
    }
    const auto page = desk.call("GET", "/api/v1/offers?sort=part&as_of=1970-01-31&limit=1");
    const std::string link(page.headers.get("Link"));
    CHECK(link.starts_with("</api/v1/offers?sort=part&as_of=1970-01-31&limit=1&after="));
    const std::string next = json_of(page)["next"];
    CHECK(desk.call("GET", "/api/v1/offers?sort=part&as_of=1970-01-31&after=" + next).status ==
          200);
    CHECK(desk.call("GET", "/api/v1/offers?sort=part&as_of=1970-02-01&after=" + next).status ==
          400);
    CHECK(desk.call("GET", "/api/v1/offers?sort=part&after=" + next).status == 400);
}

TEST_CASE("listing: fields tells those members of data alone, on every page", "[api]") {
    Desk desk;
    add_things(desk);
    const auto page = desk.call("GET", "/api/v1/things?fields=title,weight&limit=3");
    const Json body = json_of(page);
    for (const Json& item : body["items"]) {
        CHECK(item["data"].size() == 2);
        CHECK(item["data"].contains("weight"));
        CHECK(item.contains("version"));
    }
    const std::string_view link = page.headers.get("Link");
    CHECK(link.find("fields=title,weight&") != std::string_view::npos);
    CHECK(walk(desk, "/api/v1/things?fields=title&limit=1&sort=title") == "a% | a_ | ab | b");
}

TEST_CASE("listing: fields tells those members of one record, by id and by key", "[api]") {
    Desk desk;
    const std::string id = desk.add_thing("one");
    const auto one = desk.call("GET", "/api/v1/things/" + id + "?fields=title");
    CHECK(text::dump(json_of(one)["data"]) == R"({"title":"one"})");
    CHECK(one.headers.has("ETag"));
    const auto made =
        desk.call("POST", "/api/v1/shelves", R"({"data":{"place":"P1","part":"A","name":"top"}})");
    REQUIRE(made.status == 201);
    const auto shelf = desk.call("GET", "/api/v1/shelves/by-key/P1/A?fields=part");
    CHECK(text::dump(json_of(shelf)["data"]) == R"({"part":"A"})");
}

TEST_CASE("listing: a field that is not there is named, with those that are", "[api]") {
    Desk desk;
    for (const char* fields : {"nothing", "title,", "", "title,nothing"}) {
        CAPTURE(fields);
        const auto refused = desk.call("GET", fmt::format("/api/v1/things?fields={}", fields));
        CHECK(summary_of(refused).starts_with("400 unknown-field: things have no field"));
        CHECK(json_of(refused)["hint"].get<std::string>().find("title") != std::string::npos);
    }
    CHECK(desk.call("GET", "/api/v1/things/" + std::string(32, 'a') + "?fields=x").status == 400);
}

TEST_CASE("listing: count tells how many the whole list has", "[api]") {
    Desk desk;
    add_things(desk);
    const auto counted = [&](const std::string& query) {
        const Json body = json_of(desk.call("GET", "/api/v1/things?limit=1&" + query));
        return fmt::format("{} {}", body["total"].get<int>(), body["count"].get<std::string>());
    };
    CHECK(counted("count=exact") == "4 exact");
    CHECK(counted("count=estimate") == "4 exact");
    CHECK(counted("count=exact&filter=title:prefix:a") == "3 exact");
    CHECK_FALSE(json_of(desk.call("GET", "/api/v1/things")).contains("total"));
    CHECK(desk.call("GET", "/api/v1/things?count=yes").status == 400);
}

TEST_CASE("listing: where there are more than are counted, the total is a least", "[api]") {
    Desk desk;
    for (int i = 0; i < 1001; ++i) desk.add_thing("one");
    const auto body = [&](const char* word) {
        return json_of(desk.call("GET", fmt::format("/api/v1/things?limit=1&count={}", word)));
    };
    CHECK(body("estimate")["total"] == 1000);
    CHECK(body("estimate")["count"] == "at_least");
    CHECK(body("exact")["total"] == 1001);
    CHECK(body("exact")["count"] == "exact");
}

TEST_CASE("listing: lines and files have no count, and files no fields", "[api]") {
    Desk desk;
    const HeaderFields lines = {
        {"Accept", "application/x-ndjson"}
    };
    CHECK(desk.call("GET", "/api/v1/things?count=exact", "", lines).status == 400);
    CHECK(desk.call("GET", "/api/v1/things?fields=title", "", lines).status == 200);
    CHECK(desk.call("GET", "/api/v1/things?format=csv&count=exact").status == 400);
    CHECK(desk.call("GET", "/api/v1/things?format=csv&fields=title").status == 400);
}
