// How often somebody may guess. Failures of one account grow a delay; failures of one address use
// up a budget. Whoever has come in from an address before is counted apart from strangers, so that
// nobody can lock out a person from elsewhere. Guesses that name no account have a budget of their
// own: a program with an old token keeps nobody behind its address from signing in.
#pragma once

#include <map>
#include <set>
#include <string>

#include "common/base/time.hpp"

namespace branchline::identity {

/// One row each, for tests and documents.
struct LockOutLimits {
    int free_failures = 5;                ///< Of an account, before the first delay.
    Milliseconds first_delay{2'000};      ///< Doubles with each further failure.
    Milliseconds longest_delay{900'000};  ///< 15 minutes.
    Milliseconds forget_after{3'600'000};
    int address_failures = 100;  ///< Of an address and a kind of guess, within `forget_after`.
    std::size_t counters_max = 10'000;
};

class LockOut {
public:
    explicit LockOut(const LockOutLimits& limits = {}) : limits_(limits) {}

    /// How long this address has to wait before it may try this login; zero: it may now.
    Milliseconds wait(const std::string& login, const std::string& address, Instant now) const;
    /// Returns how long the next try has to wait.
    Milliseconds failed(const std::string& login, const std::string& address, Instant now);
    void succeeded(const std::string& login, const std::string& address);
    /// The same for guesses that name no account, such as tokens: they are long, so that a right
    /// one is taken whatever was guessed before.
    Milliseconds wait_of(const std::string& address, Instant now) const;
    void failed_at(const std::string& address, Instant now);

private:
    struct Counter {
        int failures = 0;
        Instant last;
    };
    using Counters = std::map<std::string, Counter>;

    std::string account_key(const std::string& login, const std::string& address) const;
    Milliseconds account_wait(const Counter& counter, Instant now) const;
    Milliseconds address_wait(const Counters& of, const std::string& address, Instant now) const;
    void count(Counters& counters, const std::string& key, Instant now) const;

    LockOutLimits limits_;
    Counters accounts_;
    Counters addresses_;
    Counters guesses_;               ///< By address, of what names no account.
    std::set<std::string> welcome_;  ///< Login and address that came in together.
};

}  // namespace branchline::identity
