#include "tests/support/forge.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "sync/entry/hybrid_clock.hpp"

namespace branchline::test {

Forger::Forger(sync::Replica& like, std::string stream, const crypto::SigningKey& key)
    : WrittenLog(like.net(), std::move(stream), key),
      hlc(sync::hlc_from(Instant(Milliseconds(1'767'225'601'000)))) {
    policy_epoch = like.state().policy_epoch();
}

std::uint64_t Forger::add(const sync::Header& header, sync::Body body) {
    if (!body.actor) body.actor = sync::operator_of(author());
    hlc = std::max(hlc, header.hlc) + 1;
    return WrittenLog::add(header, body);
}

namespace {

std::string hand_over(Network& network,
                      Site& site,
                      const std::string& stream,
                      const PublicKey& author,
                      const sync::Run& run) {
    std::string answer = "not run";
    const auto done = network.write(site, [&](sync::Replica& replica) -> Result<> {
        const auto refusal = replica.receive(stream, author, run);
        if (!refusal) return std::unexpected(refusal.error());
        answer = *refusal ? std::string(sync::name_of((*refusal)->code)) : "taken";
        return {};
    });
    return done ? answer : "error " + done.error().id;
}

}  // namespace

std::string receive(Network& network, Site& site, const Forger& log, const sync::Run& run) {
    return hand_over(network, site, log.stream(), log.author(), run);
}

std::string carry(
    Network& network, Site& from, Site& to, const std::string& stream, const PublicKey& author) {
    const LogId log = sync::make_log_id(from.replica().net(), stream, author);
    std::string answer = "nothing";
    for (;;) {
        const sync::LogBook* book = to.replica().state().books.log(log);
        const auto run =
            from.replica().read_run(stream, log, book == nullptr ? 0 : book->head_seq, 1U << 16U);
        if (!run) return "error " + run.error().id;
        if (!*run) return answer;
        answer = hand_over(network, to, stream, author, **run);
        if (answer != "taken") return answer;
    }
}

std::string void_code(Site& site, const LogId& log, std::uint64_t seq) {
    const sync::LogBook* book = site.replica().state().books.log(log);
    if (book == nullptr) return "no such log";
    auto& find = site.replica().state().database.prepare(
        "SELECT code FROM void_entry WHERE log = ? AND seq = ?");
    find.bind(1, book->id).bind(2, static_cast<std::int64_t>(seq));
    const auto found = find.step();
    if (!found) return found.error().what;
    if (!*found) return "-";
    const auto code = static_cast<sync::VoidCode>(find.integer(0));
    find.reset();
    return std::string(sync::text_of(code).id);
}

std::int64_t count_of(Site& site, const std::string& sql) {
    auto& query = site.replica().state().database.prepare(sql);
    const auto found = query.step();
    if (!found || !*found) throw std::runtime_error(sql);
    const std::int64_t count = query.integer(0);
    query.reset();
    return count;
}

std::string compare(Site& a, Site& b, const std::string& stream) {
    const auto x = a.replica().digest(stream);
    const auto y = b.replica().digest(stream);
    if (!x || !y) return "no such stream";
    if (x->vector != y->vector) {
        return fmt::format("vectors of {} and {} logs differ", x->vector.size(), y->vector.size());
    }
    return x->digest == y->digest ? "equal" : "digests differ";
}

}  // namespace branchline::test
