// A new edition on its way into the hub: from a file or from the prices in force, then beside what
// it would change. Nobody sees it before somebody publishes it.
#pragma once

#include <memory>

#include "hub/import/jobs.hpp"
#include "hub/prices/comparing.hpp"
#include "hub/prices/uploads.hpp"

namespace branchline::hub {

/// From a file that was sent; Code::conflict where bytes are missing or it was staged before.
Result<std::unique_ptr<Job>> stage_upload(Shelf& shelf, std::shared_ptr<Upload> upload);

/// All prices that are in force on the edition's day, moved by so many hundredths of a percent.
Result<std::unique_ptr<Job>> stage_moved(Shelf& shelf,
                                         const StagingTerms& terms,
                                         std::int64_t hundredths_of_percent);

/// Compares a staged edition again.
std::unique_ptr<Job> compare_again(Shelf& shelf, const std::string& list, Staged staged);

}  // namespace branchline::hub
