// What an import could not take: a table with one line for each row, made when the first one comes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/base/result.hpp"

namespace branchline::hub {

struct Reject {
    std::uint64_t line = 0;  ///< Of the file, on which the row begins.
    std::uint64_t row = 0;   ///< From 1, without the header.
    std::string column;      ///< As the file calls it; empty when it is the whole row.
    std::string value;       ///< What stands there.
    Error error;
};

class RejectFile {
public:
    explicit RejectFile(std::filesystem::path path) : path_(std::move(path)) {}

    /// Replaces the file of an earlier import; Code::conflict when another one is in the way.
    Result<> add(const Reject& reject);
    /// Everything is in the file when it returns.
    Result<> close();
    std::uint64_t count() const { return count_; }
    const std::filesystem::path& path() const { return path_; }

private:
    Result<> open();

    std::filesystem::path path_;
    std::ofstream file_;
    std::uint64_t count_ = 0;
};

}  // namespace branchline::hub
