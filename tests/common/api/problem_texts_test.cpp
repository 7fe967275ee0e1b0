// The table of what codes of problems mean. That it has every code is a rule of the tidy test.
#include "common/api/problem_texts.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace branchline::api;

namespace {

bool is_sentence(std::string_view text) {
    return text.size() > 5 && text.front() >= 'A' && text.front() <= 'Z' &&
           (text.ends_with('.') || text.ends_with(':'));
}

}  // namespace

TEST_CASE("problem texts: each code once, in order, with two sentences", "[api]") {
    const auto rows = problem_texts();
    REQUIRE_FALSE(rows.empty());
    CHECK(std::is_sorted(rows.begin(), rows.end(),
                         [](const auto& a, const auto& b) { return a.code <= b.code; }));
    for (const ProblemText& row : rows) {
        CAPTURE(row.code);
        CHECK((is_sentence(row.meaning) || row.meaning.starts_with("vPIC")));
        CHECK((is_sentence(row.remedy) || row.remedy == "GET /api/v1/rejected tells why."));
    }
}
