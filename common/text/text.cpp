#include "common/text/text.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "common/base/characters.hpp"

namespace branchline::text {

namespace {

struct Character {
    char32_t value = 0;
    std::size_t size = 1;
    bool valid = false;
};

struct Form {
    unsigned mask, lead;
    std::size_t size;
    char32_t least;  ///< Smaller values would be an overlong form.
};

constexpr Form kForms[] = {
    {0x80, 0x00, 1, 0x0    },
    {0xE0, 0xC0, 2, 0x80   },
    {0xF0, 0xE0, 3, 0x800  },
    {0xF8, 0xF0, 4, 0x10000},
};

Character read(std::string_view text, const Form& form) {
    char32_t value = static_cast<unsigned char>(text[0]) & ~form.mask;
    for (std::size_t i = 1; i < form.size; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0) != 0x80) return {};
        value = (value << 6) | (byte & 0x3F);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return {value, form.size, value >= form.least && !surrogate && value <= 0x10FFFF};
}

/// The first character; one byte long and not valid when it is not UTF-8.
Character first_of(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    for (const Form& form : kForms) {
        if ((lead & form.mask) != form.lead) continue;
        if (text.size() < form.size) return {};
        const Character found = read(text, form);
        return found.valid ? found : Character{};
    }
    return {};
}

struct Range {
    char32_t first, last;
};

constexpr Range kZeroWidth[] = {
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x0610, 0x061A},
    {0x064B, 0x065F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x2064},
    {0x20D0, 0x20F0},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF},
};
constexpr Range kWide[] = {
    {0x1100,  0x115F },
    {0x2E80,  0x303E },
    {0x3041,  0x33FF },
    {0x3400,  0x4DBF },
    {0x4E00,  0x9FFF },
    {0xA000,  0xA4CF },
    {0xAC00,  0xD7A3 },
    {0xF900,  0xFAFF },
    {0xFE30,  0xFE4F },
    {0xFF00,  0xFF60 },
    {0xFFE0,  0xFFE6 },
    {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF},
    {0x20000, 0x3FFFD},
};
/// Controls, and the invisible characters that turn the direction of what follows.
constexpr Range kUnsafe[] = {
    {0x00,   0x1F  },
    {0x7F,   0x9F  },
    {0x200E, 0x200F},
    {0x2028, 0x202E},
    {0x2066, 0x2069},
};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t value) {
    return std::any_of(std::begin(ranges), std::end(ranges), [value](const Range& range) {
        return value >= range.first && value <= range.last;
    });
}

std::size_t width_of(const Character& character) {
    if (!character.valid) return 1;
    if (within(kZeroWidth, character.value)) return 0;
    return within(kWide, character.value) ? 2 : 1;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const Character character = first_of(text);
        if (!character.valid) return false;
        text.remove_prefix(character.size);
    }
    return true;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Character character = first_of(text);
        width += width_of(character);
        text.remove_prefix(character.size);
    }
    return width;
}

std::string_view cut_to_width(std::string_view text, std::size_t width) {
    std::size_t used = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        const Character character = first_of(text.substr(end));
        used += width_of(character);
        if (used > width) break;
        end += character.size;
    }
    return text.substr(0, end);
}

std::string printable(std::string_view text) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Character character = first_of(text);
        const char32_t value = character.value;
        if (character.valid && (value == '\t' || value == '\n' || value == '\r')) {
            out += ' ';
        } else if (!character.valid || within(kUnsafe, value)) {
            out += kReplacement;
        } else {
            out += text.substr(0, character.size);
        }
        text.remove_prefix(character.size);
    }
    return out;
}

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), small_of);
    return out;
}

std::string upper_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), capital_of);
    return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char left, char right) { return small_of(left) == small_of(right); });
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
        }
    }
    return row[b.size()];
}

}  // namespace branchline::text
