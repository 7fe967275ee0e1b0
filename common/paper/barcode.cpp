#include "common/paper/barcode.hpp"

#include <algorithm>
#include <exception>

#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>

namespace branchline::paper {

namespace {

constexpr std::size_t kLinearMax = 32;  // More would not fit between the margins.

bool is_linear(std::string_view text) {
    return text.size() <= kLinearMax &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Barcode squares_of(const ZXing::BitMatrix& matrix, bool linear) {
    Barcode out{.width = static_cast<std::size_t>(matrix.width()),
                .height = linear ? 1 : static_cast<std::size_t>(matrix.height()),
                .dark = {}};
    for (int y = 0; y < static_cast<int>(out.height); ++y) {
        for (int x = 0; x < matrix.width(); ++x) out.dark.push_back(matrix.get(x, y));
    }
    return out;
}

}  // namespace

Result<Barcode> barcode_of(std::string_view text) {
    const auto none = [](const std::string& why) {
        return fail(Code::invalid, "no-barcode", "no barcode can hold the number: " + why);
    };
    if (text.empty()) return none("it is empty");
    const bool linear = is_linear(text);
    try {
        ZXing::MultiFormatWriter writer(linear ? ZXing::BarcodeFormat::Code128
                                               : ZXing::BarcodeFormat::QRCode);
        writer.setMargin(0);
        if (!linear) writer.setEncoding(ZXing::CharacterSet::UTF8);
        // Asked for less than it needs, the package makes each square one point.
        return squares_of(writer.encode(std::string(text), 1, 1), linear);
    } catch (const std::exception& error) {
        return none(error.what());
    }
}

}  // namespace branchline::paper
