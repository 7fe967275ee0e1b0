// A client as careful as one has to be when daemons may die at any moment: a request that got no
// answer is repeated with its key until there is one.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "tests/e2e/harness.hpp"

namespace branchline::e2e {

/// May be used by several threads.
class CarefulClient {
public:
    explicit CarefulClient(const Daemon& daemon) : daemon_(daemon) {}

    /// The body of the answer that confirms the request; none when it was refused for good, which
    /// is among the complaints then.
    std::optional<std::string> confirm(const std::string& method,
                                       const std::string& target,
                                       const std::string& body,
                                       const std::string& key);
    int confirmed() const { return confirmed_; }
    /// Answers that should not have come.
    Words complaints() const;

private:
    std::nullopt_t complain(const std::string& what);

    const Daemon& daemon_;
    std::atomic<int> confirmed_ = 0;
    mutable std::mutex mutex_;
    Words complaints_;
};

/// The id in a record's JSON, without reading the rest.
std::string id_in(const std::string& record);

/// Every note of a daemon by title, with how often it is there.
std::map<std::string, std::vector<Json>> notes_of(const Daemon& daemon);

}  // namespace branchline::e2e
