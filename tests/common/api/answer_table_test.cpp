// Answers as tables: which columns are numbers, and that no text becomes one by chance.
#include "common/api/answer_table.hpp"

#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::api;
using sheet::Cell;
using sheet::Kind;

namespace {

schema::Value text(std::string_view value) {
    return std::string(value);
}

engine::Answer column(std::vector<schema::Value> values) {
    engine::Answer out;
    out.columns = {"value"};
    for (schema::Value& value : values) out.rows.push_back({std::move(value)});
    return out;
}

Kind kind_of(std::vector<schema::Value> values, Numbers numbers) {
    return table_of(column(std::move(values)), numbers).columns.front().kind;
}

}  // namespace

TEST_CASE("answer table: an answer without a table is a table of its facts", "[api]") {
    engine::Answer answer;
    answer.facts = {
        {"dealer",  text("D01")    },
        {"closing", text("1.00")   },
        {"until",   schema::Value()}
    };
    const AnswerTable table = table_of(answer, Numbers::as_numbers);
    REQUIRE(table.columns.size() == 2);
    CHECK(table.columns[1].heading == "value");
    REQUIRE(table.rows.size() == 3);
    CHECK(table.rows[0] == sheet::Row{Cell(std::string("dealer")), Cell(std::string("D01"))});
    CHECK(table.rows[2][1] == Cell());
}

TEST_CASE("answer table: decimals stay as they were told, or become numbers of one scale",
          "[api]") {
    const engine::Answer answer =
        column({text("12.5"), text("104.72"), schema::Value(), text("-3")});
    const AnswerTable told = table_of(answer, Numbers::as_told);
    CHECK(told.columns.front().kind == Kind::text);
    CHECK(told.rows[0].front() == Cell(std::string("12.5")));
    const AnswerTable numbers = table_of(answer, Numbers::as_numbers);
    CHECK(numbers.columns.front().kind == Kind::decimal);
    CHECK(numbers.columns.front().scale == 2);
    CHECK(numbers.rows[0].front() == Cell(std::int64_t{1250}));
    CHECK(numbers.rows[1].front() == Cell(std::int64_t{10472}));
    CHECK(numbers.rows[2].front() == Cell());
    CHECK(numbers.rows[3].front() == Cell(std::int64_t{-300}));
}

TEST_CASE("answer table: a column that has a word is a column of texts", "[api]") {
    CHECK(kind_of({text("12.5"), text("D01")}, Numbers::as_numbers) == Kind::text);
    CHECK(kind_of({text("2026-11-21")}, Numbers::as_numbers) == Kind::text);
    CHECK(kind_of({text("1.")}, Numbers::as_numbers) == Kind::text);
    CHECK(kind_of({text("")}, Numbers::as_numbers) == Kind::text);
    CHECK(kind_of({text("1234567890123456789.0")}, Numbers::as_numbers) == Kind::text);
    CHECK(kind_of({text("1.1234567890")}, Numbers::as_numbers) == Kind::text);
    CHECK(kind_of({schema::Value()}, Numbers::as_numbers) == Kind::text);
}

TEST_CASE("answer table: whole numbers and flags are what they are, beside texts they are texts",
          "[api]") {
    CHECK(kind_of({schema::Value(std::int64_t{3})}, Numbers::as_told) == Kind::integer);
    CHECK(kind_of({schema::Value(true), schema::Value()}, Numbers::as_told) == Kind::flag);
    const AnswerTable mixed =
        table_of(column({schema::Value(std::int64_t{3}), text("x"), schema::Value(false)}),
                 Numbers::as_told);
    CHECK(mixed.columns.front().kind == Kind::text);
    CHECK(mixed.rows[0].front() == Cell(std::string("3")));
    CHECK(mixed.rows[2].front() == Cell(std::string("false")));
}
