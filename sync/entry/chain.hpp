// Heads: what an author signs and anyone can check.
#pragma once

#include "common/crypto/signing.hpp"
#include "sync/entry/entry.hpp"

namespace branchline::sync {

/// Ed25519("bl/head/1" || net_id || entry_hash), over every head that is spoken.
inline Signature sign_head(const crypto::SigningKey& key, const NetId& net, const Hash& head) {
    return key.sign("bl/head/1", net, head);
}
inline bool verify_head(const PublicKey& author,
                        const NetId& net,
                        const Hash& head,
                        const Signature& signature) {
    return crypto::verify("bl/head/1", net, head, author, signature);
}

}  // namespace branchline::sync
