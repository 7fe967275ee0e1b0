// The workshop of a branch, in memory: an order with two jobs, as the tests of this folder need it.
#pragma once

#include <catch2/catch.hpp>

#include "common/domain/modules.hpp"
#include "common/domain/service/order.hpp"
#include "common/engine/checked_store.hpp"
#include "tests/support/memory_store.hpp"

namespace branchline::test {

using Values = std::map<std::string, schema::Value>;

inline constexpr std::int64_t kHour = 3'600'000;  ///< In milliseconds.
inline constexpr std::int64_t kDay = 20'000;      ///< 2024-10-04

inline schema::Value text(std::string_view value) {
    return std::string(value);
}
inline schema::Value ref(const RowId& id) {
    return to_bytes(id.view());
}

struct Workshop {
    Workshop() { store.registry = &domain::registry(); }

    engine::RowEdit row(std::string_view entity, const Values& values) {
        const schema::Entity& declared = store.entity(entity);
        engine::RowEdit out{.entity = &declared};
        for (const auto& [name, value] : values) out.wishes[declared.field(name)->id] = value;
        if (!declared.flow.empty()) out.transition = std::string(declared.flow.front().to);
        return out;
    }
    Result<engine::Committed> commit(const engine::RowEdit& row) {
        engine::Edit edit{.stream = "dealer/D01", .actor = actor, .client_key = client_key};
        for (const schema::Transition& step : row.entity->flow) {
            if (row.transition != step.to) continue;
            const bool begins = !row.id && step.from.empty();
            if (begins || (row.id && step.from == state_of(*row.entity, *row.id))) {
                edit.command = step.id;
            }
        }
        edit.rows.push_back(row);
        engine::CheckedStore checked(store, domain::preconditions());
        return checked.commit(edit);
    }
    Result<engine::Committed> try_add(std::string_view entity, const Values& values) {
        return commit(row(entity, values));
    }
    RowId add(std::string_view entity, const Values& values) {
        const auto done = try_add(entity, values);
        if (!done) FAIL(done.error().id << ": " << done.error().what);
        return done->rows.front();
    }
    Result<engine::Committed> step(std::string_view entity, const RowId& id, std::string to) {
        return commit(
            {.entity = &store.entity(entity), .id = id, .wishes = {}, .transition = std::move(to)});
    }
    Result<engine::Committed> change(std::string_view entity,
                                     const RowId& id,
                                     const Values& values) {
        engine::RowEdit edit = row(entity, values);
        edit.id = id;
        edit.transition.reset();
        return commit(edit);
    }
    Result<engine::Committed> invoice(const RowId& order, std::int64_t day) {
        engine::RowEdit edit = row("service.repair_order", {
                                                               {"invoiced_on", day}
        });
        edit.id = order;
        edit.transition = "invoiced";
        return commit(edit);
    }
    std::string state_of(const schema::Entity& entity, const RowId& id) {
        const auto record = store.find(entity, id);
        const schema::Value& state = record->values[entity.index_of(entity.state_field()->id)];
        return std::get<std::string>(state);
    }

    RowId order(const Values& more = {}) {
        Values values{
            {"branch",    text("B0101")            },
            {"vin",       text("YV4A22PK4N1000101")},
            {"opened_on", kDay                     }
        };
        for (const auto& [name, value] : more) values[name] = value;
        return add("service.repair_order", values);
    }
    Values job_values(const RowId& order, std::int64_t number, std::string_view pay_type) {
        return {
            {"branch",         text("B0101")        },
            {"repair_order",   ref(order)           },
            {"job",            number               },
            {"complaint",      text("No heat")      },
            {"complaint_code", text("C101")         },
            {"cause",          text("Blower")       },
            {"cause_code",     text("F101")         },
            {"correction",     text("Motor changed")},
            {"pay_type",       text(pay_type)       }
        };
    }
    RowId job(const RowId& order, std::int64_t number, std::string_view pay_type) {
        return add("service.job", job_values(order, number, pay_type));
    }
    /// Of so many parts at 1.00 each.
    Values line_values(const RowId& order, const RowId& job, std::int64_t quantity) {
        return {
            {"branch",       text("B0101")},
            {"repair_order", ref(order)   },
            {"job",          ref(job)     },
            {"line",         1            },
            {"kind",         text("part") },
            {"item",         text("ITEM") },
            {"quantity",     quantity     },
            {"unit_price",   100          }
        };
    }
    RowId line(const RowId& order,
               const RowId& job,
               std::string_view kind,
               std::int64_t quantity,
               std::int64_t unit_price,
               const Values& more = {}) {
        Values values{
            {"branch",       text("B0101")},
            {"repair_order", ref(order)   },
            {"job",          ref(job)     },
            {"line",         ++lines      },
            {"kind",         text(kind)   },
            {"item",         text("ITEM") },
            {"quantity",     quantity     },
            {"unit_price",   unit_price   }
        };
        for (const auto& [name, value] : more) values[name] = value;
        return add("service.line", values);
    }
    Values clock_values(const RowId& technician, const RowId& order, const RowId& job) {
        return {
            {"branch",       text("B0101")  },
            {"technician",   ref(technician)},
            {"repair_order", ref(order)     },
            {"job",          ref(job)       },
            {"started_at",   kHour          }
        };
    }
    /// The order goes on, without a look at what its jobs lack.
    void bring(const RowId& order, const std::string& status) {
        store.set(store.entity("service.repair_order"), order, "status", text(status));
    }
    void finish(const RowId& job) {
        store.set(store.entity("service.job"), job, "status", text("done"));
    }
    engine::Record record(const RowId& order) {
        auto found = store.find(store.entity("service.repair_order"), order);
        REQUIRE(found);
        return *std::move(found);
    }
    service::Order file(const RowId& order) {
        auto out = service::order_file(store, record(order));
        REQUIRE(out);
        return *std::move(out);
    }

    MemoryStore store;
    std::optional<RowId> actor;
    std::optional<Bytes> client_key;  ///< Of every edit while it is set.
    std::int64_t lines = 0;
};

}  // namespace branchline::test
