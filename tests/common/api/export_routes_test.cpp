// Collections as files: the whole list, with its filters and order, and nothing that calculates.
#include "tests/common/api/api_office.hpp"
#include "tests/support/zip.hpp"

using namespace branchline;
using namespace branchline::api;

namespace {

constexpr const char* kXlsxType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

http::Response get(Desk& desk, const std::string& target, const HeaderFields& fields = {}) {
    return desk.call("GET", "/api/v1/" + target, "", fields);
}

/// The column `title` of the rows, each followed by a blank.
std::string titles(const std::string& csv) {
    std::string out;
    std::size_t at = csv.find("\r\n");
    REQUIRE(at != csv.npos);
    for (at += 2; at < csv.size(); at = csv.find("\r\n", at) + 2) {
        const std::size_t begin = csv.find(',', at) + 1;
        out += csv.substr(begin, csv.find(',', begin) - begin) + " ";
    }
    return out;
}

std::string sheet_in(const http::Response& response) {
    REQUIRE(response.status == 200);
    return test::unzipped(drain(response))["xl/worksheets/sheet1.xml"];
}

/// Work beside the engine that waits until somebody lets it go on.
class Waiting {
public:
    Options options() {
        Options out = node_options();
        out.background = [this](std::function<void()> work) {
            if (full) return false;
            queue.push_back(std::move(work));
            return true;
        };
        return out;
    }
    void go_on() {
        auto work = std::move(queue.front());
        queue.erase(queue.begin());
        work();
    }

    std::vector<std::function<void()>> queue;
    bool full = false;
};

}  // namespace

TEST_CASE("export: a list is a CSV file by Accept and by format", "[api]") {
    Desk desk;
    desk.add_thing("one");
    for (const auto& answer : {
             get(desk, "things", {{"Accept", "text/csv"}        }
               ),
             get(desk, "things?format=csv", {{"Accept", "application/json"}}
               )
    }) {
        CHECK(answer.status == 200);
        CHECK(answer.headers.get("Content-Type") == "text/csv; charset=utf-8; header=present");
        CHECK(answer.headers.get("Content-Disposition") == "attachment; filename=\"things.csv\"");
        CHECK(answer.body.starts_with("place,title,text,"));
        CHECK(titles(drain(answer)) == "one ");
    }
}

TEST_CASE("export: a list is an XLSX file by Accept and by format", "[api]") {
    Desk desk;
    desk.add_thing("one");
    for (const auto& answer : {
             get(desk, "things", {{"Accept", kXlsxType}}
               ), get(desk, "things?format=xlsx")
    }) {
        CHECK(answer.headers.get("Content-Type") == kXlsxType);
        CHECK(answer.headers.get("Content-Disposition") == "attachment; filename=\"things.xlsx\"");
        const std::string sheet = sheet_in(answer);
        CHECK(sheet.find("<t>Title</t>") != sheet.npos);
        CHECK(sheet.find("<t>one</t>") != sheet.npos);
    }
}

TEST_CASE("export: filters and order are those of the list", "[api]") {
    Desk desk;
    for (const char* title : {"b", "a", "other", "c"}) desk.add_thing(title);
    CHECK(titles(drain(get(desk, "things?format=csv&sort=-title"))) == "other c b a ");
    CHECK(titles(drain(get(desk, "things?format=csv&sort=title&filter=title:le:b"))) == "a b ");
    const std::string sheet = sheet_in(get(desk, "things?format=xlsx&filter=title:eq:other"));
    CHECK(sheet.find("<t>other</t>") != sheet.npos);
    CHECK(sheet.find("<t>a</t>") == sheet.npos);
}

TEST_CASE("export: all pages are in the file, each asked for by itself", "[api]") {
    Desk desk;
    for (int i = 0; i < 1100; ++i) desk.add_thing("t");
    const std::size_t before = desk.gate.read_runs;
    const auto csv = get(desk, "things?format=csv");
    CHECK(desk.gate.read_runs == before + 1);
    const std::string rows = drain(csv);
    CHECK(std::count(rows.begin(), rows.end(), '\n') == 1101);
    CHECK(desk.gate.read_runs == before + 3);
    const std::string sheet = sheet_in(get(desk, "things?format=xlsx"));
    CHECK(sheet.find("r=\"A1101\"") != sheet.npos);
    CHECK(sheet.find("r=\"A1102\"") == sheet.npos);
    CHECK(desk.gate.read_runs == before + 6);
}

TEST_CASE("export: pages sorted by a field go on behind its value", "[api]") {
    Desk desk;
    for (int i = 0; i < 501; ++i) desk.add_thing(fmt::format("t{:03}", i));
    const std::string rows = drain(get(desk, "things?format=csv&sort=title"));
    CHECK(titles(rows).ends_with("t499 t500 "));
    CHECK(std::count(rows.begin(), rows.end(), '\n') == 502);
}

TEST_CASE("export: an empty list is its headings", "[api]") {
    Desk desk;
    const auto csv = get(desk, "things?format=csv");
    CHECK(csv.status == 200);
    CHECK(titles(drain(csv)).empty());
    const std::string sheet = sheet_in(get(desk, "things?format=xlsx"));
    CHECK(sheet.find("<t>Title</t>") != sheet.npos);
    CHECK(sheet.find("r=\"A2\"") == sheet.npos);
}

TEST_CASE("export: what looks like a formula is inert in both files", "[api]") {
    Desk desk;
    desk.add_thing("=1+1");
    desk.add_thing("@x");
    CHECK(titles(drain(get(desk, "things?format=csv&sort=title"))) == "'=1+1 '@x ");
    const std::string sheet = sheet_in(get(desk, "things?format=xlsx"));
    CHECK(sheet.find("<t>=1+1</t>") != sheet.npos);
    CHECK(sheet.find("<f>") == sheet.npos);
}

TEST_CASE("export: a format that nobody knows is refused with the known ones", "[api]") {
    Desk desk;
    for (const char* query : {"format=pdf", "format=", "format=csv&format=xlsx"}) {
        const auto answer = get(desk, std::string("things?") + query);
        CHECK(summary_of(answer) ==
              "400 unknown-format: format must be one word that is known here");
        CHECK(json_of(answer)["hint"] == "Write json or ndjson or csv or xlsx.");
    }
    CHECK(get(desk, "things?format=json").status == 200);
    CHECK(get(desk, "things?format=ndjson").headers.get("Content-Type") == "application/x-ndjson");
}

TEST_CASE("export: a file is the whole list: parts of it are refused", "[api]") {
    Desk desk;
    CHECK(get(desk, "things?format=csv&limit=10").status == 400);
    CHECK(get(desk, "things?format=xlsx&after=x").status == 400);
    CHECK(get(desk, "things?format=csv&filter=nothing:eq:1").status == 400);
    CHECK(get(desk, "things?format=xlsx&sort=nothing").status == 400);
}

TEST_CASE("export: a disk that fails is told, or breaks the file off", "[api]") {
    Desk desk;
    for (int i = 0; i < 501; ++i) desk.add_thing("t");
    const auto begun = get(desk, "things?format=csv");
    desk.store.broken = Error{Code::io, "disk-failed", "the disk failed", ""};
    CHECK(drain(begun).ends_with("BROKEN"));
    CHECK(get(desk, "things?format=csv").status == 500);
    CHECK(get(desk, "things?format=xlsx").status == 500);
}

TEST_CASE("export: a list too long for XLSX is refused, CSV has no bound", "[api]") {
    Options options = node_options();
    options.xlsx_rows_max = 2;
    Desk desk(std::move(options));
    desk.add_thing("a");
    desk.add_thing("b");
    CHECK(get(desk, "things?format=xlsx").status == 200);
    desk.add_thing("c");
    CHECK(summary_of(get(desk, "things?format=xlsx")) ==
          "413 too-many-rows: the list has more than 2 rows");
    CHECK(get(desk, "things?format=csv").status == 200);
}

TEST_CASE("export: an XLSX file is made beside the engine", "[api]") {
    Waiting waiting;
    Desk desk(waiting.options());
    for (int i = 0; i < 501; ++i) desk.add_thing("t");
    CHECK(get(desk, "things?format=xlsx").status == 0);
    const std::size_t before = desk.gate.read_runs;
    REQUIRE(waiting.queue.size() == 1);
    waiting.go_on();
    CHECK(desk.gate.read_runs == before + 1);
    CHECK(waiting.queue.size() == 1);
}

TEST_CASE("export: where too many files are being made, one more is refused", "[api]") {
    Waiting waiting;
    waiting.full = true;
    Desk desk(waiting.options());
    CHECK(summary_of(get(desk, "things?format=xlsx")) == "503 busy: too many files are being made");
}

TEST_CASE("export: a folder that cannot be written is told", "[api]") {
    Options options = node_options();
    options.scratch_folder = "/nonexistent";
    Desk desk(std::move(options));
    CHECK(get(desk, "things?format=xlsx").status == 500);
}
