#include "common/domain/allocation/rules.hpp"

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"

using namespace branchline;
using schema::Value;

namespace {

std::string broken(const std::map<std::string, Value>& writes) {
    const schema::Entity& entity = *domain::registry().by_name("allocation.line");
    engine::Proposal change{.entity = entity};
    for (const auto& [name, value] : writes) change.writes[entity.field(name)->id] = value;
    const engine::Rule* rule = engine::first_broken(allocation::rules(), change);
    return rule == nullptr ? "" : std::string(rule->code);
}

}  // namespace

TEST_CASE("allocation rules: another car than the run has found wants a reason", "[allocation]") {
    const Value vin = std::string("SYN00000000000001");
    CHECK(broken({
              {"override_vin", vin}
    }) == "OVERRIDE_WITHOUT_REASON");
    CHECK(broken({
              {"override_vin",    vin          },
              {"override_reason", std::string()}
    }) ==
          "OVERRIDE_WITHOUT_REASON");
    CHECK(broken({
                     {"override_vin",    vin                            },
                     {"override_reason", std::string("transport damage")}
    })
              .empty());
    CHECK(broken({
                     {"vin", vin}
    })
              .empty());
}
