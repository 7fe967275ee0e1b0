// The program's version, from the project() line of the root CMakeLists.txt.
#pragma once

namespace branchline {
inline constexpr const char* kVersion = BRANCHLINE_VERSION;
}  // namespace branchline
