#include "tests/bench/edits.hpp"

#include "tests/bench/site.hpp"

namespace branchline::bench {

namespace {

using engine::Edit;
using engine::RowEdit;
using engine::Store;
using schema::Entity;
using schema::Value;

struct Wish {
    std::string_view field;
    Value value;
};

RowEdit row_of(const Entity& entity, const std::string& key, std::initializer_list<Wish> wishes) {
    RowEdit row{.entity = &entity, .key = {key}};
    for (const Wish& wish : wishes) row.wishes[entity.field(wish.field)->id] = wish.value;
    return row;
}

RowEdit row_of(const Entity& entity, const StockChange& change) {
    return row_of(entity, change.stock_id,
                  {
                      {"qty",        change.qty       },
                      {"last_moved", change.last_moved},
                      {"updated_at", change.updated_at}
    });
}

RowEdit row_of(const Entity& entity, const Claim& claim) {
    return row_of(entity, claim.claim_id,
                  {
                      {"vin",        claim.vin       },
                      {"dealer",     claim.dealer    },
                      {"part_no",    claim.part_no   },
                      {"labour_op",  claim.labour_op },
                      {"hours",      claim.hours     },
                      {"amount",     claim.amount    },
                      {"status",     claim.status    },
                      {"descr",      claim.descr     },
                      {"created_at", claim.created_at}
    });
}

RowEdit row_of(const Entity& entity, const Part& part) {
    return row_of(
        entity, part.part_no,
        {
            {"descr",         part.descr                                                      },
            {"brand",         part.brand                                                      },
            {"list_price",    part.list_price                                                 },
            {"net_price",     part.net_price                                                  },
            {"superseded_by", part.superseded_by.empty() ? Value() : Value(part.superseded_by)},
            {"weight",        part.weight                                                     },
            {"updated_at",    part.updated_at                                                 }
    });
}

RowEdit row_of(const Entity& entity, const Stock& stock) {
    return row_of(entity, stock.stock_id,
                  {
                      {"part_no",    stock.part_no   },
                      {"place",      stock.branch    },
                      {"qty",        stock.qty       },
                      {"reserved",   stock.reserved  },
                      {"bin",        stock.bin       },
                      {"last_moved", stock.last_moved},
                      {"updated_at", stock.updated_at}
    });
}

template <class Row>
Edit edit_of_rows(const Entity& entity, std::span<const Row> rows) {
    Edit edit{.stream = kStream};
    edit.rows.reserve(rows.size());
    for (const Row& row : rows) edit.rows.push_back(row_of(entity, row));
    return edit;
}

}  // namespace

Edit edit_of(const Store& store, std::span<const Part> parts) {
    return edit_of_rows(store.entity("bench.part"), parts);
}

Edit edit_of(const Store& store, std::span<const Stock> stock) {
    return edit_of_rows(store.entity("bench.stock"), stock);
}

Edit edit_of(const Store& store, const StockChange& change) {
    return edit_of_rows(store.entity("bench.stock"), std::span(&change, 1));
}

Edit edit_of(const Store& store, const BurstOp& op) {
    if (const auto* change = std::get_if<StockChange>(&op)) return edit_of(store, *change);
    return edit_of_rows(store.entity("bench.claim"), std::span(&std::get<Claim>(op), 1));
}

Edit edit_of(const Store& store, std::span<const Clash> clashes, bool side_a) {
    const Entity& entity = store.entity("bench.part");
    Edit edit{.stream = kStream};
    for (const Clash& clash : clashes) {
        const Wish wish =
            side_a ? Wish{clash.a_field, clash.a_value} : Wish{clash.b_field, clash.b_value};
        edit.rows.push_back(row_of(entity, clash.part_no, {wish}));
    }
    return edit;
}

Edit price_edit(const Store& store, std::span<const std::size_t> parts, std::int64_t list_price) {
    Edit edit{.stream = kStream};
    for (const std::size_t part : parts) {
        edit.rows.push_back(row_of(store.entity("bench.part"), part_no(part),
                                   {
                                       {"list_price", list_price}
        }));
    }
    return edit;
}

Edit price_edit(const Store& store, const std::string& part_no, const PriceChange& change) {
    Edit edit{.stream = kStream};
    edit.rows.push_back(row_of(store.entity("bench.part"), part_no,
                               {
                                   {"list_price", change.list_price},
                                   {"net_price",  change.net_price },
                                   {"updated_at", change.updated_at}
    }));
    return edit;
}

}  // namespace branchline::bench
