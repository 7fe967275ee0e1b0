// A folder on the real disk, for tests of files and sockets.
#pragma once

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

namespace branchline::test {

/// A new folder below the system's temporary one, for its owner alone; gone with its holder.
class Folder {
public:
    /// Called `name`, the process and a number.
    explicit Folder(std::string_view name = "branchline") : path_(fresh(name)) {}
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const {
        return path_ / name;
    }
    std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
    /// Throws where none can be made; passes by a name that a killed test has left behind.
    static std::filesystem::path fresh(std::string_view name) {
        static std::atomic<unsigned> count = 0;
        const auto start = (std::filesystem::temp_directory_path() / name).string() + "-" +
                           std::to_string(::getpid()) + "-";
        for (;;) {
            const std::string path = start + std::to_string(++count);
            if (::mkdir(path.c_str(), 0700) == 0) return path;
            if (errno != EEXIST) throw std::system_error(errno, std::generic_category(), path);
        }
    }

    std::filesystem::path path_;
};

}  // namespace branchline::test
