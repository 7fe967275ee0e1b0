// Invitations and the answers to nodes that use them.
#pragma once

#include <chrono>

#include "hub/fleet/network.hpp"
#include "sync/engine/token.hpp"

namespace branchline::hub {

/// An invitation as the hub knows it.
struct Invitation {
    Bytes id;
    std::string branch;
    std::string dealer;
    Instant expires;
    int tries = 0;
    bool approve = false;     ///< A person must approve before a certificate is made.
    std::string state;        ///< open, waiting, approved, spent, exhausted
    std::string incarnation;  ///< Hex of the key that asked; empty before.
};

struct NewToken {
    std::string branch;
    std::chrono::seconds ttl{std::chrono::hours(72)};
    bool approve = false;
    std::string endpoint;  ///< Under which nodes reach this hub.
    TransportKey hub_transport;
};

/// Writes inside the caller's group; `random` gives id and secret.
Result<sync::JoinToken> create_token(sync::Replica& hub,
                                     const NewToken& wanted,
                                     Random& random,
                                     Instant now);
Result<std::vector<Invitation>> tokens(sync::Replica& hub);
Result<> approve_token(sync::Replica& hub, ByteView id);
/// Drops invitations that have expired.
Result<> drop_expired_tokens(sync::Replica& hub, Instant now);

/// Answers a request to join: a certificate, "wait", or why not. The codes are permanent:
/// token_unknown, token_expired, token_spent, token_exhausted, bad_proof.
sync::Message answer_join(sync::Replica& hub,
                          const crypto::SigningKey& enrol,
                          const std::vector<Bytes>& manifests,
                          const sync::Join& join,
                          Instant now);

}  // namespace branchline::hub
