// Frames, runs, entries, bodies: formats with exactly one encoding of a value.
#include "common/compress/zstd.hpp"
#include "common/pack/writer.hpp"
#include "sync/entry/codec.hpp"
#include "sync/entry/payload.hpp"
#include "sync/wire/messages.hpp"
#include "tests/fuzz/properties.hpp"
#include "tests/support/toy_schema.hpp"

namespace branchline::fuzz {

namespace {

using namespace sync;

constexpr std::uint64_t kPosition = 3;  ///< Of the entry that check_entry reads.

const Hash kPrevious = Hash::from(Bytes(32, 0x33));

Judgement check_message(ByteView frame) {
    const auto first = decode(frame);
    if (!first) return {};
    const Bytes written = encode(*first);
    const auto second = decode(written);
    if (!second) return {true, "what was written is refused: " + second.error().what};
    if (*second != *first) return {true, "another message comes back"};
    if (encode(*second) != written) return {true, "one message is written in two ways"};
    // Runs may travel compressed or not, and compression has more than one form.
    const bool one_form = !std::holds_alternative<Data>(*first);
    if (one_form && !equal(written, frame)) return {true, "a frame is written differently"};
    return {true, {}};
}

/// What was decoded, written once more from its parts.
std::string check_entries(ByteView bytes,
                          std::uint64_t first,
                          const Hash& previous,
                          const std::vector<Entry>& entries) {
    Bytes joined;
    Hash last = previous;
    std::uint64_t seq = first;
    for (const Entry& entry : entries) {
        if (entry.header.seq != seq++) return "positions are not contiguous";
        if (entry.header.prev != last) return "the chain is broken";
        const Entry again = make_entry(entry.header, entry.body);
        if (again.header != entry.header) return "the header comes out differently";
        if (again.wire != entry.wire) return "the entry is written differently";
        if (again.hash != entry.hash) return "the hash is another one";
        append(joined, entry.wire);
        last = entry.hash;
    }
    return equal(joined, bytes) ? "" : "the entries are not the whole of the run";
}

Judgement check_sequence(ByteView bytes, std::uint64_t first, const Hash& previous) {
    const auto entries = decode_entries(bytes, first, previous);
    if (!entries) {
        const Refusal& no = entries.error();
        if (no.seq < first) return {false, "a refusal names a position before the run"};
        if (name_of(no.code) == "unknown" || no.text.empty()) return {false, "a refusal is mute"};
        return {};
    }
    return {true, check_entries(bytes, first, previous, *entries)};
}

std::string check_payload(const schema::Field& field, ByteView packed) {
    const auto payload = decode_payload(field, packed);
    if (!payload) return {};
    const Bytes written = encode_payload(*payload);
    if (!equal(written, packed)) return "a payload is written differently";
    const auto again = decode_payload(field, written);
    if (!again || *again != *payload) return "another payload comes back";
    if (dots_named(*again) != dots_named(*payload)) return "the payload names other dots";
    return {};
}

/// A writer of another program may put any payload behind any field: each kind must cope.
std::string check_write(const FieldWrite& write) {
    for (const schema::Entity* entity : test::toy_registry().entities()) {
        for (const schema::Field& field : entity->fields) {
            std::string broken = check_payload(field, write.payload);
            if (!broken.empty()) return broken;
        }
    }
    const auto life = decode_life(write.payload);
    const bool same = !life || encode_payload(*life) == write.payload;
    return same ? "" : "a life is written differently";
}

std::string check_op(const RowOp& op) {
    const RowId row = row_id_of(op, 0x7777777777777777, kPosition);
    if (op.row.kind == RowRef::Kind::ordinal && creator_of(row).seq != kPosition) {
        return "a new row has another creator";
    }
    for (const FieldWrite& write : op.writes) {
        std::string broken = check_write(write);
        if (!broken.empty()) return broken;
    }
    return {};
}

}  // namespace

Judgement check_frame(ByteView input) {
    Judgement judged = check_message(input);
    if (!judged.broken.empty()) return judged;
    // The same bytes as the inside of a compressed frame, which mutation would hardly make.
    pack::Writer frame;
    frame.array(3).uint(3).flag(true).bytes(compress::compress(input));
    judged.broken = check_message(frame.view()).broken;
    return judged;
}

Judgement check_run(ByteView input) {
    if (input.empty()) return {};
    return check_sequence(input.subspan(1), input.front(), kPrevious);
}

Judgement check_entry(ByteView input) {
    const auto entries = decode_entries(input, kPosition, kPrevious);
    if (entries && entries->size() != 1) return {};
    return check_sequence(input, kPosition, kPrevious);
}

Judgement check_body(ByteView input) {
    const auto body = decode_body(input);
    if (!body) return {};
    const Bytes written = encode_body(*body);
    if (!equal(written, input)) return {true, "the body is written differently"};
    const auto again = decode_body(written);
    if (!again || *again != *body) return {true, "another body comes back"};
    for (const Op& op : body->ops) {
        const auto* row_op = std::get_if<RowOp>(&op);
        if (row_op == nullptr) continue;
        if (is_decision(*body)) return {true, "a body with rows passes as a decision"};
        std::string broken = check_op(*row_op);
        if (!broken.empty()) return {true, std::move(broken)};
    }
    return {true, {}};
}

}  // namespace branchline::fuzz
