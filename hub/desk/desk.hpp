// What the desks share.
#pragma once

#include <functional>
#include <map>

#include "sync/replica/replica.hpp"

namespace branchline::hub {

/// Nothing can be written any more: the group has to fail. Any other error is about what a desk
/// wanted to write, and may not undo what branches have sent.
inline bool is_of_disk(const Error& error) {
    return error.code == Code::io || error.code == Code::disk_full || error.code == Code::corrupt;
}

/// Applied entries by log.
using Positions = std::map<std::int64_t, std::uint64_t>;
/// Of all logs of all dealers' streams.
Positions positions_of(const sync::Replica& hub);

/// Grows with every entry of the stream that is applied.
std::uint64_t applied_in(const sync::StreamBook& stream);

/// An edit that moves a record to another state, as the entity's flow names the step.
engine::Edit transition_of(const engine::Record& record,
                           std::string_view from,
                           std::string_view to);

/// Every living record of an entity in a state, a page at a time; a visit may take it out of the
/// state. Stops at the first visit that fails.
Result<> each_in_state(sync::Replica& hub,
                       std::string_view entity,
                       std::string_view state,
                       const std::function<Result<>(const engine::Record&)>& visit);

}  // namespace branchline::hub
