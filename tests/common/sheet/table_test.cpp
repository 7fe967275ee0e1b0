// Tables as CSV: every digit, every byte, and nothing that a spreadsheet would calculate.
#include "common/sheet/table.hpp"

#include <cstdint>

#include <catch2/catch.hpp>

#include "common/text/csv.hpp"

using namespace branchline;
using namespace branchline::sheet;

namespace {

const std::vector<Column> kColumns = {
    {"Part",   Kind::text,    0},
    {"Count",  Kind::integer, 0},
    {"Price",  Kind::decimal, 2},
    {"On",     Kind::date,    0},
    {"At",     Kind::instant, 0},
    {"Locked", Kind::flag,    0},
};

std::string one_text(const std::string& text) {
    return csv_row(
        {
            {"Text", Kind::text, 0}
    },
        {text});
}

}  // namespace

TEST_CASE("table: a row is one line of CSV that ends with CR LF", "[sheet]") {
    CHECK(csv_headings(kColumns) == "Part,Count,Price,On,At,Locked\r\n");
    const Row row = {std::string("A-1"),   std::int64_t{7},    std::int64_t{1250},
                     std::int64_t{20'778}, std::int64_t{1000}, true};
    CHECK(csv_row(kColumns, row) == "A-1,7,12.50,2026-11-21,1970-01-01T00:00:01.000Z,true\r\n");
}

TEST_CASE("table: a cell without a value is empty", "[sheet]") {
    CHECK(csv_row(kColumns, Row(6)) == ",,,,,\r\n");
}

TEST_CASE("table: decimals keep every digit of their scale, at both ends of the range", "[sheet]") {
    CHECK(decimal_text(0, 2) == "0.00");
    CHECK(decimal_text(5, 3) == "0.005");
    CHECK(decimal_text(-5, 2) == "-0.05");
    CHECK(decimal_text(-1250, 2) == "-12.50");
    CHECK(decimal_text(42, 0) == "42");
    CHECK(decimal_text(INT64_MAX, 2) == "92233720368547758.07");
    CHECK(decimal_text(INT64_MIN, 2) == "-92233720368547758.08");
    CHECK(decimal_text(INT64_MIN, 0) == "-9223372036854775808");
}

TEST_CASE("table: numbers that no calendar holds stay numbers", "[sheet]") {
    CHECK(cell_text({"On", Kind::date, 0}, std::int64_t{INT64_MAX}) == "9223372036854775807");
    CHECK(cell_text({"At", Kind::instant, 0}, std::int64_t{INT64_MIN}) == "-9223372036854775808");
    CHECK(cell_text({"On", Kind::date, 0}, std::int64_t{2'932'896}) == "9999-12-31");
    CHECK(cell_text({"On", Kind::date, 0}, std::int64_t{2'932'897}) == "2932897");
}

TEST_CASE("table: what a spreadsheet would calculate gets an apostrophe", "[sheet]") {
    CHECK(one_text("=1+1") == "'=1+1\r\n");
    CHECK(one_text("+cmd|' /C calc'!A0") == "'+cmd|' /C calc'!A0\r\n");
    CHECK(one_text("-2+3") == "'-2+3\r\n");
    CHECK(one_text("@SUM(A1)") == "'@SUM(A1)\r\n");
    CHECK(one_text("\t=1") == "\"'\t=1\"\r\n");
    CHECK(one_text("\r=1") == "\"'\r=1\"\r\n");
    CHECK(one_text("  =1") == "'  =1\r\n");
    CHECK(one_text("=HYPERLINK(\"x\",\"y\")") == "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\r\n");
}

TEST_CASE("table: numbers stay numbers, also negative ones", "[sheet]") {
    CHECK(csv_row(
              {
                  {"Price", Kind::decimal, 2}
    },
              {std::int64_t{-1250}}) == "-12.50\r\n");
    CHECK(csv_row(
              {
                  {"Count", Kind::integer, 0}
    },
              {std::int64_t{-3}}) == "-3\r\n");
    CHECK(one_text("-12") == "-12\r\n");
}

TEST_CASE("table: a heading is a text like any other", "[sheet]") {
    CHECK(csv_headings({
              {"=evil()", Kind::text, 0}
    }) == "'=evil()\r\n");
}

TEST_CASE("table: what was written is read again by our own reader", "[sheet]") {
    const std::string hard = "a \"quoted\", line\r\nwith \xC3\xA9 and ;";
    text::CsvReader reader;
    reader.add(csv_headings({
        {"One", Kind::text, 0},
        {"Two", Kind::text, 0}
    }));
    reader.add(csv_row(
        {
            {"One", Kind::text, 0},
            {"Two", Kind::text, 0}
    },
        {hard, std::string("plain")}));
    reader.finish();
    REQUIRE(reader.next());
    const auto row = reader.next();
    REQUIRE(row);
    CHECK(row->fields == std::vector<std::string>{hard, "plain"});
}
