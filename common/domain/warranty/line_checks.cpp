#include "common/domain/warranty/line_checks.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/domain/calendar.hpp"
#include "common/domain/money.hpp"
#include "common/domain/warranty/answers.hpp"
#include "common/domain/warranty/approvals.hpp"

namespace branchline::warranty {

namespace {

using domain::amount_text;
using domain::date_text;
using domain::normalised_part;

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

const Operation* operation_of(const Case& c, const Line& line) {
    const auto found = c.facts.operations.find(line.item);
    return found == c.facts.operations.end() ? nullptr : &found->second;
}

const Part* part_of(const Case& c, const Line& line) {
    const auto found = c.facts.parts.find(normalised_part(line.item));
    return found == c.facts.parts.end() ? nullptr : &found->second;
}

/// Visits the lines of a kind with their positions; true when there is one.
template <class Visit>
bool each(const Case& c, std::string_view kind, Visit visit) {
    bool found = false;
    for (std::size_t i = 0; i < c.claim.lines.size(); ++i) {
        if (c.claim.lines[i].kind != kind) continue;
        found = true;
        visit(c.claim.lines[i], i);
    }
    return found;
}

/// Empty: not known here.
std::string model_of(const Case& c) {
    return c.facts.vehicle ? c.facts.vehicle->model : std::string();
}

enum class Fit : std::uint8_t { fits, wrong, unknown };

Fit fit_of(const Case& c, const std::vector<std::string>& models) {
    if (models.empty()) return Fit::fits;
    const std::string model = model_of(c);
    if (model.empty()) return Fit::unknown;
    return contains(models, model) ? Fit::fits : Fit::wrong;
}

/// Why the catalogue does not have an operation for the car on the day; empty when it does.
std::string why_not_valid(const Case& c, const Line& line, const Operation& operation) {
    if (!operation.exists) return fmt::format("no operation {} in the catalogue", line.item);
    if (fit_of(c, operation.models) == Fit::wrong) {
        return fmt::format("{} is not for {}", line.item, model_of(c));
    }
    const std::int64_t day = c.claim.failure_on;
    if (day >= operation.valid_from.value_or(day) && day <= operation.valid_until.value_or(day)) {
        return {};
    }
    return fmt::format("{} was not valid on {}", line.item, date_text(day));
}

std::string hours_text(std::int64_t parts) {
    const std::int64_t thousandths = parts / kHourPartsOfThousandth;
    return fmt::format("{}.{:03}", thousandths / 1000, thousandths % 1000);
}

/// The time that is paid: of each operation its standard time once, and what was approved beyond.
class StandardTime {
public:
    explicit StandardTime(const Case& c) : c_(c) {
        const Approval* approval = approval_in_force(c);
        if (approval != nullptr) {
            extra_ = std::max<std::int64_t>(0, approval->extra_minutes) * kHourPartsOfMinute;
        }
    }

    /// What is paid of the hours of a line, in parts of an hour.
    std::int64_t paid(const Line& line, const Operation& operation) {
        const Known wanted = domain::rounded({line.quantity, kHourPartsOfThousandth}, 1);
        const Known standard =
            domain::rounded({operation.standard_minutes.value_or(0), kHourPartsOfMinute}, 1);
        if (!operation.standard_minutes || !wanted || !standard) return INT64_MAX;
        std::int64_t& left = left_.try_emplace(line.item, *standard).first->second;
        std::int64_t paid = take(left, *wanted);
        if (is_approved(c_, line.item)) paid += take(extra_, *wanted - paid);
        return paid;
    }

private:
    static std::int64_t take(std::int64_t& left, std::int64_t wanted) {
        const std::int64_t taken =
            std::clamp<std::int64_t>(wanted, 0, std::max<std::int64_t>(0, left));
        left -= taken;
        return taken;
    }

    const Case& c_;
    std::map<std::string, std::int64_t> left_;  ///< By operation.
    std::int64_t extra_ = 0;
};

void find_operation(
    const Case& c, const Line& line, std::size_t position, StandardTime& times, LineFindings& out) {
    const Operation* operation = operation_of(c, line);
    if (operation == nullptr) return out.add_open(line.item + " is not known here");
    if (const std::string why = why_not_valid(c, line, *operation); !why.empty()) {
        return out.cut(position, Bound::amount, 0, why);
    }
    if (fit_of(c, operation->models) == Fit::unknown) {
        out.add_open(fmt::format("the model that {} is for is not known here", line.item));
    }
    const std::int64_t paid = times.paid(line, *operation);
    const Known wanted = domain::rounded({line.quantity, kHourPartsOfThousandth}, 1);
    if (!wanted || *wanted <= paid) return;
    out.cut(position, Bound::hours, paid,
            fmt::format("{} hours of {} are claimed, {} are paid", hours_text(*wanted), line.item,
                        hours_text(paid)));
}

}  // namespace

Answer ask_operations(const Case& c) {
    LineFindings out;
    StandardTime times(c);
    const bool any = each(c, "labour", [&](const Line& line, std::size_t i) {
        find_operation(c, line, i, times, out);
    });
    if (!any) return skipped("no labour is claimed");
    return std::move(out).answer("within the standard times",
                                 "claim the standard time, or ask for more before the work");
}

Answer ask_included(const Case& c) {
    LineFindings out;
    std::set<std::string> claimed;
    each(c, "labour", [&](const Line& line, std::size_t) { claimed.insert(line.item); });
    if (claimed.empty()) return skipped("no labour is claimed");
    each(c, "labour", [&](const Line& line, std::size_t i) {
        for (const std::string& other : claimed) {
            const auto operation = c.facts.operations.find(other);
            if (other == line.item || operation == c.facts.operations.end()) continue;
            if (!contains(operation->second.includes, line.item)) continue;
            out.cut(i, Bound::amount, 0, fmt::format("{} is part of {}", line.item, other));
            return;
        }
    });
    for (const std::string& item : claimed) {
        if (!c.facts.operations.contains(item)) out.add_open(item + " is not known here");
    }
    return std::move(out).answer("no operation is part of another one",
                                 "claim the operation that includes the others alone");
}

Answer ask_rate(const Case& c) {
    LineFindings out;
    const Known rate = c.facts.labour_rate;
    const bool any = each(c, "labour", [&](const Line& line, std::size_t i) {
        if (!rate || line.unit_price <= *rate) return;
        out.cut(i, Bound::price, *rate,
                fmt::format("{} an hour are agreed, {} are claimed", amount_text(*rate),
                            amount_text(line.unit_price)));
    });
    if (!any) return skipped("no labour is claimed");
    if (!rate) return undetermined("no labour rate of that day is known here");
    return std::move(out).answer(fmt::format("{} an hour are agreed", amount_text(*rate)),
                                 "claim the rate that was agreed with the importer");
}

Answer ask_price(const Case& c) {
    LineFindings out;
    const bool any = each(c, "part", [&](const Line& line, std::size_t i) {
        const Part* part = part_of(c, line);
        if (part == nullptr || !part->net) {
            out.add_open(fmt::format("no net price of {} on that day is known here", line.item));
        } else if (line.unit_price > *part->net) {
            out.cut(i, Bound::price, *part->net,
                    fmt::format("the net price of {} is {}, {} are claimed", line.item,
                                amount_text(*part->net), amount_text(line.unit_price)));
        }
    });
    if (!any) return skipped("no part is claimed");
    return std::move(out).answer("at most the net prices of that day",
                                 "claim the dealer's net price of the day of the failure");
}

Answer ask_fit(const Case& c) {
    LineFindings out;
    std::string good = "the parts fit";
    const bool any = each(c, "part", [&](const Line& line, std::size_t) {
        const Part* part = part_of(c, line);
        if (part == nullptr) return out.add_open(line.item + " is not known here");
        if (!part->exists) return out.add_wrong("no part " + line.item + " in the catalogue");
        const Fit fit = fit_of(c, part->models);
        if (fit == Fit::wrong) {
            out.add_wrong(fmt::format("{} does not fit {}", line.item, model_of(c)));
        } else if (fit == Fit::unknown) {
            out.add_open(fmt::format("the model that {} has to fit is not known here", line.item));
        } else if (!part->successor.empty()) {
            append_item(good, fmt::format("{} is now {}", line.item, part->successor), ", ");
        }
    });
    if (!any) return skipped("no part is claimed");
    return std::move(out).answer(std::move(good), "correct the part number");
}

namespace {

/// What a wear item is covered for: its own row of the plan, else the terms of the rule.
Coverage wear_cover(const Case& c) {
    if (c.terms.wear) return *c.terms.wear;
    return {c.row.months.value_or(0), c.row.kilometres.value_or(0), 0};
}

/// The wear items of the lines, normalised; what is not known here is told.
std::set<std::string> wear_items(const Case& c, LineFindings& out) {
    std::set<std::string> found;
    each(c, "part", [&](const Line& line, std::size_t) {
        const Part* part = part_of(c, line);
        if (part == nullptr) out.add_open(line.item + " is not known here");
        if (part != nullptr && part->wear_item) found.insert(normalised_part(line.item));
    });
    return found;
}

/// Does an operation serve wear items of this claim and no other part of it?
bool is_solely_for(const Case& c, const Operation& operation, const std::set<std::string>& wear) {
    bool serves = false;
    bool serves_other = false;
    each(c, "part", [&](const Line& line, std::size_t) {
        const std::string part = normalised_part(line.item);
        if (!contains(operation.causal_parts, part)) return;
        (wear.contains(part) ? serves : serves_other) = true;
    });
    return serves && !serves_other;
}

void cut_wear(const Case& c, const std::set<std::string>& wear, LineFindings& out) {
    each(c, "part", [&](const Line& line, std::size_t i) {
        if (!wear.contains(normalised_part(line.item))) return;
        out.cut(i, Bound::amount, 0, fmt::format("{} wears and is out of its cover", line.item));
    });
    each(c, "labour", [&](const Line& line, std::size_t i) {
        const Operation* operation = operation_of(c, line);
        if (operation == nullptr) return out.add_open(line.item + " is not known here");
        if (!is_solely_for(c, *operation, wear)) return;
        out.cut(i, Bound::amount, 0, fmt::format("{} is for wear items alone", line.item));
    });
}

}  // namespace

Answer ask_wear(const Case& c) {
    if (c.claim.kind == kCampaignKind) return skipped("a campaign claim");
    LineFindings out;
    constexpr std::string_view kRemedy = "bill wear items to the customer";
    const std::set<std::string> wear = wear_items(c, out);
    if (wear.empty()) return std::move(out).answer("no wear item is claimed", kRemedy);
    if (!c.facts.vehicle) return undetermined("the vehicle is not known here");
    const Coverage cover = wear_cover(c);
    const Known start = c.facts.vehicle->in_service_on;
    if (!start) return std::move(out).answer("not in service yet", kRemedy);
    const Known end = domain::add_months(*start, cover.months);
    if (!end) return undetermined("the end of the cover cannot be computed");
    const bool is_over = c.claim.failure_on >= *end || c.claim.odometer_km > cover.kilometres;
    if (is_over) cut_wear(c, wear, out);
    Answer answer = std::move(out).answer("wear items within their cover", kRemedy);
    answer.inputs = {
        {"in_service_on", date_text(*start)               },
        {"months",        number_or_none(cover.months)    },
        {"kilometres",    number_or_none(cover.kilometres)}
    };
    return answer;
}

namespace {

bool has_evidence(const Case& c, const std::string& kind) {
    if (kind == "trouble_code" && !c.claim.trouble_codes.empty()) return true;
    return std::any_of(c.claim.attachments.begin(), c.claim.attachments.end(),
                       [&](const Attachment& one) { return one.kind == kind; });
}

}  // namespace

Answer ask_evidence(const Case& c) {
    if (!c.facts.evidence) return undetermined("what has to be proved is not known here");
    std::set<std::string> missing;
    for (const Line& line : c.claim.lines) {
        const std::string item = line.kind == "part" ? normalised_part(line.item) : line.item;
        const auto demanded = c.facts.evidence->find(item);
        if (demanded == c.facts.evidence->end()) continue;
        for (const std::string& kind : demanded->second) {
            if (!has_evidence(c, kind)) missing.insert(fmt::format("{} for {}", kind, line.item));
        }
    }
    if (missing.empty()) return passed("nothing is left to prove");
    return broken("missing: " + joined(missing, ", "), "attach it and submit the claim again");
}

Answer ask_sublet(const Case& c) {
    LineFindings out;
    const bool any = each(c, "sublet", [&](const Line& line, std::size_t i) {
        const bool has_invoice = std::any_of(
            c.claim.attachments.begin(), c.claim.attachments.end(), [&](const Attachment& one) {
                return one.kind == "invoice" && (one.line == 0 || one.line == line.number);
            });
        if (!has_invoice) {
            return out.cut(i, Bound::amount, 0,
                           fmt::format("no invoice of the vendor of {}", line.item));
        }
        const Known claimed = part_amount(line.unit_price, line.quantity, 0);
        if (!c.row.amount_max || !claimed || *claimed <= *c.row.amount_max) return;
        out.cut(i, Bound::amount, *c.row.amount_max,
                fmt::format("{} of {} are claimed, {} are paid at most", amount_text(*claimed),
                            line.item, amount_text(*c.row.amount_max)));
    });
    if (!any) return skipped("nothing was done by others");
    return std::move(out).answer("invoices are there and within the limit",
                                 "attach the vendor's invoice; ask for more before the work");
}

namespace {

bool is_certified(const std::vector<Certificate>& certificates,
                  const std::string& technician,
                  const std::string& skill,
                  std::int64_t day) {
    return std::any_of(certificates.begin(), certificates.end(), [&](const Certificate& one) {
        return one.technician == technician && one.skill == skill && one.valid_from <= day &&
               day <= one.valid_until.value_or(day);
    });
}

void find_certificate(const Case& c,
                      const Line& line,
                      const std::string& skill,
                      LineFindings& out) {
    if (line.technician.empty()) {
        return out.add_open(fmt::format("the technician of {} is not named", line.item));
    }
    const Known day = line.worked_on ? line.worked_on : c.facts.repaired_on;
    if (!day) return out.add_open(fmt::format("the day of {} is not named", line.item));
    if (!c.facts.certificates) return out.add_open("certificates are not known here");
    if (is_certified(*c.facts.certificates, line.technician, skill, *day)) return;
    out.add_wrong(
        fmt::format("{} was not certified for {} on {}", line.technician, skill, date_text(*day)));
}

}  // namespace

Answer ask_technician(const Case& c) {
    LineFindings out;
    const bool any = each(c, "labour", [&](const Line& line, std::size_t) {
        const Operation* operation = operation_of(c, line);
        if (operation == nullptr) return out.add_open(line.item + " is not known here");
        if (!operation->skill.empty()) find_certificate(c, line, operation->skill, out);
    });
    if (!any) return skipped("no labour is claimed");
    return std::move(out).answer("who did the work may do it",
                                 "name the technician who did the work; ask for the certificate");
}

}  // namespace branchline::warranty
