#include "tests/support/history.hpp"

#include <algorithm>
#include <set>

#include "common/schema/words.hpp"

namespace branchline::test {

namespace {

using schema::Field;
using schema::Merge;
using sync::Dot;
using sync::Payload;
namespace words = schema::words;

constexpr std::size_t kItemsMax = 24;

struct Author {
    sync::LogPrefix log = 0;
    std::uint64_t seq = 0;
    std::vector<bool> seen;
    std::size_t hub_position = 0;
};

class Maker {
public:
    Maker(Choices& choices, const std::vector<Field>& fields) : choices_(choices) {
        history_.fields = fields;
        const std::size_t count = 2 + choices.below(3);
        // Log prefixes neither ascend nor descend with the author's place; author 0 is the hub.
        static constexpr sync::LogPrefix kLogs[] = {50, 90, 10, 70, 30};
        for (std::size_t i = 0; i <= count; ++i) authors_.push_back({.log = kLogs[i]});
        for (Author& author : authors_) author.seen.resize(kItemsMax);
    }

    History make() {
        while (!choices_.at_end() && history_.items.size() < kItemsMax) {
            Author& author = authors_[choices_.below(authors_.size())];
            switch (choices_.below(4)) {
                case 0: learn(author, authors_[choices_.below(authors_.size())]); break;
                case 1: decide_some(); break;
                default: write(author); break;
            }
        }
        // The hub hears of everything in the end, and decides nearly all of it.
        for (Author& author : authors_) learn(authors_[0], author);
        while (choices_.one_in(2)) decide_some();
        if (!choices_.one_in(4)) decide(authors_[0].seen);
        return std::move(history_);
    }

private:
    bool is_hub(const Author& author) const { return &author == authors_.data(); }

    static void learn(Author& to, const Author& from) {
        for (std::size_t i = 0; i < kItemsMax; ++i) to.seen[i] = to.seen[i] || from.seen[i];
        to.hub_position = std::max(to.hub_position, from.hub_position);
    }

    void write(Author& author) {
        // The hub has decided all it has applied before it writes itself.
        if (is_hub(author)) decide(author.seen);
        Item item{
            .past = author.seen, .hub_position = author.hub_position, .by_hub = is_hub(author)};
        std::uint64_t hlc = 0;
        for (std::size_t i = 0; i < history_.items.size(); ++i) {
            if (author.seen[i]) hlc = std::max(hlc, history_.items[i].version.hlc);
        }
        item.guarded = choices_.one_in(3);
        item.version = {hlc + 1 + choices_.below(4), author.log, ++author.seq};
        const bool single = history_.fields.size() == 1;
        for (std::size_t f = 0; f < history_.fields.size(); ++f) {
            item.payloads.emplace_back();
            if (single || choices_.one_in(3)) item.payloads[f] = payload(author, f);
        }
        const std::size_t place = history_.items.size();
        history_.items.push_back(std::move(item));
        author.seen[place] = true;
        if (!is_hub(author)) return;
        // The hub's log holds its receipts as well: positions and sequences are the same there.
        author.seq = history_.hub_log.size() + 1;
        history_.items[place].version.seq = author.seq;
        history_.hub_log.push_back({.receipts = {}, .own = place});
        author.hub_position = history_.hub_log.size();
        decided_.insert(place);
    }

    /// Some item that the hub knows, and all that lies behind it.
    void decide_some() {
        const std::size_t chosen = choices_.below(kItemsMax);
        if (chosen >= history_.items.size() || !authors_[0].seen[chosen]) return;
        std::vector<bool> wanted = history_.items[chosen].past;
        wanted[chosen] = true;
        decide(wanted);
    }

    void decide(const std::vector<bool>& wanted) {
        HubEntry entry;
        const std::uint64_t position = history_.hub_log.size() + 1;
        const std::size_t turn = choices_.below(authors_.size());
        // One receipt a log, in an order of logs that need not follow causality.
        for (std::size_t a = 0; a < authors_.size(); ++a) {
            const Author& author = authors_[(a + turn) % authors_.size()];
            for (std::size_t i = 0; i < history_.items.size(); ++i) {
                const Item& item = history_.items[i];
                if (!wanted[i] || item.version.log != author.log || decided_.contains(i)) continue;
                entry.receipts.push_back({
                    i, {position, a + 1, item.version.seq},
                     !choices_.one_in(5)
                });
                decided_.insert(i);
            }
        }
        if (entry.receipts.empty()) return;
        history_.hub_log.push_back(std::move(entry));
        authors_[0].hub_position = history_.hub_log.size();
    }

    /// A payload that names only dots which the author has seen.
    Payload payload(const Author& author, std::size_t field) {
        static const char* const kValues[] = {"a", "b", "c", "d"};
        switch (history_.fields[field].merge) {
            case Merge::set: return set_change(author, field);
            case Merge::max:
            case Merge::min: return reading(author, field);
            case Merge::restrict: return restriction(author, field);
            case Merge::state: return step(author, field);
            case Merge::life: {
                static constexpr sync::Life kRanks[] = {sync::Life::alive, sync::Life::alive,
                                                        sync::Life::alive, sync::Life::voided,
                                                        sync::Life::erased};
                return kRanks[choices_.below(5)];
            }
            default: break;
        }
        if (choices_.one_in(8)) return sync::Plain{};
        return sync::Plain{std::string(kValues[choices_.below(4)])};
    }

    template <class Wanted>
    std::vector<Dot> seen_dots(const Author& author, std::size_t field, Wanted wanted) {
        std::vector<Dot> out;
        for (std::size_t i = 0; i < history_.items.size(); ++i) {
            const auto& payload = history_.items[i].payloads[field];
            if (!author.seen[i] || !payload || !wanted(*payload)) continue;
            if (!choices_.one_in(6)) out.push_back(history_.items[i].version.dot());
        }
        std::sort(out.begin(), out.end());
        return out;
    }

    Payload set_change(const Author& author, std::size_t field) {
        sync::SetChange change;
        for (const char* element : {"p", "q", "r"}) {
            const std::size_t choice = choices_.below(3);
            if (choice != 0 && choices_.one_in(2)) change.add.emplace_back(element);
            if (choice == 2) {
                const auto adds = [&](const Payload& payload) {
                    const auto& add = std::get<sync::SetChange>(payload).add;
                    return std::find(add.begin(), add.end(), element) != add.end();
                };
                change.remove.push_back({element, seen_dots(author, field, adds)});
            }
        }
        return change;
    }

    Payload reading(const Author& author, std::size_t field) {
        sync::Reading out{.value = static_cast<std::int64_t>(choices_.below(6))};
        for (std::size_t i = 0; i < history_.items.size(); ++i) {
            const auto& payload = history_.items[i].payloads[field];
            if (!author.seen[i] || !payload) continue;
            out.generation = std::max(out.generation, std::get<sync::Reading>(*payload).generation);
        }
        if (choices_.one_in(6)) ++out.generation;
        return out;
    }

    Payload restriction(const Author& author, std::size_t field) {
        if (!choices_.one_in(2)) return sync::Restriction{.restrictive = true};
        const auto restricts = [](const Payload& payload) {
            return std::get<sync::Restriction>(payload).restrictive;
        };
        return sync::Restriction{false, seen_dots(author, field, restricts)};
    }

    Payload step(const Author& author, std::size_t field) {
        static const char* const kStates[] = {"new", "open", "done"};
        sync::Step step{.to = kStates[choices_.below(3)]};
        const auto left = seen_dots(author, field, [](const Payload&) { return true; });
        if (left.empty() || choices_.one_in(6)) return step;
        step.left = left[left.size() - 1 - choices_.below(left.size())];
        step.from = kStates[choices_.below(3)];  // Sometimes a state that was never there.
        for (std::size_t i = 0; i < history_.items.size(); ++i) {
            if (history_.items[i].version.dot() != *step.left || choices_.one_in(8)) continue;
            step.from = std::get<sync::Step>(*history_.items[i].payloads[field]).to;
        }
        return step;
    }

    Choices& choices_;
    History history_;
    std::vector<Author> authors_;
    std::set<std::size_t> decided_;
};

bool is_ready(const Item& item, const std::vector<bool>& applied, std::size_t hub_position) {
    if (item.hub_position > hub_position) return false;
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (item.past[i] && !applied[i]) return false;
    }
    return true;
}

}  // namespace

const std::vector<Field>& fields_of_every_kind() {
    using namespace schema::words;
    static const std::vector<Field> kFields = {
        {1, "a_own",      text,                    dealer,      own,             optional, "A"   },
        {2, "b_once",     text,                    dealer,      own,             once,     "B"   },
        {3, "c_lww",      text,                    dealer,      lww,             optional, "C"   },
        {4, "d_set",      text,                    dealer,      words::set,      optional, "D"   },
        {5, "e_max",      integer,                 dealer,      words::max,      optional, "E"   },
        {6, "f_restrict", words::flag,             dealer,      words::restrict, optional, "F"   },
        {7, "g_state",    one_of("new|open|done"), words::flow, state,           optional, "G"   },
        {8, "h_min",      integer,                 dealer,      words::min,      optional, "H"   },
        {0, "life",       integer,                 dealer,      Merge::life,     optional, "Life"},
    };
    return kFields;
}

std::string kind_of(const Field& field) {
    return std::string(field.name);
}

void Model::add(const Item& item, std::size_t place) {
    known_[item.version.dot()] = {place, item.guarded, item.past};
}

bool Model::covers(const Dot& later, const Dot& earlier) const {
    const auto a = known_.find(later);
    const auto b = known_.find(earlier);
    if (a == known_.end() || b == known_.end()) return false;
    return later == earlier || a->second.past[b->second.place];
}

std::optional<sync::merge::Decided> Model::decided(const Dot& dot) const {
    const auto found = decided_.find(dot);
    if (found == decided_.end()) return std::nullopt;
    return found->second;
}

Model History::model() const {
    Model model;
    for (std::size_t i = 0; i < items.size(); ++i) model.add(items[i], i);
    return model;
}

bool Model::lasting(const Dot& dot) const {
    const auto found = known_.find(dot);
    return decided(dot).has_value() && (found == known_.end() || !found->second.guarded);
}

sync::merge::Write History::write(std::size_t item, std::size_t field) const {
    return {items[item].version, *items[item].payloads[field]};
}

History make_history(Choices& choices, const std::vector<Field>& fields) {
    return Maker(choices, fields).make();
}

std::vector<Arrival> make_delivery(Choices& choices, const History& history) {
    std::vector<Arrival> out;
    std::vector<bool> applied(history.items.size());
    std::size_t hub_position = 0;
    for (;;) {
        std::vector<Arrival> ready;
        for (std::size_t i = 0; i < history.items.size(); ++i) {
            const Item& item = history.items[i];
            if (applied[i] || item.by_hub || !is_ready(item, applied, hub_position)) continue;
            ready.push_back({false, i});
        }
        if (hub_position < history.hub_log.size()) {
            const auto& own = history.hub_log[hub_position].own;
            if (!own || is_ready(history.items[*own], applied, hub_position)) {
                ready.push_back({true, hub_position});
            }
        }
        if (ready.empty()) return out;
        const Arrival next = ready[choices.below(ready.size())];
        if (next.is_hub) {
            const auto& own = history.hub_log[hub_position++].own;
            if (own) applied[*own] = true;
        } else {
            applied[next.place] = true;
        }
        out.push_back(next);
    }
}

}  // namespace branchline::test
