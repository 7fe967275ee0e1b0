// gzip files, read a piece at a time: what an import unpacks may be far larger than memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace branchline::compress {

/// A file, compressed or not: one that does not begin as gzip does is read as it is.
class GzipFile {
public:
    /// `bytes_max` bounds what may come out.
    static Result<std::unique_ptr<GzipFile>> open(const std::filesystem::path& path,
                                                  std::uint64_t bytes_max);
    ~GzipFile();
    GzipFile(const GzipFile&) = delete;
    GzipFile& operator=(const GzipFile&) = delete;

    /// The next at most `size_max` bytes; empty at the end. Refuses damage ("bad-encoding") and
    /// more than the bound ("file-too-large").
    Result<Bytes> read(std::size_t size_max);
    /// How much of the file has been taken, of size().
    std::uint64_t taken() const;
    std::uint64_t size() const { return size_; }

private:
    struct Stream;
    explicit GzipFile(std::unique_ptr<Stream> stream);

    std::unique_ptr<Stream> stream_;
    std::uint64_t size_ = 0;
    std::uint64_t bytes_max_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace branchline::compress
