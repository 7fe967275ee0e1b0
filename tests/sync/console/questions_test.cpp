#include "sync/console/questions.hpp"

#include <catch2/catch.hpp>

#include "common/http/server.hpp"
#include "common/text/json.hpp"
#include "tests/support/command_line.hpp"
#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

constexpr engine::Question kPrice{
    .path = "prices/{list}/{part_number}",
    .query = "date|model_year",
    .command = "price show",
    .summary = "What a part costs",
    .ask = nullptr,
};
constexpr engine::Question kSum{
    .path = "summary", .query = "", .command = "sum show", .summary = "All", .ask = nullptr};
constexpr engine::Question kQuestions[] = {kPrice, kSum};

/// A daemon that answers everything with one body, and remembers what it was asked.
class Daemon {
public:
    explicit Daemon(http::Response answer) {
        server_ = std::make_unique<http::Server>(
            http::ServerOptions{.listen = {}, .admin_socket = folder_.file("admin.sock")},
            [this, answer](http::Request request, http::Answer give) {
                asked = request.target;
                give(answer);
            });
        REQUIRE(server_->start());
    }
    ~Daemon() { server_->stop(); }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// The exit code and the output of a command.
    std::string run(std::vector<std::string> words) const {
        const test::Said said =
            test::run_at(folder_.path().string(), question_commands(kQuestions), std::move(words));
        return std::to_string(said.exit) + "\n" + said.out;
    }

    std::string asked;

private:
    test::Folder folder_;
    std::unique_ptr<http::Server> server_;
};

http::Response answer_of(const std::string& body) {
    return http::text_response(200, "application/json", body);
}

}  // namespace

TEST_CASE("questions: each is a command with the parameters of its row", "[console]") {
    const auto commands = question_commands(kQuestions);
    REQUIRE(commands.size() == 2);
    const cli::Command& price = commands.front();
    CHECK(price.path == "price show");
    CHECK(price.help == "What a part costs.");
    REQUIRE(price.arguments.size() == 2);
    CHECK(price.arguments[0].name == "LIST");
    CHECK(price.arguments[1].name == "PART_NUMBER");
    CHECK(price.arguments[1].help == "The part number");
    REQUIRE(price.options.size() == 2);
    CHECK(price.options[0].name == "date");
    CHECK(price.options[1].name == "model-year");
    CHECK(commands[1].arguments.empty());
    CHECK(commands[1].options.empty());
}

TEST_CASE("questions: arguments and options stand in the address, escaped", "[console]") {
    Daemon daemon(answer_of(R"({"facts":{}})"));
    daemon.run({"price", "show", "L 1", "A/1"});
    CHECK(daemon.asked == "/api/v1/prices/L%201/A%2F1");
    daemon.run({"price", "show", "L1", "P1", "--model-year", "20&1", "--date", "2026-11-21"});
    CHECK(daemon.asked == "/api/v1/prices/L1/P1?date=2026-11-21&model_year=20%261");
}

TEST_CASE("questions: facts are lines, a table stands behind them", "[console]") {
    Daemon daemon(answer_of(R"({"facts":{"list":"L1","amount":"9.90","core":true,"note":null},)"
                            R"("columns":["step","left"],"rows":[["wash",2],["dry",10]]})"));
    CHECK(daemon.run({"sum", "show"}) ==
          "0\n"
          "list    L1\n"
          "amount  9.90\n"
          "core    yes\n"
          "note    -\n"
          "\n"
          "step  left\n"
          "wash     2\n"
          "dry     10\n");
}

TEST_CASE("questions: a table without rows says so, facts need none", "[console]") {
    Daemon table(answer_of(R"({"facts":{},"columns":["step"],"rows":[]})"));
    CHECK(table.run({"sum", "show"}) == "0\n(none)\n");
    Daemon facts(answer_of(R"({"facts":{"a":1}})"));
    CHECK(facts.run({"sum", "show"}) == "0\na  1\n");
    CHECK(facts.run({"sum", "show", "--plain"}) == "0\na\t1\n");
}

TEST_CASE("questions: the answer is shown as it came with --json", "[console]") {
    Daemon daemon(answer_of(R"({"facts":{"a":1},"columns":["b"],"rows":[[2]]})"));
    CHECK(daemon.run({"sum", "show", "--json"}) ==
          "0\n{\"facts\":{\"a\":1},\"columns\":[\"b\"],\"rows\":[[2]]}\n");
}

TEST_CASE("questions: what another branch wrote cannot steer the terminal", "[console]") {
    Daemon daemon(answer_of("{\"facts\":{\"a\":\"x\\u001b[2Jy\"}}"));
    CHECK(daemon.run({"sum", "show"}).find('\x1b') == std::string::npos);
}

TEST_CASE("questions: a missing argument is told before anybody is asked", "[console]") {
    Daemon daemon(answer_of("{}"));
    CHECK_FALSE(daemon.run({"price", "show", "L1"}).starts_with("0\n"));
    CHECK(daemon.asked.empty());
}
