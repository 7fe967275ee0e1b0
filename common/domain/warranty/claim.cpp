#include "common/domain/warranty/claim.hpp"

#include <algorithm>
#include <tuple>

namespace branchline::warranty {

namespace {

auto place_of(const Line& line) {
    return std::tie(line.number, line.kind, line.item, line.quantity, line.unit_price,
                    line.technician, line.worked_on);
}

}  // namespace

Claim in_order(Claim claim) {
    std::sort(claim.lines.begin(), claim.lines.end(),
              [](const Line& a, const Line& b) { return place_of(a) < place_of(b); });
    return claim;
}

}  // namespace branchline::warranty
