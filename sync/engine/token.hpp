// The invitation that a new node is given: where the hub is, the keys it must have, and a secret.
// docs/formats/token.md gives the bytes.
#pragma once

#include <string>

#include "common/crypto/keys.hpp"
#include "common/crypto/signing.hpp"
#include "sync/wire/messages.hpp"

namespace branchline::sync {

struct JoinToken {
    std::string endpoint;        ///< Of the hub: tcp://hub.example:7400.
    TransportKey hub_transport;  ///< Checked by the handshake before anything is sent.
    NetId net;                   ///< Checked against the manifest before it is believed.
    Bytes id;                    ///< 8 bytes, names the invitation.
    Bytes secret;                ///< 16 bytes.
    bool operator==(const JoinToken&) const = default;
};

std::string encode_token(const JoinToken& token);
Result<JoinToken> decode_token(std::string_view text);

/// What the hub keeps of a secret: BLAKE2b-256("bl/token/1" || secret).
Hash token_verifier(ByteView secret);
/// The transport keys with which a joining node connects; they belong to the invitation.
crypto::TransportPair join_transport(ByteView token_id);

/// Proof of the secret and of the keys to be certified.
Hash join_proof(const Hash& verifier, const PublicKey& incarnation, const TransportKey& transport);
Join make_join(const JoinToken& token,
               const crypto::SigningKey& incarnation,
               const TransportKey& transport);
/// Does the request prove the secret behind `verifier` and the possession of its key?
bool proves(const Join& join, const Hash& verifier, const NetId& net);

}  // namespace branchline::sync
