#include "common/db/lock.hpp"

#include <array>
#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/assert.hpp"
#include "common/base/disk_error.hpp"

namespace branchline::db {

namespace {

constexpr std::size_t kSlotSize = 4096;
constexpr std::size_t kHeaderSize = 8 + 4;
constexpr std::size_t kChecksumSize = 8;
static_assert(kHeaderSize + SlotFile::kPayloadMax + kChecksumSize <= kSlotSize);

bool write_at(int descriptor, ByteView bytes, std::size_t offset) {
    while (!bytes.empty()) {
        const ssize_t wrote =
            ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        offset += static_cast<std::size_t>(wrote);
    }
    return true;
}

/// False, with the reason in errno; a file cut short behind our back counts as unreadable.
bool read_at(int descriptor, std::span<std::uint8_t> room, std::size_t offset) {
    while (!room.empty()) {
        const ssize_t got =
            ::pread(descriptor, room.data(), room.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO;
        if (got <= 0) return false;
        room = room.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::size_t>(got);
    }
    return true;
}

std::string holder_of(int descriptor) {
    std::array<char, 24> text{};
    const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
    std::string pid;
    for (ssize_t i = 0; i < got; ++i) {
        const char digit = text[static_cast<std::size_t>(i)];
        if (digit < '0' || digit > '9') break;
        pid += digit;
    }
    return pid.empty() ? "held by another process" : "held by process " + pid;
}

std::uint64_t fnv1a(ByteView bytes) {
    std::uint64_t sum = 0xcbf29ce484222325U;
    for (const std::uint8_t byte : bytes) {
        sum ^= byte;
        sum *= 0x100000001b3U;
    }
    return sum;
}

bool is_blank(ByteView slot) {
    return std::all_of(slot.begin(), slot.end(), [](auto byte) { return byte == 0; });
}

Result<> sync_folder_of(const std::filesystem::path& path) {
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return disk_error("open", folder, errno);
    const int code = ::fsync(descriptor);
    const int number = errno;
    ::close(descriptor);
    if (code != 0) return disk_error("sync", folder, number);
    return {};
}

}  // namespace

// DirectoryLock

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::acquire(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) return disk_error("open", file, errno);
    std::unique_ptr<DirectoryLock> lock(new DirectoryLock(descriptor));
    struct flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor, F_OFD_SETLK, &whole) != 0) {
        if (errno != EAGAIN && errno != EACCES) return disk_error("lock", file, errno);
        return fail(Code::locked, "data-directory-locked",
                    file.string() + " is " + holder_of(descriptor),
                    "stop that process, or give this one a data directory of its own");
    }
    // The name is for people only: on a full disk the lock holds without it.
    const std::string name = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor, 0) == 0) write_at(descriptor, as_bytes(name), 0);
    return lock;
}

Result<std::optional<std::string>> DirectoryLock::holder(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT) return std::nullopt;
    if (descriptor < 0) return disk_error("open", file, errno);
    const DirectoryLock closes(descriptor);
    struct flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor, F_OFD_GETLK, &whole) != 0) return disk_error("ask", file, errno);
    if (whole.l_type == F_UNLCK) return std::nullopt;
    return holder_of(descriptor);
}

DirectoryLock::~DirectoryLock() {
    ::close(descriptor_);
}

// SlotFile

Result<std::unique_ptr<SlotFile>> SlotFile::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0) return disk_error("open", path, errno);
    std::unique_ptr<SlotFile> file(new SlotFile(descriptor, path));
    TRY_VOID(file->preallocate());
    TRY(const Record newest, file->newest());
    file->counter_ = newest.counter;
    return file;
}

SlotFile::~SlotFile() {
    ::close(descriptor_);
}

Result<Bytes> SlotFile::read() const {
    TRY(Record record, newest());
    return std::move(record.payload);
}

Result<> SlotFile::write(ByteView payload) {
    if (payload.size() > kPayloadMax) {
        return fail(Code::too_large, "slot-payload-too-large",
                    std::to_string(payload.size()) + " bytes do not fit into a slot");
    }
    if (failed_) return std::unexpected(*failed_);
    if (counter_ == 0) TRY_VOID(write_next(payload));
    return write_next(payload);
}

/// Writes zeros rather than reserving blocks, so that a later write changes no metadata and its
/// fdatasync costs one journal-free disk write.
Result<> SlotFile::preallocate() {
    struct stat facts{};
    if (::fstat(descriptor_, &facts) != 0) return disk_error("inspect", path_, errno);
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size >= 2 * kSlotSize) return {};
    const Bytes zeros(2 * kSlotSize - size);
    if (!write_at(descriptor_, zeros, size)) return disk_error("preallocate", path_, errno);
    if (::fsync(descriptor_) != 0) return disk_error("sync", path_, errno);
    return sync_folder_of(path_);
}

Result<> SlotFile::write_next(ByteView payload) {
    const std::uint64_t counter = counter_ + 1;
    Bytes slot;
    slot.reserve(kSlotSize);
    append_big_endian(slot, counter, 8);
    append_big_endian(slot, payload.size(), 4);
    append(slot, payload);
    append_big_endian(slot, fnv1a(slot), 8);
    slot.resize(kSlotSize);
    const bool written = write_at(descriptor_, slot, counter % 2 * kSlotSize);
    if (!written || ::fdatasync(descriptor_) != 0) {
        Error error = disk_error(written ? "sync" : "write", path_, errno).error();
        if (written || error.code == Code::io) failed_ = error;
        return std::unexpected(std::move(error));
    }
    counter_ = counter;
    return {};
}

Result<SlotFile::Record> SlotFile::newest() const {
    std::optional<Record> best;
    bool has_blank = false;
    for (std::size_t i = 0; i < 2; ++i) {
        Bytes slot(kSlotSize);
        if (!read_at(descriptor_, slot, i * kSlotSize)) return disk_error("read", path_, errno);
        has_blank = has_blank || is_blank(slot);
        auto record = parse(slot);
        if (record && (!best || record->counter > best->counter)) best = std::move(record);
    }
    if (best) return *std::move(best);
    if (has_blank) return Record{};
    return fail(Code::corrupt, "slot-file-corrupt", "both slots of " + path_.string() + " are torn",
                "treat this replica as a restored one");
}

/// Empty for a blank or torn slot.
std::optional<SlotFile::Record> SlotFile::parse(ByteView slot) {
    ASSERT(slot.size() == kSlotSize);
    const std::uint64_t counter = read_big_endian(slot.first(8));
    const std::uint64_t length = read_big_endian(slot.subspan(8, 4));
    if (counter == 0 || length > kPayloadMax) return std::nullopt;
    const std::size_t end = kHeaderSize + static_cast<std::size_t>(length);
    const std::uint64_t sum = read_big_endian(slot.subspan(end, kChecksumSize));
    if (sum != fnv1a(slot.first(end))) return std::nullopt;
    return Record{counter, to_bytes(slot.subspan(kHeaderSize, end - kHeaderSize))};
}

}  // namespace branchline::db
