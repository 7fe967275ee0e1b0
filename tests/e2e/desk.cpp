#include "tests/e2e/desk.hpp"

#include <catch2/catch.hpp>

#include "common/db/database.hpp"
#include "common/http/client.hpp"
#include "sync/authority/verdict.hpp"
#include "tests/e2e/spawn.hpp"

namespace branchline::e2e {

namespace {

constexpr int kAnyStatus = 0;

Json ask(const std::filesystem::path& dir, const http::Request& request, int status) {
    const http::Target daemon{.socket = (dir / "admin.sock").string()};
    const auto response = http::request(daemon, request);
    REQUIRE(response);
    INFO(request.method << " " << request.target << ": " << response->body);
    if (status != kAnyStatus) REQUIRE(response->status == status);
    const auto json = text::parse_json(response->body, {.size_max = response->body.size()});
    REQUIRE(json);
    return *json;
}

}  // namespace

Json Desk::get(const std::string& target, int status) const {
    return ask(dir_, {.method = "GET", .target = target}, status);
}

Json Desk::post(const std::string& target, const Json& body, int status) const {
    return ask(dir_, {.method = "POST", .target = target, .body = text::dump(body)}, status);
}

bool Desk::until(const std::string& target, const std::function<bool(const Json&)>& wanted) const {
    return wait_until([&] { return wanted(get(target, kAnyStatus)); });
}

std::string Desk::rejection(const HandLog& log, std::uint64_t seq) const {
    const Json items = get("/api/v1/rejected?stream=" + log.stream())["items"];
    for (const Json& item : items) {
        const bool same = item["log"] == to_hex(log.log()) && item["seq"] == seq;
        if (same) return item["reason"]["code"].get<std::string>();
    }
    return "-";
}

std::set<std::string> Desk::rejections(const std::string& stream) const {
    std::set<std::string> out;
    const Json items = get("/api/v1/rejected?stream=" + stream)["items"];
    for (const Json& item : items) out.insert(text::dump(item));
    return out;
}

std::string Desk::judgement(const HandLog& log, std::uint64_t seq) const {
    const auto database = db::Database::open(dir_ / "replica.db", {.access = db::Access::reader});
    REQUIRE(database);
    auto& find = (*database)->prepare(
        "SELECT code FROM void_entry JOIN log ON log.id = void_entry.log"
        " WHERE log.log_id = ? AND seq = ?");
    find.bind(1, log.log().view()).bind(2, static_cast<std::int64_t>(seq));
    const auto found = find.step();
    REQUIRE(found);
    if (!*found) return "-";
    const auto code = static_cast<sync::VoidCode>(find.integer(0));
    find.reset();
    return std::string(sync::text_of(code).id);
}

}  // namespace branchline::e2e
