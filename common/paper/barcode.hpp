// A document's number as a barcode.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace branchline::paper {

/// Squares of a code, row by row; a linear code has one row.
struct Barcode {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<bool> dark;

    bool is_linear() const { return height == 1; }
};

/// Code 128 for what a scanner types on any keyboard: up to 32 printable ASCII characters; QR, with
/// UTF-8, for every other text. No quiet zone. Error "no-barcode" for what no code holds.
Result<Barcode> barcode_of(std::string_view text);

}  // namespace branchline::paper
