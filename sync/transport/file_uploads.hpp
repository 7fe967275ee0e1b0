// Files on their way in, each of one person.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"
#include "sync/transport/piece_file.hpp"

namespace branchline::sync {

/// Used on the engine's thread alone.
class FileUploads {
public:
    static constexpr std::size_t kOfOneMax = 4;
    static constexpr std::size_t kMax = 64;

    /// The folder is this object's own: what an earlier process left in it is removed.
    FileUploads(std::filesystem::path folder, Random& random);

    struct Upload {
        std::string id;
        std::optional<RowId> actor;
        PieceFile file;
        Upload(std::string id_in,
               std::optional<RowId> actor_in,
               std::filesystem::path path,
               std::int64_t size)
            : id(std::move(id_in)), actor(actor_in), file(std::move(path), size) {}
    };
    /// Code::too_large before anything is written. The oldest upload of a person gives way to
    /// another one; Code::unavailable when too many people send.
    Result<std::shared_ptr<Upload>> open(const std::optional<RowId>& actor, std::int64_t size);
    /// Another person's upload is not found.
    Result<std::shared_ptr<Upload>> find(const std::string& id,
                                         const std::optional<RowId>& actor) const;
    void close(const std::string& id);

private:
    std::filesystem::path folder_;
    Random& random_;
    std::deque<std::shared_ptr<Upload>> open_;  ///< Oldest first.
};

}  // namespace branchline::sync
