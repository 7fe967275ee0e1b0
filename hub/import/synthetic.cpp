#include "hub/import/synthetic.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/text/json.hpp"
#include "hub/fleet/network.hpp"
#include "hub/import/links.hpp"
#include "hub/import/synthetic_terms.hpp"

namespace branchline::hub {

namespace {

using engine::Record;
using schema::Entity;
using schema::Value;
using sync::Replica;

constexpr std::size_t kBrandsMax = 20;
constexpr std::string_view kCurrency = "EUR";

/// The brand's list of a kind; made when there is none.
Result<std::string> list_of(Replica& replica, const std::string& brand, const std::string& kind) {
    std::string found;
    const Entity& lists = replica.entity("org.price_list");
    const engine::Filter of_brand{.field = lists.field("brand"), .value = Value(brand)};
    TRY_VOID(for_each_record(replica, lists, of_brand, [&](const Record& list) {
        const bool fits = found.empty() && domain::text_of(list, "kind") == kind;
        if (fits) found = domain::text_of(list, "list");
    }));
    if (!found.empty()) return found;
    found = brand + (kind == "retail" ? "-RETAIL" : "-NET");
    TRY_VOID(add_price_list(replica, {.code = found,
                                      .brand = brand,
                                      .kind = kind,
                                      .currency = std::string(kCurrency),
                                      .name = fmt::format("{} {} (synthetic)", brand, kind)}));
    return found;
}

std::map<std::uint16_t, Value> values_of(const Entity& parts, const SyntheticPart& part) {
    std::map<std::uint16_t, Value> out;
    const auto set = [&](std::string_view name, Value value) {
        out[parts.field(name)->id] = std::move(value);
    };
    set("display", part.display);
    set("description", part.description);
    set("unit", std::string("piece"));
    set("pack_quantity", part.pack);
    set("weight_g", part.weight_g);
    set("product_group", std::string(part.group->code));
    set("discount_group", part.discount_group);
    set("status", std::string(part.links.empty() ? "active" : "superseded"));
    set("is_core", part.core_value > 0);
    if (part.core_value > 0) set("core_value", part.core_value);
    set("wear_item", part.group->wear);
    set("returnable", part.core_value == 0);
    return out;
}

}  // namespace

Synthetic::Synthetic(SyntheticWanted wanted) : wanted_(std::move(wanted)) {}

Result<bool> Synthetic::step(Replica& replica, Instant) {
    if (!parts_) {
        TRY_VOID(begin_brand(replica));
    } else if (next_ < parts_in(wanted_.scale)) {
        TRY_VOID(write_parts(replica));
    } else {
        TRY(const bool more, publish(replica));
        if (!more) TRY_VOID(write_terms(replica));
    }
    return !done_;
}

Result<> Synthetic::open_edition(Replica& replica,
                                 EditionOf of,
                                 std::optional<Publication>& edition) {
    const std::string source = fmt::format("synthetic:{}:{}", name_of(wanted_.scale), wanted_.seed);
    TRY(const auto earlier, edition_from(replica, of, source));
    edition.reset();
    if (!earlier) edition.emplace(std::move(of), kSyntheticSince, source);
    return {};
}

/// What was published from the same seed is left alone.
Result<> Synthetic::begin_brand(Replica& replica) {
    const std::string& brand = wanted_.brands[brand_];
    const Entity& brands = replica.entity("org.brand");
    if (!replica.find(brands, sync::keyed_row_id(brands.id, {brand}))) {
        return fail(Code::not_found, "unknown-brand", fmt::format("there is no brand {}", brand),
                    "add it with: org brand add");
    }
    TRY(const std::string retail, list_of(replica, brand, "retail"));
    TRY(const std::string net, list_of(replica, brand, "net"));
    TRY_VOID(open_edition(replica, parts_of(brand), catalogue_));
    TRY_VOID(open_edition(replica, prices_of(retail), retail_));
    TRY_VOID(open_edition(replica, prices_of(net), net_));
    parts_.emplace(brand, wanted_.seed);
    const bool nothing = !catalogue_ && !retail_ && !net_;
    next_ = nothing ? parts_in(wanted_.scale) : 0;
    terms_made_ = false;
    return {};
}

void Synthetic::add_part(const Replica& replica, const SyntheticPart& part) {
    if (catalogue_) {
        for (catalog::Link link : part.links) {
            link.effective_on = kSyntheticSince;
            catalogue_->accompany(row_of(replica, wanted_.brands[brand_], link));
        }
        const Entity& parts = replica.entity("catalog.part");
        catalogue_->add(parts, part.part, values_of(parts, part));
    }
    const Entity& rows = replica.entity("price.row");
    const std::uint16_t amount = rows.field("amount")->id;
    if (retail_) {
        retail_->add(rows, part.part,
                     {
                         {amount, part.retail}
        });
    }
    if (net_) {
        net_->add(rows, part.part,
                  {
                      {amount, part.net}
        });
    }
}

/// Writes one edition whose slice is together; false when none is.
Result<bool> Synthetic::write_full(Replica& replica) {
    for (auto* edition : {&catalogue_, &retail_, &net_}) {
        if (!*edition || !(*edition)->full()) continue;
        TRY_VOID((*edition)->write(replica));
        return true;
    }
    return false;
}

Result<> Synthetic::write_parts(Replica& replica) {
    TRY(const bool written, write_full(replica));
    if (written) return {};
    const auto together = [&] {
        return (catalogue_ && catalogue_->full()) || (retail_ && retail_->full()) ||
               (net_ && net_->full());
    };
    while (next_ < parts_in(wanted_.scale) && !together()) {
        add_part(replica, parts_->part(next_++));
    }
    return {};
}

/// The catalogue before its prices: a price of a part that nobody knows helps nobody.
Result<bool> Synthetic::publish(Replica& replica) {
    for (auto* edition : {&catalogue_, &retail_, &net_}) {
        if (!*edition) continue;
        TRY(const bool more, (*edition)->publish(replica));
        if (more) return true;
        ++editions_;
        rows_ += (*edition)->rows_written();
        entries_ += static_cast<std::int64_t>((*edition)->entries_written());
        edition->reset();
        return true;
    }
    return false;
}

Result<> Synthetic::write_terms(Replica& replica) {
    if (!std::exchange(terms_made_, true)) {
        TRY(TermRows rows, synthetic_terms(replica, wanted_.brands[brand_]));
        terms_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    }
    if (!terms_.empty()) {
        const auto& [stream, rows] = terms_.front();
        TRY_VOID(write_rows(replica, stream, rows, figures_));
        terms_.pop_front();
    }
    if (!terms_.empty()) return {};
    parts_.reset();
    done_ = ++brand_ == wanted_.brands.size();
    return {};
}

Progress Synthetic::progress() const {
    Progress out;
    // A part is three rows, one in each edition.
    const std::size_t parts = parts_in(wanted_.scale);
    out.phase = "writing";
    out.total = 3 * parts * wanted_.brands.size();
    out.done = std::min<std::uint64_t>(3 * (brand_ * parts + (parts_ ? next_ : 0)), out.total);
    out.figures = {
        {"editions",  editions_                        },
        {"rows",      rows_                            },
        {"entries",   entries_                         },
        {"terms",     figures_.added + figures_.changed},
        {"unchanged", figures_.unchanged               },
    };
    out.notes = {
        {"scale", std::string(name_of(wanted_.scale))},
        {"seed",  std::to_string(wanted_.seed)       },
        {"made",  "synthetic"                        },
    };
    return out;
}

Result<std::unique_ptr<Job>> make_synthetic(const text::Json& body, const std::filesystem::path&) {
    SyntheticWanted wanted;
    for (const auto& [name, value] : body.items()) {
        if (name == "brands" || name == "scale" || name == "seed") continue;
        return fail(Code::invalid, "unknown-field", fmt::format("unknown member {}", name));
    }
    if (body.contains("scale")) {
        TRY(const std::string scale, text::string_of(body, "scale"));
        TRY(wanted.scale, scale_of(scale));
    }
    if (body.contains("seed")) {
        TRY(const std::int64_t seed, text::integer_of(body, "seed"));
        wanted.seed = static_cast<std::uint64_t>(seed);
    }
    const text::Json* brands = text::find(body, "brands");
    for (const text::Json& brand : brands == nullptr ? text::Json::array() : *brands) {
        if (!brand.is_string()) break;
        wanted.brands.push_back(brand.get<std::string>());
    }
    const bool complete = brands != nullptr && brands->is_array() && !brands->empty() &&
                          brands->size() == wanted.brands.size() && brands->size() <= kBrandsMax;
    if (!complete) {
        return fail(Code::invalid, "validation-failed",
                    fmt::format("brands: a list of 1 to {} codes is required", kBrandsMax));
    }
    return std::make_unique<Synthetic>(std::move(wanted));
}

}  // namespace branchline::hub
