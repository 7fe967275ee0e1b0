// A child process that does what it is told: a line of JSON in, a line of JSON out. Children are
// forked before any thread exists.
#pragma once

#include <functional>
#include <string>

#include "common/text/json.hpp"

namespace branchline::bench {

/// One end of a stream of lines. Losing the other end is an exception: the measurement is over.
class Channel {
public:
    explicit Channel(int descriptor) : descriptor_(descriptor) {}

    void send(const text::Json& message);
    /// Blocks; nothing when the other end has closed.
    std::optional<text::Json> receive();

private:
    int descriptor_;
    std::string read_;
};

class Child {
public:
    /// `work` runs in the child until it returns.
    explicit Child(const std::function<void(Channel&)>& work);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Sends a command with its parameters and waits for the answer.
    text::Json ask(const std::string& command, text::Json parameters = text::Json::object());
    /// The two halves of ask(), for children that work at the same time.
    void tell(const std::string& command, text::Json parameters = text::Json::object());
    text::Json hear();

private:
    int pid_ = -1;
    int descriptor_ = -1;
    std::unique_ptr<Channel> channel_;
};

/// Seconds of CLOCK_MONOTONIC, the same in all processes.
double seconds_now();

}  // namespace branchline::bench
