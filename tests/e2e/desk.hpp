// A daemon of the test's own process, as the people at its machine see it.
#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "common/text/json.hpp"
#include "tests/e2e/forger.hpp"

namespace branchline::e2e {

using text::Json;

/// The API over the admin socket. Another status than the expected one ends the test.
class Desk {
public:
    explicit Desk(std::filesystem::path dir) : dir_(std::move(dir)) {}

    Json get(const std::string& target, int status = 200) const;
    Json post(const std::string& target, const Json& body, int status = 201) const;
    /// Asks again until the answer, whatever its status, is as wanted; false when the time is up.
    bool until(const std::string& target, const std::function<bool(const Json&)>& wanted) const;

    /// Why the hub did not accept an entry, as this daemon lists it; "-" when it does not.
    std::string rejection(const HandLog& log, std::uint64_t seq) const;
    std::set<std::string> rejections(const std::string& stream) const;
    /// The code with which this daemon itself holds an entry void, from its database; "-" for none.
    std::string judgement(const HandLog& log, std::uint64_t seq) const;

private:
    std::filesystem::path dir_;
};

}  // namespace branchline::e2e
