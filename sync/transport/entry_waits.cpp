#include "sync/transport/entry_waits.hpp"

#include <algorithm>
#include <utility>

#include "sync/replica/stored.hpp"

namespace branchline::sync {

namespace {

using api::Outcome;

bool is_exception(Replica& replica, const LogBook& log, std::uint64_t seq) {
    auto& find =
        replica.state().database.prepare("SELECT 1 FROM exception WHERE log = ? AND seq = ?");
    find.bind(1, log.id).bind(2, as_signed(seq));
    const auto found = find.step();
    find.reset();
    return found && *found;
}

}  // namespace

Outcome outcome_of(Replica& replica, const api::Awaited& entry) {
    const LogBook* log = replica.state().books.log(entry.log);
    if (log == nullptr || log->applied_seq < entry.seq) return Outcome::late;
    if (!entry.decided) return Outcome::reached;
    // The importer's own entries are decided when they are written.
    if (log->hub) return Outcome::reached;
    if (log->settled_seq() < entry.seq) return Outcome::late;
    return is_exception(replica, *log, entry.seq) ? Outcome::rejected : Outcome::reached;
}

void EntryWaits::add(Replica& replica, const api::Awaited& entry, Milliseconds until, Then then) {
    const Outcome now = outcome_of(replica, entry);
    if (now != Outcome::late || waiting_.size() >= kWaitingMax) return then(now);
    waiting_.push_back({entry, until, std::move(then)});
}

void EntryWaits::look(Replica& replica, Milliseconds now) {
    if (waiting_.empty()) return;
    std::vector<Waiting> all;
    all.swap(waiting_);
    for (Waiting& one : all) {
        const Outcome outcome = outcome_of(replica, one.entry);
        if (outcome == Outcome::late && now < one.until) {
            waiting_.push_back(std::move(one));
        } else {
            one.then(outcome);
        }
    }
}

void EntryWaits::end() {
    for (const Waiting& one : std::exchange(waiting_, {})) one.then(Outcome::late);
}

std::optional<Milliseconds> EntryWaits::next_end() const {
    const auto first =
        std::min_element(waiting_.begin(), waiting_.end(),
                         [](const Waiting& a, const Waiting& b) { return a.until < b.until; });
    return first == waiting_.end() ? std::nullopt : std::optional(first->until);
}

}  // namespace branchline::sync
