// The columns of catalogue and price files by their names; see docs/formats/csv.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.hpp"

namespace branchline::hub {

enum class Column : std::uint8_t {
    part,
    description,
    unit,
    pack,
    weight,
    product_group,
    discount_group,
    status,
    core,
    core_value,
    wear_item,
    returnable,
    superseded_by,
    type,
    factor,
    interchange,
    use_up_old,
    price,
    list,
    net,
    warranty,
    currency,
    valid_from,
    hs_code,  ///< Last: the count of columns.
};

class Header {
public:
    /// Names are compared without case, blanks, '_', '-' and '.'. Error "missing-column" without a
    /// part number, "column-twice" when two columns mean the same.
    static Result<Header> read(const std::vector<std::string>& names);

    bool has(Column column) const { return place(column).has_value(); }
    /// As the file calls it.
    const std::string& name(Column column) const;
    /// The cell, trimmed; empty without such a column.
    std::string_view cell(const std::vector<std::string>& fields, Column column) const;
    const std::vector<std::string>& names() const { return names_; }
    /// Columns that nobody knows.
    const std::vector<std::string>& unknown() const { return unknown_; }

private:
    const std::optional<std::size_t>& place(Column column) const {
        return places_[static_cast<std::size_t>(column)];
    }

    std::array<std::optional<std::size_t>, static_cast<std::size_t>(Column::hs_code) + 1> places_;
    std::vector<std::string> names_;
    std::vector<std::string> unknown_;
};

}  // namespace branchline::hub
