// A file that no folder lists: it is gone when its last user closes it, also when the program is
// killed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "common/base/result.hpp"

namespace branchline::sheet {

class NamelessFile {
public:
    static Result<NamelessFile> make(const std::filesystem::path& folder);
    NamelessFile(NamelessFile&& other) noexcept;
    NamelessFile& operator=(NamelessFile&& other) noexcept;
    NamelessFile(const NamelessFile&) = delete;
    NamelessFile& operator=(const NamelessFile&) = delete;
    ~NamelessFile();

    /// Opens the file for whoever wants a path; valid in this process while the file lives.
    std::string path() const;
    Result<std::uint64_t> size() const;
    /// Up to `size` bytes from `offset` on; empty at the end.
    Result<std::string> read(std::uint64_t offset, std::size_t size) const;

private:
    explicit NamelessFile(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace branchline::sheet
