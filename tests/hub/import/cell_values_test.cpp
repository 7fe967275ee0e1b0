#include "hub/import/cell_values.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::hub;

namespace {

/// What is read of one amount in a file that shows nothing else.
std::string alone(std::string_view text, DecimalMark given = DecimalMark::unknown) {
    AmountReader reader(given);
    const auto read = reader.read(text);
    return read ? std::to_string(*read) : read.error().id;
}

template <class Value>
std::string id_of(const Result<Value>& read) {
    return read ? "" : read.error().id;
}

}  // namespace

TEST_CASE("amounts: either decimal mark is read where it is plain", "[import]") {
    CHECK(alone("12.5") == "1250");
    CHECK(alone("12,50") == "1250");
    CHECK(alone("1.234,50") == "123450");
    CHECK(alone("1,234.50") == "123450");
    CHECK(alone("1.234.567") == "123456700");
    CHECK(alone("0") == "0");
    CHECK(alone("1234567") == "123456700");
    CHECK(alone(" 38.00 ") == "3800");
}

TEST_CASE("amounts: what may be a thousand or a fraction is refused", "[import]") {
    CHECK(alone("1.234") == "ambiguous-amount");
    CHECK(alone("12,345") == "ambiguous-amount");
}

TEST_CASE("amounts: a given decimal mark makes them plain", "[import]") {
    CHECK(alone("1.234", DecimalMark::comma) == "123400");
    CHECK(alone("1,234", DecimalMark::point) == "123400");
    CHECK(alone("1.234", DecimalMark::point) == "too-many-decimals");
    CHECK(alone("12,50", DecimalMark::point) == "other-decimal-mark");
}

TEST_CASE("amounts: the first plain amount decides for the file", "[import]") {
    AmountReader reader;
    CHECK(id_of(reader.read("1.234")) == "ambiguous-amount");
    CHECK(reader.mark() == DecimalMark::unknown);
    CHECK(reader.read("5,20") == 520);
    CHECK(reader.mark() == DecimalMark::comma);
    CHECK(id_of(reader.read("5.20")) == "other-decimal-mark");
    CHECK(id_of(reader.read("1.234")) == "ambiguous-amount");
    CHECK(reader.read("1.234,00") == 123400);
    CHECK(reader.read("7") == 700);
}

TEST_CASE("amounts: what is no amount is refused", "[import]") {
    for (const char* text :
         {"", "abc", "12,", ",50", "1.23.4", "12 50", "EUR 5", "1e3", "1,,2", "1.23,45.6", "+5"}) {
        CHECK(alone(text) == "bad-amount");
    }
    CHECK(alone("-5.00") == "negative-amount");
    CHECK(alone("0.125") == "too-many-decimals");
    CHECK(alone("12345.678") == "too-many-decimals");
    CHECK(alone("1234567890123") == "amount-too-large");
}

TEST_CASE("amounts: a refused amount decides nothing", "[import]") {
    AmountReader reader;
    CHECK(id_of(reader.read("0,125")) == "too-many-decimals");
    CHECK(reader.read("5.20") == 520);
}

TEST_CASE("cells: whole numbers within their bounds", "[import]") {
    CHECK(read_count("10", 1, 100) == 10);
    CHECK(id_of(read_count("0", 1, 100)) == "bad-number");
    CHECK(id_of(read_count("101", 1, 100)) == "bad-number");
    CHECK(id_of(read_count("-1", 0, 100)) == "bad-number");
    CHECK(id_of(read_count("99999999999999999999", 0, INT64_MAX)) == "bad-number");
}

TEST_CASE("cells: quantities in thousandths", "[import]") {
    CHECK(read_quantity("2") == 2000);
    CHECK(read_quantity("0,5") == 500);
    CHECK(read_quantity("1.125") == 1125);
    CHECK(id_of(read_quantity("0")) == "bad-quantity");
    CHECK(id_of(read_quantity("101")) == "bad-quantity");
    CHECK(id_of(read_quantity("1.2345")) == "bad-quantity");
}

TEST_CASE("cells: yes and no, and dates of one form", "[import]") {
    CHECK(read_flag("Yes") == true);
    CHECK(read_flag("0") == false);
    CHECK(id_of(read_flag("perhaps")) == "bad-flag");
    CHECK(read_date("1970-01-02") == 1);
    CHECK(id_of(read_date("21.11.2026")) == "bad-date");
    CHECK(id_of(read_date("2026-02-30")) == "bad-date");
}

TEST_CASE("cells: a part number has letters or digits of ASCII", "[import]") {
    CHECK(read_part(" 06A-906/032 HN ") == "06A-906/032 HN");
    CHECK(id_of(read_part("")) == "missing-part");
    CHECK(id_of(read_part("--")) == "bad-part");
    CHECK(id_of(read_part("\xC3\x84"
                          "1")) == "bad-part");
    CHECK(id_of(read_part(std::string(41, '1'))) == "bad-part");
}

TEST_CASE("cells: a text is one line and not too long", "[import]") {
    CHECK(read_text(" two\nlines ", 40) == "two lines");
    CHECK(id_of(read_text("abc", 2)) == "text-too-long");
}
