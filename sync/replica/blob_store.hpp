// Files that records name by their hash. They lie in parts beside the rows, in the same database,
// so that one backup holds all. Which files a stream names is noted when its entries are applied;
// what is named and not here is wanted from whoever holds the stream too.
#pragma once

#include <optional>
#include <vector>

#include "common/base/time.hpp"
#include "common/db/database.hpp"

namespace branchline::sync {

// Permanent: peers agree on them. A greater file would be refused for ever by who holds the stream.
inline constexpr std::uint64_t kBlobBytesMax = 16U << 20U;
/// Files travel and are stored in parts of this size; the last one is shorter.
inline constexpr std::uint64_t kBlobPartBytes = 64U << 10U;

/// BLAKE2b-256("bl/blob/1" || bytes).
Hash blob_hash(ByteView bytes);

/// A file that is wanted, and how much of it is here.
struct WantedBlob {
    Hash hash;
    std::uint64_t from = 0;
    bool operator==(const WantedBlob&) const = default;
};

/// A piece of a file on its way.
struct BlobPiece {
    std::uint64_t size = 0;  ///< Of the whole file; zero: it is not held.
    std::uint64_t from = 0;
    Bytes bytes;
};

/// What has become of a piece that was to be kept.
enum class BlobKeep : std::uint8_t {
    part,      ///< More of it is to come.
    complete,  ///< It is here, and it is what its hash says.
    refused,   ///< Not wanted, not the next piece, too large, or not what its hash says.
};

struct BlobCounts {
    std::uint64_t held = 0;
    std::uint64_t wanted = 0;
    std::uint64_t bytes = 0;
};

class BlobStore {
public:
    explicit BlobStore(db::Database& database) : database_(&database) {}

    // Inside a group.

    /// Keeps a file that a person has brought; the same file twice is one. Forgets files that
    /// nobody has named for a day.
    Result<Hash> put(ByteView bytes, Instant now);
    /// A record of stream `s` names the file.
    Result<> name(std::int64_t s, const Hash& hash);
    /// Keeps a piece that a peer has sent.
    Result<BlobKeep> keep(const Hash& hash, const BlobPiece& piece, Instant now);

    // Reading.

    Result<bool> holds(const Hash& hash);
    Result<bool> is_named(std::int64_t s, const Hash& hash);
    /// Nothing when it is not held whole.
    Result<std::optional<Bytes>> read(const Hash& hash);
    /// The piece at a multiple of kBlobPartBytes of a file that is held whole.
    Result<BlobPiece> piece(const Hash& hash, std::uint64_t from);
    Result<bool> wants_any();
    /// What stream `s` names and is not here, in the order in which it was named.
    Result<std::vector<WantedBlob>> wanted(std::int64_t s, std::size_t limit);
    Result<BlobCounts> counts();

private:
    struct Row {
        std::int64_t id = 0;
        std::uint64_t size = 0;
        std::uint64_t have = 0;
        bool complete() const { return have == size; }
    };
    Result<std::optional<Row>> find(const Hash& hash);
    Result<Row> begin(const Hash& hash, std::uint64_t size, Instant now);
    Result<> append(Row& row, ByteView bytes);
    Result<> finish(const Hash& hash);
    Result<> forget(const Row& row);
    Result<> forget_unnamed(Instant before);
    Result<Bytes> bytes_of(const Row& row);

    db::Database* database_;
};

}  // namespace branchline::sync
