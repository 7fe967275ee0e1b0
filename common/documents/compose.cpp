#include "common/documents/compose.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/assert.hpp"
#include "common/documents/shown.hpp"
#include "common/domain/money.hpp"
#include "common/engine/each_record.hpp"
#include "common/engine/keys.hpp"
#include "common/paper/press.hpp"

namespace branchline::documents {

namespace {

using engine::Path;
using engine::Record;
using engine::Store;
using schema::Entity;
using schema::Field;
using schema::Type;
using schema::Value;

constexpr std::size_t kPage = 500;

/// A field with its value in one record; no field where the path led to no record.
struct Found {
    const Field* field = nullptr;
    Value value;
};

const Value& value_of(const Record& record, const Field& field) {
    return record.values[record.entity->index_of(field.id)];
}

/// Row ids are 16 bytes, keys one text; anything else refers to nothing.
std::optional<RowId> target_of(const Entity& target, const Value& value) {
    if (const auto* key = std::get_if<std::string>(&value)) {
        return engine::keyed_row_id(target, {*key});
    }
    const auto* bytes = std::get_if<Bytes>(&value);
    if (bytes == nullptr || bytes->size() != RowId::kSize) return std::nullopt;
    return RowId::from(*bytes);
}

/// What is not here, or not for these eyes, is left out of the paper.
Result<std::optional<Record>> read(Store& store, const Entity& entity, const RowId& id) {
    auto record = store.find(entity, id);
    if (record) return *std::move(record);
    const Code code = record.error().code;
    if (code == Code::not_found || code == Code::forbidden) return std::nullopt;
    return std::unexpected(record.error());
}

Result<Found> follow(Store& store, const Record& record, Path path) {
    const std::size_t dot = path.find('.');
    const Field* field = record.entity->field(path.substr(0, dot));
    ASSERT(field != nullptr);
    const Value& value = value_of(record, *field);
    if (dot == path.npos) return Found{field, value};
    const Entity& target = store.entity(field->type.target);
    const auto id = target_of(target, value);
    if (!id) return Found{};
    TRY(const auto next, read(store, target, *id));
    if (!next) return Found{};
    return follow(store, *next, path.substr(dot + 1));
}

class Composer {
public:
    Composer(Store& store, const engine::Document& table, const Record& record, Language language)
        : store_(store), table_(table), record_(record), language_(language) {}

    Result<Composed> operator()();

private:
    std::string word(const engine::Words& words) const { return std::string(in(language_, words)); }
    Result<std::string> text_at(const Record& record, Path path) const;
    Result<> add_parties();
    Result<> add_facts();
    Result<> add_texts();
    Result<> add_parts();
    Result<std::string> part_text(const Record& part) const;
    Result<> add_lines();
    Result<std::vector<Record>> read_rows(std::string_view entity,
                                          std::string_view owner,
                                          std::string_view order,
                                          const engine::DocumentOmission& omitted) const;
    Result<bool> is_omitted(const Record& row, const engine::DocumentOmission& omitted) const;
    Result<std::string> product_text(const Record& line, const engine::DocumentColumn& column);
    Result<> add_totals();
    Result<Instant> created() const;

    Store& store_;
    const engine::Document& table_;
    const Record& record_;
    Language language_;
    paper::Document out_;
    std::optional<std::int64_t> sum_ = 0;  ///< Of the products; nothing when it fits no number.
    std::uint8_t sum_scale_ = 0;
};

Result<std::string> Composer::text_at(const Record& record, Path path) const {
    if (path.empty()) return std::string();
    TRY(const Found found, follow(store_, record, path));
    if (found.field == nullptr) return std::string();
    return shown(*found.field, found.value, table_.words, language_);
}

Result<> Composer::add_parties() {
    for (const engine::DocumentParty& party : table_.parties) {
        paper::Party& out = out_.parties.emplace_back(paper::Party{word(party.heading), {}});
        for (const Path path : party.lines) {
            TRY(std::string line, text_at(record_, path));
            if (!line.empty()) out.lines.push_back(std::move(line));
        }
        if (out.lines.empty()) out_.parties.pop_back();
    }
    return {};
}

Result<> Composer::add_facts() {
    for (const engine::DocumentFact& fact : table_.facts) {
        TRY(std::string value, text_at(record_, fact.path));
        if (value.empty()) continue;
        if (!fact.unit.empty()) value += fmt::format(" {}", fact.unit);
        out_.facts.push_back({word(fact.label), std::move(value)});
    }
    return {};
}

Result<> Composer::add_texts() {
    for (const engine::DocumentText& text : table_.texts) {
        TRY(const std::string code, text_at(record_, text.code));
        TRY(const std::string body, text_at(record_, text.path));
        if (code.empty() && body.empty()) continue;
        const char* between = code.empty() || body.empty() ? "" : "  ";
        out_.texts.push_back({word(text.heading), code + between + body});
    }
    return {};
}

/// What a part says, a line of its own for each text.
Result<std::string> Composer::part_text(const Record& part) const {
    std::string out;
    for (const engine::DocumentText& text : table_.parts.texts) {
        TRY(const std::string code, text_at(part, text.code));
        TRY(const std::string body, text_at(part, text.path));
        if (code.empty() && body.empty()) continue;
        const char* between = code.empty() || body.empty() ? "" : "  ";
        out += fmt::format("{}{}: {}{}{}", out.empty() ? "" : "\n", word(text.heading), code,
                           between, body);
    }
    return out;
}

Result<> Composer::add_parts() {
    const engine::DocumentParts& parts = table_.parts;
    if (parts.entity.empty()) return {};
    // Who may not read them gets the document without them.
    auto rows = read_rows(parts.entity, parts.owner, parts.order, parts.omitted);
    if (!rows && rows.error().code == Code::forbidden) return {};
    if (!rows) return std::unexpected(rows.error());
    for (const Record& part : *rows) {
        TRY(const std::string number, text_at(part, parts.number));
        TRY(const std::string remark, text_at(part, parts.remark));
        TRY(std::string text, part_text(part));
        out_.texts.push_back({fmt::format("{} {}{}{}", word(parts.heading), number,
                                          remark.empty() ? "" : ", ", remark),
                              std::move(text)});
    }
    return {};
}

Result<bool> Composer::is_omitted(const Record& row,
                                  const engine::DocumentOmission& omitted) const {
    if (omitted.path.empty()) return false;
    TRY(const Found found, follow(store_, row, omitted.path));
    const auto* word = std::get_if<std::string>(&found.value);
    return word != nullptr && *word == omitted.word;
}

/// In their order; all that are shown, or an error.
Result<std::vector<Record>> Composer::read_rows(std::string_view name,
                                                std::string_view owner,
                                                std::string_view order_name,
                                                const engine::DocumentOmission& omitted) const {
    const Entity& entity = store_.entity(name);
    engine::Query query;
    query.filters = {
        {.field = entity.field(owner),
         .value = Bytes(record_.id.bytes.begin(), record_.id.bytes.end())}
    };
    query.limit = kPage;
    std::vector<Record> out;
    const auto take = [&](const Record& line) -> Result<> {
        TRY(const bool stays_off, is_omitted(line, omitted));
        if (stays_off) return {};
        out.push_back(line);
        if (out.size() <= paper::kTableRowsMax) return {};
        return fail(Code::too_large, "too-many-rows", "the record has too many lines to print",
                    "Take the lines as a list.");
    };
    TRY_VOID(engine::for_each_record(store_, name, query, take));
    if (const Field* order = entity.field(order_name)) {
        std::stable_sort(out.begin(), out.end(), [&](const Record& a, const Record& b) {
            return value_of(a, *order) < value_of(b, *order);
        });
    }
    return out;
}

Result<std::string> Composer::product_text(const Record& line,
                                           const engine::DocumentColumn& column) {
    TRY(const Found factor, follow(store_, line, column.path));
    TRY(const Found price, follow(store_, line, column.times));
    const auto* many = std::get_if<std::int64_t>(&factor.value);
    const auto* each = std::get_if<std::int64_t>(&price.value);
    if (many == nullptr || each == nullptr) return std::string();
    std::int64_t divisor = 1;
    for (unsigned i = 0; i < factor.field->type.scale; ++i) divisor *= 10;
    const auto product = domain::rounded({*many, *each}, divisor);
    sum_ = domain::sum(sum_, product);
    sum_scale_ = price.field->type.scale;
    return product ? shown_number(*product, sum_scale_, language_) : std::string();
}

bool is_number(Type type) {
    return type == Type::integer || type == Type::decimal;
}

Result<> Composer::add_lines() {
    if (table_.lines.entity.empty()) return {};
    const Entity& entity = store_.entity(table_.lines.entity);
    for (const engine::DocumentColumn& column : table_.lines.columns) {
        const Field* field = entity.field(column.path);
        const bool number = field != nullptr && is_number(field->type.type);
        out_.table.columns.push_back({.heading = word(column.heading),
                                      .align = number ? paper::Align::end : paper::Align::start,
                                      .share = static_cast<double>(column.share)});
    }
    // Who may not read the lines gets the document without them.
    auto lines = read_rows(table_.lines.entity, table_.lines.owner, table_.lines.order,
                           table_.lines.omitted);
    if (!lines && lines.error().code == Code::forbidden) return {};
    if (!lines) return std::unexpected(lines.error());
    for (const Record& line : *lines) {
        std::vector<std::string>& row = out_.table.rows.emplace_back();
        for (const engine::DocumentColumn& column : table_.lines.columns) {
            TRY(std::string text,
                column.times.empty() ? text_at(line, column.path) : product_text(line, column));
            row.push_back(std::move(text));
        }
    }
    return {};
}

Result<> Composer::add_totals() {
    for (const engine::DocumentTotal& total : table_.totals) {
        std::string value;
        if (!total.path.empty()) {
            TRY(value, text_at(record_, total.path));
        } else if (sum_ && !out_.table.rows.empty()) {
            value = shown_number(*sum_, sum_scale_, language_);
        }
        if (value.empty()) continue;
        out_.totals.push_back({word(total.label), std::move(value), total.strong});
    }
    if (table_.computed == nullptr) return {};
    // Who may not read what they are made of gets the document without them.
    const auto computed = table_.computed(store_, record_);
    if (!computed && computed.error().code == Code::forbidden) return {};
    if (!computed) return std::unexpected(computed.error());
    constexpr std::uint8_t kHundredths = 2;
    for (const engine::ComputedTotal& total : *computed) {
        out_.totals.push_back({language_ == Language::german ? total.german : total.english,
                               shown_number(total.hundredths, kHundredths, language_),
                               total.strong});
    }
    return {};
}

/// Midnight of the record's own date; of 1970-01-01 where it has none that a file can carry.
Result<Instant> Composer::created() const {
    if (table_.dated.empty()) return Instant();
    TRY(const Found dated, follow(store_, record_, table_.dated));
    const auto* day = std::get_if<std::int64_t>(&dated.value);
    const bool fits = day != nullptr && *day >= 0 && *day <= 2'932'896;
    return fits ? Instant(Date(std::chrono::days(*day))) : Instant();
}

Result<Composed> Composer::operator()() {
    const bool german = language_ == Language::german;
    out_.language = german ? "de" : "en";
    TRY(out_.title, text_at(record_, table_.titled));
    if (out_.title.empty()) out_.title = word(table_.title);
    TRY(out_.number, text_at(record_, table_.number));
    TRY(out_.remark, text_at(record_, table_.remark));
    if (record_.life != "alive") out_.remark = german ? "UNG\u00dcLTIG" : "VOID";
    TRY_VOID(add_parties());
    TRY_VOID(add_facts());
    TRY_VOID(add_texts());
    TRY_VOID(add_parts());
    TRY_VOID(add_lines());
    TRY_VOID(add_totals());
    // Which state of which record this is, for whoever holds the sheet beside a screen.
    out_.footer =
        fmt::format("{}  {} {}", to_hex(record_.id), german ? "Stand" : "version", record_.version);
    out_.page = german ? "Seite" : "Page";
    out_.of = german ? "von" : "of";
    TRY(const Instant dated, created());
    return Composed{std::move(out_), dated};
}

// Whether a table fits the declarations.

/// The field at the end of the path.
Result<const Field*> field_at(const schema::Registry& registry, const Entity& entity, Path path) {
    const std::size_t dot = path.find('.');
    const Field* field = entity.field(path.substr(0, dot));
    const auto wrong = [&](std::string_view why) {
        return fail(Code::configuration, "bad-document",
                    fmt::format("{}.{}: {}", entity.name, path, why));
    };
    if (field == nullptr) return wrong("there is no such field");
    if (dot == path.npos) return field;
    const bool leads = field->type.type == Type::ref || field->type.type == Type::key;
    if (!leads || field->merge == schema::Merge::set) return wrong("the field refers to nothing");
    const Entity* target = registry.by_name(field->type.target);
    if (target == nullptr) return wrong("the field refers to nothing known");
    return field_at(registry, *target, path.substr(dot + 1));
}

/// Does the field of the entity refer to the records that the document is of?
Result<> check_owner(const Entity& entity,
                     Path owner,
                     const Entity& owned_by,
                     const schema::Registry& registry) {
    TRY(const Field* refers, field_at(registry, entity, owner));
    if (refers->type.type == Type::ref && refers->type.target == owned_by.name) return {};
    return fail(Code::configuration, "bad-document",
                fmt::format("{} are not lines of {}", entity.name, owned_by.name));
}

Result<> check_parts(const engine::DocumentParts& parts,
                     const Entity& owner,
                     const schema::Registry& registry) {
    if (parts.entity.empty()) return {};
    const Entity* entity = registry.by_name(parts.entity);
    if (entity == nullptr) return fail(Code::configuration, "bad-document", "no such parts");
    TRY_VOID(check_owner(*entity, parts.owner, owner, registry));
    std::vector<Path> paths{parts.order, parts.number, parts.remark, parts.omitted.path};
    for (const auto& text : parts.texts) {
        paths.push_back(text.path);
        paths.push_back(text.code);
    }
    for (const Path path : paths) {
        if (!path.empty()) TRY_VOID(field_at(registry, *entity, path));
    }
    return {};
}

Result<> check_lines(const engine::DocumentLines& lines,
                     const Entity& owner,
                     const schema::Registry& registry) {
    if (lines.entity.empty()) return {};
    const Entity* entity = registry.by_name(lines.entity);
    if (entity == nullptr) return fail(Code::configuration, "bad-document", "no such lines");
    TRY_VOID(check_owner(*entity, lines.owner, owner, registry));
    for (const Path path : {lines.order, lines.omitted.path}) {
        if (!path.empty()) TRY_VOID(field_at(registry, *entity, path));
    }
    for (const engine::DocumentColumn& column : lines.columns) {
        TRY(const Field* field, field_at(registry, *entity, column.path));
        if (column.times.empty()) continue;
        TRY(const Field* other, field_at(registry, *entity, column.times));
        if (is_number(field->type.type) && is_number(other->type.type)) continue;
        return fail(Code::configuration, "bad-document",
                    fmt::format("{}.{}: only numbers have a product", entity->name, column.path));
    }
    return {};
}

}  // namespace

std::optional<Language> language_of(std::string_view tag) {
    if (tag == "en") return Language::english;
    if (tag == "de") return Language::german;
    return std::nullopt;
}

Result<Composed> compose(Store& store,
                         const engine::Document& table,
                         const RowId& id,
                         Language language) {
    TRY(const Record record, store.find(store.entity(table.entity), id));
    return Composer(store, table, record, language)();
}

Result<> check(const engine::Document& table, const schema::Registry& registry) {
    const Entity* entity = registry.by_name(table.entity);
    if (entity == nullptr) return fail(Code::configuration, "bad-document", "no such entity");
    std::vector<Path> paths{table.titled, table.number, table.dated, table.remark};
    for (const auto& party : table.parties) {
        paths.insert(paths.end(), party.lines.begin(), party.lines.end());
    }
    for (const auto& fact : table.facts) paths.push_back(fact.path);
    for (const auto& text : table.texts) {
        paths.push_back(text.path);
        paths.push_back(text.code);
    }
    for (const auto& total : table.totals) paths.push_back(total.path);
    for (const Path path : paths) {
        if (!path.empty()) TRY_VOID(field_at(registry, *entity, path));
    }
    TRY_VOID(check_parts(table.parts, *entity, registry));
    return check_lines(table.lines, *entity, registry);
}

}  // namespace branchline::documents
