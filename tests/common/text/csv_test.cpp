#include "common/text/csv.hpp"

#include <catch2/catch.hpp>

#include "common/base/time.hpp"
#include "common/text/text.hpp"

using namespace branchline::text;

namespace {

using Fields = std::vector<std::string>;

std::vector<CsvRow> read(std::string_view text, std::size_t chunk, CsvOptions options = {}) {
    CsvReader reader(options);
    std::vector<CsvRow> out;
    const auto drain = [&] {
        while (auto row = reader.next()) out.push_back(*std::move(row));
    };
    for (std::size_t at = 0; at < text.size(); at += chunk) {
        reader.add(text.substr(at, chunk));
        drain();
    }
    reader.finish();
    drain();
    return out;
}

/// The rows, which must not depend on where the chunks end.
std::vector<CsvRow> rows_of(std::string_view text, CsvOptions options = {}) {
    auto whole = read(text, text.size() + 1, options);
    for (const std::size_t chunk : {1U, 2U, 3U, 7U}) {
        const auto pieces = read(text, chunk, options);
        REQUIRE(pieces.size() == whole.size());
        for (std::size_t i = 0; i < whole.size(); ++i) {
            CHECK(pieces[i].line == whole[i].line);
            CHECK(pieces[i].fields == whole[i].fields);
            CHECK(pieces[i].fault.has_value() == whole[i].fault.has_value());
        }
    }
    return whole;
}

std::string fault_of(const CsvRow& row) {
    return row.fault ? row.fault->id : "";
}

}  // namespace

TEST_CASE("csv: rows come with the line on which they begin", "[csv]") {
    const auto rows = rows_of("a,b\r\n1,\"two\r\nlines\"\r\n\r\n3,4");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].fields == Fields{"a", "b"});
    CHECK(rows[1].fields == Fields{"1", "two\r\nlines"});
    CHECK(rows[1].line == 2);
    CHECK(rows[2].fields == Fields{"3", "4"});
    CHECK(rows[2].line == 5);
}

TEST_CASE("csv: a quote inside quotes is written twice", "[csv]") {
    const auto rows = rows_of("a;b\n\"5\"\" disc\";\"\"\n");
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].fields == Fields{"5\" disc", ""});
}

TEST_CASE("csv: the header tells the separator", "[csv]") {
    CHECK(rows_of("a;b,c;d\n1;2;3\n")[1].fields == Fields{"1", "2", "3"});
    CHECK(rows_of("a\tb\n1,5\t2\n")[1].fields == Fields{"1,5", "2"});
    CHECK(rows_of("\"a;b;c\",d\n1,2\n")[1].fields == Fields{"1", "2"});
    CHECK(rows_of("part\nA1\n")[1].fields == Fields{"A1"});
}

TEST_CASE("csv: the separator is looked for no further than a row may be long", "[csv]") {
    // Found by csv_fuzz: what was counted depended on how much of the file was there.
    const std::string table = "a;b" + std::string(64, 'x') + ",,,,\n1;2\n";
    const auto rows = rows_of(table, {.row_bytes_max = 32});
    REQUIRE(rows.size() == 2);
    CHECK(fault_of(rows[0]) == "field-too-long");
    CHECK(rows[1].fields == Fields{"1", "2"});
}

TEST_CASE("csv: a given separator is not guessed", "[csv]") {
    CHECK(rows_of("a;b,c\n", {.separator = ','})[0].fields == Fields{"a;b", "c"});
}

TEST_CASE("csv: a byte order mark is no text", "[csv]") {
    CHECK(rows_of("\xEF\xBB\xBF"
                  "a,b\n")[0]
              .fields == Fields{"a", "b"});
}

TEST_CASE("csv: a file of nothing has no rows", "[csv]") {
    CHECK(rows_of("").empty());
    CHECK(rows_of("\n\r\n\n").empty());
}

TEST_CASE("csv: rows with other columns than the header are named", "[csv]") {
    const auto rows = rows_of("a,b\n1,2,3\n1\n1,2\n");
    REQUIRE(rows.size() == 4);
    CHECK(fault_of(rows[1]) == "too-many-columns");
    CHECK(fault_of(rows[2]) == "too-few-columns");
    CHECK(rows[3].fields == Fields{"1", "2"});
    CHECK(fault_of(rows[3]).empty());
}

TEST_CASE("csv: an unterminated quote costs its own row alone", "[csv]") {
    const auto rows = rows_of("a,b\n1,\"open\n2,x\n3,\"y\"\n4,z\n");
    REQUIRE(rows.size() == 5);
    CHECK(fault_of(rows[1]) == "text-behind-quote");
    CHECK(rows[1].fault->column == 1);
    CHECK(rows[2].fields == Fields{"2", "x"});
    CHECK(rows[4].fields == Fields{"4", "z"});
    CHECK(rows[4].line == 5);
}

TEST_CASE("csv: an unterminated quote at the end of the file is named", "[csv]") {
    const auto rows = rows_of("a,b\n1,\"open\n2,x\n");
    REQUIRE(rows.size() == 3);
    CHECK(fault_of(rows[1]) == "unterminated-quote");
    CHECK(rows[2].fields == Fields{"2", "x"});
}

TEST_CASE("csv: an unterminated quote reads no further than the limit", "[csv]") {
    std::string text = "a,b\n1,\"open\n";
    for (int i = 0; i < 100; ++i) text += "2,x\n";
    const auto rows = rows_of(text, {.field_bytes_max = 64});
    REQUIRE(rows.size() == 102);
    CHECK(fault_of(rows[1]) == "unterminated-quote");
}

TEST_CASE("csv: a quote inside a field without quotes is refused", "[csv]") {
    CHECK(fault_of(rows_of("a,b\n5\" disc,2\n")[1]) == "stray-quote");
}

TEST_CASE("csv: a long field is refused without being kept, whatever its length", "[csv]") {
    const std::string text = "a,b\n1," + std::string(10'000, 'x') + "\n2,y\n";
    const auto rows = rows_of(text, {.field_bytes_max = 100});
    REQUIRE(rows.size() == 3);
    CHECK(fault_of(rows[1]) == "field-too-long");
    CHECK(rows[2].fields == Fields{"2", "y"});
    CHECK(rows[2].line == 3);
}

TEST_CASE("csv: a row of too many columns is refused", "[csv]") {
    const auto rows = rows_of("a,b\n" + std::string(500, ',') + "\n", {.columns_max = 10});
    CHECK(fault_of(rows[1]) == "too-many-columns");
}

TEST_CASE("csv: a byte of zero is refused, its row alone", "[csv]") {
    using namespace std::string_literals;
    const auto rows = rows_of("a,b\n1,x\0y\n2,z\n"s);
    REQUIRE(rows.size() == 3);
    CHECK(fault_of(rows[1]) == "zero-byte");
    CHECK(rows[2].fields == Fields{"2", "z"});
}

TEST_CASE("csv: a file of wide characters is refused once", "[csv]") {
    using namespace std::string_literals;
    const auto rows = rows_of(
        "\xFF\xFE"
        "a\0,\0b\0\n\0"
        "1\0,\0"s);
    REQUIRE(rows.size() == 1);
    CHECK(fault_of(rows[0]) == "wide-encoding");
}

TEST_CASE("csv: a carriage return alone is refused", "[csv]") {
    CHECK(fault_of(rows_of("a,b\n1,x\ry\n")[1]) == "bare-carriage-return");
    CHECK(rows_of("a,b\n1,2\r")[1].fields == Fields{"1", "2"});
}

TEST_CASE("csv: CP1252 becomes UTF-8", "[csv]") {
    const auto rows = rows_of("a,b\nM\xFCller,5 \x80\n", {.encoding = Encoding::cp1252});
    CHECK(rows[1].fields == Fields{"M\xC3\xBCller", "5 \xE2\x82\xAC"});
}

TEST_CASE("csv: bytes that mean nothing in the encoding are refused", "[csv]") {
    const auto cp1252 = rows_of("a\n\x81\n", {.encoding = Encoding::cp1252});
    CHECK(fault_of(cp1252[1]) == "bad-encoding");
    CHECK(fault_of(rows_of("a\nM\xFCller\n")[1]) == "bad-encoding");
}

TEST_CASE("csv: the probe knows UTF-8 however it is cut", "[csv]") {
    const std::string text = "M\xC3\xBCller \xE2\x82\xAC \xF0\x9F\x94\xA7";
    for (std::size_t chunk = 1; chunk <= text.size(); ++chunk) {
        EncodingProbe probe;
        for (std::size_t at = 0; at < text.size(); at += chunk) probe.add(text.substr(at, chunk));
        CHECK(probe.finish() == Encoding::utf8);
    }
}

TEST_CASE("csv: the probe takes everything else for CP1252", "[csv]") {
    EncodingProbe wrong;
    wrong.add("M\xFCller");
    CHECK(wrong.finish() == Encoding::cp1252);
    EncodingProbe cut;
    cut.add("caf\xC3");
    CHECK(cut.finish() == Encoding::cp1252);
}

TEST_CASE("csv: a written line reads back as it was", "[csv]") {
    const Fields fields{"A1", "two, three", "5\" disc", "line\nbreak", ""};
    for (const char separator : {',', ';', '\t'}) {
        const auto rows = rows_of(csv_line(fields, separator), {.separator = separator});
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].fields == fields);
    }
}

TEST_CASE("csv: a written cell is never a formula", "[csv]") {
    for (const std::string bad :
         {"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1",
          "\xEF\xBC\x9D"
          "1",
          "-"}) {
        const auto rows = rows_of(csv_line(Fields{bad}));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].fields[0] == "'" + bad);
    }
}

TEST_CASE("csv: numbers and plain text are written as they are", "[csv]") {
    CHECK(csv_line(Fields{"-12.50", "+3", "1.234,50", "part 7", "a=b"}, ';') ==
          "-12.50;+3;\"1.234,50\";part 7;a=b\r\n");
}

TEST_CASE("csv: whatever the bytes, chunks change nothing and every row is text", "[csv]") {
    constexpr std::string_view kBytes{"\",;\t\n\r\0a1\xC3\xA4\x81", 12};
    branchline::SeededRandom random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        const std::size_t size = random.next() % 40;
        while (text.size() < size) text += kBytes[random.next() % kBytes.size()];
        const auto encoding = round % 2 == 0 ? Encoding::utf8 : Encoding::cp1252;
        for (const CsvRow& row : rows_of(text, {.encoding = encoding, .field_bytes_max = 8})) {
            for (const std::string& field : row.fields) REQUIRE(is_utf8(field));
        }
    }
}
