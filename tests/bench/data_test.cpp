// The rows expected here were printed by the shared generator, which is JavaScript.
#include "tests/bench/data.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"

using namespace branchline;
using namespace branchline::bench;

namespace {

void write(const test::Folder& folder, const std::string& name, const std::string& text) {
    std::ofstream(folder / name, std::ios::binary) << text;
}

constexpr const char* kPartLine = "P000000000\tHEAD 1\tKESTREL\t300\t200\t\t10\t1700000000000\n";

/// A row or two in each file.
void write_all(const test::Folder& folder) {
    write(folder, "parts.tsv",
          std::string(kPartLine) + "P000000001\tHEAD 2\tKESTREL\t500\t400\tP000000000\t20\t7\n");
    write(folder, "stock.tsv", "S0000000\tP000000001\tBR5\t264\t0\tA6-73\t5\t6\n");
    write(folder, "w2.tsv",
          "U\tS0000000\t6\t1\t2\n"
          "I\tC00000001\tVIN000-7\tD24\tP000000001\tOP1\t39\t473\tOPEN\tHEAD FAILED\t3\n");
    write(folder, "w3.tsv", "P000000000\tlist_price\t1037195\tnet_price\t3913797\n");
    write(folder, "w4.tsv", "S0000000\t100000\t4\t5\n");
    write(folder, "w5.tsv", "0.029496865\t5000000\t4000000\t6\n");
}

}  // namespace

TEST_CASE("bench rows: generated parts are those of the shared generator", "[bench]") {
    const auto parts = Data::generated().parts(100'000);
    REQUIRE(parts.size() == 100'000);
    CHECK(parts.front() == Part{"P000000000", "HEAD CLAMP TRIM LAMP RIGHT M8 AIR HEAD 8653",
                                "NORDAUTO", 236'258, 204'272, "", 12'290, 1'700'000'000'000});
    CHECK(parts[18] == Part{"P000000018", "CLAMP HOSE CABIN CABIN LEFT M8 AIR M8 5479", "MERIDIAN",
                            323'787, 207'368, "P000148177", 37'739, 1'700'000'000'018});
    CHECK(parts.back() == Part{"P000099999", "M10 CLAMP HEAD OIL LED PAD BOLT SENSOR 9884",
                               "MERIDIAN", 458'046, 280'223, "", 33'335, 1'700'000'099'999});
}

TEST_CASE("bench rows: generated stock is that of the shared generator", "[bench]") {
    const Data data = Data::generated();
    REQUIRE(data.stock().size() == 5'000);
    CHECK(data.stock().front() == Stock{"S0000000", "P000099981", "BR5", 264, 0, "A6-73",
                                        1'700'000'000'000, 1'700'000'000'000});
    CHECK(data.stock().back() == Stock{"S0004999", "P000009401", "BR2", 337, 6, "A45-94",
                                       1'700'000'004'999, 1'700'000'004'999});
}

TEST_CASE("bench rows: the generated burst is that of the shared generator", "[bench]") {
    const Data data = Data::generated();
    REQUIRE(data.burst().size() == 10'000);
    CHECK(data.burst()[1] ==
          BurstOp(StockChange{"S0001381", 6, 1'700'001'000'001, 1'700'002'000'001}));
    // JavaScript cuts the number of a vehicle to 32 bits, and it may be negative.
    CHECK(data.burst()[6] ==
          BurstOp(Claim{"C00000006", "VIN000-1031368188", "D171", "P000037779", "OP361", 49, 26'156,
                        "OPEN", "LED SEAL FAILED", 1'700'003'000'006}));
    CHECK(data.burst()[9'996] ==
          BurstOp(Claim{"C00009996", "VIN00001929008949", "D25", "P000069781", "OP4722", 19, 25'508,
                        "OPEN", "AIR DOOR FAILED", 1'700'003'009'996}));
    CHECK(data.burst().back() ==
          BurstOp(StockChange{"S0001682", 73, 1'700'001'009'999, 1'700'002'009'999}));
}

TEST_CASE("bench rows: generated edits are those of the shared generator", "[bench]") {
    const Data data = Data::generated();
    REQUIRE(data.clashes().size() == 20'000);
    CHECK(data.clashes().front() ==
          Clash{"P000000000", "list_price", 1'037'195, "net_price", 3'913'797});
    CHECK(data.clashes().back() ==
          Clash{"P000019999", "list_price", 1'213'482, "list_price", 3'741'913});
    REQUIRE(data.live().size() == 1'000);
    CHECK(data.live().back() ==
          StockChange{"S0003119", 100'999, 1'700'004'000'999, 1'700'005'000'999});
    REQUIRE(data.price_changes().size() == 1'000);
    CHECK(data.price_changes().front() ==
          PriceChange{629'496'865, 5'000'000, 4'000'000, 1'700'006'000'000});
    CHECK(data.price_changes().back() ==
          PriceChange{254'478'875, 5'000'999, 4'000'999, 1'700'006'000'999});
}

TEST_CASE("bench rows: a place among the parts names one of any number", "[bench]") {
    CHECK(PriceChange{.place = 629'496'865}.part_of(1'000'000) == 629'496);
    CHECK(PriceChange{.place = 999'999'999}.part_of(10) == 9);
    CHECK(PriceChange{.place = 0}.part_of(10) == 0);
}

TEST_CASE("bench rows: files give the rows that stand in them", "[bench]") {
    const test::Folder folder;
    write_all(folder);
    const auto data = Data::from(folder.path());
    REQUIRE(data.has_value());
    CHECK(data->parts(5).size() == 2);
    CHECK(data->parts(1).size() == 1);
    CHECK(data->parts(2).back() ==
          Part{"P000000001", "HEAD 2", "KESTREL", 500, 400, "P000000000", 20, 7});
    CHECK(data->stock() == std::vector{
                               Stock{"S0000000", "P000000001", "BR5", 264, 0, "A6-73", 5, 6}
    });
    CHECK(data->burst() ==
          std::vector<BurstOp>{
              StockChange{"S0000000", 6, 1, 2},
              Claim{"C00000001", "VIN000-7", "D24", "P000000001",
                          "OP1", 39, 473, "OPEN", "HEAD FAILED", 3}
    });
    CHECK(data->clashes() ==
          std::vector{
              Clash{"P000000000", "list_price", 1'037'195, "net_price", 3'913'797}
    });
    CHECK(data->live() == std::vector{
                              StockChange{"S0000000", 100'000, 4, 5}
    });
    CHECK(data->price_changes() == std::vector{
                                       PriceChange{29'496'865, 5'000'000, 4'000'000, 6}
    });
}

TEST_CASE("bench rows: a missing file is refused by its name", "[bench]") {
    const test::Folder folder;
    write_all(folder);
    std::filesystem::remove(folder / "w4.tsv");
    const auto data = Data::from(folder.path());
    REQUIRE_FALSE(data.has_value());
    CHECK(data.error().id == "bench-file-unreadable");
    CHECK(data.error().what == folder.file("w4.tsv"));
}

TEST_CASE("bench rows: a malformed row is refused with its place", "[bench]") {
    const test::Folder folder;
    write_all(folder);
    const std::string wrong = GENERATE(as<std::string>(), "P000000000\tHEAD 1\tKESTREL\t300\n",
                                       "P000000000\tHEAD 1\tKESTREL\t3x\t200\t\t10\t17\n",
                                       "P000000000\tHEAD 1\tKESTREL\t300\t200\t\t10\t17\t\n", "\n");
    write(folder, "parts.tsv", kPartLine + wrong);
    const auto data = Data::from(folder.path());
    REQUIRE_FALSE(data.has_value());
    CHECK(data.error().id == "bench-row-malformed");
    CHECK(data.error().what == "line 2 of " + folder.file("parts.tsv"));
}

TEST_CASE("bench rows: a change of an unknown kind is refused", "[bench]") {
    const test::Folder folder;
    write_all(folder);
    write(folder, "w2.tsv",
          "D\tC00000001\tVIN000-7\tD24\tP000000001\tOP1\t39\t473\tOPEN\tHEAD\t3\n");
    CHECK(Data::from(folder.path()).error().id == "bench-row-malformed");
}

TEST_CASE("bench rows: a place without nine decimals is refused", "[bench]") {
    const test::Folder folder;
    write_all(folder);
    write(folder, "w5.tsv", GENERATE("0.5\t1\t2\t3\n", "0629496865\t1\t2\t3\n"));
    CHECK(Data::from(folder.path()).error().id == "bench-row-malformed");
}
