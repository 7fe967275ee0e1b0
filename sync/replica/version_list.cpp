#include "sync/replica/version_list.hpp"

#include <algorithm>

namespace branchline::sync {

namespace {

const Version& most_frequent(const CellVersions& cells) {
    const auto same_as = [&](const Version& version) {
        return std::count_if(cells.begin(), cells.end(),
                             [&](const auto& cell) { return cell.second == version; });
    };
    const Version* best = &cells.front().second;
    auto count = same_as(*best);
    for (const auto& [field, version] : cells) {
        if (count * 2 >= static_cast<std::ptrdiff_t>(cells.size())) break;  // No other has more.
        if (const auto more = same_as(version); more > count) {
            best = &version;
            count = more;
        }
    }
    return *best;
}

class VersionWriter {
public:
    explicit VersionWriter(const Books& books) : books_(books) { out_.reserve(24); }

    void write(std::uint64_t number) {
        for (; number >= 0x80; number >>= 7U) {
            out_.push_back(static_cast<std::uint8_t>(number | 0x80U));
        }
        out_.push_back(static_cast<std::uint8_t>(number));
    }
    void write(const Version& version) {
        write(version.hlc);
        write(static_cast<std::uint64_t>(books_.log(version.log)->id));
        write(version.seq);
    }
    Bytes take() { return std::move(out_); }

private:
    const Books& books_;
    Bytes out_;
};

class VersionReader {
public:
    VersionReader(ByteView in, const Books& books) : in_(in), books_(books) {}

    bool at_end() const { return in_.empty(); }
    bool is_sound() const { return sound_; }
    std::uint64_t read() {
        std::uint64_t number = 0;
        for (unsigned shift = 0; shift < 64 && !in_.empty(); shift += 7) {
            const std::uint8_t byte = in_.front();
            in_ = in_.subspan(1);
            number |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if (byte < 0x80) return number;
        }
        sound_ = false;
        return 0;
    }
    Version read_version() {
        Version version{.hlc = read()};
        const LogBook* log = books_.log_by_id(static_cast<std::int64_t>(read()));
        if (log == nullptr) sound_ = false;
        version.log = log == nullptr ? 0 : log->prefix;
        version.seq = read();
        return version;
    }

private:
    ByteView in_;
    const Books& books_;
    bool sound_ = true;
};

}  // namespace

Bytes pack_versions(const CellVersions& cells, const Books& books) {
    if (cells.empty()) return {};
    const Version common = most_frequent(cells);
    const auto masked = [&](std::uint16_t field, const Version& version) {
        return field < kMaskedFields && version == common;
    };
    std::uint64_t mask = 0;
    for (const auto& [field, version] : cells) {
        if (masked(field, version)) mask |= std::uint64_t{1} << field;
    }
    VersionWriter writer(books);
    writer.write(common);
    writer.write(mask);
    for (const auto& [field, version] : cells) {
        if (masked(field, version)) continue;
        writer.write(field);
        writer.write(version);
    }
    return writer.take();
}

Bytes pack_version(const Version& version, std::uint64_t mask, const Books& books) {
    VersionWriter writer(books);
    writer.write(version);
    writer.write(mask);
    return writer.take();
}

Result<CellVersions> unpack_versions(ByteView packed, const Books& books) {
    CellVersions out;
    if (packed.empty()) return out;
    VersionReader reader(packed, books);
    const Version common = reader.read_version();
    const std::uint64_t mask = reader.read();
    for (std::uint16_t field = 0; field < kMaskedFields; ++field) {
        if ((mask >> field & 1U) != 0) out.emplace_back(field, common);
    }
    while (!reader.at_end() && reader.is_sound()) {
        const auto field = static_cast<std::uint16_t>(reader.read());
        out.emplace_back(field, reader.read_version());
    }
    if (reader.is_sound()) return out;
    return fail(Code::corrupt, "row-damaged", "the versions of a row cannot be read",
                "join again, or restore the last backup");
}

}  // namespace branchline::sync
