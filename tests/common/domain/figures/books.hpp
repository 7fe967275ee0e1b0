// Records of a dealer in memory, for figures.
#pragma once

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/engine/keys.hpp"
#include "tests/common/domain/figures/facts_of.hpp"
#include "tests/support/memory_store.hpp"

namespace branchline::test {

using Values = std::map<std::string, schema::Value>;

inline schema::Value text(std::string_view value) {
    return std::string(value);
}

struct FigureBooks {
    FigureBooks() {
        store.registry = &domain::registry();
        store.hub = true;
        store.held_streams = {"policy", "catalog/AUDAX", "dealer/D01"};
        add("policy", "org.brand",
            {
                "AUDAX"
        },
            {{"name", text("Audax")}});
        for (const char* dealer : {"D01", "D02"}) {
            add("policy", "org.dealer",
                {
                    dealer
            },
                {{"name", text("Dealer")}});
        }
        add("policy", "org.branch",
            {
                "B0101"
        },
            {{"dealer", text("D01")}, {"name", text("Branch")}});
    }
    /// A new record; a status among the values is written as it stands.
    RowId add(const std::string& stream,
              std::string_view entity,
              const std::vector<std::string>& key,
              const Values& values) {
        const schema::Entity& declared = store.entity(entity);
        engine::RowEdit row{.entity = &declared, .key = key};
        for (const auto& [name, value] : values) {
            if (name != "status") row.wishes[declared.field(name)->id] = value;
        }
        engine::Edit edit{.stream = stream};
        if (!declared.flow.empty()) {
            row.transition = std::string(declared.flow.front().to);
            edit.command = declared.flow.front().id;
        }
        edit.rows.push_back(row);
        const auto done = store.commit(edit);
        REQUIRE(done);
        const RowId id = done->rows.front();
        const auto status = values.find("status");
        if (status != values.end()) store.set(declared, id, "status", status->second);
        return id;
    }
    static schema::Value id_value(const RowId& id) { return to_bytes(id.view()); }

    MemoryStore store;
};

}  // namespace branchline::test
