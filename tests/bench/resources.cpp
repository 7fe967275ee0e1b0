// What a process uses: memory, file bytes, and the bytes that its TCP connections have carried.
#include <cstdlib>
#include <filesystem>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/site.hpp"

namespace branchline::bench {

int free_port() {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool bound =
        ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(descriptor);
    return bound ? ntohs(address.sin_port) : 0;
}

std::uint64_t wire_bytes() {
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        const int descriptor = std::atoi(entry.path().filename().c_str());
        tcp_info info{};
        socklen_t size = sizeof info;
        if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) continue;
        bytes += info.tcpi_bytes_acked + info.tcpi_bytes_received;
    }
    return bytes;
}

std::int64_t peak_memory_kb() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
}

double cpu_seconds() {
    constexpr double kMicro = 1e-6;
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + kMicro * static_cast<double>(time.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::uint64_t disk_bytes(const std::filesystem::path& dir) {
    std::uint64_t bytes = 0;
    for (const char* name : {"replica.db", "replica.db-wal"}) {
        std::error_code missing;
        const auto size = std::filesystem::file_size(dir / name, missing);
        if (!missing) bytes += size;
    }
    return bytes;
}

}  // namespace branchline::bench
