#include "common/text/csv.hpp"

#include <algorithm>
#include <array>

#include "common/base/characters.hpp"
#include "common/text/text.hpp"

namespace branchline::text {

namespace {

constexpr char16_t kNone = 0;
/// CP1252 from 0x80 to 0x9F; the rest is Latin-1.
constexpr std::array<char16_t, 32> kCp1252{
    0x20AC, kNone,  0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, kNone,  0x017D, kNone,  kNone,  0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, kNone,  0x017E, 0x0178};

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kSeparators = ",;\t";
constexpr std::size_t kKeepMax = std::size_t{256} * 1024;  ///< Read bytes kept before they go.

void append_utf8(std::string& out, char16_t value) {
    if (value < 0x80) {
        out += static_cast<char>(value);
    } else if (value < 0x800) {
        out += static_cast<char>(0xC0 | (value >> 6));
        out += static_cast<char>(0x80 | (value & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | (value >> 12));
        out += static_cast<char>(0x80 | ((value >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (value & 0x3F));
    }
}

/// Bytes at the end that may be the beginning of a character.
std::size_t open_bytes(std::string_view text) {
    const std::size_t reach = std::min<std::size_t>(3, text.size());
    for (std::size_t back = 1; back <= reach; ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xC0) == 0x80) continue;
        const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return size > back ? back : 0;
    }
    return 0;
}

std::uint64_t count_lines(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

void EncodingProbe::add(std::string_view chunk) {
    if (!utf8_) return;
    tail_ += chunk;
    const std::size_t open = open_bytes(tail_);
    utf8_ = is_utf8(std::string_view(tail_).substr(0, tail_.size() - open));
    tail_.erase(0, tail_.size() - open);
}

Encoding EncodingProbe::finish() {
    return utf8_ && tail_.empty() ? Encoding::utf8 : Encoding::cp1252;
}

std::optional<std::string> from_cp1252(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool moved = byte >= 0x80 && byte < 0xA0;
        const char16_t value = moved ? kCp1252[byte - 0x80U] : static_cast<char16_t>(byte);
        if (moved && value == kNone) return std::nullopt;
        append_utf8(out, value);
    }
    return out;
}

CsvReader::CsvReader(CsvOptions options) : options_(options), separator_(options.separator) {}

std::optional<CsvRow> CsvReader::next() {
    if (ended_ || !skip_mark() || !skip_rest_of_line()) return std::nullopt;
    skip_empty_lines();
    if (begin_ == buffer_.size() || !find_separator()) return std::nullopt;
    CsvRow row{.line = line_, .fields = {}, .fault = {}};
    at_ = begin_;
    if (read_row(row) == Step::more) return std::nullopt;
    if (row.fault) {
        // With the next line, wherever the row would have ended: quotes may have gone astray.
        const std::size_t end = buffer_.find('\n', begin_);
        skipping_ = end == std::string::npos;
        consume(skipping_ ? buffer_.size() : end + 1);
    } else {
        consume(at_);
        check_row(row);
    }
    return row;
}

/// False while it cannot be told whether there is a mark.
bool CsvReader::skip_mark() {
    if (started_) return true;
    if (buffer_.size() < kUtf8Mark.size() && !finished_) return false;
    started_ = true;
    if (buffer_.starts_with(kUtf8Mark)) begin_ = kUtf8Mark.size();
    return true;
}

/// From the first line: of the three separators the one that stands in it outside of quotes most
/// often. False while the line is not there.
bool CsvReader::find_separator() {
    if (separator_) return true;
    std::array<std::size_t, kSeparators.size()> found{};
    bool quoted = false;
    bool complete = finished_;
    for (std::size_t at = begin_; at < buffer_.size(); ++at) {
        const char c = buffer_[at];
        if (c == '"') quoted = !quoted;
        const bool ends = (c == '\n' && !quoted) || at - begin_ > options_.row_bytes_max;
        complete = complete || ends;
        if (ends) break;
        const std::size_t which = kSeparators.find(c);
        if (!quoted && which != kSeparators.npos) ++found[which];
    }
    if (!complete) return false;
    const auto most = std::max_element(found.begin(), found.end());
    separator_ = kSeparators[static_cast<std::size_t>(most - found.begin())];
    return true;
}

void CsvReader::skip_empty_lines() {
    for (;;) {
        const std::string_view left = std::string_view(buffer_).substr(begin_);
        const std::size_t size = left.starts_with("\r\n") ? 2 : left.starts_with('\n') ? 1 : 0;
        if (size == 0) return;
        consume(begin_ + size);
    }
}

bool CsvReader::skip_rest_of_line() {
    if (!skipping_) return true;
    const std::size_t end = buffer_.find('\n', begin_);
    skipping_ = end == std::string::npos;
    consume(skipping_ ? buffer_.size() : end + 1);
    return !skipping_;
}

CsvReader::Step CsvReader::read_row(CsvRow& row) {
    for (bool last = false; !last;) {
        if (row.fields.size() == options_.columns_max) {
            return spoil(row, "too-many-columns", "the row has too many columns",
                         "quote a field that contains the separator");
        }
        std::string field;
        const bool quoted = at_ < buffer_.size() && buffer_[at_] == '"';
        const Step step = quoted ? read_quoted(field, row) : read_plain(field, row);
        if (step != Step::row) return step;
        const Step end = end_field(row, last);
        if (end != Step::row) return end;
        row.fields.push_back(std::move(field));
    }
    return Step::row;
}

CsvReader::Step CsvReader::read_quoted(std::string& field, CsvRow& row) {
    const auto open = [&] {
        return spoil(row, "unterminated-quote", "a quote is opened and not closed",
                     "close the quote, or write a quote inside a field twice");
    };
    for (++at_;; ++at_) {
        if (field.size() > options_.field_bytes_max || at_ - begin_ > options_.row_bytes_max) {
            return open();
        }
        if (at_ == buffer_.size()) return finished_ ? open() : Step::more;
        const char c = buffer_[at_];
        if (c == '\0') return zero_byte(row);
        if (c == '"') {
            if (at_ + 1 == buffer_.size() && !finished_) return Step::more;
            if (at_ + 1 == buffer_.size() || buffer_[at_ + 1] != '"') break;
            ++at_;
        }
        field += c;
    }
    ++at_;
    const bool ends = at_ == buffer_.size() || buffer_[at_] == *separator_ ||
                      buffer_[at_] == '\n' || buffer_[at_] == '\r';
    if (ends) return Step::row;
    return spoil(row, "text-behind-quote", "there is text behind a closing quote",
                 "write a quote inside a field twice");
}

CsvReader::Step CsvReader::read_plain(std::string& field, CsvRow& row) {
    for (; at_ < buffer_.size(); ++at_) {
        const char c = buffer_[at_];
        if (c == *separator_ || c == '\n' || c == '\r') return Step::row;
        if (c == '\0') return zero_byte(row);
        if (c == '"') {
            return spoil(row, "stray-quote", "there is a quote inside a field without quotes",
                         "put the field in quotes and write the quote twice");
        }
        field += c;
        if (field.size() > options_.field_bytes_max || at_ - begin_ > options_.row_bytes_max) {
            return spoil(row, "field-too-long", "the field or the row is too long",
                         "shorten the text");
        }
    }
    return finished_ ? Step::row : Step::more;
}

/// Behind a field: a separator, the end of the line or of the file.
CsvReader::Step CsvReader::end_field(CsvRow& row, bool& last) {
    const std::string_view left = rest();
    if (left.empty() && !finished_) return Step::more;
    if (!left.empty() && left.front() == *separator_) {
        ++at_;
        return Step::row;
    }
    last = true;
    if (left == "\r" && !finished_) return Step::more;
    if (left.empty() || left == "\r" || left.front() == '\n' || left.starts_with("\r\n")) {
        at_ += std::min<std::size_t>(left.size(), left.starts_with("\r\n") ? 2 : 1);
        return Step::row;
    }
    return spoil(row, "bare-carriage-return", "a carriage return stands alone",
                 "end lines with a line feed, alone or behind a carriage return");
}

/// A byte of zero: no text at all.
CsvReader::Step CsvReader::zero_byte(CsvRow& row) {
    const std::string_view head = std::string_view(buffer_).substr(begin_, 4);
    const bool wide = line_ == 1 && !width_ && head.find('\0') < 4;
    ended_ = wide;
    return spoil(row, wide ? "wide-encoding" : "zero-byte",
                 wide ? "the file is not in UTF-8 or CP1252" : "the field contains a byte of zero",
                 wide ? "save it as UTF-8" : "remove it");
}

CsvReader::Step CsvReader::spoil(CsvRow& row,
                                 std::string_view id,
                                 std::string what,
                                 std::string remedy) {
    row.fault = CsvFault{std::string(id), row.fields.size(), std::move(what), std::move(remedy)};
    decode(row);
    return Step::fault;
}

void CsvReader::check_row(CsvRow& row) {
    decode(row);
    if (!width_) {
        if (!row.fault) width_ = row.fields.size();
        return;
    }
    if (row.fault || row.fields.size() == *width_) return;
    const bool many = row.fields.size() > *width_;
    row.fault = CsvFault{
        many ? "too-many-columns" : "too-few-columns", std::min(row.fields.size(), *width_),
        "the row has " + std::to_string(row.fields.size()) + " columns, the header has " +
            std::to_string(*width_),
        many ? "quote a field that contains the separator" : "write empty fields too"};
}

void CsvReader::decode(CsvRow& row) {
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        std::string& field = row.fields[i];
        if (options_.encoding == Encoding::cp1252) {
            if (auto decoded = from_cp1252(field)) {
                field = *std::move(decoded);
                continue;
            }
        } else if (is_utf8(field)) {
            continue;
        }
        field = printable(field);
        if (row.fault) continue;
        row.fault = CsvFault{"bad-encoding", i, "the field contains bytes that are no text",
                             "save the file as UTF-8"};
    }
}

void CsvReader::consume(std::size_t end) {
    line_ += count_lines(std::string_view(buffer_).substr(begin_, end - begin_));
    begin_ = end;
    if (begin_ < kKeepMax && begin_ < buffer_.size()) return;
    buffer_.erase(0, begin_);
    begin_ = 0;
}

namespace {

/// What makes a spreadsheet calculate: also the wide forms that it reads in East Asia.
constexpr std::string_view kFormulaSigns[] = {
    "=",           "+", "-", "@", "\t", "\r", "\n", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
    "\xEF\xBC\xA0"};

bool is_plain_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const bool digits = !text.empty() && is_digit(text.front());
    return digits && text.find_first_not_of("0123456789.,") == text.npos;
}

bool is_formula(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == text.npos || is_plain_number(text.substr(first))) return false;
    return std::any_of(std::begin(kFormulaSigns), std::end(kFormulaSigns),
                       [&](std::string_view sign) { return text.substr(first).starts_with(sign); });
}

}  // namespace

std::string csv_line(std::span<const std::string> fields, char separator) {
    const std::string special = std::string("\"\r\n") + std::string(kSeparators) + separator;
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) out += separator;
        const std::string field = is_formula(fields[i]) ? "'" + fields[i] : fields[i];
        if (field.find_first_of(special) == field.npos) {
            out += field;
            continue;
        }
        out += '"';
        for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
        out += '"';
    }
    return out + "\r\n";
}

}  // namespace branchline::text
