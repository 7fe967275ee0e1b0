// The table of who may do what, tests/golden/permissions.txt. Its first part is made from the API
// alone, the second from the routers of a hub and a node; each has a test of its own.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "common/api/caller.hpp"
#include "common/domain/org/roles.hpp"
#include "common/http/router.hpp"
#include "common/schema/permit.hpp"

namespace branchline::api {

/// Where the second part begins.
inline constexpr std::string_view kDaemonPart = "\nWhat only the daemons have\n\n";

inline bool permits(const org::DefaultRole& role, std::string_view permit) {
    if (permit == kPublic || permit == kSignedIn) return true;
    const schema::PermitWord word = schema::split_permit(permit);
    return !permit.empty() && schema::permits(role.permits, word.area, word.verb);
}

inline std::string_view shown(const std::string& permit) {
    return permit.empty() ? "operator" : std::string_view(permit);
}

inline std::string line_of(const http::Route& route) {
    const std::string path = route.options.format.empty()
                                 ? route.pattern
                                 : route.pattern + "?format=" + route.options.format;
    return fmt::format("{:<7}{:<48} {}\n", route.method, path, shown(route.options.permit));
}

/// A path that the row matches, with `value` for each parameter.
inline std::string path_of(const http::Route& route, const std::string& value) {
    std::string out;
    for (std::size_t at = 0; at < route.pattern.size(); ++at) {
        if (route.pattern[at] != '{') {
            out += route.pattern[at];
            continue;
        }
        at = route.pattern.find('}', at);
        out += value;
    }
    if (!route.options.format.empty()) out += "?format=" + route.options.format;
    return out;
}

/// The file in its two parts.
struct PermissionTable {
    std::string api;
    std::string daemons;

    static PermissionTable read() {
        std::ifstream file(BRANCHLINE_GOLDEN "/permissions.txt");
        std::stringstream golden;
        golden << file.rdbuf();
        const std::string all = golden.str();
        const std::size_t at = std::min(all.find(kDaemonPart), all.size());
        return {all.substr(0, at), all.substr(at)};
    }
    /// Only when BRANCHLINE_REWRITE_GOLDEN says so.
    void write() const {
        if (std::getenv("BRANCHLINE_REWRITE_GOLDEN") == nullptr) return;
        std::ofstream(BRANCHLINE_GOLDEN "/permissions.txt") << api << daemons;
    }
};

}  // namespace branchline::api
