// The portal inside the program. Node.js made it when the program was built and is not needed
// again.
#pragma once

#include <string_view>

namespace branchline::portal {

/// What http::AssetPack::read() understands; empty when the program was built without a portal.
std::string_view embedded();

}  // namespace branchline::portal
