#include "common/sheet/nameless_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/disk_error.hpp"

namespace branchline::sheet {

Result<NamelessFile> NamelessFile::make(const std::filesystem::path& folder) {
    // mkostemp() replaces the last six letters by others that are free.
    std::string name = (folder / ".sheet-").string() + std::string(6, 'X');
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return disk_error("make a file in", folder, errno);
    ::unlink(name.c_str());
    return NamelessFile(descriptor);
}

NamelessFile::NamelessFile(NamelessFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

NamelessFile& NamelessFile::operator=(NamelessFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

NamelessFile::~NamelessFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string NamelessFile::path() const {
    return "/proc/self/fd/" + std::to_string(descriptor_);
}

Result<std::uint64_t> NamelessFile::size() const {
    struct stat found{};
    if (::fstat(descriptor_, &found) != 0) return disk_error("look at", path(), errno);
    return static_cast<std::uint64_t>(found.st_size);
}

Result<std::string> NamelessFile::read(std::uint64_t offset, std::size_t size) const {
    std::string out(size, '\0');
    const ssize_t got = ::pread(descriptor_, out.data(), size, static_cast<off_t>(offset));
    if (got < 0) return disk_error("read", path(), errno);
    out.resize(static_cast<std::size_t>(got));
    return out;
}

}  // namespace branchline::sheet
