#include "sync/authority/policy.hpp"

#include <algorithm>

#include "common/schema/permit.hpp"

namespace branchline::sync {

bool Policy::is_hub(const PublicKey& author) const {
    const auto& keys = manifest_.decide_keys;
    return std::find(keys.begin(), keys.end(), author) != keys.end();
}

void Policy::enrol(const Certificate& certificate, std::uint64_t epoch) {
    enrolled_[certificate.incarnation].emplace(epoch, certificate);
    branches_.emplace(certificate.branch, std::pair(certificate.dealer, epoch));
}

void Policy::define_role(const std::string& role, const std::string& permits, std::uint64_t epoch) {
    roles_[role][epoch] = permits;
}

const Certificate* Policy::certificate(const PublicKey& incarnation, std::uint64_t epoch) const {
    const auto found = enrolled_.find(incarnation);
    if (found == enrolled_.end()) return nullptr;
    const auto behind = found->second.upper_bound(epoch);
    return behind == found->second.begin() ? nullptr : &std::prev(behind)->second;
}

const Certificate* Policy::certificate(const PublicKey& incarnation) const {
    return certificate(incarnation, UINT64_MAX);
}

std::optional<std::string> Policy::dealer_of(const std::string& branch, std::uint64_t epoch) const {
    const auto found = branches_.find(branch);
    if (found == branches_.end() || found->second.second > epoch) return std::nullopt;
    return found->second.first;
}

bool Policy::role_permits(const std::string& role,
                          std::string_view entity,
                          std::string_view verb,
                          std::uint64_t epoch) const {
    const auto found = roles_.find(role);
    if (found == roles_.end()) return false;
    const auto behind = found->second.upper_bound(epoch);
    if (behind == found->second.begin()) return false;
    return schema::permits(std::prev(behind)->second, entity, verb);
}

std::vector<const Certificate*> Policy::certificates() const {
    std::vector<const Certificate*> out;
    for (const auto& [key, by_epoch] : enrolled_) out.push_back(&by_epoch.rbegin()->second);
    std::sort(out.begin(), out.end(),
              [](const Certificate* a, const Certificate* b) { return a->serial < b->serial; });
    return out;
}

}  // namespace branchline::sync
