// The JSON API over the records of one replica. Everything is derived from the declarations: a new
// entity, field or transition has its endpoints without a line here.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "common/api/gate.hpp"
#include "common/api/problem_texts.hpp"
#include "common/engine/document.hpp"
#include "common/engine/precondition.hpp"
#include "common/engine/question.hpp"
#include "common/http/router.hpp"
#include "common/schema/registry.hpp"

namespace branchline::api {

struct Options {
    /// The stream that a new row of a dealer's entity belongs to; other entities are not asked
    /// about. Runs on the HTTP thread. Empty: stream_from_query().
    std::function<Result<std::string>(const schema::Entity&, const http::Request&)> stream_for_new;
    /// Today at the branch, in days since 1970-01-01: the day of questions, and of lists with
    /// editions that name none. Runs on the HTTP thread. Empty: no edition is too late.
    std::function<std::int64_t()> today;
    /// What can be asked beside records; must outlive every request.
    std::span<const engine::Question> questions;
    /// What must hold of other records before an edit is written; must outlive every request.
    std::span<const engine::Precondition> preconditions;
    /// What can be printed; must outlive every request.
    std::span<const engine::Document> documents;
    /// Codes of rules and verdicts, beside those of problem_texts().
    std::vector<ProblemText> more_problems;
    /// Runs long work beside the engine's thread and the HTTP thread, one piece after the other;
    /// false when too much of it waits. Empty: at once.
    std::function<bool(std::function<void()>)> background;
    /// Where files without a name are made. Empty: the system's temporary folder.
    std::filesystem::path scratch_folder;
    /// A list with more rows is refused as XLSX.
    std::size_t xlsx_rows_max = 100'000;
};

/// For a replica that holds many dealers: the caller says ?stream=dealer/D01.
Result<std::string> stream_from_query(const schema::Entity& entity, const http::Request& request);

/// Adds a row for every endpoint. The registry and the gate must outlive every request.
void mount(http::Router& router, const schema::Registry& registry, Gate& gate, Options options);

}  // namespace branchline::api
