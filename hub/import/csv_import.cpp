#include "hub/import/csv_import.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/text/json.hpp"
#include "common/text/text.hpp"

namespace branchline::hub {

namespace {

using text::CsvRow;
using text::Json;

constexpr std::size_t kCheckAtOnce = std::size_t{2} << 20U;
constexpr std::size_t kReadAtOnce = std::size_t{64} << 10U;
/// Rows looked up in one slice of time; written they are by the thousand.
constexpr std::size_t kRowsAtOnce = 500;
constexpr std::string_view kSource = "blake2b-256:";

std::filesystem::path beside(const std::filesystem::path& file) {
    std::filesystem::path out = file;
    return out.replace_extension(".rejects.csv");
}

std::string_view name_of(text::Encoding encoding) {
    return encoding == text::Encoding::utf8 ? "UTF-8" : "CP1252";
}

}  // namespace

CsvImport::CsvImport(CsvWanted wanted, std::unique_ptr<CsvTarget> target)
    : wanted_(std::move(wanted)),
      target_(std::move(target)),
      rejects_(wanted_.rejects.empty() ? beside(wanted_.file) : wanted_.rejects),
      hash_("") {}

Result<std::unique_ptr<CsvImport>> CsvImport::open(CsvWanted wanted,
                                                   std::unique_ptr<CsvTarget> target) {
    std::unique_ptr<CsvImport> out(new CsvImport(std::move(wanted), std::move(target)));
    std::error_code error;
    if (!std::filesystem::is_regular_file(out->wanted_.file, error)) {
        return fail(Code::not_found, "no-such-file",
                    fmt::format("{} is no file", out->wanted_.file.string()),
                    "check the path, and that the hub may read it");
    }
    if (std::filesystem::equivalent(out->wanted_.file, out->rejects_.path(), error)) {
        return fail(Code::invalid, "validation-failed",
                    "the rejected rows would replace the file itself",
                    "give another file with --rejects");
    }
    out->size_ = std::filesystem::file_size(out->wanted_.file, error);
    TRY_VOID(out->rewind());
    return out;
}

Result<> CsvImport::rewind() {
    file_ = std::ifstream(wanted_.file, std::ios::binary);
    hash_ = crypto::Blake2b("");
    done_ = 0;
    if (file_) return {};
    return fail(Code::io, "no-such-file", fmt::format("{} cannot be read", wanted_.file.string()),
                "check that the hub may read it");
}

/// Nothing at the end of the file.
Result<std::string> CsvImport::read_chunk(std::size_t size) {
    std::string out(size, '\0');
    file_.read(out.data(), static_cast<std::streamsize>(size));
    out.resize(static_cast<std::size_t>(file_.gcount()));
    if (file_.bad()) {
        return fail(Code::io, "disk-failed",
                    fmt::format("{} cannot be read", wanted_.file.string()));
    }
    hash_.add(as_bytes(out));
    done_ += out.size();
    return out;
}

Result<bool> CsvImport::step(sync::Replica& replica, Instant now) {
    today_ = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count();
    switch (phase_) {
        case Phase::checking: TRY_VOID(check(replica)); break;
        case Phase::preparing: {
            TRY(const bool more, target_->prepare(replica));
            if (!more) phase_ = Phase::reading;
            break;
        }
        case Phase::reading: TRY_VOID(read_rows(replica)); break;
        case Phase::publishing: {
            bool more = false;
            if (edition_) {
                TRY(more, edition_->publish(replica));
            }
            if (!more) phase_ = Phase::done;
            break;
        }
        case Phase::done: break;
    }
    return phase_ != Phase::done;
}

Result<> CsvImport::check_scope(sync::Replica& replica) const {
    const EditionOf& of = target_->of();
    const auto streams = replica.streams();
    if (std::find(streams.begin(), streams.end(), of.stream) != streams.end()) return {};
    const std::string_view noun = of.stream.starts_with("price/") ? "price list" : "brand";
    return fail(Code::not_found, fmt::format("unknown-{}", noun == "brand" ? "brand" : "list"),
                fmt::format("there is no {} {}", noun, of.scope),
                noun == "brand" ? "add it with: org brand add" : "add it with: org price-list add");
}

Result<> CsvImport::check(sync::Replica& replica) {
    TRY_VOID(check_scope(replica));
    TRY(const std::string chunk, read_chunk(kCheckAtOnce));
    probe_.add(chunk);
    if (!chunk.empty()) return {};
    source_ = std::string(kSource) + to_hex(hash_.finish());
    TRY(const auto earlier, edition_from(replica, target_->of(), source_));
    if (earlier && !wanted_.again) {
        return fail(
            Code::conflict, "already-imported",
            fmt::format("edition {} of {} was made from this file", *earlier, target_->of().scope),
            "give --again to import it all the same");
    }
    if (!wanted_.encoding) wanted_.encoding = probe_.finish();
    reader_.emplace(text::CsvOptions{.encoding = *wanted_.encoding});
    phase_ = Phase::preparing;
    return rewind();
}

/// True while there is something to read.
Result<bool> CsvImport::fill() {
    TRY(const std::string chunk, read_chunk(kReadAtOnce));
    if (chunk.empty()) reader_->finish();
    reader_->add(chunk);
    return !chunk.empty();
}

Result<> CsvImport::read_rows(sync::Replica& replica) {
    bool more = true;
    for (std::size_t rows = 0; rows < kRowsAtOnce;) {
        if (edition_ && edition_->full()) return edition_->write(replica);
        const auto row = reader_->next();
        if (!row) {
            if (!more) return end_reading();
            TRY(more, fill());
            continue;
        }
        TRY_VOID(has_header_ ? take_row(replica, *row) : take_header(replica, *row));
        ++rows;
    }
    return {};
}

Result<> CsvImport::take_header(sync::Replica& replica, const CsvRow& row) {
    if (row.fault) {
        return fail(Code::invalid, row.fault->id,
                    fmt::format("line {}: {}", row.line, row.fault->what), row.fault->remedy);
    }
    has_header_ = true;
    TRY(Header header, Header::read(row.fields));
    return target_->begin(replica, std::move(header));
}

/// The day of the edition: the one that was asked for, else the first that the file names, else
/// today. All rows must name the same.
std::optional<RowFault> CsvImport::settle_date(const CsvRow& row) {
    const Header& header = target_->header();
    const std::string_view written = header.cell(row.fields, Column::valid_from);
    Result<std::int64_t> day = wanted_.valid_from.value_or(today_);
    if (!written.empty()) day = read_date(written);
    const auto fault = [&](Error error) {
        return RowFault{header.name(Column::valid_from), text::printable(written),
                        std::move(error)};
    };
    if (!day) return fault(std::move(day).error());
    if (!edition_) {
        edition_.emplace(target_->of(), wanted_.valid_from.value_or(*day), source_, wanted_.terms);
    }
    if (*day == edition_->valid_from()) return std::nullopt;
    return fault(
        {Code::invalid, "other-date",
         fmt::format("the edition is valid from {}", domain::date_text(edition_->valid_from())),
         "publish what is valid from another day as a file of its own"});
}

Result<> CsvImport::take_row(sync::Replica& replica, const CsvRow& row) {
    ++read_;
    if (row.fault) {
        const auto& names = target_->header().names();
        const std::size_t at = row.fault->column;
        const Error error{Code::invalid, row.fault->id, row.fault->what, row.fault->remedy};
        return reject(row, {at < names.size() ? names[at] : "",
                            at < row.fields.size() ? row.fields[at] : "", error});
    }
    if (const auto fault = settle_date(row)) return reject(row, *fault);
    // An edition for a later day stands whole: what is shown until then may yet change. So does
    // one that waits for a person.
    const bool whole = edition_->valid_from() > today_ || wanted_.terms.staged;
    TRY(const RowOutcome outcome, target_->take(replica, row.fields, *edition_, whole));
    if (outcome.fault) return reject(row, *outcome.fault);
    ++(outcome.changed ? taken_ : unchanged_);
    return {};
}

Result<> CsvImport::reject(const CsvRow& row, const RowFault& fault) {
    return rejects_.add({.line = row.line,
                         .row = static_cast<std::uint64_t>(read_),
                         .column = fault.column,
                         .value = fault.value,
                         .error = fault.error});
}

Result<> CsvImport::end_reading() {
    if (!has_header_) {
        return fail(Code::invalid, "empty-file",
                    fmt::format("{} has no rows", wanted_.file.string()), "check the file");
    }
    if (std::string(kSource) + to_hex(hash_.finish()) != source_) {
        return fail(Code::conflict, "file-changed",
                    fmt::format("{} changed while it was read", wanted_.file.string()),
                    "import it again; nothing was published");
    }
    TRY_VOID(rejects_.close());
    phase_ = Phase::publishing;
    return {};
}

Progress CsvImport::progress() const {
    Progress out{.phase = "checking", .done = done_, .total = size_};
    if (phase_ == Phase::preparing) out.phase = "preparing";
    if (phase_ >= Phase::reading) {
        // In rows, so that the rate is one; how many there are, the bytes read so far suggest.
        out.phase = "writing";
        out.done = static_cast<std::uint64_t>(read_);
        out.total = done_ == 0 ? 0 : out.done * size_ / done_;
    }
    out.figures = {
        {"read",      read_                                      },
        {"taken",     taken_                                     },
        {"unchanged", unchanged_                                 },
        {"rejected",  static_cast<std::int64_t>(rejects_.count())},
    };
    if (target_->links() > 0) out.figures.emplace_back("supersessions", target_->links());
    out.notes.emplace_back("source", source_);
    if (wanted_.encoding) out.notes.emplace_back("encoding", name_of(*wanted_.encoding));
    out.notes.emplace_back("decimal", hub::name_of(target_->decimal()));
    if (edition_ && edition_->published()) {
        out.notes.emplace_back("edition", edition_->edition());
        out.notes.emplace_back("valid_from", domain::date_text(edition_->valid_from()));
    }
    if (rejects_.count() > 0) out.notes.emplace_back("rejects", rejects_.path().string());
    std::string unknown;
    for (const std::string& name : target_->header().unknown()) {
        unknown += (unknown.empty() ? "" : ", ") + name;
    }
    if (!unknown.empty()) out.notes.emplace_back("unknown_columns", unknown);
    return out;
}

namespace {

Result<std::filesystem::path> path_in(const Json& body, const char* name) {
    TRY(const std::string text, text::string_of(body, name));
    const std::filesystem::path out = text;
    if (out.is_absolute()) return out;
    return fail(Code::invalid, "validation-failed",
                fmt::format("{}: an absolute path is required", name),
                "the daemon reads the file and knows nothing of the caller's folder");
}

Result<text::Encoding> encoding_of(const std::string& name) {
    if (text::equal_ignoring_case(name, "utf-8")) return text::Encoding::utf8;
    if (text::equal_ignoring_case(name, "cp1252")) return text::Encoding::cp1252;
    return fail(Code::invalid, "validation-failed", fmt::format("\"{}\" is no encoding", name),
                "write utf-8 or cp1252");
}

Result<CsvWanted> wanted_of(const Json& body) {
    CsvWanted out;
    TRY(out.file, path_in(body, "file"));
    if (body.contains("rejects")) {
        TRY(out.rejects, path_in(body, "rejects"));
    }
    if (body.contains("again")) {
        TRY(out.again, text::flag_of(body, "again"));
    }
    if (body.contains("encoding")) {
        TRY(const std::string name, text::string_of(body, "encoding"));
        TRY(out.encoding, encoding_of(name));
    }
    if (body.contains("valid_from")) {
        TRY(const std::string date, text::string_of(body, "valid_from"));
        TRY(out.valid_from, read_date(date));
    }
    return out;
}

using MakeTarget = std::unique_ptr<CsvTarget> (*)(const std::string&, DecimalMark);

Result<std::unique_ptr<Job>> make(const Json& body, const std::string& scope, MakeTarget target) {
    constexpr std::string_view kKnown[] = {"file",     "rejects", "again",
                                           "encoding", "decimal", "valid_from"};
    for (const auto& [name, value] : body.items()) {
        const auto* known = std::find(std::begin(kKnown), std::end(kKnown), name);
        if (name == scope || known != std::end(kKnown)) continue;
        return fail(Code::invalid, "unknown-field", fmt::format("unknown member {}", name));
    }
    TRY(const std::string code, text::string_of(body, scope));
    DecimalMark decimal = DecimalMark::unknown;
    if (body.contains("decimal")) {
        TRY(const std::string name, text::string_of(body, "decimal"));
        TRY(decimal, decimal_mark_of(name));
    }
    TRY(CsvWanted wanted, wanted_of(body));
    TRY(auto job, CsvImport::open(std::move(wanted), target(code, decimal)));
    return job;
}

}  // namespace

Result<std::unique_ptr<Job>> make_catalog_csv_import(const Json& body,
                                                     const std::filesystem::path&) {
    return make(body, "brand", catalogue_target);
}

Result<std::unique_ptr<Job>> make_price_csv_import(const Json& body, const std::filesystem::path&) {
    return make(body, "list", price_target);
}

}  // namespace branchline::hub
