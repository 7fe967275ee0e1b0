#include "sync/entry/codec.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "common/crypto/hash.hpp"
#include "common/pack/reader.hpp"
#include "common/pack/writer.hpp"

namespace branchline::sync {

namespace {

using pack::Reader;
using pack::Writer;

// Permanent: the first element of an engine op. Entities start at 16.
constexpr std::uint64_t kReceiptOp = 1;
constexpr std::uint64_t kCutOp = 2;
constexpr std::uint64_t kEnrolmentOp = 3;
constexpr std::size_t kReasonMax = 500;
constexpr std::size_t kKeyPartMax = 200;
// Room that is made before anything of them is believed.
constexpr std::size_t kWritesReserved = 64;
constexpr std::size_t kEntriesReserved = 1024;

Bytes big_endian(std::uint64_t value) {
    Bytes out;
    append_big_endian(out, value, 8);
    return out;
}

void write_prefix(Writer& w, std::uint64_t prefix) {
    w.bytes(big_endian(prefix));
}

std::uint64_t read_prefix(Reader& r) {
    const ByteView bytes = r.bytes(8);
    if (bytes.size() != 8) {
        r.fail("eight bytes expected");
        return 0;
    }
    return read_big_endian(bytes);
}

void write_deps(Writer& w, const std::vector<Dep>& deps) {
    w.array(deps.size());
    for (const Dep& dep : deps) {
        w.array(3);
        write_prefix(w, dep.log);
        w.uint(dep.seq);
        write_prefix(w, dep.hash_prefix);
    }
}

std::vector<Dep> read_deps(Reader& r) {
    const std::size_t count = r.array();
    if (count > kDepsMax) r.fail("too many deps");
    std::vector<Dep> deps;
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(3);
        Dep dep{.log = read_prefix(r), .seq = r.uint(kSequenceMax)};
        dep.hash_prefix = read_prefix(r);
        if (!deps.empty() && deps.back().log >= dep.log) r.fail("deps out of order");
        if (dep.seq == 0) r.fail("dep without a position");
        deps.push_back(dep);
    }
    return deps;
}

void write_tx(Writer& w, const std::optional<TxPart>& tx) {
    if (!tx) {
        w.nil();
        return;
    }
    w.array(3).uint(tx->first_seq).uint(tx->part).uint(tx->parts);
}

std::optional<TxPart> read_tx(Reader& r, std::uint64_t seq) {
    if (r.skip_nil()) return std::nullopt;
    r.array_of(3);
    TxPart tx;
    tx.first_seq = r.uint(kSequenceMax);
    tx.part = r.uint(kTxPartsMax);
    tx.parts = r.uint(kTxPartsMax);
    const bool sound = tx.parts >= 2 && tx.part >= 1 && tx.part <= tx.parts && tx.first_seq >= 1 &&
                       tx.first_seq + tx.part - 1 == seq;
    if (!sound) r.fail("transaction part out of place");
    return tx;
}

void write_row(Writer& w, const RowRef& row) {
    switch (row.kind) {
        case RowRef::Kind::ordinal: w.uint(row.ordinal); return;
        case RowRef::Kind::dot: w.bytes(row.row); return;
        case RowRef::Kind::keyed:
            w.array(row.key.size());
            for (const std::string& part : row.key) w.text(part);
            return;
    }
}

RowRef read_row(Reader& r) {
    RowRef row;
    const auto kind = r.peek();
    if (kind == pack::Kind::unsigned_integer) {
        row.ordinal = r.uint(kOrdinalMax);
    } else if (kind == pack::Kind::bytes) {
        row.kind = RowRef::Kind::dot;
        row.row = r.fixed<RowId>();
    } else {
        row.kind = RowRef::Kind::keyed;
        const std::size_t parts = r.array();
        if (parts == 0 || parts > 8) r.fail("key of 1 to 8 parts expected");
        for (std::size_t i = 0; i < parts && r.ok(); ++i) row.key.emplace_back(r.text(kKeyPartMax));
    }
    return row;
}

void write_op(Writer& w, const RowOp& op) {
    w.array(3).uint(op.entity);
    write_row(w, op.row);
    w.array(op.writes.size());
    for (const FieldWrite& write : op.writes) w.array(2).uint(write.field).raw(write.payload);
}

RowOp read_row_op(Reader& r, std::uint64_t entity) {
    RowOp op;
    op.entity = static_cast<std::uint16_t>(entity);
    op.row = read_row(r);
    const std::size_t count = r.array();
    op.writes.reserve(std::min(count, kWritesReserved));
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(2);
        FieldWrite write;
        write.field = static_cast<std::uint16_t>(r.uint(UINT16_MAX));
        write.payload = to_bytes(r.raw());
        if (!op.writes.empty() && op.writes.back().field >= write.field) {
            r.fail("fields out of order");
        }
        op.writes.push_back(std::move(write));
    }
    return op;
}

void write_op(Writer& w, const Receipt& op) {
    w.array(2).uint(kReceiptOp).array(5);
    write_prefix(w, op.log);
    w.uint(op.from).uint(op.up_to).bytes(op.head_hash);
    w.array(op.exceptions.size());
    for (const Exception& e : op.exceptions) {
        w.array(4).uint(e.seq).text(e.code).text(e.text).text(e.remedy);
    }
}

Receipt read_receipt(Reader& r) {
    r.array_of(5);
    Receipt op{.log = read_prefix(r)};
    op.from = r.uint(kSequenceMax);
    op.up_to = r.uint(kSequenceMax);
    op.head_hash = r.fixed<Hash>();
    if (op.from == 0 || op.from > op.up_to) r.fail("empty receipt");
    const std::size_t count = r.array();
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < count && r.ok(); ++i) {
        r.array_of(4);
        Exception e{.seq = r.uint(kSequenceMax)};
        e.code = r.text(64);
        e.text = r.text(kReasonMax);
        e.remedy = r.text(kReasonMax);
        if (e.seq <= last || e.seq < op.from || e.seq > op.up_to) r.fail("exception out of range");
        last = e.seq;
        op.exceptions.push_back(std::move(e));
    }
    return op;
}

void write_op(Writer& w, const Cut& op) {
    w.array(2).uint(kCutOp).array(4);
    write_prefix(w, op.log);
    w.uint(op.last_good).bytes(op.head_hash).text(op.reason);
}

Cut read_cut(Reader& r) {
    r.array_of(4);
    Cut op{.log = read_prefix(r)};
    op.last_good = r.uint(kSequenceMax);
    op.head_hash = r.fixed<Hash>();
    op.reason = r.text(kReasonMax);
    return op;
}

void write_op(Writer& w, const Enrolment& op) {
    w.array(2).uint(kEnrolmentOp).bytes(op.certificate);
}

Op read_op(Reader& r) {
    const std::size_t size = r.array();
    const std::uint64_t code = r.uint(UINT16_MAX);
    if (size == 3 && code >= 16) return read_row_op(r, code);
    if (size == 2 && code == kReceiptOp) return read_receipt(r);
    if (size == 2 && code == kCutOp) return read_cut(r);
    if (size == 2 && code == kEnrolmentOp) return Enrolment{to_bytes(r.bytes())};
    r.fail("unknown op");
    return RowOp{};
}

template <class WriteSome, class Some>
void write_optional(Writer& w, const std::optional<Some>& value, WriteSome write) {
    if (value) {
        write(*value);
    } else {
        w.nil();
    }
}

/// How an op names its row. Ordinals count the creations of the entry, whatever they create.
using RowName =
    std::tuple<std::uint16_t, RowRef::Kind, std::uint64_t, RowId, const std::vector<std::string>*>;

RowName name_of(const RowOp& op) {
    const RowRef& row = op.row;
    const bool ordinal = row.kind == RowRef::Kind::ordinal;
    return {ordinal ? std::uint16_t{0} : op.entity, row.kind, row.ordinal, row.row, &row.key};
}

bool comes_before(const RowName& a, const RowName& b) {
    const auto& [entity_a, kind_a, ordinal_a, row_a, key_a] = a;
    const auto& [entity_b, kind_b, ordinal_b, row_b, key_b] = b;
    return std::tie(entity_a, kind_a, ordinal_a, row_a, *key_a) <
           std::tie(entity_b, kind_b, ordinal_b, row_b, *key_b);
}

/// One row may be spoken of once per entry, or two writes of one cell would share a version.
void check_rows_distinct(Reader& r, const std::vector<Op>& ops) {
    std::vector<RowName> names;
    names.reserve(ops.size());
    for (const Op& op : ops) {
        if (const auto* row_op = std::get_if<RowOp>(&op)) names.push_back(name_of(*row_op));
    }
    std::sort(names.begin(), names.end(), comes_before);
    const auto same = [](const RowName& a, const RowName& b) { return !comes_before(a, b); };
    if (std::adjacent_find(names.begin(), names.end(), same) != names.end()) {
        r.fail("row named twice");
    }
}

}  // namespace

Bytes encode_header(const Header& h) {
    Writer w;
    w.array(10).uint(h.format).uint(h.seq).bytes(h.prev).uint(h.hlc);
    write_deps(w, h.deps);
    w.uint(h.policy_epoch).uint(h.schema_version);
    write_tx(w, h.tx);
    w.uint(h.body_size).bytes(h.body_hash);
    return w.take();
}

Hash entry_hash(ByteView header) {
    return crypto::blake2b("bl/entry/1", {header});
}
Hash body_hash(ByteView body) {
    return crypto::blake2b("bl/body/1", {body});
}

Bytes encode_body(const Body& body) {
    Writer w;
    w.array(6);
    write_optional(w, body.actor, [&](const RowId& actor) { w.bytes(actor); });
    w.uint(body.command);
    write_optional(w, body.client_key, [&](const Bytes& key) { w.bytes(key); });
    write_optional(w, body.origin, [&](const Origin& origin) {
        w.array(3);
        write_prefix(w, origin.log);
        w.uint(origin.seq).bytes(origin.hash);
    });
    write_optional(w, body.enc_key, [&](const Bytes& key) { w.bytes(key); });
    w.array(body.ops.size());
    for (const Op& op : body.ops) {
        std::visit([&](const auto& some) { write_op(w, some); }, op);
    }
    return w.take();
}

Result<Body> decode_body(ByteView bytes) {
    TRY(const pack::Document document, pack::Document::parse(bytes, {.size_max = kEntryBytesMax}));
    Reader r(document);
    Body body;
    r.array_of(6);
    if (!r.skip_nil()) body.actor = r.fixed<RowId>();
    body.command = r.uint(UINT32_MAX);
    if (!r.skip_nil()) body.client_key = to_bytes(r.bytes(64));
    if (!r.skip_nil()) {
        r.array_of(3);
        Origin origin{.log = read_prefix(r)};
        origin.seq = r.uint(kSequenceMax);
        origin.hash = r.fixed<Hash>();
        body.origin = origin;
    }
    if (!r.skip_nil()) body.enc_key = to_bytes(r.bytes(64));
    const std::size_t count = r.array();
    if (count == 0 || count > kOpsMax) r.fail("1 to 20000 ops expected");
    body.ops.reserve(std::min(count, kOpsMax));
    for (std::size_t i = 0; i < count && r.ok(); ++i) body.ops.push_back(read_op(r));
    check_rows_distinct(r, body.ops);
    TRY_VOID(r.status());
    return body;
}

Entry make_entry(Header header, const Body& body) {
    Entry entry;
    const Bytes packed = encode_body(body);
    header.body_size = packed.size();
    header.body_hash = body_hash(packed);
    entry.hash = entry_hash(encode_header(header));
    entry.body = body;
    Writer w;
    w.array(7).uint(header.format).uint(header.hlc);
    write_deps(w, header.deps);
    w.uint(header.policy_epoch).uint(header.schema_version);
    write_tx(w, header.tx);
    w.bytes(packed);
    entry.wire = w.take();
    entry.header = std::move(header);
    return entry;
}

std::string_view name_of(RefusalCode code) {
    switch (code) {
        case RefusalCode::unknown_log: return "unknown_log";
        case RefusalCode::out_of_scope: return "out_of_scope";
        case RefusalCode::gap: return "gap";
        case RefusalCode::fork: return "fork";
        case RefusalCode::bad_encoding: return "bad_encoding";
        case RefusalCode::body_hash: return "body_hash";
        case RefusalCode::bad_signature: return "bad_signature";
        case RefusalCode::missing_body: return "missing_body";
        case RefusalCode::too_large: return "too_large";
    }
    return "unknown";
}

namespace {

std::expected<Entry, Refusal> decode_entry(Reader& r, std::uint64_t seq, const Hash& prev) {
    const auto refuse = [&](RefusalCode code, std::string text) {
        return std::unexpected(Refusal{code, seq, std::move(text)});
    };
    Entry entry;
    Reader whole = r;
    entry.wire = to_bytes(whole.raw());
    const std::size_t size = r.array();
    Header& h = entry.header;
    h.seq = seq;
    h.prev = prev;
    h.format = r.uint();
    if (r.ok() && h.format != kFormat) {
        return refuse(RefusalCode::bad_encoding, "unknown entry format");
    }
    h.hlc = r.uint();
    h.deps = read_deps(r);
    h.policy_epoch = r.uint(kSequenceMax);
    h.schema_version = r.uint(UINT32_MAX);
    h.tx = read_tx(r, seq);
    if (!r.ok()) return refuse(RefusalCode::bad_encoding, r.status().error().what);
    if (size == 9 && r.peek() == pack::Kind::nil) {
        return refuse(RefusalCode::missing_body, "a header without its body, above any floor");
    }
    if (size != 7) return refuse(RefusalCode::bad_encoding, "entry of another size");
    const ByteView body = r.bytes();
    if (!r.ok()) return refuse(RefusalCode::bad_encoding, r.status().error().what);
    if (body.size() > kEntryBytesMax) return refuse(RefusalCode::too_large, "entry over 256 KiB");
    h.body_size = body.size();
    h.body_hash = body_hash(body);
    entry.hash = entry_hash(encode_header(h));
    auto decoded = decode_body(body);
    if (!decoded) return refuse(RefusalCode::bad_encoding, decoded.error().what);
    entry.body = std::move(*decoded);
    return entry;
}

}  // namespace

std::expected<std::vector<Entry>, Refusal> decode_entries(ByteView bytes,
                                                          std::uint64_t first_seq,
                                                          const Hash& prev) {
    const auto document = pack::Document::parse_sequence(bytes);
    if (!document) {
        return std::unexpected(
            Refusal{RefusalCode::bad_encoding, first_seq, document.error().what});
    }
    Reader r(*document);
    const std::size_t count = r.array();
    std::vector<Entry> entries;
    entries.reserve(std::min(count, kEntriesReserved));
    Hash last = prev;
    for (std::size_t i = 0; i < count; ++i) {
        auto entry = decode_entry(r, first_seq + i, last);
        if (!entry) return std::unexpected(entry.error());
        last = entry->hash;
        entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace branchline::sync
