#include "hub/fleet/network.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/characters.hpp"
#include "common/domain/org/roles.hpp"
#include "common/domain/text.hpp"
#include "common/engine/keys.hpp"
#include "common/identity/permits.hpp"
#include "common/schema/stream.hpp"

namespace branchline::hub {

namespace {

using domain::set_of;
using domain::text_of;
using engine::Edit;
using engine::Record;
using engine::RowEdit;
using schema::Entity;
using schema::StreamKind;
using schema::Value;
using sync::Replica;

constexpr std::size_t kPriceListsMax = 1000;

/// Creates a keyed row of the policy stream; refuses a key that is taken.
Result<> add_row(Replica& hub,
                 std::string_view name,
                 const std::string& key,
                 const std::map<std::string, Value>& values) {
    const Entity& declared = hub.entity(name);
    if (hub.find(declared, engine::keyed_row_id(declared, {key}))) {
        return fail(Code::conflict, "already-exists", fmt::format("{} {} exists", name, key));
    }
    RowEdit row{.entity = &declared, .key = {key}};
    for (const auto& [field, value] : values) row.wishes[declared.field(field)->id] = value;
    Edit edit{.stream = "policy", .rows = {row}};
    TRY_VOID(hub.commit(edit));
    return {};
}

sync::FieldWrite plain(const Entity& declared, std::string_view field, Value value) {
    return {declared.field(field)->id, sync::encode_payload(sync::Plain{std::move(value)})};
}

sync::RowOp node_row(Replica& hub, const sync::Certificate& certificate, const char* standing) {
    const Entity& declared = hub.entity("org.node");
    sync::RowOp op{.entity = declared.id};
    op.row.kind = sync::RowRef::Kind::keyed;
    op.row.key = {fmt::format("{}-{}", certificate.branch, certificate.serial)};
    op.writes = {
        plain(declared, "branch", certificate.branch),
        plain(declared, "incarnation", to_hex(certificate.incarnation)),
        plain(declared, "serial", static_cast<std::int64_t>(certificate.serial)),
        plain(declared, "standing", std::string(standing)),
    };
    return op;
}

}  // namespace

Result<> check_code(std::string_view what, std::string_view code) {
    const bool shaped =
        code.size() >= 2 && code.size() <= 16 && std::all_of(code.begin(), code.end(), [](char c) {
            return is_capital(c) || is_digit(c) || c == '-';
        });
    if (shaped) return {};
    return fail(Code::invalid, "bad-code", fmt::format("\"{}\" is no {} code", code, what),
                "use 2 to 16 capital letters, digits and '-'");
}

Result<> add_brand(Replica& hub, const std::string& code, const std::string& name) {
    TRY_VOID(check_code("brand", code));
    TRY_VOID(add_row(hub, "org.brand", code,
                     {
                         {"name", name}
    }));
    TRY_VOID(hub.hold_stream(schema::stream_name(StreamKind::catalog, code)));
    return hub.hold_stream(schema::stream_name(StreamKind::network, code));
}

namespace {

std::string_view noun_of(std::string_view entity) {
    return entity.substr(entity.find('.') + 1);
}

Result<Record> find_row(Replica& hub, std::string_view name, const std::string& key) {
    return find_named(hub, name, key, fmt::format("add it with: org {} add", noun_of(name)));
}

}  // namespace

Result<Record> find_named(Replica& hub,
                          std::string_view name,
                          const std::string& key,
                          std::string_view remedy) {
    const Entity& declared = hub.entity(name);
    auto found = hub.find(declared, engine::keyed_row_id(declared, {key}));
    if (found || found.error().code != Code::not_found) return found;
    return fail(Code::not_found, fmt::format("unknown-{}", noun_of(name)),
                fmt::format("there is no {} {}", noun_of(name), key), std::string(remedy));
}

Result<> grant_brand(Replica& hub, const std::string& dealer, const std::string& brand) {
    TRY_VOID(find_row(hub, "org.brand", brand));
    TRY(const Record record, find_row(hub, "org.dealer", dealer));
    std::vector<std::string> brands = set_of(record, "brands");
    if (std::find(brands.begin(), brands.end(), brand) != brands.end()) return {};
    brands.push_back(brand);
    const Entity& dealers = *record.entity;
    RowEdit row{.entity = &dealers, .key = {dealer}};
    row.wishes[dealers.field("brands")->id] = brands;
    TRY_VOID(hub.commit({.stream = "policy", .rows = {row}}));
    return {};
}

Result<> add_price_list(Replica& hub, const NewPriceList& list) {
    TRY_VOID(check_code("price list", list.code));
    TRY_VOID(find_row(hub, "org.brand", list.brand));
    TRY_VOID(add_row(hub, "org.price_list", list.code,
                     {
                         {"brand",    list.brand   },
                         {"kind",     list.kind    },
                         {"currency", list.currency},
                         {"name",     list.name    }
    }));
    return hub.hold_stream(schema::stream_name(StreamKind::price, list.code));
}

Result<> add_dealer(Replica& hub, const std::string& code, const std::string& name) {
    TRY_VOID(check_code("dealer", code));
    TRY_VOID(add_row(hub, "org.dealer", code,
                     {
                         {"name",     name                 },
                         {"standing", std::string("active")}
    }));
    return hub.hold_stream(schema::stream_name(StreamKind::dealer, code));
}

Result<> add_branch(Replica& hub,
                    const std::string& code,
                    const std::string& dealer,
                    const std::string& name) {
    TRY_VOID(check_code("branch", code));
    TRY_VOID(find_row(hub, "org.dealer", dealer));
    return add_row(hub, "org.branch", code,
                   {
                       {"dealer", dealer},
                       {"name",   name  }
    });
}

Result<> found_roles(Replica& hub) {
    const Entity& declared = hub.entity("org.role");
    for (const org::DefaultRole& role : org::default_roles()) {
        const std::string code(role.role);
        const auto row = find_row(hub, "org.role", code);
        if (row) continue;
        if (row.error().code != Code::not_found) return std::unexpected(row.error());
        RowEdit edit{.entity = &declared, .key = {code}};
        edit.wishes[declared.field("name")->id] = std::string(role.name);
        edit.wishes[declared.field("permits")->id] = role.permits;
        edit.wishes[declared.field("side")->id] = std::string(role.side);
        TRY_VOID(hub.commit({.stream = "policy", .rows = {edit}}));
    }
    return {};
}

Result<> define_role(Replica& hub, const std::string& role, const std::string& permits) {
    TRY_VOID(identity::check_permits(hub.state().registry, permits));
    const Entity& declared = hub.entity("org.role");
    RowEdit row{.entity = &declared, .key = {role}};
    row.wishes[declared.field("permits")->id] = permits;
    Edit edit{.stream = "policy", .rows = {row}};
    TRY_VOID(hub.commit(edit));
    return {};
}

Result<std::string> dealer_of(Replica& hub, const std::string& branch) {
    TRY(const Record record, find_row(hub, "org.branch", branch));
    return text_of(record, "dealer");
}

namespace {

/// What the nodes of a dealer hold, ascending as certificates list it.
Result<std::vector<std::string>> streams_of(Replica& hub, const std::string& dealer) {
    TRY(const Record record, find_row(hub, "org.dealer", dealer));
    std::vector<std::string> out{schema::stream_name(StreamKind::dealer, dealer),
                                 schema::stream_name(StreamKind::policy),
                                 schema::stream_name(StreamKind::reference)};
    const std::vector<std::string> brands = set_of(record, "brands");
    for (const std::string& brand : brands) {
        out.push_back(schema::stream_name(StreamKind::catalog, brand));
        out.push_back(schema::stream_name(StreamKind::network, brand));
    }
    TRY(const auto lists, hub.list(hub.entity("org.price_list"), {.limit = kPriceListsMax}));
    for (const Record& list : lists.records) {
        const bool sells =
            std::find(brands.begin(), brands.end(), text_of(list, "brand")) != brands.end();
        if (sells) out.push_back(schema::stream_name(StreamKind::price, text_of(list, "list")));
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace

Result<sync::Certificate> enrol_node(Replica& hub,
                                     const crypto::SigningKey& enrol,
                                     const NewNode& node,
                                     Instant now) {
    TRY(const std::string dealer, dealer_of(hub, node.branch));
    const auto issued = hub.policy().certificates();
    const std::string stream = schema::stream_name(StreamKind::dealer, dealer);
    TRY(const std::vector<std::string> streams, streams_of(hub, dealer));
    const LogId log = sync::make_log_id(hub.net(), stream, node.incarnation);
    if (hub.state().books.log(sync::prefix_of(log)) != nullptr) {
        return fail(Code::conflict, "log-prefix-taken", "the node's key collides with another",
                    "delete the node's data directory and join again");
    }
    const sync::Certificate certificate{
        .serial = issued.empty() ? 1 : issued.back()->serial + 1,
        .net = hub.net(),
        .dealer = dealer,
        .branch = node.branch,
        .incarnation = node.incarnation,
        .transport = node.transport,
        .operator_id = sync::operator_of(node.incarnation),
        .streams = streams,
        .issued = now,
        .replaces = std::nullopt,
    };
    sync::Body body;
    body.ops.emplace_back(sync::Enrolment{sync::encode_certificate(certificate, enrol)});
    body.ops.emplace_back(node_row(hub, certificate, "enrolled"));
    TRY_VOID(hub.author("policy", std::move(body)));
    return certificate;
}

bool is_revoked(Replica& hub, const sync::Certificate& certificate) {
    const std::string key = fmt::format("{}-{}", certificate.branch, certificate.serial);
    const auto row = find_row(hub, "org.node", key);
    return row && text_of(*row, "standing") == "revoked";
}

Result<> renew_certificates(Replica& hub, const crypto::SigningKey& enrol, Instant now) {
    std::vector<sync::Certificate> renewed;
    for (const sync::Certificate* certificate : hub.policy().certificates()) {
        TRY(const auto streams, streams_of(hub, certificate->dealer));
        if (streams == certificate->streams || is_revoked(hub, *certificate)) continue;
        renewed.push_back(*certificate);
        renewed.back().streams = streams;
        renewed.back().issued = now;
    }
    for (const sync::Certificate& certificate : renewed) {
        sync::Body body;
        body.ops.emplace_back(sync::Enrolment{sync::encode_certificate(certificate, enrol)});
        TRY_VOID(hub.author("policy", std::move(body)));
    }
    return {};
}

Result<Bytes> certificate_bytes(Replica& hub, const PublicKey& incarnation) {
    auto& find = hub.state().database.prepare(
        "SELECT bytes FROM certificate WHERE incarnation = ? ORDER BY epoch DESC LIMIT 1");
    find.bind(1, incarnation.view());
    TRY(const bool found, find.step());
    if (!found) return fail(Code::not_found, "unknown-node", "no certificate of that key");
    Bytes bytes = to_bytes(find.blob(0));
    find.reset();
    return bytes;
}

Result<> revoke_node(Replica& hub, std::uint64_t serial, const std::string& reason) {
    for (const sync::Certificate* certificate : hub.policy().certificates()) {
        if (certificate->serial != serial) continue;
        sync::Body note;
        note.ops.emplace_back(node_row(hub, *certificate, "revoked"));
        TRY_VOID(hub.author("policy", std::move(note)));
        for (const std::string& stream : certificate->streams) {
            const auto id = sync::make_log_id(hub.net(), stream, certificate->incarnation);
            const sync::LogBook* log = hub.state().books.log(id);
            if (log == nullptr) continue;
            sync::Body body;
            body.ops.emplace_back(
                sync::Cut{log->prefix, log->settled_seq(), log->applied_hash, reason});
            TRY_VOID(hub.author(stream, std::move(body)));
        }
        return {};
    }
    return fail(Code::not_found, "unknown-node", fmt::format("there is no certificate {}", serial));
}

}  // namespace branchline::hub
