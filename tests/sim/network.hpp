// The lines between the nodes and the hub: they lose, double, reorder and delay frames, break, and
// are restored. The hub is place 0; a line is named by its node's place.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sync/engine/engine.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/schedule.hpp"
#include "tests/sim/trace.hpp"

namespace branchline::sim {

using Place = std::size_t;
inline constexpr Place kHub = 0;

/// What a network tells the programs at its ends.
class LineEnds {
public:
    virtual ~LineEnds() = default;
    virtual void on_opened(Place at, sync::PeerId peer, Place other) = 0;
    virtual void on_frame(Place at, sync::PeerId peer, Bytes frame) = 0;
    virtual void on_closed(Place at, sync::PeerId peer) = 0;
    /// Every frame that a program has let go, before anything happens to it.
    virtual void on_sent(Place from,
                         sync::PeerId end,
                         sync::PeerId other_end,
                         const Bytes& frame) = 0;
};

enum class Way : std::uint8_t { to_hub, to_node };

class VirtualNetwork {
public:
    VirtualNetwork(Schedule& schedule, FaultCounts& faults, std::uint64_t seed, LineEnds& ends)
        : schedule_(schedule), faults_(faults), random_(seed), ends_(ends) {}

    void add_line(Place node, const LineQuality& quality) { lines_[node].quality = quality; }
    bool carries_both_ways(Place node) const;
    /// As the node sees it; the hub's side may have ended unheard.
    bool is_connected(Place node) const;
    bool is_whole(Place node) const;

    /// A new connection with names of its own; what is left of an older one ends.
    void connect(Place node);
    void send(Place from, sync::PeerId end, Bytes frame);
    /// A program ends its side; the other side hears of it when the line lets it.
    void close(Place from, sync::PeerId end);
    /// The program at a place is gone, with all its connections.
    void drop_all(Place at);
    /// The connection breaks and both sides notice.
    void cut(Place node);
    void block(Place node, Way way, bool blocked);
    /// From now on nothing goes wrong any more.
    void heal();

private:
    struct Line {
        LineQuality quality;
        bool blocked[2] = {false, false};
        std::size_t newest = SIZE_MAX;  ///< Place in connections_.
    };
    struct Side {
        Place at = 0;
        sync::PeerId end = 0;
        bool open = false;
        Instant last_arrival;  ///< Frames stay in order unless a fault says otherwise.
    };
    struct Connection {
        Place node = 0;
        Side hub_side;
        Side node_side;
    };

    static Way way_to(const Side& receiver) {
        return receiver.at == kHub ? Way::to_hub : Way::to_node;
    }
    Side& side(sync::PeerId end);
    Side& other_side(sync::PeerId end);
    Line& line_of(sync::PeerId end) { return lines_.at(connections_[by_end_.at(end)].node); }
    bool happens(std::uint64_t thousandths) { return random_.below(1000) < thousandths; }
    Milliseconds draw_delay(const LineQuality& quality);
    void deliver(Line& line, Side& to, Bytes frame);
    void end_side(Side& side);
    void tell_later(sync::PeerId end);

    Schedule& schedule_;
    FaultCounts& faults_;
    SeededRandom random_;
    LineEnds& ends_;
    std::map<Place, Line> lines_;
    std::vector<Connection> connections_;
    std::map<sync::PeerId, std::size_t> by_end_;
    sync::PeerId next_end_ = 1;
};

}  // namespace branchline::sim
