// Files of prices that people send piece by piece: a request stays small, a broken line costs one
// piece, and nothing of a file is held in memory. Files live until their upload is let go of. On
// the engine's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "hub/prices/staging_terms.hpp"
#include "sync/transport/piece_file.hpp"

namespace branchline::hub {

/// Enough for a list of a million parts.
inline constexpr std::int64_t kFileBytesMax = std::int64_t{64} << 20U;
inline constexpr std::size_t kUploadsOfOneMax = 2;
inline constexpr std::size_t kUploadsMax = 16;

/// One file on its way, and what an import of it has rejected. Both go with it.
class Upload {
public:
    Upload(std::string id,
           StagingTerms terms,
           std::int64_t size,
           const std::filesystem::path& folder);
    ~Upload();
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

    const std::string& id() const { return id_; }
    const StagingTerms& terms() const { return terms_; }
    std::int64_t size() const { return file_.size(); }
    std::int64_t received() const { return file_.received(); }
    bool complete() const { return file_.complete(); }
    const std::filesystem::path& file() const { return file_.path(); }
    const std::filesystem::path& rejects() const { return rejects_; }

    /// Code::conflict "already-staged" once it is taken; else what PieceFile says.
    Result<> add(std::int64_t offset, std::string_view piece);
    /// The rows are read; what was rejected stays.
    void drop_file() { file_.drop(); }
    /// True once: whoever takes it imports it.
    bool take() { return !std::exchange(taken_, true); }

private:
    std::string id_;
    StagingTerms terms_;
    sync::PieceFile file_;
    std::filesystem::path rejects_;
    bool taken_ = false;
};

class Uploads {
public:
    /// The folder is this object's own: what an earlier process left in it is removed.
    Uploads(std::filesystem::path folder, Random& random);

    /// Code::too_large before anything is written. The oldest upload of a person gives way to a
    /// third one; Code::unavailable when too many people send.
    Result<std::shared_ptr<Upload>> open(StagingTerms terms, std::int64_t size);
    /// Another person's upload is not found.
    Result<std::shared_ptr<Upload>> find(const std::string& id,
                                         const std::optional<RowId>& actor) const;

private:
    std::filesystem::path folder_;
    Random& random_;
    std::deque<std::shared_ptr<Upload>> open_;  ///< Oldest first.
};

}  // namespace branchline::hub
