// The import of vPIC from a small synthetic file in its shape, up to the decoded VIN at a branch.
#include "hub/import/vpic.hpp"

#include <catch2/catch.hpp>

#include "common/text/json.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/gzip.hpp"
#include "tests/support/network.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

constexpr std::string_view kTables =
    "CREATE TABLE Element(Id, Name, LookupTable); CREATE TABLE Make(Id, Name);"
    "CREATE TABLE Make_Model(Id, MakeId, ModelId); CREATE TABLE Manufacturer(Id, Name);"
    "CREATE TABLE Country(Id, Name); CREATE TABLE VehicleType(Id, Name);"
    "CREATE TABLE Model(Id, Name); CREATE TABLE VinSchema(Id, Name);"
    "CREATE TABLE Wmi(Id, Wmi, ManufacturerId, MakeId, VehicleTypeId, CountryId);"
    "CREATE TABLE Wmi_Make(WmiId, MakeId);"
    "CREATE TABLE Wmi_VinSchema(Id, WmiId, VinSchemaId, YearFrom, YearTo);"
    "CREATE TABLE Pattern(Id, VinSchemaId, Keys TEXT, ElementId, AttributeId TEXT);";

// Three makers: one of one make, by its own column; one of another, by the list; one of two.
constexpr std::string_view kRows =
    "INSERT INTO Element VALUES(28,'Model','Model'),(31,'Plant City',NULL),"
    "(75,'Plant Country','Country'),(38,'Trim',NULL),(900,'Base Price ($)',NULL);"
    "INSERT INTO Make VALUES(1,'Volvo'),(2,'BMW'),(3,'Alpina');"
    "INSERT INTO Model VALUES(10,'XC90'),(20,'X5'),(30,'B7');"
    "INSERT INTO Make_Model VALUES(1,1,10),(2,2,20),(3,3,30);"
    "INSERT INTO Manufacturer VALUES(7,'SYNTHETIC CARS');"
    "INSERT INTO Country VALUES(23,'SWEDEN'); INSERT INTO VehicleType VALUES(2,'Car');"
    "INSERT INTO Wmi VALUES(1,'YV4',7,1,2,23),(2,'WBA',NULL,NULL,NULL,NULL),"
    "(3,'5UX',NULL,NULL,2,NULL);"
    "INSERT INTO Wmi_Make VALUES(2,2),(3,2),(3,3);"
    "INSERT INTO VinSchema VALUES(100,'Volvo 2022'),(200,'BMW'),(300,'BMW and Alpina');"
    "INSERT INTO Wmi_VinSchema VALUES(1,1,100,2022,2022),(2,2,200,2002,NULL),(3,3,300,2002,NULL);"
    "INSERT INTO Pattern VALUES(1,100,'***P',28,'10'),(2,200,'A',28,'20'),(3,300,'A',28,'20'),"
    "(4,300,'B',28,'30'),(5,100,'*****|*1',31,'TORSLANDA'),(6,100,'***P',900,'51000'),"
    "(7,100,'*****|*1',75,'23'),(8,100,'***P',38,'Inscription'),(9,100,'****X',38,''),"
    "(10,100,'***Q',999,'unknown element');";

struct Fixture {
    Fixture() { put(std::string(kTables) + std::string(kRows)); }

    /// Writes the file anew with these statements.
    void put(const std::string& sql) {
        std::filesystem::remove(file);
        const auto database = db::Database::open(file, {});
        REQUIRE(database);
        REQUIRE((*database)->execute(sql));
        REQUIRE((*database)->checkpoint());
    }
    void change(const std::string& sql) { put(std::string(kTables) + std::string(kRows) + sql); }

    /// The figures of the whole import, or why it failed.
    Result<hub::Progress> import(const std::vector<std::string>& makes) {
        TRY(const auto job, hub::VpicImport::open({file, makes, folder.path()}));
        for (bool more = true; more;) {
            TRY_VOID(network.write(network.hub(), [&](sync::Replica& replica) -> Result<> {
                TRY(more, job->step(replica, network.now()));
                return {};
            }));
        }
        return job->progress();
    }
    std::string figures(const std::vector<std::string>& makes) {
        const auto done = import(makes);
        if (!done) return done.error().id;
        std::string out;
        for (const auto& [name, figure] : done->figures) {
            out += (out.empty() ? "" : " ") + name + " " + std::to_string(figure);
        }
        return out;
    }
    std::string pattern(const std::vector<std::string>& key, std::string_view field) {
        const auto id = sync::keyed_row_id(0x0504, key);
        return text_of(network.hub().replica(), "reference.vin_pattern", id, field);
    }
    std::string maker(const std::string& wmi, std::string_view field) {
        const auto id = sync::keyed_row_id(0x0502, {wmi});
        return text_of(network.hub().replica(), "reference.wmi", id, field);
    }

    Network network;
    Folder folder;
    std::filesystem::path file = folder / "vpic.db";
};

/// The import's own copy; it must never outlive the import.
bool has_copy(const Folder& folder) {
    return std::filesystem::exists(folder / "import-vpic.db");
}

std::string make_error(const std::string& body) {
    const auto made = hub::make_vpic_import(*text::parse_json(body), "/nowhere");
    return made ? "" : made.error().id;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "vpic: makers, schemas and patterns become rows", "[import]") {
    CHECK(figures({}) == "added 11 changed 0 unchanged 0");
    CHECK(maker("YV4", "make") == "Volvo");
    CHECK(maker("YV4", "manufacturer") == "SYNTHETIC CARS");
    CHECK(maker("YV4", "country") == "SWEDEN");
    CHECK(maker("5UX", "make") == "Alpina / BMW");
    const auto span = sync::keyed_row_id(0x0503, {"YV4", "100", "2022"});
    sync::Replica& hub = network.hub().replica();
    CHECK(test::text_of(hub, "reference.vin_schema", span, "year_to") == "2022");
    CHECK(test::text_of(hub, "reference.vin_schema", span, "name") == "Volvo 2022");
    CHECK_FALSE(has_copy(folder));
}

TEST_CASE_METHOD(Fixture, "vpic: the elements of one combination share a row", "[import]") {
    REQUIRE(import({}));
    CHECK(pattern({"100", "***P"}, "model") == "XC90");
    CHECK(pattern({"100", "***P"}, "trim") == "Inscription");
    CHECK(pattern({"100", "***P"}, "other") == "Base Price ($): 51000");
    CHECK(pattern({"100", "*****|*1"}, "plant_city") == "TORSLANDA");
    CHECK(pattern({"100", "*****|*1"}, "plant_country") == "SWEDEN");
}

TEST_CASE_METHOD(Fixture, "vpic: a model names its make where a maker has several", "[import]") {
    REQUIRE(import({}));
    CHECK(pattern({"300", "A"}, "make") == "BMW");
    CHECK(pattern({"300", "B"}, "make") == "Alpina");
    CHECK(pattern({"100", "***P"}, "make") == "-");
}

TEST_CASE_METHOD(Fixture, "vpic: a model of another make than its maker's says so", "[import]") {
    change("INSERT INTO Pattern VALUES(11,200,'B',28,'30')");
    REQUIRE(import({"BMW"}));
    CHECK(pattern({"200", "A"}, "make") == "-");
    CHECK(pattern({"200", "B"}, "make") == "Alpina");
}

TEST_CASE_METHOD(Fixture, "vpic: what says nothing makes no row", "[import]") {
    REQUIRE(import({}));
    CHECK(pattern({"100", "****X"}, "keys") == "-");
    CHECK(pattern({"100", "***Q"}, "keys") == "-");
}

TEST_CASE_METHOD(Fixture, "vpic: only the wanted makes come, written as people like", "[import]") {
    CHECK(figures({"VOLVO"}) == "added 4 changed 0 unchanged 0");
    CHECK(maker("WBA", "wmi") == "-");
    CHECK(figures({"bmw"}) == "added 7 changed 0 unchanged 0");
}

TEST_CASE_METHOD(Fixture, "vpic: the same file again changes nothing", "[import]") {
    REQUIRE(import({}));
    const auto before = *network.hub().replica().digest("reference");
    CHECK(figures({}) == "added 0 changed 0 unchanged 11");
    CHECK(*network.hub().replica().digest("reference") == before);
}

TEST_CASE_METHOD(Fixture, "vpic: a newer file changes what is new", "[import]") {
    REQUIRE(import({}));
    change(
        "UPDATE Pattern SET AttributeId = 'R-Design' WHERE Id = 8;"
        "INSERT INTO Pattern VALUES(11,100,'***G',28,'10')");
    CHECK(figures({}) == "added 1 changed 1 unchanged 10");
    CHECK(pattern({"100", "***P"}, "trim") == "R-Design");
}

TEST_CASE_METHOD(Fixture, "vpic: an import that was cut off converges when repeated", "[import]") {
    {
        const auto job = hub::VpicImport::open({file, {"Volvo"}, folder.path()});
        REQUIRE(job);
        CHECK(has_copy(folder));
        for (int i = 0; i < 3; ++i) {
            REQUIRE(network.write(network.hub(), [&](sync::Replica& replica) -> Result<> {
                TRY_VOID((*job)->step(replica, network.now()));
                return {};
            }));
        }
    }
    CHECK_FALSE(has_copy(folder));
    REQUIRE(import({}));
    CHECK(figures({}) == "added 0 changed 0 unchanged 11");
}

TEST_CASE_METHOD(Fixture, "vpic: a compressed file is the same", "[import]") {
    std::ifstream in(file, std::ios::binary);
    const std::string plain{std::istreambuf_iterator<char>(in), {}};
    const Bytes packed = gzipped(as_bytes(plain));
    std::ofstream(file, std::ios::binary | std::ios::trunc) << as_text(packed);
    CHECK(figures({}) == "added 11 changed 0 unchanged 0");
}

TEST_CASE_METHOD(Fixture, "vpic: a make that nobody knows is named", "[import]") {
    const auto done = import({"Volvo", "Wolvo"});
    REQUIRE_FALSE(done);
    CHECK(done.error().id == "unknown-make");
    CHECK(done.error().what.find("Wolvo") != std::string::npos);
    CHECK_FALSE(has_copy(folder));
}

TEST_CASE_METHOD(Fixture, "vpic: a file that is something else is refused", "[import]") {
    put("CREATE TABLE Element(Id, Name)");
    CHECK(figures({}) == "not-vpic");
    put("CREATE VIEW Pattern AS SELECT 1");
    CHECK(figures({}) == "not-vpic");
    std::ofstream(file, std::ios::trunc) << "no database at all";
    CHECK(figures({}) == "not-vpic");
    std::ofstream(file, std::ios::trunc) << std::string("SQLite format 3\0 and no more", 28);
    CHECK(figures({}) == "not-vpic");
    std::filesystem::resize_file(file, 0);
    CHECK(figures({}) == "not-vpic");
    std::filesystem::remove(file);
    CHECK(figures({}) == "file-not-readable");
}

TEST_CASE_METHOD(Fixture, "vpic: every slice fits into an entry", "[import]") {
    std::string many =
        "INSERT INTO Pattern WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
        " FROM n WHERE i < 2500) SELECT 1000 + i, 100, printf('%04d', i), 38,"
        " printf('%0400d', i) FROM n;";
    change(many);
    CHECK(figures({}) == "added 2511 changed 0 unchanged 0");
}

TEST_CASE_METHOD(Fixture, "vpic: a branch decodes a VIN with what came to it", "[import]") {
    Site& site = network.add_node("B0101");
    network.connect("B0101");
    REQUIRE(import({}));
    network.settle();
    network.cut("B0101");
    engine::Asked asked{.today = 20'500};  // In 2026.
    asked.parameters["vin"] = "YV4A22PK4N1000101";
    const auto questions = domain::questions();
    const auto question = std::find_if(questions.begin(), questions.end(), [](const auto& known) {
        return known.path == "vins/{vin}";
    });
    REQUIRE(question != questions.end());
    const auto answer = question->ask(site.replica(), asked);
    REQUIRE(answer);
    std::map<std::string, schema::Value> facts(answer->facts.begin(), answer->facts.end());
    CHECK(facts["make"] == schema::Value(std::string("Volvo")));
    CHECK(facts["model"] == schema::Value(std::string("XC90")));
    CHECK(facts["model_year"] == schema::Value(std::int64_t{2022}));
    CHECK(facts["plant"] == schema::Value(std::string("TORSLANDA, SWEDEN")));
    CHECK(*site.replica().digest("reference") == *network.hub().replica().digest("reference"));
}

TEST_CASE("vpic: a request must name a file and either makes or all", "[import]") {
    CHECK(make_error(R"({"all": true})") != "");
    CHECK(make_error(R"({"file": "/f"})") == "validation-failed");
    CHECK(make_error(R"({"file": "/f", "all": false})") == "validation-failed");
    CHECK(make_error(R"({"file": "/f", "all": true, "makes": ["A"]})") == "validation-failed");
    CHECK(make_error(R"({"file": "/f", "makes": "A"})") == "validation-failed");
    CHECK(make_error(R"({"file": "/f", "makes": [1]})") == "validation-failed");
    CHECK(make_error(R"({"file": "f", "all": true})") == "validation-failed");
    CHECK(make_error(R"({"file": "/nowhere/f", "all": true})") == "file-not-readable");
    CHECK(make_error("[]") != "");
}
