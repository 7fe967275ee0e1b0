#include "tests/bench/process.hpp"

#include <stdexcept>

#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace branchline::bench {

void Channel::send(const text::Json& message) {
    const std::string line = text::dump(message) + "\n";
    for (std::size_t sent = 0; sent < line.size();) {
        const ssize_t count = ::write(descriptor_, line.data() + sent, line.size() - sent);
        if (count <= 0) throw std::runtime_error("the other process is gone");
        sent += static_cast<std::size_t>(count);
    }
}

std::optional<text::Json> Channel::receive() {
    for (;;) {
        const std::size_t end = read_.find('\n');
        if (end != std::string::npos) {
            const auto message = text::parse_json(read_.substr(0, end), {.size_max = end + 1});
            if (!message) throw std::runtime_error("not JSON: " + message.error().what);
            read_.erase(0, end + 1);
            return *message;
        }
        char piece[65536];
        const ssize_t count = ::read(descriptor_, piece, sizeof piece);
        if (count <= 0) return std::nullopt;
        read_.append(piece, static_cast<std::size_t>(count));
    }
}

Child::Child(const std::function<void(Channel&)>& work) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        throw std::runtime_error("no pair of sockets");
    }
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) {
        ::close(ends[0]);
        int code = 0;
        try {
            Channel channel(ends[1]);
            work(channel);
        } catch (const std::exception& error) {
            const std::string line = std::string("bench: ") + error.what() + "\n";
            code = ::write(STDERR_FILENO, line.data(), line.size()) < 0 ? 3 : 2;
        }
        ::_exit(code);
    }
    ::close(ends[1]);
    descriptor_ = ends[0];
    channel_ = std::make_unique<Channel>(descriptor_);
}

Child::~Child() {
    ::close(descriptor_);
    int status = 0;
    ::waitpid(pid_, &status, 0);
}

void Child::tell(const std::string& command, text::Json parameters) {
    parameters["command"] = command;
    channel_->send(parameters);
}

text::Json Child::hear() {
    auto answer = channel_->receive();
    if (!answer) throw std::runtime_error("a process ended early");
    return *std::move(answer);
}

text::Json Child::ask(const std::string& command, text::Json parameters) {
    tell(command, std::move(parameters));
    return hear();
}

double seconds_now() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace branchline::bench
