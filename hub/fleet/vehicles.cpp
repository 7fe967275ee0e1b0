#include "hub/fleet/vehicles.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/schema/stream.hpp"
#include "hub/fleet/network.hpp"

namespace branchline::hub {

namespace {

using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::Field;
using schema::StreamKind;
using schema::Value;
using sync::Replica;

constexpr std::string_view kPlanned = "planned";  // The state of a new row.

Result<Record> vehicle(Replica& hub, const std::string& vin) {
    return find_named(hub, "vehicles.vehicle", vin, "check the VIN");
}

/// What a field of the importer holds is taken along; the rest belongs to the dealer who wrote it.
RowEdit arrival(const Record& record, const VehicleMove& move) {
    const Entity& vehicles = *record.entity;
    RowEdit edit{.entity = &vehicles, .key = {move.vin}};
    for (const Field& field : vehicles.fields) {
        const Value& value = record.values[vehicles.index_of(field.id)];
        const bool travels = field.owner == schema::Owner::hub && !vehicles.in_key(field.name);
        if (travels && value != Value()) edit.wishes[field.id] = value;
    }
    edit.wishes[vehicles.field("left_on")->id] = Value();
    edit.wishes[vehicles.field("arrived_on")->id] = move.today;
    if (domain::has_value(record, "odometer_km")) {
        edit.wishes[vehicles.field("arrived_km")->id] = domain::integer_of(record, "odometer_km");
    }
    return edit;
}

/// A car that comes back has a row in the stream already, with the status that it went with.
Result<bool> is_planned(Replica& hub, const Record& record, const std::string& stream) {
    const Entity& vehicles = *record.entity;
    const std::int64_t s = hub.state().books.stream(stream)->s;
    TRY(const auto row, hub.applier().row(s, vehicles, record.id));
    if (!row) return false;
    const auto view = hub.applier().view(vehicles, *row);
    const std::size_t at = vehicles.index_of(vehicles.state_field()->id);
    return view.fields[at].value == Value(std::string(kPlanned));
}

Result<> take_step(Replica& hub,
                   const Record& record,
                   const std::string& stream,
                   std::string_view from,
                   std::string_view to) {
    const Entity& vehicles = *record.entity;
    for (const schema::Transition& row : vehicles.flow) {
        if (row.from != from || row.to != to) continue;
        RowEdit edit{.entity = &vehicles, .key = {domain::text_of(record, "vin")}};
        edit.transition = std::string(to);
        const Edit step{.stream = stream, .command = row.id, .rows = {std::move(edit)}};
        TRY_VOID(hub.commit(step));
    }
    return {};
}

/// In the new stream the car begins where it stood: in use, or in the dealer's stock.
Result<> settle_status(Replica& hub, const Record& record, const std::string& stream) {
    TRY(const bool planned, is_planned(hub, record, stream));
    if (!planned) return {};
    const std::string was = domain::text_of(record, "status");
    const bool in_use = was == "in_service" || was == "retailed";
    return take_step(hub, record, stream, kPlanned, in_use ? "in_service" : "dealer_stock");
}

/// In the new stream the car goes the way that it has come, up to where it stands.
Result<> repeat_way(Replica& hub, const Record& record, const std::string& stream) {
    constexpr std::string_view kWay[] = {"produced", "in_transit", "compound"};
    TRY(const bool planned, is_planned(hub, record, stream));
    const std::string stands = domain::text_of(record, "status");
    if (!planned || std::find(std::begin(kWay), std::end(kWay), stands) == std::end(kWay)) {
        return {};
    }
    std::string_view from = kPlanned;
    for (const std::string_view to : kWay) {
        TRY_VOID(take_step(hub, record, stream, from, to));
        if (to == stands) break;
        from = to;
    }
    return {};
}

Result<> note_place(Replica& hub, const std::string& vin, const std::string& stream) {
    const Entity& places = hub.entity("vehicles.place");
    RowEdit edit{.entity = &places, .key = {vin}};
    edit.wishes[places.field("held_stream")->id] = stream;
    TRY_VOID(hub.commit({.stream = "hub", .rows = {std::move(edit)}}));
    return {};
}

}  // namespace

Result<> move_vehicle(Replica& hub, const VehicleMove& move) {
    TRY_VOID(find_named(hub, "org.dealer", move.dealer, "check the code"));
    TRY(const Record record, vehicle(hub, move.vin));
    const std::string stream = schema::stream_name(StreamKind::dealer, move.dealer);
    if (record.stream == stream) {
        return fail(Code::conflict, "already-there",
                    fmt::format("{} stands at dealer {} already", move.vin, move.dealer));
    }
    TRY_VOID(hub.commit({.stream = stream, .rows = {arrival(record, move)}}));
    TRY_VOID(move.on_its_way ? repeat_way(hub, record, stream)
                             : settle_status(hub, record, stream));
    RowEdit leave{.entity = record.entity, .key = {move.vin}};
    leave.wishes[record.entity->field("left_on")->id] = move.today;
    TRY_VOID(hub.commit({.stream = record.stream, .rows = {std::move(leave)}}));
    return note_place(hub, move.vin, stream);
}

Result<std::string> holder_of(Replica& hub, const std::string& vin) {
    TRY(const Record record, vehicle(hub, vin));
    TRY(const auto name, schema::StreamName::parse(record.stream));
    return name.scope;
}

}  // namespace branchline::hub
