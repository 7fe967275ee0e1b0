// A catalogue from a CSV file: parts, and what replaces them.
#include "hub/import/csv_import.hpp"
#include "tests/hub/import/import_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

TEST_CASE("catalogue file: every column is read", "[import]") {
    ImportFixture f;
    const auto done = f.parts(
        "PartNo,Description,Unit,Pack,Weight,Product group,Discount group,Core value,Wear item,"
        "Returnable\n"
        "06A-906/032 hn,\"Control unit, engine\",Piece,4,750,ENGINE,B,25.00,no,yes\n");
    CHECK(figures_of(done) == "read 1 taken 1 unchanged 0 rejected 0");
    const auto shown = [&](std::string_view field) {
        return f.shown("catalog.part", "06A906032HN", field);
    };
    CHECK(shown("display") == "06A-906/032 hn");
    CHECK(shown("description") == "Control unit, engine");
    CHECK(shown("unit") == "piece");
    CHECK(shown("pack_quantity") == "4");
    CHECK(shown("weight_g") == "750");
    CHECK(shown("product_group") == "ENGINE");
    CHECK(shown("discount_group") == "B");
    CHECK(shown("is_core") == "yes");
    CHECK(shown("core_value") == "2500");
    CHECK(shown("wear_item") == "no");
    CHECK(shown("returnable") == "yes");
    CHECK(shown("status") == "active");
}

TEST_CASE("catalogue file: a bad cell names its column", "[import]") {
    ImportFixture f;
    const auto done = f.parts(
        "PartNo,Unit,Pack,Weight,Status,Wear item\n"
        "A1,box,1,1,active,no\n"
        "A2,piece,0,1,active,no\n"
        "A3,piece,1,1.5,active,no\n"
        "A4,piece,1,1,new,no\n"
        "A5,piece,1,1,active,maybe\n"
        "a-5,piece,1,1,active,yes\n"
        "A 5,piece,1,1,active,yes\n");
    CHECK(figures_of(done) == "read 7 taken 1 unchanged 0 rejected 6");
    const std::string rejects = f.read("parts.rejects.csv");
    for (const char* row : {"2,1,Unit,box,bad-word,", "3,2,Pack,0,bad-number,",
                            "4,3,Weight,1.5,bad-number,", "5,4,Status,new,bad-word,",
                            "6,5,Wear item,maybe,bad-flag,", "8,7,PartNo,A 5,duplicate-part,"}) {
        CHECK(rejects.find(row) != std::string::npos);
    }
    CHECK(f.shown("catalog.part", "A5", "wear_item") == "yes");
}

TEST_CASE("catalogue file: what it does not tell stays as it was", "[import]") {
    ImportFixture f;
    REQUIRE(f.parts("PartNo,Description,Weight\nA1,Disc,900\nA2,Pad,300\n").has_value());
    const auto done = f.parts("PartNo,Description\nA1,Brake disc\nA2,Pad\n");
    CHECK(figures_of(done) == "read 2 taken 1 unchanged 1 rejected 0");
    CHECK(f.shown("catalog.part", "A1", "description") == "Brake disc");
    CHECK(f.shown("catalog.part", "A1", "weight_g") == "900");
    CHECK(f.shown("catalog.part", "A2", "edition") == "000001");
}

TEST_CASE("catalogue file: an empty cell takes a value away", "[import]") {
    ImportFixture f;
    REQUIRE(f.parts("PartNo,Weight\nA1,900\n").has_value());
    REQUIRE(f.parts("PartNo,Weight\nA1,\n").has_value());
    CHECK(f.shown("catalog.part", "A1", "weight_g") == "-");
}

TEST_CASE("catalogue file: a successor makes a link, and the part superseded", "[import]") {
    ImportFixture f;
    const auto done = f.parts(
        "PartNo,Superseded by,Type,Factor,Interchange,Use up old\n"
        "A1,A-2,,2,two_way,yes\nA2,,,,,\nK1,A1|A2,kit,,,\nE1,,ended,,,\nL1,A2,alternative,,,\n");
    CHECK(figures_of(done) == "read 5 taken 5 unchanged 0 rejected 0 supersessions 4");
    CHECK(f.shown("catalog.part", "A1", "status") == "superseded");
    CHECK(f.shown("catalog.part", "A2", "status") == "active");
    CHECK(f.shown("catalog.part", "K1", "status") == "superseded");
    CHECK(f.shown("catalog.part", "E1", "status") == "discontinued");
    CHECK(f.shown("catalog.part", "L1", "status") == "active");
    const auto links = f.list("catalog.supersession");
    REQUIRE(links.size() == 4);
    for (const auto& link : links) {
        if (domain::text_of(link, "old_part") != "A1") continue;
        CHECK(domain::text_of(link, "new_part") == "A2");
        CHECK(domain::text_of(link, "kind") == "replaced");
        CHECK(domain::integer_of(link, "factor") == 2000);
        CHECK(domain::text_of(link, "interchange") == "two_way");
        CHECK(domain::flag_of(link, "use_up_old"));
        CHECK(domain::integer_of(link, "effective_on") == 20'454);
    }
}

TEST_CASE("catalogue file: a row that would close a cycle is refused, that row alone", "[import]") {
    ImportFixture f;
    const auto done = f.parts("PartNo,Superseded by\nA1,A2\nA2,A3\nA3,A1\nA4,A4\nA5,A1\n");
    CHECK(figures_of(done) == "read 5 taken 3 unchanged 0 rejected 2 supersessions 3");
    const std::string rejects = f.read("parts.rejects.csv");
    CHECK(rejects.find("4,3,Superseded by,A1,supersession-cycle,") != std::string::npos);
    CHECK(rejects.find("5,4,Superseded by,A4,supersession-cycle,") != std::string::npos);
}

TEST_CASE("catalogue file: a cycle with what was published before is refused too", "[import]") {
    ImportFixture f;
    REQUIRE(f.parts("PartNo,Superseded by\nA1,A2\nA2,A3\n").has_value());
    CHECK(figures_of(f.parts("PartNo,Superseded by\nA3,A1\n")) ==
          "read 1 taken 0 unchanged 0 rejected 1");
    CHECK(f.list("catalog.supersession").size() == 2);
}

TEST_CASE("catalogue file: a link that is there is not written again", "[import]") {
    ImportFixture f;
    REQUIRE(f.parts("PartNo,Superseded by\nA1,A2\n").has_value());
    const auto again = f.parts("PartNo,Superseded by\nA1,A2\n", true);
    CHECK(figures_of(again) == "read 1 taken 0 unchanged 1 rejected 0");
}

TEST_CASE("catalogue file: types and numbers that do not go together are refused", "[import]") {
    ImportFixture f;
    const auto done = f.parts(
        "PartNo,Superseded by,Type\nA1,A2,ended\nA2,,kit\nA3,A4,merged\nA4,A5|A6,replaced\n");
    CHECK(figures_of(done) == "read 4 taken 0 unchanged 0 rejected 4");
}

TEST_CASE("catalogue file: links come with the edition, not before", "[import]") {
    ImportFixture f;
    std::string text = "PartNo,Superseded by\nOLD,P1\n";
    for (int i = 1; i <= 1500; ++i) text += "P" + std::to_string(i) + ",\n";
    const auto job =
        hub::CsvImport::open({.file = f.put("parts.csv", text)}, hub::catalogue_target("SYN", {}));
    REQUIRE(job.has_value());
    for (bool more = true; more;) {
        f.write([&](sync::Replica& replica) -> Result<> {
            TRY(more, (*job)->step(replica, f.network.now()));
            return {};
        });
        CHECK(f.list("catalog.supersession").empty() == f.list("catalog.part").empty());
    }
    CHECK(f.list("catalog.part").size() == 1501);
    CHECK(f.list("catalog.supersession").size() == 1);
}
