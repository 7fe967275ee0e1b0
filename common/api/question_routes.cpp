// What can be asked beside records: one row for every question that a module declares.
#include <fmt/format.h>

#include "common/api/input.hpp"
#include "common/api/json_values.hpp"
#include "common/api/routes.hpp"
#include "common/http/problem.hpp"
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

}  // namespace

void add_question_routes(http::Router& router, const Shared& shared) {
    for (const Question& question : shared->options.questions) {
        const auto read = [shared, &question](const Request& request) {
            return read_question(question, request, shared->options.today());
        };
        const auto work = [ask = question.ask](Store& store, const Asked& asked) {
            const auto answer = ask(store, asked);
            if (!answer) return http::problem(answer.error());
            return http::json_response(200, answer_json(*answer));
        };
        router.add("GET", fmt::format("{}{}", kPrefix, question.path),
                   on_store(shared, false, read, work), {.summary = std::string(question.summary),
                    .permit = std::string(kSystemRead)});
    }
}

}  // namespace branchline::api
