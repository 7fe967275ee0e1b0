#include "common/identity/lock_out.hpp"

#include <algorithm>

namespace branchline::identity {

namespace {

std::string pair_of(const std::string& login, const std::string& address) {
    return login + "\n" + address;
}

}  // namespace

std::string LockOut::account_key(const std::string& login, const std::string& address) const {
    const std::string both = pair_of(login, address);
    return welcome_.contains(both) ? both : pair_of(login, "strangers");
}

Milliseconds LockOut::account_wait(const Counter& counter, Instant now) const {
    if (counter.failures < limits_.free_failures) return Milliseconds(0);
    Milliseconds delay = limits_.first_delay;
    for (int i = limits_.free_failures; i < counter.failures && delay < limits_.longest_delay;
         ++i) {
        delay *= 2;
    }
    const Instant until = counter.last + std::min(delay, limits_.longest_delay);
    return std::max(until - now, Milliseconds(0));
}

Milliseconds LockOut::address_wait(const Counters& of,
                                   const std::string& address,
                                   Instant now) const {
    const auto from = of.find(address);
    if (from == of.end()) return Milliseconds(0);
    const Counter& counter = from->second;
    if (counter.failures < limits_.address_failures) return Milliseconds(0);
    return std::max(counter.last + limits_.forget_after - now, Milliseconds(0));
}

Milliseconds LockOut::wait(const std::string& login,
                           const std::string& address,
                           Instant now) const {
    Milliseconds out{0};
    const auto account = accounts_.find(account_key(login, address));
    if (account != accounts_.end()) out = account_wait(account->second, now);
    return std::max(out, address_wait(addresses_, address, now));
}

Milliseconds LockOut::wait_of(const std::string& address, Instant now) const {
    return address_wait(guesses_, address, now);
}

void LockOut::failed_at(const std::string& address, Instant now) {
    count(guesses_, address, now);
}

void LockOut::count(Counters& counters, const std::string& key, Instant now) const {
    if (!counters.contains(key) && counters.size() >= limits_.counters_max) {
        const auto oldest = std::min_element(
            counters.begin(), counters.end(),
            [](const auto& a, const auto& b) { return a.second.last < b.second.last; });
        counters.erase(oldest);
    }
    Counter& counter = counters[key];
    if (now - counter.last >= limits_.forget_after) counter.failures = 0;
    ++counter.failures;
    counter.last = now;
}

Milliseconds LockOut::failed(const std::string& login, const std::string& address, Instant now) {
    count(accounts_, account_key(login, address), now);
    count(addresses_, address, now);
    return wait(login, address, now);
}

void LockOut::succeeded(const std::string& login, const std::string& address) {
    accounts_.erase(account_key(login, address));
    if (welcome_.size() >= limits_.counters_max) welcome_.clear();
    welcome_.insert(pair_of(login, address));
}

}  // namespace branchline::identity
