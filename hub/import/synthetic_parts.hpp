// Parts that nobody makes, in the shape of a real catalogue. Whole numbers throughout, so that one
// seed gives the same bytes on every machine. A part depends on brand, seed and its index alone:
// the first parts of every scale are the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"
#include "common/domain/catalog/supersession.hpp"

namespace branchline::hub {

enum class Scale : std::uint8_t { tiny, small, full };
/// tiny, small or full.
Result<Scale> scale_of(std::string_view name);
std::string_view name_of(Scale scale);
/// 2,000, 4,000 and 400,000.
std::size_t parts_in(Scale scale);

/// A group of parts, and the operations that fit it.
struct PartGroup {
    std::string_view code;
    std::string_view component;  ///< Of the warranty plan.
    std::string_view nouns[4];
    bool wear;
};
const std::vector<PartGroup>& part_groups();

struct SyntheticPart {
    std::string part;     ///< Normalised.
    std::string display;  ///< As it is written.
    std::string description;
    const PartGroup* group = nullptr;
    std::string discount_group;
    std::int64_t pack = 1;
    std::int64_t weight_g = 0;
    std::int64_t retail = 0;  ///< Minor units; so are the next two.
    std::int64_t net = 0;
    std::int64_t core_value = 0;       ///< More than nothing for two in a hundred.
    std::vector<catalog::Link> links;  ///< What replaces it: seven in a hundred.
};

class SyntheticParts {
public:
    SyntheticParts(std::string_view brand, std::uint64_t seed);

    SyntheticPart part(std::size_t index) const;

private:
    std::vector<catalog::Link> links(std::size_t index) const;

    std::uint64_t key_;
};

/// The number of a part, as it is written; the same for every brand and seed.
std::string part_number(std::size_t index);

}  // namespace branchline::hub
