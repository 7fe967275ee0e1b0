#include "common/domain/reference/tax.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"

namespace branchline::reference {

namespace {

using engine::Proposal;
using engine::Record;

constexpr std::string_view kBetween = "; ";
constexpr std::size_t kVersionsMax = 10'000;

/// A version of a code, as far as it decides which one counts.
struct Version {
    std::int64_t valid_from = 0;
    std::string name;
    std::int64_t rate = 0;
};
using Versions = std::map<std::string, Version, std::less<>>;

bool is_later(const Version& a, const Version& b) {
    if (a.valid_from != b.valid_from) return a.valid_from > b.valid_from;
    return domain::version_order(a.name, b.name) > 0;
}

/// The version of every code that counts on the day.
Result<Versions> versions_on(engine::Store& store, std::int64_t day) {
    const schema::Entity& entity = store.entity("reference.tax_rate");
    const engine::Query query{
        .filters = {{entity.field("valid_from"), schema::Value(day), engine::Match::at_most}}};
    Versions out;
    const auto visit = [&](const Record& row) -> Result<> {
        Version version{.valid_from = domain::integer_of(row, "valid_from"),
                        .name = domain::text_of(row, "version"),
                        .rate = domain::integer_of(row, "rate")};
        const auto [known, is_first] = out.try_emplace(domain::text_of(row, "code"), version);
        if (!is_first && is_later(version, known->second)) known->second = std::move(version);
        return {};
    };
    TRY_VOID(engine::for_each_record(store, entity.name, query, visit));
    return out;
}

std::string kept_as(std::string_view code, std::string_view version) {
    return fmt::format("{}={}", code, version);
}

bool is_no_share(const Proposal& change) {
    const std::int64_t* rate = engine::integer_of(change.written("rate"));
    return rate != nullptr && (*rate < 0 || *rate > kTaxWhole);
}

constexpr engine::Rule kRules[] = {
    {.entity = "reference.tax_rate",
     .code = "BAD_TAX_RATE",
     .text = "a tax rate is between 0 and 1000000 parts of a million",
     .remedy = "write 190000 for 19 percent",
     .breaks = is_no_share},
};

}  // namespace

Result<TaxRates> tax_rates_on(engine::Store& store, std::int64_t day) {
    TRY(const Versions versions, versions_on(store, day));
    TaxRates out;
    for (const auto& [code, version] : versions) out[code] = version.rate;
    return out;
}

Result<std::string> tax_versions_on(engine::Store& store,
                                    std::int64_t day,
                                    const std::set<std::string>& codes) {
    TRY(const Versions versions, versions_on(store, day));
    std::string out;
    for (const auto& [code, version] : versions) {
        if (!codes.contains(code)) continue;
        if (!out.empty()) out += kBetween;
        out += kept_as(code, version.name);
    }
    return out;
}

Result<TaxRates> tax_rates_of(engine::Store& store, const std::string& versions) {
    const auto between = [](std::string_view text) {
        return fmt::format("{}{}{}", kBetween, text, kBetween);
    };
    const std::string kept = between(versions);
    // Those that were made void later stay, too: for_each_record() would leave them out.
    TRY(const engine::Page page,
        store.list(store.entity("reference.tax_rate"), {.limit = kVersionsMax}));
    TaxRates out;
    for (const Record& row : page.records) {
        std::string code = domain::text_of(row, "code");
        const std::string wanted = between(kept_as(code, domain::text_of(row, "version")));
        if (kept.find(wanted) == kept.npos) continue;
        out[std::move(code)] = domain::integer_of(row, "rate");
    }
    return out;
}

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::reference
