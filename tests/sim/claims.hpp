// Persist, then speak: what every program has said that it holds, to peers and to people, to be
// compared with what it holds when it comes back.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "sync/engine/engine.hpp"

namespace branchline::sim {

class Claims {
public:
    /// A frame that the program at `speaker` has let go; ends are unique over all connections.
    void spoken(std::size_t speaker, sync::PeerId end, sync::PeerId other_end, const Bytes& frame);
    void answered(std::size_t speaker, const LogId& log, std::uint64_t seq);
    /// The first claim that the replica does not keep, in words.
    std::optional<std::string> broken(std::size_t speaker, sync::Replica& replica) const;

private:
    void note(std::size_t speaker, const LogId& log, std::uint64_t seq);

    std::map<std::size_t, std::map<LogId, std::uint64_t>> held_;
    /// By the end that gave the numbers.
    std::map<sync::PeerId, std::map<std::uint64_t, LogId>> numbers_;
};

}  // namespace branchline::sim
