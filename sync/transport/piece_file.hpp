// A file that somebody sends piece by piece: a request stays small, a broken line costs one piece,
// and nothing of the file is held in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "common/base/result.hpp"

namespace branchline::sync {

inline constexpr std::size_t kPieceBytesMax = std::size_t{512} << 10U;

class PieceFile {
public:
    /// The file begins with its first piece, and goes with this object.
    PieceFile(std::filesystem::path path, std::int64_t size)
        : path_(std::move(path)), size_(size) {}
    ~PieceFile() { drop(); }
    PieceFile(const PieceFile&) = delete;
    PieceFile& operator=(const PieceFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::int64_t size() const { return size_; }
    std::int64_t received() const { return received_; }
    bool complete() const { return received_ == size_; }

    /// A piece that is here already is passed over, so that a sender may repeat one. Code::conflict
    /// "gap" when bytes before it are missing, Code::too_large when it is larger than was declared.
    Result<> add(std::int64_t offset, std::string_view piece);
    void drop();

private:
    std::filesystem::path path_;
    std::int64_t size_;
    std::int64_t received_ = 0;
};

}  // namespace branchline::sync
