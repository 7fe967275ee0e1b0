// Tables as XLSX: the parts of the file, read back as a spreadsheet would.
#include "common/sheet/xlsx.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"
#include "tests/support/zip.hpp"

using namespace branchline;
using namespace branchline::sheet;

namespace {

const Instant kMoment{Milliseconds(1'795'000'000'000)};

std::string bytes_of(const std::vector<Column>& columns, const std::vector<Row>& rows) {
    const test::Folder folder;
    auto writer =
        XlsxWriter::begin({.folder = folder.path(), .title = "parts", .created = kMoment}, columns);
    REQUIRE(writer);
    for (const Row& row : rows) REQUIRE(writer->add(row));
    CHECK(writer->rows() == rows.size());
    const auto file = writer->finish();
    REQUIRE(file);
    CHECK(std::filesystem::is_empty(folder.path()));
    return file->read(0, *file->size()).value();
}

std::string sheet_of(const std::vector<Column>& columns, const std::vector<Row>& rows) {
    return test::unzipped(bytes_of(columns, rows))["xl/worksheets/sheet1.xml"];
}

/// The cell of column A in the second row, as the file has it.
std::string cell_of(const Column& column, const Cell& cell) {
    const std::string sheet = sheet_of({column}, {{cell}});
    const auto begin = sheet.find("<c r=\"A2\"");
    if (begin == sheet.npos) return "";
    return sheet.substr(begin, sheet.find("</c>", begin) - begin);
}

/// What stands between <v> and </v>.
std::string number_in(const Column& column, std::int64_t value) {
    const std::string cell = cell_of(column, value);
    const auto begin = cell.find("<v>");
    if (begin == cell.npos || cell.find("t=\"") != cell.npos) return "text";
    return cell.substr(begin + 3, cell.find("</v>") - begin - 3);
}

std::string text_in(const std::string& text) {
    const std::string cell = cell_of({"Text", Kind::text, 0}, text);
    CHECK(cell.find("t=\"inlineStr\"") != cell.npos);
    CHECK(cell.find("<f>") == cell.npos);
    const auto begin = cell.find('>', cell.find("<t"));
    return cell.substr(begin + 1, cell.find("</t>") - begin - 1);
}

const Column kPrice{"Price", Kind::decimal, 2};

}  // namespace

TEST_CASE("xlsx: headings stand first, stay in sight and filter", "[sheet]") {
    const auto sheet = sheet_of(
        {
            {"Part", Kind::text, 0},
            kPrice
    },
        {{std::string("A"), {}}});
    CHECK(sheet.find("<t>Part</t>") != sheet.npos);
    CHECK(sheet.find("ySplit=\"1\"") != sheet.npos);
    CHECK(sheet.find("state=\"frozen\"") != sheet.npos);
    CHECK(sheet.find("<autoFilter ref=\"A1:B2\"/>") != sheet.npos);
    CHECK(sheet.find("\"B2\"") == sheet.npos);
}

TEST_CASE("xlsx: a table without rows is its headings", "[sheet]") {
    const auto sheet = sheet_of(
        {
            {"Part", Kind::text, 0}
    },
        {});
    CHECK(sheet.find("<t>Part</t>") != sheet.npos);
    CHECK(sheet.find("r=\"A2\"") == sheet.npos);
}

TEST_CASE("xlsx: what looks like a formula or a link is a text", "[sheet]") {
    CHECK(text_in("=1+1") == "=1+1");
    CHECK(text_in("@SUM(A1)") == "@SUM(A1)");
    CHECK(text_in("-2+3") == "-2+3");
    CHECK(text_in("http://example.org") == "http://example.org");
    CHECK(text_in("<b>&\"") == "&lt;b&gt;&amp;\"");
}

TEST_CASE("xlsx: a text cell has the format of texts, so that editing keeps it one", "[sheet]") {
    const auto parts = test::unzipped(bytes_of(
        {
            {"Text", Kind::text, 0}
    },
        {{std::string("=1")}}));
    const std::string& styles = parts.at("xl/styles.xml");
    CHECK(styles.find("formatCode=\"@\"") != styles.npos);
    CHECK(cell_of({"Text", Kind::text, 0}, std::string("=1")).find(" s=\"") != std::string::npos);
}

TEST_CASE("xlsx: characters that XML cannot carry are replaced, escapes stay literal", "[sheet]") {
    CHECK(text_in(std::string("a\0b\x1f", 4)) ==
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD");
    CHECK(text_in("a\xEF\xBF\xBF") == "a\xEF\xBF\xBD");
    CHECK(text_in("a\r\nb\rc") == "a\nb\nc");
    CHECK(text_in("a\xFF") == "a\xEF\xBF\xBD");
    CHECK(text_in("_x0041_") == "_x005F_x0041_");
    CHECK(text_in("_x004") == "_x004");
}

TEST_CASE("xlsx: a text that is too long for a cell is cut with a mark", "[sheet]") {
    const std::string cut = text_in(std::string(40'000, 'x'));
    CHECK(cut.size() == 32'003);
    CHECK(cut.ends_with("x..."));
    CHECK(text_in(std::string(32'000, 'x')).size() == 32'000);
}

TEST_CASE("xlsx: money shows the digits it has", "[sheet]") {
    CHECK(number_in(kPrice, 1250) == "12.5");
    CHECK(number_in(kPrice, -5) == "-0.05");
    CHECK(number_in(kPrice, 0) == "0");
    CHECK(number_in(kPrice, 110) == "1.1");
    CHECK(number_in(kPrice, 123'456'789'012'345) == "1234567890123.45");
    const auto parts = test::unzipped(bytes_of({kPrice}, {{std::int64_t{1}}}));
    const std::string& styles = parts.at("xl/styles.xml");
    CHECK(styles.find("formatCode=\"0.00\"") != styles.npos);
}

TEST_CASE("xlsx: every cent is read back as the number nearest to it", "[sheet]") {
    std::vector<Row> rows;
    for (std::int64_t cents = 85'000; cents < 90'000; cents += 7) rows.push_back({cents});
    const std::string sheet = sheet_of({kPrice}, rows);
    std::size_t at = 0;
    for (const Row& row : rows) {
        at = sheet.find("<v>", at) + 3;
        const auto cents = static_cast<double>(std::get<std::int64_t>(row[0]));
        REQUIRE(std::strtod(sheet.c_str() + at, nullptr) == cents / 100);
    }
}

TEST_CASE("xlsx: a number of more than 15 digits is a text with all of them", "[sheet]") {
    CHECK(number_in({"Count", Kind::integer, 0}, 999'999'999'999'999) == "999999999999999");
    CHECK(number_in({"Count", Kind::integer, 0}, 1'000'000'000'000'000) == "text");
    const auto cell = cell_of(kPrice, std::int64_t{INT64_MIN});
    CHECK(cell.find("<t>-92233720368547758.08</t>") != cell.npos);
}

TEST_CASE("xlsx: dates and instants are those of the spreadsheet", "[sheet]") {
    CHECK(number_in({"On", Kind::date, 0}, 0) == "25569");
    CHECK(number_in({"On", Kind::date, 0}, 20'778) == "46347");
    CHECK(number_in({"At", Kind::instant, 0}, 86'400'000 + 43'200'000) == "25570.5");
    CHECK(number_in({"At", Kind::instant, 0}, -43'200'000) == "25568.5");
}

TEST_CASE("xlsx: a date before the spreadsheet's calendar is a text", "[sheet]") {
    CHECK(number_in({"On", Kind::date, 0}, 61 - 25'569) == "61");
    const auto cell = cell_of({"On", Kind::date, 0}, std::int64_t{60 - 25'569});
    CHECK(cell.find("<t>1900-02-28</t>") != cell.npos);
    CHECK(number_in({"On", Kind::date, 0}, INT64_MAX) == "text");
    CHECK(number_in({"At", Kind::instant, 0}, INT64_MIN) == "text");
}

TEST_CASE("xlsx: a flag is a flag", "[sheet]") {
    const auto cell = cell_of({"Locked", Kind::flag, 0}, true);
    CHECK(cell.find("t=\"b\"") != cell.npos);
    CHECK(cell.find("<v>1</v>") != cell.npos);
}

TEST_CASE("xlsx: the same table gives the same bytes", "[sheet]") {
    const std::vector<Row> rows(10, {std::string("A"), std::int64_t{5}});
    const std::vector<Column> columns = {
        {"Part", Kind::text, 0},
        kPrice
    };
    CHECK(bytes_of(columns, rows) == bytes_of(columns, rows));
}

TEST_CASE("xlsx: a full disk is not touched", "[sheet]") {
    const test::Folder folder;
    const auto writer = XlsxWriter::begin(
        {
            .folder = folder.path(),
            .title = "parts",
            .created = kMoment,
            .free_bytes_min = UINT64_MAX
    },
        {{"Part", Kind::text, 0}});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().code == Code::disk_full);
}

TEST_CASE("xlsx: a folder that is not there is an error", "[sheet]") {
    const auto writer =
        XlsxWriter::begin({.folder = "/nonexistent", .title = "parts", .created = kMoment}, {});
    REQUIRE_FALSE(writer);
    CHECK(writer.error().id == "disk-failed");
}

TEST_CASE("xlsx: a table that nobody finishes leaves nothing behind", "[sheet]") {
    const test::Folder folder;
    {
        auto writer = XlsxWriter::begin(
            {.folder = folder.path(), .title = "a/b:c", .created = kMoment}, {kPrice});
        REQUIRE(writer);
        REQUIRE(writer->add({std::int64_t{1}}));
    }
    CHECK(std::filesystem::is_empty(folder.path()));
}
