// Bytes of entries and runs: what is hashed, what travels, what is stored.
#pragma once

#include <span>

#include "sync/entry/entry.hpp"

namespace branchline::sync {

/// The canonical header: the byte string that is hashed and chained, never sent.
Bytes encode_header(const Header& header);
/// entry_hash = BLAKE2b-256("bl/entry/1" || header).
Hash entry_hash(ByteView header);
/// body_hash = BLAKE2b-256("bl/body/1" || body).
Hash body_hash(ByteView body);

Bytes encode_body(const Body& body);
Result<Body> decode_body(ByteView body);

/// Seals header and body into an entry: fills in body size and hash, wire bytes and hash.
Entry make_entry(Header header, const Body& body);

/// Why a run was not taken; permanent wire codes, docs/formats/messages.md.
enum class RefusalCode : std::uint8_t {
    unknown_log = 1,
    out_of_scope = 2,
    gap = 3,
    fork = 4,
    bad_encoding = 5,
    body_hash = 6,
    bad_signature = 7,
    missing_body = 8,
    too_large = 9,
};
std::string_view name_of(RefusalCode code);

struct Refusal {
    RefusalCode code = RefusalCode::bad_encoding;
    std::uint64_t seq = 0;
    std::string text;
};

/// Decodes a stored or received sequence of entries that begins at first_seq behind `prev`, and
/// builds each header by rule. Checks, in order: encoding, body hash. The caller has checked log,
/// scope, gap and fork, and checks the signature of the last entry.
std::expected<std::vector<Entry>, Refusal> decode_entries(ByteView entries,
                                                          std::uint64_t first_seq,
                                                          const Hash& prev);

}  // namespace branchline::sync
