// What a replica knows of a claim's lines.
#include "common/domain/warranty/line_facts.hpp"

#include "common/domain/warranty/lookup.hpp"
#include "tests/common/domain/warranty/books.hpp"

using namespace branchline;
using test::Books;
using test::day;
using test::text;
using warranty::Seat;

namespace {

/// Records of a claim that failed on 2025-12-10, with a line for AU-100.
struct PartBooks : Books {
    PartBooks() : id(claim()) { line(id, 1, "part", "AU-100"); }
    void part(const std::string& number, bool wear = false) {
        catalogue("catalog.part",
                  {
                      number, "1"
        },
                  {{"valid_from", day("2025-01-01")}, {"wear_item", wear}});
    }
    void superseded(const std::string& old_part, const std::string& new_part) {
        catalogue("catalog.supersession",
                  {
                      old_part, new_part
        },
                  {{"kind", text("replaced")}});
    }
    warranty::Part known() { return facts(id, Seat::branch).parts.at("AU100"); }

    RowId id;
};

}  // namespace

TEST_CASE("line facts: lines come with their numbers, technicians and days", "[warranty]") {
    Books books;
    const RowId claim = books.claim();
    books.line(claim, 2, "labour", "OP-1",
               {
                   {"technician", text("T1")       },
                   {"worked_on",  day("2025-12-11")}
    });
    books.line(claim, 1, "part", "AU-100");
    const auto lines = books.dossier(claim, Seat::branch).claim.lines;
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].item == "AU-100");
    CHECK(lines[1].technician == "T1");
    CHECK(lines[1].worked_on == day("2025-12-11"));
}

TEST_CASE("line facts: the catalogue tells what an operation is", "[warranty]") {
    Books books;
    books.catalogue("catalog.operation",
                    {
                        "OP-1"
    },
                    {{"standard_minutes", 72},
                     {"causal_parts", std::vector<std::string>{"AU-100"}},
                     {"includes", std::vector<std::string>{"OP-2"}},
                     {"models", std::vector<std::string>{"A1"}},
                     {"valid_until", day("2026-01-01")},
                     {"needs_approval", true},
                     {"skill", text("high-voltage")}});
    books.catalogue("catalog.evidence",
                    {
                        "OP-1"
    },
                    {{"kinds", std::vector<std::string>{"photo"}}});
    const RowId claim = books.claim();
    books.line(claim, 1, "labour", "OP-1");
    books.line(claim, 2, "labour", "OP-9");
    const auto facts = books.facts(claim, Seat::branch);
    const auto& found = facts.operations.at("OP-1");
    CHECK(found.exists);
    CHECK(found.standard_minutes == 72);
    CHECK(found.causal_parts == std::vector<std::string>{"AU100"});
    CHECK(found.includes == std::vector<std::string>{"OP-2"});
    CHECK(found.models == std::vector<std::string>{"A1"});
    CHECK(found.valid_until == day("2026-01-01"));
    CHECK(found.needs_approval);
    CHECK(found.skill == "high-voltage");
    CHECK_FALSE(facts.operations.at("OP-9").exists);
    CHECK(facts.evidence->at("OP-1") == std::vector<std::string>{"photo"});
}

TEST_CASE("line facts: without the brand's catalogue nothing is known of a line", "[warranty]") {
    PartBooks books;
    books.store.held_streams = {"policy", "dealer/D01"};
    const auto facts = books.facts(books.id, Seat::branch);
    CHECK(facts.parts.empty());
    CHECK(facts.operations.empty());
    CHECK_FALSE(facts.evidence);
}

TEST_CASE("line facts: an old number leads to the part that has replaced it", "[warranty]") {
    PartBooks books;
    CHECK_FALSE(books.known().exists);
    books.superseded("AU100", "AU101");
    CHECK_FALSE(books.known().exists);
    books.superseded("AU101", "AU102");
    books.part("AU102", true);
    CHECK(books.known().exists);
    CHECK(books.known().wear_item);
    CHECK(books.known().successor == "AU102");
}

TEST_CASE("line facts: a part fits the models of its fitments, or of its successor's",
          "[warranty]") {
    PartBooks books;
    books.part("AU100");
    CHECK(books.known().models.empty());
    books.superseded("AU100", "AU101");
    books.catalogue("catalog.fitment",
                    {
                        "AU101", "A2"
    },
                    {{"active", true}});
    CHECK(books.known().models == std::vector<std::string>{"A2"});
    books.catalogue("catalog.fitment",
                    {
                        "AU100", "A1"
    },
                    {{"active", true}});
    books.catalogue("catalog.fitment",
                    {
                        "AU100", "A3"
    },
                    {{"active", false}});
    CHECK(books.known().models == std::vector<std::string>{"A1"});
}

TEST_CASE("line facts: rate and price list are those of the agreement of the day", "[warranty]") {
    PartBooks books;
    books.part("AU100");
    books.store.held_streams.emplace_back("price/NET");
    books.add("price/NET", "price.row",
              {
                  "NET", "AU100", "1"
    },
              {{"valid_from", day("2025-01-01")}, {"amount", 9520}});
    CHECK_FALSE(books.facts(books.id, Seat::branch).labour_rate);
    CHECK_FALSE(books.known().net);
    const auto agree = [&](const char* dealer, const char* version, std::string_view from,
                           int rate) {
        books.add("dealer/D01", "warranty.agreement",
                  {
                      dealer, "AUDAX", version
        },
                  {{"valid_from", day(from)}, {"labour_rate", rate}, {"price_list", text("NET")}});
    };
    agree("D01", "1", "2025-01-01", 5800);
    agree("D01", "9", "2025-12-10", 5900);
    agree("D01", "10", "2025-12-10", 6000);
    agree("D01", "11", "2025-12-11", 9000);  // After the failure.
    agree("D02", "1", "2025-01-01", 9000);   // Another dealer's.
    CHECK(books.facts(books.id, Seat::hub).labour_rate == 6000);
    CHECK(books.known().net == 9520);
}

TEST_CASE("line facts: a record is in force from its first day to its last", "[warranty]") {
    Books books;
    const RowId id = books.add("catalog/AUDAX", "catalog.authorisation",
                               {
                                   "AUDAX", "B0101"
    },
                               {{"valid_from", 10}, {"valid_until", 11}});
    const auto record = books.store.find(books.store.entity("catalog.authorisation"), id);
    REQUIRE(record);
    CHECK_FALSE(warranty::is_valid(*record, 9));
    CHECK(warranty::is_valid(*record, 10));
    CHECK(warranty::is_valid(*record, 11));
    CHECK_FALSE(warranty::is_valid(*record, 12));
}
