// An importer with a brand, a model with options, and dealers that order cars from it. Everything
// is synthetic.
#pragma once

#include <catch2/catch.hpp>

#include "common/domain/text.hpp"
#include "hub/desk/order_desk.hpp"
#include "tests/support/network.hpp"

namespace branchline::test {

/// Brand SYN with the models S1 and S2 and four options; dealers D01, D02 and so on, each with one
/// branch, a quota of ten cars and a credit of 300,000.00. A car costs 25,000.00. It is 2026-01-01.
struct Wholesale {
    using Value = schema::Value;
    using Values = std::map<std::string, Value>;

    explicit Wholesale(int dealers = 1) {
        REQUIRE(network.write(network.hub(), [](sync::Replica& hub) -> Result<> {
            return hub::add_brand(hub, "SYN", "Synthetic");
        }));
        for (int i = 1; i <= dealers; ++i) add_dealer(code("D", i));
        add_catalogue();
        for (int i = 1; i <= dealers; ++i) {
            network.add_node(branch(i));
            network.connect(branch(i));
            put_quota(i, {});
            put_account(i, {});
        }
        network.settle();
    }

    static std::string code(const std::string& letter, int number) {
        return letter + (number < 10 ? "0" : "") + std::to_string(number);
    }
    static std::string branch(int dealer) { return code("B", dealer) + "01"; }
    static std::string stream(int dealer) { return "dealer/" + code("D", dealer); }
    static Value text(std::string_view value) { return std::string(value); }
    static std::int64_t day(std::string_view written) {
        return parse_date(written)->time_since_epoch().count();
    }
    Site& node(int dealer) { return network.node(branch(dealer)); }

    RowId at(Site& site,
             const std::string& stream,
             const engine::RowEdit& row,
             std::uint16_t command = 0) {
        engine::Edit edit = edit_of(stream, row);
        edit.command = command;
        const auto done = network.commit(site, edit);
        if (!done) FAIL(done.error().id << ": " << done.error().what);
        return done->rows.front();
    }

    void add_dealer(const std::string& dealer) {
        REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) -> Result<> {
            TRY_VOID(hub::add_dealer(hub, dealer, "Synthetic dealer"));
            return hub::grant_brand(hub, dealer, "SYN");
        }));
    }
    void add_catalogue() {
        const std::string stream = "catalog/SYN";
        for (const char* model : {"S1", "S2"}) {
            at(network.hub(), stream,
               keyed("catalog.model",
                     {
                         "SYN", model, "2026"
            },
                     {{"active", true}}));
            at(network.hub(), stream,
               keyed("orders.model_price",
                     {
                         "SYN", model, "1"
            },
                     {{"valid_from", day("2025-07-01")},
                      {"wholesale", 25'000'00},
                      {"currency", text("EUR")}}));
            for (const char* option : {"RED", "BLUE", "HOOK", "ROOF"}) {
                at(network.hub(), stream,
                   keyed("catalog.option",
                         {
                             "SYN", model, option
                },
                         {{"kind", text("pack")}}));
            }
        }
    }
    void put_quota(int dealer, const Values& changes) {
        Values values{
            {"valid_from",  day("2026-01-01")},
            {"valid_until", day("2026-03-31")},
            {"total",       10               }
        };
        for (const auto& [name, value] : changes) values[name] = value;
        at(network.hub(), stream(dealer),
           keyed("orders.quota", {"SYN", "all", code("D", dealer), "2026-Q1"}, values));
    }
    void put_account(int dealer, const Values& changes) {
        Values values{
            {"currency",     text("EUR")      },
            {"credit_limit", 300'000'00       },
            {"as_of",        day("2026-01-01")}
        };
        for (const auto& [name, value] : changes) values[name] = value;
        at(network.hub(), stream(dealer),
           keyed("orders.credit_account", {code("D", dealer), "SYN"}, values));
    }

    RowId draft(int dealer, const Values& changes = {}) {
        Values values{
            {"branch",       text(branch(dealer))},
            {"kind",         text("stock")       },
            {"brand",        text("SYN")         },
            {"model",        text("S1")          },
            {"submitted_on", day("2026-01-01")   }
        };
        for (const auto& [name, value] : changes) values[name] = value;
        return at(node(dealer), stream(dealer), new_row("orders.wholesale_order", values));
    }
    void step(Site& site,
              int dealer,
              const RowId& order,
              const std::string& to,
              std::uint16_t command,
              const Values& values = {}) {
        engine::RowEdit row = change("orders.wholesale_order", order, values);
        row.transition = to;
        at(site, stream(dealer), row, command);
    }
    /// An order that its branch has submitted.
    RowId submitted(int dealer, const Values& changes = {}) {
        const RowId out = draft(dealer, changes);
        step(node(dealer), dealer, out, "submitted", 0x0a02);
        return out;
    }
    /// The order desk's turn, with everything on both sides of it on its way.
    void decide() {
        network.settle();
        REQUIRE(network.write(network.hub(), [&](sync::Replica& hub) {
            return desk.decide_orders(hub, network.now());
        }));
        network.settle();
    }
    std::string shown(Site& site, const RowId& order, const std::string& field) {
        return text_of(site.replica(), "orders.wholesale_order", order, field);
    }
    /// As the branch that ordered reads it.
    std::string shown(int dealer, const RowId& order, const std::string& field) {
        return shown(node(dealer), order, field);
    }

    /// A car that no dealer has.
    void add_car(const std::string& vin,
                 std::vector<std::string> options = {},
                 const std::string& model = "S1") {
        at(network.hub(), "hub",
           keyed(
               "vehicles.vehicle",
               {
                   vin
        },
               {{"brand", text("SYN")}, {"model", text(model)}, {"options", std::move(options)}}));
    }
    /// A car at a dealer; sold on a day, if it is sold.
    void add_stock(int dealer, const std::string& vin, const std::string& sold_on = {}) {
        at(network.hub(), stream(dealer),
           keyed("vehicles.vehicle",
                 {
                     vin
        },
                 {{"brand", text("SYN")}, {"model", text("S1")}}));
        network.settle();
        if (sold_on.empty()) return;
        at(node(dealer), stream(dealer),
           keyed("vehicles.vehicle",
                 {
                     vin
        },
                 {{"sold_on", day(sold_on)}}));
        network.settle();
    }
    static std::string vin(int number) {
        const std::string digits = std::to_string(number);
        return "SYN" + std::string(14 - digits.size(), '0') + digits;
    }

    Network network;
    hub::OrderDesk desk;
};

}  // namespace branchline::test
