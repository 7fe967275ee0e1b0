#include "hub/import/synthetic_models.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "hub/import/synthetic_parts.hpp"

namespace branchline::hub {

namespace {

using schema::Value;
using sync::Replica;

constexpr std::size_t kModels = 7;
constexpr int kFirstYear = 2024;
constexpr int kYears = 3;
constexpr std::size_t kPacks = 25;
constexpr std::size_t kUnits = 60;
constexpr std::string_view kBodies[] = {"hatchback", "estate", "saloon", "off-road"};
constexpr std::string_view kPowertrains[] = {"petrol", "diesel", "hybrid", "electric"};
constexpr std::string_view kTrims[] = {"base", "comfort", "business", "sport", "luxury", "edition"};
constexpr std::string_view kColours[] = {"white", "black", "silver", "grey", "blue",
                                         "red",   "green", "bronze", "sand", "yellow"};
constexpr std::int64_t kBoxes[] = {4, 10, 100};

std::string model_name(std::size_t model) {
    return fmt::format("S{}0", model + 1);
}

std::string pack_name(std::size_t pack) {
    return fmt::format("P{:02}", pack + 1);
}

class Options {
public:
    Options(const Replica& replica, const std::string& brand, std::string model)
        : rows_(replica, "catalog.option"), brand_(brand), model_(std::move(model)) {}

    void add(const std::string& option,
             std::string_view kind,
             std::string_view what,
             std::map<std::string_view, Value> more = {}) {
        more["kind"] = std::string(kind);
        more["description"] = fmt::format("{} (synthetic)", what);
        rows_.add({brand_, model_, option}, more);
    }
    std::vector<SourceRow> take() { return std::move(rows_.out); }

private:
    RowList rows_;
    const std::string& brand_;
    std::string model_;
};

/// Every fifth pack needs the one before it, every seventh excludes the one before it.
std::map<std::string_view, Value> limits_of(std::size_t pack) {
    std::map<std::string_view, Value> out;
    const auto before = [&] { return std::vector<std::string>{pack_name(pack - 1)}; };
    if (pack > 0 && pack % 5 == 0) {
        out["needs"] = before();
    } else if (pack > 0 && pack % 7 == 0) {
        out["excludes"] = before();
    }
    return out;
}

}  // namespace

std::vector<SourceRow> synthetic_models(const Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.model");
    for (std::size_t i = 0; i < kModels; ++i) {
        const std::string_view body = kBodies[i % std::size(kBodies)];
        for (int year = 0; year < kYears; ++year) {
            rows.add(
                {
                    brand, model_name(i), std::to_string(kFirstYear + year)
            },
                {{"description", fmt::format("{} {} (synthetic)", model_name(i), body)},
                 {"body", std::string(body)},
                 {"powertrain", std::string(kPowertrains[i % std::size(kPowertrains)])},
                 {"warranty_plan", std::string("STANDARD")},
                 {"active", year + 1 == kYears}});
        }
    }
    return std::move(rows.out);
}

std::vector<SourceRow> synthetic_options(const Replica& replica, const std::string& brand) {
    std::vector<SourceRow> out;
    for (std::size_t i = 0; i < kModels; ++i) {
        Options options(replica, brand, model_name(i));
        for (std::size_t t = 0; t < std::size(kTrims); ++t) {
            options.add(fmt::format("T{}", t + 1), "trim", kTrims[t]);
        }
        for (std::size_t c = 0; c < std::size(kColours); ++c) {
            options.add(fmt::format("C{:02}", c + 1), "colour", kColours[c]);
        }
        for (std::size_t p = 0; p < kPacks; ++p) {
            options.add(pack_name(p), p % 2 == 0 ? "pack" : "accessory",
                        fmt::format("pack {}", p + 1), limits_of(p));
        }
        for (SourceRow& row : options.take()) out.push_back(std::move(row));
    }
    return out;
}

std::vector<SourceRow> synthetic_units(const Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.unit");
    for (std::size_t i = 0; i < kUnits; ++i) {
        rows.add(
            {
                brand, domain::normalised_part(part_number(i)), "box"
        },
            {{"holds", 1'000 * kBoxes[i % std::size(kBoxes)]}, {"active", true}});
    }
    return std::move(rows.out);
}

}  // namespace branchline::hub
