// The lock that keeps a second daemon off a data directory, and the record that outlives a restore.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/base/bytes.hpp"

namespace branchline::db {

/// An open-file-description lock on a file of its own, held until destruction. The file names the
/// holder's process id for people; it stays behind, only the lock counts.
class DirectoryLock {
public:
    /// Code::locked "data-directory-locked", naming the holder, when another process has it.
    static Result<std::unique_ptr<DirectoryLock>> acquire(const std::filesystem::path& file);
    /// "held by process 12", for people; nothing while it is free. Takes and creates nothing.
    static Result<std::optional<std::string>> holder(const std::filesystem::path& file);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

/// A small record outside the database, written with fdatasync into two preallocated slots in turn,
/// so that a torn write leaves the older one.
///
/// Permanent, because a restored data directory is compared with it: slot n starts at n * 4096 and
/// is an 8-byte counter, 4-byte length, payload, BLAKE2b-free 8-byte checksum (FNV-1a 64 over all
/// that precedes it), zero padding to 4096 bytes; numbers most significant byte first. The record
/// with counter c lies in slot c mod 2. The first record is written twice, so that after it a
/// blank slot beside a torn one can only mean that no write was ever acknowledged.
class SlotFile {
public:
    static constexpr std::size_t kPayloadMax = 4000;
    /// Creates and preallocates the file when there is none. Code::corrupt "slot-file-corrupt"
    /// when no slot is intact though records were written: nothing may be written over the damage.
    static Result<std::unique_ptr<SlotFile>> open(const std::filesystem::path& path);
    ~SlotFile();
    SlotFile(const SlotFile&) = delete;
    SlotFile& operator=(const SlotFile&) = delete;

    /// The newest intact payload; empty when none was ever written. Both slots torn: corrupt.
    Result<Bytes> read() const;
    /// Durable when it returns. After a failed disk or sync every further write is refused with
    /// that same error: never a retry on one descriptor. After a full disk the next tries again.
    Result<> write(ByteView payload);

private:
    struct Record {
        std::uint64_t counter = 0;  ///< 0: nothing was ever written.
        Bytes payload;
    };

    SlotFile(int descriptor, std::filesystem::path path)
        : descriptor_(descriptor), path_(std::move(path)) {}
    Result<> preallocate();
    Result<> write_next(ByteView payload);
    Result<Record> newest() const;
    static std::optional<Record> parse(ByteView slot);

    int descriptor_;
    std::filesystem::path path_;
    std::uint64_t counter_ = 0;
    std::optional<Error> failed_;
};

}  // namespace branchline::db
