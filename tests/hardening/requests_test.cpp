// Requests that two readers could take apart in two ways, and requests that cost more than they
// should: over a real loopback port. What is not here is in tests/common/http.
#include <cstdio>
#include <future>

#include "tests/common/http/loopback.hpp"

using namespace branchline;
using namespace branchline::http;

namespace {

constexpr const char* kJson = "Content-Type: application/json\r\n";

std::string smuggled(const Started& started) {
    return started.head("GET /peer") + "\r\n";
}

/// Refused with 400, and nothing that follows is read as a request.
void check_refused(const Started& started, const std::string& bytes) {
    const std::string answer = started.raw(bytes + smuggled(started));
    INFO(bytes.substr(0, 300));
    INFO(answer.substr(0, 600));
    CHECK(answer.starts_with("HTTP/1.1 400"));
    CHECK(mentions(answer, "Connection: close"));
    CHECK(answers_in(answer) == 1);
}

/// Resident memory of this process in KiB.
long resident() {
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    long total = 0;
    long pages = 0;
    const int read = std::fscanf(file, "%ld %ld", &total, &pages);
    std::fclose(file);
    return read == 2 ? pages * 4 : 0;
}

}  // namespace

TEST_CASE("smuggling: a head that readers take apart differently is refused", "[hardening]") {
    const Started started;
    const std::string post = started.head("POST /echo") + kJson;
    const std::string host = "Host: " + started.host;
    const std::string forms[] = {
        // Line ends.
        "GET /hello HTTP/1.1\n" + host + "\n\n",
        "GET /hello HTTP/1.1\r\n" + host + "\nX: a\r\n\r\n",
        "GET /hello HTTP/1.1\r\n" + host + "\rX: a\r\n\r\n",
        "GET /hello HTTP/1.1\r\n" + host + "\r\nX: a\nTransfer-Encoding: chunked\r\n\r\n",
        // A field in several lines.
        post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chun\r\n\tked\r\n\r\n0\r\n\r\n",
        post + "X: a\r\n Content-Length: 5\r\n\r\n",
        post + "Content-Length:\r\n 5\r\n\r\nhello",
        "GET /hello HTTP/1.1\r\n " + host + "\r\n\r\n",
        // Names.
        post + "Content-Length : 0\r\n\r\n",
        post + " Content-Length: 0\r\n\r\n",
        post + "Content\x0b-Length: 0\r\n\r\n",
        post + std::string("Content-Length\0: 0\r\n\r\n", 22),
        post + ": 0\r\n\r\n",
        // Lengths.
        post + "Content-Length: +5\r\n\r\nhello",
        post + "Content-Length: 0x5\r\n\r\nhello",
        post + "Content-Length: 5 5\r\n\r\nhello",
        post + "Content-Length: 5,5\r\n\r\nhello",
        post + "Content-Length: 5.0\r\n\r\nhello",
        post + "Content-Length:\r\n\r\nhello",
        post + "Content-Length: 99999999999999999999\r\n\r\nhello",
        post + "Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello",
        // Codings.
        post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
        post +
            "Transfer-Encoding: \x0b"
            "chunked\r\n\r\n0\r\n\r\n",
        post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        post + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        post + "Transfer-Encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\nG",
    };
    for (const std::string& form : forms) check_refused(started, form);
}

TEST_CASE("smuggling: a chunk that does not say clearly how long it is ends the connection",
          "[hardening]") {
    const Started started;
    const std::string head =
        started.head("POST /echo") + kJson + "Transfer-Encoding: chunked\r\n\r\n";
    for (const std::string& chunks : {
             std::string("zz\r\n"),
             std::string("-1\r\n"),
             std::string("0x2\r\nhi\r\n0\r\n\r\n"),
             std::string("2\nhi\r\n0\r\n\r\n"),
             std::string("2\r\nhiX\r\n0\r\n\r\n"),
             std::string("2\r\nhi0\r\n\r\n"),
             std::string("\r\nhi\r\n0\r\n\r\n"),
             std::string("fffffffffffffffff\r\nhi\r\n0\r\n\r\n"),
             std::string("2;\x01=\r\nhi\r\n0\r\n\r\n"),
         }) {
        INFO(chunks);
        const std::string answer = started.raw(head + chunks + smuggled(started));
        INFO(answer.substr(0, 400));
        CHECK(answers_in(answer) == 1);
        CHECK_FALSE(answer.starts_with("HTTP/1.1 2"));
        CHECK_FALSE(mentions(answer, "tcp"));
    }
}

TEST_CASE("smuggling: a body is never read as a request, whatever it holds", "[hardening]") {
    const Started started;
    const std::string inner = smuggled(started);
    const std::string head = started.head("POST /echo") + kJson + "Connection: close\r\n";
    const std::string by_length =
        started.raw(head + "Content-Length: " + std::to_string(inner.size()) + "\r\n\r\n" + inner);
    CHECK(answers_in(by_length) == 1);
    CHECK(by_length.ends_with(inner));
    // A body that a GET brings is taken off the line with it.
    const std::string get =
        started.raw(started.head("GET /hello") + "Connection: close\r\n" +
                    "Content-Length: " + std::to_string(inner.size()) + "\r\n\r\n" + inner);
    CHECK(answers_in(get) == 1);
    CHECK(get.ends_with("hello"));
}

TEST_CASE("smuggling: what follows a refused request is not answered", "[hardening]") {
    const Started started;
    const std::string next = smuggled(started);
    for (const std::string& first : {
             std::string("GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
             started.head("POST /echo") + kJson + "Origin: http://evil.example\r\n\r\n",
             started.head("GET /hello") + "Sec-Fetch-Site: cross-site\r\n\r\n",
             started.head("GET /" + std::string(5'000, 'a')) + "\r\n",
             started.head("POST /echo") + kJson + "Content-Length: 9999999\r\n\r\n",
         }) {
        INFO(first.substr(0, 200));
        const std::string answer = started.raw(first + next);
        CHECK(answers_in(answer) == 1);
        CHECK_FALSE(mentions(answer, "tcp"));
    }
}

TEST_CASE("smuggling: no upgrade to another protocol is taken", "[hardening]") {
    const Started started;
    for (const char* more : {"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                             "HTTP2-Settings: AAMAAABkAAQAAP__\r\n",
                             "Connection: Upgrade\r\nUpgrade: websocket\r\n"}) {
        const Raw connection(started.server.port());
        connection.send(started.head("GET /hello") + more + "\r\n");
        CHECK(connection.read_until("hello").starts_with("HTTP/1.1 200"));
    }
    CHECK(started.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").starts_with("HTTP/1.1 400"));
}

TEST_CASE("smuggling: a head in pieces is read as one that came whole", "[hardening]") {
    const Started started;
    const std::string whole = started.head("GET /hello") + "X: a\r\nConnection: close\r\n\r\n";
    for (std::size_t cut = 1; cut < whole.size(); ++cut) {
        const Raw connection(started.server.port());
        connection.send(whole.substr(0, cut));
        connection.send(whole.substr(cut));
        CHECK(connection.read_all().ends_with("hello"));
    }
    const std::string folded = started.head("GET /hello") + "X: a\r\n b\r\n\r\n";
    for (std::size_t cut = 1; cut < folded.size(); ++cut) {
        const Raw connection(started.server.port());
        connection.send(folded.substr(0, cut));
        connection.send(folded.substr(cut));
        CHECK(connection.read_all().starts_with("HTTP/1.1 400"));
    }
}

TEST_CASE("slow requests: a head that drips is cut off, however steadily it drips", "[hardening]") {
    const Started started({.header_time_max = Milliseconds(100)});
    const Raw connection(started.server.port());
    connection.send("GET /hello HTTP/1.1\r\n");
    auto heard = std::async(std::launch::async, [&] { return connection.read_all(); });
    // Each piece would be new life to a server that counts from the last byte.
    while (heard.wait_for(Milliseconds(5)) != std::future_status::ready)
        connection.send("X: a\r\n");
    CHECK(heard.get().empty());
}

TEST_CASE("slow requests: others are served while a slow one holds its connection", "[hardening]") {
    const Started started({.connections_max = 20});
    std::vector<std::unique_ptr<Raw>> slow;
    for (int i = 0; i < 10; ++i) {
        slow.push_back(std::make_unique<Raw>(started.server.port()));
        slow.back()->send(i % 2 == 0 ? std::string("GET /hello HTTP/1.1\r\nHost: ")
                                     : started.head("POST /echo") + kJson +
                                           "Content-Length: 100\r\n\r\nabc");
    }
    for (int i = 0; i < 5; ++i) CHECK(started.get("/hello").body == "hello");
}

TEST_CASE("slow requests: a reader that does not read is cut off", "[hardening]") {
    Router router = standard_routes();
    router.add("GET", "/large", [](const Request&, const Answer& answer) {
        answer(text_response(200, "text/plain", std::string(std::size_t{32} << 20U, 'x')));
    });
    const Started started({.write_time_max = kSoon}, router);
    const Raw connection(started.server.port());
    connection.send(started.head("GET /large") + "\r\n");
    CHECK(started.get("/hello").body == "hello");
    // What the machine's buffers took arrives; the rest never does.
    CHECK(connection.read_all().size() < (std::size_t{32} << 20U));
}

TEST_CASE("huge requests: an announced body costs nothing before it is refused", "[hardening]") {
    const Started started;
    const long before = resident();
    for (const char* length :
         {"1048577", "4294967295", "4294967296", "9223372036854775807", "18446744073709551615"}) {
        CAPTURE(length);
        const std::string answer = started.raw(started.head("POST /echo") + kJson +
                                               "Content-Length: " + length + "\r\n\r\n");
        const bool refused =
            answer.starts_with("HTTP/1.1 413") || answer.starts_with("HTTP/1.1 400");
        CHECK(refused);
    }
    const std::string chunked =
        started.raw(started.head("POST /echo") + kJson +
                    "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n");
    CHECK(chunked.starts_with("HTTP/1.1 413"));
    CHECK(resident() - before < 64 * 1024);
}

TEST_CASE("huge requests: heads are bounded in bytes, whatever they are made of", "[hardening]") {
    const Started started;
    std::string many;
    for (int i = 0; i < 5'000; ++i) many += "a: b\r\n";
    for (const std::string& more :
         {many, "X: " + std::string(64'000, 'x') + "\r\n", std::string(64'000, 'x') + ": x\r\n",
          "Cookie: " + std::string(64'000, ';') + "\r\n"}) {
        const std::string answer = started.raw(started.head("GET /hello") + more + "\r\n");
        INFO(answer.substr(0, 200));
        CHECK(answer.starts_with("HTTP/1.1 431"));
        CHECK(answers_in(answer) == 1);
    }
    const std::string line = started.raw("GET /" + std::string(64'000, 'a') + " HTTP/1.1\r\n\r\n");
    CHECK((line.starts_with("HTTP/1.1 431") || line.starts_with("HTTP/1.1 414")));
}

TEST_CASE("huge requests: connections over the limit wait for nobody and cost nobody",
          "[hardening]") {
    const Started started({.connections_max = 4});
    std::vector<std::unique_ptr<Raw>> held;
    for (int i = 0; i < 4; ++i) {
        held.push_back(std::make_unique<Raw>(started.server.port()));
        held.back()->send(started.head("GET /hello") + "\r\n");
        held.back()->read_until("hello");
    }
    for (int i = 0; i < 10; ++i) CHECK(started.raw("").starts_with("HTTP/1.1 503"));
    held.back()->send(started.head("GET /hello") + "Connection: close\r\n\r\n");
    CHECK(mentions(held.back()->read_all(), "hello"));
    held.pop_back();
    held.front()->send(started.head("GET /hello") + "\r\n");
    CHECK(mentions(held.front()->read_until("hello"), "200"));
}
