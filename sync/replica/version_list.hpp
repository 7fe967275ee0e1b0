// The versions of a row's plain cells in one short blob, on this disk alone: most rows were written
// at once, so one version and a mask say it all.
#pragma once

#include <utility>
#include <vector>

#include "sync/replica/books.hpp"

namespace branchline::sync {

/// By field id, each once.
using CellVersions = std::vector<std::pair<std::uint16_t, Version>>;

/// hlc, log, seq and mask of the most frequent version, a bit for each field id below 64; then
/// field id, hlc, log, seq of each cell that the mask does not name. Numbers of seven bits a byte,
/// least first; logs by their dense ids. No bytes when there is no cell.
Bytes pack_versions(const CellVersions& cells, const Books& books);
/// The same of cells that were all written at once; `mask` names them.
Bytes pack_version(const Version& version, std::uint64_t mask, const Books& books);
inline constexpr std::uint16_t kMaskedFields = 64;
/// Masked cells first. Code::corrupt "row-damaged".
Result<CellVersions> unpack_versions(ByteView packed, const Books& books);

}  // namespace branchline::sync
