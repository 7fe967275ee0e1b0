// ASSERT stays on in release builds: a broken invariant ends the process, a supervisor restarts it.
#pragma once

namespace branchline {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}  // namespace branchline

#define ASSERT(condition)                                                                 \
    do {                                                                                  \
        if (!(condition)) ::branchline::assertion_failed(#condition, __FILE__, __LINE__); \
    } while (false)
