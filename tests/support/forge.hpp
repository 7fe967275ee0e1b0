// Logs written by hand, so that tests can say what no honest replica would say.
#pragma once

#include <string>

#include "tests/support/handwriting.hpp"
#include "tests/support/network.hpp"

namespace branchline::test {

/// A log as a site's node would write it, under any key.
class Forger : public WrittenLog {
public:
    Forger(sync::Replica& like, std::string stream, const crypto::SigningKey& key);
    Forger(Site& like, const std::string& stream, const crypto::SigningKey& key)
        : Forger(like.replica(), stream, key) {}
    /// Writes as the node of a site; its log must be empty so far.
    Forger(Site& site, const std::string& stream) : Forger(site, stream, site.key()) {}

    /// A sound header for the next entry: stamped behind the last, of the site's policy.
    sync::Header next() const { return next_at(hlc); }
    /// Adds an entry and answers its position. The actor is the key's operator unless given.
    std::uint64_t add(const sync::Body& body) { return add(next(), body); }
    std::uint64_t add(const sync::Header& header, sync::Body body);

    std::uint64_t hlc;  ///< Of the next entry; grows by one.
};

/// Hands a run to a replica in a group of its own. "taken", or the name of the refusal.
std::string receive(Network& network, Site& site, const Forger& log, const sync::Run& run);
/// Hands all that `from` has of an author's log to `to`, as the line would. "nothing" when there is
/// no more, else as receive().
std::string carry(
    Network& network, Site& from, Site& to, const std::string& stream, const PublicKey& author);
/// The void code of an entry as recorded by a replica; "-" when it is not void.
std::string void_code(Site& site, const LogId& log, std::uint64_t seq);
/// The single number that a query answers.
std::int64_t count_of(Site& site, const std::string& sql);
/// "equal", or what differs between the two replicas' digests of a stream.
std::string compare(Site& a, Site& b, const std::string& stream);

}  // namespace branchline::test
