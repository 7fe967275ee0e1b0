#include "common/domain/warranty/kind_checks.hpp"

#include <algorithm>
#include <map>

#include "common/domain/calendar.hpp"
#include "common/domain/money.hpp"
#include "common/domain/warranty/answers.hpp"

namespace branchline::warranty {

namespace {

using domain::date_text;

bool is_active(const Campaign& campaign, std::int64_t day) {
    const bool is_open = campaign.status == "active" ||
                         (campaign.status == "closed" && campaign.stops_on.has_value());
    return is_open && campaign.starts_on && *campaign.starts_on <= day &&
           day <= campaign.stops_on.value_or(day);
}

/// Kind and item of the lines, or of the campaign, with what they come to.
using Work = std::map<std::pair<std::string, std::string>, Known>;

Work work_of(const Claim& claim) {
    Work out;
    for (const Line& line : claim.lines) {
        const std::string item =
            line.kind == "part" ? domain::normalised_part(line.item) : line.item;
        Known& sum = out.try_emplace({line.kind, item}, 0).first->second;
        sum = domain::sum(sum, line.quantity);
    }
    return out;
}

/// What differs between the claim and the work of the campaign; empty: nothing.
std::string difference(const Claim& claim, const Campaign& campaign) {
    Work claimed = work_of(claim);
    std::string out;
    Work wanted;
    for (const CampaignItem& item : campaign.items) {
        const auto [at, is_new] = wanted.try_emplace({item.kind, item.item}, item.quantity);
        if (!is_new) at->second = domain::sum(at->second, item.quantity);
    }
    for (const auto& [what, quantity] : wanted) {
        const auto found = claimed.find(what);
        if (found == claimed.end()) {
            append_item(out, what.second + " is missing", ", ");
            continue;
        }
        if (quantity && found->second != quantity) {
            append_item(out, "another quantity of " + what.second, ", ");
        }
        claimed.erase(found);
    }
    for (const auto& [what, quantity] : claimed) {
        append_item(out, what.second + " is not part of it", ", ");
    }
    return out;
}

std::string why_not_of_campaign(const Case& c, const Campaign& campaign) {
    const std::string& name = c.claim.campaign;
    if (!campaign.exists) return fmt::format("there is no campaign {}", name);
    if (!is_active(campaign, c.claim.failure_on)) {
        return fmt::format("{} was not active on {}", name, date_text(c.claim.failure_on));
    }
    if (campaign.vehicle_status.empty()) return fmt::format("the car is not in {}", name);
    if (campaign.vehicle_status == "confirmed") return fmt::format("{} already completed", name);
    if (campaign.vehicle_status != "open") {
        return fmt::format("the car is {} in {}", campaign.vehicle_status, name);
    }
    return {};
}

}  // namespace

Answer ask_campaign(const Case& c) {
    if (c.claim.kind != kCampaignKind) return skipped(fmt::format("a {} claim", c.claim.kind));
    constexpr std::string_view kRemedy =
        "look at the car's open campaigns; claim exactly their work";
    Inputs inputs{
        {"campaign", c.claim.campaign}
    };
    if (c.claim.campaign.empty()) return broken("no campaign is named", kRemedy, inputs);
    if (!c.facts.campaign) return undetermined("the campaign is not known here", inputs);
    if (std::string why = why_not_of_campaign(c, *c.facts.campaign); !why.empty()) {
        return broken(std::move(why), kRemedy, inputs);
    }
    const auto& done = c.facts.campaign_done;
    if (done && !done->empty()) {
        return broken(fmt::format("{} already completed with {}", c.claim.campaign, *done), kRemedy,
                      inputs);
    }
    if (std::string other = difference(c.claim, *c.facts.campaign); !other.empty()) {
        return broken(fmt::format("not the work of {}: {}", c.claim.campaign, other), kRemedy,
                      inputs);
    }
    if (!done) return undetermined("what other dealers have completed is not known here", inputs);
    return passed("the work of the campaign", inputs);
}

Answer ask_block(const Case& c) {
    if (!c.facts.vehicle) return undetermined("the vehicle is not known here");
    if (!c.facts.vehicle->blocked) return passed("not blocked");
    const std::string& why = c.facts.vehicle->block_reason;
    const std::string text = why.empty()
                                 ? "the vehicle is blocked for warranty"
                                 : fmt::format("the vehicle is blocked for warranty: {}", why);
    if (c.claim.kind == kCampaignKind) {
        if (!c.facts.campaign) return undetermined(text + "; the campaign is not known here");
        if (c.facts.campaign->exists && c.facts.campaign->kind == "safety") {
            return passed("blocked, but a safety campaign");
        }
    }
    return broken(text, "only safety campaigns are paid for it; ask the importer's vehicle desk");
}

namespace {

enum class Fits : std::uint8_t { no, unknown, yes };

/// What the matrix is asked about.
struct Expiry {
    std::int64_t start;
    Coverage cover;
};

/// Expired by so many months: up to the day as many months behind the end of the cover, with it.
Fits fits(const Case& c, const Expiry& expiry, const GoodwillTerms& row) {
    if (!row.component.empty() && row.component != c.claim.component) return Fits::no;
    const Known months = domain::sum(expiry.cover.months, row.months);
    const Known last = months ? domain::add_months(expiry.start, *months) : std::nullopt;
    const Known km = domain::sum(expiry.cover.kilometres, row.kilometres);
    if (!last || !km) return Fits::unknown;
    if (c.claim.failure_on > *last || c.claim.odometer_km > *km) return Fits::no;
    if (c.facts.services >= row.services) return Fits::yes;
    return c.facts.services_complete ? Fits::no : Fits::unknown;
}

bool is_covered(const Case& c, const Expiry& expiry) {
    const Known end = domain::add_months(expiry.start, expiry.cover.months);
    return end && c.claim.failure_on < *end && c.claim.odometer_km <= expiry.cover.kilometres;
}

Answer accepted(const GoodwillTerms& row, Inputs inputs) {
    Answer out = passed(fmt::format("importer {} %, dealer {} %, customer {} %",
                                    row.importer_percent, row.dealer_percent, row.customer_percent),
                        std::move(inputs));
    out.percents = {row.importer_percent, row.dealer_percent, row.customer_percent};
    return out;
}

bool is_split(const GoodwillTerms& row) {
    const auto is_share = [](std::int64_t percent) { return percent >= 0 && percent <= 100; };
    return is_share(row.importer_percent) && is_share(row.dealer_percent) &&
           is_share(row.customer_percent) &&
           row.importer_percent + row.dealer_percent + row.customer_percent == 100;
}

Answer ask_matrix(const Case& c, const Expiry& expiry, Inputs inputs) {
    std::vector<const GoodwillTerms*> rows;
    rows.reserve(c.terms.goodwill.size());
    for (const GoodwillTerms& row : c.terms.goodwill) rows.push_back(&row);
    std::sort(rows.begin(), rows.end(),
              [](const GoodwillTerms* a, const GoodwillTerms* b) { return a->place < b->place; });
    for (const GoodwillTerms* row : rows) {
        if (!is_split(*row)) continue;
        const Fits found = fits(c, expiry, *row);
        if (found == Fits::yes) return accepted(*row, std::move(inputs));
        if (found == Fits::unknown) {
            return undetermined(fmt::format("{} services are known here, {} are asked for",
                                            c.facts.services, row->services),
                                std::move(inputs));
        }
    }
    return broken("beyond what goodwill pays by itself", "a person at the importer decides",
                  std::move(inputs));
}

}  // namespace

Answer ask_goodwill(const Case& c) {
    if (c.claim.kind != kGoodwillKind) return skipped(fmt::format("a {} claim", c.claim.kind));
    if (!c.facts.vehicle) return undetermined("the vehicle is not known here");
    if (!c.facts.vehicle->in_service_on) return skipped("no day in service, see W03");
    if (!c.terms.coverage) return undetermined("no warranty plan is known for this vehicle");
    const Expiry expiry{*c.facts.vehicle->in_service_on, *c.terms.coverage};
    Inputs inputs{
        {"in_service_on", date_text(expiry.start)                },
        {"months",        number_or_none(expiry.cover.months)    },
        {"kilometres",    number_or_none(expiry.cover.kilometres)},
        {"services",      number_or_none(c.facts.services)       }
    };
    if (is_covered(c, expiry)) {
        return broken("still within its cover", "claim it as warranty", std::move(inputs));
    }
    return ask_matrix(c, expiry, std::move(inputs));
}

Answer ask_part_sale(const Case& c) {
    if (c.claim.kind != kPartsKind) return skipped(fmt::format("a {} claim", c.claim.kind));
    constexpr std::string_view kRemedy =
        "give the invoice by which the part was fitted or sold in the network";
    const std::string& invoice = c.claim.original_invoice;
    const Known sold = c.facts.part_sold_on;
    Inputs inputs{
        {"original_invoice", invoice          },
        {"sold_on",          day_or_none(sold)}
    };
    if (invoice.empty()) return broken("the original invoice is missing", kRemedy, inputs);
    if (!sold && !c.facts.sales_complete) {
        return undetermined(fmt::format("invoice {} is not known here", invoice), inputs);
    }
    if (!sold) {
        return broken(
            fmt::format("no invoice {} of {} in the network", invoice, c.claim.causal_part),
            kRemedy, inputs);
    }
    if (!c.row.months) return skipped("the rule's row has no number of months");
    const Known end = domain::add_months(*sold, *c.row.months);
    if (!end) return undetermined("the end of the cover cannot be computed", inputs);
    if (c.claim.failure_on < *sold) {
        return broken(fmt::format("sold on {}, after the failure", date_text(*sold)), kRemedy,
                      inputs);
    }
    if (c.claim.failure_on < *end) {
        return passed("the part is covered until " + date_text(*end - 1), inputs);
    }
    return broken(fmt::format("the part was covered until {}, failed on {}", date_text(*end - 1),
                              date_text(c.claim.failure_on)),
                  "claim it as goodwill", inputs);
}

}  // namespace branchline::warranty
