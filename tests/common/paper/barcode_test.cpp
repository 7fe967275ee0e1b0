// Numbers as barcodes: the pattern itself, as the standards have it.
#include "common/paper/barcode.hpp"

#include <cstdint>

// The package is changing what text() gives; this is the coming form.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>
#include <catch2/catch.hpp>

using namespace branchline;
using namespace branchline::paper;

namespace {

std::string squares(const Barcode& code) {
    std::string out;
    for (const bool dark : code.dark) out += dark ? '#' : '.';
    return out;
}

}  // namespace

TEST_CASE("barcode: a number is Code 128 with start, check sum and stop", "[paper]") {
    const auto code = barcode_of("A");
    REQUIRE(code);
    CHECK(code->is_linear());
    // Start B, A, the check sum (104 + 33) mod 103 = 34 (B), stop.
    CHECK(squares(*code) == "##.#..#....#.#...##...#...#.##...##...###.#.##");
}

TEST_CASE("barcode: a document number is one line of squares", "[paper]") {
    const auto code = barcode_of("B0101-RO-01-000042");
    REQUIRE(code);
    CHECK(code->height == 1);
    CHECK(code->width == code->dark.size());
    CHECK(code->dark.front());
    CHECK(code->dark.back());
}

TEST_CASE("barcode: what no keyboard types, or is long, is a QR code", "[paper]") {
    for (const std::string& text : {std::string("R\xC3\xA9paration 7"), std::string(33, '1')}) {
        const auto code = barcode_of(text);
        REQUIRE(code);
        CHECK(code->width == code->height);
        CHECK(code->width >= 21);
        CHECK(code->dark.size() == code->width * code->height);
    }
}

TEST_CASE("barcode: what no code can hold is an error, not the end", "[paper]") {
    CHECK(barcode_of("").error().id == "no-barcode");
    CHECK(barcode_of(std::string(100'000, 'x')).error().id == "no-barcode");
}

TEST_CASE("barcode: a scanner reads back what was written", "[paper]") {
    for (const std::string& text : {std::string("B0101-RO-01-000042"), std::string("a b~ 7"),
                                    std::string("R\xC3\xA9paration 7")}) {
        const auto code = barcode_of(text);
        REQUIRE(code);
        // Three points a square, and white around it.
        constexpr std::size_t kScale = 3;
        constexpr std::size_t kQuiet = 40;
        const std::size_t width = code->width * kScale + 2 * kQuiet;
        const std::size_t down = code->is_linear() ? 60 : kScale;
        const std::size_t height = code->height * down + 2 * kQuiet;
        std::vector<std::uint8_t> picture(width * height, 255);
        for (std::size_t y = kQuiet; y < height - kQuiet; ++y) {
            for (std::size_t x = kQuiet; x < width - kQuiet; ++x) {
                const std::size_t row = (y - kQuiet) / down;
                if (code->dark[row * code->width + (x - kQuiet) / kScale])
                    picture[y * width + x] = 0;
            }
        }
        const ZXing::ImageView view(picture.data(), static_cast<int>(width),
                                    static_cast<int>(height), ZXing::ImageFormat::Lum);
        const auto found = ZXing::ReadBarcode(view);
        CHECK(found.isValid());
        CHECK(found.text() == text);
    }
}
