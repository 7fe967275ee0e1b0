// What the endpoints of prices answer, as JSON.
#pragma once

#include "common/text/json_fwd.hpp"
#include "hub/prices/comparing.hpp"
#include "hub/prices/uploads.hpp"

namespace branchline::hub {

text::Json upload_json(const Upload& upload);

/// Counts, how many change by more than a threshold in hundredths of a percent, the ten greatest
/// rises and falls, and whether it is still true.
text::Json comparison_json(const Compared& compared, std::int64_t threshold, bool is_old);

/// Lines of one kind from a place on; empty behind the last.
text::Json lines_json(const Compared& compared,
                      price::Difference kind,
                      std::size_t from,
                      std::size_t limit);

/// The first rejected rows as a person reads them in a page, and how many there are.
Result<text::Json> rejects_json(const std::filesystem::path& file, std::size_t limit);

/// The whole file of rejected rows; its head alone where none was rejected. A cell never is a
/// formula: the file was written so.
Result<std::string> rejects_file(const std::filesystem::path& file);

}  // namespace branchline::hub
