#include "hub/import/synthetic_terms.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/domain/warranty/defaults.hpp"
#include "common/schema/stream.hpp"
#include "hub/import/publication.hpp"
#include "hub/import/synthetic_models.hpp"
#include "hub/import/synthetic_parts.hpp"

namespace branchline::hub {

namespace {

using engine::Record;
using schema::Entity;
using schema::Value;
using sync::Replica;

constexpr std::string_view kPlan = "STANDARD";
constexpr std::string_view kRulesVersion = "000001";
constexpr std::int64_t kLabourRate = 5'800;  ///< Minor units an hour.
constexpr std::size_t kOperationsOfGroup = 8;
constexpr std::size_t kCausalParts = 3;

struct PlanRow {
    std::string_view component;
    std::int64_t months;
    std::int64_t kilometres;
};

constexpr PlanRow kPlanRows[] = {
    {"BASIC",      24,  100'000  },
    {"POWERTRAIN", 36,  150'000  },
    {"BATTERY",    96,  160'000  },
    {"CORROSION",  144, 9'999'999},
    {"WEAR",       12,  20'000   },
};

struct CodeRow {
    std::string_view set;
    std::string_view code;
    std::string_view text;
};

constexpr CodeRow kCodes[] = {
    {"complaint", "C101", "no heat"             },
    {"complaint", "C102", "no cold air"         },
    {"complaint", "C103", "does not start"      },
    {"complaint", "C104", "stalls"              },
    {"complaint", "C105", "noise while driving" },
    {"complaint", "C106", "noise while braking" },
    {"complaint", "C107", "vibration"           },
    {"complaint", "C108", "leak"                },
    {"complaint", "C109", "warning lamp on"     },
    {"complaint", "C110", "light does not work" },
    {"complaint", "C111", "window does not move"},
    {"complaint", "C112", "rust"                },
    {"cause",     "F101", "open circuit"        },
    {"cause",     "F102", "short circuit"       },
    {"cause",     "F103", "worn"                },
    {"cause",     "F104", "broken"              },
    {"cause",     "F105", "leaking seal"        },
    {"cause",     "F106", "blocked"             },
    {"cause",     "F107", "loose"               },
    {"cause",     "F108", "wrongly fitted"      },
    {"cause",     "F109", "corroded"            },
    {"cause",     "F110", "software fault"      },
    {"cause",     "F111", "contaminated"        },
    {"cause",     "F112", "material fault"      },
};

std::vector<SourceRow> operations(const Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.operation");
    const auto& groups = part_groups();
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t i = 0; i < kOperationsOfGroup; ++i) {
            std::vector<std::string> causal;
            for (std::size_t p = 0; p < kCausalParts; ++p) {
                const std::size_t index = (i * kCausalParts + p) * groups.size() + g;
                causal.push_back(domain::normalised_part(part_number(index)));
            }
            std::sort(causal.begin(), causal.end());
            const std::string_view noun = groups[g].nouns[i % 4];
            rows.add(
                {
                    brand, fmt::format("{}-{:03}", groups[g].code, (i + 1) * 10)
            },
                {{"description",
                  fmt::format("{}: {} (synthetic)", noun, i < 4 ? "replace" : "check and adjust")},
                 {"standard_minutes", static_cast<std::int64_t>(18 + 12 * ((g * 5 + i * 7) % 20))},
                 {"component", std::string(groups[g].component)},
                 {"causal_parts", std::move(causal)},
                 {"needs_approval", i == 3}});
        }
    }
    return std::move(rows.out);
}

std::vector<SourceRow> plans(const Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.warranty_plan");
    for (const PlanRow& row : kPlanRows) {
        rows.add(
            {
                brand, std::string(kPlan), std::string(row.component)
        },
            {{"months", row.months},
             {"kilometres", row.kilometres},
             {"deductible", std::int64_t{0}}});
    }
    return std::move(rows.out);
}

std::vector<SourceRow> rules(const Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.warranty_rule");
    for (const warranty::RuleTerms& rule : warranty::default_rules()) {
        std::map<std::string_view, Value> values{
            {"severity",   std::string(warranty::name_of(rule.severity))},
            {"valid_from", kSyntheticSince                              },
            {"active",     rule.active                                  },
        };
        const auto add = [&](std::string_view field, const warranty::Known& term) {
            if (term) values[field] = *term;
        };
        add("days", rule.days);
        add("grace_days", rule.grace_days);
        add("percent", rule.percent);
        add("months", rule.months);
        add("kilometres", rule.kilometres);
        add("amount_max", rule.amount_max);
        add("deviations", rule.deviations);
        rows.add({brand, std::string(kRulesVersion), rule.rule}, values);
    }
    return std::move(rows.out);
}

std::vector<SourceRow> goodwill(const Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.goodwill");
    for (const warranty::GoodwillTerms& row : warranty::default_goodwill()) {
        rows.add(
            {
                brand, std::string(kRulesVersion), row.place
        },
            {{"component", row.component},
             {"months", row.months},
             {"kilometres", row.kilometres},
             {"services", row.services},
             {"importer_percent", row.importer_percent},
             {"dealer_percent", row.dealer_percent},
             {"customer_percent", row.customer_percent}});
    }
    return std::move(rows.out);
}

bool sells(const Record& dealer, const std::string& brand) {
    const auto* brands = std::get_if<std::vector<std::string>>(&domain::value_of(dealer, "brands"));
    return brands != nullptr && std::find(brands->begin(), brands->end(), brand) != brands->end();
}

Result<std::vector<SourceRow>> authorisations(Replica& replica, const std::string& brand) {
    RowList rows(replica, "catalog.authorisation");
    std::vector<std::string> dealers;
    TRY_VOID(for_each_record(replica, replica.entity("org.dealer"), {}, [&](const Record& dealer) {
        if (sells(dealer, brand)) dealers.push_back(domain::text_of(dealer, "dealer"));
    }));
    TRY_VOID(for_each_record(replica, replica.entity("org.branch"), {}, [&](const Record& branch) {
        const std::string dealer = domain::text_of(branch, "dealer");
        if (std::find(dealers.begin(), dealers.end(), dealer) == dealers.end()) return;
        rows.add(
            {
                brand, domain::text_of(branch, "branch")
        },
            {{"valid_from", kSyntheticSince}});
    }));
    return std::move(rows.out);
}

/// The first net price list of the brand; empty when it has none.
Result<std::string> net_list_of(Replica& replica, const std::string& brand) {
    std::string found;
    TRY_VOID(
        for_each_record(replica, replica.entity("org.price_list"), {}, [&](const Record& list) {
            const bool counts =
                domain::text_of(list, "brand") == brand && domain::text_of(list, "kind") == "net";
            const std::string code = domain::text_of(list, "list");
            if (counts && (found.empty() || code < found)) found = code;
        }));
    return found;
}

/// What the importer has agreed with each dealer of the brand, in the dealer's own stream.
Result<TermRows> agreements(Replica& replica, const std::string& brand) {
    TermRows out;
    TRY(const std::string list, net_list_of(replica, brand));
    TRY_VOID(for_each_record(replica, replica.entity("org.dealer"), {}, [&](const Record& dealer) {
        if (!sells(dealer, brand)) return;
        const std::string code = domain::text_of(dealer, "dealer");
        RowList rows(replica, "warranty.agreement");
        std::map<std::string_view, Value> values{
            {"valid_from",  kSyntheticSince},
            {"labour_rate", kLabourRate    },
        };
        if (!list.empty()) values["price_list"] = list;
        rows.add({code, brand, std::string(kRulesVersion)}, values);
        out.emplace_back(schema::stream_name(schema::StreamKind::dealer, code),
                         std::move(rows.out));
    }));
    return out;
}

std::vector<SourceRow> codes(const Replica& replica) {
    RowList rows(replica, "reference.code");
    for (const CodeRow& row : kCodes) {
        rows.add(
            {
                std::string(row.set), std::string(row.code)
        },
            {{"text", fmt::format("{} (synthetic)", row.text)}, {"active", true}});
    }
    return std::move(rows.out);
}

/// A slice at a time.
void append(TermRows& out, const std::string& stream, std::vector<SourceRow> rows) {
    for (std::size_t at = 0; at < rows.size(); at += kSliceRows) {
        const std::size_t end = std::min(rows.size(), at + kSliceRows);
        out.emplace_back(stream,
                         std::vector<SourceRow>(rows.begin() + static_cast<std::ptrdiff_t>(at),
                                                rows.begin() + static_cast<std::ptrdiff_t>(end)));
    }
}

}  // namespace

Result<TermRows> synthetic_terms(Replica& replica, const std::string& brand) {
    TermRows out;
    const std::string stream = schema::stream_name(schema::StreamKind::catalog, brand);
    TRY(std::vector<SourceRow> allowed, authorisations(replica, brand));
    TRY(TermRows agreed, agreements(replica, brand));
    append(out, stream, operations(replica, brand));
    append(out, stream, plans(replica, brand));
    append(out, stream, rules(replica, brand));
    append(out, stream, goodwill(replica, brand));
    append(out, stream, std::move(allowed));
    append(out, stream, synthetic_models(replica, brand));
    append(out, stream, synthetic_options(replica, brand));
    append(out, stream, synthetic_units(replica, brand));
    append(out, schema::stream_name(schema::StreamKind::reference), codes(replica));
    std::move(agreed.begin(), agreed.end(), std::back_inserter(out));
    return out;
}

}  // namespace branchline::hub
