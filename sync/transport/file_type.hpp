// What a file is, read off its first bytes: what somebody says that it is decides nothing.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::sync {

struct FileType {
    std::string_view media_type;
    std::string_view ending;
    bool picture = false;  ///< A browser shows it without running anything.
};

/// Pictures (JPEG, PNG, WebP), PDF and plain text. Nothing for all else: pages and drawings with
/// scripts are no evidence.
std::optional<FileType> file_type_of(ByteView bytes);

}  // namespace branchline::sync
