#include "common/domain/warranty/line_facts.hpp"

#include <algorithm>
#include <set>

#include "common/base/list.hpp"
#include "common/domain/catalog/supersession.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/lookup.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::warranty {

namespace {

using domain::flag_of;
using domain::integer_of;
using domain::normalised_part;
using domain::text_of;
using engine::find_by_key;
using engine::Record;
using engine::Store;

constexpr std::size_t kLinksMax = 256;  ///< Longer chains go round.

class LineFacts {
public:
    LineFacts(Store& store, Dossier& out)
        : store_(store), out_(out), brand_(out.claim.brand), day_(out.claim.failure_on) {}

    Result<> run() {
        TRY_VOID(find_agreement());
        const std::string catalogue = schema::stream_name(schema::StreamKind::catalog, brand_);
        if (!holds(store_, catalogue)) return {};
        out_.facts.evidence.emplace();
        for (const Line& line : out_.claim.lines) {
            if (line.kind == "labour") TRY_VOID(find_operation(line.item));
            if (line.kind == "part") TRY_VOID(find_part(normalised_part(line.item)));
        }
        return {};
    }

private:
    /// The one that came last by the day of the failure.
    Result<> find_agreement() {
        const std::string dealer = dealer_of(out_.record);
        TRY(const auto rows, rows_with(store_, "warranty.agreement", "dealer", dealer));
        for (const Record& row : rows) {
            if (text_of(row, "brand") != brand_ || integer_of(row, "valid_from") > day_) continue;
            if (agreement_ && comes_before(row, *agreement_)) continue;
            agreement_ = row;
        }
        if (!agreement_) return {};
        out_.facts.labour_rate = integer_of(*agreement_, "labour_rate");
        return {};
    }

    Result<> find_operation(const std::string& code) {
        if (out_.facts.operations.contains(code)) return {};
        Operation& found = out_.facts.operations[code];
        TRY(const auto row, find_by_key(store_, "catalog.operation", {brand_, code}));
        found.exists = row.has_value();
        TRY_VOID(find_evidence(code));
        if (!row) return {};
        found.standard_minutes = known(*row, "standard_minutes");
        found.causal_parts = domain::set_of(*row, "causal_parts");
        for (std::string& part : found.causal_parts) part = normalised_part(part);
        found.includes = domain::set_of(*row, "includes");
        found.models = domain::set_of(*row, "models");
        found.valid_from = known(*row, "valid_from");
        found.valid_until = known(*row, "valid_until");
        found.needs_approval = flag_of(*row, "needs_approval");
        found.skill = text_of(*row, "skill");
        return {};
    }

    Result<> find_evidence(const std::string& item) {
        TRY(const auto row, find_by_key(store_, "catalog.evidence", {brand_, item}));
        auto& evidence = out_.facts.evidence;
        if (row && evidence) (*evidence)[item] = domain::set_of(*row, "kinds");
        return {};
    }

    Result<std::optional<Record>> row_in_catalogue(const std::string& part) {
        TRY(auto rows, rows_with(store_, "catalog.part", "part", part, day_));
        std::erase_if(rows, [&](const Record& row) {
            return text_of(row, "brand") != brand_ || integer_of(row, "valid_from") > day_;
        });
        if (rows.empty()) return std::nullopt;
        return std::move(rows.front());
    }

    Result<> find_part(const std::string& part) {
        if (out_.facts.parts.contains(part)) return {};
        Part& found = out_.facts.parts[part];
        TRY(const auto newest, newest_of(part));
        TRY(auto row, row_in_catalogue(part));
        std::vector<std::string> numbers{part};
        if (!newest.empty()) found.successor = joined(newest, " and ");
        for (const std::string& number : newest) {
            numbers.push_back(number);
            if (row) continue;
            TRY(row, row_in_catalogue(number));
        }
        found.exists = row.has_value();
        found.wear_item = row && flag_of(*row, "wear_item");
        TRY_VOID(find_evidence(part));
        for (auto at = numbers.begin(); at != numbers.end() && found.models.empty(); ++at) {
            TRY(found.models, models_of(*at));
        }
        for (auto at = numbers.begin(); at != numbers.end() && !found.net; ++at) {
            TRY(found.net, net_price_of(*at));
        }
        return {};
    }

    /// The numbers that have replaced a part by the day of the failure; none when it is the newest.
    Result<std::vector<std::string>> newest_of(const std::string& part) {
        catalog::Links links;
        std::vector<std::string> open{part};
        std::set<std::string> seen{part};
        while (!open.empty() && seen.size() < kLinksMax) {
            const std::string at = std::move(open.back());
            open.pop_back();
            TRY(const auto rows, rows_with(store_, "catalog.supersession", "old_part", at));
            for (const Record& row : rows) {
                const auto link = link_of(row);
                if (!link) continue;
                links[at].push_back(*link);
                if (seen.insert(link->new_part).second) open.push_back(link->new_part);
            }
        }
        const auto resolved = catalog::resolve(links, part, day_);
        std::vector<std::string> out;
        if (!resolved) return out;  // The replacements go round: the number stands for itself.
        for (const catalog::Successor& one : resolved->newest) {
            if (one.part != part) out.push_back(one.part);
        }
        return out;
    }

    std::optional<catalog::Link> link_of(const Record& row) const {
        const auto kind = catalog::link_kind_of(text_of(row, "kind"));
        if (!kind || text_of(row, "brand") != brand_) return std::nullopt;
        return catalog::Link{.old_part = text_of(row, "old_part"),
                             .new_part = text_of(row, "new_part"),
                             .kind = *kind,
                             .effective_on = known(row, "effective_on").value_or(0)};
    }

    Result<std::vector<std::string>> models_of(const std::string& part) {
        TRY(const auto rows, rows_with(store_, "catalog.fitment", "part", part));
        std::vector<std::string> out;
        for (const Record& row : rows) {
            const bool counts = text_of(row, "brand") == brand_ && flag_of(row, "active");
            if (counts) out.push_back(text_of(row, "model"));
        }
        return out;
    }

    Result<Known> net_price_of(const std::string& part) {
        if (!agreement_) return Known();
        const std::string list = text_of(*agreement_, "price_list");
        TRY(const auto rows, rows_with(store_, "price.row", "part", part, day_));
        for (const Record& row : rows) {
            const bool counts =
                text_of(row, "list") == list && integer_of(row, "valid_from") <= day_;
            if (counts) return known(row, "amount");
        }
        return Known();
    }

    Store& store_;
    Dossier& out_;
    const std::string& brand_;
    std::int64_t day_;
    std::optional<Record> agreement_;
};

}  // namespace

std::string dealer_of(const Record& claim) {
    const auto stream = schema::StreamName::parse(claim.stream);
    return stream ? stream->scope : std::string();
}

Result<> find_line_facts(Store& store, Dossier& dossier) {
    return LineFacts(store, dossier).run();
}

}  // namespace branchline::warranty
