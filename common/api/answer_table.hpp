// The answer of a question as a table that becomes a file.
#pragma once

#include <vector>

#include "common/engine/question.hpp"
#include "common/sheet/table.hpp"

namespace branchline::api {

struct AnswerTable {
    std::vector<sheet::Column> columns;
    std::vector<sheet::Row> rows;
};

/// What becomes of decimals, which an answer tells as texts.
enum class Numbers : std::uint8_t {
    as_told,     ///< They stay texts.
    as_numbers,  ///< A column that has nothing but decimals becomes one of numbers.
};

/// The rows of the answer; of one that has facts alone its facts, one a row.
AnswerTable table_of(const engine::Answer& answer, Numbers numbers);

}  // namespace branchline::api
