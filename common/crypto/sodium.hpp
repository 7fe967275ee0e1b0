// The one place that starts libsodium. For this folder's own files.
#pragma once

#include <sodium.h>

#include "common/base/assert.hpp"

namespace branchline::crypto {

/// Chooses the implementations for this processor on the first call; cheap afterwards.
inline void ensure_sodium() {
    static const bool started = sodium_init() >= 0;
    ASSERT(started);
}

}  // namespace branchline::crypto
