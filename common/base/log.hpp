// Log lines of a daemon: one line an event, to standard error. Callers never pass secrets or
// personal values: ids, counts and codes only.
#pragma once

#include <string_view>

namespace branchline::log {

enum class Level { debug, info, warning, error };

/// Chooses the least level that is written; call once at start.
void set_level(Level level);
/// Line breaks and control characters in `text` are replaced, so a value cannot forge a line.
void write(Level level, std::string_view component, std::string_view text);

inline void debug(std::string_view component, std::string_view text) {
    write(Level::debug, component, text);
}
inline void info(std::string_view component, std::string_view text) {
    write(Level::info, component, text);
}
inline void warning(std::string_view component, std::string_view text) {
    write(Level::warning, component, text);
}
inline void error(std::string_view component, std::string_view text) {
    write(Level::error, component, text);
}

}  // namespace branchline::log
