// What may not happen to what the importer publishes.
#include "common/domain/catalog/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using schema::Value;

namespace {

/// The rule that leaving a campaign breaks; empty: none.
std::string broken_by_leaving(const char* to, const char* evidence, const char* known = nullptr) {
    const schema::Entity& car = *domain::registry().by_name("catalog.campaign_vehicle");
    std::vector<Value> before(car.fields.size());
    const schema::Field& field = *car.field("evidence");
    if (known != nullptr) before[car.index_of(field.id)] = std::string(known);
    engine::Proposal edit{.entity = car};
    edit.before = before;
    edit.writes[car.field("status")->id] = std::string(to);
    if (evidence != nullptr) edit.writes[field.id] = std::string(evidence);
    const engine::Rule* rule = engine::first_broken(catalog::rules(), edit);
    return rule == nullptr ? "" : std::string(rule->code);
}

}  // namespace

TEST_CASE("campaign: a car leaves it with evidence alone", "[catalog]") {
    for (const char* way : {"not_applicable", "exported", "scrapped"}) {
        CAPTURE(way);
        CHECK(broken_by_leaving(way, nullptr) == "EVIDENCE_MISSING");
        CHECK(broken_by_leaving(way, "  ") == "EVIDENCE_MISSING");
        CHECK(broken_by_leaving(way, "Certificate 4711").empty());
        CHECK(broken_by_leaving(way, nullptr, "Certificate 4711").empty());
    }
    CHECK(broken_by_leaving("confirmed", nullptr).empty());
}
