#include "common/oidc/pending.hpp"

#include <algorithm>

#include "common/crypto/hash.hpp"
#include "common/crypto/hmac.hpp"
#include "common/crypto/keys.hpp"

namespace branchline::oidc {

namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretCharacters = 43;

std::string secret_of(Random& random) {
    Bytes bytes(kSecretBytes);
    random.fill(bytes);
    return crypto::to_base64url(bytes);
}

bool is_secret(std::string_view text) {
    return text.size() == kSecretCharacters && crypto::from_base64url(text).has_value();
}

Hash hash_of(std::string_view kind, std::string_view secret) {
    return crypto::blake2b(kind, {as_bytes(secret)});
}
constexpr std::string_view kState = "bl/oidc-state/1";
constexpr std::string_view kBrowser = "bl/oidc-browser/1";

}  // namespace

void Pending::make_room(const std::string& address, Instant now) {
    std::erase_if(travellers_, [&](const auto& row) {
        return now - row.second.begun >= limits_.lasts || row.second.begun > now;
    });
    auto oldest = travellers_.end();
    auto oldest_here = travellers_.end();
    std::size_t here = 0;
    for (auto at = travellers_.begin(); at != travellers_.end(); ++at) {
        const auto older = [&](auto than) {
            return than == travellers_.end() || at->second.begun < than->second.begun;
        };
        if (older(oldest)) oldest = at;
        if (at->second.address != address) continue;
        ++here;
        if (older(oldest_here)) oldest_here = at;
    }
    if (here >= limits_.of_address) {
        travellers_.erase(oldest_here);
    } else if (travellers_.size() >= limits_.most) {
        travellers_.erase(oldest);
    }
}

Departure Pending::depart(Traveller traveller,
                          std::string_view browser,
                          Instant now,
                          Random& random) {
    make_room(traveller.address, now);
    Departure out{.state = secret_of(random),
                  .nonce = secret_of(random),
                  .verifier = secret_of(random),
                  .browser = is_secret(browser) ? std::string(browser) : secret_of(random)};
    traveller.nonce = out.nonce;
    traveller.verifier = out.verifier;
    traveller.browser = hash_of(kBrowser, out.browser);
    traveller.begun = now;
    travellers_[hash_of(kState, out.state)] = std::move(traveller);
    return out;
}

std::optional<Traveller> Pending::take(std::string_view state,
                                       std::string_view browser,
                                       Instant now) {
    const auto found = travellers_.find(hash_of(kState, state));
    if (found == travellers_.end()) return std::nullopt;
    Traveller traveller = std::move(found->second);
    travellers_.erase(found);
    const bool late = now - traveller.begun >= limits_.lasts || traveller.begun > now;
    const Hash given = hash_of(kBrowser, browser);
    if (late || !crypto::equal_secret(given, traveller.browser)) return std::nullopt;
    return traveller;
}

std::string challenge_of(std::string_view verifier) {
    return crypto::to_base64url(crypto::sha256(as_bytes(verifier)));
}

}  // namespace branchline::oidc
