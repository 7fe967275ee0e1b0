#include "common/domain/reference/tax.hpp"

#include "common/domain/text.hpp"
#include "common/engine/each_record.hpp"

namespace branchline::reference {

namespace {

using engine::Proposal;
using engine::Record;

/// When a version came into force, and its name.
using Place = std::pair<std::int64_t, std::string>;

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
    const schema::Entity& entity = store.entity("reference.tax_rate");
    const engine::Query query{
        .filters = {{entity.field("valid_from"), schema::Value(day), engine::Match::at_most}}};
    TaxRates out;
    std::map<std::string, Place, std::less<>> places;
    const auto visit = [&](const Record& row) -> Result<> {
        const std::string code = domain::text_of(row, "code");
        const Place place{domain::integer_of(row, "valid_from"), domain::text_of(row, "version")};
        const auto known = places.find(code);
        if (known != places.end() && place < known->second) return {};
        places[code] = place;
        out[code] = domain::integer_of(row, "rate");
        return {};
    };
    TRY_VOID(engine::for_each_record(store, entity.name, query, visit));
    return out;
}

std::span<const engine::Rule> rules() {
    return kRules;
}

}  // namespace branchline::reference
