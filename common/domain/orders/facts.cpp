#include "common/domain/orders/facts.hpp"

#include <algorithm>

#include "common/domain/money.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/schema/stream.hpp"

namespace branchline::orders {

namespace {

using domain::flag_of;
using domain::has_value;
using domain::integer_of;
using domain::text_of;
using engine::Record;
using engine::Store;
using schema::StreamKind;
using schema::Value;

bool holds(const Store& store, const std::string& stream) {
    const auto streams = store.streams();
    return std::find(streams.begin(), streams.end(), stream) != streams.end();
}

bool is_pending(std::string_view status) {
    return status == "submitted" || status == "awaiting_grant";
}

class Gathering {
public:
    Gathering(Store& store, Dossier& out, std::int64_t today)
        : store_(store), out_(out), today_(today) {}

    Result<> run() {
        TRY(const auto name, schema::StreamName::parse(out_.record.stream));
        out_.dealer = name.scope;
        const Record& r = out_.record;
        out_.order = {.kind = text_of(r, "kind"),
                      .brand = text_of(r, "brand"),
                      .model = text_of(r, "model"),
                      .deal_signed = flag_of(r, "deal_signed"),
                      .required = list_of(text_of(r, "required")),
                      .excluded = list_of(text_of(r, "excluded")),
                      .preferred = list_of(text_of(r, "preferred"))};
        TRY_VOID(find_contract());
        TRY_VOID(find_catalogue());
        TRY(out_.facts.credit, find_credit(store_, out_.dealer, out_.order.brand));
        TRY(quota_, find_quota(store_, out_.dealer, out_.order.brand, out_.order.model, today_));
        const Group group = quota_ ? quota_->group : Group{out_.order.brand, {out_.order.model}};
        TRY(out_.facts.stock, count_cars(store_, out_.dealer, group, today_, kSalesDays));
        if (quota_) out_.facts.quota = quota_->quota;
        return count_orders(group);
    }

private:
    Result<> find_contract() {
        TRY(const auto row, engine::find_by_key(store_, "org.dealer", {out_.dealer}));
        if (!row) return {};
        const auto brands = domain::set_of(*row, "brands");
        const bool sells =
            std::find(brands.begin(), brands.end(), out_.order.brand) != brands.end();
        const std::string standing = text_of(*row, "standing");
        out_.facts.contract = sells && standing != "suspended" && standing != "terminated";
        return {};
    }

    Result<> find_catalogue() {
        const std::string stream = schema::stream_name(StreamKind::catalog, out_.order.brand);
        if (!holds(store_, stream)) return {};
        const Value model(out_.order.model);
        out_.facts.model_offered = false;
        const std::string year = text_of(out_.record, "model_year");
        TRY_VOID(each_row(
            store_, stream, "catalog.model", "model", model, [&](const Record& row) -> Result<> {
                const bool fits = year.empty() || text_of(row, "model_year") == year;
                const bool active = !has_value(row, "active") || flag_of(row, "active");
                if (fits && active) out_.facts.model_offered = true;
                return {};
            }));
        std::vector<CatalogueOption> options;
        TRY_VOID(each_row(store_, stream, "catalog.option", "model", model,
                          [&](const Record& row) -> Result<> {
                              options.push_back({.option = text_of(row, "option"),
                                                 .needs = domain::set_of(row, "needs"),
                                                 .excludes = domain::set_of(row, "excludes")});
                              return {};
                          }));
        if (!options.empty()) out_.facts.options = std::move(options);
        TRY(out_.facts.price,
            find_price(store_, out_.order.brand, out_.order.model, out_.order.required, today_));
        return {};
    }

    /// What the dealer's other orders have taken of quota, stock and credit.
    Result<> count_orders(const Group& group) {
        const auto count = [&](const Record& other) -> Result<> {
            if (other.id == out_.record.id) return {};
            const std::string status = text_of(other, "status");
            const bool pending = out_.facts.seat == Seat::branch && is_pending(status);
            if (!is_decided(status) && !pending) return {};
            const bool waits = pending || status == "confirmed";
            const bool owes = waits || status == "allocated";
            if (owes && out_.facts.credit) TRY_VOID(owe(other, *out_.facts.credit));
            if (!group.contains(other)) return {};
            if (waits && out_.facts.stock) ++out_.facts.stock->open_orders;
            const std::int64_t day = pending ? today_ : integer_of(other, "decided_on");
            const bool in_period =
                quota_ && quota_->valid_from <= day && day <= quota_->valid_until;
            if (in_period) ++out_.facts.quota->used;
            return {};
        };
        return each_row(store_, out_.record.stream, "orders.wholesale_order", "brand",
                        Value(out_.order.brand), count);
    }

    Result<> owe(const Record& other, Credit& credit) {
        std::optional<std::int64_t> price = integer_of(other, "price");
        if (!has_value(other, "price")) {
            TRY(price, find_price(store_, out_.order.brand, text_of(other, "model"),
                                  list_of(text_of(other, "required")), today_));
        }
        const auto sum = domain::sum(credit.confirmed_unbilled, price.value_or(0));
        credit.confirmed_unbilled = sum.value_or(INT64_MAX);
        return {};
    }

    Store& store_;
    Dossier& out_;
    std::int64_t today_;
    std::optional<QuotaRow> quota_;
};

}  // namespace

Seat seat_of(const Store& store) {
    return holds(store, schema::stream_name(StreamKind::hub)) ? Seat::hub : Seat::branch;
}

Result<Dossier> gather(Store& store, Record record, Seat seat, std::int64_t today) {
    Dossier out{.record = std::move(record), .dealer = {}, .order = {}, .facts = {.seat = seat}};
    TRY_VOID(Gathering(store, out, today).run());
    return out;
}

}  // namespace branchline::orders
