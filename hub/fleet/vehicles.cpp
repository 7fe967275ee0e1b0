#include "hub/fleet/vehicles.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/domain/text.hpp"
#include "common/schema/stream.hpp"

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

Result<Record> vehicle(Replica& hub, const std::string& vin) {
    const Entity& vehicles = hub.entity("vehicles.vehicle");
    auto found = hub.find(vehicles, sync::keyed_row_id(vehicles.id, {vin}));
    if (found || found.error().code != Code::not_found) return found;
    return fail(Code::not_found, "unknown-vehicle", fmt::format("there is no vehicle {}", vin),
                "check the VIN");
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

/// In the new stream the car begins where it stood: in use, or in the dealer's stock.
Result<> settle_status(Replica& hub, const Record& record, const std::string& stream) {
    const Entity& vehicles = *record.entity;
    const std::string was = domain::text_of(record, "status");
    const bool in_use = was == "in_service" || was == "retailed";
    const std::string_view to = in_use ? "in_service" : "dealer_stock";
    for (const schema::Transition& row : vehicles.flow) {
        if (row.from != "planned" || row.to != to) continue;
        RowEdit edit{.entity = &vehicles, .key = {domain::text_of(record, "vin")}};
        edit.transition = std::string(to);
        Edit step{.stream = stream, .command = row.id, .rows = {std::move(edit)}};
        const auto done = hub.commit(step);
        // A car that comes back has its status there already.
        if (!done && done.error().id != "state-not-allowed") return std::unexpected(done.error());
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
    const Entity& dealers = hub.entity("org.dealer");
    if (!hub.find(dealers, sync::keyed_row_id(dealers.id, {move.dealer}))) {
        return fail(Code::not_found, "unknown-dealer",
                    fmt::format("there is no dealer {}", move.dealer), "check the code");
    }
    TRY(const Record record, vehicle(hub, move.vin));
    const std::string stream = schema::stream_name(StreamKind::dealer, move.dealer);
    if (record.stream == stream) {
        return fail(Code::conflict, "already-there",
                    fmt::format("{} stands at dealer {} already", move.vin, move.dealer));
    }
    TRY_VOID(hub.commit({.stream = stream, .rows = {arrival(record, move)}}));
    TRY_VOID(settle_status(hub, record, stream));
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
