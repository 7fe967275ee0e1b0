// A disk in memory that forgets, tears, fills up and loses power on command, as a SQLite VFS.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.hpp"

namespace branchline::sim {

/// One virtual disk. Open databases on it with db::Options{.vfs = disk.name(), .exclusive_locking =
/// true}; it has no shared memory. One thread; every database on it is closed before it goes.
///
/// What it promises: synced bytes survive a crash. What it does not: of the writes since the last
/// sync of a file, each 512-byte sector survives in any of its versions or not at all, in no order,
/// and the file's size likewise. Bytes of a sector that were not written again never change
/// (SQLite's POWERSAFE_OVERWRITE, which the operating system's VFS assumes too). Creating and
/// deleting a file is durable at once: folders are not modelled.
///
/// Everything follows from the seed. SQLite's own generator (WAL salts, randomblob) is one for the
/// process; the constructor seeds it too, so that runs which make the same disks in the same order
/// write the same bytes.
class Disk {
public:
    /// Registers the VFS `name`, which must be new in this process.
    Disk(std::string name, std::uint64_t seed);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    const std::string& name() const;

    // Faults

    /// Power goes, and returns: what was not synced survives in part. Handles from before answer
    /// only with I/O errors; closing them is fine. Ends crash_after() and fail_next_sync().
    void crash();
    /// The n-th write, sync or truncate from now (a slot's write is one) is cut off half way, and
    /// everything after it fails, reads too, until crash(). 1 is the next one.
    void crash_after(std::uint64_t operations);
    bool has_power() const;
    /// The n-th file sync from now fails. As on Linux the pages then count as clean: what the
    /// failed sync dropped reads back well until a crash, and no later sync writes it.
    void fail_next_sync(std::uint64_t n = 1);
    /// Bytes of all files together; a write that needs more fails with SQLITE_FULL. Slots lie
    /// outside, being preallocated. Empty: endless.
    void set_capacity(std::optional<std::uint64_t> bytes);

    // Facts

    /// Writes, syncs and truncates so far, to choose crash points from.
    std::uint64_t operations() const;
    std::uint64_t used_bytes() const;
    std::vector<std::string> files() const;
    /// The bytes a program would read now; empty when there is no such file.
    Bytes image(std::string_view file) const;
    /// The bytes that are sure to survive a crash.
    Bytes durable_image(std::string_view file) const;
    /// Replaces or creates a file, durably: for restores, clones and bit rot. No handle is open.
    void load(std::string_view file, ByteView bytes);

    // The high-water record, in place of db::SlotFile

    /// Durable when true. When the power goes during the write, crash() leaves the old record or
    /// the new one.
    bool write_slot(std::string_view slot, ByteView bytes);
    /// Empty when never written.
    Bytes read_slot(std::string_view slot) const;

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace branchline::sim
