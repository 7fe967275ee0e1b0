#include "hub/import/synthetic_parts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "common/domain/text.hpp"

namespace branchline::hub {

namespace {

struct ScaleRow {
    Scale scale;
    std::string_view name;
    std::size_t parts;
};

constexpr ScaleRow kScales[] = {
    {Scale::tiny,  "tiny",  2'000  },
    {Scale::small, "small", 4'000  },
    {Scale::full,  "full",  400'000},
};

/// Retail prices in minor units at every 64th of a log-normal distribution with median 38.00 and a
/// spread of 1.1; between two of them a straight line. Permanent: generated data rests on them.
constexpr std::int64_t kPrices[] = {
    160,    355,    490,    601,    703,    799,    892,    982,    1'072,  1'162,  1'251,
    1'341,  1'432,  1'524,  1'618,  1'713,  1'810,  1'908,  2'010,  2'113,  2'220,  2'329,
    2'441,  2'557,  2'676,  2'800,  2'927,  3'059,  3'196,  3'338,  3'486,  3'640,  3'800,
    3'967,  4'142,  4'326,  4'518,  4'720,  4'933,  5'158,  5'395,  5'647,  5'915,  6'200,
    6'506,  6'833,  7'185,  7'566,  7'980,  8'431,  8'927,  9'474,  10'083, 10'767, 11'542,
    12'432, 13'469, 14'700, 16'197, 18'076, 20'543, 24'012, 29'489, 40'620, 90'105};

/// In a block of parts the first ones are superseded: chains of so many links, one behind the
/// other. Each sums up to seven and ends with a chain of one, which may be a kit instead.
constexpr std::size_t kBlock = 100;
constexpr std::size_t kChains[][7] = {
    {5, 1, 1},
    {4, 2, 1},
    {3, 3, 1},
    {3, 2, 1, 1},
    {2, 2, 2, 1},
    {2, 1, 1, 1, 1, 1},
    {1, 1, 1, 1, 1, 1, 1},
};
/// Of the last chains in a hundred: three of a hundred superseded parts.
constexpr std::uint64_t kKitsPercent = 21;

constexpr std::int64_t kPacks[] = {1, 1, 1, 1, 1, 1, 2, 2, 4, 10};
constexpr std::int64_t kDiscounts[] = {20, 25, 30, 35, 40};  ///< Per cent off, groups A to E.
constexpr std::string_view kPlaces[] = {"front", "rear", "left", "right", "upper", "lower"};
constexpr std::string_view kLetters = "ABCDEFGHKLMN";

/// The numbers of one part: always drawn in the same order.
class Draw {
public:
    Draw(std::uint64_t key, std::uint64_t index)
        : random_(key ^ ((index + 1) * 0xD1B54A32D192ED03ULL)) {}
    std::uint64_t below(std::uint64_t bound) { return (random_.next() >> 16U) % bound; }

private:
    SeededRandom random_;
};

std::int64_t price(Draw& draw) {
    const std::uint64_t drawn = draw.below(1U << 16U);
    const std::size_t at = drawn >> 10U;
    const auto within = static_cast<std::int64_t>(drawn & 1023U);
    return kPrices[at] + (kPrices[at + 1] - kPrices[at]) * within / 1024;
}

catalog::Link link(std::size_t from, std::size_t to, Draw& draw) {
    catalog::Link out{.old_part = domain::normalised_part(part_number(from)),
                      .new_part = domain::normalised_part(part_number(to))};
    constexpr catalog::Interchange kHow[] = {
        catalog::Interchange::one_way, catalog::Interchange::one_way, catalog::Interchange::two_way,
        catalog::Interchange::none};
    out.interchange = kHow[draw.below(std::size(kHow))];
    out.use_up_old = draw.below(2) == 0;
    return out;
}

}  // namespace

Result<Scale> scale_of(std::string_view name) {
    for (const ScaleRow& row : kScales) {
        if (row.name == name) return row.scale;
    }
    return fail(Code::invalid, "validation-failed", fmt::format("there is no scale \"{}\"", name),
                "write tiny, small or full");
}

std::string_view name_of(Scale scale) {
    return kScales[static_cast<std::size_t>(scale)].name;
}

std::size_t parts_in(Scale scale) {
    return kScales[static_cast<std::size_t>(scale)].parts;
}

const std::vector<PartGroup>& part_groups() {
    static const std::vector<PartGroup> kGroups{
        {"ENGINE",   "POWERTRAIN", {"Gasket", "Piston", "Timing chain", "Oil pump"},      false},
        {"FUEL",     "POWERTRAIN", {"Fuel pump", "Injector", "Fuel line", "Tank sensor"}, false},
        {"COOLING",  "BASIC",      {"Radiator", "Water pump", "Thermostat", "Hose"},      false},
        {"GEARBOX",  "POWERTRAIN", {"Clutch kit", "Shaft", "Bearing", "Fork"},            false},
        {"BRAKES",   "WEAR",       {"Brake disc", "Pad set", "Brake shoe", "Wear lead"},  true },
        {"CHASSIS",  "BASIC",      {"Control arm", "Damper", "Spring", "Bush"},           false},
        {"STEERING", "BASIC",      {"Tie rod", "Rack", "Boot", "Joint"},                  false},
        {"ELECTRIC", "BASIC",      {"Alternator", "Starter", "Relay", "Control unit"},    false},
        {"LIGHTING", "BASIC",      {"Headlamp", "Tail lamp", "Bulb holder", "Indicator"}, false},
        {"BODY",     "CORROSION",  {"Door skin", "Wing", "Bumper", "Bonnet hinge"},       false},
        {"INTERIOR", "BASIC",      {"Seat cover", "Trim panel", "Switch", "Belt"},        false},
        {"SERVICE",  "WEAR",       {"Oil filter", "Air filter", "Wiper", "Spark plug"},   true },
    };
    return kGroups;
}

std::string part_number(std::size_t index) {
    // The multiplier has no factor in common with ten: every index has a number of its own.
    const std::size_t number = (index * 7919 + 1'234'567) % 10'000'000;
    return fmt::format("{} {:03} {:04}", kLetters[index % kLetters.size()], number / 10'000,
                       number % 10'000);
}

SyntheticParts::SyntheticParts(std::string_view brand, std::uint64_t seed) {
    Bytes bytes;
    append_big_endian(bytes, seed, 8);
    const Hash hash = crypto::blake2b("branchline/synthetic/1", {bytes, as_bytes(brand)});
    key_ = read_big_endian(hash.view().first(8));
}

SyntheticPart SyntheticParts::part(std::size_t index) const {
    Draw draw(key_, index);
    SyntheticPart out;
    out.display = part_number(index);
    out.part = domain::normalised_part(out.display);
    out.group = &part_groups()[index % part_groups().size()];
    out.description = fmt::format("{}, {} (synthetic)", out.group->nouns[draw.below(4)],
                                  kPlaces[draw.below(std::size(kPlaces))]);
    const std::size_t discount = draw.below(std::size(kDiscounts));
    out.discount_group = std::string(1, static_cast<char>('A' + discount));
    out.pack = kPacks[draw.below(std::size(kPacks))];
    out.retail = price(draw);
    out.net = (out.retail * (100 - kDiscounts[discount]) + 50) / 100;
    out.weight_g = 5 + out.retail / 10 + static_cast<std::int64_t>(draw.below(500));
    if (draw.below(100) < 2) out.core_value = (out.retail / 5 + 99) / 100 * 100;
    out.links = links(index);
    return out;
}

/// Links lead from a part to the next ones of its block and never back.
std::vector<catalog::Link> SyntheticParts::links(std::size_t index) const {
    const std::size_t block = index / kBlock;
    Draw draw(~key_, block);
    const auto& chains = kChains[draw.below(std::size(kChains))];
    const bool kit = draw.below(100) < kKitsPercent;
    std::size_t at = block * kBlock;
    for (std::size_t i = 0; i < std::size(chains) && chains[i] > 0; ++i) {
        const bool last = i + 1 == std::size(chains) || chains[i + 1] == 0;
        const bool here = index >= at && index < at + chains[i];
        Draw terms(~key_, ~index);
        if (here && !(last && kit)) return {link(index, index + 1, terms)};
        if (here) {
            std::vector<catalog::Link> out{link(index, index + 1, terms),
                                           link(index, index + 2, terms)};
            for (catalog::Link& part : out) part.kind = catalog::LinkKind::kit;
            return out;
        }
        at += chains[i] + 1;
    }
    return {};
}

}  // namespace branchline::hub
