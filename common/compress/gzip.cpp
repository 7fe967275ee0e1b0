#include "common/compress/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

namespace branchline::compress {

struct GzipFile::Stream {
    gzFile file = nullptr;
    ~Stream() {
        if (file != nullptr) gzclose(file);
    }
};

GzipFile::GzipFile(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

GzipFile::~GzipFile() = default;

Result<std::unique_ptr<GzipFile>> GzipFile::open(const std::filesystem::path& path,
                                                 std::uint64_t bytes_max) {
    std::error_code error;
    const bool is_file = std::filesystem::is_regular_file(path, error);
    const std::uint64_t size = is_file ? std::filesystem::file_size(path, error) : 0;
    auto stream = std::make_unique<Stream>();
    if (is_file && !error) stream->file = gzopen(path.c_str(), "rb");
    if (stream->file == nullptr) {
        return fail(Code::invalid, "file-not-readable",
                    fmt::format("{} is not a file that can be read", path.string()),
                    "the daemon reads it: give a path on its machine, readable for its user");
    }
    gzbuffer(stream->file, 128U << 10U);
    std::unique_ptr<GzipFile> out(new GzipFile(std::move(stream)));
    out->size_ = size;
    out->bytes_max_ = bytes_max;
    return out;
}

Result<Bytes> GzipFile::read(std::size_t size_max) {
    Bytes out(size_max);
    const int got = gzread(stream_->file, out.data(), static_cast<unsigned>(size_max));
    int code = Z_OK;
    gzerror(stream_->file, &code);
    // A file that ends too early gives its last bytes first, and the error with or after them.
    if (got < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR) {
        return fail(Code::invalid, "bad-encoding", "the compressed file is damaged or cut short",
                    "get the file again");
    }
    out.resize(static_cast<std::size_t>(got));
    bytes_ += out.size();
    if (bytes_ > bytes_max_) {
        return fail(Code::too_large, "file-too-large",
                    fmt::format("the file unpacks to more than {} bytes", bytes_max_));
    }
    return out;
}

std::uint64_t GzipFile::taken() const {
    const auto at = gzoffset(stream_->file);
    return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

}  // namespace branchline::compress
