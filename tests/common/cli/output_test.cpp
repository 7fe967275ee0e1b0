// Tables, secrets, and what a daemon's answer becomes.
#include "common/cli/output.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include <unistd.h>

#include "common/cli/secret.hpp"
#include "common/cli/table.hpp"
#include "common/http/problem.hpp"
#include "common/text/json.hpp"
#include "tests/common/cli/tool.hpp"

using namespace branchline;
using namespace branchline::cli;

namespace {

std::string printed(const Table& table, bool plain = false) {
    std::ostringstream out;
    if (plain) {
        table.print_plain(out);
    } else {
        table.print(out);
    }
    return out.str();
}

struct Shown {
    Result<int> code = 0;
    std::string out;
    std::string error;
};

Shown show_answer(const Result<http::Response>& answer, bool as_json) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream error;
    Streams streams{in, out, error};
    const Command command{.path = "get", .help = "", .function = nullptr};
    Invocation::Values values;
    values.flags["json"] = as_json;
    const Invocation invocation(command, values, streams);
    const auto code = show(invocation, answer, [&](const text::Json& body) {
        out << "name: " << text::string_of(body, "name").value_or("?") << '\n';
    });
    return {code, out.str(), error.str()};
}

std::string secret_id(const std::string& input,
                      const std::optional<std::string>& argument,
                      const std::optional<std::string>& file = std::nullopt) {
    std::istringstream in(input);
    const auto secret = read_secret(in, argument, file);
    return secret ? "read:" + *secret : secret.error().id;
}

}  // namespace

TEST_CASE("table: numbers go to the right, text to the left, by display width", "[cli]") {
    Table table({{"Name"}, {"Count"}, {"Note"}});
    table.add({"M\xC3\xBCller", "7", "x"});
    table.add({"Li", "1,250", ""});
    CHECK(printed(table) ==
          "Name    Count  Note\n"
          "M\xC3\xBCller      7  x\n"
          "Li      1,250\n");
}

TEST_CASE("table: dates and ids stay on the left", "[cli]") {
    Table table({{"Day"}, {"Id"}});
    table.add({"2026-11-21", "0193ab"});
    table.add({"-", "7"});
    CHECK(printed(table) == "Day         Id\n2026-11-21  0193ab\n-           7\n");
}

TEST_CASE("table: a long value is cut at the column's limit, but not in plain form", "[cli]") {
    Table table({
        {"Reason", 8},
        {"N"}
    });
    table.add({"a very long reason", "1"});
    CHECK(printed(table) == "Reason    N\na ver...  1\n");
    CHECK(printed(table, true) == "a very long reason\t1\n");
}

TEST_CASE("table: on a narrow terminal the widest texts give way", "[cli]") {
    Table table({
        {"id", 0, true},
        {"Reason"},
        {"Place"},
        {"N"}
    });
    table.add({"0123456789abcdef", "the part is not priced here", "North Harbour", "12345"});
    std::ostringstream out;
    table.print(out, false, 54);
    CHECK(out.str() ==
          "id                Reason          Place              N\n"
          "0123456789abcdef  the part is...  North Harbour  12345\n");
}

TEST_CASE("table: where no cut would make it fit nothing is cut", "[cli]") {
    Table table({
        {"id", 0, true},
        {"Reason"},
        {"N"}
    });
    table.add({"0123456789abcdef", "a long reason", "1234567"});
    std::ostringstream out;
    table.print(out, false, 10);
    CHECK(out.str() ==
          "id                Reason               N\n"
          "0123456789abcdef  a long reason  1234567\n");
}

TEST_CASE("table: without rows only the header is left, in plain form nothing", "[cli]") {
    const Table table({{"Name"}, {"Count"}});
    CHECK(printed(table) == "Name  Count\n");
    CHECK(printed(table, true).empty());
}

TEST_CASE("table: a value cannot send commands to the terminal or add columns", "[cli]") {
    Table table({{"Name"}, {"N"}});
    table.add({"a\x1b[2Jb\tc\nd", "1"});
    CHECK(printed(table, true) == "a\xEF\xBF\xBD[2Jb c d\t1\n");
}

TEST_CASE("show: a good answer goes to the printer, or as it is with --json", "[cli]") {
    const http::Response answer = http::json_response(200, {
                                                               {"name", "x"}
    });
    CHECK(show_answer(answer, false).out == "name: x\n");
    CHECK(show_answer(answer, true).out == "{\"name\":\"x\"}\n");
    CHECK(show_answer(answer, true).code == 0);
}

TEST_CASE("show: a problem keeps its class on the way to the exit code", "[cli]") {
    const Error error{Code::refused, "not-covered", "warranty has expired", "Ask."};
    const Shown shown = show_answer(http::problem(error), false);
    REQUIRE_FALSE(shown.code.has_value());
    CHECK(shown.code.error() == error);
}

TEST_CASE("show: with --json a problem is passed on with all its members", "[cli]") {
    const text::Json extra = {
        {"errors", text::Json::array({"/name"})}
    };
    const Error error{Code::conflict, "stale-version", "moved on", ""};
    const Shown shown = show_answer(http::problem(error, &extra), true);
    CHECK(shown.code == 6);
    CHECK(shown.out.empty());
    CHECK(shown.error.find("\"errors\":[\"/name\"]") != std::string::npos);
}

TEST_CASE("show: no daemon is an error like any other", "[cli]") {
    const Error error{Code::unavailable, "daemon-not-reachable", "nobody", ""};
    CHECK(show_answer(std::unexpected(error), true).code.error() == error);
}

TEST_CASE("report: a message cannot forge a second line", "[cli]") {
    std::ostringstream out;
    CHECK(report(out, Error{Code::io, "x", "one\nerror: two", ""}, false) == 74);
    CHECK(out.str() == "error: one error: two\n");
}

TEST_CASE("secret: a dash reads the first line of the input", "[cli]") {
    CHECK(secret_id("s3cret\r\nmore\n", "-") == "read:s3cret");
    CHECK(secret_id("no break", "-") == "read:no break");
}

TEST_CASE("secret: a file is read without the line break at its end", "[cli]") {
    const Folder folder;
    CHECK(secret_id("", std::nullopt, folder.write("secret", "s3cret\n")) == "read:s3cret");
}

TEST_CASE("secret: written among the arguments it is refused", "[cli]") {
    CHECK(secret_id("", "s3cret") == "secret-in-arguments");
}

TEST_CASE("secret: both ways, no way, nothing and too much are refused", "[cli]") {
    CHECK(secret_id("x", "-", "file") == "usage");
    CHECK(secret_id("x", std::nullopt) == "usage");
    CHECK(secret_id("\n", "-") == "no-secret");
    CHECK(secret_id("", std::nullopt, "no/such/file") == "no-such-file");
    CHECK(secret_id(std::string(100'000, 'x'), "-") == "secret-too-long");
}

TEST_CASE("colour: not for a pipe, whatever the terminal", "[cli]") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    CHECK_FALSE(may_colour(ends[1]));
    CHECK(terminal_columns(ends[1]) == 0);
    ::close(ends[0]);
    ::close(ends[1]);
}
