#include "sync/transport/file_uploads.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sync/replica/blob_store.hpp"

namespace branchline::sync {

FileUploads::FileUploads(std::filesystem::path folder, Random& random)
    : folder_(std::move(folder)), random_(random) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Result<std::shared_ptr<FileUploads::Upload>> FileUploads::open(const std::optional<RowId>& actor,
                                                               std::int64_t size) {
    if (size <= 0) return fail(Code::invalid, "file-empty", "the file has no bytes");
    if (static_cast<std::uint64_t>(size) > kBlobBytesMax) {
        return fail(Code::too_large, "file-too-large",
                    fmt::format("the file has {} bytes; at most {} are kept", size, kBlobBytesMax),
                    "Make the picture smaller, or split the document.");
    }
    const auto is_mine = [&](const auto& one) { return one->actor == actor; };
    const auto mine = std::count_if(open_.begin(), open_.end(), is_mine);
    if (static_cast<std::size_t>(mine) >= kOfOneMax) {
        open_.erase(std::find_if(open_.begin(), open_.end(), is_mine));
    }
    if (open_.size() >= kMax) {
        return fail(Code::unavailable, "too-many-uploads", "too many people are sending files",
                    "Wait for one of them.");
    }
    std::array<std::uint8_t, 16> bytes{};
    random_.fill(bytes);
    const std::string id = to_hex(ByteView(bytes));
    open_.push_back(std::make_shared<Upload>(id, actor, folder_ / id, size));
    return open_.back();
}

Result<std::shared_ptr<FileUploads::Upload>> FileUploads::find(
    const std::string& id, const std::optional<RowId>& actor) const {
    for (const auto& one : open_) {
        if (one->id == id && one->actor == actor) return one;
    }
    return fail(Code::not_found, "not-found", "this upload is not known any more",
                "Send the file again from its beginning.");
}

void FileUploads::close(const std::string& id) {
    std::erase_if(open_, [&](const auto& one) { return one->id == id; });
}

}  // namespace branchline::sync
