// What may not happen to a claim, on either side of each boundary.
#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/domain/warranty/rules.hpp"

using namespace branchline;

namespace {

using Values = std::map<std::string, schema::Value>;

/// The rule that a step breaks; empty: none.
std::string broken_by(const Values& before, const Values& writes, std::optional<RowId> actor = {}) {
    const schema::Entity& claims = *domain::registry().by_name("warranty.claim");
    std::vector<schema::Value> known(claims.fields.size());
    for (const auto& [name, value] : before) {
        known[claims.index_of(claims.field(name)->id)] = value;
    }
    engine::Proposal proposal{.entity = claims};
    proposal.before = known;
    proposal.actor = actor;
    for (const auto& [name, value] : writes) proposal.writes[claims.field(name)->id] = value;
    const engine::Rule* rule = engine::first_broken(domain::rules(), proposal);
    return rule == nullptr ? "" : std::string(rule->code);
}

std::string broken_by_status(std::string_view before, std::string_view after) {
    return broken_by(
        {
            {"status", std::string(before)}
    },
        {{"status", std::string(after)}});
}

/// A claim that was rejected on day 100 is appealed.
std::string broken_by_appeal(std::int64_t day, Values before = {}) {
    before["status"] = std::string("rejected");
    before.try_emplace("decided_on", std::int64_t{100});
    return broken_by(before, {
                                 {"status",      std::string("appealed")},
                                 {"appealed_on", day                    }
    });
}

}  // namespace

TEST_CASE("claim: it may be withdrawn until the importer has taken it up", "[warranty]") {
    CHECK(broken_by_status("draft", "withdrawn").empty());
    CHECK(broken_by_status("submitted", "withdrawn").empty());
    for (const char* state : {"in_review", "approved", "returned", "rejected", "credited"}) {
        CAPTURE(state);
        CHECK(broken_by_status(state, "withdrawn") == "ALREADY_DECIDED");
    }
    CHECK(broken_by_status("approved", "credited").empty());
}

TEST_CASE("claim: a rejected claim may be appealed for thirty days", "[claim]") {
    CHECK(broken_by_appeal(100).empty());
    CHECK(broken_by_appeal(130).empty());
    CHECK(broken_by_appeal(131) == "APPEAL_TOO_LATE");
    // Where the branch's day begins later than the importer's, it may still be the day before.
    CHECK(broken_by_appeal(99).empty());
    CHECK(broken_by_appeal(98) == "APPEAL_TOO_LATE");
}

TEST_CASE("claim: it may be appealed once", "[claim]") {
    CHECK(broken_by_appeal(120, {
                                    {"appealed_on", std::int64_t{105}}
    }) == "ALREADY_APPEALED");
}

TEST_CASE("claim: an appeal brings its day, and nothing else does", "[claim]") {
    CHECK(broken_by(
              {
                  {"status", std::string("rejected")}
    },
              {{"status", std::string("appealed")}}) == "APPEAL_UNDATED");
    CHECK(broken_by(
              {
                  {"status", std::string("rejected")}
    },
              {{"appealed_on", std::int64_t{100}}}) == "APPEAL_UNDATED");
}

TEST_CASE("claim: a rejection names its day", "[claim]") {
    CHECK(broken_by_status("in_review", "rejected") == "REJECTION_UNDATED");
    CHECK(broken_by(
              {
                  {"status", std::string("in_review")}
    },
              {{"status", std::string("rejected")}, {"decided_on", std::int64_t{100}}})
              .empty());
}

TEST_CASE("claim: what was credited may be reversed by the importer alone", "[claim]") {
    const schema::Entity& claims = *domain::registry().by_name("warranty.claim");
    const auto step = std::find_if(claims.flow.begin(), claims.flow.end(), [](const auto& row) {
        return row.from == "credited" && row.to == "reversed";
    });
    REQUIRE(step != claims.flow.end());
    CHECK(step->side == schema::Side::hub);
    CHECK(broken_by_status("credited", "reversed").empty());
}

// Who decides.

namespace {

const RowId kAnna = RowId::from(Bytes(RowId::kSize, 1));
const RowId kBen = RowId::from(Bytes(RowId::kSize, 2));

schema::Value named(const RowId& person) {
    return to_bytes(person.view());
}

/// A person decides the appeal of a claim that another one, or the same, has rejected.
std::string broken_by_answer(const RowId& rejected_by, const RowId& actor, const char* to) {
    Values writes{
        {"status",     std::string(to)  },
        {"decided_on", std::int64_t{120}},
        {"decided_by", named(actor)     }
    };
    return broken_by(
        {
            {"status",      std::string("in_review")},
            {"appealed_on", std::int64_t{110}       },
            {"decided_by",  named(rejected_by)      }
    },
        writes, actor);
}

}  // namespace

TEST_CASE("appeal: who has rejected the claim does not decide it", "[warranty]") {
    for (const char* to : {"approved", "approved_reduced", "returned", "rejected"}) {
        CAPTURE(to);
        CHECK(broken_by_answer(kAnna, kAnna, to) == "SAME_AUDITOR");
        CHECK(broken_by_answer(kAnna, kBen, to).empty());
    }
}

TEST_CASE("claim: a person who rejects it is named, and by nobody else", "[warranty]") {
    const Values before{
        {"status", std::string("in_review")}
    };
    Values writes{
        {"status",     std::string("rejected")},
        {"decided_on", std::int64_t{100}      }
    };
    CHECK(broken_by(before, writes).empty());  // The daemon, by its rules.
    CHECK(broken_by(before, writes, kAnna) == "DECIDER_UNNAMED");
    writes["decided_by"] = named(kBen);
    CHECK(broken_by(before, writes, kAnna) == "DECIDER_UNNAMED");
    writes["decided_by"] = named(kAnna);
    CHECK(broken_by(before, writes, kAnna).empty());
}

TEST_CASE("claim: the name of who decided is not written beside a decision", "[warranty]") {
    const Values before{
        {"status", std::string("in_review")}
    };
    CHECK(broken_by(before,
                    {
                        {"decided_by", named(kAnna)}
    },
                    kAnna) == "DECIDER_UNNAMED");
    CHECK(broken_by(before,
                    {
                        {"decided_by", schema::Value()}
    },
                    kAnna) == "DECIDER_UNNAMED");
}
