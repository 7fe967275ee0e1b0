#include "tests/sim/network.hpp"

#include <algorithm>

namespace branchline::sim {

bool VirtualNetwork::carries_both_ways(Place node) const {
    const Line& line = lines_.at(node);
    return !line.blocked[0] && !line.blocked[1];
}

bool VirtualNetwork::is_connected(Place node) const {
    const Line& line = lines_.at(node);
    return line.newest != SIZE_MAX && connections_[line.newest].node_side.open;
}

bool VirtualNetwork::is_whole(Place node) const {
    return is_connected(node) && connections_[lines_.at(node).newest].hub_side.open;
}

VirtualNetwork::Side& VirtualNetwork::side(sync::PeerId end) {
    Connection& connection = connections_[by_end_.at(end)];
    return connection.hub_side.end == end ? connection.hub_side : connection.node_side;
}

VirtualNetwork::Side& VirtualNetwork::other_side(sync::PeerId end) {
    Connection& connection = connections_[by_end_.at(end)];
    return connection.hub_side.end == end ? connection.node_side : connection.hub_side;
}

void VirtualNetwork::connect(Place node) {
    Line& line = lines_.at(node);
    if (line.newest != SIZE_MAX) {
        end_side(connections_[line.newest].hub_side);
        end_side(connections_[line.newest].node_side);
    }
    line.newest = connections_.size();
    const Side at_hub{.at = kHub, .end = next_end_++, .open = true, .last_arrival = {}};
    const Side at_node{.at = node, .end = next_end_++, .open = true, .last_arrival = {}};
    connections_.push_back({node, at_hub, at_node});
    by_end_[at_hub.end] = line.newest;
    by_end_[at_node.end] = line.newest;
    ends_.on_opened(kHub, at_hub.end, node);
    ends_.on_opened(node, at_node.end, kHub);
}

Milliseconds VirtualNetwork::draw_delay(const LineQuality& quality) {
    const auto most = static_cast<std::uint64_t>(quality.delay_max.count());
    return Milliseconds(static_cast<std::int64_t>(1 + random_.below(most)));
}

void VirtualNetwork::send(Place from, sync::PeerId end, Bytes frame) {
    if (!by_end_.contains(end)) return;
    Side& to = other_side(end);
    ends_.on_sent(from, end, to.end, frame);
    Line& line = line_of(end);
    if (line.blocked[static_cast<std::size_t>(way_to(to))]) return;
    if (happens(line.quality.loss)) {
        faults_.add(Fault::loss);
        return;
    }
    if (happens(line.quality.duplicate)) {
        faults_.add(Fault::duplicate);
        deliver(line, to, frame);
    }
    deliver(line, to, std::move(frame));
}

void VirtualNetwork::deliver(Line& line, Side& to, Bytes frame) {
    Instant arrival = schedule_.now() + draw_delay(line.quality);
    if (happens(line.quality.reorder)) {
        faults_.add(Fault::reorder);
        arrival += 2 * line.quality.delay_max;
    } else {
        to.last_arrival = arrival = std::max(arrival, to.last_arrival);
    }
    schedule_.after(arrival - schedule_.now(),
                    [this, end = to.end, frame = std::move(frame)]() mutable {
                        const Side& receiver = side(end);
                        if (receiver.open) ends_.on_frame(receiver.at, end, std::move(frame));
                    });
}

void VirtualNetwork::end_side(Side& side) {
    if (!std::exchange(side.open, false)) return;
    ends_.on_closed(side.at, side.end);
}

/// A side that the line keeps from hearing it will notice the silence.
void VirtualNetwork::tell_later(sync::PeerId end) {
    const Line& line = line_of(end);
    if (line.blocked[static_cast<std::size_t>(way_to(side(end)))]) return;
    schedule_.after(draw_delay(line.quality), [this, end] { end_side(side(end)); });
}

void VirtualNetwork::close(Place, sync::PeerId end) {
    if (!by_end_.contains(end)) return;
    tell_later(other_side(end).end);
    end_side(side(end));
}

void VirtualNetwork::drop_all(Place at) {
    for (Connection& connection : connections_) {
        for (Side* gone : {&connection.hub_side, &connection.node_side}) {
            if (gone->at != at || !gone->open) continue;
            gone->open = false;
            tell_later(other_side(gone->end).end);
        }
    }
}

void VirtualNetwork::cut(Place node) {
    const Line& line = lines_.at(node);
    if (line.newest == SIZE_MAX) return;
    const Connection& connection = connections_[line.newest];
    const sync::PeerId ends[] = {connection.hub_side.end, connection.node_side.end};
    for (const sync::PeerId end : ends) end_side(side(end));
}

void VirtualNetwork::block(Place node, Way way, bool blocked) {
    lines_.at(node).blocked[static_cast<std::size_t>(way)] = blocked;
}

void VirtualNetwork::heal() {
    for (auto& [node, line] : lines_) {
        line.quality = {};
        line.blocked[0] = line.blocked[1] = false;
    }
}

}  // namespace branchline::sim
