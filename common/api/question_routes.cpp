// What can be asked beside records: rows for every question that a module declares. An answer is a
// JSON document, or its table as a file.
#include <chrono>

#include <fmt/format.h>

#include "common/api/answer_table.hpp"
#include "common/api/input.hpp"
#include "common/api/json_values.hpp"
#include "common/api/routes.hpp"
#include "common/http/problem.hpp"
#include "common/sheet/xlsx.hpp"
#include "common/text/json.hpp"

namespace branchline::api {

namespace {

using engine::Answer;
using engine::Asked;
using engine::Question;
using engine::Store;
using http::Request;
using http::Response;
using text::Json;

/// The words of "a|b|c"; none in an empty text.
std::vector<std::string_view> words_of(std::string_view words) {
    std::vector<std::string_view> out;
    while (!words.empty()) {
        const std::size_t bar = std::min(words.find('|'), words.size());
        out.push_back(words.substr(0, bar));
        words.remove_prefix(std::min(bar + 1, words.size()));
    }
    return out;
}

Answered<Asked> read_question(const Question& question,
                              const Request& request,
                              std::int64_t today) {
    TRY_VOID(only_parameters(request, words_of(question.query)));
    Asked asked{.parameters = {}, .today = today};
    for (const auto& [name, value] : request.query) asked.parameters[name] = value;
    for (const auto& [name, value] : request.params) asked.parameters[name] = value;
    return asked;
}

Json answer_json(const Answer& answer) {
    Json out = Json::object();
    Json& facts = out["facts"] = Json::object();
    for (const auto& [name, value] : answer.facts) facts[name] = value_to_json(value);
    if (answer.columns.empty()) return out;
    out["columns"] = answer.columns;
    Json& rows = out["rows"] = Json::array();
    for (const auto& values : answer.rows) {
        Json row = Json::array();
        for (const schema::Value& value : values) row.push_back(value_to_json(value));
        rows.push_back(std::move(row));
    }
    return out;
}

// Files.

constexpr std::string_view kCsv = "text/csv";
constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::size_t kPieceBytes = std::size_t{256} * 1024;

Response file_response(std::string_view type, const Question& question, std::string_view ending) {
    Response out = http::text_response(200, type, {});
    // The last word of the path that is none of its parameters.
    std::string name = "answer";
    std::string_view path = question.path;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        if (path.front() != '{') name = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    out.headers.set("Content-Disposition",
                    fmt::format("attachment; filename=\"{}.{}\"", name, ending));
    return out;
}

Response csv_file(const Question& question, const Answer& answer) {
    Response out = file_response("text/csv; charset=utf-8; header=present", question, "csv");
    const AnswerTable table = table_of(answer, Numbers::as_told);
    out.body = sheet::csv_headings(table.columns);
    for (const sheet::Row& row : table.rows) out.body += sheet::csv_row(table.columns, row);
    return out;
}

Result<Response> xlsx_file(const Shared& shared, const Question& question, const Answer& answer) {
    const AnswerTable table = table_of(answer, Numbers::as_numbers);
    if (table.rows.size() > shared->options.xlsx_rows_max) {
        return fail(Code::too_large, "too-many-rows",
                    fmt::format("the answer has more than {} rows", shared->options.xlsx_rows_max),
                    "Ask for less, or take format=csv, which has no bound.");
    }
    const std::int64_t day = shared->options.today();
    TRY(auto writer,
        sheet::XlsxWriter::begin({.folder = shared->options.scratch_folder,
                                  .title = std::string(question.command),
                                  .created = Date(std::chrono::days(day == INT64_MAX ? 1 : day))},
                                 table.columns));
    for (const sheet::Row& row : table.rows) TRY_VOID(writer.add(row));
    TRY(const sheet::NamelessFile file, writer.finish());
    Response out = file_response(kXlsx, question, "xlsx");
    for (std::uint64_t at = 0;; at += kPieceBytes) {
        TRY(const std::string piece, file.read(at, kPieceBytes));
        out.body += piece;
        if (piece.size() < kPieceBytes) return out;
    }
}

/// Asked on the engine's thread, written beside it.
http::Handler xlsx_handler(const Shared& shared, const Question& question) {
    return [shared, &question](const Request& request, http::Answer give) {
        auto asked = read_question(question, request, shared->options.today());
        if (!asked) return give(std::move(asked).error());
        const auto told = std::make_shared<Answer>();
        const auto work = [told, &question, asked = *std::move(asked)](Store& store) -> Response {
            auto answer = question.ask(store, asked);
            if (!answer) return http::problem(answer.error());
            *told = *std::move(answer);
            return {};
        };
        shared->gate.run(false, as_caller(request, work),
                         [shared, told, &question, give](Response first) {
                             if (first.status != 200) return give(std::move(first));
                             const auto write = [shared, told, &question, give] {
                                 auto file = xlsx_file(shared, question, *told);
                                 give(file ? *std::move(file) : http::problem(file.error()));
                             };
                             if (shared->options.background(write)) return;
                             give(http::problem(503, "busy", "too many files are being made",
                                                "Try again in a minute."));
                         });
    };
}

/// One row of a question: its answer as JSON, or as a table of some format.
void add_row(http::Router& router,
             const Shared& shared,
             const Question& question,
             std::string_view format) {
    const auto read = [shared, &question](const Request& request) {
        return read_question(question, request, shared->options.today());
    };
    const bool is_csv = format == "csv";
    const auto work = [&question, is_csv](Store& store, const Asked& asked) {
        const auto answer = question.ask(store, asked);
        if (!answer) return http::problem(answer.error());
        return is_csv ? csv_file(question, *answer)
                      : http::json_response(200, answer_json(*answer));
    };
    http::RouteOptions options{.summary = std::string(question.summary),
                               .format = std::string(format),
                               .permit = std::string(kSystemRead)};
    if (is_csv) options.produces = kCsv;
    if (format == "xlsx") options.produces = kXlsx;
    router.add("GET", fmt::format("{}{}", kPrefix, question.path),
               format == "xlsx" ? when_here(shared, xlsx_handler(shared, question))
                                : on_store(shared, false, read, work),
               std::move(options));
}

}  // namespace

void add_question_routes(http::Router& router, const Shared& shared) {
    for (const Question& question : shared->options.questions) {
        for (const std::string_view format : {"json", "csv", "xlsx"}) {
            add_row(router, shared, question, format);
        }
    }
}

}  // namespace branchline::api
