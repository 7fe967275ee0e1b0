// How the API reaches the records: the engine has one thread, requests come on another. A request
// is a piece of work that the gate takes to the store and whose answer it brings back.
#pragma once

#include <functional>

#include "common/engine/store.hpp"
#include "common/http/message.hpp"

namespace branchline::api {

class Gate {
public:
    virtual ~Gate() = default;

    /// Runs `work` on the engine's thread. With `writes` it runs inside a group, and the answer is
    /// given when the group is durable; a group that fails is answered with its error instead.
    virtual void run(bool writes,
                     std::function<http::Response(engine::Store&)> work,
                     http::Answer answer) = 0;
};

}  // namespace branchline::api
