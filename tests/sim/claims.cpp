#include "tests/sim/claims.hpp"

#include <fmt/format.h>

namespace branchline::sim {

namespace {

/// Only HEADS and ACK claim anything; their types stand behind the array's size.
bool may_claim(const Bytes& frame) {
    constexpr std::uint8_t kHeads = 2;
    constexpr std::uint8_t kAck = 4;
    return frame.size() > 1 && (frame[1] == kHeads || frame[1] == kAck);
}

}  // namespace

void Claims::note(std::size_t speaker, const LogId& log, std::uint64_t seq) {
    std::uint64_t& held = held_[speaker][log];
    held = std::max(held, seq);
}

void Claims::spoken(std::size_t speaker,
                    sync::PeerId end,
                    sync::PeerId other_end,
                    const Bytes& frame) {
    if (!may_claim(frame)) return;
    const auto message = sync::decode(frame);
    if (!message) return;
    if (const auto* heads = std::get_if<sync::Heads>(&*message)) {
        for (const auto& log : heads->logs) {
            numbers_[end][log.number] = log.head.log;
            note(speaker, log.head.log, log.head.seq);
        }
    } else if (const auto* ack = std::get_if<sync::Ack>(&*message)) {
        for (const auto& held : ack->held) {
            const auto& numbers = numbers_[other_end];
            const auto log = numbers.find(held.number);
            if (log != numbers.end()) note(speaker, log->second, held.seq);
        }
    }
}

void Claims::answered(std::size_t speaker, const LogId& log, std::uint64_t seq) {
    note(speaker, log, seq);
}

std::optional<std::string> Claims::broken(std::size_t speaker, sync::Replica& replica) const {
    const auto claims = held_.find(speaker);
    if (claims == held_.end()) return std::nullopt;
    for (const auto& [log_id, seq] : claims->second) {
        const sync::LogBook* log = replica.state().books.log(log_id);
        const std::uint64_t head = log == nullptr ? 0 : log->head_seq;
        if (head >= seq) continue;
        return fmt::format("said it holds {} entries of log {}, but holds {}", seq,
                           to_hex(log_id.view().first(4)), head);
    }
    return std::nullopt;
}

}  // namespace branchline::sim
