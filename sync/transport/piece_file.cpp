#include "sync/transport/piece_file.hpp"

#include <fstream>

#include <fmt/format.h>

namespace branchline::sync {

Result<> PieceFile::add(std::int64_t offset, std::string_view piece) {
    const auto bytes = static_cast<std::int64_t>(piece.size());
    if (piece.size() > kPieceBytesMax) {
        return fail(Code::too_large, "piece-too-large",
                    fmt::format("a piece has at most {} bytes", kPieceBytesMax));
    }
    // Also checked against overflow: the difference of two numbers that are not negative.
    if (offset >= 0 && offset <= received_ && bytes > size_ - offset) {
        return fail(Code::too_large, "longer-than-declared",
                    fmt::format("{} bytes were declared", size_), "begin another upload");
    }
    const bool repeated = offset >= 0 && offset <= received_ && offset + bytes <= received_;
    if (repeated) return {};
    if (offset != received_) {
        return fail(Code::conflict, "gap",
                    fmt::format("{} bytes are here, and the piece begins at {}", received_, offset),
                    "send what comes behind them");
    }
    std::error_code ignored;
    std::filesystem::create_directories(path_.parent_path(), ignored);
    std::ofstream out(path_, std::ios::binary | std::ios::app);
    out.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    out.close();
    if (!out) {
        return fail(Code::io, "disk-failed", "the file that was sent cannot be kept",
                    "look at the disk of the daemon, then send it again");
    }
    received_ += bytes;
    return {};
}

void PieceFile::drop() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

}  // namespace branchline::sync
