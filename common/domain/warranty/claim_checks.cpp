#include "common/domain/warranty/claim_checks.hpp"

#include <algorithm>
#include <expected>

#include "common/domain/calendar.hpp"
#include "common/domain/money.hpp"
#include "common/domain/reference/vin.hpp"
#include "common/domain/warranty/answers.hpp"

namespace branchline::warranty {

using domain::date_text;

Answer ask_vin(const Case& c) {
    Inputs inputs{
        {"vin", c.claim.vin}
    };
    const bool is_checked = reference::is_north_american(c.claim.vin);
    const auto shape =
        reference::check_vin(c.claim.vin, {.year_code = is_checked, .check_digit = is_checked});
    if (!shape) return broken(shape.error().what, "read the VIN from the vehicle", inputs);
    if (!c.facts.registered) return undetermined("the vehicle is not known here", inputs);
    if (*c.facts.registered) return passed("registered", inputs);
    return broken("the importer has not registered this VIN",
                  "check the VIN; ask the importer's vehicle desk", inputs);
}

Answer ask_authorisation(const Case& c) {
    Inputs inputs{
        {"brand",      c.claim.brand                },
        {"failure_on", date_text(c.claim.failure_on)}
    };
    if (!c.facts.authorised) {
        return undetermined("the brand's authorisations are not known here", inputs);
    }
    if (*c.facts.authorised) return passed("authorised for the brand", inputs);
    return broken(fmt::format("the branch was not authorised for {} on {}", c.claim.brand,
                              date_text(c.claim.failure_on)),
                  "ask the importer's network desk", inputs);
}

Answer ask_in_service(const Case& c) {
    if (c.claim.kind == "delivery") return skipped("a claim from before delivery");
    if (!c.facts.vehicle) return undetermined("the vehicle is not known here");
    const Known& start = c.facts.vehicle->in_service_on;
    Inputs inputs{
        {"in_service_on", day_or_none(start)           },
        {"failure_on",    date_text(c.claim.failure_on)}
    };
    constexpr std::string_view kRemedy =
        "report the retail sale, or claim it as a delivery claim if the car was not sold yet";
    if (!start) return broken("nobody has reported when the vehicle was sold", kRemedy, inputs);
    if (*start <= c.claim.failure_on) return passed("in service", inputs);
    return broken(fmt::format("failed on {}, in service only since {}",
                              date_text(c.claim.failure_on), date_text(*start)),
                  kRemedy, inputs);
}

namespace {

/// What W04 and W05 measure a claim against.
struct Cover {
    Known start;
    Coverage terms;
};

/// The cover of the claim, or what W04 and W05 answer without one.
std::expected<Cover, Answer> cover_of(const Case& c) {
    const auto without = [](Answer answer) { return std::unexpected(std::move(answer)); };
    if (c.claim.kind != kOrdinaryKind) {
        return without(skipped(fmt::format("a {} claim", c.claim.kind)));
    }
    if (!c.facts.vehicle) return without(undetermined("the vehicle is not known here"));
    if (c.terms.coverage) return Cover{c.facts.vehicle->in_service_on, *c.terms.coverage};
    if (c.claim.component.empty()) {
        return without(undetermined("no warranty plan is known for this vehicle"));
    }
    return without(undetermined(
        fmt::format("no warranty plan is known for {} of this vehicle", c.claim.component)));
}

}  // namespace

Answer ask_time(const Case& c) {
    const auto cover = cover_of(c);
    if (!cover) return cover.error();
    const Known start = cover->start;
    if (!start) return skipped("no day in service, see W03");
    const Known end = domain::add_months(*start, cover->terms.months);
    Inputs inputs{
        {"in_service_on", date_text(*start)                  },
        {"months",        number_or_none(cover->terms.months)},
        {"failure_on",    date_text(c.claim.failure_on)      }
    };
    if (!end) return undetermined("the end of the cover cannot be computed", inputs);
    const std::string until = date_text(*end - 1);
    if (c.claim.failure_on < *end) return passed("covered until " + until, inputs);
    return broken(
        fmt::format("covered until {}, failed on {}", until, date_text(c.claim.failure_on)),
        "claim it as goodwill", inputs);
}

Answer ask_distance(const Case& c) {
    const auto cover = cover_of(c);
    if (!cover) return cover.error();
    const std::int64_t limit = cover->terms.kilometres;
    Inputs inputs{
        {"odometer_km", number_or_none(c.claim.odometer_km)},
        {"kilometres",  number_or_none(limit)              }
    };
    if (c.claim.odometer_km <= limit) return passed(fmt::format("covered to {} km", limit), inputs);
    return broken(fmt::format("covered to {} km, failed at {} km", limit, c.claim.odometer_km),
                  "claim it as goodwill", inputs);
}

Answer ask_odometer(const Case& c) {
    const Known& highest = c.facts.highest_reading;
    Inputs inputs{
        {"odometer_km",     number_or_none(c.claim.odometer_km)},
        {"highest_reading", number_or_none(highest)            }
    };
    if (c.claim.odometer_proven) return passed("the reading is proven", inputs);
    if (highest && c.claim.odometer_km < *highest) {
        return broken(
            fmt::format("{} km, but {} km were read before", c.claim.odometer_km, *highest),
            "read the odometer again, or add the record of its correction", inputs);
    }
    if (c.facts.readings_complete) return passed("not below an earlier reading", inputs);
    return undetermined("what other dealers have read is not known here", inputs);
}

namespace {

/// Is the claim there in time because it was signed in time? The signed day counts only when the
/// signer's log bears it out, and only for some days.
Answer ask_signature(const Case& c, std::int64_t limit, Inputs inputs) {
    const Known& signed_on = c.claim.signed_on;
    const std::int64_t now = c.facts.arrived_on.value_or(c.facts.today);
    const Known grace_end = domain::sum(signed_on, c.row.grace_days.value_or(0));
    const bool in_time = signed_on && *signed_on <= limit && grace_end && now <= *grace_end;
    constexpr std::string_view kRemedy = "claim it as goodwill; submit claims when the job is done";
    if (!in_time) {
        return broken(fmt::format("due at the importer on {}", date_text(limit)), kRemedy, inputs);
    }
    inputs.emplace_back("grace_until", date_text(*grace_end));
    if (c.facts.signature_believed == false) {
        return broken(fmt::format("due at the importer on {}, and its log does not bear out that "
                                  "it was signed on {}",
                                  date_text(limit), date_text(*signed_on)),
                      kRemedy, inputs);
    }
    if (c.facts.arrived_on && c.facts.signature_believed) {
        return passed(fmt::format("signed on {}, in time", date_text(*signed_on)), inputs);
    }
    if (c.facts.arrived_on) return undetermined("the signed day is not confirmed", inputs);
    return undetermined(fmt::format("must reach the importer by {}", date_text(*grace_end)),
                        inputs);
}

}  // namespace

Answer ask_submission(const Case& c) {
    if (!c.row.days) return skipped("the rule's row has no number of days");
    const Known& closed = c.facts.repaired_on;
    const Known limit = domain::sum(closed, c.row.days);
    Inputs inputs{
        {"repaired_on", day_or_none(closed)            },
        {"days",        number_or_none(c.row.days)     },
        {"signed_on",   day_or_none(c.claim.signed_on) },
        {"arrived_on",  day_or_none(c.facts.arrived_on)}
    };
    if (!limit) return undetermined("the repair order has no closing day", inputs);
    if (c.facts.arrived_on.value_or(c.facts.today) > *limit) {
        return ask_signature(c, *limit, std::move(inputs));
    }
    if (c.facts.arrived_on) return passed("arrived in time", inputs);
    return undetermined(fmt::format("must reach the importer by {}", date_text(*limit)), inputs);
}

Answer ask_duplicate(const Case& c) {
    if (!c.facts.earlier_claim) return undetermined("earlier claims are not known here");
    if (c.facts.earlier_claim->empty()) return passed("not claimed before");
    return broken("the job was claimed before with " + *c.facts.earlier_claim,
                  "withdraw this claim; appeal if the other was rejected",
                  {
                      {"earlier_claim", *c.facts.earlier_claim}
    });
}

namespace {

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

bool is_among_lines(const Claim& claim, std::string_view part) {
    return std::any_of(claim.lines.begin(), claim.lines.end(), [&](const Line& line) {
        return line.kind == "part" && domain::normalised_part(line.item) == part;
    });
}

Answer ask_causal_part(const Case& c) {
    const std::string part = domain::normalised_part(c.claim.causal_part);
    const auto& parts = c.facts.causal_parts;
    Inputs inputs{
        {"causal_part", part             },
        {"operation",   c.claim.operation}
    };
    constexpr std::string_view kRemedy = "name the part that caused the failure";
    if (part.empty() && parts && !parts->empty()) {
        return broken("the part that caused the failure is missing", kRemedy, inputs);
    }
    const bool fits = part.empty() || c.claim.operation.empty() || is_among_lines(c.claim, part) ||
                      (parts && std::find(parts->begin(), parts->end(), part) != parts->end());
    if (fits) return passed("complaint, cause and correction are there", inputs);
    if (!parts) return undetermined("the operation is not known here", inputs);
    return broken(
        fmt::format("{} is no part of operation {}", c.claim.causal_part, c.claim.operation),
        kRemedy, inputs);
}

}  // namespace

Answer ask_causes(const Case& c) {
    std::string missing;
    const auto demand = [&](std::string_view text, std::string_view what) {
        if (is_blank(text)) append_item(missing, what, ", ");
    };
    demand(c.claim.complaint_code, "complaint code");
    demand(c.claim.cause_code, "cause code");
    demand(c.claim.correction, "correction");
    if (missing.empty()) return ask_causal_part(c);
    return broken("missing: " + missing, "fill it in and submit the claim again");
}

}  // namespace branchline::warranty
