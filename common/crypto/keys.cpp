#include "common/crypto/keys.hpp"

#include <cerrno>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/disk_error.hpp"
#include "common/crypto/sodium.hpp"

namespace branchline::crypto {

namespace {

/// Closes a descriptor on every way out.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }
    bool is_open() const { return number_ >= 0; }

private:
    int number_;
};

bool write_all(int descriptor, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t wrote = ::write(descriptor, bytes.data(), bytes.size());
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
    }
    return true;
}

/// The number of bytes read, at most the room given; -1 on an error.
ssize_t read_all(int descriptor, std::span<std::uint8_t> room) {
    std::size_t got = 0;
    while (got < room.size()) {
        const ssize_t count = ::read(descriptor, room.data() + got, room.size() - got);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        got += static_cast<std::size_t>(count);
    }
    return static_cast<ssize_t>(got);
}

Result<> write_synced(const std::filesystem::path& path, ByteView secret) {
    const Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open()) return disk_error("create", path, errno);
    if (!write_all(file.get(), secret)) return disk_error("write", path, errno);
    if (::fsync(file.get()) != 0) return disk_error("sync", path, errno);
    return {};
}

Result<> sync_folder_of(const std::filesystem::path& path) {
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open()) return disk_error("open", folder, errno);
    if (::fsync(opened.get()) != 0) return disk_error("sync", folder, errno);
    return {};
}

/// Gives a finished file its name, unless the name is taken.
Result<> publish(const std::filesystem::path& draft, const std::filesystem::path& path) {
    if (::renameat2(AT_FDCWD, draft.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) {
        return sync_folder_of(path);
    }
    if (errno != EEXIST) return disk_error("rename to", path, errno);
    return fail(Code::conflict, "key-file-exists", path.string() + " exists already",
                "a key is never overwritten; move the old file away first");
}

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
    ensure_sodium();
    randombytes_buf(out.data(), out.size());
}

TransportPair make_transport_pair(Random& random) {
    Bytes secret(crypto_scalarmult_SCALARBYTES);
    random.fill(secret);
    return transport_pair_from_secret(secret);
}

TransportPair transport_pair_from_secret(ByteView secret) {
    ASSERT(secret.size() == crypto_scalarmult_SCALARBYTES);
    ensure_sodium();
    TransportPair pair{.public_key = {}, .secret = to_bytes(secret)};
    const int code = crypto_scalarmult_base(pair.public_key.bytes.data(), secret.data());
    ASSERT(code == 0);
    return pair;
}

Result<> write_key_file(const std::filesystem::path& path, ByteView secret) {
    auto draft = path;
    draft += ".draft";
    ::unlink(draft.c_str());  // Left over from a power cut: never had its name, so never in use.
    auto written = write_synced(draft, secret);
    if (written) written = publish(draft, path);
    if (!written) ::unlink(draft.c_str());
    return written;
}

namespace {

/// At most one byte more than `most`, so that a longer file is noticed.
Result<Bytes> read_private_file(const std::filesystem::path& path, std::size_t most) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file.is_open() && errno == ENOENT) {
        return fail(Code::not_found, "key-file-missing", "there is no " + path.string());
    }
    if (!file.is_open()) return disk_error("open", path, errno);
    struct stat facts{};
    if (::fstat(file.get(), &facts) != 0) return disk_error("inspect", path, errno);
    if (!S_ISREG(facts.st_mode) || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(Code::configuration, "key-file-exposed",
                    path.string() + " is open to other users or no plain file",
                    "chmod 600, and replace the key if others may have read it");
    }
    Bytes secret(most + 1);
    const ssize_t got = read_all(file.get(), secret);
    if (got < 0) return disk_error("read", path, errno);
    secret.resize(static_cast<std::size_t>(got));
    return secret;
}

}  // namespace

Result<Bytes> read_key_file(const std::filesystem::path& path, std::size_t size) {
    TRY(Bytes secret, read_private_file(path, size));
    if (secret.size() == size) return secret;
    return fail(Code::corrupt, "key-file-corrupt",
                path.string() + " does not hold " + std::to_string(size) + " bytes");
}

Result<std::string> read_secret_file(const std::filesystem::path& path) {
    constexpr std::size_t kMost = 4096;
    TRY(const Bytes bytes, read_private_file(path, kMost));
    std::string secret(as_text(bytes));
    secret.erase(secret.find_last_not_of("\r\n") + 1);
    if (!secret.empty() && bytes.size() <= kMost) return secret;
    return fail(Code::configuration, "secret-file-unusable",
                path.string() + " holds no secret of 1 to 4096 bytes");
}

std::string to_base64url(ByteView bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
    out.pop_back();  // The terminating zero.
    return out;
}

Result<Bytes> from_base64url(std::string_view text) {
    if (text.empty()) return Bytes();  // An empty vector has no memory to point at.
    Bytes out(text.size());
    std::size_t size = 0;
    const int failed = sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                         &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (failed == 0) out.resize(size);
    // libsodium 1.0.18 takes bytes above ASCII for characters of the alphabet.
    if (failed != 0 || to_base64url(out) != text) {
        return fail(Code::invalid, "bad-base64", "not base64url text");
    }
    return out;
}

}  // namespace branchline::crypto
