// What this process writes to standard error.
#pragma once

#include <cstdio>
#include <string>

#include <unistd.h>

namespace branchline::test {

/// While `work` runs; all of it.
template <class Work>
std::string standard_error_of(Work work) {
    std::FILE* file = std::tmpfile();
    const int saved = ::dup(STDERR_FILENO);
    std::fflush(stderr);
    ::dup2(::fileno(file), STDERR_FILENO);
    work();
    std::fflush(stderr);
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    std::rewind(file);
    std::string out;
    char piece[4096];
    for (std::size_t size = 0; (size = std::fread(piece, 1, sizeof piece, file)) > 0;) {
        out.append(piece, size);
    }
    std::fclose(file);
    return out;
}

}  // namespace branchline::test
