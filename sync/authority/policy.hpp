// What the policy stream says, as of every epoch. An epoch is a position in the hub's log of the
// policy stream; a verdict asks for the policy at the epoch that its entry names, never for "now".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sync/authority/manifest.hpp"

namespace branchline::sync {

class Policy {
public:
    Policy() = default;
    Policy(NetId net, Manifest manifest) : net_(net), manifest_(std::move(manifest)) {}

    const NetId& net() const { return net_; }
    const Manifest& manifest() const { return manifest_; }
    /// May this key author the hub's logs?
    bool is_hub(const PublicKey& author) const;

    /// A later certificate of the same incarnation changes which streams it holds.
    void enrol(const Certificate& certificate, std::uint64_t epoch);
    void define_role(const std::string& role, const std::string& permits, std::uint64_t epoch);

    /// The certificate of an incarnation in force at an epoch.
    const Certificate* certificate(const PublicKey& incarnation, std::uint64_t epoch) const;
    /// The newest, for sessions and people.
    const Certificate* certificate(const PublicKey& incarnation) const;
    /// Which dealer a branch belongs to, known from certificates.
    std::optional<std::string> dealer_of(const std::string& branch, std::uint64_t epoch) const;
    /// `verb` as in common/schema/permit.hpp.
    bool role_permits(const std::string& role,
                      std::string_view entity,
                      std::string_view verb,
                      std::uint64_t epoch) const;
    /// The newest certificate of each incarnation, by serial.
    std::vector<const Certificate*> certificates() const;

private:
    NetId net_;
    Manifest manifest_;
    std::unordered_map<PublicKey, std::map<std::uint64_t, Certificate>> enrolled_;  ///< By epoch.
    std::map<std::string, std::pair<std::string, std::uint64_t>> branches_;
    std::map<std::string, std::map<std::uint64_t, std::string>> roles_;
};

}  // namespace branchline::sync
