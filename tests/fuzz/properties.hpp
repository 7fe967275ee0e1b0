// What must hold for any bytes whatsoever, one function for each reader of untrusted input. The
// fuzzers and fuzz_regressions_test run the same functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/bytes.hpp"

namespace branchline::fuzz {

struct Judgement {
    bool taken = false;  ///< The reader understood the input as it is.
    std::string broken;  ///< The promise that was not kept; empty when all hold.
};

/// A message of sync/wire: what is taken comes back the same from its own encoding, and but for
/// compressed runs byte by byte.
Judgement check_frame(ByteView input);
/// The first byte is a position, the rest entries from there on: contiguous, chained, and each
/// written again from its header and body with the same bytes and hash.
Judgement check_run(ByteView input);
/// Entries as an enrolled node signs them, received by a hub: whatever they contain, the replica
/// judges them and goes on. The first byte chooses the stream and, with 2, the node that receives
/// what the hub has signed.
Judgement check_receive(ByteView input);
/// The network in which check_receive signs and receives.
const NetId& receiving_net();
/// Exactly one entry, at position 3.
Judgement check_entry(ByteView input);
/// A body, and each payload in it against every kind of field.
Judgement check_body(ByteView input);
/// A certificate as it travels; and the content of one, under a true signature.
Judgement check_certificate(ByteView input);
/// The first byte chooses: an ID token; the claims of one, under the provider's true signature; the
/// keys of a provider. What is believed was signed so.
Judgement check_id_token(ByteView input);
/// The one token that is good, and its claims.
Bytes true_id_token();
std::string true_claims();
/// A manifest as it travels; and the content of one, under the signatures of two root keys.
Judgement check_manifest(ByteView input);
/// A token as people copy it; and the content of one, under a true checksum.
Judgement check_token(ByteView input);
/// A table: the first byte chooses the options, the second the size of the pieces it comes in. The
/// same rows in any pieces, the same fields after being written again, and cells whose meaning is
/// in bounds.
Judgement check_csv(ByteView input);
/// The target of a GET: the first byte chooses the entity. Parameters mean the same when they are
/// written again, and the link to the next page leads to the same list.
Judgement check_query(ByteView input);

struct Target {
    std::string_view name;
    Judgement (*check)(ByteView);
};
/// All of them, in the order of their names.
std::span<const Target> targets();

}  // namespace branchline::fuzz
