// How many requests each route has answered, with which status, and how long they took.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <string>
#include <tuple>

#include "common/metrics/exposition.hpp"

namespace branchline::metrics {

/// May be used from any thread.
class RequestMeter {
public:
    /// `method` and `route` are those of the router's row, never what a caller made up: each pair
    /// is kept for good.
    void count(std::string_view method, std::string_view route, int status, Milliseconds time);
    void write(Exposition& out) const;

    /// Upper bounds of the histogram's buckets; the last one is everything.
    static constexpr std::array<Milliseconds, 10> kBounds = {
        Milliseconds(5),    Milliseconds(10),    Milliseconds(20),  Milliseconds(50),
        Milliseconds(100),  Milliseconds(250),   Milliseconds(500), Milliseconds(1000),
        Milliseconds(5000), Milliseconds(30'000)};

private:
    struct Times {
        std::array<std::uint64_t, kBounds.size()> within{};  ///< Each counts all faster ones too.
        std::uint64_t count = 0;
        Milliseconds sum{0};
    };
    using Row = std::pair<std::string, std::string>;  ///< Method and route.

    mutable std::mutex mutex_;
    std::map<std::tuple<std::string, std::string, int>, std::uint64_t> answers_;
    std::map<Row, Times> times_;
};

}  // namespace branchline::metrics
