// Real programs as tests run them: started, listened to, signalled and killed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "common/base/time.hpp"
#include "tests/support/folder.hpp"

namespace branchline::e2e {

/// Ends a test that cannot go on; everything that should happen does so much sooner.
inline constexpr Milliseconds kWaitMax{30'000};

/// Asks again and again until the condition holds; false when the time is up.
bool wait_until(const std::function<bool()>& condition, Milliseconds patience = kWaitMax);

/// A folder of its own, gone when the test is over.
struct TempDir : test::Folder {
    TempDir() : test::Folder("bl-e2e") {}
};

std::string read_text(const std::filesystem::path& file);
void write_text(const std::filesystem::path& file, const std::string& text);
/// The regular files below `dir` that hold these bytes anywhere.
std::vector<std::string> files_holding(const std::filesystem::path& dir, const std::string& bytes);

using Words = std::vector<std::string>;

/// A running program. What it writes is kept in memory files; it dies with the test.
class Child {
public:
    struct Options {
        std::string input = {};
        std::optional<std::uint64_t> file_bytes_max = {};  ///< As `ulimit -f`; may be raised later.
    };

    /// `words`: the program, then its arguments. Call on the test's main thread only.
    Child(const Words& words, const Options& options);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }
    std::string out() const;
    std::string err() const;
    void signal(int number) const;
    /// The exit code, or 128 and the signal that ended it; nothing when the time is up.
    std::optional<int> wait(Milliseconds patience = kWaitMax);
    bool is_running() { return !wait(Milliseconds(0)).has_value(); }
    void raise_file_limit() const;

private:
    pid_t pid_ = -1;
    int out_ = -1;
    int err_ = -1;
    std::optional<int> exit_;
};

struct Outcome {
    int exit = -1;
    std::string out;
    std::string err;
};
/// Runs a program to its end.
Outcome run(const Words& words, const std::string& input = {});

}  // namespace branchline::e2e
