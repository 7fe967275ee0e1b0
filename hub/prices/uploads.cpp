#include "hub/prices/uploads.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace branchline::hub {

namespace {

std::unexpected<Error> disk_failed() {
    return fail(Code::io, "disk-failed", "the file that was sent cannot be kept",
                "look at the disk of the hub, then send it again");
}

}  // namespace

Upload::Upload(std::string id,
               StagingTerms terms,
               std::int64_t size,
               const std::filesystem::path& folder)
    : id_(std::move(id)),
      terms_(std::move(terms)),
      file_(folder / (id_ + ".csv"), size),
      rejects_(folder / (id_ + ".rejects.csv")) {}

Upload::~Upload() {
    std::error_code ignored;
    std::filesystem::remove(rejects_, ignored);
}

Result<> Upload::add(std::int64_t offset, std::string_view piece) {
    if (taken_) {
        return fail(Code::conflict, "already-staged", "the file has been taken as it is",
                    "begin another upload");
    }
    return file_.add(offset, piece);
}

Uploads::Uploads(std::filesystem::path folder, Random& random)
    : folder_(std::move(folder)), random_(random) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

Result<std::shared_ptr<Upload>> Uploads::open(StagingTerms terms, std::int64_t size) {
    if (size <= 0) return fail(Code::invalid, "empty-file", "the file is empty");
    if (size > kFileBytesMax) {
        return fail(Code::too_large, "file-too-large",
                    fmt::format("a file has at most {} MiB", kFileBytesMax >> 20U),
                    "divide the list, or import it on the hub's own machine");
    }
    const auto is_mine = [&](const auto& one) { return one->terms().actor == terms.actor; };
    const auto mine = std::count_if(open_.begin(), open_.end(), is_mine);
    if (static_cast<std::size_t>(mine) >= kUploadsOfOneMax) {
        open_.erase(std::find_if(open_.begin(), open_.end(), is_mine));
    }
    if (open_.size() >= kUploadsMax) {
        return fail(Code::unavailable, "too-many-uploads", "too many people are sending files",
                    "wait for one of them");
    }
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
    if (error) return disk_failed();
    std::array<std::uint8_t, 16> id{};
    random_.fill(id);
    open_.push_back(
        std::make_shared<Upload>(to_hex(ByteView(id)), std::move(terms), size, folder_));
    return open_.back();
}

Result<std::shared_ptr<Upload>> Uploads::find(const std::string& id,
                                              const std::optional<RowId>& actor) const {
    for (const auto& one : open_) {
        if (one->id() == id && one->terms().actor == actor) return one;
    }
    return fail(Code::not_found, "no-upload", "this upload is not known any more",
                "choose the file again");
}

}  // namespace branchline::hub
