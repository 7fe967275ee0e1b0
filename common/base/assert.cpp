#include "common/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace branchline {

void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "assertion failed: %s (%s:%d)\n", condition, file, line);
    std::fflush(stderr);
    std::abort();
}

}  // namespace branchline
