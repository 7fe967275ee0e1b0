#include "sync/webhooks/events.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "common/text/json.hpp"
#include "sync/entry/hybrid_clock.hpp"
#include "sync/entry/payload.hpp"

namespace branchline::sync {

namespace {

using text::Json;

// Permanent: names. A new one is a new row; a changed meaning is a new name.
constexpr EventKind kKinds[] = {
    {"OrderPlaced",        "orders.wholesale_order", "submit",   "",          ""           },
    {"OrderConfirmed",     "orders.wholesale_order", "confirm",  "",          ""           },
    {"OrderConfirmed",     "orders.wholesale_order", "override", "",          ""           },
    {"OrderRejected",      "orders.wholesale_order", "reject",   "",          ""           },
    {"OrderCancelled",     "orders.wholesale_order", "cancel",   "",          ""           },
    {"VINAllocated",       "orders.wholesale_order", "allocate", "",          ""           },
    {"VINReleased",        "orders.wholesale_order", "release",  "",          ""           },
    {"VehicleShipped",     "orders.wholesale_order", "ship",     "",          ""           },
    {"VehicleDelivered",   "orders.wholesale_order", "receive",  "",          ""           },
    {"ClaimSubmitted",     "warranty.claim",         "submit",   "",          ""           },
    {"ClaimReturned",      "warranty.claim",         "return",   "",          ""           },
    {"ClaimApproved",      "warranty.claim",         "approve",  "",          ""           },
    {"ClaimApproved",      "warranty.claim",         "reduce",   "",          ""           },
    {"ClaimRejected",      "warranty.claim",         "reject",   "",          ""           },
    {"ClaimAppealed",      "warranty.claim",         "appeal",   "",          ""           },
    {"CreditMemoIssued",   "accounting.document",    "",         "kind",      "credit_memo"},
    {"DebitMemoIssued",    "accounting.document",    "",         "kind",      "debit_memo" },
    {"PriceListPublished", "price.edition",          "",         "published", "true"       },
    {"CampaignOpened",     "catalog.campaign",       "activate", "",          ""           },
    {"RoClosed",           "service.repair_order",   "close",    "",          ""           },
};

constexpr std::string_view kPrefix = "org.branchline.";

/// The transition that an op makes; none where it makes none.
struct Move {
    std::string from;
    std::string to;
    std::string_view command;
};
std::optional<Move> move_of(const schema::Entity& entity, const RowOp& op) {
    const schema::Field* field = entity.state_field();
    if (field == nullptr) return std::nullopt;
    const auto write = std::find_if(op.writes.begin(), op.writes.end(),
                                    [&](const FieldWrite& w) { return w.field == field->id; });
    if (write == op.writes.end()) return std::nullopt;
    const auto payload = decode_payload(*field, write->payload);
    const Step* step = payload ? std::get_if<Step>(&*payload) : nullptr;
    if (step == nullptr) return std::nullopt;
    const auto row = std::find_if(
        entity.flow.begin(), entity.flow.end(),
        [&](const schema::Transition& t) { return t.from == step->from && t.to == step->to; });
    if (row == entity.flow.end()) return std::nullopt;
    return Move{step->from, step->to, row->command};
}

bool writes_value(const schema::Entity& entity, const RowOp& op, const EventKind& kind) {
    const schema::Field* field = entity.field(kind.field);
    if (field == nullptr) return false;
    return std::any_of(op.writes.begin(), op.writes.end(), [&](const FieldWrite& write) {
        if (write.field != field->id) return false;
        const auto payload = decode_payload(*field, write.payload);
        const Plain* plain = payload ? std::get_if<Plain>(&*payload) : nullptr;
        if (plain == nullptr) return false;
        if (const bool* flag = std::get_if<bool>(&plain->value)) {
            return *flag && kind.value == "true";
        }
        const auto* word = std::get_if<std::string>(&plain->value);
        return word != nullptr && *word == kind.value;
    });
}

}  // namespace

std::span<const EventKind> event_kinds() {
    return kKinds;
}

const EventKind* event_kind(std::string_view name) {
    const auto found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                    [&](const EventKind& kind) { return kind.name == name; });
    return found == std::end(kKinds) ? nullptr : found;
}

std::vector<Occurrence> occurrences(const schema::Registry& registry,
                                    const Entry& entry,
                                    LogPrefix log) {
    std::vector<Occurrence> out;
    for (std::size_t at = 0; at < entry.body.ops.size(); ++at) {
        const auto* op = std::get_if<RowOp>(&entry.body.ops[at]);
        const schema::Entity* entity = op ? registry.by_id(op->entity) : nullptr;
        if (entity == nullptr) continue;
        const auto move = move_of(*entity, *op);
        for (const EventKind& kind : kKinds) {
            if (kind.entity != entity->name) continue;
            const bool fits = kind.command.empty() ? writes_value(*entity, *op, kind)
                                                   : move && move->command == kind.command;
            if (!fits) continue;
            out.push_back({&kind, entity, row_id_of(*op, log, entry.header.seq), at,
                           move ? move->from : "", move ? move->to : ""});
            break;
        }
    }
    return out;
}

std::string event_id(const LogId& log, std::uint64_t seq, std::size_t ordinal) {
    return fmt::format("{}-{}-{}", to_hex(log).substr(0, 16), seq, ordinal);
}

Json event_json(const Occurrence& event, const Entry& entry, const EventPlace& place) {
    const std::uint64_t seq = entry.header.seq;
    Json data = Json::object();
    data["entity"] = event.entity->name;
    data["collection"] = event.entity->collection;
    data["id"] = to_hex(event.row);
    data["path"] = fmt::format("/api/v1/{}/{}", event.entity->collection, to_hex(event.row));
    if (!event.to.empty()) {
        data["from"] = event.from;
        data["to"] = event.to;
    }
    Json out = Json::object();
    out["specversion"] = "1.0";
    out["id"] = event_id(place.log, seq, event.ordinal);
    out["source"] = place.source;
    out["type"] = fmt::format("{}{}.v1", kPrefix, event.kind->name);
    out["subject"] = place.subject.empty() ? to_hex(event.row) : place.subject;
    out["time"] = to_text(instant_of(entry.header.hlc));
    out["datacontenttype"] = "application/json";
    out["branchlineseq"] = fmt::format("{}:{}", to_hex(place.log), seq);
    out["sequence"] = fmt::format("{:020}", seq);
    out["partitionkey"] = to_hex(event.row);
    out["hlc"] = fmt::format("{}", entry.header.hlc);
    out["originnode"] = place.branch;
    out["stream"] = place.stream;
    out["data"] = std::move(data);
    return out;
}

Json sample_event(const std::string& source, const std::string& id, Instant now) {
    Json out = Json::object();
    out["specversion"] = "1.0";
    out["id"] = id;
    out["source"] = source;
    out["type"] = fmt::format("{}Sample.v1", kPrefix);
    out["subject"] = "sample";
    out["time"] = to_text(now);
    out["datacontenttype"] = "application/json";
    out["data"] = Json::object();
    return out;
}

}  // namespace branchline::sync
