// A document as PDF on A4: pages, repeated headings, page numbers.
#pragma once

#include <string>

#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/paper/document.hpp"

namespace branchline::paper {

inline constexpr std::size_t kTableRowsMax = 5000;

/// The same document and time give the same bytes, wherever the same fonts are installed. `created`
/// is told to the file alone. Takes tens of milliseconds: not for a thread that others wait for.
Result<std::string> print(const Document& document, Instant created);

}  // namespace branchline::paper
