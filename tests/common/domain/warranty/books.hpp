// The records of a branch, or of the importer, in memory.
#pragma once

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/domain/warranty/facts.hpp"
#include "tests/common/domain/warranty/days.hpp"
#include "tests/support/memory_store.hpp"

namespace branchline::test {

using Values = std::map<std::string, schema::Value>;

inline const std::string kVin = "YV4A22PK4N1000101";

inline schema::Value text(std::string_view value) {
    return std::string(value);
}

/// A branch's records, or the importer's: which of the two is told by the streams.
struct Books {
    Books() {
        store.registry = &domain::registry();
        store.hub = true;
        store.held_streams = {"policy", "catalog/AUDAX", "dealer/D01"};
    }
    RowId add(const std::string& stream,
              std::string_view entity,
              const std::vector<std::string>& key,
              const Values& values) {
        const schema::Entity& declared = store.entity(entity);
        engine::RowEdit row{.entity = &declared, .key = key};
        for (const auto& [name, value] : values) row.wishes[declared.field(name)->id] = value;
        engine::Edit edit{.stream = stream};
        if (!declared.flow.empty()) {
            row.transition = std::string(declared.flow.front().to);
            edit.command = declared.flow.front().id;
        }
        edit.rows.push_back(row);
        const auto done = store.commit(edit);
        REQUIRE(done);
        return done->rows.front();
    }
    RowId claim(const Values& changes = {}) {
        Values values{
            {"branch",       text("B0101")           },
            {"kind",         text("warranty")        },
            {"brand",        text("AUDAX")           },
            {"vin",          kVin                    },
            {"repair_order", to_bytes(RowId{}.view())},
            {"job",          1                       },
            {"failure_on",   day("2025-12-10")       },
            {"odometer_km",  30'000                  }
        };
        for (const auto& [name, value] : changes) values[name] = value;
        return add("dealer/D01", "warranty.claim", {}, values);
    }
    warranty::Dossier dossier(const RowId& claim, warranty::Seat seat) {
        const auto record = store.find(store.entity("warranty.claim"), claim);
        REQUIRE(record);
        auto out = gather(store, *record, seat, day("2026-01-01"));
        REQUIRE(out);
        return *std::move(out);
    }
    warranty::Facts facts(const RowId& claim, warranty::Seat seat) {
        return dossier(claim, seat).facts;
    }
    void line(const RowId& claim,
              std::int64_t number,
              std::string_view kind,
              std::string_view item,
              const Values& more = {}) {
        Values values{
            {"branch",     text("B0101")         },
            {"claim",      to_bytes(claim.view())},
            {"line",       number                },
            {"kind",       text(kind)            },
            {"item",       text(item)            },
            {"quantity",   1000                  },
            {"unit_price", 100                   }
        };
        for (const auto& [name, value] : more) values[name] = value;
        add("dealer/D01", "warranty.claim_line", {}, values);
    }
    /// A row of the brand's catalogue; the key goes on behind the brand.
    void catalogue(std::string_view entity, std::vector<std::string> key, const Values& values) {
        key.insert(key.begin(), "AUDAX");
        add("catalog/AUDAX", entity, key, values);
    }
    void rule(const std::string& version, const std::string& rule, std::string_view from) {
        add("catalog/AUDAX", "catalog.warranty_rule",
            {
                "AUDAX", version, rule
        },
            {{"severity", text("REJECT")}, {"valid_from", day(from)}, {"active", true}});
    }

    MemoryStore store;
};

}  // namespace branchline::test
