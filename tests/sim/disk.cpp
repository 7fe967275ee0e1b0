#include "tests/sim/disk.hpp"

#include <array>
#include <map>
#include <new>
#include <utility>

#include <sqlite3.h>

#include "common/base/assert.hpp"
#include "common/base/time.hpp"

namespace branchline::sim {

namespace {

constexpr std::size_t kSector = 512;
constexpr int kPathMax = 512;
constexpr double kJulianDay = 2461366.0;  // 2026-11-21T12:00Z; no one may rely on it.

using Sector = std::array<std::uint8_t, kSector>;

struct Handle;

/// One file: what is sure, what programs see, and every state in between that a crash may pick.
struct File {
    Bytes durable;
    Bytes current;
    std::map<std::size_t, std::vector<Sector>> versions;  ///< Unsynced, by sector, oldest first.
    std::vector<std::size_t> sizes;                       ///< Unsynced, oldest first.
    std::vector<Handle*> handles;                         ///< Only those of the present epoch.

    void write(ByteView bytes, std::size_t offset);
    void truncate(std::size_t size);
    void sync();
    void settle(SeededRandom& random);

private:
    void note(std::size_t begin, std::size_t end);
    void put(std::size_t index, const Sector& sector);
};

struct Slot {
    Bytes durable;
    std::optional<Bytes> in_flight;  ///< The power went while it was written.
};

/// What SQLite knows as an open file; it gives the memory, we construct and destroy.
struct Handle : sqlite3_file {
    Disk::State* disk = nullptr;
    std::shared_ptr<File> file;
    std::string deleted_on_close;
    std::uint64_t epoch = 0;
    int lock = SQLITE_LOCK_NONE;
};

}  // namespace

struct Disk::State {
    explicit State(std::string vfs_name, std::uint64_t seed)
        : name(std::move(vfs_name)), random(seed) {}

    std::string name;
    SeededRandom random;
    sqlite3_vfs vfs{};
    std::map<std::string, std::shared_ptr<File>, std::less<>> files;
    std::map<std::string, Slot, std::less<>> slots;
    std::uint64_t epoch = 1;
    std::uint64_t operations = 0;
    std::uint64_t until_power_goes = 0;  ///< 0: it stays.
    std::uint64_t until_sync_fails = 0;  ///< 0: none fails.
    bool has_power = true;
    std::optional<std::uint64_t> capacity;
    std::size_t open_handles = 0;

    /// Counts an operation that changes the disk; false when the power goes during it.
    bool spend() {
        ++operations;
        if (until_power_goes > 0 && --until_power_goes == 0) has_power = false;
        return has_power;
    }
    bool sync_fails_now() { return until_sync_fails > 0 && --until_sync_fails == 0; }
    bool is_dead(const Handle& handle) const { return !has_power || handle.epoch != epoch; }
    std::uint64_t used() const {
        std::uint64_t sum = 0;
        for (const auto& [path, file] : files) sum += file->current.size();
        return sum;
    }
};

namespace {

// File

void File::write(ByteView bytes, std::size_t offset) {
    const std::size_t end = offset + bytes.size();
    const std::size_t before = current.size();
    if (end > before) {
        current.resize(end);
        sizes.push_back(end);
    }
    std::copy(bytes.begin(), bytes.end(), current.begin() + static_cast<std::ptrdiff_t>(offset));
    note(std::min(offset, before), end);
}

void File::truncate(std::size_t size) {
    const std::size_t before = current.size();
    current.resize(size);
    sizes.push_back(size);
    note(std::min(size, before), std::max(size, before));
}

/// Remembers the present content of the sectors that hold [begin, end); beyond the end are zeros.
void File::note(std::size_t begin, std::size_t end) {
    for (std::size_t index = begin / kSector; index * kSector < end; ++index) {
        Sector sector{};
        const std::size_t start = std::min(index * kSector, current.size());
        const std::size_t stop = std::min(start + kSector, current.size());
        std::copy(current.begin() + static_cast<std::ptrdiff_t>(start),
                  current.begin() + static_cast<std::ptrdiff_t>(stop), sector.begin());
        versions[index].push_back(sector);
    }
}

/// Writes the part of a sector that lies within the durable size.
void File::put(std::size_t index, const Sector& sector) {
    const std::size_t start = index * kSector;
    if (start >= durable.size()) return;
    const std::size_t count = std::min(kSector, durable.size() - start);
    std::copy_n(sector.begin(), count, durable.begin() + static_cast<std::ptrdiff_t>(start));
}

void File::sync() {
    durable.resize(current.size());
    for (const auto& [index, states] : versions) put(index, states.back());
    versions.clear();
    sizes.clear();
}

/// Decides what of the unsynced writes reaches the disk. All and nothing are as likely as a mix,
/// or long writes would practically never survive whole.
void File::settle(SeededRandom& random) {
    const std::uint64_t mode = random.below(4);
    if (mode == 0) return sync();
    if (mode > 1) {
        const auto pick = static_cast<std::size_t>(random.below(sizes.size() + 1));
        if (pick > 0) durable.resize(sizes[pick - 1]);
        for (const auto& [index, states] : versions) {
            const auto version = static_cast<std::size_t>(random.below(states.size() + 1));
            if (version > 0) put(index, states[version - 1]);
        }
    }
    versions.clear();
    sizes.clear();
}

// The methods of an open file

Handle& handle_of(sqlite3_file* file) {
    return *static_cast<Handle*>(file);
}

int close_file(sqlite3_file* opened) {
    Handle& handle = handle_of(opened);
    std::erase(handle.file->handles, &handle);
    if (!handle.deleted_on_close.empty() && !handle.disk->is_dead(handle)) {
        handle.disk->files.erase(handle.deleted_on_close);
    }
    --handle.disk->open_handles;
    std::destroy_at(&handle);
    return SQLITE_OK;
}

int read_file(sqlite3_file* opened, void* to, int amount, sqlite3_int64 offset) {
    const Handle& handle = handle_of(opened);
    if (handle.disk->is_dead(handle)) return SQLITE_IOERR_READ;
    const Bytes& bytes = handle.file->current;
    const auto wanted = static_cast<std::size_t>(amount);
    const std::size_t start = std::min(static_cast<std::size_t>(offset), bytes.size());
    const std::size_t got = std::min(wanted, bytes.size() - start);
    auto* out = static_cast<std::uint8_t*>(to);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(start), got, out);
    std::fill(out + got, out + wanted, std::uint8_t{0});
    return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* opened, const void* from, int amount, sqlite3_int64 offset) {
    Handle& handle = handle_of(opened);
    Disk::State& disk = *handle.disk;
    if (disk.is_dead(handle)) return SQLITE_IOERR_WRITE;
    const ByteView bytes(static_cast<const std::uint8_t*>(from), static_cast<std::size_t>(amount));
    const auto start = static_cast<std::size_t>(offset);
    const std::size_t size = handle.file->current.size();
    const std::size_t growth = std::max(start + bytes.size(), size) - size;
    const bool has_room = growth == 0 || !disk.capacity || disk.used() + growth <= *disk.capacity;
    const bool has_power = disk.spend();
    if (has_room) handle.file->write(bytes, start);  // Without power: in flight, may survive.
    if (!has_power) return SQLITE_IOERR_WRITE;
    return has_room ? SQLITE_OK : SQLITE_FULL;
}

int truncate_file(sqlite3_file* opened, sqlite3_int64 size) {
    Handle& handle = handle_of(opened);
    if (handle.disk->is_dead(handle)) return SQLITE_IOERR_TRUNCATE;
    const bool has_power = handle.disk->spend();
    handle.file->truncate(static_cast<std::size_t>(size));
    return has_power ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync_file(sqlite3_file* opened, int /*flags*/) {
    Handle& handle = handle_of(opened);
    Disk::State& disk = *handle.disk;
    if (disk.is_dead(handle) || !disk.spend()) return SQLITE_IOERR_FSYNC;
    if (disk.sync_fails_now()) {
        handle.file->settle(disk.random);
        return SQLITE_IOERR_FSYNC;
    }
    handle.file->sync();
    return SQLITE_OK;
}

int size_of_file(sqlite3_file* opened, sqlite3_int64* size) {
    const Handle& handle = handle_of(opened);
    if (handle.disk->is_dead(handle)) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(handle.file->current.size());
    return SQLITE_OK;
}

int highest_other_lock(const Handle& handle) {
    int highest = SQLITE_LOCK_NONE;
    for (const Handle* other : handle.file->handles) {
        if (other != &handle) highest = std::max(highest, other->lock);
    }
    return highest;
}

int lock_file(sqlite3_file* opened, int level) {
    Handle& handle = handle_of(opened);
    if (handle.disk->is_dead(handle)) return SQLITE_IOERR_LOCK;
    if (handle.lock >= level) return SQLITE_OK;
    const int other = highest_other_lock(handle);
    const bool blocked = level == SQLITE_LOCK_SHARED     ? other >= SQLITE_LOCK_PENDING
                         : level == SQLITE_LOCK_RESERVED ? other >= SQLITE_LOCK_RESERVED
                                                         : other >= SQLITE_LOCK_SHARED;
    if (blocked) return SQLITE_BUSY;
    handle.lock = level;
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* opened, int level) {
    Handle& handle = handle_of(opened);
    handle.lock = std::min(handle.lock, level);
    return SQLITE_OK;
}

int check_reserved_lock(sqlite3_file* opened, int* result) {
    const Handle& handle = handle_of(opened);
    if (handle.disk->is_dead(handle)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    const int highest = std::max(handle.lock, highest_other_lock(handle));
    *result = highest >= SQLITE_LOCK_RESERVED ? 1 : 0;
    return SQLITE_OK;
}

int control_file(sqlite3_file* /*opened*/, int /*operation*/, void* /*argument*/) {
    return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file* /*opened*/) {
    return kSector;
}

int characteristics(sqlite3_file* /*opened*/) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods* file_methods() {
    static const sqlite3_io_methods methods = [] {
        sqlite3_io_methods made{};
        made.iVersion = 1;  // No shared memory, no mmap.
        made.xClose = close_file;
        made.xRead = read_file;
        made.xWrite = write_file;
        made.xTruncate = truncate_file;
        made.xSync = sync_file;
        made.xFileSize = size_of_file;
        made.xLock = lock_file;
        made.xUnlock = unlock_file;
        made.xCheckReservedLock = check_reserved_lock;
        made.xFileControl = control_file;
        made.xSectorSize = sector_size;
        made.xDeviceCharacteristics = characteristics;
        return made;
    }();
    return &methods;
}

// The methods of the file system

Disk::State& disk_of(sqlite3_vfs* vfs) {
    return *static_cast<Disk::State*>(vfs->pAppData);
}

/// The file of that name, made when the flags allow; null when they do not. A nameless file is
/// SQLite's temporary.
std::shared_ptr<File> find_file(Disk::State& disk, const char* path, int flags) {
    if (path == nullptr) return std::make_shared<File>();
    const auto found = disk.files.find(std::string_view(path));
    const bool is_there = found != disk.files.end();
    if (is_there && (flags & SQLITE_OPEN_EXCLUSIVE) != 0) return nullptr;
    if (is_there) return found->second;
    if ((flags & SQLITE_OPEN_CREATE) == 0) return nullptr;
    return disk.files.emplace(path, std::make_shared<File>()).first->second;
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* room, int flags, int* out_flags) {
    Disk::State& disk = disk_of(vfs);
    room->pMethods = nullptr;
    if (!disk.has_power) return SQLITE_CANTOPEN;
    auto file = find_file(disk, path, flags);
    if (file == nullptr) return SQLITE_CANTOPEN;
    auto* handle = new (static_cast<void*>(room)) Handle;
    handle->pMethods = file_methods();
    handle->disk = &disk;
    handle->file = std::move(file);
    handle->epoch = disk.epoch;
    handle->file->handles.push_back(handle);
    if (path != nullptr && (flags & SQLITE_OPEN_DELETEONCLOSE) != 0) {
        handle->deleted_on_close = path;
    }
    ++disk.open_handles;
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
}

/// Refuses a file that is open: a connection from before a crash must not take away the files of
/// the one that came after it.
int delete_file(sqlite3_vfs* vfs, const char* path, int /*sync_folder*/) {
    Disk::State& disk = disk_of(vfs);
    if (!disk.has_power) return SQLITE_IOERR_DELETE;
    const auto found = disk.files.find(std::string_view(path));
    if (found == disk.files.end()) return SQLITE_IOERR_DELETE_NOENT;
    if (!found->second->handles.empty()) return SQLITE_IOERR_DELETE;
    disk.files.erase(found);
    return SQLITE_OK;
}

int access_file(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
    const Disk::State& disk = disk_of(vfs);
    if (!disk.has_power) return SQLITE_IOERR_ACCESS;
    const auto found = disk.files.find(std::string_view(path));
    const bool is_there = found != disk.files.end();
    // SQLite's own VFS takes an empty journal for none.
    const bool counts =
        is_there && (flags != SQLITE_ACCESS_EXISTS || !found->second->current.empty());
    *result = counts ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs* /*vfs*/, const char* path, int room, char* out) {
    const std::string_view text(path);
    if (text.size() + 1 > static_cast<std::size_t>(room)) return SQLITE_CANTOPEN;
    *std::copy(text.begin(), text.end(), out) = '\0';
    return SQLITE_OK;
}

int randomness(sqlite3_vfs* vfs, int count, char* out) {
    auto* bytes = reinterpret_cast<std::uint8_t*>(out);
    disk_of(vfs).random.fill({bytes, static_cast<std::size_t>(count)});
    return count;
}

int sleep_not(sqlite3_vfs* /*vfs*/, int /*microseconds*/) {
    return 0;
}

int current_time(sqlite3_vfs* /*vfs*/, double* day) {
    *day = kJulianDay;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs* /*vfs*/, int /*room*/, char* /*out*/) {
    return 0;
}

void fill_vfs(Disk::State& state) {
    sqlite3_vfs& vfs = state.vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = static_cast<int>(sizeof(Handle));
    vfs.mxPathname = kPathMax;
    vfs.zName = state.name.c_str();
    vfs.pAppData = &state;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = sleep_not;
    vfs.xCurrentTime = current_time;
    vfs.xGetLastError = last_error;
}

}  // namespace

// Disk

Disk::Disk(std::string name, std::uint64_t seed)
    : state_(std::make_unique<State>(std::move(name), seed)) {
    ASSERT(sqlite3_vfs_find(state_->name.c_str()) == nullptr);
    fill_vfs(*state_);
    const int code = sqlite3_vfs_register(&state_->vfs, 0);
    ASSERT(code == SQLITE_OK);
    // Zero would mean "from the operating system".
    const int sqlite_seed = static_cast<int>(seed % 0x7fffffffU) + 1;
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, sqlite_seed, static_cast<sqlite3*>(nullptr));
}

Disk::~Disk() {
    ASSERT(state_->open_handles == 0);
    sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& Disk::name() const {
    return state_->name;
}

void Disk::crash() {
    for (auto& [path, file] : state_->files) {
        file->settle(state_->random);
        file->current = file->durable;
        file->handles.clear();
    }
    for (auto& [name, slot] : state_->slots) {
        if (slot.in_flight && state_->random.below(2) == 1) slot.durable = *slot.in_flight;
        slot.in_flight.reset();
    }
    ++state_->epoch;
    state_->has_power = true;
    state_->until_power_goes = 0;
    state_->until_sync_fails = 0;
}

void Disk::crash_after(std::uint64_t operations) {
    ASSERT(operations > 0);
    state_->until_power_goes = operations;
}

bool Disk::has_power() const {
    return state_->has_power;
}

void Disk::fail_next_sync(std::uint64_t n) {
    ASSERT(n > 0);
    state_->until_sync_fails = n;
}

void Disk::set_capacity(std::optional<std::uint64_t> bytes) {
    state_->capacity = bytes;
}

std::uint64_t Disk::operations() const {
    return state_->operations;
}

std::uint64_t Disk::used_bytes() const {
    return state_->used();
}

std::vector<std::string> Disk::files() const {
    std::vector<std::string> out;
    for (const auto& [path, file] : state_->files) out.push_back(path);
    return out;
}

Bytes Disk::image(std::string_view file) const {
    const auto found = state_->files.find(file);
    return found == state_->files.end() ? Bytes{} : found->second->current;
}

Bytes Disk::durable_image(std::string_view file) const {
    const auto found = state_->files.find(file);
    return found == state_->files.end() ? Bytes{} : found->second->durable;
}

void Disk::load(std::string_view file, ByteView bytes) {
    auto& entry = state_->files[std::string(file)];
    ASSERT(entry == nullptr || entry->handles.empty());
    entry = std::make_shared<File>();
    entry->durable = to_bytes(bytes);
    entry->current = entry->durable;
}

bool Disk::write_slot(std::string_view slot, ByteView bytes) {
    if (!state_->has_power) return false;
    Slot& entry = state_->slots[std::string(slot)];
    if (!state_->spend()) {
        entry.in_flight = to_bytes(bytes);
        return false;
    }
    entry.durable = to_bytes(bytes);
    return true;
}

Bytes Disk::read_slot(std::string_view slot) const {
    const auto found = state_->slots.find(slot);
    return found == state_->slots.end() ? Bytes{} : found->second.durable;
}

}  // namespace branchline::sim
