// The hub's keys and trust manifest on disk. The root keys are written apart and the daemon never
// reads them.
#pragma once

#include <filesystem>

#include "common/crypto/keys.hpp"
#include "common/crypto/signing.hpp"
#include "sync/authority/manifest.hpp"

namespace branchline::hub {

struct HubKeys {
    crypto::SigningKey enrol;
    crypto::SigningKey decide;
    crypto::SigningKey log;
    crypto::TransportPair transport;
    std::vector<Bytes> manifests;   ///< Signed, from version 1 on.
    sync::SignedManifest manifest;  ///< The newest.
    NetId net;
};

struct NewNetwork {
    std::filesystem::path data_dir;
    std::filesystem::path root_dir;  ///< Root keys go here; never below data_dir.
    std::string organisation;
    int root_keys = 1;
    int threshold = 1;
};

/// Founds a network: makes all keys and the first manifest. Refuses a directory that has one.
Result<NetId> found_network(const NewNetwork& wanted, Instant now);
Result<HubKeys> load_keys(const std::filesystem::path& data_dir);

}  // namespace branchline::hub
