// W18 to W21: campaigns, blocked cars, goodwill and the warranty of parts.
#pragma once

#include "common/domain/warranty/checks.hpp"

namespace branchline::warranty {

Answer ask_campaign(const Case& c);   ///< W18
Answer ask_block(const Case& c);      ///< W19
Answer ask_goodwill(const Case& c);   ///< W20
Answer ask_part_sale(const Case& c);  ///< W21

}  // namespace branchline::warranty
