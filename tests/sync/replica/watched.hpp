// A log written by hand that a node watches, while the hub decides on it.
#pragma once

#include <algorithm>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/branches.hpp"
#include "tests/support/forge.hpp"

namespace branchline::test {

/// B0101's log is written by hand; B0102 looks on.
class Watched : public CutBranches {
public:
    Forger forger() { return {network.node("B0101"), kStream}; }
    Site& node() { return network.node("B0102"); }
    std::string shown(const RowId& row, const char* field) {
        return text_of(node().replica(), "notes.note", row, field);
    }
    void at_node(const Forger& log) {
        REQUIRE(receive(network, node(), log, log.all()) == "taken");
    }
    void at_hub(const Forger& log) { REQUIRE(receive(network, hub(), log, log.all()) == "taken"); }
    /// The hub's own log reaches a node.
    void decide(Site& site) {
        REQUIRE(carry(network, hub(), site, kStream, hub().key().public_key()) == "taken");
    }
    void decide() { decide(node()); }
    /// A node that comes new to the network, policy and all, but with an empty dealer stream.
    Site& newcomer() {
        Site& site = network.add_node("B0103");
        REQUIRE(carry(network, hub(), site, "policy", hub().key().public_key()) == "taken");
        return site;
    }
    /// Rejects a change of one field, by an odometer in the same entry that is implausible; answers
    /// "before > while provisional > after".
    std::string reject(const char* field, const sync::Payload& first, const sync::Payload& second) {
        Forger log = forger();
        sync::RowOp create = note_op("B0101");
        for (const auto& write : make_op("notes.note",
                                         {
                                             {field, first}
        })
                                     .writes) {
            std::erase_if(create.writes, [&](const auto& w) { return w.field == write.field; });
            create.writes.push_back(write);
        }
        std::sort(create.writes.begin(), create.writes.end(),
                  [](const auto& a, const auto& b) { return a.field < b.field; });
        log.add(body_of({create}));
        at_node(log);
        std::string out = shown(log.row(1), field);
        Payloads writes{
            {"odometer_km", sync::Reading{0, 5'000'000}}
        };
        writes.insert_or_assign(field, second);
        log.add(body_of({change_op("notes.note", log.row(1), writes)}));
        at_node(log);
        out += " > " + shown(log.row(1), field);
        at_hub(log);
        decide();
        out += " > " + shown(log.row(1), field);
        CHECK(node().replica().rejected(kStream)->size() == 1);
        return compare(hub(), node(), kStream) == "equal" ? out : out + ", not equal";
    }
};

/// The first entry of a log.
inline sync::Dot first_of(const Forger& log) {
    return {log.prefix(), 1};
}

}  // namespace branchline::test
