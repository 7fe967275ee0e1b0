// What the desks share.
#pragma once

#include "common/base/result.hpp"

namespace branchline::hub {

/// Nothing can be written any more: the group has to fail. Any other error is about what a desk
/// wanted to write, and may not undo what branches have sent.
inline bool is_of_disk(const Error& error) {
    return error.code == Code::io || error.code == Code::disk_full || error.code == Code::corrupt;
}

}  // namespace branchline::hub
