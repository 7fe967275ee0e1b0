// Files beside the rows: parts, names, and what is still missing.
#include "sync/replica/blob_store.hpp"

#include <catch2/catch.hpp>

#include "common/crypto/hash.hpp"
#include "sync/replica/system_tables.hpp"
#include "tests/support/database_file.hpp"

using namespace branchline;
using namespace branchline::sync;

namespace {

constexpr std::int64_t kOurs = 1;
constexpr std::int64_t kTheirs = 2;
constexpr Instant kNow{Milliseconds(1'767'225'600'000)};

Bytes picture(std::size_t size) {
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
    return out;
}

class Shelf {
public:
    Shelf() {
        REQUIRE(file.database->execute(system_ddl()));
        store = std::make_unique<BlobStore>(*file.database);
    }
    Hash put(const Bytes& bytes, Instant now = kNow) const {
        const auto hash = store->put(bytes, now);
        REQUIRE(hash);
        return *hash;
    }
    /// Keeps the piece at `from` of a file, as a peer that tells the truth would send it.
    BlobKeep keep(const Bytes& whole, std::uint64_t from) const {
        const std::size_t length = std::min<std::size_t>(whole.size() - from, kBlobPartBytes);
        const auto at = whole.begin() + static_cast<std::ptrdiff_t>(from);
        return keep(blob_hash(whole),
                    {.size = whole.size(),
                     .from = from,
                     .bytes = Bytes(at, at + static_cast<std::ptrdiff_t>(length))});
    }
    BlobKeep keep(const Hash& hash, const BlobPiece& piece) const {
        const auto kept = store->keep(hash, piece, kNow);
        REQUIRE(kept);
        return *kept;
    }
    Bytes read(const Hash& hash) const {
        const auto bytes = store->read(hash);
        REQUIRE(bytes);
        REQUIRE(*bytes);
        return **bytes;
    }
    std::vector<WantedBlob> wanted(std::int64_t s = kOurs) const { return *store->wanted(s, 100); }

    test::DatabaseFile file{"blob-store"};
    std::unique_ptr<BlobStore> store;
};

}  // namespace

TEST_CASE("blob store: the hash of a file has a domain of its own", "[replica]") {
    const Bytes bytes = picture(10);
    CHECK(blob_hash(bytes) == crypto::blake2b("bl/blob/1", {bytes}));
}

TEST_CASE("blob store: files of every size around a part come back whole", "[replica]") {
    Shelf shelf;
    for (const std::size_t size : {std::size_t{1}, kBlobPartBytes - 1, kBlobPartBytes,
                                   kBlobPartBytes + 1, 2 * kBlobPartBytes, std::size_t{200'000}}) {
        const Bytes bytes = picture(size);
        CHECK(shelf.read(shelf.put(bytes)) == bytes);
    }
}

TEST_CASE("blob store: the same file twice is one", "[replica]") {
    Shelf shelf;
    const Bytes bytes = picture(100'000);
    CHECK(shelf.put(bytes) == shelf.put(bytes));
    CHECK(shelf.store->counts()->held == 1);
    CHECK(shelf.store->counts()->bytes == 100'000);
}

TEST_CASE("blob store: nothing and too much are refused before anything is written", "[replica]") {
    Shelf shelf;
    CHECK(shelf.store->put({}, kNow).error().id == "file-empty");
    CHECK(shelf.store->put(Bytes(kBlobBytesMax + 1), kNow).error().id == "file-too-large");
    CHECK(shelf.store->counts()->bytes == 0);
    CHECK(shelf.store->put(Bytes(kBlobBytesMax), kNow));
}

TEST_CASE("blob store: a file that is named and not here is wanted, once a stream", "[replica]") {
    Shelf shelf;
    const Hash hash = blob_hash(picture(10));
    REQUIRE(shelf.store->name(kOurs, hash));
    REQUIRE(shelf.store->name(kOurs, hash));
    CHECK(shelf.wanted() == std::vector<WantedBlob>{
                                {hash, 0}
    });
    CHECK(shelf.wanted(kTheirs).empty());
    CHECK(*shelf.store->wants_any());
    CHECK(*shelf.store->is_named(kOurs, hash));
    CHECK_FALSE(*shelf.store->is_named(kTheirs, hash));
}

TEST_CASE("blob store: a file that is here before its name is not wanted", "[replica]") {
    Shelf shelf;
    REQUIRE(shelf.store->name(kOurs, shelf.put(picture(10))));
    CHECK_FALSE(*shelf.store->wants_any());
}

TEST_CASE("blob store: a file comes in pieces and is held when the last one fits", "[replica]") {
    Shelf shelf;
    const Bytes bytes = picture(2 * kBlobPartBytes + 5);
    const Hash hash = blob_hash(bytes);
    REQUIRE(shelf.store->name(kOurs, hash));
    CHECK(shelf.keep(bytes, 0) == BlobKeep::part);
    CHECK(shelf.wanted() == std::vector<WantedBlob>{
                                {hash, kBlobPartBytes}
    });
    CHECK_FALSE(*shelf.store->holds(hash));
    CHECK_FALSE(*shelf.store->read(hash));
    CHECK(shelf.store->piece(hash, 0)->size == 0);
    CHECK(shelf.keep(bytes, kBlobPartBytes) == BlobKeep::part);
    CHECK(shelf.keep(bytes, 2 * kBlobPartBytes) == BlobKeep::complete);
    CHECK(shelf.read(hash) == bytes);
    CHECK_FALSE(*shelf.store->wants_any());
}

TEST_CASE("blob store: pieces are handed out at multiples of their size alone", "[replica]") {
    Shelf shelf;
    const Bytes bytes = picture(kBlobPartBytes + 5);
    const Hash hash = shelf.put(bytes);
    const auto last = shelf.store->piece(hash, kBlobPartBytes);
    CHECK(last->size == bytes.size());
    CHECK(last->bytes == Bytes(bytes.end() - 5, bytes.end()));
    CHECK(shelf.store->piece(hash, 1)->size == 0);
    CHECK(shelf.store->piece(hash, 2 * kBlobPartBytes)->size == 0);
    CHECK(shelf.store->piece(blob_hash(picture(1)), 0)->size == 0);
}

TEST_CASE("blob store: a piece is refused that nobody wants, or that is not the next",
          "[replica]") {
    Shelf shelf;
    const Bytes bytes = picture(2 * kBlobPartBytes);
    const Hash hash = blob_hash(bytes);
    CHECK(shelf.keep(bytes, 0) == BlobKeep::refused);
    REQUIRE(shelf.store->name(kOurs, hash));
    CHECK(shelf.keep(bytes, kBlobPartBytes) == BlobKeep::refused);
    CHECK(shelf.keep(hash, {.size = 0, .from = 0, .bytes = {}}) == BlobKeep::refused);
    CHECK(
        shelf.keep(hash, {.size = kBlobBytesMax + 1, .from = 0, .bytes = Bytes(kBlobPartBytes)}) ==
        BlobKeep::refused);
    CHECK(shelf.keep(hash, {.size = bytes.size(), .from = 0, .bytes = Bytes(5)}) ==
          BlobKeep::refused);
    CHECK(shelf.store->counts()->bytes == 0);
}

TEST_CASE("blob store: bytes that are not the file are thrown away, and it stays wanted",
          "[replica]") {
    Shelf shelf;
    const Hash hash = blob_hash(picture(10));
    REQUIRE(shelf.store->name(kOurs, hash));
    CHECK(shelf.keep(hash, {.size = 10, .from = 0, .bytes = Bytes(10, 0xff)}) == BlobKeep::refused);
    CHECK(shelf.wanted() == std::vector<WantedBlob>{
                                {hash, 0}
    });
    CHECK(shelf.store->counts()->bytes == 0);
    CHECK(shelf.keep(picture(10), 0) == BlobKeep::complete);
}

TEST_CASE("blob store: another size begins the file anew", "[replica]") {
    Shelf shelf;
    const Bytes bytes = picture(kBlobPartBytes + 5);
    REQUIRE(shelf.store->name(kOurs, blob_hash(bytes)));
    // A peer that lies about the size does not keep the file from coming from another one.
    CHECK(shelf.keep(blob_hash(bytes),
                     {.size = 3 * kBlobPartBytes, .from = 0, .bytes = Bytes(kBlobPartBytes)}) ==
          BlobKeep::part);
    CHECK(shelf.keep(bytes, 0) == BlobKeep::part);
    CHECK(shelf.keep(bytes, kBlobPartBytes) == BlobKeep::complete);
}

TEST_CASE("blob store: a person brings a file of which a part was here", "[replica]") {
    Shelf shelf;
    const Bytes bytes = picture(kBlobPartBytes + 5);
    REQUIRE(shelf.store->name(kOurs, blob_hash(bytes)));
    shelf.keep(bytes, 0);
    CHECK(shelf.read(shelf.put(bytes)) == bytes);
    CHECK_FALSE(*shelf.store->wants_any());
}

TEST_CASE("blob store: what nobody names is forgotten after a day", "[replica]") {
    Shelf shelf;
    const Hash loose = shelf.put(picture(10));
    const Hash named = shelf.put(picture(20));
    REQUIRE(shelf.store->name(kOurs, named));
    shelf.put(picture(30), kNow + std::chrono::hours(24));
    CHECK(*shelf.store->holds(loose));
    shelf.put(picture(40), kNow + std::chrono::hours(24) + Milliseconds(1));
    CHECK_FALSE(*shelf.store->holds(loose));
    CHECK(*shelf.store->holds(named));
}
