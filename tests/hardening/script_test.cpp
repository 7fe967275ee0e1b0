// Text that a browser could take for a script, in every text field of every entity: it is kept as
// it is, comes back in answers whose type nobody may guess, and is no formula in any file.
#include <set>

#include "common/domain/modules.hpp"
#include "tests/common/api/api_office.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

const std::string kScript = "<script>alert(1)</script><img src=x onerror=alert(1)>";
const std::string kFormula = "=HYPERLINK(\"http://evil.example\",\"pay\")";

bool holds_any_text(const schema::Entity& entity, const schema::Field& field) {
    const bool is_key =
        std::find(entity.key.begin(), entity.key.end(), field.name) != entity.key.end();
    return field.type.type == schema::Type::text && field.owner != schema::Owner::nobody &&
           field.merge != schema::Merge::state && field.merge != schema::Merge::set && !is_key;
}

/// A row with this in every text field, written as a replica would that has checked nothing.
std::string received(Office& office, const schema::Entity& entity, const std::string& text) {
    engine::RowEdit row;
    row.entity = &entity;
    std::uint16_t command = 0;
    for (const std::string_view part : entity.key) {
        const bool is_text = entity.field(part)->type.type == schema::Type::text;
        row.key.push_back(is_text ? text : "A");
    }
    if (!entity.keyed() && !entity.flow.empty()) {
        row.transition = std::string(entity.flow.front().to);
        command = entity.flow.front().id;
    }
    for (const schema::Field& field : entity.fields) {
        if (holds_any_text(entity, field)) row.wishes[field.id] = text;
    }
    const auto done =
        office.store.commit({.stream = "dealer/D01", .command = command, .rows = {row}});
    CAPTURE(entity.name);
    REQUIRE(done);
    return to_hex(done->rows.front());
}

http::Response get(Office& office, const std::string& target) {
    return office.call({.target = "/api/v1/" + target});
}

/// Entities with rows of the router; what holds secrets has none.
std::vector<const schema::Entity*> served(const Office& office) {
    std::set<std::string> patterns;
    for (const http::Route& route : office.router.routes()) patterns.insert(route.pattern);
    std::vector<const schema::Entity*> out;
    for (const schema::Entity* entity : domain::registry().entities()) {
        if (patterns.contains(fmt::format("/api/v1/{}", entity->collection))) out.push_back(entity);
    }
    REQUIRE(out.size() > 50);
    return out;
}

void check_inert(const http::Response& answer, std::string_view type) {
    CHECK(http::media_type(answer.headers.get("Content-Type")) == type);
    http::Response bare{.status = answer.status, .headers = answer.headers, .body = {}};
    const std::string head = http::response_head(bare, false);
    CHECK(head.find("X-Content-Type-Options: nosniff\r\n") != std::string::npos);
    CHECK(head.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
}

}  // namespace

TEST_CASE("stored script: every text field of every entity comes back as it was, as JSON",
          "[hardening]") {
    Office office(domain::registry(), domain::questions(), domain::documents());
    std::size_t fields = 0;
    for (const schema::Entity* entity : served(office)) {
        office.reset();
        const std::string id = received(office, *entity, kScript);
        const auto record = get(office, fmt::format("{}/{}", entity->collection, id));
        CAPTURE(entity->name, record.body);
        CHECK(record.status == 200);
        check_inert(record, "application/json");
        const Json data = json_of(record)["data"];
        for (const schema::Field& field : entity->fields) {
            if (!holds_any_text(*entity, field)) continue;
            CAPTURE(field.name);
            CHECK(data[std::string(field.name)] == kScript);
            ++fields;
        }
        const auto list = get(office, std::string(entity->collection));
        CHECK(list.status == 200);
        check_inert(list, "application/json");
        CHECK(json_of(list)["items"].size() == 1);
        const auto lines = get(office, fmt::format("{}?format=ndjson", entity->collection));
        check_inert(lines, "application/x-ndjson");
        CHECK(json_of({.status = 200, .headers = {}, .body = drain(lines)}).is_object());
        const auto why =
            get(office, fmt::format("why/{}/{}/{}", entity->name, id, entity->fields.front().name));
        check_inert(why, "application/json");
    }
    CHECK(fields > 150);
}

TEST_CASE("stored script: a file of any list is a download and holds no formula", "[hardening]") {
    Office office(domain::registry());
    for (const schema::Entity* entity : served(office)) {
        for (const std::string& text : {kScript, kFormula}) {
            office.reset();
            (void)received(office, *entity, text);
            CAPTURE(entity->name, text);
            const auto file = get(office, fmt::format("{}?format=csv", entity->collection));
            CHECK(file.status == 200);
            check_inert(file, "text/csv");
            CHECK(file.headers.get("Content-Disposition").starts_with("attachment"));
            const std::string csv = drain(file);
            CHECK(csv.find(",=") == std::string::npos);
            CHECK(csv.find("\n=") == std::string::npos);
            CHECK(csv.find("\"=") == std::string::npos);
            const auto sheet = get(office, fmt::format("{}?format=xlsx", entity->collection));
            CHECK(sheet.headers.get("Content-Disposition").starts_with("attachment"));
        }
    }
}

TEST_CASE("stored script: on paper it is ink", "[hardening]") {
    Office office(domain::registry(), {}, domain::documents());
    for (const engine::Document& document : domain::documents()) {
        office.reset();
        const schema::Entity& entity = *domain::registry().by_name(document.entity);
        const std::string id = received(office, entity, kScript);
        CAPTURE(entity.name);
        const auto paper = get(office, fmt::format("{}/{}.pdf", entity.collection, id));
        INFO(paper.body.substr(0, 300));
        CHECK(paper.status == 200);
        check_inert(paper, "application/pdf");
        for (const char* active : {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/URI"}) {
            CHECK(paper.body.find(active) == std::string::npos);
        }
    }
}

TEST_CASE("stored script: what is asked for comes back in no document but a problem's",
          "[hardening]") {
    Office office(domain::registry(), domain::questions());
    const std::string script = http::percent_encode(kScript);
    for (const std::string& target :
         {"notes/" + script, "notes?filter=" + script, "notes?sort=" + script,
          "notes?" + script + "=1", "notes?after=" + script, "notes?format=" + script,
          "dealers/by-key/" + script, "why/" + script + "/" + script + "/" + script,
          "trace/notes.note/" + script, "digest?stream=" + script, "stock/" + script, script}) {
        CAPTURE(target);
        const auto answer = get(office, target);
        CHECK(answer.status >= 400);
        check_inert(answer, "application/problem+json");
        for (const auto& [name, value] : answer.headers.all()) {
            CHECK(value.find("<script") == std::string::npos);
        }
    }
}
