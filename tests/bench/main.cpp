// Measures the product beside plain SQLite: every workload and the floor in turns, medians of
// several rounds, one line of JSON a workload.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "common/base/log.hpp"
#include "tests/bench/site.hpp"
#include "tests/bench/workloads.hpp"
#include "tests/support/folder.hpp"

namespace branchline::bench {
namespace {

using text::Json;
using Path = std::filesystem::path;

struct Wanted {
    std::set<std::string> only;  ///< Names of workloads; empty: all.
    std::string data;            ///< Folder of the shared data set; empty: made here.
    int rounds = 5;
    Path floor;  ///< The program that measures plain SQLite.
};

[[noreturn]] void usage() {
    std::cerr << "usage: branchline-bench [--data DIR] [--only w1,w2] [--rounds N] [--json]\n";
    std::exit(2);
}

Wanted wanted_of(const std::vector<std::string>& words) {
    Wanted out{.floor = Path(words.front()).parent_path() / "branchline-floor"};
    for (std::size_t i = 1; i < words.size();) {
        const std::string& option = words[i++];
        if (option == "--json") continue;  // The only form there is.
        if (i == words.size()) usage();
        const std::string& value = words[i++];
        if (option == "--data") {
            out.data = value;
        } else if (option == "--rounds") {
            out.rounds = std::max(1, std::atoi(value.c_str()));
        } else if (option == "--only") {
            for (std::size_t at = 0; at <= value.size();) {
                const std::size_t end = std::min(value.find(',', at), value.size());
                out.only.insert(value.substr(at, end - at));
                at = end + 1;
            }
        } else {
            usage();
        }
    }
    return out;
}

/// Data directories as they were left, without their sockets.
void copy_network(const Path& from, const Path& to) {
    std::filesystem::remove_all(to);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(from)) {
        const Path target = to / std::filesystem::relative(entry.path(), from);
        if (entry.is_directory()) {
            std::filesystem::create_directories(target);
            std::filesystem::permissions(target, entry.status().permissions());
        } else if (entry.is_regular_file()) {
            std::filesystem::create_directories(target.parent_path());
            std::filesystem::copy_file(entry.path(), target);
            std::filesystem::permissions(target, entry.status().permissions());
        }
    }
    ::sync();
}

Json floor_of(const Wanted& wanted, const std::string& workload) {
    std::string command = fmt::format("'{}' {}", wanted.floor.string(), workload.substr(0, 2));
    if (!wanted.data.empty()) command += fmt::format(" --data '{}'", wanted.data);
    const auto close = [](FILE* pipe) { ::pclose(pipe); };
    const std::unique_ptr<FILE, decltype(close)> pipe(::popen(command.c_str(), "r"), close);
    if (!pipe) throw std::runtime_error("the floor cannot be started");
    std::string out;
    std::array<char, 4096> piece{};
    while (std::fgets(piece.data(), piece.size(), pipe.get()) != nullptr) out += piece.data();
    return must(text::parse_json(out));
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// Every number becomes the median of its rounds; anything else must be the same in all.
Json median_of(const std::vector<Json>& rounds) {
    Json out;
    for (const auto& [name, value] : rounds.front().items()) {
        if (!value.is_number()) {
            const bool same = std::all_of(rounds.begin(), rounds.end(),
                                          [&](const Json& round) { return round[name] == value; });
            out[name] = same ? value : Json(false);
            continue;
        }
        std::vector<double> values;
        for (const Json& round : rounds) values.push_back(round[name].get<double>());
        const double middle = median(std::move(values));
        out[name] = value.is_number_integer() ? Json(static_cast<std::int64_t>(middle))
                                              : Json(std::round(middle * 10'000) / 10'000);
    }
    return out;
}

Json measure(const Workload& workload, const Wanted& wanted, const Data& data) {
    const test::Folder folder("branchline-bench");
    const int port = free_port();
    workload.prepare(folder.path() / "base", port, data);
    std::vector<Json> ours;
    std::vector<Json> floors;
    std::map<std::string, std::vector<double>> ratios;
    for (int round = 0; round < wanted.rounds; ++round) {
        if (!workload.compared.empty()) floors.push_back(floor_of(wanted, workload.name));
        copy_network(folder.path() / "base", folder.path() / "run");
        ours.push_back(workload.run(folder.path() / "run", port, data));
        for (const std::string& name : workload.compared) {
            ratios[name].push_back(ours.back()[name].get<double>() /
                                   floors.back()[name].get<double>());
        }
    }
    Json out{
        {"peer",    "branchline" },
        {"wl",      workload.name},
        {"variant", "FULL"       }
    };
    out["rounds"] = wanted.rounds;
    out.update(median_of(ours));
    for (auto& [name, values] : ratios) {
        std::vector<double> floor;
        for (const Json& round : floors) floor.push_back(round[name].get<double>());
        out["floor_" + name] = std::round(median(std::move(floor)) * 10'000) / 10'000;
        out["ratio_" + name] = std::round(median(std::move(values)) * 100) / 100;
    }
    return out;
}

int run(const std::vector<std::string>& words) {
    const Wanted wanted = wanted_of(words);
    log::set_level(log::Level::warning);
    const Data data = wanted.data.empty() ? Data::generated() : must(Data::from(wanted.data));
    bool equal = true;
    for (const Workload& workload : workloads()) {
        if (!wanted.only.empty() && !wanted.only.contains(workload.name)) continue;
        std::cerr << workload.name << ": " << workload.what << "\n";
        const Json measured = measure(workload, wanted, data);
        equal = equal && measured["equal"] == true;
        std::cout << text::dump(measured) << std::endl;
    }
    return equal ? 0 : 1;
}

}  // namespace
}  // namespace branchline::bench

int main(int count, char** words) {
    try {
        return branchline::bench::run({words, words + count});
    } catch (const std::exception& error) {
        std::cerr << "bench: " << error.what() << "\n";
        return 1;
    }
}
