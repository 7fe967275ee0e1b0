#include "tests/support/forge.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "sync/entry/chain.hpp"
#include "sync/entry/hybrid_clock.hpp"

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

Forger::Forger(sync::Replica& like, std::string stream, const crypto::SigningKey& key)
    : hlc(sync::hlc_from(Instant(Milliseconds(1'767'225'601'000)))),
      policy_epoch(like.state().policy_epoch()),
      stream_(std::move(stream)),
      key_(key),
      net_(like.net()),
      log_(sync::make_log_id(net_, stream_, key.public_key())) {}

sync::Header Forger::next() const {
    return {.seq = size() + 1,
            .prev = entries_.empty() ? Hash::from(log_) : entries_.back().hash,
            .hlc = hlc,
            .policy_epoch = policy_epoch,
            .schema_version = schema::kSchemaVersion};
}

std::uint64_t Forger::add(const sync::Body& body) {
    return add(next(), body);
}

std::uint64_t Forger::add(const sync::Header& header, sync::Body body) {
    if (!body.actor) body.actor = sync::operator_of(author());
    entries_.push_back(sync::make_entry(header, body));
    hlc = std::max(hlc, header.hlc) + 1;
    return size();
}

sync::Run Forger::run(std::uint64_t first, std::uint64_t last) const {
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

RowOp note_op(const std::string& branch, std::string_view text) {
    return make_op("notes.note", {
                                     {"branch", plain(branch)  },
                                     {"title",  plain("Key")   },
                                     {"text",   plain(text)    },
                                     {"status", begins("draft")}
    });
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

namespace {

std::string hand_over(Network& network,
                      Site& site,
                      const std::string& stream,
                      const PublicKey& author,
                      const sync::Run& run) {
    std::string answer = "not run";
    const auto done = network.write(site, [&](sync::Replica& replica) -> Result<> {
        const auto refusal = replica.receive(stream, author, run);
        if (!refusal) return std::unexpected(refusal.error());
        answer = *refusal ? std::string(sync::name_of((*refusal)->code)) : "taken";
        return {};
    });
    return done ? answer : "error " + done.error().id;
}

}  // namespace

std::string receive(Network& network, Site& site, const Forger& log, const sync::Run& run) {
    return hand_over(network, site, log.stream(), log.author(), run);
}

std::string carry(
    Network& network, Site& from, Site& to, const std::string& stream, const PublicKey& author) {
    const LogId log = sync::make_log_id(from.replica().net(), stream, author);
    std::string answer = "nothing";
    for (;;) {
        const sync::LogBook* book = to.replica().state().books.log(log);
        const auto run =
            from.replica().read_run(stream, log, book == nullptr ? 0 : book->head_seq, 1U << 16U);
        if (!run) return "error " + run.error().id;
        if (!*run) return answer;
        answer = hand_over(network, to, stream, author, **run);
        if (answer != "taken") return answer;
    }
}

std::string void_code(Site& site, const LogId& log, std::uint64_t seq) {
    const sync::LogBook* book = site.replica().state().books.log(log);
    if (book == nullptr) return "no such log";
    auto& find = site.replica().state().database.prepare(
        "SELECT code FROM void_entry WHERE log = ? AND seq = ?");
    find.bind(1, book->id).bind(2, static_cast<std::int64_t>(seq));
    const auto found = find.step();
    if (!found) return found.error().what;
    if (!*found) return "-";
    const auto code = static_cast<sync::VoidCode>(find.integer(0));
    find.reset();
    return std::string(sync::text_of(code).id);
}

std::int64_t count_of(Site& site, const std::string& sql) {
    auto& query = site.replica().state().database.prepare(sql);
    const auto found = query.step();
    if (!found || !*found) throw std::runtime_error(sql);
    const std::int64_t count = query.integer(0);
    query.reset();
    return count;
}

std::string compare(Site& a, Site& b, const std::string& stream) {
    const auto x = a.replica().digest(stream);
    const auto y = b.replica().digest(stream);
    if (!x || !y) return "no such stream";
    if (x->vector != y->vector) {
        return fmt::format("vectors of {} and {} logs differ", x->vector.size(), y->vector.size());
    }
    return x->digest == y->digest ? "equal" : "digests differ";
}

}  // namespace branchline::test
