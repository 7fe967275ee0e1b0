// Rows of catalog.supersession as links, and back.
#pragma once

#include "common/domain/catalog/supersession.hpp"
#include "hub/import/rows.hpp"

namespace branchline::hub {

catalog::Link link_of(const engine::Record& record);
SourceRow row_of(const sync::Replica& replica, const std::string& brand, const catalog::Link& link);

}  // namespace branchline::hub
