// Sign-ins that have gone to the provider and have not come back. They are kept here, not in the
// address or in a cookie: what comes back only says which one it is, once.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"

namespace branchline::oidc {

struct PendingLimits {
    Milliseconds lasts{600'000};  ///< 10 minutes.
    std::size_t of_address = 64;  ///< The oldest of the address makes room.
    std::size_t most = 4096;      ///< The oldest of all makes room.
};

/// What goes out. All are secrets of 32 random bytes, in base64url.
struct Departure {
    std::string state;
    std::string nonce;
    std::string verifier;
    std::string browser;  ///< For the cookie: only the browser that has gone may come back.
};

/// What is remembered.
struct Traveller {
    std::string nonce;
    std::string verifier;
    std::string return_path;
    std::string address;
    std::optional<RowId> user_before;  ///< Whose session the browser had, and which.
    std::string session_before;
    Hash browser;
    Instant begun;
};

class Pending {
public:
    explicit Pending(const PendingLimits& limits = {}) : limits_(limits) {}

    /// `browser` of an earlier departure of the same browser, so that two of its windows can be
    /// under way; empty, or no such secret: a new one.
    Departure depart(Traveller traveller, std::string_view browser, Instant now, Random& random);
    /// Nothing for a state that is not known, was taken before, is too old or belongs to another
    /// browser; it is gone in each case.
    std::optional<Traveller> take(std::string_view state, std::string_view browser, Instant now);
    std::size_t size() const { return travellers_.size(); }

private:
    void make_room(const std::string& address, Instant now);

    PendingLimits limits_;
    std::map<Hash, Traveller> travellers_;  ///< By the hash of the state.
};

/// S256 of RFC 7636.
std::string challenge_of(std::string_view verifier);

}  // namespace branchline::oidc
