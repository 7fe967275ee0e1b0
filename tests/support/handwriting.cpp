#include "tests/support/handwriting.hpp"

#include "common/domain/modules.hpp"
#include "sync/entry/chain.hpp"

namespace branchline::test {

using sync::Payload;
using sync::RowOp;
using sync::RowRef;

namespace {

const schema::Entity& entity_named(std::string_view name) {
    return *domain::registry().by_name(name);
}

void write_fields(RowOp& op, const schema::Entity& entity, const Payloads& writes) {
    op.entity = entity.id;
    std::map<std::uint16_t, Bytes> by_field;
    for (const auto& [name, payload] : writes) {
        const std::uint16_t field = name == "life" ? schema::kLifeField : entity.field(name)->id;
        by_field[field] = sync::encode_payload(payload);
    }
    for (auto& [field, payload] : by_field) op.writes.push_back({field, std::move(payload)});
}

}  // namespace

WrittenLog::WrittenLog(const NetId& net, std::string stream, crypto::SigningKey key)
    : net_(net),
      stream_(std::move(stream)),
      key_(std::move(key)),
      log_(sync::make_log_id(net_, stream_, key_.public_key())) {}

sync::Header WrittenLog::next_at(std::uint64_t hlc) const {
    return {.seq = size() + 1,
            .prev = entries_.empty() ? Hash::from(log_) : entries_.back().hash,
            .hlc = hlc,
            .policy_epoch = policy_epoch,
            .schema_version = schema::kSchemaVersion};
}

std::uint64_t WrittenLog::add(const sync::Header& header, const sync::Body& body) {
    entries_.push_back(sync::make_entry(header, body));
    return size();
}

sync::Run WrittenLog::run(std::uint64_t first, std::uint64_t last) const {
    sync::Run out{.log = log_, .first_seq = first, .last_seq = last};
    out.prev = entry(first).header.prev;
    for (std::uint64_t seq = first; seq <= last; ++seq) append(out.entries, entry(seq).wire);
    const Hash& head = entry(last).hash;
    out.head_prefix = read_big_endian(head.view().first(8));
    out.signature = sync::sign_head(key_, net_, head);
    return out;
}

RowOp make_op(std::string_view entity, const Payloads& writes) {
    RowOp op;
    write_fields(op, entity_named(entity), writes);
    return op;
}

RowOp change_op(std::string_view entity, const RowId& row, const Payloads& writes) {
    RowOp op{
        .row = {.kind = RowRef::Kind::dot, .row = row}
    };
    write_fields(op, entity_named(entity), writes);
    return op;
}

RowOp keyed_op(std::string_view entity,
               const std::vector<std::string>& key,
               const Payloads& writes) {
    RowOp op{
        .row = {.kind = RowRef::Kind::keyed, .key = key}
    };
    write_fields(op, entity_named(entity), writes);
    return op;
}

sync::Body body_of(std::vector<sync::Op> ops) {
    sync::Body body;
    body.ops = std::move(ops);
    return body;
}

Payload plain(std::string_view text) {
    return sync::Plain{std::string(text)};
}
Payload plain(std::int64_t number) {
    return sync::Plain{number};
}
Payload plain_flag(bool flag) {
    return sync::Plain{flag};
}
Payload begins(std::string_view state) {
    return sync::Step{std::string(state), {}, {}};
}
Payload steps(std::string_view from, const sync::Dot& left, std::string_view to) {
    return sync::Step{std::string(to), std::string(from), left};
}

RowOp note_op(const std::string& branch, std::string_view text, const Payloads& more) {
    Payloads writes{
        {"branch", plain(branch)  },
        {"title",  plain("Key")   },
        {"text",   plain(text)    },
        {"status", begins("draft")}
    };
    writes.insert(more.begin(), more.end());
    return make_op("notes.note", writes);
}

RowOp bin_op(const std::string& branch) {
    return keyed_op("stock.bin", {branch, "P-1", "A1"}, {});
}

RowOp move_op(const std::string& branch, std::int64_t quantity) {
    return make_op("stock.move", {
                                     {"branch",   plain(branch)  },
                                     {"part",     plain("P-1")   },
                                     {"bin",      plain("A1")    },
                                     {"quantity", plain(quantity)},
                                     {"reason",   plain("count") }
    });
}

RowId bin_of(const std::string& branch) {
    return sync::keyed_row_id(entity_named("stock.bin").id, {branch, "P-1", "A1"});
}

}  // namespace branchline::test
