#include "common/sheet/xlsx.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <optional>
#include <utility>

#include <sys/statvfs.h>
#include <xlsxwriter.h>

#include "common/base/assert.hpp"
#include "common/base/characters.hpp"
#include "common/base/disk_error.hpp"
#include "common/text/text.hpp"

namespace branchline::sheet {

namespace {

constexpr std::int64_t kNumberMax = 999'999'999'999'999;  // 15 digits.
constexpr std::uint8_t kScaleMax = 15;
// Day numbers of spreadsheets: 1970-01-01 is 25569. They believe in 1900-02-29, so earlier days
// would be off by one.
constexpr std::int64_t kEpoch = 25'569;
constexpr std::int64_t kFirstSerial = 61;       // 1900-03-01
constexpr std::int64_t kEndSerial = 2'958'466;  // 10000-01-01
constexpr std::size_t kTextUnitsMax = 32'000;   // UTF-16 units; the format allows 32767.
constexpr std::size_t kTitleMax = 31;
constexpr std::size_t kRowsBetweenLooks = 1000;
constexpr double kWidthMax = 40;

struct BookCloser {
    void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};

/// Letters, digits and a few signs: what every spreadsheet allows as the name of a sheet.
std::string sheet_title(std::string_view wanted) {
    std::string out;
    for (const char c : wanted) {
        const bool fine = is_small_letter(c) || is_capital(c) || is_digit(c) || c == '-';
        if (out.size() < kTitleMax) out += fine ? c : ' ';
    }
    return out.empty() ? "Sheet" : out;
}

/// How many bytes the character at the beginning has; `text` is UTF-8.
std::size_t character_size(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(size, text.size());
}

/// Readers take _x0041_ for the letter A.
bool is_escape(std::string_view text) {
    if (text.size() < 7 || text[1] != 'x' || text[6] != '_') return false;
    return text.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

/// What XML can carry: control characters and the two characters that it excludes become U+FFFD,
/// ends of lines are line feeds. Cut where a cell is full.
std::string cell_safe(std::string_view given) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    const std::string repaired = text::is_utf8(given) ? "" : text::printable(given);
    std::string_view rest = repaired.empty() ? given : std::string_view(repaired);
    std::string out;
    std::size_t units = 0;
    while (!rest.empty() && units < kTextUnitsMax) {
        const std::size_t size = character_size(rest);
        const std::string_view character = rest.substr(0, size);
        const auto lead = static_cast<unsigned char>(rest.front());
        if (lead == '\r') {
            if (!rest.starts_with("\r\n")) out += '\n';
        } else if (lead < 0x20 && lead != '\n' && lead != '\t') {
            out += kReplacement;
        } else if (character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF") {
            out += kReplacement;
        } else if (lead == '_' && is_escape(rest)) {
            out += "_x005F_";
        } else {
            out += character;
        }
        units += size == 4 ? 2 : 1;
        rest.remove_prefix(size);
    }
    return rest.empty() ? out : out + "...";
}

std::string number_format(const Column& column) {
    switch (column.kind) {
        case Kind::text: return "@";
        case Kind::integer: return "0";
        case Kind::decimal: return column.scale == 0 ? "0" : "0." + std::string(column.scale, '0');
        case Kind::date: return "yyyy-mm-dd";
        case Kind::instant: return "yyyy-mm-dd hh:mm:ss";
        case Kind::flag: return "General";
    }
    return "General";
}

double width_of(const Column& column) {
    double least = 0;
    switch (column.kind) {
        case Kind::text: least = 24; break;
        case Kind::integer:
        case Kind::decimal: least = 14; break;
        case Kind::date: least = 12; break;
        case Kind::instant: least = 20; break;
        case Kind::flag: least = 8; break;
    }
    // Room for the button of the filter.
    const auto heading = static_cast<double>(text::display_width(column.heading)) + 4;
    return std::min(std::max(least, heading), kWidthMax);
}

/// The spreadsheet's number for the cell; nothing when it has none that shows every digit.
///
/// A whole number below 2^53 over a power of ten up to 10^22 is divided with one correct rounding:
/// the result is the floating-point number nearest to the decimal. The package prints 16 digits of
/// it. Where 16 digits tell neighbours apart a reader gets the same number back; where they do not,
/// the nearest number is closer to the decimal than half a unit of the 16th digit, so that the
/// digits printed are the decimal's own.
std::optional<double> number_of(const Column& column, std::int64_t value) {
    const auto in_calendar = [](std::int64_t serial) {
        return serial >= kFirstSerial && serial < kEndSerial;
    };
    switch (column.kind) {
        case Kind::date:
            if (value > kEndSerial || !in_calendar(value + kEpoch)) return std::nullopt;
            return static_cast<double>(value + kEpoch);
        case Kind::instant: {
            const std::int64_t days = value / kDayMs - (value % kDayMs < 0 ? 1 : 0);
            if (!in_calendar(days + kEpoch)) return std::nullopt;
            return static_cast<double>(days + kEpoch) +
                   static_cast<double>(value - days * kDayMs) / static_cast<double>(kDayMs);
        }
        case Kind::text:
        case Kind::integer:
        case Kind::decimal:
        case Kind::flag: break;
    }
    if (value > kNumberMax || value < -kNumberMax) return std::nullopt;
    if (column.kind != Kind::decimal) return static_cast<double>(value);
    if (column.scale > kScaleMax) return std::nullopt;
    return static_cast<double>(value) / std::pow(10.0, column.scale);
}

std::unexpected<Error> package_error(lxw_error error) {
    const int number = errno;
    if (is_space_errno(number)) {
        return fail(Code::disk_full, "disk-full", "there is no room to make the XLSX file",
                    "Free some space.");
    }
    return fail(Code::io, "xlsx-failed",
                std::string("the XLSX file cannot be made: ") + lxw_strerror(error));
}

}  // namespace

class XlsxWriter::Book {
public:
    Book(XlsxOptions options, std::vector<Column> columns, NamelessFile file)
        : options_(std::move(options)), columns_(std::move(columns)), file_(std::move(file)) {}

    Result<> open();
    Result<> add(const Row& row);
    Result<NamelessFile> finish();
    std::size_t rows() const { return rows_; }

private:
    Result<> look_for_room() const;
    Result<> write(std::size_t column, const Cell& cell);

    XlsxOptions options_;
    std::vector<Column> columns_;
    NamelessFile file_;
    std::unique_ptr<lxw_workbook, BookCloser> book_;
    lxw_worksheet* sheet_ = nullptr;  ///< The book's own.
    std::vector<lxw_format*> formats_;
    lxw_format* text_format_ = nullptr;
    std::size_t rows_ = 0;
};

/// The package does not tell when a row could not be written, so there must be room.
Result<> XlsxWriter::Book::look_for_room() const {
    struct statvfs room{};
    const std::string folder = options_.folder.string();
    if (::statvfs(folder.c_str(), &room) != 0) return disk_error("look at", folder, errno);
    if (std::uint64_t{room.f_bavail} * room.f_frsize >= options_.free_bytes_min) return {};
    return fail(Code::disk_full, "disk-full",
                "the disk is too full to make an XLSX file: " + folder,
                "Free some space, or take text/csv, which needs none.");
}

Result<> XlsxWriter::Book::open() {
    TRY_VOID(look_for_room());
    std::string folder = options_.folder.string();
    lxw_workbook_options settings{
        .constant_memory = LXW_TRUE, .tmpdir = folder.data(), .use_zip64 = LXW_FALSE};
    book_.reset(workbook_new_opt(file_.path().c_str(), &settings));
    if (!book_) return package_error(LXW_ERROR_MEMORY_MALLOC_FAILED);
    lxw_doc_properties properties{};
    properties.created =
        std::chrono::floor<std::chrono::seconds>(options_.created).time_since_epoch().count();
    workbook_set_properties(book_.get(), &properties);
    sheet_ = workbook_add_worksheet(book_.get(), sheet_title(options_.title).c_str());
    if (sheet_ == nullptr) return package_error(LXW_ERROR_CREATING_TMPFILE);
    lxw_format* heading = workbook_add_format(book_.get());
    format_set_bold(heading);
    text_format_ = workbook_add_format(book_.get());
    format_set_num_format(text_format_, "@");
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const auto at = static_cast<lxw_col_t>(i);
        lxw_format* format = workbook_add_format(book_.get());
        format_set_num_format(format, number_format(columns_[i]).c_str());
        formats_.push_back(format);
        worksheet_set_column(sheet_, at, at, width_of(columns_[i]), nullptr);
        const std::string text = cell_safe(columns_[i].heading);
        const lxw_error wrong = worksheet_write_string(sheet_, 0, at, text.c_str(), heading);
        if (wrong != LXW_NO_ERROR) return package_error(wrong);
    }
    worksheet_freeze_panes(sheet_, 1, 0);
    return {};
}

Result<> XlsxWriter::Book::write(std::size_t column, const Cell& cell) {
    const auto row = static_cast<lxw_row_t>(rows_ + 1);
    const auto at = static_cast<lxw_col_t>(column);
    lxw_error wrong = LXW_NO_ERROR;
    std::optional<double> number;
    if (const auto* value = std::get_if<std::int64_t>(&cell)) {
        number = number_of(columns_[column], *value);
    }
    if (number) {
        wrong = worksheet_write_number(sheet_, row, at, *number, formats_[column]);
    } else if (const auto* flag = std::get_if<bool>(&cell)) {
        wrong = worksheet_write_boolean(sheet_, row, at, *flag ? 1 : 0, formats_[column]);
    } else if (const std::string text = cell_safe(cell_text(columns_[column], cell));
               !text.empty()) {
        wrong = worksheet_write_string(sheet_, row, at, text.c_str(), text_format_);
    }
    return wrong == LXW_NO_ERROR ? Result<>() : package_error(wrong);
}

Result<> XlsxWriter::Book::add(const Row& row) {
    ASSERT(row.size() == columns_.size());
    if (rows_ == kXlsxRowsMax) {
        return fail(Code::too_large, "too-many-rows", "an XLSX file has at most 1048575 rows",
                    "Filter the list, or take text/csv, which has no bound.");
    }
    errno = 0;
    if (rows_ % kRowsBetweenLooks == 0) TRY_VOID(look_for_room());
    for (std::size_t i = 0; i < row.size(); ++i) TRY_VOID(write(i, row[i]));
    ++rows_;
    return {};
}

Result<NamelessFile> XlsxWriter::Book::finish() {
    TRY_VOID(look_for_room());
    if (!columns_.empty()) {
        worksheet_autofilter(sheet_, 0, 0, static_cast<lxw_row_t>(rows_),
                             static_cast<lxw_col_t>(columns_.size() - 1));
    }
    errno = 0;
    // Frees the book, also when it fails.
    const lxw_error wrong = workbook_close(book_.release());
    if (wrong != LXW_NO_ERROR) return package_error(wrong);
    return std::move(file_);
}

XlsxWriter::XlsxWriter(std::unique_ptr<Book> book) : book_(std::move(book)) {}
XlsxWriter::XlsxWriter(XlsxWriter&&) noexcept = default;
XlsxWriter& XlsxWriter::operator=(XlsxWriter&&) noexcept = default;
XlsxWriter::~XlsxWriter() = default;

Result<XlsxWriter> XlsxWriter::begin(XlsxOptions options, std::vector<Column> columns) {
    TRY(NamelessFile file, NamelessFile::make(options.folder));
    auto book = std::make_unique<Book>(std::move(options), std::move(columns), std::move(file));
    TRY_VOID(book->open());
    return XlsxWriter(std::move(book));
}

Result<> XlsxWriter::add(const Row& row) {
    return book_->add(row);
}

std::size_t XlsxWriter::rows() const {
    return book_->rows();
}

Result<NamelessFile> XlsxWriter::finish() {
    return book_->finish();
}

}  // namespace branchline::sheet
