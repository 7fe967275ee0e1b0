#include "sync/transport/file_type.hpp"

#include <algorithm>

#include "common/pack/reader.hpp"

namespace branchline::sync {

namespace {

constexpr FileType kJpeg{"image/jpeg", "jpg", true};
constexpr FileType kPng{"image/png", "png", true};
constexpr FileType kWebp{"image/webp", "webp", true};
constexpr FileType kPdf{"application/pdf", "pdf"};
constexpr FileType kText{"text/plain; charset=utf-8", "txt"};

bool begins_with(ByteView bytes, std::string_view magic, std::size_t at = 0) {
    return bytes.size() >= at + magic.size() && as_text(bytes.subspan(at, magic.size())) == magic;
}

/// Readings of a tester, and no markup that a program could take for a page.
bool is_plain_text(ByteView bytes) {
    const bool controls = std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t c) {
        return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
    });
    if (controls || !pack::is_utf8(as_text(bytes))) return false;
    const auto first = std::find_if(bytes.begin(), bytes.end(), [](std::uint8_t c) {
        return c != ' ' && c != '\n' && c != '\r' && c != '\t';
    });
    return first != bytes.end() && *first != '<' && *first != 0xef;
}

}  // namespace

std::optional<FileType> file_type_of(ByteView bytes) {
    using namespace std::string_view_literals;
    if (begins_with(bytes, "\xff\xd8\xff"sv)) return kJpeg;
    if (begins_with(bytes, "\x89PNG\r\n\x1a\n"sv)) return kPng;
    if (begins_with(bytes, "RIFF"sv) && begins_with(bytes, "WEBP"sv, 8)) return kWebp;
    if (begins_with(bytes, "%PDF-"sv)) return kPdf;
    if (is_plain_text(bytes)) return kText;
    return std::nullopt;
}

}  // namespace branchline::sync
