// A price list of the size that importers have, with the faults that their files have.
#include <fstream>
#include <sstream>
#include <string_view>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {
namespace {

constexpr int kRows = 100'000;
constexpr int kFaults = 50;

struct Fault {
    std::string_view row;
    std::string_view code;
};
constexpr Fault kKinds[] = {
    {"X1,1.234",  "ambiguous-amount"  },
    {"X2,-1.00",  "negative-amount"   },
    {"X3,",       "missing-price"     },
    {"P1,9.00",   "duplicate-part"    },
    {",9.00",     "missing-part"      },
    {"X4,9.00,x", "too-many-columns"  },
    {"X5,\"9.00", "unterminated-quote"},
    {"X6,nine",   "bad-amount"        },
};

/// Writes the file and answers where the faults are: line, column, code.
std::vector<std::pair<int, std::string>> write_prices(const std::filesystem::path& path) {
    std::vector<std::pair<int, std::string>> out;
    std::ofstream file(path);
    file << "PartNo,List\n";
    for (int row = 1; row <= kRows; ++row) {
        if (row % (kRows / kFaults) != 0) {
            file << fmt::format("P{},{}.{:02}\n", row, 1 + row % 977, row % 100);
            continue;
        }
        const Fault& fault = kKinds[out.size() % std::size(kKinds)];
        file << fault.row << "\n";
        out.emplace_back(row + 1, fault.code);
    }
    return out;
}

/// Line and code of each row of the file of rejects; a row without column, reason or remedy is
/// told as such.
std::vector<std::pair<int, std::string>> read_rejects(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string row;
    std::getline(file, row);
    CHECK(row == "line,row,column,value,code,reason,remedy\r");
    std::vector<std::pair<int, std::string>> out;
    while (std::getline(file, row)) {
        const int line = std::stoi(row);
        std::string code = "a row without a known code: " + row;
        for (const Fault& kind : kKinds) {
            if (row.find(fmt::format(",{},", kind.code)) != row.npos) code = kind.code;
        }
        out.emplace_back(line, code);
    }
    return out;
}

std::string figures(const Json& done) {
    const Json& all = done["figures"];
    return fmt::format("read {} taken {} unchanged {} rejected {}", all["read"].get<int>(),
                       all["taken"].get<int>(), all["unchanged"].get<int>(),
                       all["rejected"].get<int>());
}

}  // namespace

TEST_CASE(
    "import: of 100,000 rows with fifty faults of eight kinds 99,950 go in, and the same "
    "file changes nothing",
    "[e2e]") {
    Network net;
    Daemon& hub = net.hub();
    REQUIRE(hub.cli({"org", "brand", "add", "SYN"}).exit == 0);
    REQUIRE(hub.cli({"org", "price-list", "add", "SYN-RETAIL", "--brand", "SYN", "--kind", "retail",
                     "--currency", "EUR"})
                .exit == 0);
    const std::filesystem::path file = net.folder().path() / "prices.csv";
    const auto faults = write_prices(file);
    const Words words{"data", "import", "csv", file.string(), "--list", "SYN-RETAIL", "--json"};

    const Outcome first = hub.cli(words);
    INFO(first.out << first.err);
    CHECK(figures(parsed(first.out)) == "read 100000 taken 99950 unchanged 0 rejected 50");
    CHECK(read_rejects(net.folder().path() / "prices.rejects.csv") == faults);
    const std::string digest = hub.digest("price/SYN-RETAIL");

    const Outcome refused = hub.cli(words);
    CHECK(refused.exit != 0);
    CHECK(refused.err.find("already-imported") != std::string::npos);
    Words again = words;
    again.push_back("--again");
    const Outcome second = hub.cli(again);
    INFO(second.out << second.err);
    CHECK(figures(parsed(second.out)) == "read 100000 taken 0 unchanged 99950 rejected 50");
    CHECK(hub.digest("price/SYN-RETAIL") == digest);
}

}  // namespace branchline::e2e
