// A question is what a module can answer from local records beside listing them: what a part
// costs on a day, what a VIN says, whether a claim would pass. One row a question gives the
// endpoint and the command.
#pragma once

#include <map>
#include <span>
#include <string_view>

#include "common/engine/store.hpp"

namespace branchline::engine {

/// What was asked, with everything that the answer may depend on beside the records.
struct Asked {
    std::map<std::string, std::string> parameters;  ///< Of the path and of the query.
    std::int64_t today = 0;                         ///< Days since 1970-01-01 at the branch.

    /// Empty when it was not given.
    const std::string& at(const std::string& name) const;
};

/// Facts in reading order, then perhaps a table. Dates, amounts and rates are written as people
/// read them: 2026-11-21, 104.72.
struct Answer {
    std::vector<std::pair<std::string, schema::Value>> facts;
    std::vector<std::string> columns;
    std::vector<std::vector<schema::Value>> rows;
};

struct Question {
    std::string_view path;     ///< Below /api/v1/, as "prices/{list}/{part}".
    std::string_view query;    ///< Names of optional query parameters, separated by '|'.
    std::string_view command;  ///< NOUN VERB; the path's parameters are its arguments.
    std::string_view summary;
    Result<Answer> (*ask)(Store&, const Asked&);
};

}  // namespace branchline::engine
