#include "hub/import/csv_header.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/text/text.hpp"

namespace branchline::hub {

namespace {

struct Name {
    std::string_view name;
    Column column;
};

constexpr Name kNames[] = {
    {"partno",        Column::part          },
    {"part",          Column::part          },
    {"partnumber",    Column::part          },
    {"description",   Column::description   },
    {"unit",          Column::unit          },
    {"uom",           Column::unit          },
    {"pack",          Column::pack          },
    {"packquantity",  Column::pack          },
    {"weight",        Column::weight        },
    {"weightg",       Column::weight        },
    {"productgroup",  Column::product_group },
    {"discountgroup", Column::discount_group},
    {"status",        Column::status        },
    {"core",          Column::core          },
    {"iscore",        Column::core          },
    {"corevalue",     Column::core_value    },
    {"wearitem",      Column::wear_item     },
    {"returnable",    Column::returnable    },
    {"supersededby",  Column::superseded_by },
    {"type",          Column::type          },
    {"factor",        Column::factor        },
    {"interchange",   Column::interchange   },
    {"useupold",      Column::use_up_old    },
    {"price",         Column::price         },
    {"amount",        Column::price         },
    {"list",          Column::list          },
    {"retail",        Column::list          },
    {"net",           Column::net           },
    {"warranty",      Column::warranty      },
    {"currency",      Column::currency      },
    {"validfrom",     Column::valid_from    },
    {"hscode",        Column::hs_code       },
};

std::string plain(std::string_view written) {
    std::string out = text::lower_ascii(written);
    std::erase_if(out, [](char c) {
        return std::string_view(" \t\r\n_-.").find(c) != std::string_view::npos;
    });
    return out;
}

}  // namespace

Result<Header> Header::read(const std::vector<std::string>& names) {
    Header out;
    out.names_ = names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string wanted = plain(names[i]);
        const auto* found = std::find_if(std::begin(kNames), std::end(kNames),
                                         [&](const Name& known) { return known.name == wanted; });
        if (found == std::end(kNames)) {
            out.unknown_.push_back(text::printable(names[i]));
            continue;
        }
        auto& place = out.places_[static_cast<std::size_t>(found->column)];
        if (place) {
            return fail(
                Code::invalid, "column-twice",
                fmt::format("columns \"{}\" and \"{}\" mean the same", names[*place], names[i]),
                "leave one of them out");
        }
        place = i;
    }
    if (out.has(Column::part)) return out;
    return fail(Code::invalid, "missing-column", "the first line names no column PartNo",
                "the first line must name the columns; see docs/formats/csv.md");
}

const std::string& Header::name(Column column) const {
    static const std::string kNone;
    return has(column) ? names_[*place(column)] : kNone;
}

std::string_view Header::cell(const std::vector<std::string>& fields, Column column) const {
    const auto& at = place(column);
    return at && *at < fields.size() ? text::trim(fields[*at]) : std::string_view();
}

}  // namespace branchline::hub
