// Random histories of one row as a network could make them: authors write in knowledge of what they
// have seen, the hub decides in an order consistent with causality, a replica receives all of it in
// some causal order. For property tests of merging and compaction.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sync/merge/merge.hpp"
#include "tests/support/choices.hpp"

namespace branchline::test {

/// One field for each merge kind that has writes; `life` stands last with the id 0.
const std::vector<schema::Field>& fields_of_every_kind();
/// The word of a field in failure reports; "own once" differs from "own".
std::string kind_of(const schema::Field& field);

/// One entry of an author, as far as one row is concerned.
struct Item {
    sync::Version version;
    std::vector<bool> past;        ///< By item: what the author had seen; not itself.
    std::size_t hub_position = 0;  ///< How much of the hub's log the author had seen.
    bool by_hub = false;
    bool guarded = false;  ///< Follows a transition, so it may be switched off and on.
    std::vector<std::optional<sync::Payload>> payloads;  ///< By place of the field.
};

/// The hub's decision on one item.
struct Verdict {
    std::size_t item = 0;
    sync::merge::Decided at;
    bool accepted = true;
};

/// One entry of the hub's log: receipts that travel together, or an own write of the hub.
struct HubEntry {
    std::vector<Verdict> receipts;
    std::optional<std::size_t> own;  ///< Item.
};

/// What folds ask, answered from a history and the decisions known so far.
class Model final : public sync::merge::Context {
public:
    void add(const Item& item, std::size_t place);
    void decide(const sync::Dot& dot, const sync::merge::Decided& at) { decided_[dot] = at; }
    void forget_decisions() { decided_.clear(); }

    bool covers(const sync::Dot& later, const sync::Dot& earlier) const override;
    std::optional<sync::merge::Decided> decided(const sync::Dot& dot) const override;
    bool lasting(const sync::Dot& dot) const override;

private:
    struct Known {
        std::size_t place = 0;
        bool guarded = false;
        std::vector<bool> past;
    };
    std::map<sync::Dot, Known> known_;
    std::map<sync::Dot, sync::merge::Decided> decided_;
};

struct History {
    std::vector<schema::Field> fields;
    std::vector<Item> items;  ///< Every item behind its past.
    std::vector<HubEntry> hub_log;

    /// Causality of all items, nothing decided.
    Model model() const;
    /// The item's write of a field.
    sync::merge::Write write(std::size_t item, std::size_t field) const;
};

/// What a replica takes in: an item of another log, or the next entry of the hub's log.
struct Arrival {
    bool is_hub = false;
    std::size_t place = 0;  ///< Item, or position in the hub's log.
};

History make_history(Choices& choices, const std::vector<schema::Field>& fields);
/// All of the history in a causal order.
std::vector<Arrival> make_delivery(Choices& choices, const History& history);

}  // namespace branchline::test
