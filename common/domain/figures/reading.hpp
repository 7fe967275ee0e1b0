// How the facts are read: page by page, without what was voided, and noting what is hidden.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/domain/figures/facts.hpp"
#include "common/engine/store.hpp"

namespace branchline::figures {

/// What is known of the car of a VIN that some other row names.
struct CarNote {
    std::string dealer;
    std::string brand;
    std::optional<std::vector<std::string>> options;
};

class Reading {
public:
    using Visit = std::function<Result<>(const engine::Record&)>;

    Reading(engine::Store& store_in, Facts& facts_in, const Scope& scope_in)
        : store(store_in), facts(facts_in), scope(scope_in), since(scope_in.before().from) {}

    /// A comparison of a field.
    struct With {
        std::string_view field;
        schema::Value value;
        engine::Match match = engine::Match::equal;
    };
    /// Every living row; where a dealer is asked for, those of its stream alone.
    Result<> each(std::string_view entity, const std::vector<With>& with, const Visit& visit);
    /// One record; none when it is not there, or hidden.
    Result<std::optional<engine::Record>> find(std::string_view entity,
                                               const std::optional<RowId>& id);

    Known known(const engine::Record& record, std::string_view field) const;
    std::optional<RowId> row_of(const engine::Record& record, std::string_view field) const;
    /// Brand and branch of the row, where it has such fields; the dealer of its stream.
    Place place_of(const engine::Record& record) const;
    bool is_importer() const;

    engine::Store& store;
    Facts& facts;
    const Scope& scope;
    std::int64_t since;  ///< The first day of the period before.
    /// By VIN; whoever needs a car makes a row, and the cars fill them.
    std::map<std::string, CarNote> cars;

private:
    bool note_hidden(std::string_view entity, const Error& error);
};

}  // namespace branchline::figures
