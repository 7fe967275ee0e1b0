#include "sync/entry/entry.hpp"

#include <algorithm>

#include "common/crypto/hash.hpp"
#include "common/crypto/row_id.hpp"
#include "common/schema/value.hpp"

namespace branchline::sync {

LogPrefix prefix_of(const LogId& log) {
    return read_big_endian(log.view().first(8));
}

LogId make_log_id(const NetId& net, std::string_view stream, const PublicKey& author) {
    return LogId::from(crypto::blake2b("bl/log/1", {net, as_bytes(stream), author}));
}

RowId dot_row_id(LogPrefix log, std::uint64_t seq, std::uint64_t ordinal) {
    Bytes bytes;
    append_big_endian(bytes, log, 8);
    append_big_endian(bytes, seq, 6);
    append_big_endian(bytes, ordinal, 2);
    return RowId::from(bytes);
}

Dot creator_of(const RowId& row) {
    return {read_big_endian(row.view().first(8)), read_big_endian(row.view().subspan(8, 6))};
}

RowId keyed_row_id(std::uint16_t entity, const std::vector<std::string>& key) {
    return crypto::keyed_row_id(entity, schema::encode_value(key));
}

RowId row_id_of(const RowOp& op, LogPrefix log, std::uint64_t seq) {
    switch (op.row.kind) {
        case RowRef::Kind::ordinal: return dot_row_id(log, seq, op.row.ordinal);
        case RowRef::Kind::dot: return op.row.row;
        case RowRef::Kind::keyed: return keyed_row_id(op.entity, op.row.key);
    }
    return {};
}

bool is_decision(const Body& body) {
    return !body.ops.empty() && std::all_of(body.ops.begin(), body.ops.end(), [](const Op& op) {
        return std::holds_alternative<Receipt>(op) || std::holds_alternative<Cut>(op);
    });
}

}  // namespace branchline::sync
