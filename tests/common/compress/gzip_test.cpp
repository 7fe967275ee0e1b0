// gzip files read a piece at a time, and what is refused.
#include "common/compress/gzip.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "tests/support/folder.hpp"
#include "tests/support/gzip.hpp"

using namespace branchline;
using namespace branchline::test;

namespace {

struct Fixture {
    std::filesystem::path put(ByteView bytes) {
        std::ofstream(folder / "file", std::ios::binary) << as_text(bytes);
        return folder / "file";
    }
    /// All of it, in pieces; the error's id when it is refused.
    static std::string read_all(const std::filesystem::path& path, std::uint64_t bytes_max) {
        const auto file = compress::GzipFile::open(path, bytes_max);
        if (!file) return file.error().id;
        std::string out;
        for (;;) {
            const auto piece = (*file)->read(1000);
            if (!piece) return piece.error().id;
            if (piece->empty()) return out;
            out += as_text(*piece);
        }
    }

    Folder folder;
    std::string plain = std::string(150'000, 'v') + "end";
};

}  // namespace

TEST_CASE_METHOD(Fixture, "gzip: a compressed file is read in pieces", "[gzip]") {
    CHECK(read_all(put(gzipped(as_bytes(plain))), 1'000'000) == plain);
    CHECK(read_all(put(gzipped({})), 1'000'000).empty());
}

TEST_CASE_METHOD(Fixture, "gzip: a file that is not compressed is read as it is", "[gzip]") {
    CHECK(read_all(put(as_bytes(plain)), 1'000'000) == plain);
}

TEST_CASE_METHOD(Fixture,
                 "gzip: more than the bound is refused, the bound itself is not",
                 "[gzip]") {
    const Bytes packed = gzipped(as_bytes(plain));
    CHECK(read_all(put(packed), plain.size()) == plain);
    CHECK(read_all(put(packed), plain.size() - 1) == "file-too-large");
}

TEST_CASE_METHOD(Fixture, "gzip: a file that is cut short or damaged is refused", "[gzip]") {
    Bytes packed = gzipped(as_bytes(plain));
    packed.resize(packed.size() / 2);
    CHECK(read_all(put(packed), 1'000'000) == "bad-encoding");
    packed = gzipped(as_bytes(plain));
    packed[packed.size() - 6] ^= 1;  // In the checksum.
    CHECK(read_all(put(packed), 1'000'000) == "bad-encoding");
}

TEST_CASE_METHOD(Fixture, "gzip: what is no file is refused by name", "[gzip]") {
    CHECK(read_all(folder / "absent", 1'000'000) == "file-not-readable");
    CHECK(read_all(folder.path(), 1'000'000) == "file-not-readable");
}

TEST_CASE_METHOD(Fixture, "gzip: how far the reading is comes from the file's own size", "[gzip]") {
    const Bytes packed = gzipped(as_bytes(plain));
    const auto file = compress::GzipFile::open(put(packed), 1'000'000);
    REQUIRE(file);
    CHECK((*file)->size() == packed.size());
    while (!(*file)->read(50'000)->empty()) {
    }
    CHECK((*file)->taken() == packed.size());
}
