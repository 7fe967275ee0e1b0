// The importer's side of the network: brands, dealers, branches, and the nodes enrolled for them.
// Every function writes inside the caller's group.
#pragma once

#include "common/schema/registry.hpp"
#include "sync/replica/replica.hpp"

namespace branchline::hub {

/// A code of brands, dealers and branches: 2 to 16 of A-Z, 0-9 and '-'.
Result<> check_code(std::string_view what, std::string_view code);

/// The row of a key that somebody has named, one that was voided too; "unknown-dealer" and so on
/// when there is none. Other failures are passed on.
Result<engine::Record> find_named(sync::Replica& hub,
                                  std::string_view entity,
                                  const std::string& key,
                                  std::string_view remedy);

/// Also starts the brand's catalogue and network streams.
Result<> add_brand(sync::Replica& hub, const std::string& code, const std::string& name);
/// Also starts the dealer's stream.
Result<> add_dealer(sync::Replica& hub, const std::string& code, const std::string& name);
/// Lets a dealer sell a brand. renew_certificates() brings the brand's streams to its nodes.
Result<> grant_brand(sync::Replica& hub, const std::string& dealer, const std::string& brand);

struct NewPriceList {
    std::string code;
    std::string brand;
    std::string kind;      ///< retail, net or warranty.
    std::string currency;  ///< ISO 4217.
    std::string name;
};
/// Also starts the list's stream.
Result<> add_price_list(sync::Replica& hub, const NewPriceList& list);
/// The dealer must exist.
Result<> add_branch(sync::Replica& hub,
                    const std::string& code,
                    const std::string& dealer,
                    const std::string& name);
/// Publishes the default roles that there is no row of; the importer's own changes stay.
Result<> found_roles(sync::Replica& hub);
/// `permits` as common/schema/permit.hpp reads it; a word that names nothing is refused.
Result<> define_role(sync::Replica& hub, const std::string& role, const std::string& permits);
/// The dealer of a branch; Code::not_found when there is no such branch.
Result<std::string> dealer_of(sync::Replica& hub, const std::string& branch);

struct NewNode {
    std::string branch;
    PublicKey incarnation;
    TransportKey transport;
};

/// Signs a certificate with the enrol key and publishes it in the policy stream.
Result<sync::Certificate> enrol_node(sync::Replica& hub,
                                     const crypto::SigningKey& enrol,
                                     const NewNode& node,
                                     Instant now);
/// Signs every certificate anew whose dealer has come to hold other streams. Nodes that were
/// revoked stay as they are.
Result<> renew_certificates(sync::Replica& hub, const crypto::SigningKey& enrol, Instant now);
/// Has a person revoked this certificate?
bool is_revoked(sync::Replica& hub, const sync::Certificate& certificate);
/// The exact bytes of the newest certificate of a node.
Result<Bytes> certificate_bytes(sync::Replica& hub, const PublicKey& incarnation);

/// Cuts the logs of a node at what the hub has decided; nothing later of it counts anywhere.
Result<> revoke_node(sync::Replica& hub, std::uint64_t serial, const std::string& reason);

}  // namespace branchline::hub
