// First contact: a token becomes a certificate.
#pragma once

#include <functional>

#include "node/identity.hpp"
#include "sync/engine/token.hpp"

namespace branchline::node {

struct JoinOptions {
    std::filesystem::path data_dir;
    sync::JoinToken token;
    std::chrono::seconds patience{60};            ///< For the hub to answer.
    std::function<void(const std::string&)> say;  ///< Progress, for people.
};

/// Makes keys, asks the hub named by the token, checks its answer and writes the identity. Nothing
/// is sent before the hub has proved the key that the token names.
Result<sync::Certificate> join(const JoinOptions& options);

}  // namespace branchline::node
