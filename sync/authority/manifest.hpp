// Who the network trusts: the root signs a manifest, the manifest names role keys, the enrol role
// signs certificates. docs/formats/manifest.md and certificate.md give every byte.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/time.hpp"
#include "common/crypto/signing.hpp"

namespace branchline::sync {

/// A version of the trust manifest. The hash of version 1 is the network's id.
struct Manifest {
    std::uint64_t version = 1;
    std::string organisation;
    std::vector<PublicKey> root_keys;
    std::uint64_t threshold = 1;
    std::vector<PublicKey> enrol_keys;   ///< Sign certificates and nothing else.
    std::vector<PublicKey> decide_keys;  ///< Author the hub's logs: decisions, prices, receipts.
    std::vector<PublicKey> log_keys;     ///< Sign checkpoints and time beacons.
    TransportKey hub_transport;
    Hash previous;  ///< Hash of the version before; zero for the first.
    Instant issued;
    bool operator==(const Manifest&) const = default;
};

/// A manifest as it travels: its exact bytes and the root's signatures over them.
struct SignedManifest {
    Manifest manifest;
    Bytes bytes;
    struct RootSignature {
        std::uint64_t key = 0;  ///< Place in root_keys.
        Signature signature;
        bool operator==(const RootSignature&) const = default;
    };
    std::vector<RootSignature> signatures;
};

Bytes encode_manifest(const Manifest& manifest);
Hash manifest_hash(ByteView manifest);
/// The net id that a first manifest founds.
NetId net_of(const SignedManifest& first);
/// Signs "bl/manifest/1" || net (zero for version 1) || hash.
Signature sign_manifest(const crypto::SigningKey& root, const NetId& net, ByteView manifest);

Bytes encode_signed(const SignedManifest& manifest);
/// Decodes only; trust is established by verify_first or verify_next.
Result<SignedManifest> decode_manifest(ByteView bytes);

/// A first manifest is trusted when its hash is the net id and its own quorum signed it.
Result<> verify_first(const SignedManifest& manifest, const NetId& net);
/// A successor is trusted when it follows `current` by one step and the quorums of both signed it.
Result<> verify_next(const SignedManifest& next, const SignedManifest& current, const NetId& net);

/// What a node is allowed to be. Signed by an enrol key.
struct Certificate {
    std::uint64_t serial = 0;
    NetId net;
    std::string dealer;
    std::string branch;
    PublicKey incarnation;
    TransportKey transport;
    RowId operator_id;                 ///< The built-in actor of this enrolment.
    std::vector<std::string> streams;  ///< Ascending. Held whole; written where the verdict allows.
    Instant issued;
    std::optional<PublicKey> replaces;  ///< The incarnation before, of the same machine.
    bool operator==(const Certificate&) const = default;

    bool holds(std::string_view stream) const;
};

/// The actor id of an enrolment: first 16 bytes of BLAKE2b-256("bl/operator/1" || incarnation).
RowId operator_of(const PublicKey& incarnation);

Bytes encode_certificate(const Certificate& certificate, const crypto::SigningKey& enrol);
/// Decodes and checks the inner signature against the enrol keys.
Result<Certificate> decode_certificate(ByteView bytes,
                                       const NetId& net,
                                       std::span<const PublicKey> enrol_keys);

}  // namespace branchline::sync
