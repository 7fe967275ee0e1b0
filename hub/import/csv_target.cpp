#include "hub/import/csv_target.hpp"

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/text/text.hpp"

namespace branchline::hub {

RowOutcome CsvTarget::refuse(const std::vector<std::string>& fields, Error error) const {
    return {
        .changed = false,
        .fault = RowFault{.column = header_.name(at_),
                          .value = text::printable(header_.cell(fields, at_)),
                          .error = std::move(error)}
    };
}

Result<std::string> CsvTarget::part_of(const std::vector<std::string>& fields, std::string& shown) {
    TRY(shown, read_part(cell(fields, Column::part)));
    std::string part = domain::normalised_part(shown);
    if (is_repeated(part)) {
        return fail(Code::invalid, "duplicate-part",
                    fmt::format("{} stands further up in the file", part),
                    "keep one of the rows; the first one was taken");
    }
    return part;
}

namespace {

using Fields = std::vector<std::string>;
using schema::Entity;
using schema::Value;
using sync::Replica;

class PriceTarget final : public CsvTarget {
public:
    PriceTarget(const std::string& list, DecimalMark decimal)
        : CsvTarget(prices_of(list), decimal) {}

    Result<> begin(Replica& replica, Header header) override {
        header_ = std::move(header);
        const Entity& lists = replica.entity("org.price_list");
        TRY(const auto record, replica.find(lists, sync::keyed_row_id(lists.id, {of_.scope})));
        currency_ = domain::text_of(record, "currency");
        const std::string kind = domain::text_of(record, "kind");
        for (const Column column : {Column::price, kind == "retail" ? Column::list
                                                   : kind == "net"  ? Column::net
                                                                    : Column::warranty}) {
            price_ = column;
            if (header_.has(column)) return {};
        }
        return fail(Code::invalid, "missing-column",
                    fmt::format("the first line names no column with prices of kind {}", kind),
                    fmt::format("name it Price, or {}", kind == "retail" ? "List" : kind));
    }

    Result<RowOutcome> take(Replica& replica,
                            const Fields& fields,
                            Publication& edition,
                            bool whole) override {
        std::string part;
        std::int64_t amount = 0;
        if (const auto read = this->read(fields, part, amount); !read) {
            return refuse(fields, read.error());
        }
        remember(part);
        const Entity& rows = replica.entity(of_.rows);
        TRY(const auto here, row_on(replica, of_, part, edition.valid_from()));
        if (!whole && here && domain::integer_of(*here, "amount") == amount) return RowOutcome{};
        edition.add(rows, part,
                    {
                        {rows.field("amount")->id, amount}
        });
        return RowOutcome{.changed = true, .fault = {}};
    }

private:
    Result<> read(const Fields& fields, std::string& part, std::int64_t& amount) {
        std::string shown;
        TRY(part, part_of(fields, shown));
        const std::string currency(cell(fields, Column::currency));
        if (!currency.empty() && !text::equal_ignoring_case(currency, currency_)) {
            return fail(Code::invalid, "other-currency",
                        fmt::format("{} has its prices in {}", of_.scope, currency_),
                        "publish other currencies in a list of their own");
        }
        const std::string_view written = cell(fields, price_);
        if (written.empty()) {
            return fail(Code::invalid, "missing-price", "the price is missing",
                        "write it, or leave the row out");
        }
        TRY(amount, amounts_.read(written));
        if (amount > 0) return {};
        return fail(Code::invalid, "zero-price", "the price is nothing",
                    "write the price, or leave the row out");
    }

    std::string currency_;
    Column price_ = Column::price;
};

}  // namespace

std::unique_ptr<CsvTarget> price_target(const std::string& list, DecimalMark decimal) {
    return std::make_unique<PriceTarget>(list, decimal);
}

}  // namespace branchline::hub
