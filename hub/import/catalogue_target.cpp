// A row of a catalogue file: the part, and what replaces it.
#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/text/text.hpp"
#include "hub/import/csv_target.hpp"
#include "hub/import/links.hpp"

namespace branchline::hub {

namespace {

using catalog::Interchange;
using catalog::Link;
using catalog::LinkKind;
using engine::Record;
using schema::Entity;
using schema::Value;
using sync::Replica;

using Fields = std::vector<std::string>;
using Values = std::map<std::uint16_t, Value>;

constexpr std::size_t kTextMax = 200;
constexpr std::size_t kGroupMax = 40;
constexpr std::int64_t kPackMax = 100'000;
constexpr std::int64_t kGramsMax = 100'000'000;
constexpr std::size_t kLinksMax = 20;
constexpr std::size_t kPage = 500;

struct TypeName {
    std::string_view name;
    std::optional<LinkKind> kind;  ///< None: the part ends without a successor.
};

constexpr TypeName kTypes[] = {
    {"",            LinkKind::replaced   },
    {"replaced",    LinkKind::replaced   },
    {"1:1",         LinkKind::replaced   },
    {"n:1",         LinkKind::replaced   },
    {"kit",         LinkKind::kit        },
    {"1:n",         LinkKind::kit        },
    {"alternative", LinkKind::alternative},
    {"ended",       std::nullopt         },
    {"end-of-line", std::nullopt         },
};

/// What a row of the file says; a field whose column the file has not is not named.
struct PartRow {
    std::string part;
    Values values;
    std::vector<Link> links;
};

class CatalogueTarget final : public CsvTarget {
public:
    CatalogueTarget(const std::string& brand, DecimalMark decimal)
        : CsvTarget(parts_of(brand), decimal) {}

    Result<bool> prepare(Replica& replica) override;
    Result<> begin(Replica& replica, Header header) override;
    Result<RowOutcome> take(Replica& replica,
                            const Fields& fields,
                            Publication& edition,
                            bool whole) override;

private:
    Result<PartRow> read(const Fields& fields, std::int64_t day);
    Result<> read_texts(const Fields& fields, PartRow& row);
    Result<> read_words(const Fields& fields, PartRow& row);
    Result<> read_numbers(const Fields& fields, PartRow& row);
    Result<> read_flags(const Fields& fields, PartRow& row);
    Result<> read_links(const Fields& fields, PartRow& row, std::int64_t day);
    Result<Link> read_terms(const Fields& fields, const PartRow& row, std::int64_t day);
    Result<> add_link(Link link, std::string_view written, PartRow& row);
    bool is_known(const Link& link) const;
    /// A value of a row, or none where its cell is empty; nothing at all without the column.
    template <class Read>
    Result<> set(
        const Fields& fields, Column column, std::string_view field, PartRow& row, Read meaning);

    const Entity* parts_ = nullptr;
    std::optional<RowId> after_;
    catalog::Links links_;
};

Result<bool> CatalogueTarget::prepare(Replica& replica) {
    const Entity& entity = replica.entity("catalog.supersession");
    const engine::Query query{
        .filters = {{.field = entity.field("brand"), .value = Value(of_.scope)}},
        .after = after_,
        .limit = kPage};
    TRY(const engine::Page page, replica.list(entity, query));
    for (const Record& record : page.records) {
        Link link = link_of(record);
        links_[link.old_part].push_back(std::move(link));
        after_ = record.id;
    }
    return page.more && !page.records.empty();
}

Result<> CatalogueTarget::begin(Replica& replica, Header header) {
    header_ = std::move(header);
    parts_ = &replica.entity(of_.rows);
    return {};
}

template <class Read>
Result<> CatalogueTarget::set(
    const Fields& fields, Column column, std::string_view field, PartRow& row, Read meaning) {
    if (!header_.has(column)) return {};
    const std::string_view written = cell(fields, column);
    Value& value = row.values[parts_->field(field)->id];
    if (written.empty()) return {};
    TRY(value, meaning(written));
    return {};
}

Result<> CatalogueTarget::read_texts(const Fields& fields, PartRow& row) {
    const auto text = [](std::string_view written) { return read_text(written, kTextMax); };
    const auto group = [](std::string_view written) { return read_text(written, kGroupMax); };
    TRY_VOID(set(fields, Column::description, "description", row, text));
    TRY_VOID(set(fields, Column::product_group, "product_group", row, group));
    return set(fields, Column::discount_group, "discount_group", row, group);
}

Result<> CatalogueTarget::read_words(const Fields& fields, PartRow& row) {
    for (const auto& [column, name] :
         {std::pair(Column::unit, "unit"), std::pair(Column::status, "status")}) {
        const schema::Field& field = *parts_->field(name);
        TRY_VOID(set(fields, column, name, row, [&](std::string_view written) -> Result<Value> {
            const std::string word = text::lower_ascii(written);
            if (schema::is_one_of(field.type.target, word)) return Value(word);
            return fail(
                Code::invalid, "bad-word",
                fmt::format("\"{}\" is none of {}", text::printable(written), field.type.target),
                "write one of these words");
        }));
    }
    return {};
}

Result<> CatalogueTarget::read_numbers(const Fields& fields, PartRow& row) {
    TRY_VOID(set(fields, Column::pack, "pack_quantity", row,
                 [](std::string_view written) { return read_count(written, 1, kPackMax); }));
    TRY_VOID(set(fields, Column::weight, "weight_g", row,
                 [](std::string_view written) { return read_count(written, 0, kGramsMax); }));
    TRY_VOID(set(fields, Column::core_value, "core_value", row,
                 [this](std::string_view written) { return amounts_.read(written); }));
    if (header_.has(Column::core_value) && !header_.has(Column::core)) {
        const Value& deposit = row.values[parts_->field("core_value")->id];
        const auto* amount = std::get_if<std::int64_t>(&deposit);
        row.values[parts_->field("is_core")->id] = amount != nullptr && *amount > 0;
    }
    return {};
}

Result<> CatalogueTarget::read_flags(const Fields& fields, PartRow& row) {
    TRY_VOID(set(fields, Column::core, "is_core", row, read_flag));
    TRY_VOID(set(fields, Column::wear_item, "wear_item", row, read_flag));
    return set(fields, Column::returnable, "returnable", row, read_flag);
}

/// The terms that all successors of a row share.
Result<Link> CatalogueTarget::read_terms(const Fields& fields,
                                         const PartRow& row,
                                         std::int64_t day) {
    Link out{.old_part = row.part, .interchange = Interchange::one_way, .effective_on = day};
    if (const auto written = cell(fields, Column::factor); !written.empty()) {
        TRY(out.factor, read_quantity(written));
    }
    if (const auto written = cell(fields, Column::interchange); !written.empty()) {
        TRY(out.interchange, catalog::interchange_of(text::lower_ascii(written)));
    }
    if (const auto written = cell(fields, Column::use_up_old); !written.empty()) {
        TRY(out.use_up_old, read_flag(written));
    }
    return out;
}

bool CatalogueTarget::is_known(const Link& link) const {
    const auto found = links_.find(link.old_part);
    return found != links_.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](Link known) {
               known.effective_on = link.effective_on;
               return known == link;
           });
}

Result<> CatalogueTarget::add_link(Link link, std::string_view written, PartRow& row) {
    TRY(const std::string shown, read_part(written));
    link.new_part = domain::normalised_part(shown);
    const bool twice = std::any_of(row.links.begin(), row.links.end(), [&](const Link& other) {
        return other.new_part == link.new_part;
    });
    if (twice || is_known(link)) return {};
    if (catalog::closes_cycle(links_, link)) {
        return fail(Code::invalid, "supersession-cycle",
                    fmt::format("{} would lead back to {}", link.new_part, link.old_part),
                    "correct one of the numbers that replace each other");
    }
    row.links.push_back(std::move(link));
    return {};
}

Result<> CatalogueTarget::read_links(const Fields& fields, PartRow& row, std::int64_t day) {
    const std::uint16_t status = parts_->field("status")->id;
    const bool says_status = row.values.contains(status) && row.values[status] != Value();
    const std::string wanted = text::lower_ascii(cell(fields, Column::type));
    const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                    [&](const TypeName& one) { return one.name == wanted; });
    if (type == std::end(kTypes)) {
        return fail(Code::invalid, "bad-word",
                    fmt::format("\"{}\" is no type of supersession", text::printable(wanted)),
                    "write replaced, kit, alternative or ended");
    }
    std::string_view written = cell(fields, Column::superseded_by);
    const bool fits = type->kind ? wanted.empty() || !written.empty() : written.empty();
    if (!fits) {
        return fail(Code::invalid, "bad-supersession",
                    fmt::format("type \"{}\" does not go with this number", wanted),
                    "a part that ended has no successor, every other type has one");
    }
    if (!type->kind && !says_status) row.values[status] = std::string("discontinued");
    if (written.empty()) return {};
    TRY(Link link, read_terms(fields, row, day));
    written = cell(fields, Column::superseded_by);
    link.kind = *type->kind;
    for (std::size_t count = 1;; ++count) {
        const std::size_t end = std::min(written.find('|'), written.size());
        if (count > kLinksMax || (link.kind == LinkKind::replaced && end != written.size())) {
            return fail(Code::invalid, "bad-supersession", "one part is replaced by too many",
                        "write type kit where several replace one together");
        }
        TRY_VOID(add_link(link, written.substr(0, end), row));
        if (end == written.size()) break;
        written.remove_prefix(end + 1);
    }
    const bool replaces = link.kind != LinkKind::alternative;
    if (replaces && !says_status) row.values[status] = std::string("superseded");
    return {};
}

Result<PartRow> CatalogueTarget::read(const Fields& fields, std::int64_t day) {
    PartRow row;
    std::string shown;
    TRY(row.part, part_of(fields, shown));
    row.values[parts_->field("display")->id] = std::move(shown);
    TRY_VOID(read_texts(fields, row));
    TRY_VOID(read_words(fields, row));
    TRY_VOID(read_numbers(fields, row));
    TRY_VOID(read_flags(fields, row));
    TRY_VOID(read_links(fields, row, day));
    return row;
}

/// What the file does not tell stays as it was published.
Values overlaid(const Entity& parts, const PartRow& row, const std::optional<Record>& here) {
    Values out = row.values;
    for (std::size_t i = 0; here && i < parts.fields.size(); ++i) {
        const schema::Field& field = parts.fields[i];
        if (parts.in_key(field.name) || field.name == "valid_from") continue;
        out.try_emplace(field.id, here->values[i]);
    }
    Value& status = out[parts.field("status")->id];
    if (status == Value()) status = std::string("active");
    std::erase_if(out, [](const auto& value) { return value.second == Value(); });
    return out;
}

bool says_the_same(const Record& here, const Values& wanted) {
    const Entity& parts = *here.entity;
    for (std::size_t i = 0; i < parts.fields.size(); ++i) {
        const schema::Field& field = parts.fields[i];
        if (parts.in_key(field.name) || field.name == "valid_from") continue;
        const auto found = wanted.find(field.id);
        if (here.values[i] != (found == wanted.end() ? Value() : found->second)) return false;
    }
    return true;
}

Result<RowOutcome> CatalogueTarget::take(Replica& replica,
                                         const Fields& fields,
                                         Publication& edition,
                                         bool whole) {
    auto row = read(fields, edition.valid_from());
    if (!row) return refuse(fields, std::move(row).error());
    remember(row->part);
    TRY(const auto here, row_on(replica, of_, row->part, edition.valid_from()));
    Values values = overlaid(*parts_, *row, here);
    const bool same = !whole && here && says_the_same(*here, values);
    if (same && row->links.empty()) return RowOutcome{};
    for (Link& link : row->links) {
        edition.accompany(row_of(replica, of_.scope, link));
        auto& known = links_[link.old_part];
        std::erase_if(known, [&](const Link& old) { return old.new_part == link.new_part; });
        known.push_back(std::move(link));
        ++links_taken_;
    }
    edition.add(*parts_, row->part, std::move(values));
    return RowOutcome{.changed = true, .fault = {}};
}

}  // namespace

std::unique_ptr<CsvTarget> catalogue_target(const std::string& brand, DecimalMark decimal) {
    return std::make_unique<CatalogueTarget>(brand, decimal);
}

}  // namespace branchline::hub
