// The rows that every measured program works on, read from the files of the shared generator or
// made here from the same seeds, value for value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/result.hpp"

namespace branchline::bench {

struct Part {
    std::string part_no;
    std::string descr;
    std::string brand;
    std::int64_t list_price = 0;
    std::int64_t net_price = 0;
    std::string superseded_by;  ///< Empty: by none.
    std::int64_t weight = 0;
    std::int64_t updated_at = 0;

    bool operator==(const Part&) const = default;
};

struct Stock {
    std::string stock_id;
    std::string part_no;
    std::string branch;
    std::int64_t qty = 0;
    std::int64_t reserved = 0;
    std::string bin;
    std::int64_t last_moved = 0;
    std::int64_t updated_at = 0;

    bool operator==(const Stock&) const = default;
};

struct Claim {
    std::string claim_id;
    std::string vin;
    std::string dealer;
    std::string part_no;
    std::string labour_op;
    std::int64_t hours = 0;
    std::int64_t amount = 0;
    std::string status;
    std::string descr;
    std::int64_t created_at = 0;

    bool operator==(const Claim&) const = default;
};

struct StockChange {
    std::string stock_id;
    std::int64_t qty = 0;
    std::int64_t last_moved = 0;
    std::int64_t updated_at = 0;

    bool operator==(const StockChange&) const = default;
};

using BurstOp = std::variant<StockChange, Claim>;

/// What two replicas, A and B, write to one part while they are apart.
struct Clash {
    std::string part_no;
    std::string a_field;
    std::int64_t a_value = 0;
    std::string b_field;
    std::int64_t b_value = 0;

    bool operator==(const Clash&) const = default;
};

struct PriceChange {
    std::int64_t place = 0;  ///< Of the part among all parts, from 0 to 1, in billionths.
    std::int64_t list_price = 0;
    std::int64_t net_price = 0;
    std::int64_t updated_at = 0;

    /// Which of so many parts is changed, counted from 0.
    std::size_t part_of(std::size_t parts) const;
    bool operator==(const PriceChange&) const = default;
};

/// P and nine digits.
std::string part_no(std::size_t part);

class Data {
public:
    static constexpr std::size_t kPartsMax = 1'000'000;

    /// Reads what gen.mjs has written. Code::configuration "bench-file-unreadable" or
    /// "bench-row-malformed", with file and line.
    static Result<Data> from(const std::filesystem::path& dir);
    static Data generated();

    /// The first `count` parts, or all there are. They are made or read anew each time, so that
    /// they do not count as memory of the programs that are measured.
    std::vector<Part> parts(std::size_t count) const;
    const std::vector<Stock>& stock() const { return stock_; }
    const std::vector<BurstOp>& burst() const { return burst_; }               ///< W2.
    const std::vector<Clash>& clashes() const { return clashes_; }             ///< W3.
    const std::vector<StockChange>& live() const { return live_; }             ///< W4.
    const std::vector<PriceChange>& price_changes() const { return prices_; }  ///< W5.

private:
    Data() = default;

    std::optional<std::filesystem::path> parts_file_;  ///< Empty: parts are generated.
    std::vector<Stock> stock_;
    std::vector<BurstOp> burst_;
    std::vector<Clash> clashes_;
    std::vector<StockChange> live_;
    std::vector<PriceChange> prices_;
};

}  // namespace branchline::bench
