// What the declarations decide, side by side in tests/golden/schema.txt and tables.txt: a changed
// row shows its whole effect in review. BRANCHLINE_REWRITE_GOLDEN=1 writes the files anew.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "common/domain/modules.hpp"
#include "sync/replica/system_tables.hpp"

using namespace branchline;

namespace {

/// Endpoints that the API derives for an entity.
std::string endpoints(const schema::Entity& entity) {
    std::string out =
        fmt::format("GET POST /api/v1/{0}\nGET PATCH /api/v1/{0}/{{id}}\n", entity.collection);
    for (const schema::Transition& t : entity.flow) {
        if (t.from.empty()) continue;
        out += fmt::format("POST /api/v1/{}/{{id}}:{}\n", entity.collection, t.command);
    }
    return out;
}

std::string declarations() {
    const std::string described = domain::registry().describe();
    const Hash hash = crypto::blake2b("bl/schema/1", {as_bytes(described)});
    return described + fmt::format("\nhash {}\n", to_hex(hash));
}

std::string tables() {
    std::string out;
    for (const schema::Entity* entity : domain::registry().entities()) {
        out += fmt::format("-- {}\n{}{}\n", entity->name, sync::entity_ddl(*entity),
                           endpoints(*entity));
    }
    return out;
}

/// Compares with the golden file, or writes it anew.
void check_golden(const std::string& name, const std::string& now) {
    const std::string path = std::string(BRANCHLINE_GOLDEN "/") + name;
    if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") != nullptr) std::ofstream(path) << now;
    std::ifstream file(path);
    std::stringstream golden;
    golden << file.rdbuf();
    CHECK(golden.str() == now);
}

}  // namespace

TEST_CASE("declarations: what they are is what the golden file shows", "[domain]") {
    check_golden("schema.txt", declarations());
}

TEST_CASE("declarations: tables and endpoints are what the golden file shows", "[domain]") {
    check_golden("tables.txt", tables());
}

TEST_CASE("declarations: every rule names an entity that exists", "[domain]") {
    for (const engine::Rule& rule : domain::rules()) {
        CAPTURE(rule.code);
        CHECK(domain::registry().by_name(rule.entity) != nullptr);
    }
}

TEST_CASE("declarations: command ids are distinct across all entities", "[domain]") {
    std::map<std::uint16_t, std::string> seen;
    for (const schema::Entity* entity : domain::entities()) {
        for (const schema::Transition& t : entity->flow) {
            const auto name = fmt::format("{}:{}", entity->name, t.command);
            const auto [at, fresh] = seen.emplace(t.id, name);
            CHECK((fresh || at->second == name));
        }
    }
}
