// What the operating system says of a file, as an error of ours.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "common/base/result.hpp"

namespace branchline {

inline bool is_space_errno(int number) {
    return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

/// "cannot ACTION PATH: ..." for an errno; Code::disk_full when there is no room, else Code::io.
inline std::unexpected<Error> disk_error(std::string_view action,
                                         const std::filesystem::path& path,
                                         int number) {
    std::string what = "cannot " + std::string(action) + " " + path.string() + ": " +
                       std::generic_category().message(number);
    if (is_space_errno(number)) {
        return fail(Code::disk_full, "disk-full", std::move(what), "free some space");
    }
    return fail(Code::io, "disk-failed", std::move(what));
}

}  // namespace branchline
