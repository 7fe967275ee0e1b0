#include "common/domain/sales/facts.hpp"

#include "common/domain/orders/figures.hpp"
#include "common/domain/text.hpp"
#include "common/domain/warranty/stop_sale.hpp"

namespace branchline::sales {

namespace {

using domain::has_value;
using domain::text_of;
using engine::Record;
using engine::Store;
using schema::Value;

bool is_sold(const Record& car) {
    const std::string status = text_of(car, "status");
    return status == "retailed" || status == "in_service" || has_value(car, "sold_on");
}

Result<> find_car(Store& store, const std::string& stream, const std::string& vin, Dossier& out) {
    return orders::each_row(store, stream, "vehicles.vehicle", "vin", Value(vin),
                            [&](const Record& car) -> Result<> {
                                if (has_value(car, "left_on")) return {};
                                out.car = car;
                                out.facts.is_here = true;
                                out.facts.is_sold = is_sold(car);
                                return {};
                            });
}

Result<> find_order(Store& store, const std::string& stream, const std::string& vin, Dossier& out) {
    return orders::each_row(store, stream, "orders.wholesale_order", "assigned_vin", Value(vin),
                            [&](const Record& order) -> Result<> {
                                if (orders::is_decided(text_of(order, "status"))) out.order = order;
                                return {};
                            });
}

}  // namespace

Result<Dossier> gather(Store& store,
                       const std::string& stream,
                       const std::string& vin,
                       const std::optional<RowId>& except) {
    Dossier out;
    TRY_VOID(find_car(store, stream, vin, out));
    TRY_VOID(find_order(store, stream, vin, out));
    TRY_VOID(orders::each_row(store, stream, "sales.quote", "vin", Value(vin),
                              [&](const Record& quote) -> Result<> {
                                  const bool is_other = !except || quote.id != *except;
                                  if (is_other && text_of(quote, "status") == "accepted") {
                                      out.facts.taken_by = text_of(quote, "number");
                                  }
                                  return {};
                              }));
    TRY(const auto stops, warranty::stop_sales_of(store, vin));
    if (!stops.empty()) out.facts.stopped_by = name_of(stops.front());
    return out;
}

Result<> find_list_price(Store& store, std::int64_t today, Dossier& dossier) {
    if (!dossier.car) return {};
    TRY(const auto prices, orders::find_prices(store, text_of(*dossier.car, "brand"),
                                               text_of(*dossier.car, "model"), today));
    if (!prices) return {};
    dossier.facts.list_price = prices->retail_with(domain::set_of(*dossier.car, "options"));
    if (dossier.facts.list_price) dossier.price_list = prices->issue;
    return {};
}

}  // namespace branchline::sales
