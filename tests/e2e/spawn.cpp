#include "tests/e2e/spawn.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace branchline::e2e {

namespace {

namespace fs = std::filesystem;

constexpr Milliseconds kAskEvery{3};

int memory_file(const std::string& content = {}) {
    const int file = ::memfd_create("e2e", MFD_CLOEXEC);
    REQUIRE(file >= 0);
    REQUIRE(::pwrite(file, content.data(), content.size(), 0) ==
            static_cast<ssize_t>(content.size()));
    return file;
}

/// Leaves the position alone, which the writing program shares with us.
std::string content_of(int file) {
    std::string content;
    std::array<char, 4096> part{};
    for (;;) {
        const ssize_t got =
            ::pread(file, part.data(), part.size(), static_cast<off_t>(content.size()));
        if (got <= 0) return content;
        content.append(part.data(), static_cast<std::size_t>(got));
    }
}

struct Ends {
    int in;
    int out;
    int err;
};

/// In the child: only what is allowed between fork and exec.
[[noreturn]] void become(char* const* words, const Ends& ends, const Child::Options& options) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(ends.in, STDIN_FILENO);
    ::dup2(ends.out, STDOUT_FILENO);
    ::dup2(ends.err, STDERR_FILENO);
    if (options.file_bytes_max) {
        const rlimit limit{*options.file_bytes_max, RLIM_INFINITY};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ::execvp(words[0], words);
    ::_exit(127);
}

}  // namespace

bool wait_until(const std::function<bool()>& condition, Milliseconds patience) {
    const SystemClock clock;
    const Milliseconds until = clock.monotonic() + patience;
    while (!condition()) {
        if (clock.monotonic() >= until) return false;
        std::this_thread::sleep_for(kAskEvery);
    }
    return true;
}

std::string read_text(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_text(const fs::path& file, const std::string& text) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    REQUIRE(stream);
}

std::vector<std::string> files_holding(const fs::path& dir, const std::string& bytes) {
    std::vector<std::string> found;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
        if (!entry.is_regular_file()) continue;
        if (read_text(entry.path()).find(bytes) == std::string::npos) continue;
        found.push_back(entry.path().lexically_relative(dir).string());
    }
    return found;
}

Child::Child(const Words& words, const Options& options)
    : out_(memory_file()), err_(memory_file()) {
    std::vector<std::string> copies = words;
    std::vector<char*> pointers;
    for (std::string& word : copies) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const int in = memory_file(options.input);
    pid_ = ::fork();
    if (pid_ == 0) become(pointers.data(), {in, out_, err_}, options);
    ::close(in);
    REQUIRE(pid_ > 0);
}

Child::~Child() {
    if (!exit_) {
        signal(SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(out_);
    ::close(err_);
}

std::string Child::out() const {
    return content_of(out_);
}

std::string Child::err() const {
    return content_of(err_);
}

void Child::signal(int number) const {
    if (!exit_) ::kill(pid_, number);
}

std::optional<int> Child::wait(Milliseconds patience) {
    wait_until(
        [&] {
            int status = 0;
            if (exit_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return exit_.has_value();
            exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            return true;
        },
        patience);
    return exit_;
}

void Child::raise_file_limit() const {
    const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
    REQUIRE(::prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

Outcome run(const Words& words, const std::string& input) {
    Child child(words, {.input = input});
    const auto exit = child.wait();
    INFO(words.back());
    REQUIRE(exit.has_value());
    return {*exit, child.out(), child.err()};
}

}  // namespace branchline::e2e
