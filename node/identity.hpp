// Who a node is: its keys, made on this machine and never copied, and what the hub gave it.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "common/crypto/keys.hpp"
#include "common/crypto/signing.hpp"
#include "sync/authority/manifest.hpp"

namespace branchline::node {

struct Identity {
    crypto::SigningKey key;
    crypto::TransportPair transport;
    std::string endpoint;  ///< Of the hub.
    NetId net;
    std::vector<Bytes> manifests;   ///< Signed, from version 1 on, as they were at the enrolment.
    sync::SignedManifest manifest;  ///< The newest of them.
    sync::Certificate certificate;
};

/// Keys of a node that is not enrolled yet; made at the first call, kept for a second try.
struct NodeKeys {
    crypto::SigningKey key;
    crypto::TransportPair transport;
};
Result<NodeKeys> make_or_load_keys(const std::filesystem::path& data_dir);

bool is_enrolled(const std::filesystem::path& data_dir);
/// Checks manifests and certificate against the net id and our own key, then writes them.
Result<> save_identity(const std::filesystem::path& data_dir,
                       const NodeKeys& keys,
                       const std::string& endpoint,
                       const NetId& net,
                       const std::vector<Bytes>& manifests,
                       ByteView certificate);
Result<Identity> load_identity(const std::filesystem::path& data_dir);

}  // namespace branchline::node
