#include "tests/bench/floor_player.hpp"

#include <cerrno>
#include <cstdio>
#include <string_view>
#include <utility>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace branchline::bench::floor {

namespace {

constexpr char kReady = '+';

/// A pipe takes this many bytes without a reader.
constexpr std::size_t kErrorMax = 4'000;

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count <= 0) return;  // The parent is gone; nobody is left to tell.
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

/// In the child.
[[noreturn]] void play_and_exit(const Play& play, int to_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Without a parent, a hub would wait for ever.
    const auto done = play([to_parent] { write_all(to_parent, {&kReady, 1}); });
    if (!done) {
        const std::string text = done.error().id + ": " + done.error().what;
        write_all(to_parent, std::string_view(text).substr(0, kErrorMax));
    }
    ::_exit(done ? 0 : 1);
}

std::string read_all(int descriptor) {
    std::string text;
    char piece[512];
    for (;;) {
        const ssize_t count = ::read(descriptor, piece, sizeof piece);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return text;
        text.append(piece, static_cast<std::size_t>(count));
    }
}

}  // namespace

std::int64_t rss_kb() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

Result<Player> Player::start(std::string name, const Play& play) {
    int ends[2];
    if (::pipe(ends) != 0) return fail(Code::unavailable, "no-pipe", "no pipe for the " + name);
    std::fflush(nullptr);  // What is buffered would be written by both.
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::close(ends[0]);
        play_and_exit(play, ends[1]);
    }
    ::close(ends[1]);
    if (pid < 0) {
        ::close(ends[0]);
        return fail(Code::unavailable, "no-process", "no process for the " + name);
    }
    return Player(std::move(name), pid, ends[0]);
}

Player::Player(Player&& other) noexcept
    : name_(std::move(other.name_)),
      pid_(std::exchange(other.pid_, -1)),
      from_child_(std::exchange(other.from_child_, -1)) {}

Player::~Player() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    if (from_child_ >= 0) ::close(from_child_);
}

Result<> Player::wait_until_ready() {
    char sign = 0;
    ssize_t count = 0;
    do {
        count = ::read(from_child_, &sign, 1);
    } while (count < 0 && errno == EINTR);
    if (count == 1 && sign == kReady) return {};
    const std::string first(count == 1 ? 1 : 0, sign);
    return fail(Code::io, "bench-process-failed",
                "the " + name_ + " did not start: " + first + read_all(from_child_));
}

Result<> Player::wait_until_over() {
    const std::string text = read_all(from_child_);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return fail(Code::io, "bench-process-failed",
                "the " + name_ + " failed: " + (text.empty() ? "killed" : text));
}

Result<> play_alone(std::string name, const std::function<Result<>()>& play) {
    TRY(Player player, Player::start(std::move(name), [&](const SayReady&) { return play(); }));
    return player.wait_until_over();
}

}  // namespace branchline::bench::floor
