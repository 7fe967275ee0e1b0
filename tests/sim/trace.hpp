// The history of a run as one hash: two runs of a seed are the same run when their hashes are.
#pragma once

#include <algorithm>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"

namespace branchline::sim {

using TraceLines = std::function<void(const std::string&)>;

class Trace {
public:
    explicit Trace(TraceLines lines) : lines_(std::move(lines)) {}

    /// BLAKE2b over all that came before, time, place, kind and payload.
    void note(Instant at, std::string_view place, std::string_view kind, ByteView payload) {
        Bytes head;
        append_big_endian(head, static_cast<std::uint64_t>(at.time_since_epoch().count()), 8);
        append(head, as_bytes(place));
        head.push_back(0);
        append(head, as_bytes(kind));
        head.push_back(0);
        hash_ = crypto::blake2b("sim/trace/1", {hash_, head, payload});
        ++events_;
        if (!lines_) return;
        const Hash of_payload = crypto::blake2b("sim/payload/1", {payload});
        const bool is_text = std::all_of(payload.begin(), payload.end(),
                                         [](std::uint8_t c) { return c >= 32 && c < 127; });
        lines_(fmt::format(
            "{} {:<6} {:<10} {} {}", to_text(at), place, kind, to_hex(of_payload.view().first(4)),
            is_text ? std::string(as_text(payload)) : fmt::format("{} bytes", payload.size())));
    }
    void note(Instant at, std::string_view place, std::string_view kind, std::string_view text) {
        note(at, place, kind, as_bytes(text));
    }

    const Hash& hash() const { return hash_; }
    std::uint64_t events() const { return events_; }

private:
    TraceLines lines_;
    Hash hash_;
    std::uint64_t events_ = 0;
};

}  // namespace branchline::sim
