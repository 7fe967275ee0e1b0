// A price list from a CSV file, up to what a list shows.
#include "hub/import/csv_import.hpp"

#include "common/text/json.hpp"
#include "tests/hub/import/import_fixture.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::int64_t kToday = 20'454;  // 2026-01-01, where the network's clock begins.

/// A price list of many parts, "A1" and so on.
std::string price_file(int rows, const std::string& price = "38.00") {
    std::string out = "PartNo,List\n";
    for (int i = 1; i <= rows; ++i) out += "A" + std::to_string(i) + "," + price + "\n";
    return out;
}

}  // namespace

TEST_CASE("price file: good rows become an edition, valid from today", "[import]") {
    ImportFixture f;
    const auto done = f.prices("PartNo,Description,List,Currency\nA-1,Disc,12.50,EUR\nA-2,,7,\n");
    CHECK(figures_of(done) == "read 2 taken 2 unchanged 0 rejected 0");
    CHECK(note_of(done, "edition") == "000001");
    CHECK(note_of(done, "valid_from") == "2026-01-01");
    CHECK(f.shown("price.row", "A1", "amount") == "1250");
    CHECK(f.shown("price.row", "A2", "amount") == "700");
    CHECK_FALSE(std::filesystem::exists(f.folder / "prices.rejects.csv"));
}

TEST_CASE("price file: bad rows go to the rejects with line, column, reason and remedy",
          "[import]") {
    ImportFixture f;
    const auto done = f.prices(
        "PartNo;List;Currency\n"
        "A1;1.234;EUR\n"   // Ambiguous.
        "A2;12,50;EUR\n"   // Good.
        "A2;13,00;EUR\n"   // Twice.
        "A3;;EUR\n"        // No price.
        "A4;-5,00;EUR\n"   // Negative.
        ";5,00;EUR\n"      // No part.
        "A5;5,00;USD\n"    // Other currency.
        "A6;5.00;EUR\n"    // Other decimal mark.
        "A7;5,00\n"        // Too few columns.
        "\"A8;5,00;EUR\n"  // Unterminated.
        "A9;0;EUR\n"       // Nothing.
        "A10;5,00;EUR\n");
    CHECK(figures_of(done) == "read 12 taken 2 unchanged 0 rejected 10");
    CHECK(note_of(done, "decimal") == "comma");
    CHECK(note_of(done, "rejects") == (f.folder / "prices.rejects.csv").string());
    const std::string rejects = f.read("prices.rejects.csv");
    CHECK(
        rejects.starts_with("line,row,column,value,code,reason,remedy\r\n"
                            "2,1,List,1.234,ambiguous-amount,"));
    for (const char* row :
         {"4,3,PartNo,A2,duplicate-part,", "5,4,List,,missing-price,",
          "6,5,List,\"-5,00\",negative-amount,", "7,6,PartNo,,missing-part,",
          "8,7,Currency,USD,other-currency,", "9,8,List,5.00,other-decimal-mark,", "10,9,",
          ",too-few-columns,", "11,10,PartNo,,", "12,11,List,0,zero-price,"}) {
        CHECK(rejects.find(row) != std::string::npos);
    }
    CHECK(f.shown("price.row", "A10", "amount") == "500");
    CHECK(f.list("price.row").size() == 2);
}

TEST_CASE("price file: of many rows with fifty faults of eight kinds, the good ones go in",
          "[import]") {
    ImportFixture f;
    const std::string faults[] = {
        "B1,1.234",   // Ambiguous.
        "B2,-1.00",   // Negative.
        "B3,",        // No price.
        "A1,9.00",    // Twice.
        ",9.00",      // No part.
        "B4,9.00,x",  // Too many columns.
        "B5,\"9.00",  // Unterminated.
        "B6,nine",    // No amount.
    };
    std::string text = "PartNo,List\n";
    std::set<std::size_t> lines;
    std::size_t line = 2;
    for (std::size_t i = 1; i <= 1'950; ++i) {
        text += "A" + std::to_string(i) + "," + std::to_string(i) + ".50\n";
        ++line;
        if (i % 39 != 0) continue;
        text += faults[lines.size() % std::size(faults)] + "\n";
        lines.insert(line++);
    }
    REQUIRE(lines.size() == 50);
    CHECK(figures_of(f.prices(text)) == "read 2000 taken 1950 unchanged 0 rejected 50");
    std::istringstream rejects(f.read("prices.rejects.csv"));
    std::string row;
    std::getline(rejects, row);
    for (const std::size_t expected : lines) {
        REQUIRE(std::getline(rejects, row));
        CHECK(row.starts_with(std::to_string(expected) + ","));
    }
    CHECK(f.shown("price.row", "A1950", "amount") == "195050");
}

TEST_CASE("price file: a price of another day waits for it, the old one counts until then",
          "[import]") {
    ImportFixture f;
    CHECK(figures_of(f.prices(price_file(2))) == "read 2 taken 2 unchanged 0 rejected 0");
    const auto later = f.prices("PartNo,List\nA1,40.00\nA2,38.00\n", kToday + 30);
    CHECK(figures_of(later) == "read 2 taken 2 unchanged 0 rejected 0");
    CHECK(f.shown("price.row", "A1", "amount", kToday + 29) == "3800");
    CHECK(f.shown("price.row", "A1", "amount", kToday + 30) == "4000");
}

TEST_CASE("price file: the file may name the day itself, the same in every row", "[import]") {
    ImportFixture f;
    const auto done = f.prices(
        "PartNo,List,Valid from\nA1,5.00,2026-03-01\nA2,5.00,2026-04-01\n"
        "A3,5.00,tomorrow\nA4,6.00,\n");
    CHECK(figures_of(done) == "read 4 taken 1 unchanged 0 rejected 3");
    CHECK(note_of(done, "valid_from") == "2026-03-01");
    CHECK(f.read("prices.rejects.csv").find(",other-date,") != std::string::npos);
    CHECK(f.read("prices.rejects.csv").find(",bad-date,") != std::string::npos);
}

TEST_CASE("price file: the list's own column is taken when there are several", "[import]") {
    ImportFixture f;
    const std::string text = "PartNo,List,Net\nA1,10.00,6.50\n";
    CHECK(figures_of(f.import({.file = f.put("both.csv", text)}, hub::price_target("SYN-N", {}))) ==
          "read 1 taken 1 unchanged 0 rejected 0");
    CHECK(f.shown("price.row", "A1", "amount") == "650");
    CHECK(figures_of(f.prices("PartNo,Net\nA1,6.50\n")) == "missing-column");
}

TEST_CASE("import: the same file twice is refused, and taken again it changes nothing",
          "[import]") {
    ImportFixture f;
    REQUIRE(f.prices(price_file(3)).has_value());
    CHECK(figures_of(f.prices(price_file(3))) == "already-imported");
    const auto again = f.import({.file = f.put("prices.csv", price_file(3)), .again = true},
                                hub::price_target("SYN-R", {}));
    CHECK(figures_of(again) == "read 3 taken 0 unchanged 3 rejected 0");
    CHECK(note_of(again, "edition").empty());
    CHECK(f.list("price.edition").size() == 1);
}

TEST_CASE("import: only what differs is written into the next edition", "[import]") {
    ImportFixture f;
    REQUIRE(f.prices(price_file(3)).has_value());
    const auto done = f.prices("PartNo,List\nA1,38.00\nA2,39.00\nA4,1.00\n");
    CHECK(figures_of(done) == "read 3 taken 2 unchanged 1 rejected 0");
    CHECK(note_of(done, "edition") == "000002");
    CHECK(f.shown("price.row", "A1", "edition") == "000001");
    CHECK(f.shown("price.row", "A2", "amount") == "3900");
    CHECK(f.shown("price.row", "A3", "amount") == "3800");
}

TEST_CASE("import: nothing is seen before the last entry, and everything behind it", "[import]") {
    ImportFixture f;
    REQUIRE(f.prices(price_file(1200, "10.00")).has_value());
    const auto job = hub::CsvImport::open({.file = f.put("next.csv", price_file(1200, "20.00"))},
                                          hub::price_target("SYN-R", {}));
    REQUIRE(job.has_value());
    std::set<std::string> seen;
    for (bool more = true; more;) {
        f.write([&](sync::Replica& replica) -> Result<> {
            TRY(more, (*job)->step(replica, f.network.now()));
            return {};
        });
        std::set<std::string> amounts;
        for (const auto& row : f.list("price.row")) {
            amounts.insert(std::to_string(domain::integer_of(row, "amount")));
        }
        REQUIRE(amounts.size() == 1);
        if (more) CHECK(*amounts.begin() == "1000");
        seen.insert(*amounts.begin());
    }
    CHECK(seen == std::set<std::string>{"1000", "2000"});
}

TEST_CASE("import: one that was broken off leaves nothing behind that a later one shows",
          "[import]") {
    ImportFixture f;
    // Far enough that the first slice of rows is written.
    const auto half = f.import({.file = f.put("prices.csv", price_file(2500))},
                               hub::price_target("SYN-R", {}), 7);
    REQUIRE(half.has_value());
    REQUIRE(f.list("price.edition").size() == 1);
    CHECK(f.list("price.row").empty());
    const auto other = f.prices("PartNo,List\nB1,5.00\n");
    CHECK(note_of(other, "edition") == "000002");
    CHECK(f.list("price.row").size() == 1);
    const auto again = f.prices(price_file(2500));
    CHECK(figures_of(again) == "read 2500 taken 2500 unchanged 0 rejected 0");
    CHECK(f.list("price.row").size() == 2501);
}

TEST_CASE("import: an edition says how many rows it has and from which bytes it was made",
          "[import]") {
    ImportFixture f;
    REQUIRE(f.prices(price_file(1001)).has_value());
    const auto editions = f.list("price.edition");
    REQUIRE(editions.size() == 1);
    CHECK(domain::integer_of(editions[0], "row_count") == 1001);
    CHECK(domain::flag_of(editions[0], "published"));
    CHECK(domain::text_of(editions[0], "source").starts_with("blake2b-256:"));
    CHECK(domain::text_of(editions[0], "source").size() == 12 + 64);
}

TEST_CASE("import: a file in CP1252 is noticed, or said", "[import]") {
    ImportFixture f;
    const auto done = f.parts("PartNo;Description\nA1;T\xFCr hinten\n");
    CHECK(note_of(done, "encoding") == "CP1252");
    CHECK(f.shown("catalog.part", "A1", "description") == "T\xC3\xBCr hinten");
    const auto forced = f.import({.file = f.put("forced.csv", "PartNo;Description\nA2;T\xFCr\n"),
                                  .encoding = text::Encoding::utf8},
                                 hub::catalogue_target("SYN", {}));
    CHECK(figures_of(forced) == "read 1 taken 0 unchanged 0 rejected 1");
    CHECK(f.read("forced.rejects.csv").find(",bad-encoding,") != std::string::npos);
}

TEST_CASE("import: files that cannot be read as a table are refused as a whole", "[import]") {
    using namespace std::string_literals;
    ImportFixture f;
    CHECK(figures_of(f.prices("")) == "empty-file");
    CHECK(figures_of(f.prices("A1,5.00\n")) == "missing-column");
    CHECK(figures_of(f.prices("PartNo,Part number,List\nA1,A1,5.00\n")) == "column-twice");
    CHECK(figures_of(f.prices("P\0a\0r\0t\0"s)) == "wide-encoding");
    CHECK(figures_of(f.prices("\"PartNo,List\nA1,5.00\n")) == "unterminated-quote");
    CHECK(f.list("price.edition").empty());
}

TEST_CASE("import: columns that nobody knows are named once", "[import]") {
    ImportFixture f;
    const auto done = f.prices("part_no,HS Code,LIST,Colour,Shelf\nA1,8708,5.00,red,7\n");
    CHECK(figures_of(done) == "read 1 taken 1 unchanged 0 rejected 0");
    CHECK(note_of(done, "unknown_columns") == "Colour, Shelf");
}

TEST_CASE("import: a file that changes while it is read is not published", "[import]") {
    ImportFixture f;
    const auto job = hub::CsvImport::open({.file = f.put("prices.csv", price_file(10))},
                                          hub::price_target("SYN-R", {}));
    REQUIRE(job.has_value());
    REQUIRE(f.run(**job, 3).has_value());
    f.put("prices.csv", price_file(10, "99.00"));
    CHECK(figures_of(f.run(**job)) == "file-changed");
    CHECK(f.list("price.row").empty());
}

TEST_CASE("import: the rejects never replace a file of somebody else", "[import]") {
    ImportFixture f;
    f.put("notes.csv", "these are my notes\n");
    const auto wanted = [&](const std::string& name) {
        return hub::CsvWanted{.file = f.put("prices.csv", "PartNo,List\n,1\n"),
                              .rejects = f.folder / name};
    };
    CHECK(figures_of(f.import(wanted("notes.csv"), hub::price_target("SYN-R", {}))) ==
          "file-exists");
    CHECK(f.read("notes.csv") == "these are my notes\n");
    CHECK(figures_of(f.import(wanted("prices.csv"), hub::price_target("SYN-R", {}))) ==
          "validation-failed");
    f.put("old.csv", "line,row,column,value,code,reason,remedy\r\n1,1,,,x,y,z\r\n");
    CHECK(figures_of(f.import(wanted("old.csv"), hub::price_target("SYN-R", {}))) ==
          "read 1 taken 0 unchanged 0 rejected 1");
    CHECK(f.read("old.csv").find(",missing-part,") != std::string::npos);
}

TEST_CASE("import: a cell in the rejects is no formula", "[import]") {
    ImportFixture f;
    REQUIRE(f.prices("PartNo,List\nA1,=1+1\n").has_value());
    CHECK(f.read("prices.rejects.csv").find(",'=1+1,bad-amount,") != std::string::npos);
}

TEST_CASE("import: an unknown brand or list is refused by name", "[import]") {
    ImportFixture f;
    const auto file = f.put("x.csv", price_file(1));
    CHECK(figures_of(f.import({.file = file}, hub::price_target("NONE", {}))) == "unknown-list");
    CHECK(figures_of(f.import({.file = file}, hub::catalogue_target("NONE", {}))) ==
          "unknown-brand");
    CHECK(figures_of(f.import({.file = f.folder / "no.csv"}, hub::price_target("SYN-R", {}))) ==
          "no-such-file");
}

TEST_CASE("import: a request says what it wants in words that are known", "[import]") {
    ImportFixture f;
    const std::string file = f.put("p.csv", price_file(1)).string();
    const auto make = [&](const text::Json& body) {
        const auto job = hub::make_price_csv_import(body, f.folder.path());
        return job ? std::string() : job.error().id;
    };
    CHECK(make({
                   {"file",       file        },
                   {"list",       "SYN-R"     },
                   {"valid_from", "2026-03-01"},
                   {"decimal",    "comma"     },
                   {"encoding",   "CP1252"    },
                   {"again",      true        }
    })
              .empty());
    CHECK(make({
              {"file", "p.csv"},
              {"list", "SYN-R"}
    }) == "validation-failed");
    CHECK(make({
              {"file",       file   },
              {"list",       "SYN-R"},
              {"valid_from", "soon" }
    }) == "bad-date");
    CHECK(make({
              {"file",    file   },
              {"list",    "SYN-R"},
              {"decimal", "dot"  }
    }) == "bad-decimal");
    CHECK(make({
              {"file",     file    },
              {"list",     "SYN-R" },
              {"encoding", "ebcdic"}
    }) == "validation-failed");
    CHECK(make({
              {"file",  file   },
              {"list",  "SYN-R"},
              {"lists", "SYN-R"}
    }) == "unknown-field");
    CHECK_FALSE(make({
                         {"file", file}
    })
                    .empty());
}

TEST_CASE("import: a node sees the edition whole", "[import]") {
    ImportFixture f;
    f.write([](sync::Replica& hub) -> Result<> {
        TRY_VOID(hub::add_dealer(hub, "D01", "Synthetic dealer"));
        return hub::grant_brand(hub, "D01", "SYN");
    });
    Site& node = f.network.add_node("B0101");
    f.network.connect("B0101");
    REQUIRE(f.prices(price_file(1500)).has_value());
    f.network.settle();
    const auto page = node.replica().list(node.replica().entity("price.row"), {.limit = 5000});
    REQUIRE(page.has_value());
    CHECK(page->records.size() == 1500);
}
